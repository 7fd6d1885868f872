"""Markers: what a de-identified instance must say of itself (PS3.15 2026d E.1.1, E.2, E.3.6).

Burned In Annotation and Recognizable Visual Features are not among them: only options that this
version doesn't carry out may set them to NO (E.3.1, E.3.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami._version import __version__
from anami.concerns.builders import coded_entry, item, text_element
from anami.model import Action, Dataset, Element, Reason
from anami.policy import MARKERS
from anami.protocol import departures
from anami.rulings import Ruling
from anami.standard import EDITION
from anami.standard.codes import CID_7050

if TYPE_CHECKING:
    from anami.protocol import Protocol

__all__ = ["IMPLEMENTATION_VERSION_NAME", "earlier_codes", "is_marker", "markers", "rulings"]

IMPLEMENTATION_VERSION_NAME: Final = f"ANAMI_{__version__}"[:16]

PATIENT_IDENTITY_REMOVED: Final = 0x00120062
METHOD: Final = 0x00120063
METHOD_CODES: Final = 0x00120064
LONGITUDINAL_MODIFIED: Final = 0x00280303


_CODE_VALUE: Final = 0x00080100
_SCHEME: Final = 0x00080102


def is_marker(tag: int) -> bool:
    """Tell whether a root attribute is one that Anami writes as a whole."""
    return tag in MARKERS


def markers(earlier: tuple[str, ...], protocol: Protocol) -> tuple[Element, ...]:
    """Return the markers, in order.

    An own rule that goes against profile or options leaves nothing of CID 7050 to claim. Codes that
    the original carries are kept before ours: what was done before was
    done too. Its free text is not.

    Args:
        earlier: see `earlier_codes`.
        protocol: what was carried out.

    """
    departs = bool(departures(protocol))
    applied: set[str] = set() if departs else {"always", *protocol.options}
    codes = [*earlier, *(code.value for code in CID_7050 if code.option_key in applied)]
    by_value = {code.value: code for code in CID_7050}
    items = tuple(
        coded_entry(by_value[value].meaning, value, by_value[value].designator)
        for value in dict.fromkeys(codes)
    )
    method = "own rules" if departs else f"DICOM PS3.15 {EDITION} Basic Profile"
    return item(
        text_element(PATIENT_IDENTITY_REMOVED, "CS", "YES"),
        text_element(METHOD, "LO", f"Anami {__version__}\\{method}"),
        *((Element(METHOD_CODES, "SQ", items=items),) if items else ()),
        text_element(LONGITUDINAL_MODIFIED, "CS", _longitudinal(protocol.options)),
    ).elements


def rulings(made: tuple[Element, ...]) -> tuple[Ruling, ...]:
    """Return what is decided about the markers: they are added."""
    return tuple(Ruling(one.tag, one.vr, Action.ADD, Reason.MARKER) for one in made)


def _longitudinal(options: frozenset[str]) -> str:
    """Return what Longitudinal Temporal Information Modified must say (PS3.15 E.2, E.3.6)."""
    if "rtn_long_full_dates" in options:
        return "UNMODIFIED"
    return "MODIFIED" if "rtn_long_modif_dates" in options else "REMOVED"


def earlier_codes(original: Dataset) -> tuple[str, ...]:
    """Return the codes of cleaning that an original with its identity removed claims."""
    if _ascii(original.get(PATIENT_IDENTITY_REMOVED)) != "YES":
        return ()
    # What was cleaned stays clean; what was retained then may be gone now.
    known = {code.value for code in CID_7050 if code.option_key.startswith("clean_")}
    element = original.get(METHOD_CODES)
    found = []
    for entry in (element.items or ()) if element is not None else ():
        value, scheme = _ascii(entry.get(_CODE_VALUE)), _ascii(entry.get(_SCHEME))
        if scheme == "DCM" and value in known:
            found.append(value)
    return tuple(found)


def _ascii(element: Element | None) -> str:
    if element is None or not isinstance(element.value, bytes):
        return ""
    return element.value.decode("latin-1").strip(" \0")
