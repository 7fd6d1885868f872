"""Before and after: what is shown is what stood in the file and what is written."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pydicom
import pytest

from anami import Key, Protocol, deidentify, inspection
from anami.inspection import CLAUSES, inspect
from anami.model import Action, KnownValue, Reason, tag_text
from anami.protocol import PRESETS
from anami.shown import LONGEST_SHOWN
from tests import builders
from tests.builders import el, part10, put, seq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Node = dict[str, Any]

KEY: Final = Key.from_bytes(bytes(32))
BASIC: Final = Protocol.preset("basic")
TEMPLATES: Final = {template.name: template for template in builders.templates()}


def _every(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        for item in node["items"]:
            yield from _every(item)


def _node(nodes: list[Node], keyword: str) -> Node:
    return next(node for node in _every(nodes) if node["keyword"] == keyword)


def _written(data: bytes, protocol: Protocol) -> pydicom.FileDataset:
    outcome = deidentify(data, protocol, KEY)
    file = io.BytesIO()
    outcome.write(file)
    file.seek(0)
    return pydicom.dcmread(file, force=True)


def _shapes(dataset: pydicom.Dataset) -> list[Any]:
    """Return tags, and under each sequence those of its items, in order."""
    return [
        (
            tag_text(int(element.tag)),
            [_shapes(item) for item in element.value] if element.VR == "SQ" else [],
        )
        for element in dataset
    ]


def _side(nodes: list[Node], side: str) -> list[Any]:
    """Return the same of the nodes that have a value on one side."""
    found = []
    for node in nodes:
        if node[side] is None:
            continue
        items = [_side(item, side) for item in node["items"]]
        # An item that is only on the other side stands here with nothing in it.
        count = node[side].get("size", 0) if node[side]["kind"] == "items" else 0
        if len(items) > count:
            items = [item for item in items if item]
        found.append((node["tag"], items))
    return found


def _split(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    meta = [node for node in nodes if node["tag"].startswith("(0002")]
    return meta, [node for node in nodes if node not in meta]


def _require_both_sides(data: bytes, protocol: Protocol) -> None:
    found = inspect(data, protocol, KEY)
    assert found["status"] == "de-identified"
    before = pydicom.dcmread(io.BytesIO(data), force=True)
    after = _written(data, protocol)
    meta, dataset = _split(found["nodes"])
    assert _side(dataset, "before") == _shapes(before)
    assert _side(dataset, "after") == _shapes(after)
    assert _side(meta, "after") == _shapes(after.file_meta)


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_element_of_both_files_is_shown_once(name: str, preset: str) -> None:
    _require_both_sides(TEMPLATES[name].file(), Protocol.preset(preset))


@pytest.mark.parametrize("form", builders.NATIVE_FORMS, ids=lambda form: form.name)
def test_every_transfer_syntax_form_is_shown(form: builders.Form) -> None:
    _require_both_sides(TEMPLATES["ct"].file(form), BASIC)


@pytest.mark.parametrize("preset", ["basic", "research"])
def test_every_corpus_file_is_shown_as_it_is_written(corpus: Path, preset: str) -> None:
    protocol = Protocol.preset(preset)
    for file in sorted((corpus / "files").rglob("*")):
        if not file.is_file():
            continue
        found = inspect(file, protocol, KEY)
        if found["status"] != "de-identified":
            assert found["nodes"] == []
            assert found["code"]
            continue
        meta, dataset = _split(found["nodes"])
        after = _written(file.read_bytes(), protocol)
        assert _side(dataset, "after") == _shapes(after), file.name
        assert _side(meta, "after") == _shapes(after.file_meta), file.name


def test_old_and_new_value_stand_side_by_side() -> None:
    nodes = inspect(TEMPLATES["ct"].file(), BASIC, KEY)["nodes"]
    name = _node(nodes, "PatientName")
    assert name["before"] == {"kind": "text", "text": builders.PERSONA.name}
    written = _written(TEMPLATES["ct"].file(), BASIC)
    assert name["after"] == {"kind": "text", "text": str(written.PatientName)}
    assert (name["action"], name["change"], name["row"]) == ("Z", "changed", "Z")
    comments = _node(nodes, "PatientComments")
    assert (comments["action"], comments["change"], comments["after"]) == ("X", "removed", None)
    rows = _node(nodes, "Rows")
    assert (rows["action"], rows["change"], rows["after"]) == ("K", "kept", rows["before"])
    marker = _node(nodes, "PatientIdentityRemoved")
    assert (marker["action"], marker["change"], marker["before"]) == ("A", "added", None)


def test_each_reason_has_the_clause_that_the_standard_gives_it() -> None:
    found = inspect(TEMPLATES["ct"].file(), BASIC, KEY)
    assert found["clauses"]["table"] == "PS3.15 Table E.1-1"
    used = {node["reason"] for node in _every(found["nodes"])}
    assert found["clauses"].keys() == {reason for reason in used if Reason(reason) in CLAUSES}
    assert all(clause.startswith("PS3.") for clause in CLAUSES.values())


def test_what_goes_with_its_sequence_is_shown_as_gone() -> None:
    nodes = inspect(TEMPLATES["ct"].file(), BASIC, KEY)["nodes"]
    sequence = _node(nodes, "RequestAttributesSequence")
    (item,) = sequence["items"]
    assert [node["change"] for node in item] == ["removed", "removed"]
    assert {node["reason"] for node in item} == {sequence["reason"]}


def test_items_that_were_made_anew_stand_after_those_that_they_replace() -> None:
    nodes = inspect(TEMPLATES["sr"].file(), BASIC, KEY)["nodes"]
    old, new = _node(nodes, "VerifyingObserverSequence")["items"]
    assert {node["change"] for node in old} == {"removed"}
    assert {node["change"] for node in new} == {"added"}


def test_content_items_that_went_leave_the_others_with_their_partners() -> None:
    protocol = Protocol.preset("research")
    report = TEMPLATES["sr"]
    observer = builders.find(report.elements, "ContentSequence")
    assert observer is not None
    assert isinstance(observer.value, tuple)
    secret = [
        el("RelationshipType", "CONTAINS"),
        el("ValueType", "WAVEFORM"),
        builders.code("ConceptNameCodeSequence", "Q1", "99LOCAL", "Private thoughts"),
    ]
    items = (builders.Item(tuple(builders.ordered(secret))), *observer.value)
    changed = put(report.elements, replace(observer, value=items))
    data = part10(changed)
    found = inspect(data, protocol, KEY)
    assert found["status"] == "de-identified"
    for item in _node(found["nodes"], "ContentSequence")["items"]:
        kinds = {
            (node["before"] or {}).get("text", (node["after"] or {}).get("text"))
            for node in item
            if node["keyword"] == "ValueType"
        }
        values = [
            node
            for node in item
            if node["keyword"] == "ValueType" and node["before"] and node["after"]
        ]
        assert all(node["before"] == node["after"] for node in values), kinds


def test_private_elements_are_shown_with_their_creator_and_found_again_in_their_new_block() -> None:
    private = [
        builders.Element(0x00190010, "LO", "ACME 1.0"),
        builders.Element(0x00190011, "LO", "SIEMENS MR HEADER"),
        builders.Element(0x00191010, "LO", "Orzhanna"),
        builders.Element(0x0019110C, "IS", "1000"),
    ]
    data = part10(put(builders.mr(), *private))
    found = inspect(data, Protocol.preset("research"), KEY)
    by_tag = {node["tag"]: node for node in found["nodes"]}
    assert by_tag["(0019,1010)"]["creator"] == "ACME 1.0"
    assert by_tag["(0019,1010)"]["change"] == "removed"
    value = by_tag["(0019,110C)"]
    assert (value["creator"], value["change"]) == ("SIEMENS MR HEADER", "kept")
    assert value["before"] == value["after"] == {"kind": "text", "text": "1000"}
    assert by_tag["(0019,0011)"]["change"] == "kept"
    assert "(0019,100C)" not in by_tag


def test_an_element_that_stood_there_twice_is_shown_twice() -> None:
    twice = builders.ordered([*builders.ct(), el("PatientID", "EARLIER")])
    nodes = inspect(part10(twice), BASIC, KEY)["nodes"]
    found = [node for node in nodes if node["keyword"] == "PatientID"]
    assert len(found) == 2
    duplicate = [node for node in found if node["reason"] == "duplicate-element"]
    assert len(duplicate) == 1
    assert duplicate[0]["change"] == "removed"


def test_values_are_decoded_by_their_character_set() -> None:
    elements = put(
        builders.ct(),
        el("SpecificCharacterSet", "ISO_IR 192"),
        el("PatientName", "Šimůnková^Žofie"),
    )
    nodes = inspect(part10(elements, codec="utf-8"), BASIC, KEY)["nodes"]
    assert _node(nodes, "PatientName")["before"]["text"] == "Šimůnková^Žofie"


def test_an_item_has_its_own_character_set() -> None:
    inner = builders.Item(
        (el("SpecificCharacterSet", "ISO_IR 144"), el("PatientID", "Жанна")), codec="iso8859-5"
    )
    sequence = builders.Element(0x00101002, "SQ", (inner,))
    nodes = inspect(part10(put(builders.ct(), sequence)), BASIC, KEY)["nodes"]
    (item,) = _node(nodes, "OtherPatientIDsSequence")["items"]
    assert _node(item, "PatientID")["before"]["text"] == "Жанна"


def test_long_values_are_cut_and_say_how_long_they_are() -> None:
    nodes = inspect(part10(put(builders.ct(), el("PatientComments", "ab" * 5000))), BASIC, KEY)
    comments = _node(nodes["nodes"], "PatientComments")["before"]
    assert len(comments["text"]) == LONGEST_SHOWN
    assert comments["cut"] == 10_000


def test_pixels_are_shown_by_their_size_only() -> None:
    nodes = inspect(TEMPLATES["ct"].file(), BASIC, KEY)["nodes"]
    assert _node(nodes, "PixelData")["before"] == {"kind": "bytes", "size": 128}


def test_binary_numbers_and_tags_are_shown_as_people_write_them() -> None:
    elements = put(
        TEMPLATES["enhanced_mr"].elements, el("FrameIncrementPointer", (0x00181063, 0x00200013))
    )
    nodes = inspect(part10(elements), BASIC, KEY)["nodes"]
    assert _node(nodes, "FrameIncrementPointer")["before"]["text"] == "(0018,1063)\\(0020,0013)"
    assert _node(nodes, "Rows")["before"]["text"].isdecimal()


def test_a_refused_file_says_why_and_shows_nothing() -> None:
    found = inspect(TEMPLATES["ct"].file()[:-40], BASIC, KEY)
    assert (found["status"], found["code"], found["nodes"]) == ("refused", "truncated", [])
    assert inspect(b"\xff\xd8\xff" * 99, BASIC, KEY)["status"] == "skipped"


def test_a_deep_or_endless_instance_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [[el("ReferencedSOPInstanceUID", f"1.2.{number}")] for number in range(60)]
    data = part10(put(builders.ct(), seq("ReferencedStudySequence", *items)))
    assert inspect(data, BASIC, KEY)["cut"] is False
    monkeypatch.setattr(inspection, "MOST_NODES", 40)
    found = inspect(data, BASIC, KEY)
    assert found["cut"] is True
    _, dataset = _split(found["nodes"])
    assert len(list(_every(dataset))) == 40


def test_known_values_of_the_batch_are_searched_for_as_in_a_run() -> None:
    kept = put(builders.ct(), el("ConvolutionKernel", "QUUXMAN"))
    known = [KnownValue("name", "Quuxman^Bo")]
    assert inspect(part10(kept), BASIC, KEY)["status"] == "de-identified"
    found = inspect(part10(kept), BASIC, KEY, known=known)
    outcome = deidentify(part10(kept), BASIC, KEY, known=known)
    assert (found["status"], found["code"]) == (outcome.status.value, outcome.code)


def test_each_action_that_is_shown_is_one_of_the_standard_or_an_addition() -> None:
    for template in TEMPLATES.values():
        for node in _every(inspect(template.file(), BASIC, KEY)["nodes"]):
            assert Action(node["action"])
            assert node["change"] in {"kept", "changed", "removed", "added"}
