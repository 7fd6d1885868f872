"""Compound codes are resolved by Type at every place of every IOD that PS3.3 defines.

One instance per (SOP Class, place): the attribute is planted at its path and the action taken is
compared with what Table E.1-1a (PS3.15 2026d) wants for the Type at that path.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from pydicom.datadict import dictionary_VR, tag_for_keyword

from anami.standard import corrections
from tests import builders as b
from tests.places import SHARED, shared
from tests.runs import Run, run
from tests.unit.test_table_rows import MARKERS, ROWS, SEVERITY

CODES = {r["keyword"]: r["basic_prof"] for r in ROWS}
if TYPE_CHECKING:
    from tests.strict import Node

# One class of each family is enough to see every module; all of them take minutes.
SOP_CLASSES = {
    "ct": b.CT,
    "mr": b.MR,
    "enhanced-mr": b.ENHANCED_MR,
    "us": b.US,
    "sc": b.SC,
    "dx": b.DX,
    "pet": b.PET,
    "sr": b.BASIC_SR,
    "kos": b.KOS,
    "pr": b.PR,
    "seg": b.SEG,
    "rtstruct": b.RTSTRUCT,
    "pdf": b.PDF,
    "rtplan": "1.2.840.10008.5.1.4.1.1.481.5",
    "rtdose": "1.2.840.10008.5.1.4.1.1.481.2",
    "nm": "1.2.840.10008.5.1.4.1.1.20",
    "xa": "1.2.840.10008.5.1.4.1.1.12.1",
    "sm": "1.2.840.10008.5.1.4.1.1.77.1.6",
    "ecg": "1.2.840.10008.5.1.4.1.1.9.1.1",
    "registration": "1.2.840.10008.5.1.4.1.1.66.1",
}


# What the engine writes itself, whatever stood there.
WRITTEN = frozenset(("DeidentificationMethodCodeSequence",))


class Place(NamedTuple):
    """An attribute at a path of an IOD."""

    path: tuple[str, ...]
    attribute_type: str
    code: str


@cache
def tables() -> dict[str, Any]:
    path = shared("standard", "iod-types-e11-nested.json")
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def places(sop_class: str) -> list[Place]:
    """Give every place with a row, below sequences that are not themselves in the table."""
    data = tables()
    found: dict[str, str] = {}
    for module, _ in data["iod"][data["sop"][sop_class]]:
        for path, one in data["mod"].get(module, {}).items():
            found[path] = min(found.get(path, "3"), one, key=SEVERITY.index)
    made = []
    for path, one in found.items():
        *around, keyword = path.split("/")
        if keyword in CODES and not any(step in CODES for step in around) and len(around) < 5:
            made.append(Place((*around, keyword), one, CODES[keyword]))
    return made


def planted(place: Place) -> b.Element:
    *around, keyword = place.path
    tag = tag_for_keyword(keyword)
    assert tag is not None
    vr = dictionary_VR(tag)[:2]
    element = b.Element(tag, vr, MARKERS.get(vr, "Zqxmarker"))
    for step in reversed(around):
        element = b.seq(step, [element])
    return element


def instance(sop_class: str, element: b.Element) -> bytes:
    base = [
        b.el("SOPClassUID", sop_class),
        b.el("SOPInstanceUID", "1.2.276.0.9.1"),
        b.el("StudyInstanceUID", "1.2.276.0.9.2"),
        b.el("SeriesInstanceUID", "1.2.276.0.9.3"),
        b.el("MIMETypeOfEncapsulatedDocument", "application/pdf"),
    ]
    return b.part10(b.put(base, element))


def found(made: Run, place: Place) -> tuple[bool, Node | None]:
    """Tell whether the item around the place is still there, and give what stands in it."""
    level = made.read.root
    for keyword in place.path[:-1]:
        node = next((n for n in level if n.tag == tag_for_keyword(keyword)), None)
        if node is None or not node.items:
            return False, None
        level = node.items[0]
    return True, next((n for n in level if n.tag == tag_for_keyword(place.path[-1])), None)


def wanted(place: Place) -> set[str]:
    """Resolve the code by Type; a present attribute has its condition met (1C is 1, 2C is 2)."""
    tag = tag_for_keyword(place.path[-1])
    excepted = {
        c.action
        for c in corrections.CORRECTIONS
        if c.tag == tag and c.attribute_type == place.attribute_type
    }
    if "/" not in place.code:
        return {place.code} | excepted
    options = set(place.code.replace("*", "").split("/"))
    attribute_type = place.attribute_type[0]
    if attribute_type == "1":
        strongest = "D" if "D" in options else "U" if "U" in options else "Z"
        return {strongest} | excepted
    if attribute_type == "2":
        return ({"Z", "D", "U"} if options & {"Z", "D"} else options) | excepted
    return {"X" if "X" in options else "Z"} | excepted


@pytest.mark.leak("T20", "T24", "T26")
@pytest.mark.skipif(not (SHARED / "standard").exists(), reason="the standard's tables are absent")
@pytest.mark.parametrize("name", SOP_CLASSES)
def test_each_place_gets_what_its_type_wants(name: str) -> None:
    sop_class = SOP_CLASSES[name]
    if sop_class not in tables()["sop"]:
        pytest.skip("the recorded modules do not have this SOP Class")
    wrong, looked_at = [], 0
    for place in places(sop_class):
        made = run(instance(sop_class, planted(place)))
        assert made.done, (place, made.code)
        there, node = found(made, place)
        if not there or place.path[0] in WRITTEN:
            # A sequence that the allow-list removes takes its contents along.
            continue
        looked_at += 1
        done = "X" if node is None else "Z" if not node.value else "D"
        allowed = wanted(place)
        if allowed & {"U", "Z"} and done == "D":
            continue
        if done not in allowed:
            wrong.append(
                f"{'/'.join(place.path)} Type {place.attribute_type}: {done} not {allowed}"
            )
    assert not wrong, "\n".join(wrong)
    assert looked_at > 30
