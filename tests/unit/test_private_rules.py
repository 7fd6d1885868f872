"""Rules of one's own for private attributes: by creator, group and element, in any block."""

from __future__ import annotations

import json
import struct
from typing import Final

import pytest

from anami import Protocol
from anami.report import build_report
from anami.standard import private_dictionary
from tests import builders as b
from tests.runs import BASIC, KEY, OTHER_KEY, Run, assert_clean, run

P = b.PERSONA
ACME: Final = "ACME 1.1"
SIEMENS: Final = "SIEMENS MR HEADER"
"""Its (0019,xx0C) is an IS by Table E.3.10-1; pydicom's dictionary has more."""
GROUP, BLOCK = 0x0029, 0x0029_1000


def protocol(*rules: dict[str, object], options: tuple[str, ...] = ()) -> Protocol:
    return Protocol.load({**BASIC.as_dict(), "options": list(options), "rules": list(rules)})


def rule(
    action: str,
    element: int = 1,
    block: tuple[int, str] = (GROUP, ACME),
    *,
    path: list[str] | None = None,
    value: str = "",
) -> dict[str, object]:
    group, creator = block
    attribute = {"creator": creator, "group": f"{group:04X}", "element": f"{element:02X}"}
    document: dict[str, object] = {"attribute": attribute, "action": action}
    if path is not None:
        document["path"] = path
    return {**document, "value": value} if value else document


def reserve(block: int = 0x10, creator: str = ACME, group: int = GROUP) -> b.Element:
    return b.Element(group << 16 | block, "LO", creator)


def private(vr: str, value: b.Value, element: int = 1, block: int = 0x10) -> b.Element:
    return b.Element(GROUP << 16 | block << 8 | element, vr, value)


def made(
    *elements: b.Element,
    chosen: Protocol,
    form: b.Form = b.EXPLICIT,
) -> Run:
    return run(b.part10(b.put(b.ct(), *elements), form=form), protocol=chosen)


def kept(outcome: Run) -> dict[int, tuple[str, bytes]]:
    """Give the private elements at the root of the result: VR and value without padding."""
    found = {}
    for node in outcome.read.root:
        if node.tag >> 16 & 1:
            found[node.tag] = (node.vr, bytes(node.value or b"").rstrip(b" \0"))
    return found


def one(action: str, vr: str, original: b.Value, value: str = "") -> tuple[str, bytes] | None:
    """Give what a rule makes of one element, None if it is gone."""
    chosen = protocol(rule(action, value=value))
    outcome = made(reserve(), private(vr, original), chosen=chosen)
    return kept(outcome).get(BLOCK | 1)


# ------------------------------------------------------------------ which element


def test_without_a_rule_all_private_attributes_go() -> None:
    assert kept(made(reserve(), private("LO", "FINE"), chosen=BASIC)) == {}


def test_only_the_named_element_stays_and_its_creator() -> None:
    outcome = made(
        reserve(),
        private("LO", "FINE"),
        private("LO", "OTHER", 2),
        reserve(0x10, "OTHER", 0x0031),
        b.Element(0x0031_1001, "LO", "FINE"),
        chosen=protocol(rule("keep")),
    )
    assert kept(outcome) == {0x0029_0010: ("LO", ACME.encode()), BLOCK | 1: ("LO", b"FINE")}
    assert outcome.reasons(BLOCK | 1) == {("K", "own-rule")}
    assert outcome.reasons(BLOCK | 2) == {("X", "private")}


@pytest.mark.parametrize("block", [0x10, 0x42, 0xFF])
def test_a_rule_holds_in_whatever_block_the_creator_has(block: int) -> None:
    outcome = made(
        reserve(0x11, "OTHER"),
        private("LO", "FINE", 1, 0x11),
        reserve(block),
        private("LO", "FINE", 1, block),
        chosen=protocol(rule("keep")),
    )
    assert kept(outcome) == {0x0029_0010: ("LO", ACME.encode()), BLOCK | 1: ("LO", b"FINE")}


