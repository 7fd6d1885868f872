"""Every check of the project, in one list. All of them run, also after one has failed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.environment import (
    NODE_MODULES,
    ROOT,
    ensure_archive,
    ensure_browser,
    ensure_node,
    ensure_other_browsers,
    ensure_python,
    ensure_validator,
    say,
    venv_program,
)
from tools.static_site import build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TYPED: Final = ("anami", "app.py", "build.py", "tools", "tests")
_CLOSING_LINE: Final = re.compile(
    r"\b\d+ (passed|failed|errors?|skipped)\b.* in [\d.]+s|no tests ran"
)
# As many processes as processors; tests/conftest.py says which tests stay together. In the order of
# their collection the tests in browsers, which take longest, begin at once.
_SIDE_BY_SIDE: Final = ("-n", "auto", "--dist", "loadscope", "--no-loadscope-reorder")
_COLOURS: Final = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended: its name, whether it passed, how long it took in seconds."""

    name: str
    passed: bool
    seconds: float


def lint() -> list[Result]:
    """Run everything that reads the sources without executing them."""
    ensure_python()
    ensure_node()
    tsc: list[str | Path] = [
        "node",
        NODE_MODULES / "typescript" / "bin" / "tsc",
        "--noEmit",
        "--project",
    ]
    return [
        _check("ruff check", [venv_program("ruff"), "check", "--quiet"]),
        _check("ruff format", [venv_program("ruff"), "format", "--check", "--quiet"]),
        _check("mypy", [venv_program("mypy"), *_TYPED]),
        _check("tsc (page)", [*tsc, "tsconfig.json"]),
        _check("tsc (worker)", [*tsc, "tsconfig.worker.json"]),
        _check("import layers", [venv_program("lint-imports")]),
    ]


def test(arguments: Sequence[str]) -> bool:
    """Set up what is missing, build, run every check; say whether all passed.

    The last line printed is pytest's own closing line.
    """
    ensure_python()
    ensure_node()
    browser = ensure_browser()
    if ensure_validator() is None:
        say("dciodvfy (dicom3tools) is not installed: its tests will be skipped")
    if not ensure_other_browsers():
        say("Firefox or WebKitGTK's driver is not installed: the tests in it will be skipped")
    if not ensure_archive():
        say("Orthanc (orthanc, orthanc-dicomweb) is not installed: its tests will be skipped")
    dist = build()
    results = lint()
    passed, closing, seconds = _pytest(arguments, browser, dist)
    results.append(Result("pytest", passed, seconds))
    report(results)
    print(closing, flush=True)
    return all(result.passed for result in results)


def report(results: Sequence[Result]) -> None:
    """Print one line for each check."""
    for result in results:
        verdict = "ok" if result.passed else "FAILED"
        say(f"{result.name:<14} {verdict:<7} {result.seconds:6.1f} s")


def _check(name: str, command: Sequence[str | Path]) -> Result:
    """Run one linter; what it says is shown only when it fails."""
    started = time.monotonic()
    words = [shutil.which(command[0]) or command[0], *command[1:]]
    done = subprocess.run(
        words,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        say(f"{name} failed:")
        print(done.stdout, flush=True)
    return Result(name, done.returncode == 0, time.monotonic() - started)


def _pytest(arguments: Sequence[str], browser: str, dist: Path) -> tuple[bool, str, float]:
    """Run pytest, show its output as it comes, and return (passed, closing line, seconds)."""
    started = time.monotonic()
    environment = os.environ | {
        "ANAMI_CHROMIUM": browser,
        "ANAMI_DIST": str(dist),
        "PYTHONUNBUFFERED": "1",
    }
    closing = "pytest gave no closing line"
    with subprocess.Popen(
        [venv_program("python"), "-m", "pytest", *_SIDE_BY_SIDE, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if _CLOSING_LINE.search(_COLOURS.sub("", line)):
                closing = line.rstrip()
    return process.returncode == 0, closing, time.monotonic() - started
