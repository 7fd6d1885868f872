"""Each option column of Table E.1-1 (PS3.15 2026d) does what it says, at the root and in items.

The expectation is read from the standard's own table as recorded outside the package: K keeps the
value, C takes out what identifies and leaves what doesn't, and all other rows are as without the
option.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from anami import Protocol
from anami.errors import ContradictoryOptionsError
from anami.protocol import IMPLEMENTED_OPTIONS, checked_options
from anami.standard import confidentiality
from tests import builders as b
from tests.places import ROOT, SHARED, shared
from tests.runs import Run, leaks, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests import strict

UID_ROOT = "1.2.276.0.7230010.3.1.4.811753780.77"
CODED = (
    b.el("CodeValue", "T-D3000"),
    b.el("CodingSchemeDesignator", "SRT"),
    b.el("CodeMeaning", "Chest"),
    b.el("PatientName", "Zqxfamily^Zqxgiven"),
)
REFERENCE = (*b.referenced(b.CT, UID_ROOT), b.el("PatientName", "Zqxfamily^Zqxgiven"))
KEPT: dict[str, b.Value] = {
    "AS": "071Y",
    "CS": "ZQXMARKER",
    "DA": "20110914",
    "DS": "73591.482",
    "DT": "20110914084137.25",
    "LO": "Zqxmarker 5",
    "OB": b"ZQXMARKR",
    "SH": "Zqxmarker",
    "ST": "Zqxmarker 5",
    "TM": "084137.25",
    "UC": "Zqxmarker",
    "UI": UID_ROOT,
    "UR": "http://zqx.example/marker",
    "US": 31337,
    "UT": "Zqxmarker 5",
}
"""VR → a value that an option with K must leave as it is."""
CLEANED: dict[str, b.Value] = {
    **KEPT,
    "AE": "ZQXAE",
    **dict.fromkeys(("LO", "LT", "SH", "ST", "UT"), "CHEST ZQXMARKER"),
}
"""VR → a value of which an option with C must take out what identifies."""
TOLD = ("zqxfamily", "zqxgiven")
REMOVED = frozenset((0x04000310, 0x00340007))
"""K or C of a date option, but OB: a signed time stamp and a PTP time can't be read as a date."""
LOCAL_TIME = 0x00080201
HOST = 0x00400260  # Performed Protocol Code Sequence: kept, and in no row of the table
REBUILT = (0x0000, 0x0002, 0x0004)
MARKERS = frozenset((0x00120062, 0x00120063, 0x00120064, 0x00280303))
SOFTWARE = frozenset((0x00181019, 0x00181020))
"""Software Versions: in no row, but they tell devices apart, so Device Identity may retain them."""
CONTENT_TREES = frozenset((0x00400555, 0x0040A730, 0x00400610, 0x0040B020))
GRAPHIC_ANNOTATIONS = 0x00700001


def load_rows() -> list[dict[str, Any]]:
    path = SHARED / "standard" / "e1-1.json"
    if not path.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return rows


ROWS = load_rows()
PLAIN = {
    int(r["tag_pattern"], 16): r
    for r in ROWS
    if re.fullmatch("[0-9A-F]{8}", r["tag_pattern"])
    and int(r["tag_pattern"][:4], 16) not in REBUILT
}
CASES = [
    pytest.param(row, option, id=f"{option}-{tag:08X}-{row['keyword']}-{row[option]}")
    for option in sorted(IMPLEMENTED_OPTIONS)
    for tag, row in PLAIN.items()
    if row[option]
]
needs_rows = pytest.mark.skipif(not ROWS, reason="standard/e1-1.json is absent: set ANAMI_SHARED")


def protocol(*options: str) -> Protocol:
    return Protocol(options=frozenset(options))


