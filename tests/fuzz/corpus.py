"""Real files as seeds: split by the engine's reader, and given the fictitious person's identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami.errors import AnamiError
from anami.reader import read_instance
from anami.source import loader, open_source
from tests import builders as b
from tests.fuzz.mutation import Seed, own_seeds
from tests.places import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.model import Dataset, Element, Part
    from anami.reader import Instance

__all__ = ["FOLDER", "corpus_seeds"]

P: Final = b.PERSONA
FOLDER: Final = SHARED / "corpus" / "files"
LARGEST: Final = 24 * 1024
IDENTITY: Final = (
    b.el("PatientName", P.name),
    b.el("PatientID", P.patient_id),
    b.el("PatientBirthDate", P.birth_date),
    b.el("StudyDescription", f"Study of {P.family}"),
    b.el("StudyInstanceUID", P.uid(1)),
    b.el("SOPInstanceUID", P.uid(1, 1, 1)),
)
FORMS: Final = {form.uid: form for form in b.FORMS}


def corpus_seeds() -> tuple[Seed, ...]:
    """Give the small files of the corpus that can be read; the first is our own shortest."""
    found = [own_seeds()[0]]
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST:
            try:
                found.append(_seed(path.name, read_instance(open_source(path))))
            except AnamiError:
                continue
    return tuple(found)


def _seed(name: str, instance: Instance) -> Seed:
    elements = _elements(instance.dataset, loader(instance.source))
    form = FORMS.get(instance.transfer_syntax)
    if form is None:
        # Another compressed syntax: any of ours that has fragments too.
        stream = any(e.tag == 0x7FE00010 and e.undefined for e in elements)
        form = b.JPEG if stream else b.EXPLICIT
    return Seed(name, tuple(b.put(elements, *IDENTITY)), form)


def _elements(dataset: Dataset, load: Callable[[Part], bytes]) -> list[b.Element]:
    return [_element(one, load) for one in dataset.elements]


def _element(one: Element, load: Callable[[Part], bytes]) -> b.Element:
    if one.items is not None:
        items = tuple(b.Item(tuple(_elements(item, load))) for item in one.items)
        return b.Element(one.tag, "SQ", items)
    value = load(one.value)
    if one.encapsulated:
        value += b.delimiter(b.SEQUENCE_END, b.EXPLICIT)
        return b.Element(one.tag, one.vr, value, undefined=True)
    return b.Element(one.tag, one.vr, value)
