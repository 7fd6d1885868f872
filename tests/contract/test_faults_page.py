"""docs/faults.md is what the tests show: each fault of the list has a row, each row its tests."""

from __future__ import annotations

import re
from typing import Final

from tests.places import ROOT

PAGE: Final = ROOT / "docs" / "faults.md"
FAULTS: Final = (
    "worker killed",
    "worker out of memory",
    "file changed, removed or unreadable",
    "output fails",
    "tab hidden and throttled",
    "page reloaded",
    "service worker updated",
    "WebAssembly fails to load",
    "a part of the program isn't the built one",
    "a message without a reply",
    "two tabs at once",
    "clock going backwards",
)


def rows() -> dict[str, list[str]]:
    """Give the tests that the table names, by the fault in bold."""
    table = re.findall(r"^\| \*\*(.+?)\*\*.*\|([^|]+)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {fault: re.findall(r"`(test_\w+)`", tests) for fault, tests in table}


def test_each_of_the_twelve_faults_has_a_row() -> None:
    assert tuple(rows()) == FAULTS


def test_each_row_names_tests_that_exist() -> None:
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    for fault, tests in rows().items():
        assert tests, fault
        assert set(tests) <= defined, fault


def test_each_injected_fault_is_in_the_table() -> None:
    text = (ROOT / "tests" / "browser" / "test_faults.py").read_text("utf-8")
    injected = re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    aside = {"test_round_after_round_no_worker_address_or_file_stays_behind"}
    assert set(injected) - aside <= {test for tests in rows().values() for test in tests}
