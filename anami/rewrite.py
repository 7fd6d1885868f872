"""Elements and policy → elements to write, decisions, and the values that were removed.

One traversal for the root and every item. A sequence is looked up before it is entered, and each
path is visited once. Each action code has one function here, and each function one code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from anami import option_trees
from anami.concerns import codes, dummies, texts, uids
from anami.concerns.builders import text_element
from anami.concerns.context import Context
from anami.concerns.values import CHECKS
from anami.errors import AnamiError, MalformedError
from anami.kinds import kind_of
from anami.model import (
    Action,
    Dataset,
    Decision,
    Element,
    ElementPath,
    Encoding,
    KnownValue,
    Part,
    Range,
    Reason,
)
from anami.policy import Policy, Rule
from anami.standard import dictionary
from anami.standard.allowed import TOP_LEVEL_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anami.concerns.private_declarations import Characteristics
    from anami.identity import Key, Patient

__all__ = ["ACTIONS", "Rewriter", "Subject"]

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


@dataclass(frozen=True, slots=True)
class Subject:
    """The instance as a whole, as far as replacements depend on it."""

    key: Key
    patient: Patient
    patient_id: str
    sop_instance: str
    encoding: Encoding
    load: Callable[[Part], bytes]
    identifies: Callable[[bytes, int, str], bool]
    options: frozenset[str] = frozenset()
    day_offset: int = 0
    known_words: frozenset[str] = frozenset()
    id_prefix: str = ""


RETAINED: Final = frozenset((Action.KEEP, Action.CLEAN))
"""Actions that keep a value if it passes its check, and enter a sequence."""
CLEANED: Final = {
    "code": (Action.DUMMY, Reason.LOCAL_CODE),
    "structural-uid": (Action.UID, Reason.INSTANCE_REFERENCE),
}
"""Check → what it means that the check gave another value than the original."""

Handler = Callable[["Rewriter", Element, Rule, ElementPath, Context], "Element | None"]


@dataclass(slots=True)
class Rewriter:
    """Carries out a policy on one instance.

    Attributes:
        decisions: one for each element met, in order.
        removed: values that must not be found in what is written.
        characteristics: what the instance itself declares of its private blocks.

    """

    policy: Policy
    subject: Subject
    decisions: list[Decision] = field(default_factory=list)
    removed: set[KnownValue] = field(default_factory=set)
    characteristics: Characteristics = field(default_factory=dict)

    def rewrite(
        self,
        dataset: Dataset,
        around: tuple[tuple[int, int], ...] = (),
        inherited: tuple[str, ...] = (),
    ) -> tuple[Element, ...]:
        """Return the elements to write for a data set or item.

        Args:
            dataset: as found.
            around: sequences and item numbers around it; () for the root.
            inherited: character sets of the data set around it.

        """
        terms = texts.character_sets(dataset.get(SPECIFIC_CHARACTER_SET), inherited)
        subject = self.subject
        context = Context(
            key=subject.key,
            patient=subject.patient,
            patient_id=subject.patient_id,
            encoding=subject.encoding,
            load=subject.load,
            item=dataset,
            character_sets=terms,
            sop_instance=subject.sop_instance,
            identifies=subject.identifies,
            options=subject.options,
            day_offset=subject.day_offset,
            known_words=subject.known_words,
            id_prefix=subject.id_prefix,
        )
        for element in dataset.superseded:
            self.remember(element, terms)
            self.decide(
                ElementPath(element.tag, around), element, Action.REMOVE, Reason.DUPLICATE_ELEMENT
            )
        written: list[Element] = []
        own = dataset.elements
        if option_trees.judges_private(self.policy):
            written += option_trees.keep_private(self, dataset, around, context)
            own = tuple(element for element in own if not element.tag >> 16 & 1)
        for element in own:
            path = ElementPath(element.tag, around)
            try:
                result = self._apply(element, path, context)
            except AnamiError as error:
                error.where = error.where or str(path)
                raise
            if result is not None:
                written.append(result)
        return tuple(sorted(written, key=lambda element: element.tag))

    def _apply(self, element: Element, path: ElementPath, context: Context) -> Element | None:
        rule = self.policy.rule(path.tags)
        if option_trees.has_content_rules(element, context.options):
            return self._content(element, path, context)
        if rule.action in RETAINED and element.items is None:
            kept = CHECKS[rule.check](element, context) if rule.check else None
            if kept is not None:
                self._decide_kept(path, element, kept, rule, context)
                return kept
        if rule.action in RETAINED and (element.items is None or rule.vr != "SQ"):
            if path.tag in IMAGE_PIXEL and not path.items:
                # A made-up value would make another image of it, or none.
                raise MalformedError(str(path))
            rule = self.policy.fallback(path.tags)
        if rule.action is Action.UID and element.items is None:
            replaced = uids.replace(element, context)
            if replaced.value == element.value:
                self.decide(path, element, Action.KEEP, Reason.REGISTERED_UID)
                return replaced
        self.decide(path, element, rule.action, rule.reason)
        return ACTIONS[rule.action](self, element, rule, path, context)

    def _content(self, element: Element, path: ElementPath, context: Context) -> Element | None:
        """Clean a content tree; where nothing of it may stay, do as without the option."""
        cleaned = option_trees.clean_content(self, element, path, context)
        if cleaned is not None:
            self.decide(path, element, Action.CLEAN, Reason.CLEAN_STRUCTURED_CONTENT)
            return cleaned
        rule = self.policy.fallback(path.tags)
        self.decide(path, element, rule.action, rule.reason)
        return ACTIONS[rule.action](self, element, rule, path, context)

    def _decide_kept(
        self, path: ElementPath, element: Element, kept: Element, rule: Rule, context: Context
    ) -> None:
        """Decide for a value that passed its check, as it is or cleaned; padding is no cleaning."""
        before, after = (
            part.rstrip(b" \0") if isinstance(part, bytes) else part
            for part in (element.value, kept.value)
        )
        if before == after:
            self.decide(path, element, rule.action, rule.reason)
            return
        self.remember(element, context.character_sets, kept)
        told = CLEANED.get(rule.check, (Action.CLEAN, Reason.INVALID_VALUE))
        if rule.action is Action.CLEAN or rule.check == "retained":
            told = (Action.CLEAN, rule.reason)
        elif rule.check == "code" and codes.scheme_is_registered(context.item):
            told = (Action.DUMMY, Reason.INVALID_VALUE)
        self.decide(path, element, *told)

    def decide(self, path: ElementPath, element: Element, action: Action, reason: Reason) -> None:
        """Record a decision."""
        self.decisions.append(Decision(path, element.vr, action, reason))

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
                    self.removed.add(KnownValue(kind, line))

    def _values(self, element: Element, terms: tuple[str, ...], vr: str) -> Iterator[str]:
        """Yield the values of an element in each of its readings."""
        original = element.value
        if isinstance(original, Range):
            stop = min(original.stop, original.start + LONGEST_REMEMBERED)
            original = self.subject.load(Range(original.start, stop))
        for reading in texts.readings(original[:LONGEST_REMEMBERED], terms, vr):
            yield from (value for value in texts.values(reading, vr) if value)

    def _shown(self, written: Element | None, terms: tuple[str, ...], vr: str) -> str:
        if written is None or not isinstance(written.value, bytes):
            return ""
        return "\n".join(texts.readings(written.value, terms, vr)).casefold()

    def _remove(self, element: Element, _rule: Rule, _path: ElementPath, context: Context) -> None:
        self.remember(element, context.character_sets)

    def _empty(self, element: Element, rule: Rule, _path: ElementPath, context: Context) -> Element:
        self.remember(element, context.character_sets)
        if rule.check == "nothing":
            return Element(
                element.tag, rule.vr or element.vr, items=() if rule.vr == "SQ" else None
            )
        return dummies.empty(element, rule.vr, context)

    def _dummy(self, element: Element, rule: Rule, path: ElementPath, context: Context) -> Element:
        if element.items and rule.vr == "SQ" and element.tag not in dummies.SPECIAL:
            return self.recurse(element, path, context)
        self.remember(element, context.character_sets)
        if rule.check == "typed":
            return text_element(element.tag, rule.vr or element.vr, rule.value)
        if rule.check == "label":
            return dummies.labelled(element, rule.vr or element.vr, context)
        return dummies.dummy(element, rule.vr, context)

    def _uid(self, element: Element, rule: Rule, path: ElementPath, context: Context) -> Element:
        if element.items is not None and rule.vr == "SQ":
            return self.recurse(element, path, context)
        self.remember(element, context.character_sets)
        return uids.replace(element, context)

    def _enter(self, element: Element, _rule: Rule, path: ElementPath, context: Context) -> Element:
        return self.recurse(element, path, context)

    def recurse(self, element: Element, path: ElementPath, context: Context) -> Element:
        """Return a sequence with each of its items rewritten."""
        items = tuple(
            Dataset(
                self.rewrite(item, (*path.items, (element.tag, number)), context.character_sets)
            )
            for number, item in enumerate(element.items or ())
        )
        return Element(element.tag, "SQ", items=items)


ACTIONS: Final[dict[Action, Handler]] = {
    Action.DUMMY: Rewriter._dummy,  # noqa: SLF001 - the table of this class's own functions
    Action.EMPTY: Rewriter._empty,  # noqa: SLF001
    Action.REMOVE: Rewriter._remove,  # noqa: SLF001
    Action.KEEP: Rewriter._enter,  # noqa: SLF001 - values that are kept never come here
    Action.CLEAN: Rewriter._enter,  # noqa: SLF001 - nor do values that are cleaned
    Action.UID: Rewriter._uid,  # noqa: SLF001
}
"""Action code → what carries it out."""
