"""Where bytes that are no pixels may stand inside pixel data, for the leak check to look there.

Pixel data is never changed here (that needs the Clean Pixel Data Option); it is only read, and
only where a stream has room for text: comment and application segments of JPEG and JPEG-LS (ISO
10918-1 B.2.4, 14495-1), comments of JPEG 2000 (ISO 15444-1 A.9.2), what follows the end of a
stream, the offset table, and bytes beyond the last frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from anami.model import Dataset, Element, Encoding, Range

if TYPE_CHECKING:
    from anami.model import Part

__all__ = ["has_text", "side_bytes"]

Load = Callable[["Part"], bytes]

PIXEL_DATA: Final = 0x7FE00010
SAMPLES: Final = 0x00280002
PHOTOMETRIC: Final = 0x00280004
FRAMES: Final = 0x00280008
ROWS: Final = 0x00280010
COLUMNS: Final = 0x00280011
BITS_ALLOCATED: Final = 0x00280100

SEARCHED: Final = 4 * 1024 * 1024
"""Bytes of native surplus or offset table that are looked at."""
STREAM_HEAD: Final = 64 * 1024
STREAM_TAIL: Final = 4 * 1024
ITEM_HEADER: Final = 8
SEQUENCE_END: Final = b"\xfe\xff\xdd\xe0"

_SEGMENTS: Final = frozenset((0xFE, *range(0xE0, 0xF0)))
_END_OF_SEGMENTS: Final = frozenset((0xDA, 0x90, 0x93, 0xD9))
_J2K_COMMENT: Final = 0x64
_MAKERS: Final = (b"JFIF", b"Adobe", b"Kakadu", b"Created by OpenJPEG", b"CREATOR: gd", b"LEAD")
"""How harmless segments begin: format marks, and codecs that sign what they made."""
_TEXT_RUN: Final = 6
_PRINTABLE: Final = range(0x21, 0x7F)


def side_bytes(dataset: Dataset, encoding: Encoding, load: Load) -> Iterator[bytes]:
    """Yield the bytes inside Pixel Data that are no part of an image."""
    element = dataset.get(PIXEL_DATA)
    if element is None or not isinstance(element.value, Range):
        return
    if element.encapsulated:
        yield from _encapsulated(element.value, load)
    else:
        yield from _native(dataset, encoding, element.value, load)


def has_text(piece: bytes) -> bool:
    """Tell whether a piece holds text that somebody may have put there."""
    if piece.startswith(_MAKERS):
        return False
    run = 0
    for byte in piece:
        run = run + 1 if byte in _PRINTABLE else 0
        if run >= _TEXT_RUN:
            return True
    return False


def _native(dataset: Dataset, encoding: Encoding, value: Range, load: Load) -> Iterator[bytes]:
    """Yield what exceeds the frames that the image describes; all of it if it is too short."""
    expected = _expected_length(dataset, encoding)
    if expected is None or len(value) in (expected, expected + expected % 2):
        return
    start = value.start + expected if len(value) > expected else value.start
    yield load(Range(start, min(value.stop, start + SEARCHED)))


def _expected_length(dataset: Dataset, encoding: Encoding) -> int | None:
    """Return the bytes of native pixel data (PS3.5 2026d §8.2), None if the image doesn't tell."""
    numbers = [_us(dataset.get(tag), encoding) for tag in (ROWS, COLUMNS, BITS_ALLOCATED)]
    samples = _us(dataset.get(SAMPLES), encoding) or 1
    frames = _integer(dataset.get(FRAMES))
    if None in numbers:
        return None
    rows, columns, bits = (number or 0 for number in numbers)
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
    return int(text) if text.isdigit() else 1


def _encapsulated(value: Range, load: Load) -> Iterator[bytes]:
    """Yield the offset table and, of each fragment, the segments and the tail."""
    position, first = value.start, True
    while position + ITEM_HEADER <= value.stop:
        header = load(Range(position, position + ITEM_HEADER))
        if header[:4] == SEQUENCE_END:
            return
        position += ITEM_HEADER
        stop = position + int.from_bytes(header[4:], "little")
        if first:
            yield load(Range(position, min(stop, position + SEARCHED)))
        else:
            yield from _segments(load(Range(position, min(stop, position + STREAM_HEAD))))
            yield _tail(load(Range(max(position, stop - STREAM_TAIL), stop)))
        position, first = stop, False


def _segments(stream: bytes) -> Iterator[bytes]:
    """Yield the contents of comment and application segments before the first scan or tile."""
    jpeg2000 = stream.startswith(b"\xff\x4f")
    if not jpeg2000 and not stream.startswith(b"\xff\xd8"):
        return
    wanted = frozenset((_J2K_COMMENT,)) if jpeg2000 else _SEGMENTS
    position = 2
    while position + 4 <= len(stream) and stream[position] == 0xFF:  # noqa: PLR2004 - a marker
        marker = stream[position + 1]
        if marker in _END_OF_SEGMENTS:
            return
        length = int.from_bytes(stream[position + 2 : position + 4], "big")
        if marker in wanted:
            skip = 6 if jpeg2000 else 4
            yield stream[position + skip : position + 2 + length]
        position += 2 + length


def _tail(stream: bytes) -> bytes:
    """Return what follows the end-of-image marker, if there is one."""
    end = stream.rfind(b"\xff\xd9")
    return stream[end + 2 :].strip(b"\0") if end >= 0 else b""
