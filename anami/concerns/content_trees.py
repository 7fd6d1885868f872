"""Content trees: the rules of `anami.concerns.content_items` carried out on a sequence of items.

Three steps, so that every decision is taken once and is true: plan (what becomes of each item, by
its own rule), prune (what can't stand without what has gone), write. References by position, such
as those of CAD findings (Referenced Content Item Identifier, PS3.3 2026d §C.17.3.2.5), are
renumbered, because removing an item moves its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, Literal

from anami.concerns import content_items, dummies, patients, texts
from anami.concerns.builders import REMOVED, coded_entry, item, text_element
from anami.concerns.content_items import CONTENT_SEQUENCE, VALUE_VRS, ContentDecision, text_of
from anami.concerns.context import Context
from anami.identity import label
from anami.model import Action, Dataset, Element, ElementPath

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Around", "Hands", "clean_items"]

Around = tuple[tuple[int, int], ...]
"""Sequences and item numbers around something, outermost first."""

SPECIFIC_CHARACTER_SET: Final = 0x00080005
RELATIONSHIP: Final = 0x0040A010
TARGET: Final = 0x0040DB73
MEASURED_VALUE: Final = 0x0040A300
NUMERIC_VALUE: Final = 0x0040A30A
UNITS: Final = 0x004008EA
CODE_VALUE: Final = 0x00080100
ROOT: Final = (1,)
"""Position of the root of a tree, by which positions begin."""

SUBJECT_ID: Final = ("121030", "DCM")
SUBJECT_NAME: Final = ("121029", "DCM")
AGES: Final = frozenset(
    (
        *(("121033", "DCM"), ("30525-0", "LN"), ("21612-7", "LN")),
        *(("397669002", "SCT"), ("424144002", "SCT")),
    )
)
OLDEST: Final = 89
_PER_YEAR: Final = {
    "a": Decimal(1),
    "mo": Decimal(12),
    "wk": Decimal(52),
    "d": Decimal(365),
    "h": Decimal(8760),
}

_COORDINATES: Final = frozenset(("SCOORD", "TCOORD"))
_UID: Final = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+")
_LONGEST_UID: Final = 64
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")

CleanFunction = Callable[[Element, Context], "Element | None"]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the caller does for the tree.

    Attributes:
        sop_class: of the instance.
        ruled: whether an own rule governs an attribute, given what is around it and its tag: then
            it is `attributes`' to rewrite.
        text: cleans a text as a descriptor; None if nothing may be kept.
        moment: keeps or moves a DA, TM or DT by the date option; None if nothing may be kept.
        attributes: rewrites all of an item but its value and its content, given what is around the
            item and the character sets in force.
        decide: told each decision about an element that `attributes` doesn't see: where, what was
            found, what is written (None: nothing, or a sequence that is being entered), the action.

    """

    sop_class: str
    ruled: Callable[[Around, int], bool]
    text: CleanFunction
    moment: CleanFunction
    attributes: Callable[[Dataset, Around, tuple[str, ...]], tuple[Element, ...]]
    decide: Callable[[ElementPath, Element, Element | None, Action, Context], None]


@dataclass(slots=True)
class _Node:
    """A content item and what becomes of it; `number` is its position once all is decided."""

    context: Context
    around: Around
    place: tuple[int, ...]
    kind: str = ""
    relationship: str = ""
    target: tuple[int, ...] | None = None
    action: Action = Action.KEEP
    value: tuple[Element, Element] | None = None
    children: list[_Node] = field(default_factory=list)
    kept: bool = True
    number: int = 0

    @property
    def item(self) -> Dataset:
        """The item as found."""
        return self.context.item


def clean_items(
    sequence: Element, around: Around, context: Context, hands: Hands
) -> tuple[Dataset, ...]:
    """Return the content items to write (PS3.15 2026d E.3.4); none if nothing may be kept.

    Args:
        sequence: one of `content_items.CONTENT_SEQUENCES`.
        around: sequences and items around it.
        context: the data set or item that holds it.
        hands: what the caller does.

    """
    nodes = _plan(sequence, around, context, hands, ROOT)
    _prune(nodes)
    numbers: dict[tuple[int, ...], tuple[int, ...]] = {ROOT: ROOT}
    _number(nodes, ROOT, numbers)
    return tuple(_written(nodes, numbers, hands))


def _plan(
    sequence: Element, around: Around, context: Context, hands: Hands, place: tuple[int, ...]
) -> list[_Node]:
    nodes = []
    for number, dataset in enumerate(sequence.items or ()):
        inner = replace(
            context,
            item=dataset,
            character_sets=texts.character_sets(
                dataset.get(SPECIFIC_CHARACTER_SET), context.character_sets
            ),
        )
        here = (*around, (sequence.tag, number))
        nodes.append(_planned(_Node(inner, here, (*place, number + 1)), hands))
    return nodes


