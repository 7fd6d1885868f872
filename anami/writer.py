"""Elements → parts: encode a data set as a DICOM file (PS3.5 2026d §7, PS3.10 2026d §7).

Everything is composed anew: preamble of zeros, own File Meta Information, ascending tags, defined
lengths. Nothing of the input's bytes passes but the values it is given, and ranges of the source.
May not know why an element is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from anami.model import OVERHEAD, Dataset, Element, ElementPath, Encoding, Part, Range

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

__all__ = [
    "IMPLEMENTATION_CLASS_UID",
    "Encoder",
    "FileMeta",
    "Span",
    "deflated_blocks",
    "encode_meta",
    "joined",
    "spans",
]

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
REMEMBERED: Final = 8 * 1024 * 1024
"""Bytes of memory for elements that an encoder remembers; then all are forgotten."""
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


def encode_meta(meta: FileMeta) -> bytes:
    """Return the preamble and File Meta Information (PS3.10 2026d §7.1)."""
    body = b"".join(
        (
            _meta_element(0x00020001, "OB", "\0\1"),
            _meta_element(0x00020002, "UI", meta.sop_class),
            _meta_element.__wrapped__(0x00020003, "UI", meta.sop_instance),
            _meta_element(0x00020010, "UI", meta.transfer_syntax),
            _meta_element(0x00020012, "UI", IMPLEMENTATION_CLASS_UID),
            _meta_element(0x00020013, "SH", meta.version_name),
        )
    )
    return _BEFORE_META + len(body).to_bytes(4, "little") + body


@lru_cache(maxsize=256)
def _meta_element(tag: int, vr: str, text: str) -> bytes:
    value = _even(text.encode("ascii"), b" " if vr == "SH" else b"\0")
    return _header(tag, vr, len(value), EXPLICIT) + value


def _even(value: bytes, pad: bytes) -> bytes:
    return value + pad if len(value) % 2 else value


class Encoder:
    """Encodes elements; what it made of one that comes again (`Element.shared`) it remembers."""

    __slots__ = ("_encoding", "_kept", "_known", "_weight")

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._known: dict[int, bytes] = {}
        self._kept: list[Element] = []
        self._weight = 0

    def encode(self, elements: Iterable[Element]) -> list[Part]:
        """Return elements, in the order in which they are to be written, as parts of a file."""
        parts: list[Part] = []
        every = tuple(elements)
        for element, known in zip(every, map(self._known.get, map(id, every)), strict=True):
            if known is not None:
                parts.append(known)
            elif element.shared:
                parts.append(self._remembered(element))
            else:
                self._encode(element, parts)
        return parts

    def _remembered(self, element: Element) -> bytes:
        own: list[Part] = []
        self._encode(element, own)
        # A shared element holds no range of the source. Kept with its bytes, it keeps its identity.
        known = b"".join(part for part in own if isinstance(part, bytes))
        self._weight += OVERHEAD + len(known)
        if self._weight > REMEMBERED:
            self._known.clear()
            self._kept.clear()
            self._weight = OVERHEAD + len(known)
        self._kept.append(element)
        self._known[id(element)] = known
        return known

    def _encode(self, element: Element, parts: list[Part]) -> None:
        encoding = self._encoding
        if element.items is not None:
            content = self._encode_items(element.items)
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

    def _encode_items(self, items: tuple[Dataset, ...]) -> list[Part]:
        parts: list[Part] = []
        order = _order(self._encoding)
        for item in items:
            content = self.encode(item.elements)
            parts.append(_tag(ITEM, self._encoding) + _length(content).to_bytes(4, order))
            parts.extend(content)
        return parts


def _header(tag: int, vr: str, length: int | None, encoding: Encoding) -> bytes:
    """Return tag, VR and length; None means undefined length."""
    order = _order(encoding)
    if not encoding.implicit and vr in SHORT_VRS and length is not None:
        if length <= LONGEST_SHORT:
            return _start(tag, vr, encoding) + length.to_bytes(2, order)
        vr = "UN"  # PS3.5 §6.2.2: the only way to write a longer value of such a VR
    end = UNDEFINED if length is None else length.to_bytes(4, order)
    return _start(tag, vr, encoding) + end


@lru_cache(maxsize=8192)
def _start(tag: int, vr: str, encoding: Encoding) -> bytes:
    """Return what stands before the length."""
    if encoding.implicit:
        return _tag(tag, encoding)
    return _tag(tag, encoding) + vr.encode("ascii") + (b"" if vr in SHORT_VRS else b"\0\0")


def _tag(tag: int, encoding: Encoding) -> bytes:
    order = _order(encoding)
    return (tag >> 16).to_bytes(2, order) + (tag & 0xFFFF).to_bytes(2, order)


def _order(encoding: Encoding) -> Literal["little", "big"]:
    return "little" if encoding.little else "big"


def _length(parts: list[Part]) -> int:
    return sum(len(part) for part in parts)


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
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


_BEFORE_META: Final = bytes(128) + b"DICM" + _header(0x00020000, "UL", 4, EXPLICIT)
"""Preamble, magic word, and what stands before the length of File Meta Information."""


def spans(
    elements: tuple[Element, ...],
    encoding: Encoding,
    start: int = 0,
    around: tuple[tuple[int, int], ...] = (),
) -> Generator[Span, None, int]:
    """Yield where each value stands in the composed data set, to say where something was found.

    Returns:
        where the elements end.

    """
    for element in elements:
        size = len(element.value)
        known = None if element.encapsulated else size
        start += len(_header(element.tag, element.vr, known, encoding))
        if element.items is None:
            stop = start + size + (DELIMITER if element.encapsulated else size % 2)
            yield Span(start, stop, ElementPath(element.tag, around), element.vr)
            start = stop
            continue
        for number, item in enumerate(element.items):
            inner = (*around, (element.tag, number))
            start = yield from spans(item.elements, encoding, start + DELIMITER, inner)
    return start
