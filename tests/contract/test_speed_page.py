"""docs/speed.md, its picture and docs/bench/results.json say the same."""

from __future__ import annotations

from typing import Any

import pytest

from tools.bench import figures, page, plot
from tools.bench.model import CONTENDER, FORM, WORKLOAD_TITLES, taking_part

TYPES: dict[str, type] = {
    "form": int,
    "quick": bool,
    "machine": dict,
    "workloads": dict,
    "rows": list,
    "start": dict,
    "download": dict,
    "growth": list,
    "memory": dict,
    "seconds": int,
}


@pytest.fixture(scope="module")
def results() -> figures.Results:
    if not page.RESULTS.exists():
        pytest.skip("docs/bench/results.json is absent: python3 build.py bench makes it")
    return page.load()


def test_the_results_have_the_form_that_the_page_is_made_from(results: figures.Results) -> None:
    assert {name: type(value) for name, value in results.items()} == TYPES
    assert results["form"] == FORM
    assert set(results["workloads"]) == set(WORKLOAD_TITLES)
    rows = figures.rows(results)
    assert len(rows) == len(results["rows"])
    assert set(rows) == {
        (where, who) for where in WORKLOAD_TITLES for who in taking_part(list(CONTENDER), where)
    }
    for row in rows.values():
        assert row.status in {"ok", "failed", "skipped"}
        assert bool(row.why) is (row.status != "ok")
        assert row.status != "ok" or row.outputs == results["workloads"][row.workload]["files"]


def test_the_page_and_the_picture_are_made_from_the_results(results: figures.Results) -> None:
    hint = "run python3 build.py bench --page"
    assert page.TARGET.read_text(encoding="utf-8") == page.document(results), hint
    assert page.PICTURE.read_text(encoding="utf-8") == plot.draw(results), hint


def test_the_page_tells_of_each_target_whether_it_is_reached(results: figures.Results) -> None:
    text = page.TARGET.read_text(encoding="utf-8")
    for target in figures.targets(results):
        line = next(line for line in text.splitlines() if line.startswith(f"| {target.text} |"))
        assert line.endswith(f" {target.verdict} |")


def test_no_path_of_a_machine_stands_in_the_results(results: figures.Results) -> None:
    def texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return [text for one in value.values() for text in texts(one)]
        if isinstance(value, list):
            return [text for one in value for text in texts(one)]
        return [value] if isinstance(value, str) else []

    assert not [text for text in texts(results) if text.startswith("/") or "://" in text]
