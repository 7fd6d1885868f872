"""Memory of what was done before, so that it need not be done again; bounded, and never a guess.

Most elements of a series repeat byte for byte from slice to slice. What follows from an element
alone (how it is split, what is done to it, how the result is encoded) is remembered here. A memo
only ever answers with what the careful way gave for the same question, so a result is the same
with a full memo and with an empty one; `tests/property/test_memory.py` holds the engine to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.model import Dataset, Element

__all__ = ["Glance", "Memo", "Tables"]

TABLE: Final = 512
"""Bytes that a table takes by itself."""
GLANCES: Final = 64
"""Answers that a glance remembers."""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Memo(Generic[Asked, Answer]):
    """Remembers answers up to a bound, then forgets those that were not asked for lately.

    Two generations: when the young one is full it becomes the old one, and what is asked for of the
    old one moves back. So what repeats stays, and no clock or counter is kept for an answer.

    Attributes:
        room: how much the young generation may weigh; both together weigh twice that at most.
        weigh: returns what an answer weighs, in the unit of `room`.

    """

    __slots__ = ("_old", "_weight", "_young", "room", "weigh")

    def __init__(self, room: int, weigh: Callable[[Answer], int]) -> None:
        self.room = room
        self.weigh = weigh
        self._young: dict[Asked, Answer] = {}
        self._old: dict[Asked, Answer] = {}
        self._weight = 0

    def get(self, asked: Asked) -> Answer | None:
        """Return what was remembered, or None."""
        answer = self._young.get(asked)
        if answer is None and self._old:
            answer = self._old.get(asked)
            if answer is not None:
                self.put(asked, answer)
        return answer

    def put(self, asked: Asked, answer: Answer) -> None:
        """Remember an answer."""
        weight = self.weigh(answer)
        self._weight += weight
        if self._weight > self.room:
            self._old = self._young
            self._young = {}
            self._weight = weight
        self._young[asked] = answer

    def clear(self) -> None:
        """Forget everything."""
        self._young, self._old, self._weight = {}, {}, 0


class Tables(Generic[Answer]):
    """Remembers answers in tables, one for all that is asked for alike; when full begins anew.

    For what is looked up so often that even `Memo` takes too long.

    Attributes:
        room: how many bytes all answers together may take.

    """

    __slots__ = ("_tables", "_weight", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self._tables: dict[object, dict[object, Answer]] = {}
        self._weight = 0

    def table(self, asked: object) -> dict[object, Answer]:
        """Return a table, to look answers up in."""
        found = self._tables.get(asked)
        if found is None:
            self._make_room(TABLE)
            found = self._tables[asked] = {}
        return found

    def put(self, table: dict[object, Answer], asked: object, answer: Answer, weight: int) -> None:
        """Remember an answer, which keeps so many bytes in memory, in one of the tables."""
        if self._make_room(weight):
            table.clear()
        table[asked] = answer

    def clear(self) -> None:
        """Forget everything."""
        self._tables.clear()
        self._weight = 0

    def _make_room(self, weight: int) -> bool:
        """Count bytes; return whether everything had to be forgotten for them."""
        full = self._weight + weight > self.room
        if full:
            self.clear()
        self._weight += weight
        return full


class Glance(Generic[Answer]):
    """Remembers what was found out from a few attributes of a data set.

    Which attributes those are is noted while they are looked at. Where the very same elements stand
    in another data set, and the same is given beside it, the same would be found out.
    """

    __slots__ = ("_answers", "_tags")

    def __init__(self) -> None:
        self._tags: tuple[int, ...] = ()
        self._answers: dict[object, tuple[object, Answer]] = {}

    def ask(self, find: Callable[..., Answer], dataset: Dataset, *given: object) -> Answer:
        """Return `find(dataset, *given)`, which may look at single attributes alone."""
        asked = (given, *map(id, map(dataset.get, self._tags)))
        found = self._answers.get(asked)
        return self._found(find, dataset, given) if found is None else found[1]

    def _found(
        self, find: Callable[..., Answer], dataset: Dataset, given: tuple[object, ...]
    ) -> Answer:
        view = _View(dataset)
        answer = find(cast("Dataset", view), *given)
        unseen = view.tags.difference(self._tags)
        if unseen:
            self._tags = (*self._tags, *sorted(unseen))
        if unseen or len(self._answers) >= GLANCES:
            self._answers.clear()
        # As long as the elements are held, nothing else can have their identities.
        elements = tuple(map(dataset.get, self._tags))
        self._answers[given, *map(id, elements)] = (elements, answer)
        return answer

    def clear(self) -> None:
        """Forget everything."""
        self._tags = ()
        self._answers.clear()


class _View:
    """A data set of which single attributes can be looked at, which is noted."""

    __slots__ = ("_dataset", "tags")

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.tags: set[int] = set()

    def get(self, tag: int) -> Element | None:
        """Return the element with `tag`, or None."""
        self.tags.add(tag)
        return self._dataset.get(tag)
