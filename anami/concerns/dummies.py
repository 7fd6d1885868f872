"""Dummy values (code D of PS3.15 2026d Table E.1-1a): valid for the VR, never original.

Labels and identifiers of one instance must stay distinguishable (specimens, structure sets), so
short texts become keyed labels: equal for equal originals, meaningless without the key. Long texts
become one constant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from anami.concerns import documents, graphics, patients, structured_content, uids
from anami.concerns.builders import coded_entry, text_element
from anami.concerns.context import Context
from anami.concerns.texts import encode, padded
from anami.identity import label
from anami.model import Dataset, Element
from anami.standard import dictionary, srgb

__all__ = ["CONSTANTS", "dummy", "empty", "labelled"]

CONSTANTS: Final = {
    "AE": b"ANAMI ",
    "AS": b"000Y",
    "CS": b"REMOVED ",
    "DA": b"19000101",
    "DS": b"0 ",
    "DT": b"19000101000000",
    "IS": b"0 ",
    "LT": b"Removed ",
    "PN": b"Anonymous ",
    "ST": b"Removed ",
    "TM": b"000000",
    "UR": b"urn:anami:removed ",
    "UT": b"Removed ",
}
"""VR → dummy; each valid by PS3.5 §6.2. Dates are long past, so that nobody takes them for real."""
_NUMBERS: Final = {"FD": 8, "FL": 4, "SL": 4, "SS": 2, "SV": 8, "UL": 4, "US": 2, "UV": 8, "AT": 4}
_LABELLED: Final = frozenset(("LO", "SH", "UC"))
_TIMEZONE_OFFSET: Final = 0x00080201
_CHARACTER_SET: Final = 0x00080005
_ICC_PROFILE: Final = 0x00282000
_INSTITUTION_CODES: Final = 0x00080082
_PERSON_CODES: Final = 0x00401101

SpecialDummy = Callable[[Element, Context], Element]

SPECIAL: Final[dict[int, SpecialDummy]] = {
    **patients.REPLACEMENTS,
    **structured_content.REPLACEMENTS,
    **graphics.REPLACEMENTS,
    **documents.REPLACEMENTS,
    _TIMEZONE_OFFSET: lambda element, _: Element(element.tag, "SH", b"+0000 "),
    _CHARACTER_SET: lambda element, _: Element(element.tag, "CS", b"ISO_IR 192"),
    _ICC_PROFILE: lambda element, _: Element(element.tag, "OB", padded(srgb.profile(), "OB")),
    _INSTITUTION_CODES: lambda element, _: Element(
        element.tag, "SQ", items=(coded_entry("Removed"),)
    ),
    _PERSON_CODES: lambda element, _: Element(element.tag, "SQ", items=(coded_entry("Removed"),)),
}
"""Attributes whose dummy must fit the rest of the instance: the concerns' tables, together."""


def dummy(element: Element, vr: str, context: Context) -> Element:
    """Return a dummy for `element`.

    Args:
        element: the original.
        vr: the VR that PS3.6 gives, or "" if it gives several; then the original's.
        context: the instance around it.

    """
    special = SPECIAL.get(element.tag)
    if special is not None:
        return special(element, context)
    vr = vr or _fitting_vr(element)
    if vr == "SQ":
        return Element(element.tag, "SQ", items=(Dataset(),))
    if vr == "UI":
        return _dummy_uid(element, context)
    if vr in _LABELLED:
        return labelled(element, vr, context)
    if vr in CONSTANTS:
        return Element(element.tag, vr, CONSTANTS[vr])
    return Element(element.tag, vr, bytes(_NUMBERS.get(vr, 8)))


def labelled(element: Element, vr: str, context: Context) -> Element:
    """Return `element` with a keyed label for its value, equal for equal values; a UID for UIDs."""
    if vr == "UI":
        return _dummy_uid(element, context)
    original = context.load(element.value).decode("latin-1").strip(" \0")
    return text_element(element.tag, vr, label(context.key, f"label-{element.tag:08X}", original))


def _fitting_vr(element: Element) -> str:
    """Return the VR found if PS3.6 lists it for the attribute, else the first that it lists."""
    listed = (dictionary.vr_of(element.tag) or element.vr).split(" or ")
    return element.vr if element.vr in listed else listed[0]


def empty(element: Element, vr: str, context: Context) -> Element:
    """Return `element` with zero length, or the dummy that keeps subjects and studies apart.

    Code Z allows either (Table E.1-1a).
    """
    if element.tag in patients.REPLACEMENTS:
        return patients.REPLACEMENTS[element.tag](element, context)
    vr = vr or _fitting_vr(element)
    return Element(element.tag, vr, items=() if vr == "SQ" else None)


def _dummy_uid(element: Element, context: Context) -> Element:
    """Return a UID even where the original is empty or no UID at all."""
    replaced = (
        uids.replace(element, context) if element.items is None else Element(element.tag, "UI")
    )
    if replaced.value.strip(b"\0"):  # type: ignore[union-attr]  # replace() returns bytes
        return replaced
    return Element(element.tag, "UI", encode(context.own_uid(element.tag), "UI"))
