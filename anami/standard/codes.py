"""PS3.16 2026d: the codes that are written, and the coding schemes that are known.

What belongs here: CID 7050 and the registered Coding Scheme Designators.
"""

from __future__ import annotations

from typing import NamedTuple

from anami.standard._data import load


class Code(NamedTuple):
    """A code of CID 7050 and the option of PS3.15 that it stands for.

    ``option_key`` is ``always`` for the profile itself, else the name of the
    option, for most options that of its column in Table E.1-1.
    """

    value: str
    designator: str
    meaning: str
    option_key: str
    section: str = ""


CID_7050: tuple[Code, ...] = tuple(
    Code(value, designator, meaning, option_key, section)
    for designator, value, meaning, section, option_key in load("cid_7050")["rows"]
)
"""CID 7050 De-identification Method, PS3.16 2026d."""

# PS3.16 Table 8-1 and, in the last lines, Table 8-2 (HL7 v3).  99SDM is
# registered although designators that begin with 99 are otherwise private.
_REGISTERED = """
99SDM ACR ASTM-sigpurpose BARI BI C4 C5 caDSR CD2 CTV3 DC DCM DCMUID FMA HPC I10 I10C
I10P I11 I9 I9C IBSI ICDO3 IETF4646 ISO3166_1 ISO5218_1 ISO639_1 ISO639_2 ISO_OID
ITIS_TSN LN MA MAYOASRG MDC MDNS MGI MSH NBD NBG NCDR NCIt NDC NEU NICIP NPI NYUMCCG
PATHLEX POS PUBCHEM_CID RADELEMENT RADLEX RFC-3881 RFC3066 RFC5646 RO RRID RXNORM SCPECG
SCT SNM3 SRT UBERON UCUM UMLS UNS UPC ActCode ActPriority AdministrativeGender
Confidentiality NullFlavor ObservationInterpretation ParticipationType mediaType
"""
CODING_SCHEMES: frozenset[str] = frozenset(_REGISTERED.split())
"""Coding Scheme Designators that PS3.16 2026d section 8 registers."""

PERSON_OR_PLACE_SCHEMES: frozenset[str] = frozenset({"NPI", "POS"})
"""Registered schemes whose codes name a provider or a place of service: their
codes are identifiers, however standard the scheme."""
