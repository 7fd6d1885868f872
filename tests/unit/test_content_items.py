"""Clean Structured Content: one rule for each content item, and a tree that stays one (E.3.4)."""

from __future__ import annotations

import re
import shutil
import struct
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.sr import _snomed_dict

from anami import Key, Protocol
from anami.concerns import content_items, content_trees
from anami.concerns.builders import coded_entry, item, text_element
from anami.concerns.context import Context
from anami.concerns.patients import patient_id, patient_name
from anami.concerns.uids import replacement
from anami.errors import UnsupportedOptionError
from anami.identity import Patient
from anami.model import Action, Dataset, Element, ElementPath, Encoding
from anami.protocol import checked_options
from anami.standard import confidentiality, dictionary, retired_codes, structured_content
from tests import builders as b
from tests.conformance.corpus import quiet_read
from tests.conformance.test_dciodvfy import errors, unexpected
from tests.places import shared
from tests.runs import run

if TYPE_CHECKING:
    from pathlib import Path

SR: Final = "1.2.840.10008.5.1.4.1.1.88.33"
CT: Final = "1.2.840.10008.5.1.4.1.1.2"
KEY: Final = Key.from_bytes(bytes(32))
PATIENT: Final = Patient("id\0PID1\0")
NAME: Final = "Vellqwist"
UID: Final = "1.2.3.4.5"
ALL_TYPES: Final = (
    *("CODE", "NUM", "CONTAINER", "SCOORD", "SCOORD3D", "TCOORD", "IMAGE", "COMPOSITE"),
    *("WAVEFORM", "TEXT", "DATE", "TIME", "DATETIME", "PNAME", "UIDREF", "TABLE", ""),
)
VALUE: Final = {
    "TEXT": (0x0040A160, "UT", f"{NAME} is well"),
    "DATE": (0x0040A121, "DA", "20200102"),
    "TIME": (0x0040A122, "TM", "101112"),
    "DATETIME": (0x0040A120, "DT", "20200102101112"),
    "PNAME": (0x0040A123, "PN", f"{NAME}^A"),
    "UIDREF": (0x0040A124, "UI", UID),
}


def one(
    kind: str,
    concept: tuple[str, str] = ("X1", "99LOCAL"),
    *more: Element,
    relationship: str = "CONTAINS",
    children: tuple[Dataset, ...] = (),
) -> Dataset:
    """Make a content item."""
    elements = [
        text_element(0x0040A010, "CS", relationship),
        Element(0x0040A043, "SQ", items=(coded_entry("Concept", *concept),)),
        *more,
    ]
    if kind:
        elements.append(text_element(0x0040A040, "CS", kind))
    given = {element.tag for element in more}
    if kind in VALUE and not given & {VALUE[kind][0], 0x00700006}:
        elements.append(text_element(*VALUE[kind]))
    if children:
        elements.append(Element(0x0040A730, "SQ", items=children))
    return item(*elements)


def pointer(*positions: int, relationship: str = "INFERRED FROM") -> Dataset:
    """Make a reference by position."""
    return item(
        text_element(0x0040A010, "CS", relationship),
        Element(0x0040DB73, "UL", struct.pack(f"<{len(positions)}I", *positions)),
    )


