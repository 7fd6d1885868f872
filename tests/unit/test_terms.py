"""What a site fixes of a protocol, and that a protocol from anywhere is held to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from anami import Edits, Protocol
from anami.errors import (
    ContradictoryOptionsError,
    LockedSettingError,
    MalformedProtocolError,
    ProtocolError,
    UnknownMemberError,
    UnknownPresetError,
    UnsupportedOptionError,
)
from anami.protocol import OPTIONS, PRESETS, Replacement
from anami.terms import GROUPS, PARTS, Terms, _schema

RESEARCH = Protocol.preset("research")
RULE = {"attribute": "StationName", "action": "keep"}


def _document(**members: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON can say
    return {"schema": "anami-protocol/1", "profile": "basic", **members}


def test_a_site_that_fixes_nothing_allows_every_protocol() -> None:
    terms = Terms.parse({})
    assert terms == Terms()
    for name in PRESETS:
        terms.require(Protocol.preset(name))
    assert terms.as_dict()["presets"] == list(PRESETS)


def test_people_start_with_the_preset_and_the_options_of_the_site() -> None:
    terms = Terms.parse(
        {"preset": "research", "options": {"rtn_dev_id": True, "rtn_pat_chars": False}}
    )
    assert terms.start.options == (RESEARCH.options | {"rtn_dev_id"}) - {"rtn_pat_chars"}
    assert terms.locked == frozenset()


def test_a_whole_document_may_be_where_people_start() -> None:
    document = _document(options=["clean_desc"], rules=[RULE], edits={"patient_name": "Heart"})
    assert Terms.parse({"protocol": document}).start == Protocol.load(document)


@pytest.mark.parametrize(
    "changed, part",
    [
        (replace(RESEARCH, options=RESEARCH.options | {"rtn_uids"}), "rtn_uids"),
        (replace(RESEARCH, options=RESEARCH.options - {"clean_desc"}), "clean_desc"),
        (
            replace(RESEARCH, replacement=replace(RESEARCH.replacement, patient_id_prefix="A")),
            "patient_id_prefix",
        ),
        (replace(RESEARCH, replacement=Replacement()), "whole_weeks"),
        (replace(RESEARCH, edits=Edits(patient_name="Heart")), "edits"),
        (replace(RESEARCH, rules=Protocol.load(_document(rules=[RULE])).rules), "rules"),
    ],
)
def test_a_protocol_that_changes_what_is_locked_is_refused_with_the_part(
    changed: Protocol, part: str
) -> None:
    everything = {"preset": "research", "locked": ["all"]}
    Terms.parse(everything).require(RESEARCH)
    with pytest.raises(LockedSettingError) as caught:
        Terms.parse(everything).require(changed)
    assert caught.value.where == part
    Terms.parse({**everything, "changeable": [part]}).require(changed)
    Terms.parse({"preset": "research"}).require(changed)


def test_a_locked_option_cannot_be_undone_by_a_rule_unless_the_site_says_so() -> None:
    locked = {"locked": ["rtn_dev_id"]}
    kept = Protocol.load(_document(rules=[RULE]))
    with pytest.raises(LockedSettingError, match="rules"):
        Terms.parse(locked).require(kept)
    Terms.parse({**locked, "changeable": ["rules"]}).require(kept)


def test_what_a_locked_option_excludes_is_locked_with_it() -> None:
    shifted = "rtn_long_modif_dates"
    terms = Terms.parse({"options": {shifted: True}, "locked": [shifted]})
    assert "rtn_long_full_dates" in terms.locked
    off = Terms.parse({"locked": [shifted]})
    off.require(Protocol(options=frozenset({"rtn_long_full_dates"})))


def test_a_preset_can_be_chosen_if_it_keeps_to_what_is_locked_and_leaves_what_was_typed() -> None:
    terms = Terms.parse(
        {
            "protocol": _document(
                options=sorted(RESEARCH.options),
                replacement={"patient_id_prefix": "HEART", **RESEARCH.replacement.as_dict()},
                edits={"patient_name": "Heart"},
            ),
            "locked": ["all"],
        }
    )
    assert terms.as_dict()["presets"] == ["research"]
    without = Terms.parse({"locked": ["rtn_dev_id"], "changeable": ["rules"]}).as_dict()["presets"]
    assert without == [name for name, options in PRESETS.items() if "rtn_dev_id" not in options]
    assert 0 < len(without) < len(PRESETS)


def test_values_typed_for_single_patients_are_refused_where_edits_are_locked() -> None:
    typed = [Edits(), Edits(patient_id="HEART-1")]
    Terms.parse({}).require_edits(typed)
    Terms.parse({"locked": ["edits"]}).require_edits([Edits()])
    with pytest.raises(LockedSettingError, match="edits"):
        Terms.parse({"locked": ["edits"]}).require_edits(typed)


@pytest.mark.parametrize(
    "members, error, where",
    [
        ({"preset": "unheard-of"}, UnknownPresetError, ""),
        ({"presets": "research"}, UnknownMemberError, "member 1"),
        ({"options": {"rtn_everything": True}}, UnknownMemberError, "options member 1"),
        ({"options": {"rtn_uids": "yes"}}, MalformedProtocolError, "options.rtn_uids"),
        ({"options": {"clean_pixel": True}}, UnsupportedOptionError, "clean_pixel"),
        (
            {"options": {"rtn_long_full_dates": True, "rtn_long_modif_dates": True}},
            ContradictoryOptionsError,
            "rtn_long_full_dates rtn_long_modif_dates",
        ),
        ({"locked": ["everything"]}, MalformedProtocolError, "locked[0]"),
        ({"locked": "all"}, MalformedProtocolError, "locked"),
        ({"protocol": {"schema": "anami-protocol/1"}}, MalformedProtocolError, "profile"),
    ],
)
def test_terms_that_cannot_be_had_are_refused_with_their_place(
    members: dict[str, Any], error: type[ProtocolError], where: str
) -> None:
    with pytest.raises(error) as caught:
        Terms.parse(members)
    assert type(caught.value) is error
    assert caught.value.where == where


def test_the_schema_names_each_part_and_each_option() -> None:
    schema = _schema()
    assert set(schema["$defs"]["parts"]["items"]["enum"]) == PARTS | GROUPS.keys()
    assert set(schema["properties"]["options"]["properties"]) == OPTIONS
