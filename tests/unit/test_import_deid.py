"""pydicom/deid's recipes: lines of its published recipes, and what becomes of each action."""

from __future__ import annotations

import pytest

from anami.errors import ImportFormatError
from anami.importing import IMPORTERS, Imported, Line, Loss
from anami.rules import RuleAction
from anami.standard import dictionary

HEADER = "FORMAT dicom\n%header\n"
# Lines as the tool's own recipes and examples have them.
DEFAULTS = """FORMAT dicom

%filter dangerouscookie

LABEL Criteria for Dangerous Cookie
contains PatientSex M
  + notequals OperatorsName bold bread
  coordinates 0,0,512,110

%fields instance_fields
FIELD startswith:Operator

%values cookie_names
SPLIT PatientID by="^";minlength=4

%header

# a comment
REMOVE endswith:Time
REMOVE PatientName   # and another
REMOVE PatientsName
REMOVE contains:Trial
REMOVE fields:instance_fields
REPLACE values:cookie_names var:id
REMOVE (0033,"MITRA OBJECT UTF8 ATTRIBUTES 1.0",1E)
KEEP ContentTime
KEEP PixelData
JITTER StudyDate 31
BLANK StationName
ADD IssuerOfPatientID STARR
ADD PatientID var:entity_id
ADD PatientIdentityRemoved YES
REPLACE StudyInstanceUID func:generate_uid
"""


def read(text: str) -> Imported:
    return IMPORTERS["deid"](text)


def one(line: str) -> tuple[list[str], list[Loss]]:
    imported = read(HEADER + line)
    made = [f"{rule.attribute}:{rule.action}" for rule in imported.protocol.rules]
    return made, [found.code for found in imported.lines if found.code is not Loss.UNLISTED]


def test_the_defaults_become_rules() -> None:
    rules = {rule.attribute: rule for rule in read(DEFAULTS).protocol.rules}
    assert {name: rules[name].action.value for name in rules if "Time" not in name} == {
        **dict.fromkeys(trial_keywords(), "remove"),
        "PatientName": "remove",
        "OperatorsName": "remove",
        "OperatorIdentificationSequence": "remove",
        "(0033,MITRA OBJECT UTF8 ATTRIBUTES 1.0,1E)": "remove",
        "StudyDate": "shift",
        "StationName": "empty",
        "IssuerOfPatientID": "replace",
        "StudyInstanceUID": "remove",
    }
    assert rules["IssuerOfPatientID"].value == "STARR"
    assert rules["StudyTime"].action is RuleAction.REMOVE
    assert rules["ContentTime"].action is RuleAction.KEEP


def trial_keywords() -> set[str]:
    """Give the keywords that ``contains:Trial`` selects."""
    keywords = map(dictionary.keyword_of, dictionary.tags())
    return {one for one in keywords if "trial" in one.lower() and "Time" not in one}


def test_each_line_of_the_defaults_that_is_lost_is_listed() -> None:
    assert list(read(DEFAULTS).lines) == [
        Line(1, Loss.UNLISTED, "dicom"),
        *(Line(number, Loss.FILTER, "filter") for number in (5, 6, 7, 8)),
        Line(14, Loss.SELECTION, "values"),
        Line(19, Loss.OVERRULED, "ContentTime", "keep"),
        Line(21, Loss.UNKNOWN_ATTRIBUTE, "PatientsName"),
        Line(24, Loss.SELECTION, "values"),
        Line(28, Loss.OFFSET_BY_KEY, "StudyDate", "shift"),
        Line(30, Loss.ADDS_ATTRIBUTE, "IssuerOfPatientID", "replace"),
        Line(31, Loss.NEEDS_TABLE, "PatientID"),
        Line(32, Loss.OWN_MARKER, "PatientIdentityRemoved"),
        Line(33, Loss.UNSUPPORTED_FUNCTION, "StudyInstanceUID", "remove"),
    ]


