"""Own rules: which may be had, and which governs an element."""

from __future__ import annotations

import pytest

from anami.errors import (
    ContradictoryRulesError,
    ForbiddenRuleError,
    RuleValueError,
    UnknownKeywordError,
)
from anami.rules import OwnRule, RuleAction, RuleTable, attribute_of, checked, read_rule
from anami.standard import dictionary

STUDY_DATE, SERIES_SEQUENCE = 0x00080020, 0x00081115
PIXEL_GEOMETRY = ("Rows", "BitsAllocated", "PhotometricInterpretation", "PixelData")


def rule(attribute: str, action: str, value: str = "", path: list[str] | None = None) -> OwnRule:
    document: dict[str, object] = {"attribute": attribute, "action": action}
    if value:
        document["value"] = value
    if path is not None:
        document["path"] = path
    return read_rule(document)


@pytest.mark.parametrize(
    "attribute",
    [
        *("SpecificCharacterSet", "SOPClassUID", "PatientIdentityRemoved"),
        *("DeidentificationMethod", "DeidentificationMethodCodeSequence"),
        *("LongitudinalTemporalInformationModified", "TransferSyntaxUID", "CommandField"),
        *("OffsetOfTheNextDirectoryRecord", "(0010,0000)", "(0009,0010)", "(FFFE,E000)"),
    ],
)
@pytest.mark.parametrize("action", ["keep", "remove"])
def test_markers_encoding_and_what_never_passes_can_have_no_rule(
    attribute: str, action: str
) -> None:
    with pytest.raises(ForbiddenRuleError):
        rule(attribute, action)


@pytest.mark.parametrize("attribute", PIXEL_GEOMETRY)
def test_what_pixels_are_read_by_stays(attribute: str) -> None:
    assert rule(attribute, "keep").action is RuleAction.KEEP
    with pytest.raises(ForbiddenRuleError):
        rule(attribute, "remove")


def test_an_instance_keeps_a_uid_of_its_own() -> None:
    for action in ("keep", "hash"):
        assert rule("SOPInstanceUID", action).action == action
    for action in ("remove", "empty"):
        with pytest.raises(ForbiddenRuleError):
            rule("SOPInstanceUID", action)


@pytest.mark.parametrize(
    "attribute,action,value",
    [
        ("PatientAge", "round_age", "5"),
        ("PatientAge", "round_age", ""),
        ("PatientAge", "replace", "060Y"),
        ("StudyDate", "shift", ""),
        ("StudyDate", "replace", "20240229"),
        ("AcquisitionDateTime", "replace", "2024"),
        ("StudyTime", "replace", "235959"),
        ("PatientName", "replace", "Case^Seven"),
        ("PatientSex", "replace", "O"),
        ("PatientWeight", "replace", "70.5"),
        ("InstanceNumber", "replace", "-1"),
        ("StudyDescription", "clean", ""),
        ("StudyInstanceUID", "hash", ""),
        ("AccessionNumber", "hash", ""),
        ("RequestAttributesSequence", "keep", ""),
    ],
)
def test_an_action_that_suits_its_attribute_is_taken(
    attribute: str, action: str, value: str
) -> None:
    assert rule(attribute, action, value).value == value


@pytest.mark.parametrize(
    "attribute,action,value",
    [
        ("PatientAge", "round_age", "0"),
        ("PatientAge", "round_age", "five"),
        ("PatientAge", "replace", "60"),
        ("PatientName", "round_age", ""),
        ("StudyTime", "shift", ""),
        ("StudyDescription", "shift", ""),
        ("StudyDate", "clean", ""),
        ("StudyDate", "hash", ""),
        ("StudyDate", "replace", "20230229"),
        ("StudyDate", "replace", "2023"),
        ("StudyTime", "replace", "2500"),
        ("StudyInstanceUID", "replace", "1.2.3"),
        ("PatientSex", "replace", "o"),
        ("AccessionNumber", "replace", "A" * 17),
        ("PatientID", "replace", ""),
        ("PatientID", "replace", " padded "),
        ("PatientID", "replace", "a\\b"),
        ("PatientID", "replace", "é"),
        ("PatientID", "keep", "value"),
        ("PatientWeight", "replace", "heavy"),
        ("Rows", "hash", ""),
        ("RequestAttributesSequence", "replace", "x"),
    ],
)
def test_an_action_or_value_that_does_not_suit_is_refused(
    attribute: str, action: str, value: str
) -> None:
    with pytest.raises((RuleValueError, ForbiddenRuleError)):
        rule(attribute, action, value)


