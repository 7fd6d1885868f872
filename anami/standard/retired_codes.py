"""Retired codes of the concepts that structured content is cleaned by, and what took their place.

What belongs here: codes of "SNOMED-RT style", which PS3.16 2026d Annex O maps to SNOMED CT, as far
as a concept of `anami.standard.structured_content` is named by one. PS3.15 E.3.4 note 3 asks that
de-identifiers go on recognising them. A test compares the rows with the mapping of Annex O that
pydicom carries; that mapping has eight thousand rows, and reading it costs more than a header.
"""

from __future__ import annotations

from typing import Final

__all__ = ["RETIRED_DESIGNATORS", "current_code"]

RETIRED_DESIGNATORS: Final = frozenset(("SRT", "SNM3", "99SDM"))
"""Coding Scheme Designators under which the same codes were sent (PS3.16 2026d section 8)."""

_SNOMED_CT: Final = {
    "DD-60002": "116224001",  # Complication of Procedure
    "DF-0068E": "398325003",  # Anesthesia Start Time
    "DF-0070B": "398164008",  # Anesthesia Finish Time
    "F-00033": "271921002",  # ECG Finding
    "F-01860": "60621009",  # Body mass index
    "F-02455": "160476009",  # Social History
    "G-C0E3": "363698007",  # Finding Site
    "G-D320": "397898000",  # Stop DateTime
    "G-D321": "398201009",  # Start DateTime
    "PA-30029": "440252007",  # Administration of radiopharmaceutical
    "R-42B89": "371524004",  # Clinical Report
}


def current_code(code: str, scheme: str) -> tuple[str, str]:
    """Return the code and Coding Scheme Designator that are used today; unknown ones as they are.

    A designator may carry a version in brackets ("NCDR [2.0b]"), which is no part of its name.
    """
    scheme = scheme.partition("[")[0].strip()
    if scheme in RETIRED_DESIGNATORS and code in _SNOMED_CT:
        return _SNOMED_CT[code], "SCT"
    return code, scheme
