"""Elements that were split before, for the parser to give out again (see `anami.memo`).

Splitting depends on nothing but the bytes of an element and the encoding, so equal bytes are split
equally. Knows how the plain ones are split; for all others see `anami.parsing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from anami.memo import Memo
from anami.model import OVERHEAD, Element, Encoding
from anami.standard import dictionary

if TYPE_CHECKING:
    from anami.model import Caution

__all__ = [
    "DEEPEST",
    "DELIMITER",
    "DELIMITER_GROUP",
    "IMPLICIT_LITTLE",
    "LARGEST_SHARED",
    "LONG_VRS",
    "MEMORIES",
    "PIXEL_DATA",
    "SHORT_VRS",
    "UNDEFINED",
    "ElementMemory",
    "Limits",
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
DEEPEST: Final = 64
"""Levels of nesting; the deepest trees of PS3.16 templates stay well below."""
DELIMITER: Final = 8
DELIMITER_GROUP: Final = 0xFFFE
PIXEL_DATA: Final = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))
LINKED: Final = 2
"""Elements that came twice one after another and are taken as one from then on, at least."""
_NO_WARNINGS: Final[frozenset[Caution]] = frozenset()
PLAIN_VRS: Final = {vr: vr.decode() for vr in (*SHORT_VRS, b"UC", b"UR", b"UT")}
"""VR → the same as text, of values that are read whole and contain no others."""
HEADERS: Final = {**dict.fromkeys(SHORT_VRS, 8), **dict.fromkeys(LONG_VRS, 12)}
"""VR, explicit → bytes of tag, VR and length."""


class Split(NamedTuple):
    """What some bytes were split into, and what went with it.

    Attributes:
        elements: one, or several that stood one after another.
        depth: the deepest level at which they are known not to be nested too deep.
        held: bytes that they count for the reader's limit.
        raw: the bytes.
        parts: of several elements, what each was split into.

    """

    elements: tuple[Element, ...]
    depth: int
    held: int
    warnings: frozenset[Caution]
    raw: bytes
    parts: tuple[Split, ...] = ()


class Limits(NamedTuple):
    """How far elements may be taken from memory.

    Attributes:
        stop: where they must end, counted in the piece.
        depth: level of nesting.
        group: the only group wanted, 0 if any is.
        implicit: they are encoded without VR.

    """

    stop: int
    depth: int
    group: int
    implicit: bool


class Taken(NamedTuple):
    """Where the elements that were taken from memory end, and what went with them."""

    end: int
    held: int
    warnings: frozenset[Caution]


class ElementMemory:
    """The elements of one encoding that are remembered.

    Attributes:
        splits: bytes → what they were split into.
        undefined: first bytes → elements of undefined length that began so.
        following: identity or tag of an element → what stood after it last, which is a good guess
            and no more; by its tag if that element had not been guessed itself.

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
        """Note what stood after an element, or first."""
        self._guessed += _weight(split)
        if self._guessed > REMEMBERED:
            self.following.clear()
            self._guessed = _weight(split)
        self.following[previous] = split

    def take(self, piece: bytes, at: int, limits: Limits, elements: list[Element]) -> Taken:
        """Append the elements that stand in `piece` at `at` and are remembered, or plain.

        Equal bytes are split equally, so the bytes alone decide; what stood there last time is
        tried first, and what came twice in a row is tried as one from then on.
        """
        following = self.following
        begin = previous = elements[-1].tag if elements else limits.group or -limits.depth
        also = id(elements[-1]) if elements else previous
        held, warnings = 0, _NO_WARNINGS
        chain: list[Split] = []
        while 0 <= at < limits.stop:
            split = following.get(previous)
            if split is not None and not _stands(split, piece, at, limits):
                split = split.parts[0] if split.parts else None
                if split is not None and not _stands(split, piece, at, limits):
                    split = None
            if split is not None:
                chain.append(split)
                last = split.elements[-1]
                previous, also = id(last), last.tag
            else:
                self._link(begin, chain)
                split = self._looked_up(piece, at, limits)
                if split is None:
                    return Taken(at, held, warnings)
                self.guess(previous, split)
                self.guess(also, split)
                last = split.elements[-1]
                begin = previous = last.tag
                also, chain = id(last), []
            if split.warnings:
                warnings |= split.warnings
            held += split.held
            elements += split.elements
            at += len(split.raw)
        self._link(begin, chain)
        return Taken(at, held, warnings)

    def _link(self, begin: int, chain: list[Split]) -> None:
        """Remember as one what came one after another as it did the last time."""
        if len(chain) < LINKED:
            return
        parts = tuple(part for split in chain for part in (split.parts or (split,)))
        linked = Split(
            tuple(element for split in chain for element in split.elements),
            min(split.depth for split in chain),
            sum(split.held for split in chain),
            _NO_WARNINGS.union(*(split.warnings for split in chain)),
            b"".join(split.raw for split in chain),
            parts,
        )
        self.guess(begin, linked)

    def _looked_up(self, piece: bytes, at: int, limits: Limits) -> Split | None:
        """Return what stands at `at`, if it is remembered or plain."""
        split = self.recall(piece, at, implicit=limits.implicit)
        if split is not None:
            return split if _stands(split, piece, at, limits) else None
        split = _plain(piece, at, limits)
        if split is not None:
            self.splits.put(split.raw, split)
        return split

    def recall(self, piece: bytes, at: int, *, implicit: bool) -> Split | None:
        """Return the remembered element whose bytes stand in `piece` at `at`."""
        size = _size(piece, at, implicit=implicit)
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


def _size(piece: bytes, at: int, *, implicit: bool) -> int:
    """Return the bytes that an element says it takes; 0 if it is irregular, and they differ."""
    if implicit:
        return 8 + int.from_bytes(piece[at + 4 : at + 8], "little")
    header = HEADERS.get(piece[at + 4 : at + 6])
    if header is None:
        return 0
    if header == 8:  # noqa: PLR2004 - tag, VR and a length of two bytes
        return 8 + int.from_bytes(piece[at + 6 : at + 8], "little")
    return 12 + int.from_bytes(piece[at + 8 : at + 12], "little")


def _stands(split: Split, piece: bytes, at: int, limits: Limits) -> bool:
    """Tell whether these bytes stand there, and may be taken as they were split."""
    if not piece.startswith(split.raw, at) or at + len(split.raw) > limits.stop:
        return False
    if limits.group and any(one.tag >> 16 != limits.group for one in split.elements):
        return False
    return split.depth >= limits.depth


def _plain(piece: bytes, at: int, limits: Limits) -> Split | None:
    """Split an element whose value is nothing but text or numbers; None if it is another one.

    It is split as the reader would, which has more ways than this one for all that is irregular.
    """
    size = _size(piece, at, implicit=limits.implicit)
    raw = piece[at : at + size]
    if not DELIMITER <= size <= LARGEST_SHARED or at + size > limits.stop:
        return None
    tag = int.from_bytes(raw[:2], "little") << 16 | int.from_bytes(raw[2:4], "little")
    if limits.implicit:
        header, vr = DELIMITER, (dictionary.vr_of(tag) or "").encode()
    else:
        vr = raw[4:6]
        header = HEADERS[vr]
    if vr not in PLAIN_VRS or tag >> 16 == DELIMITER_GROUP or tag in PIXEL_DATA or not tag:
        return None
    if limits.group and tag >> 16 != limits.group:
        return None
    element = Element(tag, PLAIN_VRS[vr], raw[header:], shared=True)
    return Split((element,), DEEPEST, OVERHEAD + size - header, _NO_WARNINGS, raw)


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
