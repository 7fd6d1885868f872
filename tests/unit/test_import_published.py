"""The published defaults of other tools: each line is carried over, listed, or done anyway."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pytest

from anami import Protocol
from anami.importing import IMPORTERS, Imported, Loss
from anami.protocol import departures
from anami.rules import OwnRule, RuleAction
from anami.standard import dictionary
from tests import builders as b
from tests import published
from tests.runs import assert_clean, run

P = b.PERSONA
CTP: Final = published.ctp_script(published.ctp_functions())
RSNA: Final = published.ctp_script(published.rsna_functions(), published.RSNA_REST)
KITWARE: Final = published.kitware_dictionary(published.kitware_actions())
DEID: Final = published.deid_recipe()
SCRIPTS: Final = {"ctp": CTP, "rsna": RSNA, "kitware": KITWARE, "deid": DEID}
LANGUAGES: Final = {"ctp": "ctp", "rsna": "ctp", "kitware": "kitware", "deid": "deid"}
MEANING: Final = {
    # What a function of the published scripts must become; "" is left to the profile.
    "@keep()": "keep",
    "@always()@process()": "keep",
    "@remove()": "remove",
    "@empty()": "empty",
    "@incrementdate(this,@DATEINC)": "shift",
    "@hashdate": "shift",
    "@hashuid(@UIDROOT,this)": "hash",
    "@uid": "hash",
    "@hash(this,16)": "hash",
    "@acc": "hash",
    "@round(this,5)": "round_age",
    "": "",
    "replace": "replace",
    "empty_or_replace": "replace",
    "delete_or_replace": "replace",
    "delete_or_empty_or_replace": "replace",
    "empty": "empty",
    "delete": "remove",
    "delete_or_empty": "empty",
    "delete_or_empty_or_replace_UID": "empty",
    "replace_UID": "hash",
}
ENGINE_DOES: Final = {
    # What needs no rule: the engine does so whatever a protocol says.
    *((tag, "keep") for tag in published.tags("0008:0005,0016 0028:0010,0011,0100,0101,0102,0103")),
    # The profile writes the patient's code.
    *((tag, "hash") for tag in published.tags("0010:0010,0020")),
    # Length to End, and all of groups 0000, 0002 and 0004: never written, or written anew.
    (0x00080001, "remove"),
}
REPLACED_FILES: Final = frozenset((0x0000, 0x0002, 0x0004))


def imported(name: str) -> Imported:
    return IMPORTERS[LANGUAGES[name]](SCRIPTS[name])


def by_tag(found: Imported) -> dict[int, OwnRule]:
    return {rule.tag: rule for rule in found.protocol.rules}


def numbers(text: str) -> dict[int, int]:
    """Give tag → line for each enabled line of a script or dictionary."""
    form = re.compile(r'en="T" t="([0-9A-F]{8})"|"\(0x(\w{4}), 0x(\w{4})')
    return {
        int("".join(filter(None, found.groups())), 16): number
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := form.search(line))
    }


def asked(name: str) -> dict[int, str]:
    """Give tag → what the script asks for."""
    if name == "kitware":
        actions = {
            int(key[3:7] + key[11:15], 16): action
            for key, action in published.kitware_actions().items()
        }
        uids = {tag for tag in actions if dictionary.vr_of(tag) == "UI"}
        return {
            tag: "hash" if tag in uids and "replace" in action else MEANING[action]
            for tag, action in actions.items()
        }
    functions = published.ctp_functions() if name == "ctp" else published.rsna_functions()
    codes = {"@hashname(this,6,2)", "@hash(this,10)", "@ptid"}
    return {
        tag: "hash" if function in codes else MEANING.get(function, "marker")
        for tag, function in functions.items()
    }


@pytest.mark.parametrize("name", ["ctp", "rsna", "kitware"])
def test_each_line_is_carried_over_as_it_stands_or_listed_or_done_anyway(name: str) -> None:
    found = imported(name)
    rules, lines = by_tag(found), Counter(line.number for line in found.lines)
    listed = numbers(SCRIPTS[name])
    typed = set(found.protocol.edits.tags)
    for tag, action in asked(name).items():
        first = tag & 0xFF00FFFF if tag >> 24 in (0x50, 0x60) else tag
        rule = rules.get(first)
        carried = rule is not None and rule.action == action
        unknown = dictionary.vr_of(tag) is None or tag >> 16 in REPLACED_FILES
        done = (tag, action) in ENGINE_DOES or (unknown and action == "remove")
        assert carried or tag in typed or done or lines[listed[tag]], f"{tag:08X} {action}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_only_what_a_script_says_to_keep_is_kept(name: str) -> None:
    kept = {rule.tag for rule in imported(name).protocol.rules if rule.action is RuleAction.KEEP}
    if name == "deid":
        assert kept == set()
        return
    assert kept <= {tag for tag, action in asked(name).items() if action == "keep"}


def test_what_ctp_s_default_becomes() -> None:
    found = imported("ctp")
    assert len(published.ctp_functions()) == 287
    assert Counter(rule.action.value for rule in found.protocol.rules) == {
        "remove": 183,
        "keep": 36,
        "hash": 26,
        "shift": 25,
        "empty": 8,
    }
    assert Counter(line.code for line in found.lines) == {
        Loss.OFFSET_BY_KEY: 25,
        Loss.OWN_MARKER: 4,
        Loss.UNLISTED: 1,
    }
    assert found.protocol.options == frozenset()


def test_what_the_rsna_anonymizer_s_default_becomes() -> None:
    found = imported("rsna")
    counted = Counter(line.code for line in found.lines)
    empty = [tag for tag, function in published.rsna_functions().items() if not function]
    assert counted.pop(Loss.LEFT_TO_PROFILE) == len(empty)
    assert counted == {Loss.OWN_MARKER: 3, Loss.NOT_CHANGEABLE: 1, Loss.UNLISTED: 1}
    rules = by_tag(found)
    age = dictionary.tag_of("PatientAge")
    assert (rules[age].action, rules[age].value) == (RuleAction.ROUND_AGE, "5")
    assert rules[dictionary.tag_of("StudyDate")].action is RuleAction.SHIFT
    assert dictionary.tag_of("PatientID") not in rules


def test_what_kitware_s_default_becomes() -> None:
    found = imported("kitware")
    assert len(published.kitware_actions()) == 620
    counted = Counter(line.code for line in found.lines)
    # Dates, times and the like: the tool's constant is valid for none of them.
    assert set(counted) == {Loss.DUMMY_VALUE, Loss.NOT_CHANGEABLE}
    for line in found.lines:
        assert line.outcome in ("remove", "")
    assert found.protocol.edits.patient_id == "ANONYMIZED"


def test_what_deid_s_default_becomes() -> None:
    found = imported("deid")
    lines = SCRIPTS["deid"].splitlines()
    rules = by_tag(found)
    for number, line in enumerate(lines, start=1):
        if not line.startswith(("REMOVE", "ADD")):
            continue
        named = line.split()[1]
        told = [one for one in found.lines if one.number == number]
        kind, _, text = named.partition(":")
        matching = {
            "startswith": str.startswith,
            "endswith": str.endswith,
            "contains": str.__contains__,
        }
        if text:
            selected = {
                tag
                for tag in dictionary.tags()
                if matching[kind](dictionary.keyword_of(tag).lower(), text.lower())
            }
            assert selected
            missing = {
                dictionary.keyword_of(tag)
                for tag in selected - rules.keys()
                if tag >> 16 not in REPLACED_FILES
            }
            assert missing <= {one.subject for one in told}, line
        else:
            carried = named in {rule.attribute for rule in found.protocol.rules}
            assert carried or told, line
    assert {one.number for one in found.lines if one.code is Loss.FILTER} == {
        number
        for number, line in enumerate(lines, start=1)
        if line.lstrip().startswith(("LABEL", "contains", "+", "coordinates"))
    }


@pytest.mark.parametrize("name", ["ctp", "rsna", "kitware"])
def test_a_function_that_nobody_knows_never_keeps_whatever_it_stands_in_place_of(name: str) -> None:
    if name == "kitware":
        changed = dict.fromkeys(published.kitware_actions(), "keep_all")
        found = IMPORTERS["kitware"](published.kitware_dictionary(changed))
    else:
        changed_functions = dict.fromkeys(published.ctp_functions(), "@keepall(this)")
        found = IMPORTERS["ctp"](published.ctp_script(changed_functions))
    assert {rule.action for rule in found.protocol.rules} == {RuleAction.REMOVE}
    assert not found.protocol.edits
    allowed = {
        *(Loss.UNKNOWN_FUNCTION, Loss.NOT_CHANGEABLE, Loss.OWN_MARKER, Loss.UNLISTED),
        Loss.UNKNOWN_ATTRIBUTE,
    }
    assert {line.code for line in found.lines} <= allowed


def test_an_action_that_nobody_knows_never_keeps_in_a_recipe() -> None:
    recipe = DEID.replace("REMOVE ", "RETAIN ").replace("ADD ", "RETAIN ")
    rules = IMPORTERS["deid"](recipe).protocol.rules
    assert {rule.action for rule in rules} == {RuleAction.REMOVE}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_default_can_be_saved_loaded_and_carried_out(name: str) -> None:
    protocol = imported(name).protocol
    assert Protocol.load(protocol.as_dict()) == protocol
    for template in (b.ct(), b.mr()):
        made = run(b.part10(template), protocol=protocol)
        assert made.done, made.code
        kept = {rule.tag for rule in protocol.rules if rule.action is RuleAction.KEEP}
        assert_clean(made, P.family, P.given, P.patient_id, P.accession, P.birth_date)
        assert departures(protocol) or not kept
