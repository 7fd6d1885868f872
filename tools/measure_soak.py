"""Whether a tab that works all day stays as it was: memory and what is held, round after round.

    .venv/bin/python -m tools.measure_soak --rounds 20 FOLDER

Each round takes the files of FOLDER through one and the same tab of headless Chromium: looks them
through, de-identifies, saves the ZIP, starts again. After each, once garbage is collected, a line
of JSON tells what the browser's processes hold themselves in MiB (Linux), the workers, the object
URLs and the files in the origin private file system; the last line compares the second quarter of
the rounds with the last one. Exits with 1 if what is held differs between rounds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from tests.browser import faults, steps
from tools import server, static_site
from tools.environment import ensure_browser
from tools.measure_memory import MEBI, processes

if TYPE_CHECKING:
    from playwright.sync_api import Page

SETTLE: Final = 1500
"""Milliseconds that browsers are given to let go of what was dropped."""


def one_round(page: Page, folder: Path) -> steps.Counts:
    """Take the folder through the page and leave it as it was before."""
    steps.give_folder(page, folder)
    counts = steps.deidentify(page)
    with page.expect_download() as waiting:
        page.get_by_test_id("download").click()
    waiting.value.delete()
    page.get_by_role("button", name="Start again").click()
    page.locator("html[data-state=arrive]").wait_for(state="attached")
    return counts


def own_size(pid: int) -> int:
    """Return what a process holds itself, in bytes: no pages of programs, which others share."""
    with contextlib.suppress(OSError, ValueError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        rows = dict(line.split(":") for line in lines[1:])
        return sum(int(rows[name].split()[0]) for name in ("Pss_Anon", "Pss_Shmem")) * 1024
    return 0


def sample(page: Page, marker: str) -> dict[str, Any]:
    """Tell what the tab holds once garbage is collected."""
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(SETTLE)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    page.wait_for_timeout(SETTLE)
    held = page.evaluate(faults.HELD)
    memory = sum(own_size(pid) for pid in processes(marker))
    return {
        "memory": round(memory / MEBI, 1),
        "heap": round(heap / MEBI, 2),
        "workers": held["workers"],
        "urls": held["urls"],
        "files": len(page.evaluate(faults.STORED)),
    }


def growth(samples: list[dict[str, Any]], name: str) -> float:
    """Tell by how much the last quarter of the rounds is above the second one, in MiB a round."""
    quarter = max(1, len(samples) // 4)
    before = statistics.fmean(float(row[name]) for row in samples[quarter : 2 * quarter])
    after = statistics.fmean(float(row[name]) for row in samples[-quarter:])
    return round((after - before) / max(1, len(samples) - 2 * quarter), 2)


def main(arguments: list[str]) -> int:
    """Do the rounds and return the exit code."""
    parser = argparse.ArgumentParser(prog="measure_soak", description=__doc__)
    parser.add_argument("folder", type=Path, help="files to take through the page")
    parser.add_argument("--rounds", type=int, default=20)
    chosen = parser.parse_args(arguments)
    samples = []
    executable = ensure_browser()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        # A copy, so that a build elsewhere does not pull the site away.
        site = shutil.copytree(static_site.build(), folder / "site")
        address = stack.enter_context(server.running(server.make_server(site)))
        marker = f"--anami-measured={folder.name}"
        playwright = stack.enter_context(sync_playwright())
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", marker],
            accept_downloads=True,
        )
        page = context.pages[0]
        page.add_init_script(faults.SCRIPT)
        steps.open_page(page, address)
        print(json.dumps({"round": 0, **sample(page, marker)}), flush=True)
        for number in range(1, chosen.rounds + 1):
            counts = one_round(page, chosen.folder)
            samples.append(sample(page, marker))
            done = {"round": number, "files given": counts.total, **samples[-1]}
            print(json.dumps(done), flush=True)
        context.close()
    grown = {name: growth(samples, name) for name in ("memory", "heap")}
    same = all(
        row[name] == samples[0][name] for row in samples for name in ("workers", "urls", "files")
    )
    print(json.dumps({"MiB a round": grown, "held the same": same}))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