class Caller:
    """Stands for the caller: keeps what it is given and notes what it is told."""

    def __init__(self, *options: str, sop_class: str = SR, cleaned: str | None = "CHEST") -> None:
        """Take the options and what cleaning a text or a date gives."""
        self.told: list[tuple[ElementPath, Action]] = []
        self.cleaned = cleaned
        self.options = frozenset(options)
        self.hands = content_trees.Hands(
            sop_class=sop_class,
            ruled=lambda _around, _tag: False,
            text=self.text,
            moment=self.moment,
            attributes=self.attributes,
            decide=self.decide,
        )

    def text(self, element: Element, _context: Context) -> Element | None:
        """Clean a text."""
        return text_element(element.tag, element.vr, self.cleaned) if self.cleaned else None

    def moment(self, element: Element, _context: Context) -> Element | None:
        """Keep or move a date."""
        if not self.cleaned:
            return None
        full = "rtn_long_full_dates" in self.options
        return element if full else Element(element.tag, element.vr, b"19990909")

    def attributes(
        self, rest: Dataset, around: content_trees.Around, terms: tuple[str, ...]
    ) -> tuple[Element, ...]:
        """Rewrite the rest of an item: keep it all."""
        assert around[0][0] in content_items.CONTENT_SEQUENCES
        assert terms == ("ISO_IR 100",)
        assert not {element.tag for element in rest.elements} & content_items.VALUE_VRS.keys()
        return rest.elements

    def decide(
        self,
        path: ElementPath,
        found: Element,
        written: Element | None,
        action: Action,
        _context: Context,
    ) -> None:
        """Note a decision."""
        assert written is None or written.tag == found.tag == path.tag
        assert written is None or action is not Action.REMOVE
        self.told.append((path, action))

    def context(self, identifying: bytes = b"\0none") -> Context:
        """Make the instance around the tree."""
        return Context(
            key=KEY,
            patient=PATIENT,
            patient_id="PID1",
            encoding=Encoding(implicit=False),
            load=lambda part: part if isinstance(part, bytes) else b"",
            item=Dataset(),
            character_sets=("ISO_IR 100",),
            own_uid=lambda tag: f"2.25.{tag}",
            finds=lambda value, _tag, _vr: identifying in value,
            options=self.options,
        )

    def clean(self, *items: Dataset, tag: int = 0x0040A730) -> tuple[Dataset, ...]:
        """Clean a tree."""
        return content_trees.clean_items(
            Element(tag, "SQ", items=items), (), self.context(), self.hands
        )

    def text_of(self, *items: Dataset) -> list[bytes]:
        """Clean a tree and give the values of its first level."""
        return [
            bytes(element.value)  # type: ignore[arg-type]  # the tests have no ranges
            for made in self.clean(*items)
            for element in made.elements
            if element.tag in content_items.VALUE_VRS
        ]


@pytest.mark.parametrize("row", structured_content.ROWS, ids=lambda row: row.code_meaning)
def test_each_row_is_carried_out_as_printed_with_and_without_its_options(
    row: structured_content.ContentRow,
) -> None:
    found = one(row.value_type, (row.code_value, row.coding_scheme))
    basic = {"X": {"X"}, "D": {"D"}, "X/D": {"X", "D"}}[row.basic_prof]
    plain = content_items.content_rule(found, frozenset(), SR)
    assert plain.action in basic
    for option in confidentiality.OPTION_COLUMNS:
        wanted = getattr(row, option, "")
        decided = content_items.content_rule(found, frozenset((option,)), SR)
        assert decided.action == (wanted or plain.action), option
        assert decided.fallback in basic


def test_a_code_for_two_choices_keeps_documents_of_templates_whole_and_empties_the_rest() -> None:
    finding = one("TEXT", ("121071", "DCM"))
    assert content_items.content_rule(finding, frozenset(), SR).action == Action.DUMMY
    assert content_items.content_rule(finding, frozenset(), CT).action == Action.REMOVE


def test_what_one_option_retains_another_may_clean() -> None:
    both = frozenset(("rtn_dev_id", "clean_desc"))
    found = one("TEXT", ("121122", "DCM"))
    assert content_items.content_rule(found, both, SR).action == Action.CLEAN


@pytest.mark.parametrize("scheme", sorted(retired_codes.RETIRED_DESIGNATORS))
def test_retired_codes_are_known_under_each_designator_that_they_had(scheme: str) -> None:
    by_current = _snomed_dict.mapping["SCT"]
    snomed = [row for row in structured_content.ROWS if row.coding_scheme == "SCT"]
    assert len(snomed) == 11
    for row in snomed:
        old = by_current[row.code_value]
        assert retired_codes.current_code(old, scheme) == (row.code_value, "SCT")
        decided = content_items.content_rule(one(row.value_type, (old, scheme)), frozenset(), SR)
        now = content_items.content_rule(
            one(row.value_type, (row.code_value, "SCT")), frozenset(), SR
        )
        assert decided == now