def content_items() -> tuple[b.Item, ...]:
    """Make a name, which no option keeps, a coded finding site, which tells nobody, and a text."""
    return (
        b.Item(
            (
                b.el("RelationshipType", "CONTAINS"),
                b.el("ValueType", "PNAME"),
                b.code("ConceptNameCodeSequence", "121008", "DCM", "Person Observer Name"),
                b.el("PersonName", "Zqxfamily^Zqxgiven"),
            )
        ),
        b.Item(
            (
                b.el("RelationshipType", "CONTAINS"),
                b.el("ValueType", "CODE"),
                b.code("ConceptNameCodeSequence", "363698007", "SCT", "Finding Site"),
                b.code("ConceptCodeSequence", "T-D3000", "SRT", "Chest"),
            )
        ),
        b.Item(
            (
                b.el("RelationshipType", "CONTAINS"),
                b.el("ValueType", "TEXT"),
                b.code("ConceptNameCodeSequence", "121071", "DCM", "Finding"),
                b.el("TextValue", "CHEST ZQXMARKER"),
            )
        ),
    )


def special(tag: int) -> tuple[b.Item, ...] | None:
    """Give the items of sequences that an option cleans as a tree."""
    items = tuple(b.Item(tuple(b.ordered(item.elements))) for item in content_items())
    if tag == 0x00400610:
        steps = b.Element(0x00400612, "SQ", items)
        return (b.Item((steps,)),)
    if tag in CONTENT_TREES:
        return items
    if tag == GRAPHIC_ANNOTATIONS:
        text = b.seq(
            "TextObjectSequence",
            [
                b.el("UnformattedTextValue", "CHEST ZQXMARKER"),
                b.el("AnchorPoint", (1.0, 1.0)),
            ],
        )
        return (b.Item((text,)),)
    return None


def planted(row: dict[str, Any], option: str) -> b.Element:
    tag, vr = int(row["tag_pattern"], 16), row["vr"][0]
    if vr == "SQ":
        plain = REFERENCE if option == "rtn_uids" else CODED
        return b.Element(tag, vr, special(tag) or (b.Item(tuple(b.ordered(plain))),))
    if tag == LOCAL_TIME:
        return b.Element(tag, vr, "+0545")
    return b.Element(tag, vr, (KEPT if row[option] == "K" else CLEANED)[vr])


def made_of(element: b.Element, options: Protocol, *, nested: bool) -> Run:
    if not nested:
        return run(b.part10(b.put(b.ct(), element)), protocol=options)
    item = b.Item(tuple(b.ordered([b.el("CodeValue", "P5"), element])))
    return run(b.part10(b.put(b.ct(), b.Element(HOST, "SQ", (item,)))), protocol=options)


def found_in(made: Run, tag: int, *, nested: bool) -> strict.Node | None:
    if not nested:
        return made.read.get(tag)
    host = made.read.get(HOST)
    assert host is not None
    assert host.items
    return next((node for node in host.items[0] if node.tag == tag), None)


def text_of(node: strict.Node | None) -> str:
    return "" if node is None else node.value.decode("latin-1").strip(" \0")


def day(text: str) -> date:
    return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone


@cache
def offset() -> timedelta:
    """Read from a result by how much this patient's dates move: all must move by the same."""
    made = run(b.part10(b.ct()), protocol=protocol("rtn_long_modif_dates"))
    study = text_of(made.read.get(0x00080020))
    assert day(study) != day(b.PERSONA.study_date)
    return day(study) - day(b.PERSONA.study_date)


def check_kept(row: dict[str, Any], option: str, made: Run, found: strict.Node | None) -> None:
    tag, vr = int(row["tag_pattern"], 16), row["vr"][0]
    if tag in REMOVED:
        assert not text_of(found)
        return
    assert found is not None
    if vr == "SQ":
        assert found.items
        values = [text_of(node) for node in found.items[0]]
        assert (UID_ROOT if option == "rtn_uids" else "T-D3000") in values
        assert not leaks(made.data, *TOLD)
    elif vr == "US":
        assert found.value == (31337).to_bytes(2, "little")
    else:
        assert text_of(found) == planted(row, option).value