@pytest.mark.parametrize(
    "line,made,lost",
    [
        ("keep StudyDescription", ["StudyDescription:keep"], []),
        ("KEEP (0008,1030)", ["StudyDescription:keep"], []),
        ("KEEP 00081030", ["StudyDescription:keep"], []),
        ("REPLACE StudyDescription CT of the knee", ["StudyDescription:replace"], []),
        ("REPLACE StudyDescription ${x}", ["StudyDescription:replace"], []),
        ("REPLACE Rows 7", [], [Loss.NOT_CHANGEABLE]),
        (
            "REPLACE StudyDescription var:text",
            ["StudyDescription:remove"],
            [Loss.NEEDS_TABLE],
        ),
        (
            "REPLACE StudyDate deid_func:jitter days=1",
            ["StudyDate:shift"],
            [Loss.OFFSET_BY_KEY],
        ),
        ("REPLACE StudyInstanceUID deid_func:dicom_uuid", ["StudyInstanceUID:hash"], []),
        (
            "REPLACE StudyDescription deid_func:other",
            ["StudyDescription:remove"],
            [Loss.UNSUPPORTED_FUNCTION],
        ),
        (
            "REMOVE StudyDescription func:is_name",
            ["StudyDescription:remove"],
            [Loss.CONDITION],
        ),
        ("JITTER StudyTime 1", ["StudyTime:remove"], [Loss.WRONG_VR]),
        ("REMOVE ALL func:is_name", [], [Loss.SELECTION]),
        ("KEEP ALL", [], [Loss.SELECTION]),
        ("BLANK except:StudyDate|StudyTime", [], [Loss.SELECTION]),
        ("KEEP contains:(a+)+$", [], [Loss.SELECTION]),
        ("KEEP fields:nothing", [], [Loss.SELECTION]),
        ('KEEP (0029,"ACME 1",10)', ["(0029,ACME 1,10):keep"], []),
        ('REPLACE (0029,"ACME 1",10) x', ["(0029,ACME 1,10):replace"], []),
        ('BLANK (0029,"ACME 1",10)', ["(0029,ACME 1,10):empty"], []),
        (
            'JITTER (0029,"ACME 1",10) 7',
            ["(0029,ACME 1,10):shift"],
            [Loss.OFFSET_BY_KEY],
        ),
        ('KEEP (0029,"ACME\\1",10)', [], [Loss.PRIVATE_ATTRIBUTE]),
        ('KEEP (0028,"ACME 1",10)', [], [Loss.NOT_CHANGEABLE]),
    ],
)
def test_each_action_becomes_a_rule_or_is_listed(
    line: str, made: list[str], lost: list[Loss]
) -> None:
    assert one(line) == (made, lost)


@pytest.mark.parametrize("line", ["KEEPP StudyDescription", "RETAIN StudyDescription"])
def test_what_is_not_understood_is_never_kept(line: str) -> None:
    assert one(f"KEEP StudyDescription\n{line}") == (
        ["StudyDescription:remove"],
        [Loss.OVERRULED, Loss.UNKNOWN_FUNCTION],
    )


@pytest.mark.parametrize(
    "line,typed",
    [
        ("REPLACE PatientID cookie-123", {"patient_id": "cookie-123"}),
        ("ADD PatientName Case^Seven", {"patient_name": "Case^Seven"}),
        ("ADD StudyDescription CT of the knee", {"study_description": "CT of the knee"}),
    ],
)
def test_constants_that_would_be_added_become_typed_values(
    line: str, typed: dict[str, str]
) -> None:
    assert read(HEADER + line).protocol.edits.as_dict() == typed
    assert one(line) == ([], [])


def test_every_line_that_a_stronger_one_overrules_is_listed() -> None:
    lines = "REMOVE StudyDescription\nREMOVE endswith:StudyDescription\nKEEP StudyDescription"
    assert [line.number for line in read(HEADER + lines).lines if line.code is Loss.OVERRULED] == [
        3,
        4,
    ]


def test_lines_that_can_not_be_read_are_listed() -> None:
    for line in ("KEEP", "?", "%nonsense\nKEEP StudyDescription", "FIELD"):
        made, lost = one(line)
        assert made == []
        assert Loss.UNREADABLE in lost, line


def test_expanders_select_by_name_group_and_vr() -> None:
    selected = {
        line: {rule.tag for rule in read(HEADER + f"BLANK {line}").protocol.rules}
        for line in ("startswith:PatientTel", "select:VR:AS", "select:group:0038", "contains:0038")
    }
    assert dictionary.tag_of("PatientTelephoneNumbers") in selected["startswith:PatientTel"]
    assert dictionary.tag_of("PatientAge") in selected["select:VR:AS"]
    assert {tag >> 16 for tag in selected["select:group:0038"]} == {0x0038}
    assert selected["select:group:0038"] <= selected["contains:0038"]


@pytest.mark.parametrize(
    "lines,action",
    [
        (("REMOVE StudyDescription", "KEEP StudyDescription"), "keep"),
        (("KEEP StudyDescription", "REMOVE StudyDescription"), "keep"),
        (("REPLACE StudyDescription x", "REMOVE StudyDescription"), "replace"),
        (("BLANK StudyDescription", "REMOVE StudyDescription"), "remove"),
    ],
)
def test_the_tool_s_order_decides_where_two_actions_meet(
    lines: tuple[str, str], action: str
) -> None:
    made, lost = one("\n".join(lines))
    assert made == [f"StudyDescription:{action}"]
    assert lost == [Loss.OVERRULED]


@pytest.mark.parametrize(
    "text", ["", "%header\nKEEP StudyDate", "FORMAT nifti\n", "FORMAT dicom" + " " * 2**24]
)
def test_what_is_no_recipe_is_refused(text: str) -> None:
    with pytest.raises(ImportFormatError):
        read(text)
