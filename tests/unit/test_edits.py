"""Values typed on purpose: what may be typed, where it stands, and that it holds no original."""

from __future__ import annotations

import pickle
from dataclasses import fields
from itertools import permutations

import pytest

from anami import Edits, Key, Protocol, survey
from anami.batch import Plan, plan
from anami.codelist import CodeList
from anami.edits import EDITED_TAGS, apart
from anami.errors import EditValueError
from anami.identity import Patient, patient_code
from anami.protocol import departures, document_schema
from tests import builders as b
from tests.runs import BASIC, KEY, OTHER_KEY, assert_clean, run

P = b.PERSONA
ALL = Edits("Case^{code}", "T-{code}", "Knee", "Knee sagittal")
KEYWORDS = {
    "patient_name": "PatientName",
    "patient_id": "PatientID",
    "study_description": "StudyDescription",
    "series_description": "SeriesDescription",
}


def code_of(patient_id: str) -> str:
    return patient_code(KEY, Patient(f"id\0{patient_id}"))


CODE = code_of(P.patient_id)


def protocol(**members: object) -> Protocol:
    return Protocol.load({**BASIC.as_dict(), **members})


def shown(data: bytes, edits: Edits | None = None, chosen: Protocol = BASIC) -> dict[str, str]:
    """Give what stands in the result, "-" for what isn't there."""
    made = run(data, protocol=chosen, edits=edits)
    return {name: str(made.dataset.get(word, "-")) for name, word in KEYWORDS.items()}


def test_the_schema_and_the_engine_know_the_same_edits() -> None:
    names = set(document_schema()["$defs"]["edits"]["properties"])
    assert names == set(EDITED_TAGS) == {one.name for one in fields(Edits)} == set(KEYWORDS)


@pytest.mark.parametrize(
    "name,value",
    [
        *(
            ("patient_id", value)
            for value in ("A" * 64, "{code}", "A" * 32 + "{code}", "a b-c_d.e")
        ),
        *(("patient_name", value) for value in ("a^b^c^d^e", "a=b=c", "Case^{code}")),
        ("study_description", "MR knee 3.0 (left) | {code}"),
    ],
)
def test_what_its_vr_can_hold_may_be_typed(name: str, value: str) -> None:
    assert Edits(**{name: value}).as_dict() == {name: value}


@pytest.mark.parametrize(
    "name,value",
    [
        *(("patient_id", value) for value in ("A" * 65, " a", "a ", "a\\b", "é", "a\tb", "a\n")),
        *(
            ("patient_id", value)
            for value in ("{}", "{name}", "{code", "code}", "{{code}}", "{Code}")
        ),
        # A code may have 32 characters.
        *(("patient_id", value) for value in ("A" * 33 + "{code}", "{code}{code}.")),
        *(("patient_name", value) for value in ("a^b^c^d^e^f", "a=b=c=d", "Case\u00adSeven")),
    ],
)
def test_what_it_can_not_hold_is_refused_without_repeating_it(name: str, value: str) -> None:
    with pytest.raises(EditValueError) as raised:
        Edits(**{name: value})
    assert raised.value.where == f"edits.{name}"
    assert raised.value.code == "edit-value"
    assert str(raised.value) == f"edit-value at edits.{name}"


def test_edits_are_values() -> None:
    assert not Edits()
    assert ALL
    assert pickle.loads(pickle.dumps(ALL)) == ALL  # noqa: S301 - our own bytes
    assert hash(Edits("a")) == hash(Edits("a"))
    assert Edits("a").over(Edits("b", "c")) == Edits("a", "c")


@pytest.mark.parametrize("template", b.templates(), ids=lambda one: one.name)
def test_what_is_typed_stands_in_every_kind_of_instance(template: b.Template) -> None:
    if template.refusable:
        pytest.skip("a kind of instance that may be refused")
    expected = {
        "patient_name": f"Case^{CODE}",
        "patient_id": f"T-{CODE}",
        "study_description": "Knee",
        "series_description": "Knee sagittal",
    }
    made = run(template.file(), edits=ALL)
    assert_clean(made, *P.tokens)
    assert shown(template.file(), ALL) == expected