def _planned(node: _Node, hands: Hands) -> _Node:
    """Decide for one item by its own rule, and for those that it contains."""
    node.relationship = text_of(node.item.get(RELATIONSHIP))
    target = node.item.get(TARGET)
    if target is not None:
        node.target = _positions(target, node.context)
        node.kept = bool(node.target)
        return node
    node.kind = content_items.value_type(node.item)
    decision = content_items.content_rule(node.item, node.context.options, hands.sop_class)
    node.action = decision.action
    found = _value(node, decision, hands) if decision.action is not Action.REMOVE else None
    if found is None:
        node.action, node.kept = Action.REMOVE, False
        return node
    node.action, node.value = found
    content = node.item.get(CONTENT_SEQUENCE)
    if content is not None and not hands.ruled(node.around, CONTENT_SEQUENCE):
        node.children = _plan(content, node.around, node.context, hands, node.place)
    return node


def _value(
    node: _Node, decision: ContentDecision, hands: Hands
) -> tuple[Action, tuple[Element, Element] | None] | None:
    """Return the action that is really taken, the value found and what replaces it.

    None if the item must go; no value where the rules for attributes know what to do.
    """
    tag = content_items.value_tag(node.item)
    found = node.item.get(tag) if tag is not None else None
    if found is None:
        of_strings = node.kind in content_items.VALUE_TYPES_OF_STRINGS
        return None if of_strings else _retained_number(node, decision)
    if hands.ruled(node.around, found.tag):
        return decision.action, None
    if decision.action is Action.KEEP and content_items.concept_of(node.item) in AGES:
        return None  # an age in words can't be capped
    result = _string(found, decision, node.context, hands)
    if result is not None:
        return decision.action, (found, result)
    if decision.fallback is Action.REMOVE:
        return None
    return decision.fallback, (found, _dummy(found, decision, node.context))


def _string(
    found: Element, decision: ContentDecision, context: Context, hands: Hands
) -> Element | None:
    """Carry out a decision on a value; None if nothing may be kept."""
    vr = VALUE_VRS[found.tag]
    if found.items is not None or found.encapsulated:
        return None
    if decision.action is Action.DUMMY:
        return _dummy(found, decision, context)
    if vr in ("DA", "TM", "DT"):
        return hands.moment(replace(found, vr=vr), context)
    if vr == "UI":
        return _uid(found, decision, context)
    if decision.action is Action.CLEAN:
        return hands.text(replace(found, vr=vr), context)
    return _kept_text(found, vr, context)


def _uid(found: Element, decision: ContentDecision, context: Context) -> Element:
    """Keep a UID that an option retains and that is one; replace any other."""
    uid = context.load(found.value).decode("latin-1").strip(" \0")
    if decision.action is Action.KEEP and len(uid) <= _LONGEST_UID and _UID.fullmatch(uid):
        return Element(found.tag, "UI", texts.encode(uid, "UI"))
    return dummies.dummy(found, "UI", context)


def _kept_text(found: Element, vr: str, context: Context) -> Element | None:
    """Keep a text that an option retains, if it can be read and tells nothing of the patient."""
    value = context.load(found.value).rstrip(b" \0")
    try:
        text = texts.decode(value, context.character_sets, vr)
    except ValueError:
        return None
    if _CONTROL.search(text) or context.identifies(value, found.tag, vr):
        return None
    return Element(found.tag, vr, texts.padded(value, vr))


def _dummy(found: Element, decision: ContentDecision, context: Context) -> Element:
    """Return a dummy; the subject is the patient, and what identifies stays distinguishable."""
    vr = VALUE_VRS[found.tag]
    concept = content_items.concept_of(context.item)
    plain = replace(found, items=None, value=b"" if found.items is not None else found.value)
    if concept == SUBJECT_NAME:
        return replace(patients.patient_name(plain, context), vr=vr)
    if concept == SUBJECT_ID:
        return replace(patients.patient_id(plain, context), vr=vr)
    if vr in ("UT", "ST"):
        original = context.load(plain.value).decode("latin-1").strip(" \0")
        stand_in = label(context.key, f"content-{concept}", original)
        return text_element(found.tag, vr, stand_in if decision.labelled else REMOVED)
    return dummies.dummy(plain, vr, context)


def _retained_number(
    node: _Node, decision: ContentDecision
) -> tuple[Action, tuple[Element, Element] | None] | None:
    """Let the rules for attributes see to what is no string, but for ages above 89 years.

    Those become 90 years (45 CFR 164.514(b)(2)(i)(C)); an age that can't be read goes.
    """
    if content_items.concept_of(node.item) not in AGES:
        return decision.action, None
    measured = node.item.get(MEASURED_VALUE)
    # In a content item that is no part of a document the number stands in the item itself.
    numbers = (node.item,) if measured is None else measured.items or ()
    ages = [_years(one) for one in numbers if one.get(NUMERIC_VALUE) is not None]
    if None in ages:
        return None
    if all(age is not None and age <= OLDEST for age in ages):
        return decision.action, None
    if measured is None:
        return None
    capped = item(
        Element(UNITS, "SQ", items=(coded_entry("year", "a", "UCUM"),)),
        text_element(NUMERIC_VALUE, "DS", str(OLDEST + 1)),
    )
    return Action.CLEAN, (measured, Element(MEASURED_VALUE, "SQ", items=(capped,)))


