"""Content trees and private blocks: what options and rules do to data sets, not to attributes.

Joins `anami.concerns.content_trees` and `anami.concerns.private`, which decide, with the traversal
of `anami.rewrite`, which records decisions and enters items.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from anami.concerns import content_trees, dates, descriptors, private, private_rules, uids
from anami.concerns.content_items import CONTENT_SEQUENCES
from anami.concerns.values import CHECKS
from anami.model import Action, Element, ElementPath, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from anami.concerns.context import Context
    from anami.model import Dataset
    from anami.pieces import Place
    from anami.policy import Policy
    from anami.rewrite import Rewriter

__all__ = ["clean_content", "has_content_rules", "judges_private", "keep_private"]

STRUCTURED_CONTENT: Final = "clean_struct_cont"


def has_content_rules(element: Element, options: frozenset[str]) -> bool:
    """Tell whether an element is a content tree that is to be cleaned (PS3.15 2026d E.3.4)."""
    return (
        STRUCTURED_CONTENT in options and bool(element.items) and element.tag in CONTENT_SEQUENCES
    )


def clean_content(
    rewriter: Rewriter, element: Element, place: Place, context: Context
) -> Element | None:
    """Return a content tree with each item cleaned by its concept, None if nothing may stay."""

    def decide(
        where: ElementPath,
        found: Element,
        written: Element | None,
        action: Action,
        inner: Context,
    ) -> None:
        if written is not None and written.value != found.value:
            rewriter.remember(found, inner.character_sets, written)
        elif action is Action.REMOVE:
            rewriter.remember(found, inner.character_sets)
        rewriter.decide_at(where.items, found, action, Reason.CLEAN_STRUCTURED_CONTENT)

    def ruled(around: content_trees.Around, tag: int) -> bool:
        path = (*(sequence for sequence, _ in around), tag)
        return rewriter.policy.own_rules.find(path) is not None

    hands = content_trees.Hands(
        sop_class=rewriter.policy.sop_class,
        ruled=ruled,
        text=descriptors.clean,
        moment=_moment,
        attributes=rewriter.attributes,
        decide=decide,
    )
    items = content_trees.clean_items(element, place.around, context, hands)
    return Element(element.tag, "SQ", items=items) if items else None


def judges_private(policy: Policy) -> bool:
    """Tell whether an option or own rule may keep a private attribute (PS3.15 2026d E.3.10)."""
    return private.SAFE_PRIVATE in policy.options or bool(policy.own_rules.creators)


def keep_private(
    rewriter: Rewriter, dataset: Dataset, place: Place, context: Context
) -> Iterator[Element]:
    """Yield the private elements of a data set or item that are safe, or that a rule keeps."""
    hands = _hands(rewriter, place, context)
    for verdict in private.safe_elements(dataset, context, rewriter.characteristics, hands):
        _record(rewriter, verdict, context)
        if verdict.written is not None:
            yield verdict.written


def _hands(rewriter: Rewriter, place: Place, context: Context) -> private.Hands:
    """Return what is done to private elements of the data set or item at `place`."""
    rules = rewriter.policy.own_rules

    def enter(action: Action, reason: Reason) -> Callable[[Element], Element]:
        def entered(element: Element) -> Element:
            rewriter.decide(element, action, reason)
            return rewriter.recurse(element, place, context)

        return entered

    hands = private.Hands(
        text=descriptors.clean,
        moment=_moment,
        uid=_uid,
        sequence=enter(Action.CLEAN, Reason.RETAIN_SAFE_PRIVATE),
        named=rules.creators,
    )
    own_hands = replace(hands, sequence=enter(Action.KEEP, Reason.OWN_RULE))

    def own(element: Element, creator: str) -> private.Verdict | None:
        rule = rules.find((*place.tags, element.tag), creator)
        if rule is None:
            return None
        return private_rules.carry_out(element, creator, rule, context, own_hands)

    return replace(hands, own=own)


def _record(rewriter: Rewriter, verdict: private.Verdict, context: Context) -> None:
    """Record the decision on a private element, and its value unless that is written as it is."""
    found, written = verdict.found, verdict.written
    if written is None:
        if verdict.telling:
            rewriter.remember(found, context.character_sets)
    elif found.items is not None and verdict.action in (Action.KEEP, Action.CLEAN):
        return  # its decision was recorded before its items'
    elif found.items or written.value != found.value:
        rewriter.remember(found, context.character_sets, written)
    told = Reason.PRIVATE if written is None else Reason.RETAIN_SAFE_PRIVATE
    rewriter.decide(found, verdict.action, verdict.reason or told)


def _moment(element: Element, context: Context) -> Element | None:
    """Do to a date or time what the chosen date option says; without one, nothing may stay."""
    if "rtn_long_modif_dates" in context.options:
        return dates.shift(element, context)
    return dates.keep(element, context) if "rtn_long_full_dates" in context.options else None


def _uid(element: Element, context: Context) -> Element | None:
    if "rtn_uids" in context.options:
        return CHECKS["retained"](element, context)
    return uids.replace(element, context)