def check_cleaned(row: dict[str, Any], made: Run, found: strict.Node | None) -> None:
    tag, vr = int(row["tag_pattern"], 16), row["vr"][0]
    assert not leaks(made.data, "zqx", "+0545")
    if tag in REMOVED or tag == LOCAL_TIME or vr == "OB":
        assert not text_of(found)
        return
    assert found is not None
    if vr == "DA":
        assert day(text_of(found)) == day("20110914") + offset()
    elif vr == "DT":
        assert day(text_of(found)) == day("20110914") + offset()
        assert text_of(found)[8:] == "084137.25"
    elif vr == "TM":
        assert text_of(found) == "084137.25"  # whole days: the time of day stays
    elif vr == "AE":
        assert re.fullmatch("[A-Z2-7]{1,16}", text_of(found))
    elif vr == "CS":
        assert re.fullmatch("[A-Z0-9_ ]{1,16}", text_of(found))
    elif vr == "SQ":
        assert found.items
        assert leaks(found.value, "CHEST")
    else:
        assert text_of(found) == "CHEST"


@needs_rows
@pytest.mark.parametrize("nested", [False, True], ids=["at-the-root", "in-an-item"])
@pytest.mark.parametrize("row,option", CASES)
def test_an_option_does_to_a_row_what_its_column_says(
    row: dict[str, Any], option: str, *, nested: bool
) -> None:
    tag = int(row["tag_pattern"], 16)
    made = made_of(planted(row, option), protocol(option), nested=nested)
    assert made.done, f"{made.status} {made.code}"
    found = found_in(made, tag, nested=nested)
    if row[option] == "K":
        check_kept(row, option, made, found)
    else:
        check_cleaned(row, made, found)


def own_value(tag: int, vr: str, number: int) -> b.Value:
    """Make a value of a VR that no other number has, so that one kept value hides no other."""
    when = (date(1931, 1, 1) + timedelta(number)).strftime("%Y%m%d")
    clock = f"{number // 60:02d}{number % 60:02d}07"
    label = "".join(chr(ord("g") + int(digit)) for digit in f"{number:04d}")
    if vr == "SQ":
        coded = {element.tag: element for element in CODED}
        name = b.el("PatientName", f"Zqx{label}^Zqy{label}")
        return (b.Item(tuple(b.ordered({**coded, name.tag: name}.values()))),)
    values: dict[str, b.Value] = {
        "AS": f"{10 + number % 70:03d}Y",
        "CS": f"ZQX{label.upper()}",
        "AE": f"ZQA{label.upper()}",
        "DA": when,
        "DT": when + clock,
        "TM": clock,
        "DS": f"{7000 + number}.482",
        "IS": f"{735000 + number}",
        "US": 31000 + number,
        "UI": f"{UID_ROOT}.{9000 + number}",
        "UR": f"http://zqx{label}.example/",
        "PN": f"Zqx{label}^Zqy{label}",
        **dict.fromkeys(("OB", "OW", "UN"), f"ZQB{label.upper()}Q".encode()),
    }
    return "+0545" if tag == LOCAL_TIME else values.get(vr, f"CHEST Zqx{label}")


def all_rows() -> list[b.Element]:
    """Plant every row of the table at once."""
    return [
        b.Element(tag, row["vr"][0], own_value(tag, row["vr"][0], number))
        for number, (tag, row) in enumerate(sorted(PLAIN.items()))
        if tag not in MARKERS
    ]


@cache
def with_all_rows(options: frozenset[str], *, nested: bool) -> Run:
    document = b.el("MIMETypeOfEncapsulatedDocument", "application/pdf")
    elements = b.ordered(b.put(all_rows(), document))
    if nested:
        return run(
            b.part10(b.put(b.ct(), b.Element(HOST, "SQ", (b.Item(tuple(elements)),)))),
            protocol=Protocol(options=options),
        )
    # What says which instance it is, and the image, stay as they are.
    own = b.drop(b.ct(), "StudyDescription")
    identity = [e for e in own if e.tag in {0x00080016, 0x00080018, 0x00080005}]
    return run(
        b.part10(b.put(b.put(own, *elements), *identity)), protocol=Protocol(options=options)
    )


