"""Kitware dicom-anonymizer's dictionaries: its documented actions, and what becomes of each."""

from __future__ import annotations

import json

import pytest

from anami.errors import ImportFormatError
from anami.importing import IMPORTERS, Imported, Line, Loss
from anami.rules import RuleAction

STUDY_DESCRIPTION = "(0x0008, 0x1030)"


def read(text: str) -> Imported:
    return IMPORTERS["kitware"](text)


def one(action: object, tag: str = STUDY_DESCRIPTION) -> tuple[list[str], list[Loss]]:
    imported = read(json.dumps({tag: action}))
    actions = [f"{rule.action}:{rule.value}" for rule in imported.protocol.rules]
    return actions, [line.code for line in imported.lines]


def test_a_dictionary_as_the_documentation_shows_it() -> None:
    text = """{
    "(0x0002, 0x0002)": "keep",
    "(0x0010, 0x0020)": "keep",
    "(0x0010, 0x0010)": "empty",
    "(0x0008, 0x0020)": {
        "action": "regexp",
        "find": "0701$",
        "replace": "0000"
    },
    "(0x0008, 0x1030)": {"action": "replace_with_value", "value": "new value"}
}
"""
    imported = read(text)
    assert [(rule.tag, rule.action.value, rule.value) for rule in imported.protocol.rules] == [
        (0x00080020, "remove", ""),
        (0x00081030, "replace", "new value"),
        (0x00100010, "empty", ""),
        (0x00100020, "keep", ""),
    ]
    assert imported.lines == (
        Line(2, Loss.NOT_CHANGEABLE, "MediaStorageSOPClassUID"),
        Line(5, Loss.UNSUPPORTED_FUNCTION, "StudyDate", "remove"),
    )


@pytest.mark.parametrize(
    "action,tag,made,lost",
    [
        ("keep", STUDY_DESCRIPTION, ["keep:"], []),
        ("delete", STUDY_DESCRIPTION, ["remove:"], []),
        ("empty", STUDY_DESCRIPTION, ["empty:"], []),
        ("delete_or_empty", STUDY_DESCRIPTION, ["empty:"], []),
        ("replace", STUDY_DESCRIPTION, ["replace:ANONYMIZED"], []),
        ("empty_or_replace", "(0x0010,0x1030)", ["replace:0"], []),
        ("delete_or_replace", "(0x0020, 0x000D)", ["hash:"], []),
        ("delete_or_empty_or_replace", "(0x0008, 0x0020)", ["remove:"], [Loss.DUMMY_VALUE]),
        ("delete_or_empty_or_replace_UID", "(0x0020, 0x000D)", ["hash:"], []),
        ("delete_or_empty_or_replace_UID", "(0x0008, 0x1110)", ["empty:"], []),
        ("replace_UID", "(0x0020, 0x0052)", ["hash:"], []),
        ("replace_UID", "(0x0008, 0x0020)", ["remove:"], [Loss.WRONG_VR]),
        ("keep", "(0x0029, 0x1010)", [], [Loss.PRIVATE_ATTRIBUTE]),
        ("delete", "(0x6000, 0x3000, 0xFF00, 0xFFFF)", ["remove:"], []),
        ("keep", "__import__('os')", [], [Loss.UNREADABLE]),
        ("keep", "PatientID", [], [Loss.UNREADABLE]),
    ],
)
def test_each_action_becomes_a_rule_or_is_listed(
    action: str, tag: str, made: list[str], lost: list[Loss]
) -> None:
    assert one(action, tag) == (made, lost)


@pytest.mark.parametrize(
    "action",
    [
        "Keep",
        "keep_if",
        "",
        7,
        None,
        ["keep"],
        {},
        {"action": "keep", "if": "x"},
        {"action": ["keep"]},
        {"action": "replace_with_value"},
        {"action": "replace_with_value", "value": ["keep"]},
        {"action": "regexp", "find": "x"},
    ],
)
def test_what_is_not_understood_is_never_kept(action: object) -> None:
    made, lost = one(action)
    assert made == ["remove:"]
    assert lost


def test_the_last_of_two_lines_for_one_tag_counts() -> None:
    imported = read(f'{{"{STUDY_DESCRIPTION}": "keep",\n"{STUDY_DESCRIPTION}": "delete"}}')
    assert [rule.action for rule in imported.protocol.rules] == [RuleAction.REMOVE]
    assert imported.lines == (Line(1, Loss.OVERRULED, "StudyDescription", "remove"),)


@pytest.mark.parametrize("text", ["", "[]", "7", '{"a"', "[" * 200_000, '{"a": NaN]'])
def test_what_is_no_dictionary_is_refused(text: str) -> None:
    with pytest.raises(ImportFormatError):
        read(text)