def test_the_mapping_of_retired_codes_says_what_annex_o_says_and_nothing_more() -> None:
    known = {row.code_value for row in structured_content.ROWS}
    known |= {code for code, _ in content_items.MORE_CONCEPTS}
    mapped = {
        old: new
        for old, new in _snomed_dict.mapping["SRT"].items()
        if retired_codes.current_code(old, "SRT") != (old, "SRT")
    }
    assert mapped == {old: new for new, old in _snomed_dict.mapping["SCT"].items() if new in known}
    assert retired_codes.current_code("R-42B89", "99LOCAL") == ("R-42B89", "99LOCAL")


def test_a_version_in_a_designator_is_no_part_of_it() -> None:
    for scheme in ("NCDR", "NCDR [2.0b]", "NCDR [2.1]"):
        found = one("PNAME", ("76", scheme))
        assert content_items.content_rule(found, frozenset(), SR).action == Action.DUMMY


@pytest.mark.parametrize("kind", ALL_TYPES)
def test_a_concept_that_nobody_listed_goes_by_its_value_type(kind: str) -> None:
    def action(*options: str) -> Action:
        found = one(kind)
        return content_items.content_rule(found, frozenset(options), SR).action

    plain = {"PNAME": "D", "UIDREF": "U"} | dict.fromkeys(
        ("TEXT", "DATE", "TIME", "DATETIME", "TABLE", ""), "X"
    )
    assert action() == plain.get(kind, "K")
    assert action("clean_desc") == (plain | {"TEXT": "C"}).get(kind, "K")
    assert action("rtn_uids") == (plain | {"UIDREF": "K"}).get(kind, "K")
    moments = ("DATE", "TIME", "DATETIME")
    assert action("rtn_long_full_dates") == (plain | dict.fromkeys(moments, "K")).get(kind, "K")
    assert action("rtn_long_modif_dates") == (plain | dict.fromkeys(moments, "C")).get(kind, "K")


def test_texts_without_a_rule_are_cleaned_only_by_clean_descriptors() -> None:
    assert Caller("clean_desc").text_of(one("TEXT")) == [b"CHEST "]
    assert Caller().text_of(one("TEXT")) == []
    assert Caller("clean_desc", cleaned=None).text_of(one("TEXT")) == []


def test_an_identifier_goes_with_whatever_value_type_it_comes() -> None:
    everything = frozenset(confidentiality.OPTION_COLUMNS) - {"rtn_long_modif_dates"}
    for kind in ("NUM", "CODE", "DATETIME", "UIDREF"):
        for code in ("121022", "121031"):
            found = one(kind, (code, "DCM"))
            rule = content_items.content_rule(found, everything, SR)
            assert rule.action == Action.REMOVE, (kind, code)


def test_a_finding_that_is_a_code_stays() -> None:
    found = one("CODE", ("121071", "DCM"))
    assert content_items.content_rule(found, frozenset(), SR).action == Action.KEEP


def test_what_repeats_a_removed_attribute_goes_unless_characteristics_are_retained() -> None:
    weight = one("NUM", ("29463-7", "LN"))
    birth = one("DATE", ("21112-8", "LN"))
    for found, retained in ((weight, Action.KEEP), (birth, Action.REMOVE)):
        assert content_items.content_rule(found, frozenset(), SR).action == Action.REMOVE
        options = frozenset(("rtn_pat_chars", "rtn_long_full_dates"))
        assert content_items.content_rule(found, options, SR).action == retained


def test_every_sequence_of_content_items_exists_and_the_table_s_are_among_them() -> None:
    assert all(dictionary.vr_of(tag) == "SQ" for tag in content_items.CONTENT_SEQUENCES)
    listed = {int(row.tag, 16) for row in confidentiality.ROWS if row.clean_struct_cont}
    assert listed - content_items.CONTENT_SEQUENCES.keys() == {0x00400610}


