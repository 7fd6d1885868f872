"""Where bytes that are no pixels may stand inside pixel data, for the leak check to look there.

Pixel data is never changed here (that needs the Clean Pixel Data Option); it is only read, and
only where a stream has room for text: comment and application segments of JPEG and JPEG-LS (ISO
10918-1 B.2.4, 14495-1), comments of JPEG 2000 (ISO 15444-1 A.9.2), what follows the end of a
stream, the offset table, and bytes beyond the last frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from anami.memo import Glance
from anami.model import Dataset, Element, Encoding, Range

if TYPE_CHECKING:
    from anami.model import Part

__all__ = ["Side", "has_text", "sides"]

Load = Callable[["Part"], bytes]

PIXEL_DATA: Final = 0x7FE00010
PIXEL_BITS: Final = {0x7FE00008: 32, 0x7FE00009: 64, PIXEL_DATA: 0}
"""Pixel data attribute → bits of a sample; 0 where Bits Allocated says it."""
FILL: Final = 0xFF
_INTEGER: Final = re.compile(rb"[0-9]{1,12}")


class Side(NamedTuple):
    """Bytes beside the image; `is_text` if they stand where a stream keeps its text."""

    piece: bytes
    is_text: bool


SAMPLES: Final = 0x00280002
PHOTOMETRIC: Final = 0x00280004
FRAMES: Final = 0x00280008
ROWS: Final = 0x00280010
COLUMNS: Final = 0x00280011
BITS_ALLOCATED: Final = 0x00280100

SEARCHED: Final = 4 * 1024 * 1024
"""Bytes of native surplus or offset table that are looked at."""
ACROSS: Final = 1024
"""Bytes before a native surplus that are looked at too: a text may begin within the last frame."""
STREAM_HEAD: Final = 64 * 1024
STREAM_TAIL: Final = 4 * 1024
ITEM_HEADER: Final = 8

_SEGMENTS: Final = frozenset((0xFE, *range(0xE0, 0xF0)))
_END_OF_SEGMENTS: Final = frozenset((0xDA, 0x90, 0x93, 0xD9))
_J2K_COMMENT: Final = 0x64
_MAKERS: Final = (b"JFIF", b"Adobe", b"Kakadu", b"Created by OpenJPEG", b"CREATOR: gd", b"LEAD")
"""How harmless segments begin: format marks, and codecs that sign what they made."""
_TEXT_RUN: Final = 6
_PRINTABLE: Final = range(0x21, 0x7F)


def sides(dataset: Dataset, encoding: Encoding, load: Load) -> Iterator[Side]:
    """Yield the bytes inside pixel data that are no part of an image, or may not be."""
    for tag, bits in PIXEL_BITS.items():
        element = dataset.get(tag)
        if element is None or not isinstance(element.value, Range):
            continue
        if element.encapsulated:
            yield from _encapsulated(element.value, load)
        else:
            yield from _native(dataset, encoding, element.value, bits, load)


def has_text(side: Side) -> bool:
    """Tell whether a segment holds text that somebody may have put there."""
    if not side.is_text or side.piece.startswith(_MAKERS):
        return False
    run = 0
    for byte in side.piece:
        run = run + 1 if byte in _PRINTABLE else 0
        if run >= _TEXT_RUN:
            return True
    return False


def _native(
    dataset: Dataset, encoding: Encoding, value: Range, bits: int, load: Load
) -> Iterator[Side]:
    """Yield what exceeds the frames that the image describes; all if it is none or too short."""
    expected = _EXPECTED.ask(_expected_length, dataset, encoding, bits)
    if expected is not None and len(value) in (expected, expected + expected % 2):
        return
    start = value.start
    if expected is not None and len(value) > expected:
        start += max(0, expected - ACROSS)
    yield Side(load(Range(start, min(value.stop, start + SEARCHED))), is_text=False)


_EXPECTED: Final[Glance[int | None]] = Glance()


def forget() -> None:
    """Forget the shapes of earlier images."""
    _EXPECTED.clear()


def _expected_length(dataset: Dataset, encoding: Encoding, bits: int) -> int | None:
    """Return the bytes of native pixel data (PS3.5 2026d §8.2), None if the image doesn't tell."""
    rows, columns = (_us(dataset.get(tag), encoding) for tag in (ROWS, COLUMNS))
    bits = bits or _us(dataset.get(BITS_ALLOCATED), encoding) or 0
    samples = _us(dataset.get(SAMPLES), encoding) or 1
    frames = _integer(dataset.get(FRAMES))
    if not rows or not columns or not bits:
        return None
    photometric = dataset.get(PHOTOMETRIC)
    if photometric is not None and photometric.value in (b"YBR_FULL_422", b"YBR_PARTIAL_422 "):
        samples = 2
    return (rows * columns * samples * bits * frames + 7) // 8


def _us(element: Element | None, encoding: Encoding) -> int | None:
    if element is None or not isinstance(element.value, bytes) or len(element.value) != 2:  # noqa: PLR2004
        return None
    return int.from_bytes(element.value, "little" if encoding.little else "big")


def _integer(element: Element | None) -> int:
    text = element.value if element is not None and isinstance(element.value, bytes) else b""
    text = text.strip(b" \0")
    return int(text) if _INTEGER.fullmatch(text) else 1


def _encapsulated(value: Range, load: Load) -> Iterator[Side]:
    """Yield the offset table and, of each fragment, its segments, its head and its tail.

    Head and tail are searched as bytes, since text also stands where no marker leads to it: after
    the first scan, in a tile's header, in the boxes around a code stream.
    """
    position, first, budget = value.start, True, SEARCHED
    while position + ITEM_HEADER <= value.stop:
        header = load(Range(position, position + ITEM_HEADER))
        position += ITEM_HEADER
        stop = position + int.from_bytes(header[4:], "little")
        if first:
            yield Side(load(Range(position, min(stop, position + SEARCHED))), is_text=False)
        else:
            wanted = STREAM_HEAD if budget > 0 else STREAM_TAIL
            head = load(Range(position, min(stop, position + wanted)))
            budget -= len(head)
            yield from (Side(segment, is_text=True) for segment in _segments(head))
            yield Side(head, is_text=False)
            tail = load(Range(max(position, stop - STREAM_TAIL), stop))
            yield Side(tail, is_text=False)
            yield Side(_after_end(tail), is_text=True)
        position, first = stop, False


def _segments(stream: bytes) -> Iterator[bytes]:
    """Yield the contents of comment and application segments before the first scan or tile."""
    jpeg2000 = stream.startswith(b"\xff\x4f")
    if not jpeg2000 and not stream.startswith(b"\xff\xd8"):
        return
    wanted = frozenset((_J2K_COMMENT,)) if jpeg2000 else _SEGMENTS
    position = 2
    while position + 4 <= len(stream) and stream[position] == FILL:
        if stream[position + 1] == FILL:
            position += 1  # ISO 10918-1 B.1.1.2: any number of fill bytes before a marker
            continue
        marker = stream[position + 1]
        if marker in _END_OF_SEGMENTS:
            return
        length = int.from_bytes(stream[position + 2 : position + 4], "big")
        if marker in wanted:
            skip = 6 if jpeg2000 else 4
            yield stream[position + skip : position + 2 + length]
        position += 2 + length


def _after_end(stream: bytes) -> bytes:
    """Return what follows the end-of-image marker, if there is one."""
    end = stream.rfind(b"\xff\xd9")
    return stream[end + 2 :].strip(b"\0") if end >= 0 else b""
