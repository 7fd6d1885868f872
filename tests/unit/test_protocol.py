"""The protocol document: what it may hold, what is refused, and what it says it would do."""

from __future__ import annotations

import json
import pickle
import re
from typing import TYPE_CHECKING, Any

import pytest

from anami import protocol as module
from anami import schema
from anami.errors import (
    ContradictoryOptionsError,
    ContradictoryRulesError,
    EditValueError,
    ForbiddenRuleError,
    MalformedProtocolError,
    ProtocolError,
    ProtocolVersionError,
    RuleValueError,
    UnknownKeywordError,
    UnknownMemberError,
    UnknownOptionError,
    UnknownPresetError,
    UnsupportedOptionError,
)
from anami.protocol import (
    OPTIONS,
    PRESETS,
    Protocol,
    checked_options,
    departures,
    describe,
    document_schema,
)
from anami.rules import RuleAction
from anami.standard import EDITION, confidentiality
from tests.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = json.loads((ROOT / "static" / "locales" / "en.json").read_text("utf-8"))
PRIVATE = {"creator": "A", "group": "0029", "element": "01"}
FULL: dict[str, Any] = {
    "schema": "anami-protocol/1",
    "edition": EDITION,
    "profile": "basic",
    "options": ["clean_desc", "rtn_long_modif_dates"],
    "rules": [
        {"attribute": "PatientAge", "action": "round_age", "value": "5"},
        {"attribute": "(0008,1030)", "action": "clean", "reason": "needed for sorting"},
        {
            "attribute": {"creator": "ACME 1.1", "group": "0029", "element": "10"},
            "action": "keep",
        },
        {"attribute": "StudyDate", "action": "shift", "path": ["RequestAttributesSequence"]},
        {"attribute": "StudyDate", "action": "remove", "path": []},
        {"attribute": "OverlayData", "action": "remove"},
        {"attribute": "(6002,3000)", "action": "keep"},
        {"attribute": "StationName", "action": "replace", "value": "SCANNER"},
    ],
    "replacement": {"patient_id_prefix": "TRIAL7", "whole_weeks": True},
    "edits": {"patient_name": "Case^{code}", "study_description": "Knee"},
}


def changed(**members: object) -> dict[str, Any]:
    return {**FULL, **members}


def with_rule(**rule: object) -> dict[str, Any]:
    return changed(rules=[rule])


def test_a_document_comes_back_as_it_was_saved() -> None:
    protocol = Protocol.parse(FULL)
    assert Protocol.parse(protocol.as_dict()) == protocol
    assert Protocol.parse(json.loads(json.dumps(protocol.as_dict()))) == protocol
    assert pickle.loads(pickle.dumps(protocol)) == protocol  # noqa: S301 - our own bytes
    assert hash(protocol) == hash(Protocol.parse(FULL))


def test_what_is_not_asked_for_is_not_in_the_document() -> None:
    assert Protocol.preset("basic").as_dict() == {
        "schema": "anami-protocol/1",
        "edition": EDITION,
        "profile": "basic",
        "options": [],
    }


def test_a_document_of_another_edition_is_read_and_says_so() -> None:
    protocol = Protocol.parse(changed(edition="2031b"))
    assert protocol.as_dict()["edition"] == EDITION
    assert ("protocol.says.other-edition", {"edition": "2031b"}) in describe(protocol)