def test_names_become_nobody_and_the_subject_stays_the_patient() -> None:
    caller = Caller()
    (name,) = caller.text_of(one("PNAME", ("121029", "DCM")))
    assert name == patient_name(Element(0x0040A123, "PN"), caller.context()).value
    (identifier,) = caller.text_of(
        one("TEXT", ("121030", "DCM"), text_element(0x0040A160, "UT", "PID1"))
    )
    assert identifier == patient_id(Element(0, "LO", b"PID1"), caller.context()).value
    assert caller.text_of(one("PNAME")) == [b"Anonymous "]


def test_identifiers_stay_distinguishable_and_findings_do_not() -> None:
    def fetus(name: str, code: str = "11951-1", scheme: str = "LN") -> Dataset:
        return one("TEXT", (code, scheme), text_element(0x0040A160, "UT", name))

    a, other, again = Caller().text_of(fetus("A"), fetus("B"), fetus("A"))
    assert a == again != other
    assert a.strip() != b"A"
    assert Caller().text_of(fetus(NAME, "121071", "DCM")) == [b"Removed "]


def test_dates_follow_the_date_option_and_an_unreadable_one_goes() -> None:
    start = one("DATETIME", ("113809", "DCM"))
    assert Caller("rtn_long_full_dates").text_of(start) == [b"20200102101112"]
    assert Caller("rtn_long_modif_dates").text_of(start) == [b"19990909"]
    assert Caller().text_of(start) == [b"19000101000000"]
    assert Caller("rtn_long_full_dates", cleaned=None).text_of(start) == [b"19000101000000"]
    assert Caller("rtn_long_full_dates", cleaned=None).text_of(one("DATE")) == []


def test_uids_are_replaced_unless_registered_or_retained() -> None:
    new = replacement(KEY, UID).encode()
    assert [value.rstrip(b"\0") for value in Caller().text_of(one("UIDREF"))] == [new]
    assert Caller("rtn_uids").text_of(one("UIDREF")) == [UID.encode() + b"\0"]
    talairach = "1.2.840.10008.1.4.1.1"
    known = one("UIDREF", ("112227", "DCM"), text_element(0x0040A124, "UI", talairach))
    assert Caller().text_of(known)[0].rstrip(b"\0") == talairach.encode()
    wrong = one("UIDREF", ("X", "Y"), text_element(0x0040A124, "UI", NAME))
    (made,) = Caller("rtn_uids").text_of(wrong)
    assert made.startswith(b"2.25.")


def test_a_retained_text_that_tells_of_the_patient_is_not_retained() -> None:
    caller = Caller("rtn_dev_id")
    serial = one("TEXT", ("121016", "DCM"))
    assert caller.text_of(serial) == [text_element(0, "UT", f"{NAME} is well").value]
    made = content_trees.clean_items(
        Element(0x0040A730, "SQ", items=(serial,)),
        (),
        caller.context(NAME.encode()),
        caller.hands,
    )
    assert made == ()


def age(number: str, unit: str = "a", concept: tuple[str, str] = ("121033", "DCM")) -> Dataset:
    """Make a Subject Age."""
    measured = item(
        Element(0x004008EA, "SQ", items=(coded_entry("unit", unit, "UCUM"),)),
        text_element(0x0040A30A, "DS", number),
    )
    return one("NUM", concept, Element(0x0040A300, "SQ", items=(measured,)))


@pytest.mark.parametrize(
    "number,unit,wanted",
    [("61", "a", b"61"), ("89", "a", b"89"), ("97", "a", b"90"), ("1200", "mo", b"90")],
)
def test_ages_above_89_become_90(number: str, unit: str, wanted: bytes) -> None:
    caller = Caller("rtn_pat_chars")
    (made,) = caller.clean(age(number, unit))
    measured = made.get(0x0040A300)
    assert measured is not None
    assert measured.items is not None
    value = measured.items[0].get(0x0040A30A)
    assert value is not None
    assert bytes(value.value).strip() == wanted  # type: ignore[arg-type]  # no ranges here


def test_an_age_that_cannot_be_read_is_not_kept() -> None:
    retaining = Caller("rtn_pat_chars")
    assert retaining.clean(age("97", "parsec")) == ()
    assert retaining.clean(age("old")) == ()
    assert retaining.clean(age("NaN")) == ()
    in_words = one("TEXT", ("30525-0", "LN"), text_element(0x0040A160, "UT", "97 years"))
    assert retaining.clean(in_words) == ()
    assert Caller().clean(age("61")) == ()


