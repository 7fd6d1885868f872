"""The answer key: what shall be found where in a de-identified instance.

Action types are those of the public MIDI-B benchmark (tag_retained, text_notnull, text_retained,
text_removed, date_shifted, uid_changed, uid_consistent, patid_consistent).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from pydicom.datadict import keyword_for_tag, tag_for_keyword
from pydicom.multival import MultiValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom import DataElement, Dataset


class ActionType(StrEnum):
    """Action types of MIDI-B's answer key."""

    TAG_RETAINED = "tag_retained"
    TEXT_NOTNULL = "text_notnull"
    TEXT_RETAINED = "text_retained"
    TEXT_REMOVED = "text_removed"
    DATE_SHIFTED = "date_shifted"
    UID_CHANGED = "uid_changed"
    UID_CONSISTENT = "uid_consistent"
    PATID_CONSISTENT = "patid_consistent"


class Place(StrEnum):
    """Where in an instance something is planted."""

    HEADER = "header"
    TEXT = "text"
    NESTED = "nested"
    PRIVATE = "private"
    SR = "SR"
    FILE = "file"


class Private(NamedTuple):
    """A private attribute by group, private creator and element within the block."""

    group: int
    creator: str
    element: int


class Item(NamedTuple):
    """One item of a sequence, counted from 0."""

    tag: int
    number: int


Step = int | Private | Item
Path = tuple[Step, ...]
"""Attributes from the root on; of a sequence on the way every item counts, or one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One action that is expected.

    Attributes:
        action: its type.
        place: for the table.
        path: where; () for the whole file.
        text: what must be there or gone, or the original date or UID.
        optional: it passes as well if the attribute is gone.
        title: name of the attribute for the list of failures.

    """

    action: ActionType
    place: Place
    path: Path
    text: str = ""
    optional: bool = False
    title: str = ""

    @property
    def attribute(self) -> str:
        """Name the attribute without any value."""
        return self.title or "/".join(_step_name(step) for step in self.path) or "whole file"


def tag(keyword: str) -> int:
    """Return the tag of a keyword; a keyword that isn't one is a mistake of the answer key."""
    found = tag_for_keyword(keyword)
    if found is None:
        raise KeyError(keyword)
    return found


def _step_name(step: Step) -> str:
    if isinstance(step, Private):
        return f"({step.group:04X},{step.creator},{step.element:02X})"
    if isinstance(step, Item):
        step = step.tag
    return keyword_for_tag(step) or f"({step >> 16:04X},{step & 0xFFFF:04X})"


def located(dataset: Dataset, path: Path) -> Iterator[DataElement]:
    """Yield the elements at a path, of all items of the sequences around it."""
    *around, last = path
    datasets = [dataset]
    for step in around:
        found = [_element(one, step) for one in datasets]
        sequences = [one.value for one in found if one is not None and one.VR == "SQ"]
        if isinstance(step, Item):
            datasets = [one[step.number] for one in sequences if len(one) > step.number]
        else:
            datasets = [item for one in sequences for item in one]
    for one in datasets:
        element = _element(one, last)
        if element is not None:
            yield element


def _element(dataset: Dataset, step: Step) -> DataElement | None:
    if not isinstance(step, Private):
        plain = step.tag if isinstance(step, Item) else step
        return dataset[plain] if plain in dataset else None  # noqa: SIM401 - get() gives a value
    for number in range(0x10, 0x100):
        creator = dataset.get((step.group, number))
        if getattr(creator, "value", None) == step.creator:
            place = (step.group, number << 8 | step.element)
            return dataset[place] if place in dataset else None  # noqa: SIM401 - get() gives a value
    return None


def text_of(element: DataElement) -> str:
    """Return all that an element says, items and bytes as well, as one text."""
    value = element.value
    if value is None:
        return ""
    if element.VR == "SQ":
        return " ".join(text_of(inner) for item in value for inner in item)
    if isinstance(value, bytes):
        return " ".join(value.decode(codec, "ignore") for codec in ("utf-8", "latin-1"))
    if isinstance(value, (list, tuple, MultiValue)):
        return "\\".join(map(str, value))
    return str(value)


SHORT: Final = 5
"""Letters up to which a piece is looked for as a word of its own."""


def says(text: str, piece: str) -> bool:
    """Tell whether a text has a piece in it, whatever the case; a short one only as a word."""
    text, piece = text.casefold(), piece.casefold()
    if len(piece) < SHORT and piece.isascii():
        return re.search(rf"(?<![^\W_]){re.escape(piece)}(?![^\W_])", text) is not None
    return piece in text