def test_the_protocol_speaks_for_every_instance_and_the_call_is_stronger() -> None:
    chosen = protocol(edits={"patient_id": "P-1", "study_description": "Knee"})
    found = shown(b.part10(b.ct()), Edits(patient_id="Q-2"), chosen)
    assert (found["patient_id"], found["study_description"]) == ("Q-2", "Knee")
    assert found["patient_name"] == f"Anonymous^{CODE}"


@pytest.mark.parametrize("name", KEYWORDS)
def test_a_value_is_written_where_there_was_none_or_an_empty_one(name: str) -> None:
    elements = b.drop(b.ct(), KEYWORDS[name])
    for data in (b.part10(elements), b.part10(b.put(elements, b.el(KEYWORDS[name])))):
        assert shown(data, Edits(**{name: "Typed"}))[name] == "Typed"


def test_decisions_say_that_a_value_was_typed() -> None:
    made = run(b.part10(b.drop(b.ct(), "StudyDescription")), edits=ALL)
    for name, tag in EDITED_TAGS.items():
        action = "A" if name == "study_description" else "D"
        assert made.reasons(tag) == {(action, "edited")}


def test_items_keep_what_the_policy_gives_them() -> None:
    inner = b.ordered([b.el("StudyDescription", "Inner words"), b.el("PatientID", P.patient_id)])
    data = b.part10(b.put(b.ct(), b.seq("SharedFunctionalGroupsSequence", inner, ())))
    chosen = protocol(rules=[{"attribute": "PatientID", "action": "hash"}])
    made = run(data, protocol=chosen, edits=ALL)
    first, second = made.dataset.SharedFunctionalGroupsSequence
    assert [str(one.keyword) for one in first] == ["PatientID"]
    assert not first.PatientID.startswith("T-")
    assert len(second) == 0


def test_a_value_is_stronger_than_options_and_rules() -> None:
    chosen = protocol(
        options=["clean_desc"],
        rules=[
            {"attribute": "SeriesDescription", "action": "remove"},
            {"attribute": "StudyDescription", "action": "keep"},
        ],
        edits={"series_description": "Typed one", "study_description": "Typed two"},
    )
    found = shown(b.part10(b.ct()), None, chosen)
    assert (found["series_description"], found["study_description"]) == ("Typed one", "Typed two")


def test_what_a_rule_would_have_kept_is_a_secret_once_something_else_was_typed() -> None:
    comment = b.el("ImageComments", f"of {P.patient_id}")
    rules = [
        {"attribute": "PatientID", "action": "keep"},
        {"attribute": "ImageComments", "action": "keep"},
    ]
    made = run(
        b.part10(b.put(b.ct(), comment)),
        protocol=protocol(rules=rules),
        edits=Edits(patient_id="T-1"),
    )
    assert_clean(made, P.patient_id)


@pytest.mark.parametrize(
    "edits",
    [
        Edits(patient_name=P.name),
        Edits(patient_name=P.family.upper()),
        Edits(patient_name=f"Case^{P.given}"),
        Edits(patient_id=P.patient_id),
        Edits(patient_id=f"T-{P.patient_id.lower()}"),
        Edits(study_description=f"Knee of {P.family}"),
        Edits(series_description=f"seen {P.study_date}"),
        Edits(study_description=f"Knee {P.accession}"),
        Edits(patient_id="{code}", series_description=P.physician_family),
    ],
)
def test_a_typed_value_that_holds_an_original_one_withholds_the_file(edits: Edits) -> None:
    made = run(b.part10(b.ct()), edits=edits)
    assert (made.done, made.code) == (False, "leak-found")


