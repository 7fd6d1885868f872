"""Content trees and private blocks: what two options do to whole data sets instead of attributes.

Joins `anami.concerns.content_trees` and `anami.concerns.private`, which decide, with the traversal
of `anami.rewrite`, which records decisions and enters items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami.concerns import content_trees, dates, descriptors, private, uids
from anami.concerns.content_items import CONTENT_SEQUENCES
from anami.concerns.values import CHECKS
from anami.model import Action, Element, ElementPath, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anami.concerns.context import Context
    from anami.model import Dataset
    from anami.pieces import Place
    from anami.rewrite import Rewriter

__all__ = ["clean_content", "has_content_rules", "keep_safe_private"]

SAFE_PRIVATE: Final = "rtn_safe_priv"
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

    hands = content_trees.Hands(
        sop_class=rewriter.policy.sop_class,
        text=descriptors.clean,
        moment=_moment,
        attributes=rewriter.attributes,
        decide=decide,
    )
    items = content_trees.clean_items(element, place.around, context, hands)
    return Element(element.tag, "SQ", items=items) if items else None


def keep_safe_private(
    rewriter: Rewriter, dataset: Dataset, place: Place, context: Context
) -> Iterator[Element]:
    """Yield the private elements of a data set or item that are safe (PS3.15 2026d E.3.10)."""

    def enter(element: Element) -> Element:
        rewriter.decide(element, Action.CLEAN, Reason.RETAIN_SAFE_PRIVATE)
        return rewriter.recurse(element, place, context)

    hands = private.Hands(text=descriptors.clean, moment=_moment, uid=_uid, sequence=enter)
    for verdict in private.safe_elements(dataset, context, rewriter.characteristics, hands):
        found, written = verdict.found, verdict.written
        if written is None and verdict.telling:
            rewriter.remember(found, context.character_sets)
        elif written is not None and written.value != found.value:
            rewriter.remember(found, context.character_sets, written)
        if written is None or found.items is None:
            reason = Reason.PRIVATE if written is None else Reason.RETAIN_SAFE_PRIVATE
            rewriter.decide(found, verdict.action, reason)
        if written is not None:
            yield written


def _moment(element: Element, context: Context) -> Element | None:
    """Do to a date or time what the chosen date option says; without one, nothing may stay."""
    if "rtn_long_modif_dates" in context.options:
        return dates.shift(element, context)
    return dates.keep(element, context) if "rtn_long_full_dates" in context.options else None


def _uid(element: Element, context: Context) -> Element | None:
    if "rtn_uids" in context.options:
        return CHECKS["retained"](element, context)
    return uids.replace(element, context)
