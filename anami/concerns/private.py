"""Private attributes: those that are known to be safe are kept (PS3.15 2026d E.3.10).

Known to be safe is what Table E.3.10-1 lists by private creator, group and element within the
block, and what the instance itself declares in Private Data Element Characteristics Sequence
(0008,0300). Where the two disagree, the warning counts. The code is C, so every kept value must
still be what its VR says, texts are cleaned, UIDs and dates treated as all others. A rule of the
person's own is stronger than either (`anami.concerns.private_rules`). Blocks are numbered anew,
since the number of a block tells what else was there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from anami.concerns import dummies
from anami.concerns.content_items import text_of
from anami.concerns.context import Context
from anami.concerns.texts import encode, padded
from anami.concerns.values import CHECKS
from anami.model import Action, Dataset, Element, Reason

if TYPE_CHECKING:
    from anami.concerns.private_declarations import Block, Characteristics

__all__ = [
    "LONGEST_OPAQUE",
    "MOMENTS",
    "SAFE_PRIVATE",
    "TEXTS",
    "CleanFunction",
    "Hands",
    "Verdict",
    "block_of",
    "checked",
    "creators_of",
    "numeric",
    "opaque",
    "safe_elements",
]

SAFE_PRIVATE: Final = "rtn_safe_priv"
FIRST_BLOCK: Final = 0x10
LAST_BLOCK: Final = 0xFF
FORBIDDEN_GROUPS: Final = frozenset((0x0001, 0x0003, 0x0005, 0x0007, 0xFFFF))
"""Odd groups that PS3.5 2026d §7.8 gives to nobody."""
LONGEST_OPAQUE: Final = 16 * 1024 * 1024
"""Bytes of an opaque value that the leak check still searches; a longer one is not kept."""

_SIZES: Final = {"FD": 8, "FL": 4, "SL": 4, "SS": 2, "SV": 8, "UL": 4, "US": 2, "UV": 8}
_OPAQUE: Final = {"OB": 1, "OW": 2}
_STRINGS: Final = {"CS": "coded", "DS": "decimal", "IS": "integer", "AT": "tags"}
_PLAIN: Final = frozenset(("CS", "DS", "IS", "LO", "SH", "ST", "LT", "UC", "UT"))
TEXTS: Final = frozenset(("LO", "SH", "ST", "LT", "UC", "UT"))
MOMENTS: Final = frozenset(("DA", "TM", "DT"))
_CREATOR: Final = re.compile(r"[ -\[\]-~]{1,64}")

CleanFunction = Callable[[Element, Context], "Element | None"]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the caller does to kept values; each function gives None if nothing may be kept.

    Attributes:
        text: cleans a text as a descriptor.
        moment: keeps or moves a DA, TM or DT by the date option.
        uid: replaces or keeps UIDs.
        sequence: rewrites the items of a sequence, private attributes within them included.
        own: what a rule of the person's makes of an element of a creator, None without a rule.
        named: creators that such rules name, so that their names are no secret.

    """

    text: CleanFunction
    moment: CleanFunction
    uid: CleanFunction
    sequence: Callable[[Element], Element]
    own: Callable[[Element, str], Verdict | None] = lambda _element, _creator: None
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one private element.

    Attributes:
        found: the element as it is.
        action: what is done to it.
        written: what is written, None if nothing; its tag may differ by the block's number.
        telling: if removed, its value must be found nowhere else. A known private creator may be
            written in another data set of the instance.
        reason: why, None for what this module's own rules say.

    """

    found: Element
    action: Action
    written: Element | None = None
    telling: bool = True
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is known of one private attribute and what is done to it.

    Attributes:
        action: C for what is safe; D, Z or U where the instance asks for it; else X.
        vrs: that it may have, () if not known.
        most: how many values it may have, 0 if not known.
        listed: Table E.3.10-1 has it.

    """

    action: Action
    vrs: tuple[str, ...] = ()
    most: int = 0
    listed: bool = False