@pytest.mark.parametrize(
    "keyword,name", [("PatientID", "patient_id"), ("PatientName", "patient_name")]
)
def test_an_original_too_short_to_be_searched_for_can_not_be_typed_again(
    keyword: str, name: str
) -> None:
    data = b.part10(b.put(b.ct(), b.el(keyword, "7a")))
    assert run(data, edits=Edits(**{name: "7A"})).code == "leak-found"
    assert run(data, edits=Edits(**{name: "8A"})).done


def test_what_other_files_know_of_the_patient_can_not_be_typed() -> None:
    other = survey(b.part10(b.put(b.ct(), b.el("AccessionNumber", "QZX88123"))))
    made = run(b.part10(b.ct()), known=other.known, edits=Edits(study_description="QZX88123"))
    assert made.code == "leak-found"


def test_a_typed_value_is_no_departure_from_the_profile() -> None:
    chosen = protocol(options=["clean_desc"], edits={"study_description": "Knee"})
    assert departures(chosen) == ()
    codes = run(b.part10(b.ct()), protocol=chosen).dataset.DeidentificationMethodCodeSequence
    assert [code.CodeValue for code in codes] == ["113100", "113105"]


# ------------------------------------------------------------------ several patients


def batch(*ids: str) -> list[bytes]:
    return [
        b.part10(
            b.put(
                b.ct(number=number),
                b.el("PatientID", one),
                b.el("PatientName", f"Name{one}"),
                b.el("SOPInstanceUID", P.uid(5, number)),
            )
        )
        for number, one in enumerate(ids, start=1)
    ]


def planned(
    files: list[bytes],
    chosen: Protocol,
    key: Key = KEY,
    edits: dict[int, Edits] | None = None,
) -> Plan:
    return plan([survey(data) for data in files], {}, chosen, key, edits)


def folders(made: Plan) -> dict[int, str]:
    return {entry.index: entry.name.split("/")[0] for entry in made.entries}


def written(files: list[bytes], made: Plan) -> list[str]:
    """Give the Patient ID in the result of each file."""
    return [
        str(run(data, edits=made.edits[index]).dataset.PatientID)
        for index, data in enumerate(files)
    ]


def test_one_patient_gets_exactly_what_was_typed() -> None:
    files = batch("PAT-ONE", "PAT-ONE", "PAT-ONE")
    made = planned(files, protocol(edits={"patient_id": "CASE7"}))
    assert set(folders(made).values()) == {"CASE7"}
    assert written(files, made) == ["CASE7"] * 3


def test_patients_for_whom_one_id_was_typed_stay_apart() -> None:
    files = batch("PAT-ONE", "PAT-TWO", "PAT-ONE", "PAT-THREE")
    made = planned(files, protocol(edits={"patient_id": "CASE"}))
    ids = written(files, made)
    assert ids[0] == ids[2]
    assert sorted(set(ids)) == ["CASE-0001", "CASE-0002", "CASE-0003"]
    assert [folders(made)[index] for index in range(4)] == ids


def test_the_numbers_do_not_depend_on_the_order_of_the_files() -> None:
    files = batch("PAT-ONE", "PAT-TWO", "PAT-THREE")
    chosen = protocol(edits={"patient_id": "CASE"})
    found = set()
    for order in permutations(range(3)):
        made = planned([files[index] for index in order], chosen)
        found.add(tuple(sorted((order[at], one.patient_id) for at, one in made.edits.items())))
    assert len(found) == 1


def test_a_code_keeps_patients_apart_by_itself() -> None:
    files = batch("PAT-ONE", "PAT-TWO")
    made = planned(files, protocol(edits={"patient_id": "CASE-{code}"}))
    ids = written(files, made)
    assert ids == [f"CASE-{code_of(one)}" for one in ("PAT-ONE", "PAT-TWO")]
    assert [folders(made)[index] for index in range(2)] == ids


