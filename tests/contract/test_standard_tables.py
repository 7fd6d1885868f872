"""The project's tables are those of the standard, row for row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from anami import standard
from anami.standard import (
    allowed,
    attribute_types,
    codes,
    confidentiality,
    corrections,
    dictionary,
    safe_private,
    structured_content,
    uids,
)
from tests import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONTENT_DIGEST = "e257bc5e1cfecb3156ad3b871c43e6d73581cba6e80df460f4a4a87694e89442"


def table(name: str) -> dict[str, Any]:
    """Read a table of the shared folder, or skip."""
    found: dict[str, Any] = json.loads(places.shared("standard", name).read_text("utf-8"))
    return found


def tag_of(written: str) -> int:
    """Read a tag; for a pattern, give a tag of a repeating group that it covers."""
    return int(written.replace("XX", "02").replace("X", "1"), 16)


def test_the_digest_of_table_e_1_1_is_the_published_one() -> None:
    assert standard.table_digest() == CONTENT_DIGEST
    assert standard.EDITION == "2026d"


def test_table_e_1_1_equals_the_source_row_for_row() -> None:
    source = table("e1-1.json")["rows"]
    ours = [
        {
            "pattern": row.tag,
            "name": row.name,
            "keyword": row.keyword,
            "vr": list(row.vr),
            "retired": row.retired,
            "in_std_comp_iod": row.in_standard_iod,
            "basic_prof": row.basic,
            **{option: getattr(row, option) for option in confidentiality.OPTION_COLUMNS},
        }
        for row in confidentiality.ROWS
    ]
    theirs = [
        {
            "pattern": row["tag_pattern"],
            "name": row["name"],
            "keyword": row["keyword"] or "",
            "vr": row["vr"] or [],
            "retired": row["retired"],
            "in_std_comp_iod": row["in_std_comp_iod"],
            "basic_prof": row["basic_prof"],
            **{option: row[option] for option in confidentiality.OPTION_COLUMNS},
        }
        for row in source
    ]
    assert len(ours) == 657
    assert ours == theirs


@pytest.mark.parametrize(
    "name,rows,count",
    [
        ("e3-4-1-structured-content.json", structured_content.ROWS, 214),
        ("e3-10-1-safe-private.json", safe_private.ROWS, 479),
    ],
)
def test_option_tables_equal_the_source_row_for_row(
    name: str,
    rows: tuple[tuple[str, ...], ...],
    count: int,
) -> None:
    assert len(rows) == count
    assert [list(row) for row in rows] == [
        [cell or "" for cell in row.values()] for row in table(name)["rows"]
    ]


def test_cid_7050_equals_the_source_row_for_row() -> None:
    assert len(codes.CID_7050) == 13
    assert [code._asdict() for code in codes.CID_7050] == [
        {
            "value": row["code_value"],
            "designator": row["coding_scheme_designator"],
            "meaning": row["code_meaning"],
            "option_key": row["option_key"],
            "section": row["ps315_section"],
        }
        for row in table("cid-7050.json")["rows"]
    ]


def test_every_attribute_of_ps3_6_has_its_vr_and_keyword() -> None:
    source = table("ps36-2026c-dictionary.json")
    wrong = {
        tag: (keyword, vr, dictionary.vr_of(tag_of(tag)), dictionary.keyword_of(tag_of(tag)))
        for tag, (keyword, vr, _, _) in source.items()
        if keyword
        and vr
        and (dictionary.vr_of(tag_of(tag)), dictionary.keyword_of(tag_of(tag)))
        != (vr.replace("/", " or "), keyword)
    }
    assert not wrong


@pytest.mark.leak("T16")
def test_every_row_of_e_1_1_has_the_vr_and_keyword_of_ps3_6() -> None:
    for row in confidentiality.ROWS:
        if "x" in row.tag or row.tag == "private":
            continue
        tag = int(row.tag, 16)
        assert dictionary.keyword_of(tag) == row.keyword
        assert set((dictionary.vr_of(tag) or "").split(" or ")) == set(row.vr)


def test_roles_of_uids_equal_the_source_and_doubts_are_resolved_towards_replacement() -> None:
    source = table("uid-roles.json")
    listed = {int(tag.replace(",", ""), 16) for tag, _ in source["structural_keep"]}
    assert set(uids.STRUCTURAL) == listed
    assert set(uids.JUDGED_INSTANCE) == {
        int(tag.replace(",", ""), 16) for tag, _, _ in source["judgement"]
    }
    for tag, *_ in (*source["instance_replace"], *source["judgement"]):
        assert uids.role(int(tag.replace(",", ""), 16)) == "instance"
    assert set(source["well_known_frame_of_reference"]) == uids.WELL_KNOWN_FRAMES_OF_REFERENCE
    assert set(source["well_known_sop_instance"]) == uids.WELL_KNOWN_INSTANCES


def strictest(found: list[str]) -> str | None:
    known = [one for one in found if one in {"1", "1C", "2", "2C", "3"}]
    return min(known, key=("1", "1C", "2", "2C", "3").index) if known else None


def test_types_equal_the_source_at_every_path_of_every_sop_class() -> None:
    source = table("iod-types-e11-nested.json")
    # Keywords that PS3.6 has lengthened since the edition of the source.
    renamed = {
        "AnalogFilterType": "AnalogFilterTypeCodeSequence",
        "SummarizedFilterLookupTable": "SummarizedFilterLookupTableSequence",
    }
    checked = 0
    for uid in {iod: uid for uid, iod in source["sop"].items()}.values():
        expected: dict[str, list[str]] = {}
        for module, _ in source["iod"][source["sop"][uid]]:
            for path, found in source["mod"].get(module, {}).items():
                expected.setdefault(path, []).append(found)
        for path, found_types in expected.items():
            tags = tuple(dictionary.tag_of(renamed.get(one, one)) for one in path.split("/"))
            assert attribute_types.attribute_type(uid, tags) == strictest(found_types), path
            checked += 1
    attribute_types.attribute_type.cache_clear()
    assert checked > 20_000


def test_sop_classes_are_those_of_the_source_less_the_incomplete_ones() -> None:
    source = table("iod-types-e11-nested.json")
    # Waveform presentation states: their modules are newer than the source of Types.
    incomplete = {"1.2.840.10008.5.1.4.1.1.9.100.1", "1.2.840.10008.5.1.4.1.1.9.100.2"}
    listed = {uid for uid in source["sop"] if attribute_types.is_known_sop_class(uid)}
    assert listed == set(source["sop"]) - incomplete


Found = dict[tuple[int, str], set[str]]


def conflicts(is_conflict: Callable[[str, str], bool]) -> Found:
    """Find (tag, Type) -> paths where a code of E.1-1 meets a Type, at reachable places."""
    found: Found = {}
    for roots in attribute_types.module_roots().values():
        for path, strict in reachable(roots, ()):
            row = confidentiality.row_for(path[-1])
            if row is not None and is_conflict(row.basic, strict):
                names = "/".join(dictionary.keyword_of(tag) for tag in path)
                found.setdefault((path[-1], strict), set()).add(names)
    return found


def reachable(
    nodes: tuple[int, ...],
    above: tuple[int, ...],
) -> Iterator[tuple[tuple[int, ...], str]]:
    """Give each path whose sequences are kept, with its strictest Type."""
    merged: dict[int, tuple[list[str], set[int]]] = {}
    for node in nodes:
        for tag, (found, below) in attribute_types.children(node).items():
            types, nodes_below = merged.setdefault(tag, ([], set()))
            types.append(found)
            if below >= 0 and below != node:
                nodes_below.add(below)
    for tag, (types, nodes_below) in merged.items():
        strict = strictest(types)
        if strict is not None:
            yield (*above, tag), strict
        row = confidentiality.row_for(tag)
        kept = row is None or row.basic == "X/Z/U*"
        if nodes_below and kept:
            yield from reachable(tuple(sorted(nodes_below)), (*above, tag))


def is_impossible(code: str, attribute_type: str) -> bool:
    """Whether a code of Table E.1-1, carried out to the letter, breaks a Type."""
    return attribute_type in {
        "X": ("1", "2", "2C"),
        "Z": ("1",),
        "X/Z": ("1",),
    }.get(code, ())


def test_corrections_are_exactly_the_places_where_the_literal_code_breaks_the_iod() -> None:
    found = conflicts(is_impossible)
    overlay_data = (0x60003000, "1")  # goes with its whole group
    assert found.pop(overlay_data) == {"OverlayData"}
    written: Found = {}
    for row in corrections.CORRECTIONS:
        written.setdefault((row.tag, row.attribute_type), set()).add(row.path)
        literal = confidentiality.row_for(row.tag)
        assert literal is not None
        assert literal.basic == row.literal
        assert row.action == ("D" if row.attribute_type == "1" else "Z")
        assert row.reason
        assert row.iods
    assert written == found


def test_no_attribute_is_both_a_row_of_e_1_1_and_judged_by_hand() -> None:
    for mapping in (
        allowed.SAFE_TEXT,
        allowed.REFUSED_TEXT,
        allowed.UNSAFE,
        allowed.KEYED_CS,
        allowed.SAFE_TEMPORAL,
    ):
        assert [tag for tag in mapping if confidentiality.row_for(tag)] == []
    assert [tag for tag in allowed.CODE_MACRO if confidentiality.row_for(tag)] == []
