"""Element → what a person sees of its value: bounded, decoded text, numbers, or a size.

For the person's own screen only: what comes out of here holds values of the original and goes into
no log, report or file.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

from anami.concerns import texts
from anami.model import Element, Range, tag_text
from anami.standard import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from anami.model import Encoding, Part

__all__ = ["LONGEST_SHOWN", "numbers", "shown"]

LONGEST_SHOWN: Final = 400
"""Characters of a value that are shown; what is longer is cut, and its whole length told."""
LONGEST_READ: Final = 4096
"""Bytes of a value that are read to show it."""
TEXT_VRS: Final = texts.CHARSET_VRS | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"}
FORMATS: Final = {
    "FD": ("d", 8),
    "FL": ("f", 4),
    "SL": ("i", 4),
    "SS": ("h", 2),
    "SV": ("q", 8),
    "UL": ("I", 4),
    "US": ("H", 2),
    "UV": ("Q", 8),
}
"""VR → format of the struct module, and bytes of one number (PS3.5 2026d §6.2)."""
_PRINTABLE: Final = frozenset((*range(0x20, 0x7F), 0x09, 0x0A, 0x0D))


def shown(
    element: Element, terms: Sequence[str], encoding: Encoding, load: Callable[[Part], bytes]
) -> dict[str, Any]:
    """Return what is to be shown of a value.

    Args:
        element: its value in the bytes of `encoding`.
        terms: character sets in force.
        encoding: of the data set that holds it.
        load: gives the bytes of a part.

    Returns:
        ``{"kind": "items", "size": items}``, ``{"kind": "empty"}``, ``{"kind": "bytes", "size":
        bytes}`` or ``{"kind": "text", "text": …}``, with ``"cut": bytes in all`` if it is longer.

    """
    if element.items is not None:
        return {"kind": "items", "size": len(element.items)}
    size = len(element.value)
    head = b"" if element.encapsulated else _head(element.value, load)
    text = _text(element, head, terms, encoding) if head else "" if not size else None
    if text is None:
        return {"kind": "bytes", "size": size}
    text = text.strip(" \0")
    if not text:
        return {"kind": "empty"}
    if len(text) > LONGEST_SHOWN or size > len(head):
        return {"kind": "text", "text": text[:LONGEST_SHOWN], "cut": size}
    return {"kind": "text", "text": text}


def _head(value: Part, load: Callable[[Part], bytes]) -> bytes:
    if isinstance(value, Range):
        return load(Range(value.start, min(value.stop, value.start + LONGEST_READ)))
    return value[:LONGEST_READ]


def _text(element: Element, head: bytes, terms: Sequence[str], encoding: Encoding) -> str | None:
    """Return a value as text; None if it is no text."""
    vr = element.vr
    if vr == "UN":
        vr = dictionary.vr_of(element.tag) or "UN"
    if vr in TEXT_VRS:
        return texts.readings(head, terms, vr)[-1]
    if vr == "AT":
        halves = numbers(head, "US", little=encoding.little)
        return "\\".join(
            tag_text(int(group) << 16 | int(number))
            for group, number in zip(halves[::2], halves[1::2], strict=False)
        )
    if vr in FORMATS:
        return "\\".join(
            f"{number:.8g}" if isinstance(number, float) else str(number)
            for number in numbers(head, vr, little=encoding.little)
        )
    if vr == "UN" and not set(head.rstrip(b"\0")) - _PRINTABLE:
        return head.decode("ascii")
    return None


def numbers(value: bytes, vr: str, *, little: bool) -> tuple[int | float, ...]:
    """Return the numbers of a binary value; a rest that is no whole number is left out."""
    letter, size = FORMATS[vr]
    count = len(value) // size
    return struct.unpack(f"{'<' if little else '>'}{count}{letter}", value[: count * size])
