"""Start-up and download: how long until the page is ready, and how much it fetches for that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tools.environment import run, venv_program

if TYPE_CHECKING:
    from tools.bench.browser import Browsers, Site

SITE: Final = "anami"
BARE: Final = "bare Pyodide"


def measure(
    browsers: Browsers, _site: Site, repeats: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return milliseconds from navigation to ready, of each visit, and what a first one fetches.

    `cold` is a first visit with an empty profile; `warm` a later one in a browser started anew;
    `bare` the same of a page that only loads Pyodide. A process of its own measures, since two
    Playwrights don't run in one.
    """
    answer = browsers.place / "start.json"
    words = ["-m", "tools.measure_start", "--without-plain"]
    words += ["--repeats", str(repeats), "--json", str(answer)]
    run([venv_program("python"), *words], doing="measuring the start")
    return converted(json.loads(answer.read_text(encoding="utf-8")))


def converted(found: dict[str, Any]) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Give the samples and the sizes of `tools.measure_start` as the bench's results have them."""
    samples = found["samples"]
    times = {
        "cold": samples[SITE]["cold ready"],
        "warm": samples[SITE]["warm ready"],
        "bare": samples[BARE]["warm ready"],
    }
    return times, found["downloads"][SITE]
