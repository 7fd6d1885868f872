"""Bytes as a row of choices, so that one mutator serves a random run and a guided one.

A guided fuzzer changes bytes and watches which code they reach. When those bytes say what is to be
changed in a file, rather than being the file, each change of them is again a file that gets past
the magic word. When they are used up every choice is the first, which means "leave it".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Choices"]

T = TypeVar("T")


class Choices:
    """A row of choices, read once from its start to its end."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def spent(self) -> bool:
        """Whether all bytes are used up."""
        return self._at >= len(self._data)

    def below(self, bound: int) -> int:
        """Choose a number from 0 to `bound` - 1, by one byte, or by two beyond 256."""
        size = 1 if bound <= 256 else 2
        piece = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(piece, "little") % bound if bound > 1 else 0

    def often(self, percent: int) -> bool:
        """Choose yes in about `percent` of all cases; no when the bytes are used up."""
        return self.below(100) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        """Choose one of several."""
        return options[self.below(len(options))]

    def rest(self, most: int) -> bytes:
        """Take up to `most` bytes as they are."""
        piece = self._data[self._at : self._at + most]
        self._at += most
        return piece
