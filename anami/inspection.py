"""Before → after: every element of one instance with its decision, old value and new.

Runs the very engine and reads back what it composed, so that what is shown is what is written.
What comes out holds values of the original: it is for the person's own screen, never for a log,
a report or a file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from anami import engine
from anami.concerns import texts
from anami.model import (
    Action,
    Dataset,
    Decision,
    Element,
    ElementPath,
    Encoding,
    Reason,
    Status,
    tag_text,
)
from anami.reader import META_ENCODING, read_instance
from anami.shown import shown
from anami.source import SourceLike, loader, open_source
from anami.standard import confidentiality, dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from anami.codelist import CodeList
    from anami.edits import Edits
    from anami.identity import Key
    from anami.model import KnownValue, Part
    from anami.outcome import Outcome
    from anami.protocol import Protocol

__all__ = ["CLAUSES", "MOST_NODES", "inspect"]

MOST_NODES: Final = 50_000
"""Elements that are listed; an instance with more is cut, and the result says so."""
SPECIFIC_CHARACTER_SET: Final = 0x00080005
RESERVING: Final = range(0x10, 0x100)
"""Element numbers of private creators (PS3.5 2026d §7.8.1)."""
CLAUSES: Final[Mapping[Reason, str]] = {
    Reason.TABLE: "PS3.15 Table E.1-1",
    Reason.TABLE_TYPE: "PS3.15 Table E.1-1, E.1-1a",
    Reason.TABLE_UNKNOWN_IOD: "PS3.15 Table E.1-1, E.1-1a",
    Reason.CONFORMANCE: "PS3.3 5.4, Table E.1-1",
    Reason.PRIVATE: "PS3.15 Table E.1-1, E.3.10",
    Reason.GRAPHICS: "PS3.15 Table E.1-1, E.3.3",
    Reason.GROUP_LENGTH: "PS3.5 7.2",
    Reason.COMMAND_GROUP: "PS3.7 6.3",
    Reason.FILE_META: "PS3.10 7.1",
    Reason.FILE_SET_GROUP: "PS3.10 8",
    Reason.UNKNOWN_ATTRIBUTE: "PS3.15 E.1.1",
    Reason.NOT_LISTED: "PS3.15 E.1.1",
    Reason.UNSAFE: "PS3.15 E.1.1",
    Reason.INVALID_VALUE: "PS3.5 6.2",
    Reason.INSTANCE_REFERENCE: "PS3.15 E.1.1, E.3.9",
    Reason.MARKER: "PS3.15 E.1.1, E.1.3",
    Reason.CLEAN_DESCRIPTORS: "PS3.15 E.3.5",
    Reason.CLEAN_GRAPHICS: "PS3.15 E.3.3",
    Reason.CLEAN_STRUCTURED_CONTENT: "PS3.15 E.3.4",
    Reason.RETAIN_DEVICE_IDENTITY: "PS3.15 E.3.8",
    Reason.RETAIN_INSTITUTION_IDENTITY: "PS3.15 E.3.11",
    Reason.RETAIN_FULL_DATES: "PS3.15 E.3.6",
    Reason.RETAIN_MODIFIED_DATES: "PS3.15 E.3.6",
    Reason.RETAIN_PATIENT_CHARACTERISTICS: "PS3.15 E.3.7",
    Reason.RETAIN_SAFE_PRIVATE: "PS3.15 E.3.10",
    Reason.RETAIN_UIDS: "PS3.15 E.3.9",
}
"""Reason → where the standard says it, edition 2026d; the other reasons are judgements of ours."""

Json = dict[str, Any]


class _PartsSource:
    """A composed result as a source: bytes and ranges of the original, one after another."""

    __slots__ = ("_load", "_parts", "_starts", "size")

    def __init__(self, outcome: Outcome) -> None:
        if outcome.source is None:
            raise ValueError(outcome.code)
        self._load = loader(outcome.source)
        self._parts = outcome.parts
        self._starts = (0, *accumulate(len(part) for part in outcome.parts))
        self.size = self._starts[-1]

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes [start, stop)."""
        pieces = []
        for part, base in zip(self._parts, self._starts, strict=False):
            first, last = max(start - base, 0), min(stop - base, len(part))
            if first >= last:
                continue
            if isinstance(part, bytes):
                pieces.append(part[first:last])
            else:
                pieces.append(self._load(type(part)(part.start + first, part.start + last)))
        return b"".join(pieces)


