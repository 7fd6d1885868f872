"""Elements and policy → elements to write, decisions, and the values that were removed.

One traversal for the root and every item. A sequence is looked up before it is entered, and each
path is visited once. Each action code has one function here, and each function one code.

What was done to an element is remembered for other instances of the same subject, unless more than
the element had a say in it: its neighbours, the instance as a whole, or bytes that are not in the
element. Whoever looks at those tells so by looking.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Final, cast

from anami import option_trees
from anami.concerns import codes, dummies, texts, uids
from anami.concerns.builders import text_element
from anami.concerns.context import Context
from anami.concerns.private import SAFE_PRIVATE
from anami.concerns.private_declarations import declared_characteristics
from anami.concerns.values import CHECKS
from anami.errors import AnamiError, MalformedError
from anami.identity import dummy_uid
from anami.kinds import kind_of
from anami.model import (
    Action,
    Dataset,
    Element,
    ElementPath,
    KnownValue,
    Part,
    Range,
    Reason,
)
from anami.pieces import ROOT, Level, Memory, Notes, Piece, Place, Subject
from anami.policy import Policy, Rule
from anami.rulings import At, Entries, Inside, Ruling
from anami.standard import dictionary
from anami.standard.allowed import TOP_LEVEL_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterator

from anami.concerns.private_declarations import Characteristics

__all__ = ["ACTIONS", "Rewriter"]

SPECIFIC_CHARACTER_SET: Final = 0x00080005
LONGEST_REMEMBERED: Final = 4096
"""Removed values longer than this (bytes) are remembered by their first part only."""
IMAGE_PIXEL: Final = frozenset(
    {
        0x00280002,  # Samples per Pixel
        0x00280004,  # Photometric Interpretation
        0x00280008,  # Number of Frames
        0x00280010,  # Rows
        0x00280011,  # Columns
        0x00280100,  # Bits Allocated
        0x00280101,  # Bits Stored
        0x00280102,  # High Bit
        0x00280103,  # Pixel Representation
        *TOP_LEVEL_ONLY,
    }
)
"""What says how to read the pixels (PS3.3 2026d §C.7.6.3), and the pixels."""


RETAINED: Final = frozenset((Action.KEEP, Action.CLEAN))
"""Actions that keep a value if it passes its check, and enter a sequence."""
CLEANED: Final = {
    "code": (Action.DUMMY, Reason.LOCAL_CODE),
    "structural-uid": (Action.UID, Reason.INSTANCE_REFERENCE),
}
"""Check → what it means that the check gave another value than the original."""

Handler = Callable[["Rewriter", Element, Rule, "Place", Context], "Element | None"]


@dataclass(slots=True)
class Rewriter:
    """Carries out a policy on one instance.

    Attributes:
        policy: what is to be done.
        subject: to whose instance.
        sop_instance: its original SOP Instance UID.
        loader: returns the bytes of a part.
        memory: what was done for the same policy and subject before.
        characteristics: what the instance itself declares of its private blocks.

    """

    policy: Policy
    subject: Subject
    sop_instance: str
    loader: Callable[[Part], bytes]
    memory: Memory = field(default_factory=Memory)
    characteristics: Characteristics = field(default_factory=dict)
    _declared: str = ""
    _notes: Notes = field(default_factory=Notes)

    def rewrite(self, dataset: Dataset) -> list[Piece]:
        """Return what becomes of the elements of the root data set."""
        if SAFE_PRIVATE in self.subject.options:
            self.characteristics = declared_characteristics(dataset, self.subject.encoding)
            # It holds for all items, so for the sequences around them too.
            self._declared = repr(self.characteristics)
        return self._pieces(dataset, ROOT, ())

    def attributes(
        self, dataset: Dataset, around: tuple[tuple[int, int], ...], inherited: tuple[str, ...]
    ) -> tuple[Element, ...]:
        """Return the elements to write for an item that stands somewhere below the one at hand.

        Args:
            dataset: as found, or those of its elements that are wanted.
            around: sequences and item numbers around it, from the root.
            inherited: character sets of the data set around it.

        """
        place = Place(around, tuple(tag for tag, _ in around))
        entries, written = self._joined(self._pieces(dataset, place, inherited))
        self._notes.entries.append(At(around, entries))
        return written

    def _pieces(self, dataset: Dataset, place: Place, inherited: tuple[str, ...]) -> list[Piece]:
        """Return what becomes of the elements of a data set or item, in order."""
        terms = texts.character_sets(dataset.get(SPECIFIC_CHARACTER_SET), inherited)
        table = self.memory.table(place.tags, terms, self._declared)
        level = Level(dataset)
        context: Context | None = None
        pieces: list[Piece] = []
        own = dataset.elements
        if dataset.superseded:
            pieces.append(self._superseded(dataset, terms))
        if option_trees.judges_private(self.policy):
            private = tuple(element for element in own if element.tag >> 16 & 1)
            if private:
                asked = tuple(map(id, private))
                # An element that stands there twice has a say in whose block it is.
                piece = None if dataset.superseded else table.get(asked)
                if piece is None:
                    context = self._context(level, terms)
                    piece = self._private(dataset, private, place, level, context)
                    whole = all(one.shared for one in private) and not dataset.superseded
                    if whole and not (level.notes.neighbours or level.notes.beyond):
                        piece = self.memory.keep(table, asked, piece)
                pieces.append(piece)
                own = tuple(element for element in own if not element.tag >> 16 & 1)
        for element, known in zip(own, map(table.get, map(id, own)), strict=True):
            piece = known
            if piece is None:
                context = context or self._context(level, terms)
                piece = self._piece(element, place, level, context)
                if element.shared and not (level.notes.neighbours or level.notes.beyond):
                    piece = self.memory.keep(table, id(element), piece)
            pieces.append(piece)
        return pieces

    def _context(self, level: Level, terms: tuple[str, ...]) -> Context:
        subject = self.subject
        return Context(
            key=subject.key,
            patient=subject.patient,
            patient_id=subject.patient_id,
            encoding=subject.encoding,
            load=self._load,
            item=cast("Dataset", level),
            character_sets=terms,
            own_uid=self._own_uid,
            finds=subject.identifies,
            options=subject.options,
            day_offset=subject.day_offset,
            known_words=subject.known_words,
            id_prefix=subject.id_prefix,
        )

    def _load(self, part: Part) -> bytes:
        if isinstance(part, bytes):
            return part
        self._notes.beyond = True
        return self.loader(part)

    def _own_uid(self, tag: int) -> str:
        self._notes.beyond = True
        return dummy_uid(self.subject.key, f"{self.sop_instance} {tag:08X}")

    def _piece(self, element: Element, place: Place, level: Level, context: Context) -> Piece:
        """Rewrite one element, with notes of its own."""
        outer, notes = self._notes, Notes()
        self._notes = level.notes = notes
        try:
            result = self._apply(element, place, context)
        except AnamiError as error:
            error.where = error.where or str(ElementPath(element.tag, place.around))
            raise
        finally:
            self._notes = outer
            outer.beyond |= notes.beyond
        written = () if result is None else (result,)
        entries = self.memory.same(notes.entries)
        return Piece((element,), written, entries, frozenset(notes.removed))

    def _superseded(self, dataset: Dataset, terms: tuple[str, ...]) -> Piece:
        """Remove the elements that stand twice in a data set."""
        outer, self._notes = self._notes, Notes()
        for element in dataset.superseded:
            self.remember(element, terms)
            self.decide(element, Action.REMOVE, Reason.DUPLICATE_ELEMENT)
        notes, self._notes = self._notes, outer
        outer.beyond |= notes.beyond
        return Piece(dataset.superseded, (), tuple(notes.entries), frozenset(notes.removed))

    def _private(
        self,
        dataset: Dataset,
        private: tuple[Element, ...],
        place: Place,
        level: Level,
        context: Context,
    ) -> Piece:
        """Keep the private elements that are safe: blocks are a matter of all of them together."""
        outer, notes = self._notes, Notes()
        self._notes = level.notes = notes
        try:
            written = tuple(option_trees.keep_private(self, dataset, place, context))
        finally:
            self._notes = outer
            outer.beyond |= notes.beyond
        return Piece(private, written, tuple(notes.entries), frozenset(notes.removed))

    def _apply(self, element: Element, place: Place, context: Context) -> Element | None:
        tags = (*place.tags, element.tag)
        rule = self.policy.rule(tags)
        if rule.reason is not Reason.OWN_RULE and option_trees.has_content_rules(
            element, context.options
        ):
            return self._content(element, place, context)
        if rule.action in RETAINED and element.items is None:
            kept = CHECKS[rule.check](element, context) if rule.check else None
            if kept is not None:
                self._decide_kept(element, kept, rule, context)
                return kept
        if rule.action in RETAINED and (element.items is None or rule.vr != "SQ"):
            if element.tag in IMAGE_PIXEL and not place.around:
                # A made-up value would make another image of it, or none.
                raise MalformedError(str(ElementPath(element.tag)))
            rule = self.policy.fallback(tags)
        if rule.action is Action.UID and element.items is None:
            replaced = uids.replace(element, context)
            if replaced.value == element.value:
                self.decide(element, Action.KEEP, Reason.REGISTERED_UID)
                return replaced
        self.decide(element, rule.action, rule.reason)
        return ACTIONS[rule.action](self, element, rule, place, context)

    def _content(self, element: Element, place: Place, context: Context) -> Element | None:
        """Clean a content tree; where nothing of it may stay, do as without the option."""
        # Its decisions are told with whole paths, so they hold for this place only.
        self._notes.beyond |= bool(place.around)
        cleaned = option_trees.clean_content(self, element, place, context)
        if cleaned is not None:
            self.decide(element, Action.CLEAN, Reason.CLEAN_STRUCTURED_CONTENT)
            return cleaned
        rule = self.policy.fallback((*place.tags, element.tag))
        self.decide(element, rule.action, rule.reason)
        return ACTIONS[rule.action](self, element, rule, place, context)

    def _decide_kept(self, element: Element, kept: Element, rule: Rule, context: Context) -> None:
        """Decide for a value that passed its check, as it is or cleaned; padding is no cleaning."""
        before, after = (
            part.rstrip(b" \0") if isinstance(part, bytes) else part
            for part in (element.value, kept.value)
        )
        if before == after:
            self.decide(element, rule.action, rule.reason)
            return
        self.remember(element, context.character_sets, kept)
        told = CLEANED.get(rule.check, (Action.CLEAN, Reason.INVALID_VALUE))
        if rule.action is Action.CLEAN or rule.check == "retained":
            told = (Action.CLEAN, rule.reason)
        elif rule.check == "code" and codes.scheme_is_registered(context.item):
            told = (Action.DUMMY, Reason.INVALID_VALUE)
        self.decide(element, *told)

    def decide(self, element: Element, action: Action, reason: Reason) -> None:
        """Note a decision on an element of the data set or item at hand."""
        self._notes.entries.append(Ruling(element.tag, element.vr, action, reason))

    def decide_at(
        self,
        around: tuple[tuple[int, int], ...],
        element: Element,
        action: Action,
        reason: Reason,
    ) -> None:
        """Note a decision on an element that stands elsewhere, told from the root."""
        self._notes.entries.append(At(around, (Ruling(element.tag, element.vr, action, reason),)))

    def remember(
        self, element: Element, terms: tuple[str, ...], written: Element | None = None
    ) -> None:
        """Note the values of an element that is not kept as it is, and of all that it contains.

        Args:
            element: the original.
            terms: character sets in force.
            written: what stands in its place; lines of it are no secret.

        """
        if element.items is not None:
            for item in element.items:
                inner = texts.character_sets(item.get(SPECIFIC_CHARACTER_SET), terms)
                for nested in (*item.elements, *item.superseded):
                    self.remember(nested, inner)
            return
        vr = dictionary.vr_of(element.tag) or element.vr
        kind = kind_of(element.tag, vr)
        if not kind or element.encapsulated:
            return
        shown = self._shown(written, terms, vr) if kind == "text" else ""
        for value in self._values(element, terms, vr):
            if kind == "uid" and uids.replacement(self.subject.key, value) == value:
                continue
            for line in value.splitlines() if kind == "text" else (value,):
                if line.strip().casefold() not in shown or not shown:
                    self._notes.removed.add(KnownValue(kind, line))

    def _values(self, element: Element, terms: tuple[str, ...], vr: str) -> Iterator[str]:
        """Yield the values of an element in each of its readings."""
        original = element.value
        if isinstance(original, Range):
            stop = min(original.stop, original.start + LONGEST_REMEMBERED)
            original = self._load(Range(original.start, stop))
        for reading in texts.readings(original[:LONGEST_REMEMBERED], terms, vr):
            yield from (value for value in texts.values(reading, vr) if value)

    def _shown(self, written: Element | None, terms: tuple[str, ...], vr: str) -> str:
        if written is None or not isinstance(written.value, bytes):
            return ""
        return "\n".join(texts.readings(written.value, terms, vr)).casefold()

    def _remove(self, element: Element, _rule: Rule, _place: Place, context: Context) -> None:
        self.remember(element, context.character_sets)

    def _empty(self, element: Element, rule: Rule, _place: Place, context: Context) -> Element:
        self.remember(element, context.character_sets)
        if rule.check == "nothing":
            return Element(
                element.tag, rule.vr or element.vr, items=() if rule.vr == "SQ" else None
            )
        return dummies.empty(element, rule.vr, context)

    def _dummy(self, element: Element, rule: Rule, place: Place, context: Context) -> Element:
        if element.items and rule.vr == "SQ" and element.tag not in dummies.SPECIAL:
            return self.recurse(element, place, context)
        self.remember(element, context.character_sets)
        if rule.check == "typed":
            return text_element(element.tag, rule.vr or element.vr, rule.value)
        if rule.check == "label":
            return dummies.labelled(element, rule.vr or element.vr, context)
        return dummies.dummy(element, rule.vr, context)

    def _uid(self, element: Element, rule: Rule, place: Place, context: Context) -> Element:
        if element.items is not None and rule.vr == "SQ":
            return self.recurse(element, place, context)
        self.remember(element, context.character_sets)
        return uids.replace(element, context)

    def _enter(self, element: Element, _rule: Rule, place: Place, context: Context) -> Element:
        return self.recurse(element, place, context)

    def recurse(self, element: Element, place: Place, context: Context) -> Element:
        """Return a sequence with each of its items rewritten."""
        items = []
        for number, item in enumerate(element.items or ()):
            inner = place.inside(element.tag, number)
            entries, written = self._joined(self._pieces(item, inner, context.character_sets))
            if entries:
                self._notes.entries.append(Inside(element.tag, number, entries))
            items.append(Dataset(written))
        return Element(element.tag, "SQ", items=tuple(items))

    def _joined(self, pieces: list[Piece]) -> tuple[Entries, tuple[Element, ...]]:
        """Note what was removed from an item; return what was decided and what is written."""
        removed = self._notes.removed
        for piece in pieces:
            if piece.removed:
                removed |= piece.removed
        entries = tuple(chain.from_iterable(piece.entries for piece in pieces))
        written = chain.from_iterable(piece.written for piece in pieces)
        return entries, tuple(sorted(written, key=attrgetter("tag")))


ACTIONS: Final[dict[Action, Handler]] = {
    Action.DUMMY: Rewriter._dummy,  # noqa: SLF001 - the table of this class's own functions
    Action.EMPTY: Rewriter._empty,  # noqa: SLF001
    Action.REMOVE: Rewriter._remove,  # noqa: SLF001
    Action.KEEP: Rewriter._enter,  # noqa: SLF001 - values that are kept never come here
    Action.CLEAN: Rewriter._enter,  # noqa: SLF001 - nor do values that are cleaned
    Action.UID: Rewriter._uid,  # noqa: SLF001
}
"""Action code → what carries it out."""
