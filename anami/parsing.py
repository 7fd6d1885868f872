"""The walk over encoded elements that the reader uses (PS3.5 2026d §6.2.2, §7.1, §7.5, §A.4).

Works on a window of the source, never on a whole file. Decodes tags, VRs and lengths only.
"""

from __future__ import annotations

from typing import Final

from anami.errors import AnamiError, HeaderTooLargeError, MalformedError, NestingTooDeepError, TruncatedError
from anami.model import Dataset, Element, Encoding, Range, Warning_, tag_text
from anami.source import Window
from anami.standard import dictionary

__all__ = ["EXPLICIT_VRS", "ElementParser"]

SHORT_VRS: Final = frozenset(
    b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split()  # noqa: SIM905
)
LONG_VRS: Final = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())  # noqa: SIM905
EXPLICIT_VRS: Final = SHORT_VRS | LONG_VRS
OPAQUE_VRS: Final = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))

UNDEFINED: Final = 0xFFFFFFFF
ITEM: Final = 0xFFFEE000
ITEM_END: Final = 0xFFFEE00D
SEQUENCE_END: Final = 0xFFFEE0DD
PIXEL_DATA: Final = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))

LARGE_VALUE: Final = 16 * 1024
"""Opaque values above this many bytes stay ranges of the source."""
HEADER_LIMIT: Final = 512 * 1024 * 1024
"""Bytes of values held in memory for one instance."""
DEEPEST: Final = 64
"""Levels of nesting; the deepest trees of PS3.16 templates stay well below."""
IMPLICIT_LITTLE: Final = Encoding(implicit=True)


