"""Each mistake of docs/known-leaks.md has a test that is marked with its number."""

from __future__ import annotations

import re

import pytest

from tools import known_leaks


@pytest.mark.parametrize("number", known_leaks.NUMBERS)
def test_each_known_mistake_has_a_test_of_ours(number: str) -> None:
    assert known_leaks.marked().get(number)


def test_no_mark_has_a_number_that_the_page_does_not_have() -> None:
    page = known_leaks.PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (T\d+) \|", page, re.MULTILINE)
    assert rows == list(known_leaks.NUMBERS)
    assert set(known_leaks.marked()) == set(rows)


def test_the_page_names_the_tests_that_there_are() -> None:
    assert known_leaks.PAGE.read_text(encoding="utf-8") == known_leaks.document(), (
        "run python -m tools.known_leaks"
    )
