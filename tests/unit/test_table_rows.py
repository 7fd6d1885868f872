"""Each row of Table E.1-1 (PS3.15 2026d) does what the standard says, at the root and in items.

The expectation is read from the standard's own table as recorded outside the package, and from
the modules of PS3.3, so that a mistake in the package's tables shows here.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from anami.standard import corrections
from tests import builders as b
from tests import strict
from tests.places import SHARED, shared
from tests.runs import Run, leaks, run

MARKERS: dict[str, b.Value] = {
    "PN": "Zqxfamily^Zqxgiven",
    "DA": "19470613",
    "TM": "041753",
    "DT": "19470613041753",
    "UI": "1.2.276.0.7230010.3.1.4.811753780.77",
    "CS": "ZQXMARKER",
    "AE": "ZQXAE",
    "AS": "071Y",
    "DS": "73591.482",
    "IS": "7359148",
    "UR": "http://zqx.example/marker",
    "OB": b"ZQXMARKR",
    "OW": b"ZQXMARKR",
    "UN": b"ZQXMARKR",
    "US": 31337,
    "SQ": (
        b.Item(
            (
                b.el("CodeValue", "ZQXCODE"),
                b.el("CodingSchemeDesignator", "99ZQX"),
                b.el("CodeMeaning", "Zqx meaning"),
                b.el("PatientName", "Zqxfamily^Zqxgiven"),
            )
        ),
    ),
}
TOKENS = ("zqx", "19470613", "041753", "811753780", "73591.482", "7359148")
HOST = 0x00400260  # Performed Protocol Code Sequence: kept, and in no row of the table
UID = re.compile(rb"2\.25\.[1-9][0-9]{0,38}\0?\Z")
SEVERITY = ("1", "1C", "2", "2C", "3")
REBUILT_GROUPS = (0x0000, 0x0002, 0x0004)


def load_rows() -> list[dict[str, Any]]:
    path = SHARED / "standard" / "e1-1.json"
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return rows


ROWS = load_rows()
PLAIN = [r for r in ROWS if re.fullmatch("[0-9A-F]{8}", r["tag_pattern"])]


def identity(row: dict[str, Any]) -> str:
    return f"{row['tag_pattern']}-{row['keyword']}-{row['basic_prof']}"


@cache
def corrected() -> dict[tuple[int, str], str]:
    """Read the documented deviations of the package: (tag, Type) and what is done instead."""
    return {(c.tag, c.attribute_type): c.action for c in corrections.CORRECTIONS}


@cache
def types() -> dict[str, Any]:
    path = shared("standard", "iod-types-e11-nested.json")
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def type_of(sop_class: str, path: str) -> str:
    """Give the strictest Type among the IOD's modules, or "" when the IOD does not define it."""
    data = types()
    found = [
        data["mod"][module][path]
        for module, _ in data["iod"][data["sop"][sop_class]]
        if path in data["mod"].get(module, {})
    ]
    return min(found, key=SEVERITY.index) if found else ""


def planted(row: dict[str, Any]) -> b.Element:
    vr = (row["vr"] or ["LO"])[0]
    return b.Element(int(row["tag_pattern"], 16), vr, MARKERS.get(vr, "Zqxmarker"))


def companions(element: b.Element) -> list[b.Element]:
    """Give the element and what it cannot be understood without."""
    if element.tag == 0x00420011:
        return [element, b.el("MIMETypeOfEncapsulatedDocument", "application/pdf")]
    return [element]


def at_root(row: dict[str, Any]) -> Run:
    element = planted(row)
    elements = b.put(b.ct(), *companions(element))
    if element.tag >> 16 == 2:
        meta = b.put(b.file_meta(b.ct(), b.EXPLICIT), element)
        return run(b.part10(b.ct(), meta=meta))
    return run(b.part10(elements))


def in_item(row: dict[str, Any]) -> Run:
    item = b.Item(tuple(b.ordered([b.el("CodeValue", "P5"), *companions(planted(row))])))
    return run(b.part10(b.put(b.ct(), b.Element(HOST, "SQ", (item,)))))


def expected(code: str, attribute_type: str) -> set[str]:
    """Resolve a code by the attribute's Type (Table E.1-1a); several answers where it is open."""
    if "/" not in code:
        return {code}
    options = set(code.replace("*", "").split("/"))
    strongest = {"1": "D", "2": "Z", "3": "X"}
    wanted = strongest.get(attribute_type)
    if wanted is None:
        # Conditional types, and attributes that the IOD does not define: any lawful answer.
        return options
    if wanted in options:
        return {wanted}
    return {"U"} & options or {"Z", "D"} & options or options


def check(made: Run, row: dict[str, Any], found: strict.Node | None, attribute_type: str) -> None:
    assert made.done, f"{made.status} {made.code}"
    tag = int(row["tag_pattern"], 16)
    assert not leaks(made.data, *TOKENS)
    actions = expected(row["basic_prof"], attribute_type)
    if (tag, attribute_type) in corrected():
        actions = {corrected()[tag, attribute_type]}
    if tag >> 16 in REBUILT_GROUPS:
        return
    done = "X" if found is None else "Z" if not found.value else "D"
    if found is not None and UID.fullmatch(found.value):
        assert actions & {"U", "D", "Z"}
    elif found is not None and found.value and "U" in actions and row["vr"] == ["SQ"]:
        assert found.items is not None
    else:
        # Z may be zero-length or a dummy (Table E.1-1a).
        allowed = actions | ({"D"} if "Z" in actions else set())
        assert done in allowed


@pytest.mark.leak("T16")
@pytest.mark.skipif(not ROWS, reason="standard/e1-1.json is absent: set ANAMI_SHARED")
@pytest.mark.parametrize("row", PLAIN, ids=identity)
def test_a_row_is_carried_out_at_the_root(row: dict[str, Any]) -> None:
    made = at_root(row)
    tag = int(row["tag_pattern"], 16)
    check(made, row, made.read.get(tag), type_of(b.CT, row["keyword"]))


@pytest.mark.leak("T1", "T16")
@pytest.mark.skipif(not ROWS, reason="standard/e1-1.json is absent: set ANAMI_SHARED")
@pytest.mark.parametrize(
    "row", [r for r in PLAIN if int(r["tag_pattern"][:4], 16) not in REBUILT_GROUPS], ids=identity
)
def test_a_row_is_carried_out_inside_an_item(row: dict[str, Any]) -> None:
    made = in_item(row)
    host = made.read.get(HOST)
    assert host is not None
    assert host.items
    tag = int(row["tag_pattern"], 16)
    found = next((n for n in host.items[0] if n.tag == tag), None)
    check(made, row, found, type_of(b.CT, f"PerformedProtocolCodeSequence/{row['keyword']}"))


@pytest.mark.skipif(not ROWS, reason="standard/e1-1.json is absent: set ANAMI_SHARED")
def test_the_table_has_all_rows_of_its_edition() -> None:
    assert len(ROWS) == 657
    assert len(PLAIN) == 653


@pytest.mark.parametrize("tag", [0x50000010, 0x501E3000, 0x60003000, 0x601E4000, 0x60124000])
def test_repeating_groups_are_removed(tag: int) -> None:
    element = b.Element(tag, "LT" if tag & 0xFFFF == 0x4000 else "OW", b"ZQXMARKR")
    made = run(b.part10(b.put(b.ct(), element)))
    assert made.done
    assert made.read.get(tag) is None
