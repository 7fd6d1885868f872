"""The column of tests in docs/known-leaks.md: made from the marks of the tests, compared by a test.

A test says against which mistakes it guards: ``@pytest.mark.leak("T7")``. The words of the page are
written by hand. ``python -m tools.known_leaks`` writes the column anew.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final

from tools.environment import ROOT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NUMBERS", "PAGE", "document", "marked"]

PAGE: Final = ROOT / "docs" / "known-leaks.md"
NUMBERS: Final = tuple(f"T{number}" for number in range(1, 40))
_ROW: Final = re.compile(r"^\| (T\d+) \| (.*?) \|.*\|$", re.MULTILINE)


def document() -> str:
    """Return the page with its column of tests as the tests are now."""
    tests = marked()

    def row(found: re.Match[str]) -> str:
        return f"| {found[1]} | {found[2]} | {_cell(tests.get(found[1], {}))} |"

    return _ROW.sub(row, PAGE.read_text(encoding="utf-8"))


@cache
def marked() -> dict[str, dict[str, list[str]]]:
    """Return number → file below tests/ → names of the tests that are marked with it."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, numbers in _marks(path):
            for number in numbers:
                place = path.relative_to(ROOT / "tests").as_posix()
                found[number].setdefault(place, []).append(name)
    return found


def _marks(path: Path) -> list[tuple[str, list[str]]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.name, [str(one.value) for one in mark.args if isinstance(one, ast.Constant)])
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.leak"
    ]


def _cell(tests: dict[str, list[str]]) -> str:
    """Return links to files, each with the names of its tests as the sentences that they are."""
    return "; ".join(
        f"[{place}](../tests/{place}): "
        + ", ".join(name.removeprefix("test_").replace("_", " ") for name in names)
        for place, names in tests.items()
    )


if __name__ == "__main__":
    PAGE.write_text(document(), encoding="utf-8")
