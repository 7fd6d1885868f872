"""Structured content: without the Clean Structured Content Option the tree is replaced (E.3.4).

Table E.1-1 has D for Content Sequence (0040,A730). One TEXT item stands in for the tree: it is
legal in every SR IOD of PS3.3 §A.35, so the document stays valid and says that its content was
removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami.concerns.builders import REMOVED, coded_entry, item, text_element
from anami.model import Element

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.concerns.context import Context

__all__ = ["REPLACEMENTS"]

CONTENT_SEQUENCE: Final = 0x0040A730
VERIFYING_OBSERVER_SEQUENCE: Final = 0x0040A073
COMMENT: Final = ("Comment", "121106", "DCM")
UNVERIFIED_DATE_TIME: Final = "19000101000000"


def content_sequence(element: Element, _context: Context) -> Element:
    """Return a content tree of one text item."""
    return Element(
        element.tag,
        "SQ",
        items=(
            item(
                text_element(0x0040A010, "CS", "CONTAINS"),
                text_element(0x0040A040, "CS", "TEXT"),
                Element(0x0040A043, "SQ", items=(coded_entry(*COMMENT),)),
                text_element(0x0040A160, "UT", REMOVED),
            ),
        ),
    )


def verifying_observers(element: Element, _context: Context) -> Element:
    """Return one nameless observer: Type 1 where Verification Flag is VERIFIED (PS3.3 §C.17.2)."""
    return Element(
        element.tag,
        "SQ",
        items=(
            item(
                text_element(0x0040A027, "LO", REMOVED),
                text_element(0x0040A030, "DT", UNVERIFIED_DATE_TIME),
                text_element(0x0040A075, "PN", "Anonymous"),
                Element(0x0040A088, "SQ", items=()),
            ),
        ),
    )


REPLACEMENTS: Final[dict[int, Callable[[Element, Context], Element]]] = {
    CONTENT_SEQUENCE: content_sequence,
    VERIFYING_OBSERVER_SEQUENCE: verifying_observers,
}
