"""A second, strict reader for what the engine wrote: it forgives nothing.

It shares no code with the engine or with pydicom, so it sees what a tolerant parser hides:
duplicates, tags out of order, bytes that no element owns.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from tests.builders import BIG, DEFLATED, IMPLICIT, LONG_VRS, SEQUENCE_END, UNDEFINED
from tests.builders import ITEM as ITEM_TAG
from tests.builders import ITEM_END as ITEM_END_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT_VRS = (
    "AE",
    "AS",
    "AT",
    "CS",
    "DA",
    "DS",
    "DT",
    "FL",
    "FD",
    "IS",
    "LO",
    "LT",
    "PN",
    "SH",
    "SL",
    "SS",
    "ST",
    "TM",
    "UI",
    "UL",
    "US",
)
VRS = LONG_VRS | frozenset(SHORT_VRS)


class IrregularError(ValueError):
    """The bytes are not what a careful writer writes."""


def fail(what: str) -> NoReturn:
    """Report an irregularity."""
    raise IrregularError(what)


@dataclass(frozen=True, slots=True)
class Node:
    """An element as it stands in the bytes."""

    path: tuple[int, ...]
    tag: int
    vr: str
    value: bytes
    items: tuple[tuple[Node, ...], ...] | None = None

    def walk(self) -> Iterator[Node]:
        """Yield this element and everything inside it."""
        yield self
        for item in self.items or ():
            for node in item:
                yield from node.walk()


@dataclass(frozen=True, slots=True)
class Read:
    """A file taken apart."""

    preamble: bytes
    meta: tuple[Node, ...]
    root: tuple[Node, ...]
    syntax: str
    plain: bytes

    def all(self) -> Iterator[Node]:
        """Yield every element of the data set at every depth."""
        for node in self.root:
            yield from node.walk()

    def get(self, tag: int) -> Node | None:
        """Find an element of the root data set."""
        return next((n for n in self.root if n.tag == tag), None)

    def header(self) -> bytes:
        """Give all bytes but the value of the root's Pixel Data, in the clear."""
        pixel = next((n for n in self.root if n.tag in {0x7FE00010, 0x7FE00008, 0x7FE00009}), None)
        if pixel is None or not pixel.value:
            return self.plain
        return self.plain.replace(pixel.value, b"", 1)


