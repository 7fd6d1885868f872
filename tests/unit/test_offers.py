"""What is offered for choosing is what can be carried out."""

from __future__ import annotations

import pytest

from anami import offers
from anami.protocol import IMPLEMENTED_OPTIONS, OPTIONS, PRESETS, Protocol
from anami.rules import OwnRule, RuleAction, checked
from anami.standard import dictionary

OFFERS = offers.offers()


def test_every_option_of_the_standard_is_shown_and_only_what_works_is_offered() -> None:
    assert {option["name"] for option in OFFERS["options"]} == OPTIONS
    offered = {option["name"] for option in OFFERS["options"] if option["offered"]}
    assert offered == IMPLEMENTED_OPTIONS


def test_options_that_contradict_one_another_say_so() -> None:
    excludes = {option["name"]: option["excludes"] for option in OFFERS["options"]}
    assert excludes["rtn_long_full_dates"] == ["rtn_long_modif_dates"]
    assert excludes["rtn_long_modif_dates"] == ["rtn_long_full_dates"]


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_can_be_loaded_as_it_is_offered(name: str) -> None:
    assert Protocol.load(OFFERS["presets"][name]) == Protocol.preset(name)


def test_each_attribute_that_is_completed_may_have_a_rule() -> None:
    rows = offers.attributes()
    assert ("(0010,0010)", "PatientName", "Patient's Name", "PN") in rows
    for _, keyword, _, vr in rows:
        tag = dictionary.tag_of(keyword)
        action = RuleAction.HASH if tag == 0x00080018 else RuleAction.REMOVE
        checked(OwnRule(action, tag))
        assert vr