def safe_elements(
    dataset: Dataset, context: Context, characteristics: Characteristics, hands: Hands
) -> tuple[Verdict, ...]:
    """Return what becomes of each element of the odd groups of one data set or item, in order.

    Blocks are those that this data set reserves: items don't inherit them (PS3.5 2026d §7.8.1). A
    creator stays only where at least one of its elements does.

    Args:
        dataset: as found.
        context: the instance around it, with this data set as its item.
        characteristics: what the instance says of itself.
        hands: what the caller does.

    """
    elements = [element for element in dataset.elements if element.tag >> 16 & 1]
    creators = creators_of(dataset)
    verdicts = {
        element.tag: _verdict(element, creators, context, characteristics, hands)
        for element in elements
        if not _reserves(element.tag)
    }
    kept = (tag for tag, verdict in verdicts.items() if verdict.written is not None)
    moved = _renumbered(block_of(tag) for tag in kept)
    return tuple(
        _creator_verdict(element, creators, moved, characteristics, hands)
        if _reserves(element.tag)
        else _in_block(verdicts[element.tag], moved)
        for element in elements
    )


def _reserves(tag: int) -> bool:
    return FIRST_BLOCK <= tag & 0xFFFF <= LAST_BLOCK


def block_of(tag: int) -> int:
    """Return the tag of the private creator element that reserves the block of `tag`."""
    return tag & 0xFFFF0000 | (tag & 0xFFFF) >> 8


def creators_of(dataset: Dataset) -> dict[int, str]:
    """Return tag → value of the private creators; one that stands there twice names nobody."""
    twice = {element.tag for element in dataset.superseded}
    found = {}
    for element in dataset.elements:
        usable = element.vr in ("LO", "UN") and element.items is None
        if element.tag >> 16 & 1 and _reserves(element.tag) and usable:
            creator = text_of(element)
            if element.tag not in twice and _CREATOR.fullmatch(creator):
                found[element.tag] = creator
    return found


def _renumbered(blocks: Iterable[int]) -> dict[int, int]:
    """Return creator tag → new creator tag: per group 10, 11 and so on, in the order found."""
    moved: dict[int, int] = {}
    following: dict[int, int] = {}
    for block in sorted(set(blocks)):
        group = block >> 16
        number = following.get(group, FIRST_BLOCK)
        following[group] = number + 1
        moved[block] = group << 16 | number
    return moved


def _in_block(verdict: Verdict, moved: dict[int, int]) -> Verdict:
    """Return the verdict with the tag that its element has in the block's new place."""
    if verdict.written is None:
        return verdict
    tag = verdict.found.tag
    creator = moved[block_of(tag)]
    new = creator & 0xFFFF0000 | (creator & 0xFF) << 8 | tag & 0xFF
    return replace(verdict, written=replace(verdict.written, tag=new))


def _creator_verdict(
    element: Element,
    creators: dict[int, str],
    moved: dict[int, int],
    characteristics: Characteristics,
    hands: Hands,
) -> Verdict:
    creator = creators.get(element.tag, "")
    if element.tag in moved:
        written = Element(moved[element.tag], "LO", encode(creator, "LO"))
        return Verdict(element, Action.KEEP, written)
    known = creator in hands.named or (
        creator in _listed_creators() or any(creator == name for _, name in characteristics)
    )
    return Verdict(element, Action.REMOVE, telling=not known)


def _verdict(
    element: Element,
    creators: dict[int, str],
    context: Context,
    characteristics: Characteristics,
    hands: Hands,
) -> Verdict:
    block = block_of(element.tag)
    creator = creators.get(block)
    if creator is None or element.tag >> 16 in FORBIDDEN_GROUPS:
        return Verdict(element, Action.REMOVE)
    if context.identifies(creator.encode("ascii"), block, "LO"):
        return Verdict(element, Action.REMOVE)
    own = hands.own(element, creator)
    if own is not None:
        return own
    if SAFE_PRIVATE not in context.options:
        return Verdict(element, Action.REMOVE)
    rule = _rule((element.tag >> 16, creator), element.tag & 0xFF, characteristics)
    vr = _fitting_vr(element, rule)
    if rule.action is Action.REMOVE or not vr:
        return Verdict(element, Action.REMOVE)
    written = _carried_out(element, vr, rule, context, hands)
    return Verdict(element, rule.action if written else Action.REMOVE, written)


@functools.cache
def _table() -> dict[tuple[int, str, int], _Rule]:
    """Return (group, creator, element in block) → rule, for the rows of Table E.3.10-1."""
    from anami.standard import safe_private  # noqa: PLC0415 - only this option needs the table

    rules = {}
    for row in safe_private.ROWS:
        highest = row.vm.rpartition("-")[2]
        rules[int(row.group, 16), row.private_creator, int(row.element_in_block, 16)] = _Rule(
            Action.CLEAN,
            tuple(filter(None, row.vr.split("/"))),
            most=int(highest) if highest.isdigit() else 0,
            listed=True,
        )
    return rules