def test_a_value_of_another_value_type_cannot_hide_in_an_item() -> None:
    caller = Caller("rtn_uids", "clean_desc", "rtn_long_full_dates")
    hidden = one("NUM", ("X", "Y"), text_element(0x0040A160, "UT", NAME))
    (made,) = caller.clean(hidden)
    assert made.get(0x0040A160) is None
    assert (ElementPath(0x0040A160, ((0x0040A730, 0),)), Action.REMOVE) in caller.told


def test_a_removed_item_takes_all_that_it_contains_and_each_element_is_told() -> None:
    caller = Caller()
    container = one("CONTAINER", ("121000", "DCM"), children=(one("CODE"), one("NUM")))
    assert caller.clean(container) == ()
    assert [path.tag for path, _ in caller.told] == [e.tag for e in container.elements]
    assert {action for _, action in caller.told} == {Action.REMOVE}


def test_a_container_that_loses_its_content_loses_the_sequence_too() -> None:
    (made,) = Caller().clean(one("CONTAINER", children=(one("TEXT"),)))
    assert made.get(0x0040A730) is None
    (kept,) = Caller().clean(one("CONTAINER", children=(one("TEXT"), one("CODE"))))
    content = kept.get(0x0040A730)
    assert content is not None
    assert len(content.items or ()) == 1


def positions(made: Dataset) -> tuple[int, ...]:
    """Read a reference by position."""
    found = made.get(0x0040DB73)
    assert found is not None
    assert isinstance(found.value, bytes)
    return struct.unpack(f"<{len(found.value) // 4}I", found.value)


def test_references_by_position_follow_what_they_point_to() -> None:
    made = Caller().clean(
        one("TEXT"),
        one("CONTAINER", children=(one("TEXT"), one("NUM"))),
        one("CODE", ("X", "Y"), children=(pointer(1, 2, 2), pointer(1))),
    )
    content = made[1].get(0x0040A730)
    assert content is not None
    assert [positions(each) for each in content.items or ()] == [(1, 1, 1), (1,)]


