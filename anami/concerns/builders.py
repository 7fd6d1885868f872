"""Small pieces of data sets that Anami writes itself: coded entries and ASCII elements."""

from __future__ import annotations

from anami.concerns.texts import encode
from anami.model import Dataset, Element

__all__ = ["REMOVED", "coded_entry", "item", "text_element"]

REMOVED = "Removed"
"""The one word that stands where text was; the leak check knows it as ours."""


def text_element(tag: int, vr: str, text: str) -> Element:
    """Return an element with ASCII text."""
    return Element(tag, vr, encode(text, vr))


def item(*elements: Element) -> Dataset:
    """Return an item with its elements in ascending order."""
    return Dataset(tuple(sorted(elements, key=lambda element: element.tag)))


def coded_entry(meaning: str, value: str = "REMOVED", scheme: str = "99ANAMI") -> Dataset:
    """Return an item of the code-sequence macro (PS3.3 §8.8)."""
    return item(
        text_element(0x00080100, "SH", value),
        text_element(0x00080102, "SH", scheme),
        text_element(0x00080104, "LO", meaning),
    )
