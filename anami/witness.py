"""The leak check of one result: what is searched, and where in the file a hit stands.

Brings together what was composed (`anami.writer`) and how to search it (`anami.leakcheck`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from anami import bitstreams, leakcheck, markers
from anami.concerns.texts import character_sets
from anami.errors import LeakFoundError
from anami.model import ElementPath, Range
from anami.writer import Span, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from anami.model import Dataset, Element, Encoding, KnownValue, Part

__all__ = ["Written", "identifier_test", "require_clean"]

SPECIFIC_CHARACTER_SET: Final = 0x00080005
META_PATH: Final = ElementPath(0x00020000)
PIXELS: Final = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))
PIECE: Final = 4 * 1024 * 1024
OVERLAP: Final = 4096
"""Kept bulk data is searched in pieces of this many bytes, which overlap by more than a value."""


@dataclass(frozen=True, slots=True)
class Written:
    """What would be handed out.

    Attributes:
        head: preamble and File Meta Information.
        body: the parts of the data set.
        elements: what the body was composed of.
        encoding: how.
        sides: bytes inside pixel data that are no part of an image.

    """

    head: bytes
    body: tuple[Part, ...]
    elements: tuple[Element, ...]
    encoding: Encoding
    sides: tuple[bitstreams.Side, ...]


def identifier_test(
    known: Iterable[KnownValue], dataset: Dataset
) -> Callable[[bytes, int, str], bool]:
    """Return a test whether a value (bytes, tag, VR) holds what a patient is known by."""
    wanted = leakcheck.needles(known, _codecs(dataset))

    @lru_cache(maxsize=4096)
    def identifies(value: bytes, tag: int, vr: str) -> bool:
        place = _all_of(value, ElementPath(tag), vr)
        return bool(
            leakcheck.search(value, wanted.uids, wanted.words, place)
            or leakcheck.search(value, frozenset(), wanted.phrases, place)
        )

    return identifies


def require_clean(
    written: Written,
    values: Iterable[KnownValue],
    dataset: Dataset,
    load: Callable[[Part], bytes],
) -> None:
    """Search a result for values that must not be in it.

    Raises:
        LeakFoundError: one is; the error says at which element, not what.

    """
    needles = leakcheck.needles(values, _codecs(dataset))
    find = partial(leakcheck.search, uids=needles.uids, wanted=needles.words)
    hits = find(written.head, locate=_all_of(written.head, META_PATH, "UI"))
    places = _Places(written)
    offset = 0
    for part in written.body:
        if isinstance(part, bytes) or places.is_searched(offset):
            for start, piece in _pieces(part, load):
                hits += find(piece, locate=places.relative_to(offset + start))
        offset += len(part)
    for side in written.sides:
        for vr in ("LT", "OB") if side.is_text else ("OB",):  # as words, and as bytes
            path = ElementPath(bitstreams.PIXEL_DATA)
            hits += find(side.piece, locate=_all_of(side.piece, path, vr))
    made_elsewhere = [one for one in written.elements if not markers.is_marker(one.tag)]
    for value, place in _free_texts(made_elsewhere).items() if needles.phrases.needles else ():
        hits += leakcheck.search(value, frozenset(), needles.phrases, _all_of(value, *place))
    if hits:
        raise LeakFoundError(str(hits[0].path))


def _pieces(part: Part, load: Callable[[Part], bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield a part, a long range in overlapping pieces, and where each starts in it."""
    if isinstance(part, bytes):
        yield 0, part
        return
    for start in range(0, len(part), PIECE):
        stop = min(len(part), start + PIECE + OVERLAP)
        yield start, load(Range(part.start + start, part.start + stop))


def _free_texts(
    elements: Iterable[Element], around: tuple[tuple[int, int], ...] = ()
) -> dict[bytes, tuple[ElementPath, str]]:
    """Return each free text that would be written, once, and where it stands first.

    Phrases are searched for here only, since they count nowhere else and there may be thousands.
    """
    found: dict[bytes, tuple[ElementPath, str]] = {}
    for element in elements:
        for number, item in enumerate(element.items or ()):
            for value, place in _free_texts(
                item.elements, (*around, (element.tag, number))
            ).items():
                found.setdefault(value, place)
        if element.vr in leakcheck.FREE_TEXT_VRS and isinstance(element.value, bytes):
            found.setdefault(element.value, (ElementPath(element.tag, around), element.vr))
    return found


def _all_of(piece: bytes, path: ElementPath, vr: str) -> Callable[[int], Span]:
    """Return a locator for bytes that all belong to one value."""
    span = Span(0, len(piece), path, vr)
    return lambda _: span


def _codecs(dataset: Dataset) -> tuple[str, ...]:
    """Return the Python codecs of the data set's character sets."""
    terms = character_sets(dataset.get(SPECIFIC_CHARACTER_SET), ())
    if not terms:
        return ()
    from pydicom.charset import python_encoding  # noqa: PLC0415 - only texts beyond ASCII need it

    return tuple(codec for term in terms if (codec := python_encoding.get(term)))


class _Places:
    """Maps an offset in the composed data set to the value there; made only when asked."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self._spans: list[Span] = []
        self._starts: list[int] = []

    def _at(self, offset: int) -> Span | None:
        if not self._spans:
            self._spans = list(spans(self._written.elements, self._written.encoding))
            self._starts = [span.start for span in self._spans]
        index = bisect_right(self._starts, offset) - 1
        return self._spans[index] if index >= 0 and offset < self._spans[index].stop else None

    def relative_to(self, base: int) -> Callable[[int], Span | None]:
        """Return a function from an offset in the part that starts at `base` to the span there.

        It gives None between values and in the markers, which Anami itself writes.
        """

        def locate(offset: int) -> Span | None:
            span = self._at(base + offset)
            if span is None or markers.is_marker(span.path.tags[0]):
                return None
            return Span(span.start - base, span.stop - base, span.path, span.vr)

        return locate

    def is_searched(self, offset: int) -> bool:
        """Tell whether a kept range is searched: all bulk data but pixels."""
        span = self._at(offset)
        return span is not None and span.path.tag not in PIXELS
