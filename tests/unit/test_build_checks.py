"""`build.py test`: every check runs, whatever the others say, and pytest has the last word."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import checks

OK = [sys.executable, "-c", "print('fine')"]
WRONG = [sys.executable, "-c", "print('line 7 is wrong'); raise SystemExit(1)"]


@pytest.fixture
def run_of_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace set-up, build and linters by nothing, and pytest by a program given per test."""
    found = ("ensure_other_browsers", "ensure_validator", "ensure_archive")
    for name in ("ensure_python", "ensure_node", *found):
        monkeypatch.setattr(checks, name, lambda: None)
    monkeypatch.setattr(checks, "ensure_browser", lambda: "/a/browser")
    monkeypatch.setattr(checks, "build", lambda: Path("/a/dist"))


def fake_pytest(tmp_path: Path, text: str, status: int) -> Path:
    """Write a pytest package that prints `text`; return the folder to put on the path."""
    folder = tmp_path / "pytest"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "__main__.py").write_text(
        f"import sys; print({text!r}); sys.exit({status})", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    "linter, text, status, passed, last",
    [
        (OK, "x\n= 3 passed, 1 skipped in 1.25s =", 0, True, "= 3 passed, 1 skipped in 1.25s ="),
        (OK, "1 failed, 2 passed in 70.01s (0:01:10)\nbye", 1, False, "1 failed, 2 passed"),
        (WRONG, "3 passed in 1.25s", 0, False, "3 passed in 1.25s"),
        (OK, "no tests ran in 0.01s", 5, False, "no tests ran in 0.01s"),
        (OK, "Segmentation fault", 139, False, "pytest gave no closing line"),
    ],
)
@pytest.mark.usefixtures("run_of_checks")
def test_pytests_closing_line_is_the_last_and_any_failure_fails_the_run(  # noqa: PLR0913, PLR0917 - one column each
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    linter: list[str],
    text: str,
    status: int,
    passed: bool,  # noqa: FBT001 - a column of the table above
    last: str,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(fake_pytest(tmp_path, text, status)))
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    monkeypatch.setattr(checks, "lint", lambda: [checks._check("linter", linter)])  # noqa: SLF001
    assert checks.test([]) is passed
    printed = capfd.readouterr().out.splitlines()
    assert printed[-1].startswith(last)
    assert any("pytest" in line and "anami:" in line for line in printed)
    assert any("line 7 is wrong" in line for line in printed) is (linter is WRONG)


def test_a_linter_that_is_content_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert checks._check("linter", OK).passed  # noqa: SLF001 - the unit under test
    assert capfd.readouterr().out == ""