class _Parser:
    def __init__(self, data: bytes, *, implicit: bool, order: str) -> None:
        self.data, self.implicit, self.order = data, implicit, order

    def unpack(self, code: str, at: int) -> tuple[int, ...]:
        size = struct.calcsize(self.order + code)
        if at + size > len(self.data):
            fail(f"header cut at {at}")
        return struct.unpack_from(self.order + code, self.data, at)

    def tag(self, at: int) -> int:
        group, element = self.unpack("HH", at)
        return group << 16 | element

    def dataset(
        self, at: int, stop: int | None, path: tuple[int, ...] = ()
    ) -> tuple[tuple[Node, ...], int]:
        """Read elements up to `stop`, or to an item delimiter when it is None."""
        nodes: list[Node] = []
        end = len(self.data) if stop is None else stop
        while True:
            if stop is not None and at == stop:
                return tuple(nodes), at
            if at >= end:
                fail(f"no delimiter before {at}")
            if self.tag(at) == ITEM_END_TAG:
                if stop is not None:
                    fail(f"delimiter in defined length at {at}")
                if self.unpack("I", at + 4)[0]:
                    fail(f"delimiter with length at {at}")
                return tuple(nodes), at + 8
            node, at = self.element(at, end, path)
            if nodes and node.tag <= nodes[-1].tag:
                fail(f"{node.tag:08X} does not ascend")
            nodes.append(node)

    def element(self, at: int, end: int, path: tuple[int, ...]) -> tuple[Node, int]:
        tag = self.tag(at)
        path = (*path, tag)
        if tag >> 16 == 0xFFFE:
            fail(f"stray delimiter {tag:08X} at {at}")
        vr, length, start = self.head(at, tag)
        if length == UNDEFINED:
            if tag == 0x7FE00010 and vr in {"OB", "OW"}:
                stop = self.fragments(start)
                return Node(path, tag, vr, self.data[start:stop]), stop
            items, stop = self.items(start, None, path)
            return Node(path, tag, vr, self.data[start:stop], items), stop
        stop = start + length
        if stop > end:
            fail(f"{tag:08X} runs past the end")
        if length % 2:
            fail(f"{tag:08X} has odd length")
        items_: tuple[tuple[Node, ...], ...] | None = None
        if vr == "SQ" or (self.implicit and self.looks_like_items(start, stop)):
            items_, _ = self.items(start, stop, path)
        return Node(path, tag, vr, self.data[start:stop], items_), stop

    def head(self, at: int, tag: int) -> tuple[str, int, int]:
        """Read VR and length; give them and where the value starts."""
        if self.implicit:
            return "", self.unpack("I", at + 4)[0], at + 8
        vr = self.data[at + 4 : at + 6].decode("latin-1")
        if vr not in VRS:
            fail(f"VR {vr!r} of {tag:08X}")
        if vr not in LONG_VRS:
            return vr, self.unpack("H", at + 6)[0], at + 8
        if self.data[at + 6 : at + 8] != b"\0\0":
            fail(f"reserved bytes of {tag:08X}")
        return vr, self.unpack("I", at + 8)[0], at + 12

    def looks_like_items(self, start: int, stop: int) -> bool:
        return stop - start >= 8 and self.tag(start) == ITEM_TAG

    def items(
        self, at: int, stop: int | None, path: tuple[int, ...]
    ) -> tuple[tuple[tuple[Node, ...], ...], int]:
        found: list[tuple[Node, ...]] = []
        while stop is None or at < stop:
            tag, (length,) = self.tag(at), self.unpack("I", at + 4)
            at += 8
            if tag == SEQUENCE_END and stop is None and not length:
                return tuple(found), at
            if tag != ITEM_TAG:
                fail(f"no item at {at}")
            end = None if length == UNDEFINED else at + length
            if end is not None and end > (len(self.data) if stop is None else stop):
                fail(f"item runs past the end at {at}")
            nodes, at = self.dataset(at, end, path)
            found.append(nodes)
        return tuple(found), at

    def fragments(self, at: int) -> int:
        while True:
            tag, (length,) = self.tag(at), self.unpack("I", at + 4)
            at += 8
            if tag == SEQUENCE_END and not length:
                return at
            if tag != ITEM_TAG or at + length > len(self.data):
                fail(f"no fragment at {at}")
            at += length


def inflate(data: bytes) -> bytes:
    """Inflate a data set; at most one byte of padding may follow the stream."""
    engine = zlib.decompressobj(-15)
    plain = engine.decompress(data) + engine.flush()
    if engine.unused_data.strip(b"\0") or len(engine.unused_data) > 1:
        fail("bytes after the deflate stream")
    return plain


def read(data: bytes) -> Read:
    """Take a file apart; raise IrregularError on anything that is not clean."""
    if data[128:132] != b"DICM":
        fail("no DICM")
    meta = _Parser(data, implicit=False, order="<")
    length = meta.unpack("I", 140)[0]
    if meta.tag(132) != 0x00020000:
        fail("no group length")
    nodes, start = meta.dataset(132, 144 + length)
    syntax = next(n.value for n in nodes if n.tag == 0x00020010).rstrip(b"\0").decode()
    body = inflate(data[start:]) if syntax == DEFLATED.uid else data[start:]
    parser = _Parser(body, implicit=syntax == IMPLICIT.uid, order=">" if syntax == BIG.uid else "<")
    root, _ = parser.dataset(0, len(body))
    return Read(data[:128], nodes, root, syntax, data[:start] + body)