def beside(
    nodes: tuple[strict.Node, ...], option: str, path: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Yield place and value of all that an option has nothing to do with."""
    for node in nodes:
        row = PLAIN.get(node.tag)
        if node.tag in MARKERS or (row is not None and row[option]):
            continue
        if option == "rtn_uids" and node.vr == "UI":
            continue  # E.3.9 retains the UIDs that the table doesn't list as well
        if option == "rtn_dev_id" and node.tag in SOFTWARE:
            continue
        here = f"{path}/{node.tag:08X}"
        if node.items is None:
            yield here, node.value
            continue
        for number, item in enumerate(node.items):
            yield from beside(item, option, f"{here}[{number}]")


@needs_rows
@pytest.mark.parametrize("nested", [False, True], ids=["at-the-root", "in-an-item"])
@pytest.mark.parametrize("option", sorted(IMPLEMENTED_OPTIONS))
def test_all_other_rows_are_as_without_the_option(option: str, *, nested: bool) -> None:
    without = with_all_rows(frozenset(), nested=nested)
    made = with_all_rows(frozenset((option,)), nested=nested)
    assert without.done, f"{without.status} {without.code}"
    assert made.done, f"{made.status} {made.code}"
    expected, found = dict(beside(without.read.root, option)), dict(beside(made.read.root, option))
    assert sorted(expected) == sorted(found)
    assert [place for place in found if found[place] != expected[place]] == []


CONFLICTING = [
    row for row in PLAIN.values() if row["rtn_dev_id"] == "K" and row["rtn_long_modif_dates"] == "C"
]


@needs_rows
def test_device_identity_and_modified_dates_disagree_on_eleven_attributes() -> None:
    assert len(CONFLICTING) == 11
    for row in CONFLICTING:
        for nested in (False, True):
            options = protocol("rtn_dev_id", "rtn_long_modif_dates")
            made = made_of(planted(row, "rtn_long_modif_dates"), options, nested=nested)
            assert made.done, f"{row['keyword']}: {made.code}"
            tag = int(row["tag_pattern"], 16)
            check_cleaned(row, made, found_in(made, tag, nested=nested))


@needs_rows
def test_device_identity_alone_keeps_its_eleven_dates() -> None:
    for row in CONFLICTING:
        options = protocol("rtn_dev_id", "rtn_long_full_dates")
        made = made_of(planted(row, "rtn_dev_id"), options, nested=False)
        check_kept(row, "rtn_dev_id", made, made.read.get(int(row["tag_pattern"], 16)))


@pytest.mark.parametrize(
    "age,written",
    [
        ("000D", "000D"),
        ("012M", "012M"),
        ("999M", "999M"),
        ("088Y", "088Y"),
        ("089Y", "089Y"),
        ("090Y", "090Y"),
        ("091Y", "090Y"),
        ("119Y", "090Y"),
        ("999Y", "090Y"),
        (" 95Y", ""),
        ("95Y", ""),
        ("095", ""),
        ("095y", ""),
    ],
)
@pytest.mark.parametrize("nested", [False, True], ids=["at-the-root", "in-an-item"])
def test_an_age_over_89_is_capped(age: str, written: str, *, nested: bool) -> None:
    made = made_of(b.el("PatientAge", age), protocol("rtn_pat_chars"), nested=nested)
    assert made.done, made.code
    assert text_of(found_in(made, 0x00101010, nested=nested)) == written


@pytest.mark.parametrize(
    "ages",
    ["095Y\\045Y", "045Y\\095Y", "095Y\\012M", "095Y\\", " 095Y", "045Y\\ 095Y", "095Y\\101Y"],
)
def test_each_of_several_ages_is_capped(ages: str) -> None:
    """Selector AS Value (0072,005F) may hold several, and blanks around them mean nothing."""
    made = made_of(b.el("SelectorASValue", ages), protocol("rtn_pat_chars"), nested=False)
    assert made.done, made.code
    for age in text_of(made.read.get(0x0072005F)).split("\\"):
        assert age.strip() in {"", "012M", "045Y", "090Y"}


@pytest.mark.parametrize(
    "age,width,written",
    [
        *(("043Y", "5", "040Y"), ("045Y", "5", "045Y"), ("044Y", "1", "044Y")),
        *(("089Y", "5", "085Y"), ("090Y", "5", "090Y"), ("104Y", "10", "090Y")),
        *(("092Y", "99", "090Y"), ("088Y", "99", "000Y"), ("004Y", "5", "000Y")),
        # Whoever is not yet one year old is in the group that begins at birth.
        *(("011M", "1", "000Y"), ("003W", "1", "000Y"), ("006D", "5", "000Y")),
        *(("052W", "1", "000Y"), ("053W", "1", "001Y"), ("364D", "1", "000Y")),
        *(("023M", "1", "001Y"), ("024M", "2", "002Y"), ("999M", "5", "080Y")),
        ("043Y\\007M", "5", "040Y\\000Y"),
    ],
)
def test_an_age_becomes_the_first_year_of_its_group(age: str, width: str, written: str) -> None:
    chosen = Protocol.load(
        {
            **protocol().as_dict(),
            "rules": [{"attribute": "PatientAge", "action": "round_age", "value": width}],
        }
    )
    made = run(b.part10(b.put(b.ct(), b.el("PatientAge", age))), protocol=chosen)
    found = made.dataset.PatientAge
    assert (found if isinstance(found, str) else "\\".join(found)) == written
    assert made.reasons(0x00101010) in ({("C", "own-rule")}, {("K", "own-rule")})


@pytest.mark.parametrize("age", ["43Y", "old", "043", "P43Y"])
def test_what_is_no_age_is_not_kept_in_groups_either(age: str) -> None:
    rules = [{"attribute": "PatientAge", "action": "round_age", "value": "5"}]
    chosen = Protocol.load({**protocol().as_dict(), "rules": rules})
    made = run(b.part10(b.put(b.ct(), b.el("PatientAge", age))), protocol=chosen)
    assert not made.dataset.get("PatientAge")


@pytest.mark.parametrize("options", [sorted(c) for c in ([], ["clean_desc"], ["rtn_dev_id"])])
def test_an_age_goes_without_patient_characteristics(options: list[str]) -> None:
    made = made_of(b.el("PatientAge", "045Y"), protocol(*options), nested=False)
    assert not text_of(made.read.get(0x00101010))


def test_full_and_modified_dates_together_are_refused_with_the_reason() -> None:
    others = sorted(IMPLEMENTED_OPTIONS - {"rtn_long_full_dates", "rtn_long_modif_dates"})
    for count in range(len(others) + 1):
        for more in combinations(others, count):
            with pytest.raises(ContradictoryOptionsError, match="rtn_long_full_dates") as caught:
                checked_options([*more, "rtn_long_full_dates", "rtn_long_modif_dates"])
            assert caught.value.code == "contradictory-options"


def test_the_engine_does_not_start_on_contradictory_options() -> None:
    both = protocol("rtn_long_full_dates", "rtn_long_modif_dates")
    with pytest.raises(ContradictoryOptionsError):
        run(b.part10(b.ct()), protocol=both)


@pytest.mark.parametrize("creator", ["Philips PET Private Group", "PHILIPS PET PRIVATE GROUP Zqx"])
@pytest.mark.parametrize("nested", [False, True], ids=["at-the-root", "in-an-item"])
def test_only_private_attributes_that_the_standard_lists_pass(
    creator: str, *, nested: bool
) -> None:
    block = [
        b.Element(0x70530010, "LO", creator),
        b.Element(0x70531000, "DS", "0.000551"),
        b.Element(0x70531001, "LO", "Zqxmarker"),
    ]
    elements = b.put(b.ct(), *block)
    if nested:
        items = b.Item(tuple(b.ordered([b.el("CodeValue", "P5"), *block])))
        elements = b.put(b.ct(), b.Element(HOST, "SQ", (items,)))
    made = run(b.part10(elements), protocol=protocol("rtn_safe_priv"))
    assert made.done, made.code
    assert not leaks(made.data, "zqx")
    private = {node.tag for node in made.read.all() if node.tag >> 16 & 1}
    assert private == ({0x70530010, 0x70531000} if creator.endswith("Group") else set())


def test_structured_content_and_descriptors_together_keep_what_a_text_says_of_the_finding() -> None:
    tree = b.Element(0x0040A730, "SQ", special(0x0040A730) or ())
    for chosen, expected in ((["clean_desc"], "CHEST"), ([], "")):
        options = protocol("clean_struct_cont", *chosen)
        made = run(b.part10(b.put(b.sr(), tree)), protocol=options)
        assert made.done, made.code
        assert not leaks(made.data, "zqx")
        texts = [text_of(node) for node in made.read.all() if node.tag == 0x0040A160]
        assert (expected in texts) == bool(chosen)


@pytest.mark.parametrize(
    "value", [b.PERSONA.name, b.PERSONA.patient_id, b.PERSONA.accession, b.PERSONA.birth_date]
)
@pytest.mark.parametrize(
    "keyword,option", [("InstitutionName", "rtn_inst_id"), ("DeviceSerialNumber", "rtn_dev_id")]
)
def test_what_the_patient_is_known_by_is_not_retained_as_something_else(
    keyword: str, option: str, value: str
) -> None:
    made = run(b.part10(b.put(b.ct(), b.el(keyword, value))), protocol=protocol(option))
    assert not leaks(made.data, value)


@pytest.mark.parametrize("word", [b.PERSONA.family, b.PERSONA.family.upper(), b.PERSONA.given])
def test_a_word_of_the_patients_name_is_not_retained_as_something_else(word: str) -> None:
    for keyword, option in (("InstitutionName", "rtn_inst_id"), ("StationName", "rtn_dev_id")):
        made = run(b.part10(b.put(b.ct(), b.el(keyword, word))), protocol=protocol(option))
        assert not leaks(made.data, word)


@pytest.mark.parametrize("tag", [0x50000010, 0x501E3000, 0x60003000, 0x601E4000])
def test_overlays_and_curves_go_even_with_clean_graphics(tag: int) -> None:
    """What a bitmap shows can't be cleaned; removing is the cleaning of E.3.3."""
    element = b.Element(tag, "LT" if tag & 0xFFFF == 0x4000 else "OW", b"ZQXMARKR")
    made = run(b.part10(b.put(b.ct(), element)), protocol=protocol("clean_graph"))
    assert made.done
    assert made.read.get(tag) is None


# --------------------------------------------------------------- docs/options.md says the same

TABLE_LINE = re.compile(r"\| `(\w+)` \| (\d{6}) \| ([^|]+) \| (E[.\d]+) \| (\d+) \| (\d+) \|")


def documented() -> dict[str, tuple[str, str, int, int]]:
    text = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    return {
        name: (code, section, int(kept), int(cleaned))
        for name, code, _, section, kept, cleaned in TABLE_LINE.findall(text)
    }


def test_the_documented_options_are_those_that_are_carried_out() -> None:
    assert set(documented()) == IMPLEMENTED_OPTIONS


def test_the_documented_numbers_of_rows_are_those_of_the_running_table() -> None:
    for name, (_, _, kept, cleaned) in documented().items():
        codes = [getattr(row, name) for row in confidentiality.ROWS]
        assert (codes.count("K"), codes.count("C")) == (kept, cleaned), name


@needs_rows
def test_the_documented_numbers_of_rows_are_those_of_the_standard() -> None:
    for name, (_, _, kept, cleaned) in documented().items():
        codes = [row[name] for row in ROWS]
        assert (codes.count("K"), codes.count("C")) == (kept, cleaned), name


def test_the_documented_codes_are_those_of_the_standard() -> None:
    path = shared("standard", "cid-7050.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    said = {name: (code, section) for name, (code, section, _, _) in documented().items()}
    assert said == {
        r["option_key"]: (r["code_value"], r["ps315_section"])
        for r in rows
        if r["option_key"] in IMPLEMENTED_OPTIONS
    }


def test_every_test_and_module_that_the_documentation_names_is_there() -> None:
    text = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:anami|tests|docs)/[\w./-]+)`", text))
    assert files
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []
    tests = set(re.findall(r"`(test_[a-z0-9_]+)`", text))
    assert tests
    sources = "\n".join(
        (ROOT / name).read_text(encoding="utf-8") for name in files if name.startswith("tests/")
    )
    assert [name for name in sorted(tests) if f"def {name}(" not in sources] == []


def test_the_documentation_has_a_part_for_each_option() -> None:
    text = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    headed = set(re.findall(r"^## .*\(`(\w+)`\)$", text, re.MULTILINE))
    assert headed == IMPLEMENTED_OPTIONS
