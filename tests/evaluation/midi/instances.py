"""Data sets to plant in: their items, new content items, and how they are written."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from pydicom import Dataset
from pydicom.sequence import Sequence

from tests.evaluation.midi.answers import Item, Path

if TYPE_CHECKING:
    from collections.abc import Iterator


def content_item(value_type: str, value: str, meaning: str, relationship: str) -> Dataset:
    """Make a content item with its concept of DCM."""
    item, concept = Dataset(), Dataset()
    concept.CodeValue, concept.CodingSchemeDesignator, concept.CodeMeaning = value, "DCM", meaning
    item.RelationshipType, item.ValueType = relationship, value_type
    item.ConceptNameCodeSequence = Sequence([concept])
    return item


def datasets(dataset: Dataset, path: Path = ()) -> Iterator[tuple[Path, Dataset]]:
    """Yield a data set and all its items, each with its path."""
    yield path, dataset
    for element in dataset:
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                yield from datasets(item, (*path, Item(int(element.tag), number)))


def written(dataset: Dataset) -> bytes:
    """Encode; in UTF-8 if what the file came with doesn't fit the person's character set."""
    for charset in (str(dataset.SpecificCharacterSet), "ISO_IR 192"):
        dataset.SpecificCharacterSet = charset
        sink = io.BytesIO()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.filterwarnings("ignore", message=r"(?!.*encod)")
                dataset.save_as(sink)
        except (UserWarning, UnicodeError):
            continue
        return sink.getvalue()
    raise ValueError(charset)