def _years(measured: Dataset) -> Decimal | None:
    """Return an age in years, None if number or unit can't be read."""
    units = measured.get(UNITS)
    unit = text_of(units.items[0].get(CODE_VALUE)) if units and units.items else ""
    try:
        years = Decimal(text_of(measured.get(NUMERIC_VALUE))) / _PER_YEAR[unit]
    except (InvalidOperation, KeyError):
        return None
    return years if years.is_finite() else None


def _positions(target: Element, context: Context) -> tuple[int, ...]:
    """Return a reference by position (UL 1-n), () if it is none."""
    value = context.load(target.value) if target.items is None else b""
    if target.vr not in ("UL", "UN") or not value or len(value) % 4:
        return ()
    return tuple(
        int.from_bytes(value[at : at + 4], _order(context)) for at in range(0, len(value), 4)
    )


def _order(context: Context) -> Literal["little", "big"]:
    return "little" if context.encoding.little else "big"


def _prune(nodes: list[_Node]) -> None:
    """Take out references to what has gone, and coordinates that select nothing any more.

    PS3.3 2026d §A.35: SCOORD and TCOORD are of an image, a waveform or other coordinates. Each
    round can only remove more, so it ends.
    """
    changed = True
    while changed:
        standing = {ROOT, *(node.place for node in _kept(nodes))}
        changed = False
        for node in list(_kept(nodes)):
            dangling = node.target is not None and node.target not in standing
            if dangling or _selects_nothing(node):
                node.kept, node.action, changed = False, Action.REMOVE, True


def _selects_nothing(node: _Node) -> bool:
    selected = [one for one in node.children if one.relationship == "SELECTED FROM"]
    return node.kind in _COORDINATES and bool(selected) and not any(one.kept for one in selected)


def _kept(nodes: list[_Node]) -> Iterator[_Node]:
    for node in nodes:
        if node.kept:
            yield node
            yield from _kept(node.children)


def _number(
    nodes: list[_Node],
    place: tuple[int, ...],
    numbers: dict[tuple[int, ...], tuple[int, ...]],
) -> None:
    for number, node in enumerate((node for node in nodes if node.kept), 1):
        numbers[node.place] = (*place, number)
        _number(node.children, numbers[node.place], numbers)


def _written(
    nodes: list[_Node], numbers: dict[tuple[int, ...], tuple[int, ...]], hands: Hands
) -> Iterator[Dataset]:
    """Yield the items that stay, and tell of every element that has gone."""
    for node in nodes:
        if not node.kept:
            for element in (*node.item.superseded, *node.item.elements):
                _tell(node, element, None, Action.REMOVE, hands)
            continue
        own = []
        rest = []
        for element in node.item.elements:
            handled, result = _own(node, element, numbers, hands)
            if result is not None:
                own.append(result)
            if not handled:
                rest.append(element)
        others = hands.attributes(
            Dataset(tuple(rest), node.item.superseded), node.around, node.context.character_sets
        )
        yield item(*own, *others)


def _own(
    node: _Node,
    element: Element,
    numbers: dict[tuple[int, ...], tuple[int, ...]],
    hands: Hands,
) -> tuple[bool, Element | None]:
    """Return whether an element of an item is a matter of the tree, and what is written for it."""
    if hands.ruled(node.around, element.tag):
        return False, None
    if node.value is not None and element is node.value[0]:
        _tell(node, element, node.value[1], node.action, hands)
        return True, node.value[1]
    if element.tag in VALUE_VRS:
        # The value of another Value Type: readers don't look at it, so nobody would miss it.
        _tell(node, element, None, Action.REMOVE, hands)
        return True, None
    if element.tag == TARGET and node.target is not None:
        positions = (one.to_bytes(4, _order(node.context)) for one in numbers[node.target])
        moved = Element(TARGET, "UL", b"".join(positions))
        _tell(node, element, moved, Action.KEEP, hands)
        return True, moved
    if element.tag == CONTENT_SEQUENCE:
        _tell(node, element, None, Action.CLEAN, hands)
        children = tuple(_written(node.children, numbers, hands))
        # Type 1C: no relationships, no sequence.
        return True, Element(CONTENT_SEQUENCE, "SQ", items=children) if children else None
    return False, None


def _tell(
    node: _Node, element: Element, written: Element | None, action: Action, hands: Hands
) -> None:
    path = ElementPath(element.tag, node.around)
    hands.decide(path, element, written, action, node.context)
