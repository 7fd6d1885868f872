"""Edits: values that a person types on purpose for four attributes, and how patients stay apart.

What belongs here: the values, what they may hold, and the IDs of several patients for whom one ID
was typed. Nothing here knows a data set; `anami.concerns.typed` writes the values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from anami.errors import EditValueError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["CODE", "EDITED_TAGS", "Edits", "apart"]

CODE: Final = "{code}"
"""Stands for the patient's code: what Patient's Name and Patient ID are made of otherwise."""
EDITED_TAGS: Final[Mapping[str, int]] = {
    "patient_name": 0x00100010,
    "patient_id": 0x00100020,
    "study_description": 0x00081030,
    "series_description": 0x0008103E,
}
"""Name of an edit → the attribute at the root of the data set that it writes."""

LONGEST: Final = 64
"""Characters of an LO, and of one component group of a PN (PS3.5 2026d Table 6.2-1)."""
LONGEST_CODE: Final = 32
"""Characters that a code may have: those of a subject code list are longest."""
MOST_GROUPS: Final = 3
MOST_COMPONENTS: Final = 5
_TEXT: Final = re.compile(r"[!-\[\]-~]([ -\[\]-~]*[!-\[\]-~])?")
"""Printable ASCII without backslash, no space around it: can be written in every character set."""


@dataclass(frozen=True, slots=True)
class Edits:
    """Values that stand in place of those of an instance; "" leaves an attribute to the policy.

    ``{code}`` in a value stands for the patient's code. Type 3 and Type 2 attributes alike are
    written even if the instance has none: whoever types a value wants to read it.

    Attributes:
        patient_name: Patient's Name (PN).
        patient_id: Patient ID (LO).
        study_description: Study Description (LO).
        series_description: Series Description (LO).

    """

    patient_name: str = ""
    patient_id: str = ""
    study_description: str = ""
    series_description: str = ""

    def __post_init__(self) -> None:
        """Check each value by its VR (PS3.5 2026d §6.2).

        Raises:
            EditValueError: one can't be written, or has a placeholder other than ``{code}``.

        """
        for name, value in self.as_dict().items():
            if not _can_be_written(value) or (name == "patient_name" and not _is_name(value)):
                where = f"edits.{name}"
                raise EditValueError(where)

    def __bool__(self) -> bool:
        return bool(self.as_dict())

    def as_dict(self) -> dict[str, str]:
        """Return the values that are typed, by name."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value}

    @property
    def tags(self) -> frozenset[int]:
        """The attributes that are written."""
        return frozenset(EDITED_TAGS[name] for name in self.as_dict())

    def over(self, others: Edits) -> Edits:
        """Return these edits, and of `others` those whose value isn't among them."""
        return Edits(**{**others.as_dict(), **self.as_dict()})

    def filled(self, code: str) -> Edits:
        """Return the values to write for the patient whose code is `code`."""
        return Edits(**{name: value.replace(CODE, code) for name, value in self.as_dict().items()})


def apart(
    typed: Mapping[str, Collection[str]], codes: Mapping[str, str], taken: Collection[str] = ()
) -> dict[tuple[str, str], str]:
    """Return (patient, typed Patient ID) → the ID to write, so that no two patients have one.

    An ID that one patient alone gets is written as it was typed. What several would get is numbered
    for each of them: ``-0001``, ``-0002`` and so on, in the order of their codes, which depends on
    nothing but the key or the code list. Case doesn't tell IDs apart: in many file systems it
    doesn't tell folders apart.

    Args:
        typed: patient → IDs typed for them; ``{code}`` is filled in here.
        codes: patient → code.
        taken: IDs that others have, which no number may hit.

    """
    wanted: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for patient, texts in typed.items():
        for text in texts:
            wanted[text.replace(CODE, codes[patient]).casefold()].add((patient, text))
    settled: dict[tuple[str, str], str] = {}
    used = {one.casefold() for one in taken}
    shared = []
    for folded, uses in sorted(wanted.items()):
        if folded not in used and len({patient for patient, _ in uses}) == 1:
            settled |= {use: use[1].replace(CODE, codes[use[0]]) for use in uses}
        else:
            shared.append(uses)
    used |= {one.casefold() for one in settled.values()}
    for uses in shared:
        number = 0
        for use in sorted(uses, key=lambda one: (codes[one[0]], *one)):
            text = use[1].replace(CODE, codes[use[0]])
            while True:
                number += 1
                numbered = _numbered(text, number)
                if numbered.casefold() not in used:
                    break
            settled[use] = numbered
            used.add(numbered.casefold())
    return settled


def _numbered(text: str, number: int) -> str:
    tail = f"-{number:04d}"
    return text[: LONGEST - len(tail)].rstrip() + tail


def _can_be_written(value: str) -> bool:
    """Tell whether a value is text of 64 characters at most, however long the code is."""
    rest = value.replace(CODE, "")
    longest = len(rest) + LONGEST_CODE * value.count(CODE)
    if len(value) > LONGEST or (CODE in value and longest > LONGEST):
        return False
    return _TEXT.fullmatch(value) is not None and "{" not in rest and "}" not in rest


def _is_name(value: str) -> bool:
    """Tell whether a value has no more groups and components than a PN (PS3.5 2026d §6.2.1)."""
    groups = value.split("=")
    return len(groups) <= MOST_GROUPS and all(
        group.count("^") < MOST_COMPONENTS for group in groups
    )
