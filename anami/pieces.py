"""What becomes of single elements, and the memory of it (see `anami.memo`).

May not know how it is decided; that is `anami.rewrite`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from anami.memo import Tables
from anami.model import as_shared
from anami.rulings import Ruling

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.identity import Key, Patient
    from anami.model import Dataset, Element, Encoding, KnownValue
    from anami.rulings import Entries, Entry

__all__ = ["ROOT", "Level", "Memory", "Notes", "Piece", "Place", "Subject"]

REMEMBERED: Final = 8 * 1024 * 1024
"""Bytes of elements of which is remembered what was done to them; then all is forgotten."""
RULINGS: Final = 10_000
"""Single decisions that are told from equal ones by identity."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose instance it is and what is wished, as far as replacements depend on it."""

    key: Key
    patient: Patient
    patient_id: str
    encoding: Encoding
    identifies: Callable[[bytes, int, str], bool]
    options: frozenset[str] = frozenset()
    day_offset: int = 0
    known_words: frozenset[str] = frozenset()
    id_prefix: str = ""


class Place(NamedTuple):
    """Where a data set or item stands.

    Attributes:
        around: sequences and item numbers around it, outermost first; () for the root.
        tags: the tags alone.

    """

    around: tuple[tuple[int, int], ...] = ()
    tags: tuple[int, ...] = ()

    def inside(self, sequence: int, number: int) -> Place:
        """Return the place of an item of a sequence that stands here."""
        return Place((*self.around, (sequence, number)), (*self.tags, sequence))


ROOT: Final = Place()


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes of an element, or of all private elements of a data set together.

    Attributes:
        found: the elements as found.
        written: the elements to write.
        entries: what was decided.
        removed: values that must not be found in what is written.

    """

    found: tuple[Element, ...]
    written: tuple[Element, ...]
    entries: Entries
    removed: frozenset[KnownValue]


class Memory:
    """What was done to elements of earlier instances, of one subject and under one policy.

    Elements are told by identity: the reader gives the same object for the same bytes, and the
    piece keeps that object, so that no other one can take its place.
    """

    __slots__ = ("_entries", "_tables")

    def __init__(self) -> None:
        self._tables: Tables[Piece] = Tables(REMEMBERED)
        self._entries: dict[Entries, Entries] = {}

    def same(self, entries: list[Entry]) -> Entries:
        """Return entries as the object that equal ones had before, if they are but a ruling."""
        if len(entries) != 1 or not isinstance(entries[0], Ruling):
            return tuple(entries)
        one = tuple(entries)
        if len(self._entries) >= RULINGS:
            self._entries.clear()
        return self._entries.setdefault(one, one)

    def table(
        self, tags: tuple[int, ...], terms: tuple[str, ...], declared: str
    ) -> dict[object, Piece]:
        """Return what is remembered within these sequences, under what holds for all items.

        Args:
            tags: of the sequences.
            terms: character sets.
            declared: what the instance says of its private attributes.

        """
        return self._tables.table((tags, terms, declared))

    def keep(self, table: dict[object, Piece], asked: object, piece: Piece) -> Piece:
        """Remember a piece in a table, and return it with its elements marked as shared."""
        written = tuple(map(as_shared, piece.written))
        kept = Piece(piece.found, written, piece.entries, piece.removed)
        self._tables.put(table, asked, kept, sum(element.weight for element in piece.found))
        return kept


class Notes:
    """What is noted while one element is rewritten.

    Attributes:
        entries, removed: see `Piece`.
        neighbours: the elements beside it had a say.
        beyond: something had a say that is not in the data set or item at all.

    """

    __slots__ = ("beyond", "entries", "neighbours", "removed")

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.removed: set[KnownValue] = set()
        self.neighbours = self.beyond = False


class Level:
    """A data set or item as the elements in it see it; tells the notes when it is looked at."""

    __slots__ = ("_dataset", "notes")

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.notes = Notes()

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements, as `Dataset` has them."""
        self.notes.neighbours = True
        return self._dataset.elements

    @property
    def superseded(self) -> tuple[Element, ...]:
        """The elements that stood there twice."""
        self.notes.neighbours = True
        return self._dataset.superseded

    def get(self, tag: int) -> Element | None:
        """Return the element with `tag`, or None."""
        self.notes.neighbours = True
        return self._dataset.get(tag)