def test_a_creator_stays_only_where_something_of_it_does() -> None:
    for gone in (rule("remove"), rule("shift"), rule("keep", 7)):
        assert kept(made(reserve(), private("LO", "FINE"), chosen=protocol(gone))) == {}


def test_a_rule_holds_in_items_and_a_path_limits_it() -> None:
    inner = (reserve(0x33), private("LO", "INNER", 1, 0x33))
    elements = (reserve(), private("LO", "OUTER"), b.seq("SharedFunctionalGroupsSequence", inner))

    def values(chosen: Protocol) -> tuple[bool, bool]:
        dataset = made(*elements, chosen=chosen).dataset
        nested = dataset.SharedFunctionalGroupsSequence[0]
        return (GROUP, 0x1001) in dataset, (GROUP, 0x1001) in nested

    path = ["SharedFunctionalGroupsSequence"]
    assert values(protocol(rule("keep"))) == (True, True)
    assert values(protocol(rule("keep", path=[]))) == (True, False)
    assert values(protocol(rule("keep", path=path))) == (False, True)
    assert values(protocol(rule("keep"), rule("remove", path=path))) == (True, False)


def test_a_creator_that_is_kept_in_one_item_and_not_in_another_is_no_leak() -> None:
    """The name of a creator that a rule names is written by the rule, so it is no secret."""
    name = "VENDOR WORKSTATION ALPHA"
    inner = (reserve(0x10, name), private("LO", "FINE", 2))
    outcome = made(
        reserve(0x10, name),
        private("LO", "FINE"),
        b.seq("SharedFunctionalGroupsSequence", inner),
        chosen=protocol(rule("keep", block=(GROUP, name))),
    )
    assert kept(outcome)[0x0029_0010] == ("LO", name.encode())
    gone = made(
        reserve(0x10, name),
        private("LO", "FINE"),
        b.Element(BLOCK | 2, "SQ", (b.Item(inner),)),
        chosen=protocol(rule("keep", block=(GROUP, name))),
    )
    assert set(kept(gone)) == {0x0029_0010, BLOCK | 1}


@pytest.mark.parametrize("creator", [P.family, f"OF {P.patient_id}"])
def test_a_creator_that_names_the_patient_is_never_kept(creator: str) -> None:
    chosen = protocol(rule("keep", block=(GROUP, creator)))
    outcome = made(reserve(0x10, creator), private("LO", "FINE"), chosen=chosen)
    assert_clean(outcome, *P.tokens)
    assert kept(outcome) == {}


def test_a_block_that_nobody_or_two_reserve_is_not_kept() -> None:
    chosen = protocol(rule("keep"))
    assert kept(made(private("LO", "FINE"), chosen=chosen)) == {}
    twice = [*b.ct(), reserve(0x10, "OTHER"), reserve(), private("LO", "FINE")]
    twice.sort(key=lambda element: element.tag)
    outcome = run(b.part10(twice), protocol=chosen)
    assert kept(outcome) == {}


# ------------------------------------------------------------------ what is done to it


@pytest.mark.parametrize(
    "vr,value,written",
    [
        ("LO", "Any Words stay", b"Any Words stay"),
        ("SH", "B31f", b"B31f"),
        ("LT", "two\r\nlines", b"two\r\nlines"),
        ("UT", "text", b"text"),
        ("CS", "YES", b"YES"),
        ("DS", "1.5\\2", b"1.5\\2"),
        ("IS", "7", b"7"),
        ("AS", "043Y", b"043Y"),
        ("AS", "093Y", b"090Y"),
        ("DA", "20190823", b"20190823"),
        ("TM", "101112", b"101112"),
        ("DT", "20190823101112", b"20190823101112"),
        ("UI", "1.2.3.4.5.6.7", b"1.2.3.4.5.6.7"),
        ("US", 7, struct.pack("<H", 7)),
        ("FD", 1.5, struct.pack("<d", 1.5)),
        ("OB", b"\x01\x02\x03\x04", b"\x01\x02\x03\x04"),
        ("OW", b"\x01\x02\x03\x04", b"\x01\x02\x03\x04"),
    ],
)
def test_a_kept_value_is_what_its_vr_says(vr: str, value: b.Value, written: bytes) -> None:
    found = one("keep", vr, value)
    assert found is not None
    assert (found[0], found[1]) == (vr, written.rstrip(b"\0"))


