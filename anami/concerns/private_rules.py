"""Own rules for private attributes: a person names creator, group and element, and what to do.

The same actions as for standard attributes, on the VR that is known: the file's own, else that of
Table E.3.10-1 or pydicom's private dictionary. Without one nobody can tell what a value is, so it
goes. A kept value must still be what its VR says; a text that holds something by which the patient
is known is cleaned as a descriptor. May not know blocks: `anami.concerns.private` finds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from anami.concerns import dates, descriptors, dummies
from anami.concerns.builders import text_element
from anami.concerns.private import (
    MOMENTS,
    SAFE_PRIVATE,
    TEXTS,
    CleanFunction,
    Hands,
    Verdict,
    checked,
    numeric,
    opaque,
)
from anami.concerns.values import CHECKS
from anami.model import Action, Element, Reason
from anami.rules import ACTION_VRS, OwnRule, RuleAction, fits
from anami.standard import private_dictionary

if TYPE_CHECKING:
    from anami.concerns.context import Context

__all__ = ["carry_out", "keeps_as_it_is", "known_vr"]

_UNREAD: Final = frozenset((RuleAction.REMOVE, RuleAction.EMPTY, RuleAction.REPLACE))
"""Actions that ask nothing of the value."""
_BLOCK: Final = 0x0000_FF00

Worker = Callable[[Element, OwnRule, "Context", Hands], "Element | None"]


def known_vr(element: Element, creator: str) -> str:
    """Return the VR of a private element, "UN" if it isn't known."""
    if element.items is not None:
        return "SQ"
    if element.vr != "UN":
        return element.vr
    number = element.tag & 0xFF
    return private_dictionary.vr_of(creator, element.tag >> 16, number) or "UN"


def keeps_as_it_is(own: OwnRule, vr: str, options: frozenset[str]) -> bool:
    """Tell whether a rule keeps values of a VR without change.

    With Retain Safe Private a rule adds to what is known to be safe, whose dates and UIDs follow
    the options for those (PS3.15 2026d E.3.10); without it they stay, and nothing is claimed.
    """
    if own.action is not RuleAction.KEEP:
        return False
    return SAFE_PRIVATE not in options or vr not in (*MOMENTS, "UI")


def carry_out(
    element: Element, creator: str, own: OwnRule, context: Context, hands: Hands
) -> Verdict:
    """Return what a rule makes of a private element; what it can't be carried out on goes."""
    if own.action is RuleAction.REMOVE:
        return Verdict(element, Action.REMOVE, reason=Reason.OWN_RULE)
    vr = known_vr(element, creator)
    suits = vr != "UN" and vr in ACTION_VRS.get(own.action, (vr,))
    # PS3.5 §6.2.2: a UN stays little endian, so its bytes would be misread.
    readable = own.action in _UNREAD or element.vr != "UN" or context.encoding.little
    written = None
    if (suits or own.action is RuleAction.EMPTY) and readable and not element.encapsulated:
        written = _WORKERS[own.action](replace(element, vr=vr), own, context, hands)
    if written is None:
        return Verdict(element, Action.REMOVE, reason=Reason.INVALID_VALUE)
    action = _ACTIONS[own.action]
    if action is Action.KEEP and _bare(written) != _bare(element):
        action = Action.CLEAN
    return Verdict(element, action, written, reason=Reason.OWN_RULE)


def _bare(element: Element) -> object:
    """Return a value without padding."""
    return element.value.rstrip(b" \0") if isinstance(element.value, bytes) else element.value


def _keep(element: Element, own: OwnRule, context: Context, hands: Hands) -> Element | None:
    """Keep a value that is what its VR says (see `anami.concerns.values` for standard ones)."""
    vr = element.vr
    if vr == "SQ":
        return hands.sequence(element) if element.items is not None else None
    if not keeps_as_it_is(own, vr, context.options):
        return (hands.uid if vr == "UI" else hands.moment)(element, context)
    return _KEEPERS.get(vr, _retained)(element, context)


def _numbers(element: Element, context: Context) -> Element | None:
    return numeric(element, 0, context)


def _retained(element: Element, context: Context) -> Element | None:
    kept = CHECKS["retained"](element, context)
    if kept is None:
        return descriptors.clean(element, context) if element.vr in TEXTS else None
    told = context.identifies(context.load(kept.value), kept.tag, kept.vr)
    return None if told else kept


_KEEPERS: Final[dict[str, CleanFunction]] = {
    **dict.fromkeys(("FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"), _numbers),
    **dict.fromkeys(("AT", "CS", "DS", "IS"), checked),
    **dict.fromkeys(("OB", "OW"), opaque),
}
"""VR → what keeps its values; for the others as for standard attributes that an option retains."""


def _empty(element: Element, _own: OwnRule, _context: Context, _hands: Hands) -> Element:
    return Element(element.tag, element.vr, items=() if element.vr == "SQ" else None)


def _replace(element: Element, own: OwnRule, _context: Context, _hands: Hands) -> Element | None:
    if not fits(own.value, element.vr):
        return None
    return text_element(element.tag, element.vr, own.value)


def _hash(element: Element, _own: OwnRule, context: Context, _hands: Hands) -> Element:
    """Replace a value by a keyed label, the same in whatever block it stands."""
    anywhere = replace(element, tag=element.tag & ~_BLOCK)
    return replace(dummies.labelled(anywhere, element.vr, context), tag=element.tag)


def _shift(element: Element, _own: OwnRule, context: Context, _hands: Hands) -> Element | None:
    return dates.shift(element, context)


def _clean(element: Element, _own: OwnRule, context: Context, _hands: Hands) -> Element | None:
    return descriptors.clean(element, context)


def _round_age(element: Element, own: OwnRule, context: Context, _hands: Hands) -> Element | None:
    return CHECKS[f"round-age{own.value and '-' + own.value}"](element, context)


_WORKERS: Final[dict[RuleAction, Worker]] = {
    RuleAction.KEEP: _keep,
    RuleAction.EMPTY: _empty,
    RuleAction.REPLACE: _replace,
    RuleAction.HASH: _hash,
    RuleAction.SHIFT: _shift,
    RuleAction.CLEAN: _clean,
    RuleAction.ROUND_AGE: _round_age,
}
_ACTIONS: Final = {
    RuleAction.KEEP: Action.KEEP,
    RuleAction.EMPTY: Action.EMPTY,
    RuleAction.REPLACE: Action.DUMMY,
    RuleAction.HASH: Action.DUMMY,
    RuleAction.SHIFT: Action.CLEAN,
    RuleAction.CLEAN: Action.CLEAN,
    RuleAction.ROUND_AGE: Action.CLEAN,
}
