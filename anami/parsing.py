"""The walk over encoded elements that the reader uses (PS3.5 2026d §6.2.2, §7.1, §7.5, §A.4).

Works on a window of the source, never on a whole file. Decodes tags, VRs and lengths only. Elements
that stood in earlier instances byte for byte are not split again but given out again: splitting
depends on nothing but the bytes of the element and the encoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import lt
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from anami.errors import (
    AnamiError,
    HeaderTooLargeError,
    MalformedError,
    NestingTooDeepError,
    TruncatedError,
)
from anami.model import (
    FRAGMENT_VRS,
    OPAQUE_VRS,
    OVERHEAD,
    Caution,
    Dataset,
    Element,
    Encoding,
    Range,
    as_shared,
    tag_text,
)
from anami.splits import (
    DEEPEST,
    DELIMITER,
    DELIMITER_GROUP,
    IMPLICIT_LITTLE,
    LARGEST_SHARED,
    LONG_VRS,
    MEMORIES,
    PIXEL_DATA,
    SHORT_VRS,
    UNDEFINED,
    ElementMemory,
    Limits,
    Split,
    is_undefined,
)
from anami.standard import dictionary

if TYPE_CHECKING:
    from anami.source import Window

__all__ = ["EXPLICIT_VRS", "PIXEL_DATA", "ElementParser"]

EXPLICIT_VRS: Final = SHORT_VRS | LONG_VRS

ITEM: Final = 0xFFFEE000
ITEM_END: Final = 0xFFFEE00D
SEQUENCE_END: Final = 0xFFFEE0DD

LARGE_VALUE: Final = 16 * 1024
"""Opaque values above this many bytes stay ranges of the source."""
ZEROS: Final = bytes(8)
PADDING: Final = 1024 * 1024
"""Zeros after a data set without pixels, at most."""
HEADER_LIMIT: Final = 512 * 1024 * 1024
"""Bytes held in memory for one instance: values, and `OVERHEAD` for each element and item."""


class _Header(NamedTuple):
    """Tag, VR and length of an element, and where its value starts."""

    tag: int
    vr: str
    length: int
    start: int


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where elements are being read: their encoding, where they must end, how deep they are."""

    encoding: Encoding
    stop: int
    depth: int = 0
    memory: ElementMemory | None = None

    @property
    def order(self) -> Literal["little", "big"]:
        return "little" if self.encoding.little else "big"

    def inside(self, stop: int, encoding: Encoding | None = None) -> _Scope:
        """Return the scope of a sequence's items."""
        if self.depth >= DEEPEST:
            raise NestingTooDeepError
        if encoding is None or encoding == self.encoding:
            return _Scope(self.encoding, stop, self.depth + 1, self.memory)
        return _Scope(encoding, stop, self.depth + 1, MEMORIES.get(encoding))


