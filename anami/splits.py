"""Elements that were split before, for the parser to give out again (see `anami.memo`).

Splitting depends on nothing but the bytes of an element and the encoding, so equal bytes are split
equally. May not know how it is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from anami.memo import Memo
from anami.model import OVERHEAD, Encoding

if TYPE_CHECKING:
    from anami.model import Caution, Element

__all__ = [
    "IMPLICIT_LITTLE",
    "LARGEST_SHARED",
    "LONG_VRS",
    "MEMORIES",
    "SHORT_VRS",
    "UNDEFINED",
    "ElementMemory",
    "Split",
    "forget",
    "is_undefined",
]

SHORT_VRS: Final = frozenset(
    b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split()
)
LONG_VRS: Final = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
UNDEFINED: Final = 0xFFFFFFFF
IMPLICIT_LITTLE: Final = Encoding(implicit=True)
EXPLICIT_LITTLE: Final = Encoding(implicit=False)
_UNDEFINED_LENGTH: Final = b"\xff\xff\xff\xff"
LARGEST_SHARED: Final = 64 * 1024
"""Bytes of the longest element that is remembered."""
REMEMBERED: Final = 16 * 1024 * 1024
"""Bytes of memory for elements that are remembered, in each encoding and generation."""
SIGHT: Final = 64
"""Bytes by which an element of undefined length is told, before all of it is compared."""
LIKENESSES: Final = 8
"""Elements of undefined length with the same first bytes that are compared."""
HEADERS: Final = {**dict.fromkeys(SHORT_VRS, 8), **dict.fromkeys(LONG_VRS, 12)}
"""VR, explicit → bytes of tag, VR and length."""


class Split(NamedTuple):
    """What the bytes of one element were split into, and what went with it.

    Attributes:
        depth: the deepest level at which it is known not to be nested too deep.
        held: bytes that it counts for `HEADER_LIMIT`.
        raw: the bytes.

    """

    element: Element
    depth: int
    held: int
    warnings: frozenset[Caution]
    raw: bytes


class ElementMemory:
    """The elements of one encoding that are remembered.

    Attributes:
        splits: bytes → what they were split into.
        undefined: first bytes → elements of undefined length that began so.
        following: element → the one that stood after it last, which is a good guess and no more.

    """

    __slots__ = ("_guessed", "following", "splits", "undefined")

    def __init__(self) -> None:
        self.splits: Memo[bytes, Split] = Memo(REMEMBERED, _weight)
        self.undefined: Memo[bytes, tuple[Split, ...]] = Memo(
            REMEMBERED, lambda splits: sum(map(_weight, splits))
        )
        self.following: dict[int, Split] = {}
        self._guessed = 0

    def keep(self, split: Split, *, defined: bool) -> None:
        """Remember an element."""
        raw = split.raw
        if defined:
            self.splits.put(raw, split)
            return
        others = self.undefined.get(raw[:SIGHT]) or ()
        fresh = tuple(other for other in others if other.raw != raw)[-LIKENESSES + 1 :]
        self.undefined.put(raw[:SIGHT], (*fresh, split))

    def guess(self, previous: int, split: Split) -> None:
        """Note that an element stood after another one, or first."""
        self._guessed += _weight(split)
        if self._guessed > REMEMBERED:
            self.following.clear()
            self._guessed = _weight(split)
        self.following[previous] = split

    def recall(self, piece: bytes, at: int, *, implicit: bool) -> Split | None:
        """Return the remembered element whose bytes stand in `piece` at `at`."""
        if implicit:
            size = 8 + int.from_bytes(piece[at + 4 : at + 8], "little")
        else:
            header = HEADERS.get(piece[at + 4 : at + 6])
            if header is None:
                return None  # what stands there is irregular, and its length somewhere else
            if header == 8:  # noqa: PLR2004 - tag, VR and a length of two bytes
                size = 8 + int.from_bytes(piece[at + 6 : at + 8], "little")
            else:
                size = 12 + int.from_bytes(piece[at + 8 : at + 12], "little")
        if size <= LARGEST_SHARED:
            return self.splits.get(piece[at : at + size])
        for split in self.undefined.get(piece[at : at + SIGHT]) or ():
            if piece.startswith(split.raw, at):
                return split
        return None

    def forget(self) -> None:
        """Forget everything."""
        self.splits.clear()
        self.undefined.clear()
        self.following.clear()
        self._guessed = 0


def _weight(split: Split) -> int:
    """Return the bytes of memory that an element takes; those that it contains are told too."""
    return OVERHEAD + len(split.raw)


MEMORIES: Final = {IMPLICIT_LITTLE: ElementMemory(), EXPLICIT_LITTLE: ElementMemory()}
"""Encoding → memory. Big endian is retired and rare: there is none for it."""


def forget() -> None:
    """Forget every element of earlier instances."""
    for memory in MEMORIES.values():
        memory.forget()


def is_undefined(raw: bytes, encoding: Encoding) -> bool:
    """Tell whether the length of an element is undefined."""
    if encoding.implicit:
        return raw[4:8] == _UNDEFINED_LENGTH
    return HEADERS.get(raw[4:6]) != 8 and raw[8:12] == _UNDEFINED_LENGTH  # noqa: PLR2004
