"""The leak check of one result: what is searched, and where in the file a hit stands.

Brings together what was composed (`anami.writer`) and how to search it (`anami.leakcheck`). Every
value is searched for in every element that is written; what was searched for in an element before,
for an instance of the same subject, is not searched for in it again.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from anami import bitstreams, leakcheck, markers
from anami.errors import LeakFoundError
from anami.model import ElementPath, Range
from anami.needles import Wanted
from anami.parsing import PIXEL_DATA
from anami.standard.charsets import CODECS
from anami.writer import Encoder, Span, joined, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from anami.model import Element, Encoding, KnownValue, Part
    from anami.needles import Needles

__all__ = ["Vigil", "Written", "codecs_of", "identifier_test"]

META_PATH: Final = ElementPath(0x00020000)
SHORT: Final = 256
"""Bytes of the longest value of which is remembered whether it tells of the patient."""
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
        encoder: what encoded the body.

    """

    head: bytes
    body: tuple[Part, ...]
    elements: tuple[Element, ...]
    encoding: Encoding
    sides: tuple[bitstreams.Side, ...]
    encoder: Encoder

    def is_pixels(self, part: Range) -> bool:
        """Tell whether a part is pixel data of the root."""
        return any(one.value is part for one in self.elements if one.tag in PIXEL_DATA)

    def only(self, elements: Iterable[Element]) -> Written:
        """Return the same with these elements alone."""
        chosen = tuple(elements)
        return replace(self, elements=chosen, body=joined(self.encoder.encode(chosen)))


def identifier_test(
    known: Iterable[KnownValue], codecs: tuple[str, ...]
) -> Callable[[bytes, int, str], bool]:
    """Return a test whether a value (bytes, tag, VR) holds what a patient is known by."""
    wanted = Wanted(codecs).add(known)

    def searched(value: bytes, tag: int, vr: str) -> bool:
        place = _all_of(value, ElementPath(tag), vr)
        return bool(
            leakcheck.search(value, wanted.uids, wanted.words, place)
            or leakcheck.search(value, frozenset(), wanted.phrases, place)
        )

    remembered = lru_cache(maxsize=4096)(searched)

    def identifies(value: bytes, tag: int, vr: str) -> bool:
        return (remembered if len(value) <= SHORT else searched)(value, tag, vr)

    return identifies


class Vigil:
    """The leak check of the instances of one subject, one after another.

    After each instance it is known that none of the values so far stands in any element of that
    instance. For the next one it is enough to search for the new values in all elements, and for
    all values in the new elements. Values of earlier instances are searched for as well, which may
    find what is no leak here; so after a find this instance's own values decide, alone.
    """

    __slots__ = ("_codecs", "_identities", "_seen", "_wanted")

    def __init__(self, codecs: tuple[str, ...]) -> None:
        self._codecs = codecs
        self._wanted = Wanted(codecs)
        self._seen: tuple[Element, ...] = ()
        self._identities: set[int] = set()

    @property
    def is_full(self) -> bool:
        """Whether so many values are searched for that it is better to begin anew."""
        return self._wanted.is_large

    def require_clean(
        self,
        written: Written,
        new: Iterable[KnownValue],
        every: Callable[[], Iterable[KnownValue]],
        load: Callable[[Part], bytes],
    ) -> None:
        """Search a result for values that must not be in it.

        Args:
            written: what would be handed out.
            new: values that this vigil was not told of before.
            every: returns all values of this instance.
            load: returns the bytes of a part.

        Raises:
            LeakFoundError: one is there; the error says at which element, not what.

        """
        added = self._wanted.add(new)
        identities = set(map(id, written.elements))
        unseen = identities - self._identities
        fresh = [one for one in written.elements if id(one) in unseen] if unseen else ()
        if _finds(written, added, load, beside=False) or _finds(
            written.only(fresh), self._wanted.needles, load, beside=True
        ):
            self._wanted = Wanted(self._codecs)
            hits = _finds(written, self._wanted.add(every()), load, beside=True)
            if hits:
                raise LeakFoundError(str(hits[0].path))
        # As long as the elements are held, nothing else can have their identities.
        self._seen, self._identities = written.elements, identities


def _finds(
    written: Written,
    needles: Needles,
    load: Callable[[Part], bytes],
    *,
    beside: bool,
) -> tuple[leakcheck.Hit, ...]:
    """Search what is written; File Meta Information and what is not encoded anew only `beside`."""
    if not needles:
        return ()
    find = partial(leakcheck.search, uids=needles.uids, wanted=needles.words)
    hits: tuple[leakcheck.Hit, ...] = ()
    if beside:
        hits += find(written.head, locate=_all_of(written.head, META_PATH, "UI"))
    places = _Places(written)
    offset = 0
    for part in written.body:
        if isinstance(part, bytes) or (beside and not written.is_pixels(part)):
            for start, piece in _pieces(part, load):
                hits += find(piece, locate=places.relative_to(offset + start))
        offset += len(part)
    for side in written.sides if beside else ():
        for vr in ("LT", "OB") if side.is_text else ("OB",):  # as words, and as bytes
            path = ElementPath(bitstreams.PIXEL_DATA)
            hits += find(side.piece, locate=_all_of(side.piece, path, vr))
    if needles.phrases.needles:
        made_elsewhere = [one for one in written.elements if not markers.is_marker(one.tag)]
        for value, place in _free_texts(made_elsewhere).items():
            hits += leakcheck.search(value, frozenset(), needles.phrases, _all_of(value, *place))
    return hits


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


def codecs_of(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the Python codecs of character sets, given by their defined terms."""
    return tuple(CODECS[term] for term in terms if term in CODECS)


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
