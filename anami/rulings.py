"""Decisions as they are taken: without the numbers of the items around them, so they can be shared.

The same item often stands in many places of an instance and in many instances of a series. What is
decided inside it is noted once, as a tree; `Decisions` reads the tree as the flat list, with whole
paths, that reports and programs want.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, overload

from anami.model import Action, Decision, ElementPath, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["At", "Decisions", "Entries", "Entry", "Inside", "Ruled", "Ruling", "ruled"]


class Ruling(NamedTuple):
    """What is done to an element of the data set or item at hand, and why."""

    tag: int
    vr: str
    action: Action
    reason: Reason


class Inside(NamedTuple):
    """What is decided within one item of a sequence of the data set or item at hand."""

    sequence: int
    number: int
    entries: Entries


class At(NamedTuple):
    """What is decided at a place that is told from the root, whatever is at hand."""

    around: tuple[tuple[int, int], ...]
    entries: Entries


Entry: TypeAlias = "Ruling | Inside | At"
Entries: TypeAlias = "Sequence[Entry]"


class Decisions(Sequence[Decision]):
    """The decisions on an instance, in order; made into values when they are looked at.

    Attributes:
        groups: the entries of each element of the root, in order. Instances to whose elements the
            same was done have the same objects here.

    """

    __slots__ = ("_flat", "groups")

    def __init__(self, groups: Iterable[Entries] = ()) -> None:
        self.groups = tuple(groups)
        self._flat: tuple[Decision, ...] | None = None

    @property
    def _all(self) -> tuple[Decision, ...]:
        if self._flat is None:
            self._flat = tuple(
                decision for entries in self.groups for decision in _flat(entries, ())
            )
        return self._flat

    @overload
    def __getitem__(self, index: int) -> Decision: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Decision, ...]: ...
    def __getitem__(self, index: int | slice) -> Decision | tuple[Decision, ...]:
        """Return the decision at a position, or several."""
        return self._all[index]

    def __len__(self) -> int:
        """Return how many decisions there are."""
        return len(self._all)

    def __iter__(self) -> Iterator[Decision]:
        """Give the decisions in order."""
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        """Tell whether the same was decided."""
        if isinstance(other, Decisions):
            return self._all == other._all
        return isinstance(other, tuple) and self._all == other

    def __hash__(self) -> int:
        """Return a hash that fits `__eq__`."""
        return hash(self._all)

    def __repr__(self) -> str:
        """Return the decisions as text; they hold no value of an original."""
        return repr(self._all)


def _flat(entries: Entries, around: tuple[tuple[int, int], ...]) -> Iterator[Decision]:
    for entry in entries:
        if isinstance(entry, Ruling):
            path = ElementPath(entry.tag, around)
            yield Decision(path, entry.vr, entry.action, entry.reason)
        elif isinstance(entry, Inside):
            yield from _flat(entry.entries, (*around, (entry.sequence, entry.number)))
        else:
            yield from _flat(entry.entries, entry.around)


Ruled: TypeAlias = "tuple[tuple[int, ...], str, Action, Reason]"
"""Tags of the sequences around an element and its own, its VR, what is done to it and why."""


def ruled(decisions: Decisions) -> Iterator[Ruled]:
    """Yield what was decided without the numbers of items, for counting."""
    for entries in decisions.groups:
        yield from _ruled(entries, ())


def _ruled(entries: Entries, tags: tuple[int, ...]) -> Iterator[Ruled]:
    for entry in entries:
        if isinstance(entry, Ruling):
            yield (*tags, entry.tag), entry.vr, entry.action, entry.reason
        elif isinstance(entry, Inside):
            yield from _ruled(entry.entries, (*tags, entry.sequence))
        else:
            yield from _ruled(entry.entries, tuple(tag for tag, _ in entry.around))
