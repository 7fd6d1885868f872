"""Elements → parts: encode a data set as a DICOM file (PS3.5 2026d §7, PS3.10 2026d §7).

Everything is composed anew: preamble of zeros, own File Meta Information, ascending tags, defined
lengths. Nothing of the input's bytes passes but the values it is given, and ranges of the source.
May not know why an element is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from anami.model import Dataset, Element, ElementPath, Encoding, Part, Range

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["IMPLEMENTATION_CLASS_UID", "FileMeta", "Span", "compose", "deflated_blocks", "spans"]

IMPLEMENTATION_CLASS_UID: Final = "2.25.314159265358979323846264338327950288"
"""Anami's own, fixed: it names the writer (PS3.7 §D.3.3.2), not the machine."""

SHORT_VRS: Final = frozenset(
    (
        "AE",
        "AS",
        "AT",
        "CS",
        "DA",
        "DS",
        "DT",
        "FL",
        "FD",
        "IS",
        "LO",
        "LT",
        "PN",
        "SH",
        "SL",
        "SS",
        "ST",
        "TM",
        "UI",
        "UL",
        "US",
    )
)
LONGEST_SHORT: Final = 0xFFFE
UNDEFINED: Final = b"\xff\xff\xff\xff"
ITEM: Final = 0xFFFEE000
SEQUENCE_END: Final = 0xFFFEE0DD
DELIMITER: Final = 8
STORED_BLOCK: Final = 0xFFFF
EXPLICIT: Final = Encoding(implicit=False)


@dataclass(frozen=True, slots=True)
class FileMeta:
    """What File Meta Information says, all of it new (PS3.10 Table 7.1-1)."""

    sop_class: str
    sop_instance: str
    transfer_syntax: str
    version_name: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a written value stands, counted in bytes of the data set."""

    start: int
    stop: int
    path: ElementPath
    vr: str


def compose(
    meta: FileMeta, elements: tuple[Element, ...], encoding: Encoding
) -> tuple[bytes, tuple[Part, ...]]:
    """Encode a file.

    Returns:
        preamble with File Meta Information, and the parts of the data set.

    """
    parts: list[Part] = []
    _encode_elements(elements, encoding, parts)
    return _encode_meta(meta), _joined(parts)


def deflated_blocks(data: bytes) -> bytes:
    """Return `data` as a deflate stream of stored blocks (RFC 1951 §3.2.4).

    Deflate implementations differ in their output; stored blocks are the same everywhere, which
    "same input, same key, same bytes" needs.
    """
    blocks = bytearray()
    for start in range(0, max(len(data), 1), STORED_BLOCK):
        block = data[start : start + STORED_BLOCK]
        final = start + STORED_BLOCK >= len(data)
        length = len(block)
        blocks += (
            bytes((final,)) + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little")
        )
        blocks += block
    if len(blocks) % 2:
        blocks += b"\0"
    return bytes(blocks)


def _encode_meta(meta: FileMeta) -> bytes:
    values = (
        (0x00020001, "OB", b"\0\1"),
        (0x00020002, "UI", _uid(meta.sop_class)),
        (0x00020003, "UI", _uid(meta.sop_instance)),
        (0x00020010, "UI", _uid(meta.transfer_syntax)),
        (0x00020012, "UI", _uid(IMPLEMENTATION_CLASS_UID)),
        (0x00020013, "SH", _even(meta.version_name.encode("ascii"), b" ")),
    )
    body = b"".join(_header(tag, vr, len(value), EXPLICIT) + value for tag, vr, value in values)
    length = len(body).to_bytes(4, "little")
    return bytes(128) + b"DICM" + _header(0x00020000, "UL", 4, EXPLICIT) + length + body


def _uid(text: str) -> bytes:
    return _even(text.encode("ascii"), b"\0")


def _even(value: bytes, pad: bytes) -> bytes:
    return value + pad if len(value) % 2 else value


def _encode_elements(elements: tuple[Element, ...], encoding: Encoding, parts: list[Part]) -> None:
    for element in elements:
        if element.items is not None:
            content: list[Part] = []
            _encode_items(element.items, encoding, content)
            parts.append(_header(element.tag, "SQ", _length(content), encoding))
            parts.extend(content)
        elif element.encapsulated:
            parts.append(_header(element.tag, element.vr, None, encoding))
            parts.append(element.value)
            parts.append(_tag(SEQUENCE_END, encoding) + bytes(4))
        else:
            odd = len(element.value) % 2
            parts.append(_header(element.tag, element.vr, len(element.value) + odd, encoding))
            parts.append(element.value)
            if odd:
                parts.append(b"\0")


def _encode_items(items: tuple[Dataset, ...], encoding: Encoding, parts: list[Part]) -> None:
    for item in items:
        content: list[Part] = []
        _encode_elements(item.elements, encoding, content)
        parts.append(_tag(ITEM, encoding) + _length(content).to_bytes(4, _order(encoding)))
        parts.extend(content)


def _header(tag: int, vr: str, length: int | None, encoding: Encoding) -> bytes:
    """Return tag, VR and length; None means undefined length."""
    order = _order(encoding)
    start = _tag(tag, encoding)
    if encoding.implicit:
        return start + (UNDEFINED if length is None else length.to_bytes(4, order))
    if vr in SHORT_VRS and length is not None:
        if length <= LONGEST_SHORT:
            return start + vr.encode("ascii") + length.to_bytes(2, order)
        vr = "UN"  # PS3.5 §6.2.2: the only way to write a longer value of such a VR
    return (
        start
        + vr.encode("ascii")
        + b"\0\0"
        + (UNDEFINED if length is None else length.to_bytes(4, order))
    )


def _tag(tag: int, encoding: Encoding) -> bytes:
    order = _order(encoding)
    return (tag >> 16).to_bytes(2, order) + (tag & 0xFFFF).to_bytes(2, order)


def _order(encoding: Encoding) -> Literal["little", "big"]:
    return "little" if encoding.little else "big"


def _length(parts: list[Part]) -> int:
    return sum(len(part) for part in parts)


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Join neighbouring bytes, so that a file is a few parts."""
    joined: list[Part] = []
    run: list[bytes] = []
    for part in parts:
        if isinstance(part, Range):
            joined += (b"".join(run), part)
            run = []
        else:
            run.append(part)
    joined.append(b"".join(run))
    return tuple(part for part in joined if len(part))


def spans(elements: tuple[Element, ...], encoding: Encoding) -> Iterator[Span]:
    """Yield where each value stands in the composed data set, to say where something was found."""
    yield from _spans(elements, encoding, 0, ())


def _spans(
    elements: tuple[Element, ...],
    encoding: Encoding,
    start: int,
    around: tuple[tuple[int, int], ...],
) -> Iterator[Span]:
    for element in elements:
        header = len(
            _header(element.tag, element.vr, None if element.encapsulated else 0, encoding)
        )
        if element.items is None:
            if (
                not element.encapsulated
                and len(element.value) > LONGEST_SHORT
                and not encoding.implicit
            ):
                header = 12
            end = DELIMITER if element.encapsulated else len(element.value) % 2
            stop = start + header + len(element.value) + end
            yield Span(start + header, stop, ElementPath(element.tag, around), element.vr)
            start = stop
            continue
        start += 8 if encoding.implicit else 12
        for number, item in enumerate(element.items):
            content: list[Part] = []
            _encode_elements(item.elements, encoding, content)
            yield from _spans(item.elements, encoding, start + 8, (*around, (element.tag, number)))
            start += 8 + _length(content)