@functools.cache
def _listed_creators() -> frozenset[str]:
    return frozenset(creator for _, creator, _ in _table())


def _rule(block: Block, number: int, characteristics: Characteristics) -> _Rule:
    """Return what is done to an element of a block.

    What the instance calls identifying is so, whatever the table says of other instances; then the
    action goes that it recommends, and X where it recommends none.
    """
    listed = _table().get((*block, number))
    declared = characteristics.get(block)
    if declared is None:
        return listed or _Rule(Action.REMOVE)
    said = tuple(filter(None, (declared.vrs.get(number, ""),)))
    known = listed or _Rule(Action.CLEAN, said)
    if number in declared.actions:
        return replace(known, action=declared.actions[number])
    safe = declared.safe is None or number in declared.safe
    return known if safe else _Rule(Action.REMOVE)


def _fitting_vr(element: Element, rule: _Rule) -> str:
    """Return the VR to write: one that is known and that the value can have; "" if there is none.

    Implicit VR tells none, so there the known one counts, or the first of several. A string that
    came as another kind of string is judged by what it should be, but never a name or a date.
    """
    if element.items is not None:
        return "SQ" if not rule.vrs or "SQ" in rule.vrs else ""
    if rule.action is not Action.CLEAN and element.vr == "UN":
        return "UI" if rule.action is Action.UID else (*rule.vrs, "UN")[0]
    if not rule.vrs or element.vr in rule.vrs:
        return element.vr if element.vr != "UN" else ""
    if element.vr == "UN" or (element.vr in _PLAIN and rule.vrs[0] in _PLAIN):
        return rule.vrs[0]
    return ""


def _carried_out(
    element: Element, vr: str, rule: _Rule, context: Context, hands: Hands
) -> Element | None:
    """Carry out a rule that keeps the attribute; None if its value may not be kept."""
    if element.vr == "UN" and not context.encoding.little:
        return None  # PS3.5 §6.2.2: such a value stays little endian, its bytes would be misread
    plain = replace(element, vr=vr)
    if rule.action is Action.DUMMY:
        return dummies.dummy(plain, vr, context)
    if rule.action is Action.EMPTY:
        return dummies.empty(plain, vr, context)
    if rule.action is Action.UID:
        return hands.uid(plain, context) if vr == "UI" else None
    return _cleaned(plain, rule, context, hands)


def _cleaned(element: Element, rule: _Rule, context: Context, hands: Hands) -> Element | None:
    """Return a value that is known to be safe as far as it is what its VR says, else None."""
    vr = element.vr
    if vr == "SQ":
        return hands.sequence(element) if element.items is not None else None
    if vr in _SIZES:
        return numeric(element, rule.most, context)
    functions = {
        **dict.fromkeys(_STRINGS, checked),
        **dict.fromkeys(TEXTS, hands.text),
        **dict.fromkeys(MOMENTS, hands.moment),
        "UI": hands.uid,
    }
    if rule.listed:
        functions.update(dict.fromkeys(_OPAQUE, opaque))
    function = functions.get(vr)
    return function(element, context) if function and not element.encapsulated else None


def numeric(element: Element, most: int, context: Context) -> Element | None:
    """Keep binary numbers, `most` of them if it isn't 0: more are room for something else."""
    size, length = _SIZES[element.vr], len(element.value)
    if length % size or (most and length > most * size) or length > LONGEST_OPAQUE:
        return None
    told = context.identifies(context.load(element.value), element.tag, element.vr)
    return None if told or element.encapsulated else element


def checked(element: Element, context: Context) -> Element | None:
    """Keep a string of numbers, codes or tags; a code may still be a name in capitals."""
    kept = CHECKS[_STRINGS[element.vr]](element, context)
    if kept is None or not isinstance(kept.value, bytes):
        return None
    return None if context.identifies(kept.value, element.tag, element.vr) else kept


def opaque(element: Element, context: Context) -> Element | None:
    """Keep bytes that the table or a rule names and that can be searched."""
    if len(element.value) > LONGEST_OPAQUE or len(element.value) % _OPAQUE[element.vr]:
        return None
    value = context.load(element.value)
    if context.identifies(value, element.tag, "OB"):
        return None
    if len(value) % 2:
        return replace(element, value=padded(value, "OB"))
    return element