@pytest.mark.parametrize("action", RuleAction)
def test_a_private_attribute_can_have_every_action(action: RuleAction) -> None:
    one = OwnRule(action, 0x00290010, "ACME", value="x" if action == "replace" else "")
    assert checked(one) is one


@pytest.mark.parametrize(
    "tag,creator",
    [(0x00280010, "ACME"), *((0x00290010, one) for one in ("a\\b", " a", "é", "A" * 65))],
)
def test_a_creator_that_no_file_can_have_is_refused(tag: int, creator: str) -> None:
    with pytest.raises(ForbiddenRuleError):
        checked(OwnRule(RuleAction.KEEP, tag, creator))


@pytest.mark.parametrize(
    "action,value",
    [
        *(("replace", ""), ("replace", "a\\b"), ("replace", "é"), ("keep", "x")),
        *(("round_age", "0"), ("round_age", "five")),
    ],
)
def test_a_value_that_no_private_attribute_can_have_is_refused(action: str, value: str) -> None:
    with pytest.raises(RuleValueError):
        checked(OwnRule(RuleAction(action), 0x00290010, "ACME", value=value))


def test_keywords_and_tags_name_the_same_attribute() -> None:
    for tag in sorted(dictionary.tags())[::50]:
        assert attribute_of(dictionary.keyword_of(tag))[0] == tag
        assert attribute_of(f"({tag >> 16:04x},{tag & 0xFFFF:04X})")[0] == tag
    with pytest.raises(UnknownKeywordError):
        attribute_of("NoSuchAttribute")


def test_a_rule_holds_wherever_the_attribute_stands() -> None:
    table = RuleTable([rule("StudyDate", "remove")])
    assert table.find((STUDY_DATE,))
    assert table.find((SERIES_SEQUENCE, STUDY_DATE))
    assert table.find((0x00080021,)) is None


def test_a_rule_for_a_place_is_stronger_and_holds_there_alone() -> None:
    table = RuleTable(
        [
            rule("StudyDate", "remove"),
            rule("StudyDate", "keep", path=[]),
            rule("StudyDate", "empty", path=["ReferencedSeriesSequence"]),
        ]
    )
    actions = [
        found.action
        for path in ((), (SERIES_SEQUENCE,), (0x00081140, SERIES_SEQUENCE))
        if (found := table.find((*path, STUDY_DATE)))
    ]
    assert actions == ["keep", "empty", "remove"]


def test_a_private_rule_follows_its_creator_into_every_block() -> None:
    document = {
        "attribute": {"creator": "ACME", "group": "0029", "element": "1F"},
        "action": "keep",
    }
    table = RuleTable([read_rule(document)])
    assert table.find((0x0029101F,), "ACME")
    assert table.find((SERIES_SEQUENCE, 0x0029FF1F), "ACME")
    assert table.find((0x0029101F,), "OTHER") is None
    assert table.find((0x0029101F,)) is None
    assert table.find((0x0031101F,), "ACME") is None
    assert table.find((0x0029101E,), "ACME") is None


def test_a_keyword_of_a_repeating_group_holds_for_each_group() -> None:
    table = RuleTable([rule("OverlayData", "remove"), rule("(6002,3000)", "keep")])
    found = [table.find((group << 16 | 0x3000,)) for group in (0x6000, 0x6002, 0x601E, 0x6020)]
    assert [one.action if one else None for one in found] == ["remove", "keep", "remove", None]


def test_a_table_without_rules_finds_none() -> None:
    assert not RuleTable([])
    assert RuleTable([rule("StudyDate", "remove")])
    assert RuleTable([]).find((STUDY_DATE,)) is None


def test_two_rules_for_one_place_contradict_each_other() -> None:
    with pytest.raises(ContradictoryRulesError):
        RuleTable([rule("StudyDate", "remove"), rule("StudyDate", "keep")])
