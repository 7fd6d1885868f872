"""Encapsulated pixel data → where the bytes of each frame stand (PS3.5 2026d §A.4).

Reads the 8-byte headers of fragments and the offset tables, never a stream.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from anami.model import Dataset, Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.model import Part

__all__ = ["frame_ranges"]

ITEM_HEADER: Final = 8
ITEM: Final = b"\xfe\xff\x00\xe0"
EXTENDED_OFFSETS: Final = 0x7FE00001
STREAM_STARTS: Final = (b"\xff\xd8", b"\xff\x4f")
"""SOI of JPEG and JPEG-LS, SOC of JPEG 2000: how the first fragment of a frame begins."""

Ranges = list[list[list[int]]]


def frame_ranges(
    value: Range, frames: int, dataset: Dataset, load: Callable[[Part], bytes]
) -> Ranges:
    """Return ``[start, stop]`` of each fragment of each frame.

    Args:
        value: the range that holds all items, the offset table first.
        frames: how many there should be.
        dataset: where an extended offset table may stand.
        load: gives the bytes of a range.

    Returns:
        a list per frame; fewer than `frames` if the stream ends too early, none if it can't be
        told which fragment belongs to which frame.

    """
    items = _items(value, load)
    if not items:
        return []
    table, fragments = items[0], items[1:]
    if frames == 1:
        return [[[start, stop] for start, stop in fragments]] if fragments else []
    if len(fragments) == frames:
        return [[[start, stop]] for start, stop in fragments]
    offsets = _offsets(dataset, table, load)
    if len(offsets) != frames:
        offsets = _starts(fragments, load)
    if not offsets or len(offsets) > frames:
        return []
    return _grouped(fragments, offsets)


def _items(value: Range, load: Callable[[Part], bytes]) -> list[tuple[int, int]]:
    found = []
    position = value.start
    while position + ITEM_HEADER <= value.stop:
        head = load(Range(position, position + ITEM_HEADER))
        start = position + ITEM_HEADER
        stop = start + int.from_bytes(head[4:], "little")
        if head[:4] != ITEM or stop > value.stop:
            break
        found.append((start, stop))
        position = stop
    return found


def _offsets(dataset: Dataset, table: tuple[int, int], load: Callable[[Part], bytes]) -> list[int]:
    """Return the offsets of frames from the first fragment's item, by either offset table."""
    extended = dataset.get(EXTENDED_OFFSETS)
    if extended is not None and len(extended.value):
        return _integers(load(extended.value), 8)
    return _integers(load(Range(*table)), 4) if table[1] > table[0] else []


def _integers(value: bytes, size: int) -> list[int]:
    return [
        int.from_bytes(value[at : at + size], "little")
        for at in range(0, len(value) // size * size, size)
    ]


def _starts(fragments: list[tuple[int, int]], load: Callable[[Part], bytes]) -> list[int]:
    """Return offsets as an offset table would, told by how the streams of frames begin."""
    base = fragments[0][0] if fragments else 0
    return [
        start - base
        for start, stop in fragments
        if load(Range(start, min(start + 2, stop))) in STREAM_STARTS
    ]


def _grouped(fragments: list[tuple[int, int]], offsets: list[int]) -> Ranges:
    base = fragments[0][0] if fragments else 0
    found: Ranges = [[] for _ in offsets]
    for start, stop in fragments:
        frame = bisect_right(offsets, start - base) - 1
        if frame >= 0:
            found[frame].append([start, stop])
    return found