@pytest.mark.parametrize(
    "vr,value",
    [
        ("CS", "Quite Free Text"),
        ("DS", "12 Mill Lane"),
        ("IS", "1.5"),
        ("AS", "old"),
        ("DA", "yesterday"),
        ("TM", "noon"),
        ("UI", "JOHN"),
        ("US", b"\x01\x02\x03"),
        ("AT", b"\x29\x00\x01\x10"),
        ("PN", "Somebody^Else"),
        ("AE", "STATION"),
        ("UN", b"FINE"),
        ("DA", P.birth_date),
        ("UI", P.patient_id),
        ("OB", f"..{P.family}..".encode()),
        ("OB", f"..{P.patient_id}".encode("utf-16-le")),
    ],
)
def test_a_value_that_its_vr_or_the_patient_forbids_goes_in_spite_of_the_rule(
    vr: str, value: b.Value
) -> None:
    outcome = made(reserve(), private(vr, value), chosen=protocol(rule("keep")))
    assert kept(outcome) == {}
    assert outcome.reasons(BLOCK | 1) == {("X", "invalid-value")}
    assert_clean(outcome, P.family, P.patient_id, P.birth_date)


def test_a_kept_text_is_cleaned_of_what_the_patient_is_known_by() -> None:
    outcome = made(
        reserve(), private("LO", f"CHEST {P.family} AXIAL"), chosen=protocol(rule("keep"))
    )
    assert kept(outcome)[BLOCK | 1] == ("LO", b"CHEST AXIAL")
    assert outcome.reasons(BLOCK | 1) == {("C", "own-rule")}
    assert_clean(outcome, *P.tokens)


def test_a_kept_value_that_holds_what_was_removed_elsewhere_withholds_the_file() -> None:
    outcome = made(
        b.el("StudyDescription", "Zworqel follow-up examination"),
        reserve(),
        private("LO", "see Zworqel follow-up examination"),
        chosen=protocol(rule("keep")),
    )
    assert outcome.code == "leak-found"


def test_a_date_is_kept_though_the_same_date_is_removed_elsewhere() -> None:
    """As with a rule for a standard attribute: what a person keeps on purpose is no leak."""
    assert one("keep", "DA", P.study_date) == ("DA", P.study_date.encode())


@pytest.mark.parametrize(
    "vr,value", [("LO", "x"), ("DS", "1"), ("OB", b"\x01\x02"), ("UN", b"ab"), ("DA", "20200101")]
)
def test_a_value_can_be_emptied_whatever_it_is(vr: str, value: b.Value) -> None:
    assert one("empty", vr, value) == (vr, b"")


@pytest.mark.parametrize(
    "vr,value,fitting",
    [
        *(("LO", "ARM A", True), ("CS", "ARM A", True), ("CS", "arm a", False)),
        *(("DS", "1.5", True), ("DS", "arm", False), ("DA", "20200229", True)),
        *(("DA", "20210229", False), ("SH", "A" * 17, False), ("FD", "1.5", False)),
        *(("UN", "x", False), ("UI", "1.2.3", False)),
    ],
)
def test_a_value_is_replaced_by_one_that_its_vr_can_have(
    vr: str,
    value: str,
    fitting: bool,  # noqa: FBT001 - what is expected
) -> None:
    original: b.Value = b"\x00" * 8 if vr in ("FD", "UN") else "1"
    assert one("replace", vr, original, value=value) == ((vr, value.encode()) if fitting else None)