Shape = tuple[bool, tuple["Shape", ...]]
shapes: st.SearchStrategy[Shape] = st.recursive(
    st.tuples(st.booleans(), st.just(())),
    lambda inner: st.tuples(st.booleans(), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=12,
)


def grown(
    shape: Shape, place: tuple[int, ...], staying: dict[tuple[int, ...], str], *, stays: bool = True
) -> Dataset:
    """Make an item for each node of a shape, named by its place; half of them are to go."""
    kept, inner = shape
    name = ".".join(map(str, place))
    staying.update({place: name} if stays and kept else {})
    children = tuple(
        grown(child, (*place, number), staying, stays=stays and kept)
        for number, child in enumerate(inner, 1)
    )
    return one("CONTAINER" if kept else "TEXT", (name, "99X"), children=children)


def at(made: tuple[Dataset, ...], place: tuple[int, ...]) -> Dataset:
    """Follow a reference by position from the root."""
    found = made[place[1] - 1]
    for number in place[2:]:
        content = found.get(0x0040A730)
        assert content is not None
        assert content.items is not None
        found = content.items[number - 1]
    return found


@given(st.lists(shapes, min_size=1, max_size=4), st.data())
def test_every_reference_that_is_left_leads_to_the_item_it_led_to(
    forest: list[Shape], data: st.DataObject
) -> None:
    staying: dict[tuple[int, ...], str] = {}
    everywhere: dict[tuple[int, ...], str] = {}
    items = [grown(shape, (1, number), staying) for number, shape in enumerate(forest, 1)]
    for number, shape in enumerate(forest, 1):
        grown(everything(shape), (1, number), everywhere)
    targets = data.draw(st.permutations(sorted(everywhere)))
    made = Caller().clean(*items, *(pointer(*target) for target in targets))
    led = [
        content_items.concept_of(at(made, positions(each)))
        for each in made
        if each.get(0x0040DB73) is not None
    ]
    assert led == [(everywhere[target], "99X") for target in targets if target in staying]


def everything(shape: Shape) -> Shape:
    """Give the same shape with every item kept."""
    return True, tuple(map(everything, shape[1]))


@pytest.mark.parametrize("target", [(1, 1), (1, 9), (7,), (1, 3, 1), ()])
def test_a_reference_to_what_has_gone_goes_too(target: tuple[int, ...]) -> None:
    made = Caller().clean(
        one("TEXT"),
        one("CODE"),
        one("CONTAINER", ("121000", "DCM"), children=(one("CODE"),)),
        pointer(*target),
    )
    assert len(made) == 1


def test_coordinates_that_select_nothing_any_more_go_and_so_on() -> None:
    selected = one("IMAGE", ("121080", "DCM"), relationship="SELECTED FROM")
    outline = one("SCOORD", children=(selected,))
    tree = (outline, one("CODE", ("X", "Y"), children=(pointer(1, 1),)))
    (left,) = Caller().clean(*tree)
    assert left.get(0x0040A730) is None
    assert len(Caller("rtn_uids").clean(*tree)) == 2


def test_a_place_in_time_goes_with_dates() -> None:
    found = one("TCOORD", ("X", "Y"), text_element(0x0040A13A, "DT", "20200102"))
    assert Caller().clean(found) == ()
    assert len(Caller("rtn_long_modif_dates").clean(found)) == 1
    assert len(Caller().clean(one("TCOORD"))) == 1


def test_annotations_without_a_value_type_are_judged_by_their_value() -> None:
    note = one("", ("X", "Y"), text_element(0x00700006, "ST", NAME))
    code = one("", ("X", "Y"), Element(0x0040A168, "SQ", items=(coded_entry("a"),)))
    assert len(Caller().clean(note, code, tag=0x0040B020)) == 1
    cleaned, _ = Caller("clean_desc").clean(note, code, tag=0x0040B020)
    assert cleaned.get(0x00700006) == text_element(0x00700006, "ST", "CHEST")


def test_every_element_of_a_kept_item_is_told_or_rewritten_once() -> None:
    caller = Caller("clean_desc")
    (made,) = caller.clean(one("TEXT", ("X", "Y"), children=(one("CODE"),)))
    told = [path for path, _ in caller.told]
    assert len(told) == len(set(told))
    assert [path.tag for path in told] == [0x0040A160, 0x0040A730]
    assert [e.tag for e in made.elements] == sorted(e.tag for e in made.elements)


CHOICES: Final = ((), ("clean_desc",), ("clean_desc", "rtn_uids", "rtn_long_full_dates"))


def protocol(options: tuple[str, ...]) -> Protocol:
    """Make a protocol with the options; skip while the engine doesn't carry them out."""
    try:
        return Protocol(options=checked_options(["clean_struct_cont", *options]))
    except UnsupportedOptionError:
        pytest.skip("the engine does not carry out Clean Structured Content")


def without_uids(messages: set[str]) -> set[str]:
    """Compare what is wrong, not with which instance: the UIDs are others now."""
    return {re.sub(r"\bReferencedSOPInstanceUID [0-9.]+", "", message) for message in messages}


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dciodvfy is absent")
@pytest.mark.parametrize("options", CHOICES, ids="+".join)
def test_documents_stay_valid_when_their_content_is_cleaned(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    chosen = protocol(options)
    originals = [b.part10(b.MAKERS[name]()) for name in ("sr", "kos")]
    folder = shared("corpus", "files")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if str(quiet_read(data).get("SOPClassUID", "")).startswith(content_items.SR_CLASSES):
                originals.append(data)
    new: list[str] = []
    for number, data in enumerate(originals):
        made = run(data, protocol=chosen)
        if not made.done:
            assert number > 1, f"a template is refused: {made.code}"
            continue
        source, target = tmp_path / "source.dcm", tmp_path / "target.dcm"
        source.write_bytes(data)
        target.write_bytes(made.data)
        new += unexpected(*map(without_uids, (errors(source), errors(target))))
    assert not new, "\n".join(new)
