"""Memory of what was done before, so that it need not be done again; bounded, and never a guess.

Most elements of a series repeat byte for byte from slice to slice. What follows from an element
alone (how it is split, what is done to it, how the result is encoded) is remembered here. A memo
only ever answers with what the careful way gave for the same question, so a result is the same
with a full memo and with an empty one; `tests/property/test_memory.py` holds the engine to that.
"""

from __future__ import annotations

from typing import Generic, TypeVar

__all__ = ["Memo"]

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Memo(Generic[Asked, Answer]):
    """Remembers answers up to a bound, then forgets those that were not asked for lately.

    Two generations: when the young one is full it becomes the old one, and what is asked for of the
    old one moves back. So what repeats stays, and no clock or counter is kept for an answer.

    Attributes:
        room: how much the young generation may weigh; both together weigh twice that at most.

    """

    __slots__ = ("_old", "_weight", "_young", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self._young: dict[Asked, Answer] = {}
        self._old: dict[Asked, Answer] = {}
        self._weight = 0

    def get(self, asked: Asked, weight: int = 1) -> Answer | None:
        """Return what was remembered, or None."""
        answer = self._young.get(asked)
        if answer is None and self._old:
            answer = self._old.get(asked)
            if answer is not None:
                self.put(asked, answer, weight)
        return answer

    def put(self, asked: Asked, answer: Answer, weight: int = 1) -> None:
        """Remember an answer, which weighs something in the unit of `room`."""
        self._weight += weight
        if self._weight > self.room:
            self._old = self._young
            self._young = {}
            self._weight = weight
        self._young[asked] = answer

    def clear(self) -> None:
        """Forget everything."""
        self._young, self._old, self._weight = {}, {}, 0
