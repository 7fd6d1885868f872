"""Look-up tables: their data, plain or segmented, as 16-bit words (PS3.3 2026d §C.7.9, §C.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["expanded", "words"]

DISCRETE, LINEAR, INDIRECT = 0, 1, 2
"""Opcodes of segments."""
MOST_WORDS: Final = 1 << 16


def words(value: bytes, entries: int, *, little: bool, swapped: bool) -> list[int]:
    """Return the entries of a table: one word each, or one byte each if there are too few bytes.

    Args:
        value: the bytes of the element.
        entries: how many the descriptor says.
        little: byte order of words.
        swapped: bytes stand in words of the other order (VR OW, big endian).

    """
    if len(value) >= 2 * entries:
        order: Literal["little", "big"] = "little" if little else "big"
        return [int.from_bytes(value[at : at + 2], order) for at in range(0, 2 * entries, 2)]
    if swapped:
        value = bytes(
            byte for at in range(0, len(value) - 1, 2) for byte in (value[at + 1], value[at])
        )
    return list(value[:entries])


def expanded(segments: Sequence[int], entries: int) -> list[int]:
    """Return the entries that segments stand for (PS3.3 2026d §C.7.9.2).

    Args:
        segments: the words of the segmented data.
        entries: how many the descriptor says; more are not made.

    Raises:
        ValueError: a segment breaks the rules.

    """
    found: list[int] = []
    _expand(segments, 0, len(segments), min(entries, MOST_WORDS), found)
    return found[:entries]


def _expand(segments: Sequence[int], start: int, most: int, entries: int, found: list[int]) -> None:
    """Expand at most `most` segments from `start` on."""
    at = start
    while at + 2 < len(segments) and most > 0 and len(found) < entries:
        opcode, length = segments[at], segments[at + 1]
        if opcode == DISCRETE:
            found += segments[at + 2 : at + 2 + length]
            at += 2 + length
        elif opcode == LINEAR and found and length:
            first, last = found[-1], segments[at + 2]
            found += [
                round(first + (last - first) * step / length) for step in range(1, length + 1)
            ]
            at += 3
        elif opcode == INDIRECT and start == 0 and at + 3 < len(segments):
            # Only segments that stand for themselves may be pointed to, so this goes one deep.
            offset = segments[at + 2] | segments[at + 3] << 16
            _expand(segments, _positive(offset), length, entries, found)
            at += 4
        else:
            raise ValueError(opcode)
        most -= 1


def _positive(offset: int) -> int:
    if offset <= 0:
        raise ValueError(offset)
    return offset