def test_a_hash_is_one_for_a_value_in_every_block_and_another_with_another_key() -> None:
    chosen = protocol(rule("hash"))
    found = []
    for block, key in ((0x10, KEY), (0x77, KEY), (0x10, OTHER_KEY)):
        data = b.part10(b.put(b.ct(), reserve(block), private("LO", "SERIAL-7", 1, block)))
        found.append(kept(run(data, key, protocol=chosen))[BLOCK | 1])
    assert found[0] == found[1] != found[2]
    assert found[0][1].isalnum()
    assert b"SERIAL" not in found[0][1]


def test_a_hash_of_a_uid_is_the_uid_that_replaces_it_everywhere() -> None:
    outcome = made(reserve(), private("UI", P.uid(1, 1)), chosen=protocol(rule("hash")))
    other = made(b.el("FrameOfReferenceUID", P.uid(1, 1)), chosen=BASIC)
    assert kept(outcome)[BLOCK | 1][1].decode() == other.dataset.FrameOfReferenceUID


def test_a_shift_moves_dates_by_the_patients_days() -> None:
    found = one("shift", "DA", "20190901")
    outcome = made(
        b.el("StudyDate", "20190901"), chosen=protocol(options=("rtn_long_modif_dates",))
    )
    assert found == ("DA", outcome.dataset.StudyDate.encode())
    assert one("shift", "LO", "20190901") is None
    assert one("shift", "TM", "101112") is None


def test_cleaning_and_ages_in_groups_are_done_to_private_texts_and_ages_too() -> None:
    assert one("clean", "LO", "CHEST for Dr. Hand") == ("LO", b"CHEST")
    assert one("clean", "LO", "Qqqqz") is None
    assert one("clean", "DS", "1.5") is None
    assert one("round_age", "AS", "043Y", value="5") == ("AS", b"040Y")
    assert one("round_age", "AS", "043Y") == ("AS", b"043Y")
    assert one("round_age", "LO", "043Y", value="5") is None


def test_items_of_a_kept_sequence_are_judged_one_by_one() -> None:
    inner = b.ordered(
        [
            b.el("PatientName", P.name),
            b.el("Modality", "CT"),
            reserve(0x22),
            private("LO", "FINE", 1, 0x22),
            private("LO", P.name, 3, 0x22),
        ]
    )
    sequence = b.Element(BLOCK | 2, "SQ", (b.Item(tuple(inner)),))
    outcome = made(reserve(), sequence, chosen=protocol(rule("keep", 2), rule("keep")))
    assert_clean(outcome, *P.tokens)
    item = outcome.dataset[GROUP, 0x1002].value[0]
    assert item.Modality == "CT"
    assert item[GROUP, 0x1001].value == "FINE"
    assert (GROUP, 0x1003) not in item
    assert outcome.reasons(BLOCK | 2) == {("K", "own-rule")}


def test_an_emptied_sequence_has_no_items_and_its_values_are_secrets() -> None:
    sequence = b.Element(BLOCK | 2, "SQ", (b.Item((b.el("StudyDate", "20011231"),)),))
    outcome = made(reserve(), sequence, chosen=protocol(rule("empty", 2)))
    assert len(outcome.dataset[GROUP, 0x1002].value) == 0
    assert outcome.reasons(BLOCK | 2) == {("Z", "own-rule")}
    leaking = made(
        reserve(),
        sequence,
        private("LO", "made 20011231"),
        chosen=protocol(rule("empty", 2), rule("keep")),
    )
    assert leaking.code == "leak-found"


# ------------------------------------------------------------------ VRs nobody wrote down


def test_vrs_come_from_the_standard_first_and_then_from_pydicom() -> None:
    assert private_dictionary.vr_of(SIEMENS, 0x0019, 0x0C) == "IS"
    assert private_dictionary.vr_of("SIEMENS CSA HEADER", 0x0029, 0x10) == "OB"
    assert private_dictionary.vr_of(ACME, 0x0029, 0x01) is None
    assert private_dictionary.vr_of(SIEMENS, 0x0029, 0x0C) is None