def test_a_number_never_hits_an_id_that_somebody_has() -> None:
    files = batch("PAT-ONE", "PAT-TWO", "PAT-THREE", "PAT-FOUR")
    typed = ["Case", "case", "CASE-0001", ""]
    edits = {index: Edits(patient_id=one) for index, one in enumerate(typed) if one}
    made = planned(files, BASIC, edits=edits)
    ids = [made.edits[index].patient_id for index in range(3)]
    assert ids[2] == "CASE-0001"
    assert {one.casefold() for one in ids[:2]} == {"case-0002", "case-0003"}
    assert 3 not in made.edits
    assert len({one.casefold() for one in folders(made).values()}) == 4


def test_an_id_that_the_key_gives_another_patient_is_numbered_too() -> None:
    files = batch("PAT-ONE", "PAT-TWO")
    taken = "ANON-" + code_of("PAT-TWO")
    made = planned(files, BASIC, edits={0: Edits(patient_id=taken)})
    assert made.edits[0].patient_id == f"{taken}-0001"
    assert len(set(folders(made).values())) == 2


def test_an_id_that_the_code_list_gives_another_patient_is_numbered_too() -> None:
    subjects = CodeList.read(b"patient_id,code\nPAT-ONE,AA\nPAT-TWO,BB\n")
    records = [survey(data, subjects=subjects) for data in batch("PAT-ONE", "PAT-TWO")]
    made = plan(records, {}, BASIC, KEY, {0: Edits(patient_id="bb")})
    assert made.edits[0].patient_id == "bb-0001"
    made = plan(records, {}, protocol(edits={"patient_id": "S_{code}"}), KEY)
    assert [made.edits[index].patient_id for index in range(2)] == ["S_AA", "S_BB"]


def test_a_folder_that_another_patient_has_is_not_taken() -> None:
    subjects = CodeList.read(b"patient_id,code\nPAT-ONE,AA\nPAT-TWO,BB\n")
    records = [survey(data, subjects=subjects) for data in batch("PAT-ONE", "PAT-TWO")]
    made = plan(records, {}, BASIC, KEY, {0: Edits(patient_id="subject-bb")})
    assert made.edits[0].patient_id == "subject-bb"
    assert folders(made) == {0: "SUBJECT-AA", 1: "SUBJECT-BB"}


@pytest.mark.parametrize("typed", ["a b", "a/b", "..", "a.b", "CON", "lpt1", "a:b", "a*"])
def test_an_id_that_is_no_safe_name_for_a_folder_leaves_the_folder_its_code(typed: str) -> None:
    files = batch("PAT-ONE")
    made = planned(files, protocol(edits={"patient_id": typed}))
    assert made.edits[0].patient_id == typed
    assert folders(made)[0] == "ANON-" + code_of("PAT-ONE")


def test_one_study_or_series_can_have_its_own_values() -> None:
    files = batch("PAT-ONE", "PAT-ONE", "PAT-TWO")
    chosen = protocol(edits={"study_description": "All"})
    made = planned(files, chosen, edits={1: Edits(study_description="One")})
    assert [made.edits[index].study_description for index in range(3)] == ["All", "One", "All"]


def test_nothing_typed_leaves_the_plan_as_it_was() -> None:
    files = batch("PAT-ONE", "PAT-TWO")
    assert planned(files, BASIC).edits == {}
    assert planned(files, BASIC).entries == planned(files, BASIC, edits={}).entries
    assert folders(planned(files, BASIC, key=OTHER_KEY)) != folders(planned(files, BASIC))


def test_a_long_id_is_shortened_for_its_number_and_stays_apart() -> None:
    typed = {"a": ["X" * 64], "b": ["X" * 64], "c": ["X" * 63 + "Y"], "d": ["X" * 63 + "Y"]}
    made = apart(typed, {one: one for one in typed})
    assert len(set(made.values())) == 4
    assert {len(one) for one in made.values()} == {64}
    assert made["a", "X" * 64].endswith("-0001")
