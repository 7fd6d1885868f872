"""How much memory the page needs: one multi-frame file of 2 GB, and a folder of 5,000 files.

    .venv/bin/python -m tools.measure_memory [--gigabytes 2] [--files 5000]

Drives the built site in headless Chromium through its automation contract, adds up the
proportional set size (Linux, /proc/PID/smaps_rollup) of the browser's processes five times a
second, and prints the peak above that of the idle page. Exits with 1 when a job does not finish.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from playwright.sync_api import sync_playwright

from tests import builders as b
from tools import server, static_site
from tools.environment import ensure_browser

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

MEBI: Final = 1024 * 1024
PAUSE: Final = 0.2
SECONDS: Final = 1800
BOOT_SECONDS: Final = 120
ROWS: Final = 1024
COLUMNS: Final = 1024


@dataclass
class Meter:
    """Peak of the browser's memory in bytes, watched from a thread."""

    marker: str
    peak: int = 0
    peak_of_one: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Start watching."""
        self.sample()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(PAUSE):
            self.sample()

    def sample(self) -> int:
        """Return the sum of now, and remember the highest."""
        sizes = [proportional_size(pid) for pid in processes(self.marker)]
        self.peak = max(self.peak, sum(sizes))
        self.peak_of_one = max(self.peak_of_one, *sizes, 0)
        return sum(sizes)


def processes(marker: str) -> list[int]:
    """Return the processes that descend from those with `marker` on their command line."""
    parents: dict[int, int] = {}
    roots: set[int] = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError, ValueError):
            stat = (folder / "stat").read_text(encoding="ascii", errors="replace")
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
            if marker.encode() in (folder / "cmdline").read_bytes():
                roots.add(int(folder.name))
    found = set(roots)
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return sorted(found)


def proportional_size(pid: int) -> int:
    """Return a process's share of memory in bytes, 0 when it has ended."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def big_file(folder: Path, gigabytes: float) -> list[Path]:
    """Write a multi-frame file whose pixels are a hole in the file system."""
    frames = int(gigabytes * 1000**3) // (ROWS * COLUMNS)
    length = frames * ROWS * COLUMNS
    elements = b.put(
        b.drop(b.sc(), "PixelData"),
        b.el("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7.2"),
        b.el("NumberOfFrames", str(frames)),
        b.el("Rows", ROWS),
        b.el("Columns", COLUMNS),
        b.Element(0x7FE00010, "OB", b"", length=length),
    )
    path = folder / "big.dcm"
    head = b.part10(elements)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + length)
    return [path]


def small_files(folder: Path, count: int) -> list[Path]:
    """Write a series of CT slices of 64 by 64 pixels."""
    pixels = b.put(b.pixels(64, 64))
    paths = []
    for number in range(1, count + 1):
        path = folder / f"{number:05d}.dcm"
        path.write_bytes(b.part10(b.put(b.ct(number=number), *pixels)))
        paths.append(path)
    return paths


def measure(
    context: BrowserContext, marker: str, address: str, name: str, paths: list[Path]
) -> bool:
    """Take one job from drop to saved ZIP; print what it took; return whether it ended well."""
    size = sum(path.stat().st_size for path in paths)
    page = context.new_page()
    page.on("console", lambda message: print(f"console: {message.text}", file=sys.stderr))
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    page.locator("html[data-ready=true]").wait_for(state="attached", timeout=BOOT_SECONDS * 1000)
    with Meter(marker) as meter:
        idle = meter.sample()
        start = time.monotonic()
        page.get_by_test_id("files").set_input_files(paths)
        page.get_by_test_id("survey").wait_for()
        surveyed = time.monotonic()
        print(f"{name}: surveyed", flush=True)
        page.get_by_test_id("deidentify").click()
        result = page.get_by_test_id("result")
        result.wait_for()
        finished = time.monotonic()
        with page.expect_download() as waiting:
            page.get_by_test_id("download").click()
        saved = waiting.value.path().stat().st_size
        ended = time.monotonic()
    done = int(result.get_attribute("data-deidentified") or 0)
    print(
        f"{name}: {len(paths)} files, {size / MEBI:.0f} MiB in; {done} de-identified, "
        f"{saved / MEBI:.0f} MiB ZIP; survey {surveyed - start:.1f} s, "
        f"de-identify {finished - surveyed:.1f} s, save {ended - finished:.1f} s"
    )
    print(
        f"{name}: idle {idle / MEBI:.0f} MiB, peak {meter.peak / MEBI:.0f} MiB "
        f"(+{(meter.peak - idle) / MEBI:.0f}), largest process {meter.peak_of_one / MEBI:.0f} MiB"
    )
    return done == len(paths) and saved > size // 2


def main(arguments: list[str]) -> int:
    """Measure both jobs and return the exit code."""
    parser = argparse.ArgumentParser(prog="measure_memory", description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=2.0, help="of the one large file")
    parser.add_argument("--files", type=int, default=5000, help="in the folder of small files")
    chosen = parser.parse_args(arguments)
    executable = ensure_browser()
    good = True
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        # A copy, so that a build elsewhere does not pull the site away.
        site = shutil.copytree(static_site.build(), folder / "site")
        host = stack.enter_context(server.make_server(site))
        threading.Thread(target=host.serve_forever, daemon=True).start()
        jobs = {}
        if chosen.gigabytes:
            jobs["large file"] = big_file(folder, chosen.gigabytes)
        if chosen.files:
            (folder / "small").mkdir()
            jobs["many files"] = small_files(folder / "small", chosen.files)
        marker = f"--anami-measured={folder.name}"
        with sync_playwright() as playwright:
            for name, paths in jobs.items():
                # A profile on disk: an incognito window keeps the site's private files in memory.
                context = playwright.chromium.launch_persistent_context(
                    folder / f"profile of {name}",
                    executable_path=executable,
                    args=["--no-sandbox", "--disable-gpu", marker],
                    accept_downloads=True,
                )
                good &= measure(context, marker, server.address(host), name, paths)
                context.close()
        host.shutdown()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