@pytest.mark.parametrize("form", [b.IMPLICIT, b.EXPLICIT], ids=lambda form: form.name)
def test_a_value_without_a_vr_is_kept_only_if_a_dictionary_has_one(form: b.Form) -> None:
    elements = (
        reserve(0x10, SIEMENS, 0x0019),
        b.Element(0x0019_100C, "IS" if form.implicit else "UN", b"1000"),
        reserve(),
        private("LO" if form.implicit else "UN", b"FINE"),
    )
    chosen = protocol(rule("keep", 0x0C, (0x0019, SIEMENS)), rule("keep"))
    found = made(*elements, chosen=chosen, form=form).dataset
    assert found[0x0019, 0x100C].value in (1000, b"1000")
    assert (GROUP, 0x1001) not in found


def test_a_value_in_big_endian_that_came_without_a_vr_is_not_kept() -> None:
    elements = (reserve(0x10, SIEMENS, 0x0019), b.Element(0x0019_100C, "UN", b"1000"))
    chosen = protocol(rule("keep", 0x0C, (0x0019, SIEMENS)))
    assert (0x0019, 0x100C) not in made(*elements, chosen=chosen, form=b.BIG).dataset


# ------------------------------------------------------------------ what is claimed


def claims(outcome: Run) -> list[str]:
    codes = outcome.dataset.get("DeidentificationMethodCodeSequence", [])
    return [str(code.CodeValue) for code in codes]


@pytest.mark.parametrize(
    "action,options,claimed",
    [
        ("keep", (), []),
        ("empty", (), []),
        ("hash", (), []),
        ("remove", (), ["113100"]),
        ("keep", ("rtn_safe_priv",), ["113100", "113111"]),
        ("remove", ("rtn_safe_priv",), ["113100", "113111"]),
    ],
)
def test_a_rule_that_lets_more_through_than_was_claimed_claims_nothing(
    action: str, options: tuple[str, ...], claimed: list[str]
) -> None:
    chosen = protocol(rule(action), options=options)
    outcome = made(reserve(), private("LO", "FINE"), chosen=chosen)
    assert claims(outcome) == claimed


def test_what_a_rule_adds_to_safe_private_stands_in_the_statement() -> None:
    chosen = protocol(rule("keep"), rule("remove", 2), options=("rtn_safe_priv",))
    statement = build_report(chosen, [], {})["conformance"]
    assert statement["private_attributes"] == ["(0029,ACME 1.1,01)"]
    assert statement["departures"] == []
    json.dumps(statement)


def test_with_safe_private_dates_and_uids_of_a_rule_follow_their_options() -> None:
    elements = (reserve(), private("DA", "20190901"), private("UI", "1.2.3.4.5.6", 2))
    rules = (rule("keep"), rule("keep", 2))
    outcome = made(*elements, chosen=protocol(*rules, options=("rtn_safe_priv",)))
    assert set(kept(outcome)) == {0x0029_0010, BLOCK | 2}
    assert kept(outcome)[BLOCK | 2][1].startswith(b"2.25.")
    options = ("rtn_safe_priv", "rtn_long_modif_dates")
    shifted = kept(made(*elements, chosen=protocol(*rules, options=options)))[BLOCK | 1]
    assert shifted == one("shift", "DA", "20190901")


def test_a_rule_is_stronger_than_the_table_and_what_an_instance_says_of_itself() -> None:
    elements = (reserve(0x10, SIEMENS, 0x0019), b.Element(0x0019_100C, "IS", "1000"))
    chosen = protocol(rule("remove", 0x0C, (0x0019, SIEMENS)), options=("rtn_safe_priv",))
    assert kept(made(*elements, chosen=chosen)) == {}
    chosen = protocol(rule("empty", 0x0C, (0x0019, SIEMENS)), options=("rtn_safe_priv",))
    assert kept(made(*elements, chosen=chosen))[0x0019_100C] == ("IS", b"")