@pytest.mark.parametrize(
    "document,error,where",
    [
        ({}, MalformedProtocolError, "schema"),
        (changed(schema=7), MalformedProtocolError, "schema"),
        (changed(schema="another"), MalformedProtocolError, "schema"),
        (changed(schema="anami-protocol/2"), ProtocolVersionError, ""),
        (changed(profile="none"), MalformedProtocolError, "profile"),
        (changed(edition="2026"), MalformedProtocolError, "edition"),
        (changed(edition="2026d\n"), MalformedProtocolError, "edition"),
        (changed(keep_all=True), UnknownMemberError, "member 8"),
        (changed(Example=1), UnknownMemberError, "member 8"),
        (changed(options="clean_desc"), MalformedProtocolError, "options"),
        (changed(options=[1]), MalformedProtocolError, "options[0]"),
        (changed(options=["clean_desc"] * 2), MalformedProtocolError, "options"),
        (changed(options=["keep_everything"]), UnknownOptionError, "options"),
        (
            changed(options=["rtn_long_full_dates", "rtn_long_modif_dates"]),
            ContradictoryOptionsError,
            "rtn_long_full_dates rtn_long_modif_dates",
        ),
        (changed(replacement={"prefix": "A"}), UnknownMemberError, "replacement member 1"),
        (
            changed(replacement={"patient_id_prefix": "../up"}),
            MalformedProtocolError,
            "replacement.patient_id_prefix",
        ),
        (
            changed(replacement={"whole_weeks": 1}),
            MalformedProtocolError,
            "replacement.whole_weeks",
        ),
        (changed(edits={"birth_date": "x"}), UnknownMemberError, "edits member 1"),
        (changed(edits={"patient_name": " x"}), MalformedProtocolError, "edits.patient_name"),
        (changed(edits={"patient_id": "a\\b"}), MalformedProtocolError, "edits.patient_id"),
        (changed(edits={"patient_id": "{name}"}), EditValueError, "edits.patient_id"),
        (changed(edits={"patient_name": "a^b^c^d^e^f"}), EditValueError, "edits.patient_name"),
        (changed(rules={}), MalformedProtocolError, "rules"),
        (with_rule(action="keep"), MalformedProtocolError, "rules[0].attribute"),
        (with_rule(attribute="PatientID"), MalformedProtocolError, "rules[0].action"),
        (with_rule(attribute=7, action="keep"), MalformedProtocolError, "rules[0].attribute"),
        (
            with_rule(attribute="PatientID", action="eval"),
            MalformedProtocolError,
            "rules[0].action",
        ),
        (
            with_rule(attribute="PatientID", action="keep", script="x"),
            UnknownMemberError,
            "rules[0] member 3",
        ),
        (
            with_rule(attribute={"creator": "A", "group": "0028", "element": "10"}, action="keep"),
            MalformedProtocolError,
            "rules[0].attribute.group",
        ),
        (
            with_rule(attribute={"creator": "A", "tag": "0029"}, action="keep"),
            UnknownMemberError,
            "rules[0].attribute member 2",
        ),
        (with_rule(attribute="PatientsName", action="keep"), UnknownKeywordError, "rules[0]"),
        (with_rule(attribute="(0008,FFF1)", action="remove"), UnknownKeywordError, "rules[0]"),
        (
            with_rule(attribute="StudyDate", action="keep", path=["NoSuchSequence"]),
            UnknownKeywordError,
            "rules[0]",
        ),
        (
            with_rule(attribute="StudyDate", action="keep", path=["PatientID"]),
            UnknownKeywordError,
            "rules[0]",
        ),
        (
            with_rule(attribute="(0029,1010)", action="keep"),
            ForbiddenRuleError,
            "rules[0]",
        ),
        (with_rule(attribute="PatientID", action="round_age"), RuleValueError, "rules[0]"),
    ],
)
def test_what_does_not_follow_the_schema_is_refused_with_its_own_code(
    document: dict[str, Any], error: type[ProtocolError], where: str
) -> None:
    with pytest.raises(error) as raised:
        Protocol.load(document)
    assert type(raised.value) is error
    assert raised.value.where == where


def test_two_rules_for_one_attribute_in_one_place_are_refused() -> None:
    rules = [{"attribute": name, "action": "remove"} for name in ("StudyDate", "(0008,0020)")]
    with pytest.raises(ContradictoryRulesError, match=re.escape("rules[1]")):
        Protocol.parse(changed(rules=rules))


@pytest.mark.parametrize("option", ["clean_pixel", "clean_faces"])
def test_cleaning_of_pixels_has_its_place_but_is_not_claimed(option: str) -> None:
    assert Protocol.parse(changed(options=[option])).options == {option}
    with pytest.raises(UnsupportedOptionError):
        Protocol.load(changed(options=[option]))
    with pytest.raises(UnsupportedOptionError):
        checked_options([option])