class ElementParser:
    """Splits encoded bytes into elements, with the encoding given.

    Attributes:
        warnings: what was irregular but understood.
        held: bytes of memory that what was read takes, about.

    """

    def __init__(self, window: Window, encoding: Encoding) -> None:
        self._window = window
        self._encoding = encoding
        self.held = 0
        self.warnings: set[Caution] = set()

    def read_dataset(self, start: int) -> Dataset:
        """Read the root data set from `start` to the end of the source.

        Bytes after the last complete element are dropped with a warning only when nothing can be
        missing: they follow the pixel data, or they are zeros.

        Raises:
            TruncatedError, MalformedError, NestingTooDeepError, HeaderTooLargeError.

        """
        elements: list[Element] = []
        position = start
        scope = _Scope(self._encoding, self._window.size, memory=MEMORIES.get(self._encoding))
        while position < scope.stop:
            try:
                position = self._next_elements(position, scope, elements)
            except (TruncatedError, MalformedError):
                if not self._may_drop(elements, position):
                    raise
                self.warnings.add(Caution.TRAILING_BYTES)
                break
        return self._ordered(elements)

    def read_group(self, start: int, group: int) -> tuple[Dataset, int]:
        """Read elements from `start` while they belong to `group`; return them and their end."""
        elements: list[Element] = []
        position, stop = start, self._window.size
        while position + 8 <= stop and self._tag_at(position, self._encoding) >> 16 == group:
            encoding = self._encoding
            if self._window.read(position + 4, position + 6) not in EXPLICIT_VRS:
                encoding = IMPLICIT_LITTLE
                self.warnings.add(Caution.IRREGULAR_ENCODING)
            scope = _Scope(encoding, stop, memory=MEMORIES[encoding])
            position = self._next_elements(position, scope, elements, group)
        return self._ordered(elements), position

    def _may_drop(self, elements: list[Element], position: int) -> bool:
        """Tell whether the unreadable rest can't be a missing part of the data set."""
        last = elements[-1].tag if elements else 0
        if any(tag <= last for tag in PIXEL_DATA):
            return True
        rest = self._window.size - position
        return rest <= PADDING and not self._window.read(position, position + rest).strip(b"\0")

    def _tag_at(self, position: int, encoding: Encoding) -> int:
        return _tag(self._window.read(position, position + 4), little=encoding.little)

    def _next_elements(
        self, position: int, scope: _Scope, elements: list[Element], group: int = 0
    ) -> int:
        """Read an element, or recall some, of `group` alone if it isn't 0; return their end."""
        memory = scope.memory
        if memory is None:
            element, position = self._read_element(position, scope)
            elements.append(element)
            return position
        before = len(elements)
        position = self._recall(position, scope, memory, elements, group)
        if len(elements) == before:
            split, position = self._read_and_keep(position, scope, memory, elements)
            if split is not None:
                memory.guess(elements[-2].tag if before else group or -scope.depth, split)
        return position

    def _recall(
        self,
        position: int,
        scope: _Scope,
        memory: ElementMemory,
        elements: list[Element],
        group: int,
    ) -> int:
        """Append what needn't be read at `position`; return where it ends."""
        window = self._window
        piece, at = window.piece, position - window.base
        stop = min(scope.stop - window.base, len(piece))
        limits = Limits(stop, scope.depth, group, scope.encoding.implicit)
        taken = memory.take(piece, at, limits, elements)
        if taken.warnings:
            self.warnings |= taken.warnings
        self._hold(taken.held)
        return window.base + taken.end

    def _read_and_keep(
        self, position: int, scope: _Scope, memory: ElementMemory, elements: list[Element]
    ) -> tuple[Split | None, int]:
        """Append an element that was read, and remember it if no other bytes can change it."""
        held, before = self.held, self.warnings
        self.warnings = set()
        try:
            element, end = self._read_element(position, scope)
            extra = frozenset(self.warnings)
        finally:
            self.warnings |= before
        raw = self._at_hand(position, end)
        if raw is None or element.tag in PIXEL_DATA or not _is_whole(element):
            elements.append(element)
            return None, end
        element = as_shared(element)
        elements.append(element)
        split = Split((element,), scope.depth, self.held - held, extra, raw)
        memory.keep(split, defined=not is_undefined(raw, scope.encoding))
        return split, end

    def _at_hand(self, start: int, stop: int) -> bytes | None:
        """Return bytes of the piece read last, None if they are too many or not all there."""
        begin, end = start - self._window.base, stop - self._window.base
        if begin < 0 or end > len(self._window.piece) or end - begin > LARGEST_SHARED:
            return None
        return self._window.piece[begin:end]

    def _read_element(self, position: int, scope: _Scope) -> tuple[Element, int]:
        header = self._read_header(position, scope)
        self._hold(OVERHEAD)
        try:
            return self._read_value(header, scope)
        except AnamiError as error:
            place = tag_text(header.tag)
            error.where = f"{place}/{error.where}" if error.where else place
            raise

    def _read_header(self, position: int, scope: _Scope) -> _Header:
        if position + 8 > scope.stop:
            raise TruncatedError
        head = self._window.read(position, position + 8)
        tag = _tag(head, little=scope.encoding.little)
        if tag >> 16 == DELIMITER_GROUP or head == ZEROS:
            # Zeros are padding; taken for elements, a few megabytes of them would take minutes.
            raise MalformedError(tag_text(tag))
        vr = head[4:6]
        if scope.encoding.implicit:
            length = int.from_bytes(head[4:8], scope.order)
            return _Header(tag, _plain_vr(tag), length, position + 8)
        if vr in SHORT_VRS:
            return _Header(tag, vr.decode(), int.from_bytes(head[6:8], scope.order), position + 8)
        if vr in LONG_VRS or (vr.isalpha() and vr.isupper()):
            # An unknown VR of a later edition has the long form (PS3.5 §7.1.2 note).
            if position + 12 > scope.stop:
                raise TruncatedError
            length = int.from_bytes(self._window.read(position + 8, position + 12), scope.order)
            return _Header(tag, vr.decode() if vr in LONG_VRS else "UN", length, position + 12)
        if dictionary.vr_of(tag) is None or not scope.encoding.little:
            raise MalformedError(tag_text(tag))
        # Some writers leave implicit elements amid explicit ones.
        self.warnings.add(Caution.IRREGULAR_ENCODING)
        return _Header(tag, _plain_vr(tag), int.from_bytes(head[4:8], "little"), position + 8)

    def _read_value(self, header: _Header, scope: _Scope) -> tuple[Element, int]:
        tag, vr, length, start = header
        if length == UNDEFINED:
            return self._read_undefined(header, scope)
        end = start + length
        if end > scope.stop:
            raise TruncatedError
        if vr == "SQ" and not tag >> 16 & 1:
            items, _ = self._read_items(start, scope.inside(end))
            return Element(tag, vr, items=items), end
        if vr == "SQ":
            return self._tolerant_sequence(header, scope.inside(end)), end
        if vr == "UN" and dictionary.vr_of(tag) == "SQ":
            # PS3.5 §6.2.2: a known sequence may stand there as UN, in implicit VR little endian.
            return self._tolerant_sequence(header, scope.inside(end, IMPLICIT_LITTLE)), end
        bulk = vr in OPAQUE_VRS and length > LARGE_VALUE
        if bulk or (scope.depth == 0 and tag in PIXEL_DATA):
            return Element(tag, vr, Range(start, end)), end
        self._hold(length)
        return Element(tag, vr, self._window.read(start, end)), end

    def _hold(self, size: int) -> None:
        """Count bytes that stay in memory."""
        self.held += size
        if self.held > HEADER_LIMIT:
            raise HeaderTooLargeError

    def _read_undefined(self, header: _Header, scope: _Scope) -> tuple[Element, int]:
        """Read a value of undefined length: fragments, or a sequence."""
        tag, vr, _, start = header
        if vr in FRAGMENT_VRS or tag in PIXEL_DATA:
            end = self._skip_fragments(start, scope)
            return Element(tag, vr, Range(start, end), encapsulated=True), end + DELIMITER
        encoding = scope.encoding
        if vr == "UN" and not encoding.implicit:
            # PS3.5 §6.2.2 note: UN of undefined length is a sequence in implicit VR little endian.
            if not encoding.little:
                raise MalformedError
            encoding = IMPLICIT_LITTLE
        items, end = self._read_items(start, scope.inside(scope.stop, encoding), undefined=True)
        return Element(tag, "SQ", items=items), end

    def _tolerant_sequence(self, header: _Header, scope: _Scope) -> Element:
        """Read a sequence whose value may be something else; if so, it stays one opaque value."""
        try:
            items, _ = self._read_items(header.start, scope)
        except (TruncatedError, MalformedError):
            self.warnings.add(Caution.IRREGULAR_ENCODING)
            return Element(header.tag, "UN", Range(header.start, scope.stop))
        return Element(header.tag, "SQ", items=items)

    def _read_items(
        self, position: int, scope: _Scope, *, undefined: bool = False
    ) -> tuple[tuple[Dataset, ...], int]:
        """Read the items of a sequence; return them and where the sequence ends."""
        items: list[Dataset] = []
        while position < scope.stop:
            tag, length = self._read_delimiter(position, scope)
            position += 8
            if tag == SEQUENCE_END:
                # In a sequence of defined length a delimiter is superfluous, but writers add it.
                return tuple(items), position if undefined else scope.stop
            if tag != ITEM:
                raise MalformedError(tag_text(tag))
            item, position = self._read_item(position, length, scope)
            items.append(item)
        if undefined:
            raise TruncatedError
        return tuple(items), scope.stop

    def _read_delimiter(self, position: int, scope: _Scope) -> tuple[int, int]:
        if position + DELIMITER > scope.stop:
            raise TruncatedError
        head = self._window.read(position, position + DELIMITER)
        return _tag(head, little=scope.encoding.little), int.from_bytes(head[4:8], scope.order)

    def _peek_delimiter(self, position: int, scope: _Scope) -> tuple[int, int]:
        """Read the header of a fragment, which may be large, without what follows it."""
        if position + DELIMITER > scope.stop:
            raise TruncatedError
        head = self._window.peek(position, position + DELIMITER)
        return _tag(head, little=scope.encoding.little), int.from_bytes(head[4:8], scope.order)

    def _read_item(self, position: int, length: int, scope: _Scope) -> tuple[Dataset, int]:
        self._hold(OVERHEAD)
        elements: list[Element] = []
        end = scope.stop if length == UNDEFINED else position + length
        if end > scope.stop:
            raise TruncatedError
        inner = _Scope(scope.encoding, end, scope.depth, scope.memory)
        while position < end:
            if position + 8 <= end and self._tag_at(position, scope.encoding) == ITEM_END:
                end = position + 8 if length == UNDEFINED else end
                return self._ordered(elements), end
            position = self._next_elements(position, inner, elements)
        if length == UNDEFINED:
            raise TruncatedError
        return self._ordered(elements), end

    def _skip_fragments(self, position: int, scope: _Scope) -> int:
        """Return where the sequence delimiter of encapsulated data stands (PS3.5 §A.4)."""
        while position < scope.stop:
            tag, length = self._peek_delimiter(position, scope)
            if tag == SEQUENCE_END:
                return position
            position += DELIMITER
            if tag != ITEM or length == UNDEFINED:
                raise MalformedError(tag_text(tag))
            position += length
        raise TruncatedError

    def _ordered(self, elements: list[Element]) -> Dataset:
        """Sort by tag; of elements with one tag keep the last, as readers do."""
        tags = [element.tag for element in elements]
        if all(map(lt, tags, tags[1:])):
            return Dataset(tuple(elements))
        latest: dict[int, Element] = {}
        superseded: list[Element] = []
        for element in elements:
            if element.tag in latest:
                superseded.append(latest[element.tag])
                self.warnings.add(Caution.IRREGULAR_ENCODING)
            latest[element.tag] = element
        return Dataset(tuple(latest[tag] for tag in sorted(latest)), tuple(superseded))


def _is_whole(element: Element) -> bool:
    """Tell whether an element holds all of its bytes, and no range of the source."""
    if element.items is None:
        return isinstance(element.value, bytes)
    return all(
        inner.shared for item in element.items for inner in (*item.elements, *item.superseded)
    )


def _tag(head: bytes, *, little: bool) -> int:
    """Return the tag in the first four bytes."""
    order: Literal["little", "big"] = "little" if little else "big"
    return int.from_bytes(head[:2], order) << 16 | int.from_bytes(head[2:4], order)


def _plain_vr(tag: int) -> str:
    """Return one VR for an element without one; of alternatives the one that loses nothing."""
    vr = dictionary.vr_of(tag)
    if vr is None:
        return "UN"
    return {"OB or OW": "OW", "US or SS": "US", "US or OW": "OW", "US or SS or OW": "OW"}.get(
        vr, vr
    )