class ElementParser:
    """Splits encoded bytes into elements, with the encoding given.

    Attributes:
        warnings: what was irregular but understood.
    """

    def __init__(self, window: Window, encoding: Encoding) -> None:
        self._window = window
        self._encoding = encoding
        self._held = 0
        self.warnings: set[Warning_] = set()

    def read_dataset(self, start: int) -> Dataset:
        """Read the root data set from `start` to the end of the source.

        Bytes after the last complete element are dropped with a warning only when nothing can be
        missing: they follow the pixel data, or they are zeros.

        Raises:
            TruncatedError, MalformedError, NestingTooDeepError, HeaderTooLargeError.
        """
        elements: list[Element] = []
        position, stop = start, self._window.size
        while position < stop:
            try:
                element, position = self._read_element(position, stop, self._encoding, 0)
            except (TruncatedError, MalformedError):
                if not self._may_drop(elements, position):
                    raise
                self.warnings.add(Warning_.TRAILING_BYTES)
                break
            elements.append(element)
        return self._ordered(elements)

    def read_group(self, start: int, group: int) -> tuple[Dataset, int]:
        """Read elements from `start` while they belong to `group`; return them and where they end."""
        elements: list[Element] = []
        position, stop = start, self._window.size
        while position + 8 <= stop and self._peek_tag(position) >> 16 == group:
            encoding = self._encoding
            if self._window.read(position + 4, position + 6) not in EXPLICIT_VRS:
                encoding = IMPLICIT_LITTLE
                self.warnings.add(Warning_.IRREGULAR_ENCODING)
            element, position = self._read_element(position, stop, encoding, 0)
            elements.append(element)
        return self._ordered(elements), position

    def _may_drop(self, elements: list[Element], position: int) -> bool:
        """Tell whether the unreadable rest can't be a missing part of the data set."""
        last = elements[-1].tag if elements else 0
        if any(tag <= last for tag in PIXEL_DATA):
            return True
        rest = self._window.size - position
        return rest <= LARGE_VALUE and not any(self._window.read(position, position + rest))

    def _peek_tag(self, position: int) -> int:
        head = self._window.read(position, position + 4)
        return _tag(head, little=self._encoding.little)

    def _read_element(self, position: int, stop: int, encoding: Encoding, depth: int) -> tuple[Element, int]:
        tag, vr, length, position = self._read_header(position, stop, encoding)
        try:
            return self._read_value(tag, vr, length, position, stop, encoding, depth)
        except AnamiError as error:
            error.where = f"{tag_text(tag)}/{error.where}" if error.where else tag_text(tag)
            raise

    def _read_header(self, position: int, stop: int, encoding: Encoding) -> tuple[int, str, int, int]:
        """Return tag, VR, length and the position of the value."""
        if position + 8 > stop:
            raise TruncatedError
        head = self._window.read(position, position + 8)
        order = "little" if encoding.little else "big"
        tag = _tag(head, little=encoding.little)
        if tag >> 16 == 0xFFFE:  # noqa: PLR2004 - a delimiter where an element must stand
            raise MalformedError(tag_text(tag))
        if encoding.implicit:
            return tag, _plain_vr(tag), int.from_bytes(head[4:8], order), position + 8
        vr = head[4:6]
        if vr in SHORT_VRS:
            return tag, vr.decode(), int.from_bytes(head[6:8], order), position + 8
        if vr in LONG_VRS or (vr.isalpha() and vr.isupper()):
            # An unknown VR of a later edition has the long form (PS3.5 §7.1.2 note).
            if position + 12 > stop:
                raise TruncatedError
            long = self._window.read(position + 8, position + 12)
            known = vr in LONG_VRS
            return tag, vr.decode() if known else "UN", int.from_bytes(long, order), position + 12
        return self._header_without_vr(tag, head, order, position)

    def _header_without_vr(self, tag: int, head: bytes, order: str, position: int) -> tuple[int, str, int, int]:
        """Read an implicit element amid explicit ones, which some writers leave inside items."""
        if dictionary.vr_of(tag) is None or order != "little":
            raise MalformedError(tag_text(tag))
        self.warnings.add(Warning_.IRREGULAR_ENCODING)
        return tag, _plain_vr(tag), int.from_bytes(head[4:8], "little"), position + 8

    def _read_value(
        self, tag: int, vr: str, length: int, position: int, stop: int, encoding: Encoding, depth: int
    ) -> tuple[Element, int]:
        if length == UNDEFINED:
            return self._read_undefined(tag, vr, position, stop, encoding, depth)
        end = position + length
        if end > stop:
            raise TruncatedError
        if vr == "SQ" and not tag >> 16 & 1:
            return Element(tag, vr, items=self._read_items(position, end, encoding, depth + 1)[0]), end
        if vr == "SQ":
            return self._tolerant_sequence(tag, position, end, encoding, depth), end
        if vr == "UN" and dictionary.vr_of(tag) == "SQ":
            # PS3.5 §6.2.2: a known sequence may stand there as UN, in implicit VR little endian.
            return self._tolerant_sequence(tag, position, end, IMPLICIT_LITTLE, depth), end
        if (depth == 0 and tag in PIXEL_DATA) or (vr in OPAQUE_VRS and length > LARGE_VALUE):
            return Element(tag, vr, Range(position, end)), end
        self._held += length
        if self._held > HEADER_LIMIT:
            raise HeaderTooLargeError
        return Element(tag, vr, self._window.read(position, end)), end

    def _read_undefined(
        self, tag: int, vr: str, position: int, stop: int, encoding: Encoding, depth: int
    ) -> tuple[Element, int]:
        if vr in ("OB", "OW", "OF", "OD", "OL", "OV") or tag in PIXEL_DATA:
            end = self._skip_fragments(position, stop)
            return Element(tag, vr, Range(position, end), encapsulated=True), end
        if vr == "UN" and not encoding.implicit:
            # PS3.5 §6.2.2 note: UN of undefined length is a sequence in implicit VR little endian.
            if not encoding.little:
                raise MalformedError
            encoding = IMPLICIT_LITTLE
        items, end = self._read_items(position, stop, encoding, depth + 1, undefined=True)
        return Element(tag, "SQ", items=items), end

    def _tolerant_sequence(
        self, tag: int, position: int, end: int, encoding: Encoding, depth: int
    ) -> Element:
        """Read a sequence whose value may be something else; if so, it stays one opaque value."""
        try:
            items, _ = self._read_items(position, end, encoding, depth + 1)
        except (TruncatedError, MalformedError):
            self.warnings.add(Warning_.IRREGULAR_ENCODING)
            return Element(tag, "UN", Range(position, end))
        return Element(tag, "SQ", items=items)

    def _read_items(
        self, position: int, stop: int, encoding: Encoding, depth: int, *, undefined: bool = False
    ) -> tuple[tuple[Dataset, ...], int]:
        """Read the items of a sequence; return them and where the sequence ends."""
        if depth > DEEPEST:
            raise NestingTooDeepError
        items: list[Dataset] = []
        while position < stop:
            tag, length = self._read_delimiter(position, stop, encoding)
            position += 8
            if tag == SEQUENCE_END:
                # In a sequence of defined length a delimiter is superfluous, but writers add it.
                return tuple(items), position if undefined else stop
            if tag != ITEM:
                raise MalformedError(tag_text(tag))
            item, position = self._read_item(position, stop, length, encoding, depth)
            items.append(item)
        if undefined:
            raise TruncatedError
        return tuple(items), stop

    def _read_delimiter(self, position: int, stop: int, encoding: Encoding) -> tuple[int, int]:
        if position + 8 > stop:
            raise TruncatedError
        head = self._window.read(position, position + 8)
        order = "little" if encoding.little else "big"
        return _tag(head, little=encoding.little), int.from_bytes(head[4:8], order)

    def _read_item(
        self, position: int, stop: int, length: int, encoding: Encoding, depth: int
    ) -> tuple[Dataset, int]:
        elements: list[Element] = []
        end = stop if length == UNDEFINED else position + length
        if end > stop:
            raise TruncatedError
        while position < end:
            if end - position >= 8 and self._at_item_end(position, encoding):  # noqa: PLR2004
                position += 8
                if length == UNDEFINED:
                    return self._ordered(elements), position
                break
            element, position = self._read_element(position, end, encoding, depth)
            elements.append(element)
        if length == UNDEFINED:
            raise TruncatedError
        return self._ordered(elements), end

    def _at_item_end(self, position: int, encoding: Encoding) -> bool:
        return _tag(self._window.read(position, position + 4), little=encoding.little) == ITEM_END

    def _skip_fragments(self, position: int, stop: int) -> int:
        """Return the position after the sequence delimiter of encapsulated data (PS3.5 §A.4)."""
        encoding = self._encoding
        while position < stop:
            tag, length = self._read_delimiter(position, stop, encoding)
            position += 8
            if tag == SEQUENCE_END:
                return position
            if tag != ITEM or length == UNDEFINED:
                raise MalformedError(tag_text(tag))
            position += length
        raise TruncatedError

    def _ordered(self, elements: list[Element]) -> Dataset:
        """Sort by tag; of elements with one tag keep the last, as readers do."""
        latest: dict[int, Element] = {}
        superseded: list[Element] = []
        for element in elements:
            if element.tag in latest:
                superseded.append(latest[element.tag])
                self.warnings.add(Warning_.IRREGULAR_ENCODING)
            latest[element.tag] = element
        return Dataset(tuple(latest[tag] for tag in sorted(latest)), tuple(superseded))


def _tag(head: bytes, *, little: bool) -> int:
    """Return the tag in the first four bytes."""
    order = "little" if little else "big"
    return int.from_bytes(head[:2], order) << 16 | int.from_bytes(head[2:4], order)


def _plain_vr(tag: int) -> str:
    """Return one VR for an element without one; of alternatives the one that loses nothing."""
    vr = dictionary.vr_of(tag)
    if vr is None:
        return "UN"
    return {"OB or OW": "OW", "US or SS": "US", "US or OW": "OW", "US or SS or OW": "OW"}.get(vr, vr)