def test_all_that_the_schema_has_but_cleaning_of_pixels_is_carried_out() -> None:
    assert Protocol.load(FULL) == Protocol.parse(FULL)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"schema": "anami-protocol/1", "profile": "basic", "profile": "basic"}',
        b"[" * 200_000,
        b'{"schema": "anami-protocol/1", "profile": "basic"',
        b" " * (module.LARGEST + 1),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "protocol.json"
    path.write_bytes(content)
    with pytest.raises(MalformedProtocolError):
        Protocol.load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedProtocolError):
        Protocol.load(str(tmp_path / "none.json"))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_saved_file_is_read_with_and_without_its_mark(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "protocol.json"
    path.write_text(mark + json.dumps(Protocol.preset("basic").as_dict()), encoding="utf-8")
    assert Protocol.load(path) == Protocol.preset("basic")


def test_a_preset_is_only_a_document_that_says_what_it_does() -> None:
    for name in module.PRESET_NAMES:
        path = ROOT / "anami" / "presets" / f"{name}.json"
        protocol = Protocol.parse(json.loads(path.read_text("utf-8")))
        assert f"protocol.preset.{name}" in ENGLISH
        assert f"protocol.preset.{name}.purpose" in ENGLISH
        assert departures(protocol) == ()
    shipped = {path.stem for path in (ROOT / "anami" / "presets").iterdir()}
    assert shipped == set(module.PRESET_NAMES)


def test_only_presets_that_can_be_carried_out_are_offered() -> None:
    assert "basic" in PRESETS
    for name in module.PRESET_NAMES:
        if name in PRESETS:
            assert tuple(sorted(Protocol.preset(name).options)) == PRESETS[name]
            assert Protocol.load(Protocol.preset(name).as_dict()) == Protocol.preset(name)
        else:
            with pytest.raises(UnknownPresetError):
                Protocol.preset(name)


def test_every_preset_is_offered() -> None:
    assert set(PRESETS) == set(module.PRESET_NAMES)


def test_no_preset_is_offered_under_a_name_that_does_not_exist() -> None:
    with pytest.raises(UnknownPresetError):
        Protocol.preset("keep-all")


def test_safe_harbor_keeps_no_dates_no_devices_and_no_texts() -> None:
    path = ROOT / "anami" / "presets" / "hipaa-safe-harbor.json"
    protocol = Protocol.parse(json.loads(path.read_text("utf-8")))
    assert protocol.options == {"rtn_pat_chars"}
    cleaned = {row.keyword for row in confidentiality.ROWS if row.rtn_pat_chars == "C"}
    assert {rule.attribute for rule in protocol.rules} == cleaned
    assert {rule.action for rule in protocol.rules} == {RuleAction.REMOVE}


def test_presets_page_names_each_preset_and_its_options() -> None:
    page = (ROOT / "docs" / "presets.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([a-z-]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))
    for name in module.PRESET_NAMES:
        document = json.loads((ROOT / "anami" / "presets" / f"{name}.json").read_text())
        assert re.findall(r"[a-z]+(?:_[a-z]+)+", rows[name]) == document["options"], name


def test_presets_page_maps_each_of_the_18_identifiers() -> None:
    page = (ROOT / "docs" / "presets.md").read_text("utf-8")
    assert re.findall(r"^\| \(([A-R])\) ", page, re.MULTILINE) == list("ABCDEFGHIJKLMNOPQR")


def test_all_that_a_document_would_do_is_told_in_words() -> None:
    told = describe(Protocol.parse(FULL))
    assert ("protocol.says.rule.replace", {"attribute": "StationName", "value": "SCANNER"}) in told
    place = {"attribute": "RequestAttributesSequence > StudyDate"}
    assert ("protocol.says.rule.shift", place) in told
    private = {"attribute": "(0029,ACME 1.1,10)"}
    assert ("protocol.says.rule.keep", private) in told
    for key, values in told:
        assert set(re.findall(r"\{(\w+)\}", ENGLISH[key])) == values.keys(), key
    keys = [key for key, _ in told]
    assert sum(key.startswith("protocol.says.rule.") for key in keys) == len(FULL["rules"])
    assert sum(key.startswith("protocol.says.edit.") for key in keys) == len(FULL["edits"])


def test_each_option_and_action_has_words() -> None:
    assert {f"protocol.says.option.{name}" for name in OPTIONS} <= ENGLISH.keys()
    assert {f"protocol.says.rule.{action}" for action in RuleAction} <= ENGLISH.keys()


@pytest.mark.parametrize(
    "options,rule,departs",
    [
        ([], {"attribute": "PatientName", "action": "keep"}, True),
        ([], {"attribute": "PatientName", "action": "replace", "value": "A"}, False),
        ([], {"attribute": "Rows", "action": "keep"}, False),
        ([], {"attribute": "StudyDate", "action": "shift"}, True),
        ([], {"attribute": "StudyDescription", "action": "clean"}, True),
        ([], {"attribute": "PatientAge", "action": "round_age"}, True),
        (["rtn_pat_chars"], {"attribute": "PatientAge", "action": "keep"}, False),
        (["rtn_pat_chars"], {"attribute": "PatientAge", "action": "round_age"}, False),
        (
            ["rtn_pat_chars"],
            {"attribute": "PatientAge", "action": "round_age", "value": "5"},
            True,
        ),
        (["rtn_pat_chars"], {"attribute": "PatientSex", "action": "empty"}, True),
        (["rtn_pat_chars"], {"attribute": "Allergies", "action": "remove"}, False),
        (["rtn_long_modif_dates"], {"attribute": "StudyDate", "action": "shift"}, False),
        (["rtn_long_modif_dates"], {"attribute": "StudyDate", "action": "keep"}, True),
        (["rtn_long_full_dates"], {"attribute": "StudyDate", "action": "shift"}, True),
        (
            ["rtn_dev_id", "rtn_long_modif_dates"],
            {"attribute": "DateOfLastCalibration", "action": "shift"},
            False,
        ),
        (["clean_desc"], {"attribute": "StudyDescription", "action": "clean"}, False),
        (
            [],
            {"attribute": {"creator": "A", "group": "0029", "element": "01"}, "action": "keep"},
            True,
        ),
        *(
            ([], {"attribute": PRIVATE, "action": action}, action != "remove")
            for action in ("keep", "remove", "empty", "hash", "shift", "clean")
        ),
        *(
            (["rtn_safe_priv"], {"attribute": PRIVATE, "action": action}, False)
            for action in ("keep", "remove", "empty", "hash", "shift", "clean")
        ),
    ],
)
def test_a_rule_that_goes_against_profile_or_options_is_told(
    options: list[str],
    rule: dict[str, Any],
    departs: bool,  # noqa: FBT001 - what is expected
) -> None:
    protocol = Protocol.parse(changed(options=options, rules=[rule]))
    assert departures(protocol) == (protocol.rules if departs else ())
    keys = [key for key, _ in describe(protocol)]
    assert ("protocol.says.departs" in keys) is departs


def subschemas(part: object) -> list[dict[str, Any]]:
    """Give every schema within the committed one."""
    found: list[dict[str, Any]] = []
    if isinstance(part, dict):
        found.append(part)
        for name in ("items",):
            found.extend(subschemas(part.get(name)))
        for name in ("properties", "$defs"):
            for inner in part.get(name, {}).values():
                found.extend(subschemas(inner))
        for inner in part.get("anyOf", []):
            found.extend(subschemas(inner))
    return found


def test_the_committed_schema_uses_only_what_is_checked() -> None:
    for part in subschemas(document_schema()):
        assert part.keys() <= schema.KEYWORDS
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
        pattern = part.get("pattern", "^$")
        assert pattern.startswith("^")
        assert pattern.endswith("$")


def test_a_keyword_that_is_not_checked_stops() -> None:
    with pytest.raises(NotImplementedError):
        schema.validate(1, {"multipleOf": 2}, {})


@pytest.mark.parametrize(
    "value,part",
    [
        (True, {"type": "integer"}),
        (3, {"type": "integer", "maximum": 2}),
        (3, {"type": "integer", "minimum": 4}),
        ("ab", {"type": "string", "maxLength": 1}),
        ("", {"type": "string", "minLength": 1}),
        ("x\n", {"type": "string", "pattern": "^x$"}),
        ([], {"type": "array", "items": {}, "minItems": 1}),
        ([1, 2], {"type": "array", "items": {}, "maxItems": 1}),
        ({}, {"type": "object", "minProperties": 1}),
        (None, {"anyOf": [{"type": "string"}, {"type": "array"}]}),
        ("b", {"enum": ["a"]}),
    ],
)
def test_each_keyword_refuses(value: object, part: dict[str, Any]) -> None:
    with pytest.raises(MalformedProtocolError):
        schema.validate(value, part, part)