def inspect(  # noqa: PLR0913 - each is one thing that only the caller knows
    source: SourceLike,
    protocol: Protocol,
    key: Key,
    *,
    known: Iterable[KnownValue] = (),
    subjects: CodeList | None = None,
    edits: Edits | None = None,
) -> Json:
    """Return what becomes of each element of one input.

    Args:
        source: path, bytes, binary file object or Source; never changed.
        protocol: what the person chose.
        key: from which every replacement follows; the one of the run, if the values are to be its.
        known: identifying values of the same patient found in the rest of the batch.
        subjects: the subject code list, if there is one.
        edits: values typed for this input.

    Returns:
        ``status``, ``code``, ``where`` and ``warnings`` as in the outcome; ``cut``, whether there
        are more than `MOST_NODES` elements; ``clauses``, reason → clause of the standard; and
        ``nodes``, a tree: each with ``tag``, ``name``, ``keyword``, ``vr``, ``creator`` (of a
        private element), ``row`` (its codes in Table E.1-1), ``action``, ``reason``, ``change``
        (kept, changed, removed or added), ``before`` and ``after`` (as `anami.shown` gives them,
        None where there is no element) and ``items``, a list of lists of nodes. A refused input
        has no nodes.

    Raises:
        UnsupportedOptionError: the protocol asks for what this version can't carry out.

    """
    opened = open_source(source)
    outcome = engine.deidentify(opened, protocol, key, known=known, subjects=subjects, edits=edits)
    told: Json = {
        "status": outcome.status.value,
        "code": outcome.code,
        "where": outcome.where,
        "warnings": [str(code) for code in outcome.warnings],
        "cut": False,
        "clauses": {},
        "nodes": [],
    }
    if outcome.status is not Status.DEIDENTIFIED:
        return told
    before, after = read_instance(opened), read_instance(_PartsSource(outcome))
    one, other = loader(before.source), loader(after.source)
    # Group 0002 is written anew, has no decisions and an encoding of its own (PS3.10 §7.1).
    meta = _Tree(_Side(META_ENCODING, one), _Side(META_ENCODING, other), _Decisions(()), MOST_NODES)
    tree = _Tree(
        _Side(before.encoding, one),
        _Side(after.encoding, other),
        _Decisions(outcome.decisions),
        MOST_NODES,
    )
    told["nodes"] = [
        *tree.nodes(before.dataset, after.dataset, _Around()),
        *meta.nodes(before.meta, after.meta, _Around(reason=Reason.FILE_META)),
    ]
    told["cut"] = min(meta.left, tree.left) < 0
    told["clauses"] = {
        reason.value: CLAUSES[reason]
        for reason in sorted(meta.reasons | tree.reasons)
        if reason in CLAUSES
    }
    return told


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two instances: how its values are encoded and loaded."""

    encoding: Encoding
    load: Callable[[Part], bytes]


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around an element.

    Attributes:
        place: sequences and item numbers of the original.
        before, after: character sets in force on both sides.
        reason: why the sequence around it was decided as a whole, None at the root.

    """

    place: tuple[tuple[int, int], ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    reason: Reason | None = None

    def inside(self, before: Dataset, after: Dataset) -> _Around:
        """Return the same with the character sets of a data set or item."""
        return replace(
            self,
            before=texts.character_sets(before.get(SPECIFIC_CHARACTER_SET), self.before),
            after=texts.character_sets(after.get(SPECIFIC_CHARACTER_SET), self.after),
        )


class _Decisions:
    """The engine's decisions by path, and which items of a sequence they left something of."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._by_path: dict[ElementPath, list[Decision]] = defaultdict(list)
        self._standing: dict[ElementPath, set[int]] = defaultdict(set)
        for decision in decisions:
            self._by_path[decision.path].append(decision)
            items = decision.path.items
            for depth, (tag, number) in enumerate(items):
                standing = self._standing[ElementPath(tag, items[:depth])]
                if decision.action is not Action.REMOVE:
                    standing.add(number)

    def at(self, path: ElementPath) -> list[Decision]:
        """Return the decisions about the elements at a path, in the order they were taken."""
        return list(self._by_path.get(path, ()))

    def standing(self, path: ElementPath) -> set[int] | None:
        """Return which items of a sequence keep something; None if it was not entered."""
        return self._standing.get(path)


@dataclass(slots=True)
class _Tree:
    """Pairs the elements of both instances, level by level."""

    before: _Side
    after: _Side
    decisions: _Decisions
    left: int
    reasons: set[Reason] = field(default_factory=set)

    def nodes(self, before: Dataset, after: Dataset, around: _Around) -> list[Json]:
        """Return the nodes of one data set or item, in the order of their tags."""
        around = around.inside(before, after)
        decided = {
            tag: self.decisions.at(ElementPath(tag, around.place))
            for tag in {one.tag for one in (*before.elements, *before.superseded, *after.elements)}
        }
        creators, new_creators = _creators(before), _creators(after)
        partners = _private_partners(before, after)
        written = {one.tag: one for one in after.elements}
        pairs: list[tuple[Element | None, Element | None]] = []
        pairs += [(one, None) for one in before.superseded]
        pairs += [
            (one, written.pop(partners.get(one.tag, one.tag), None)) for one in before.elements
        ]
        pairs += [(None, one) for one in written.values()]
        found = []
        for one, other in pairs:
            if self.left <= 0:
                self.left = -1
                break
            tag = one.tag if one is not None else other.tag if other is not None else 0
            decision = decided[tag].pop(0) if decided[tag] else None
            node = self._node(one, other, decision, around)
            named = creators if one is not None else new_creators
            node["creator"] = named.get(_block_of(tag), "")
            found.append(node)
        return sorted(found, key=lambda node: str(node["tag"]))

    def _node(
        self,
        before: Element | None,
        after: Element | None,
        decision: Decision | None,
        around: _Around,
    ) -> Json:
        self.left -= 1
        reason = decision.reason if decision else around.reason or Reason.DEPENDENT
        items = self._items(before, after, replace(around, reason=reason))
        change = _change(before, after, items)
        action = decision.action if decision else _ACTIONS[change]
        self.reasons.add(reason)
        one, other = self.before, self.after
        return {
            **_described(before, after),
            "action": action.value,
            "reason": reason.value,
            "change": change,
            "before": before and shown(before, around.before, one.encoding, one.load),
            "after": after and shown(after, around.after, other.encoding, other.load),
            "items": items,
        }

    def _items(
        self, before: Element | None, after: Element | None, around: _Around
    ) -> list[list[Json]]:
        """Return the nodes of each item of a sequence, item by item."""
        old = (before.items or ()) if before is not None else ()
        new = (after.items or ()) if after is not None else ()
        tag = before.tag if before is not None else after.tag if after is not None else 0
        standing = self.decisions.standing(ElementPath(tag, around.place))
        found = []
        for number, (one, other) in enumerate(_paired(old, new, standing)):
            if self.left <= 0:
                self.left = -1
                break
            inner = replace(around, place=(*around.place, (tag, number)))
            found.append(self.nodes(one, other, inner))
        return found


_ACTIONS: Final = {
    "kept": Action.KEEP,
    "changed": Action.DUMMY,
    "removed": Action.REMOVE,
    "added": Action.ADD,
}
"""What was done where no decision tells it: inside a sequence that was decided as a whole."""


def _described(before: Element | None, after: Element | None) -> Json:
    element = before if before is not None else after
    if element is None:
        raise ValueError
    is_private = element.tag >> 16 & 1
    row = None if is_private else confidentiality.row_for(element.tag)
    return {
        "tag": tag_text(element.tag),
        "name": dictionary.name_of(element.tag),
        "keyword": dictionary.keyword_of(element.tag),
        "vr": element.vr,
        "creator": "",
        "row": row.basic if row else "",
    }


def _paired(
    old: tuple[Dataset, ...], new: tuple[Dataset, ...], standing: set[int] | None
) -> Iterator[tuple[Dataset, Dataset]]:
    """Yield the items of both sides that belong together, those of the original in their order.

    A sequence that was entered has as many items as before; of a content tree some may be gone,
    and those that stay keep their order. All else is made anew and has no partner.
    """
    nothing = Dataset()
    if old == new or (standing is not None and len(old) == len(new)):
        yield from zip(old, new, strict=True)
        return
    if standing is None or len(standing) != len(new):
        yield from ((one, nothing) for one in old)
        yield from ((nothing, one) for one in new)
        return
    written = iter(new)
    for number, one in enumerate(old):
        yield one, (next(written) if number in standing else nothing)


def _change(before: Element | None, after: Element | None, items: list[list[Json]]) -> str:
    """Return what became of an element: kept, changed, removed or added; padding is no change."""
    if after is None:
        return "removed"
    if before is None:
        return "added"
    if before.items is not None and after.items is not None:
        every = (node["change"] for nodes in items for node in nodes)
        same = len(before.items) == len(after.items) and all(one == "kept" for one in every)
        return "kept" if same else "changed"
    if isinstance(before.value, bytes) and isinstance(after.value, bytes):
        same = before.value.rstrip(b" \0") == after.value.rstrip(b" \0")
    else:
        # Ranges of the source are copied, never rewritten.
        same = len(before.value) + len(before.value) % 2 == len(after.value)
    return "kept" if same and before.items == after.items else "changed"


def _block_of(tag: int) -> int:
    """Return the private creator element's tag that reserves the block of a private element."""
    return tag & 0xFFFF0000 | (tag & 0xFFFF) >> 8 if tag >> 16 & 1 else 0


def _creators(dataset: Dataset) -> dict[int, str]:
    """Return private creator elements by tag (PS3.5 2026d §7.8.1)."""
    return {
        one.tag: one.value.decode("latin-1").strip(" \0")
        for one in dataset.elements
        if one.tag >> 16 & 1 and one.tag & 0xFFFF in RESERVING and isinstance(one.value, bytes)
    }


def _private_partners(before: Dataset, after: Dataset) -> dict[int, int]:
    """Return tag before → tag after of private elements: blocks that stay are numbered anew."""
    places = {}
    written = _creators(after)
    for one in after.elements:
        if one.tag in written:
            places[one.tag >> 16, written[one.tag], -1] = one.tag
        elif one.tag >> 16 & 1:
            places[one.tag >> 16, written.get(_block_of(one.tag), ""), one.tag & 0xFF] = one.tag
    found = {}
    creators = _creators(before)
    for one in before.elements:
        if not one.tag >> 16 & 1:
            continue
        creator = creators.get(one.tag, creators.get(_block_of(one.tag), ""))
        number = -1 if one.tag in creators else one.tag & 0xFF
        # 0 is no private element's tag: nothing was written of it.
        found[one.tag] = places.get((one.tag >> 16, creator, number), 0)
    return found
