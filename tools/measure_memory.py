"""How much memory and time the page needs, from drop to saved ZIP, as a line of JSON a job.

    .venv/bin/python -m tools.measure_memory --large 2 --files 1000 5000 --volume 1 10

Jobs: one multi-frame file of so many GB; a folder of so many small files; so many GB of files of
8 MB; a folder of one's own. Drives the built site in headless Chromium through its automation
contract, adds up the proportional set size (Linux, /proc/PID/smaps_rollup) of the browser's
processes five times a second, and tells the peak above that of the idle page, in MiB. With --floor,
`zip -0` packs the same files before each round ("floor", in seconds). Exits with 1 when a job does
not finish.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from playwright.sync_api import sync_playwright

from tests import builders as b
from tools import server, static_site
from tools.environment import ensure_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

MEBI: Final = 1024 * 1024
PAUSE: Final = 0.2
SECONDS: Final = 1800
BOOT_SECONDS: Final = 120
SIDE: Final = 1024
SMALL_SIDE: Final = 64
VOLUME_SIDE: Final = 2048


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


def large_file(folder: Path, gigabytes: float) -> list[Path]:
    """Write a multi-frame file whose pixels are a hole in the file system."""
    frames = int(gigabytes * 1000**3) // SIDE**2
    elements = b.put(
        b.drop(b.sc(), "PixelData"),
        b.el("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7.2"),
        b.el("NumberOfFrames", str(frames)),
        b.el("Rows", SIDE),
        b.el("Columns", SIDE),
        b.Element(0x7FE00010, "OB", b"", length=frames * SIDE**2),
    )
    return [_with_hole(folder / "large.dcm", elements, frames * SIDE**2)]


def slices(folder: Path, count: int, side: int) -> list[Path]:
    """Write a series of square CT slices whose pixels are holes in the file system."""
    length = 2 * side**2
    pixels = (
        b.el("Rows", side),
        b.el("Columns", side),
        b.Element(0x7FE00010, "OW", b"", length=length),
    )
    return [
        _with_hole(folder / f"{number:06d}.dcm", b.put(b.ct(number=number), *pixels), length)
        for number in range(1, count + 1)
    ]


def _with_hole(path: Path, elements: list[b.Element], length: int) -> Path:
    head = b.part10(elements)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + length)
    return path


@dataclass(frozen=True)
class Job:
    """Files that are given to the page together."""

    name: str
    folder: Path

    @property
    def paths(self) -> list[Path]:
        """All files, in order."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def zip_seconds(job: Job, scratch: Path) -> float:
    """Return how long `zip -0` takes for the same files."""
    start = time.monotonic()
    target = scratch / "floor.zip"
    program = shutil.which("zip") or "zip"
    subprocess.run([program, "-0", "-q", "-r", target, job.folder], check=True)
    seconds = time.monotonic() - start
    target.unlink()
    return seconds


def measure(context: BrowserContext, marker: str, address: str, job: Job) -> dict[str, Any]:
    """Take one job from drop to saved ZIP and return what it took, in seconds and MiB."""
    page = context.new_page()
    page.on("console", lambda message: print(f"console: {message.text}", file=sys.stderr))
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    page.locator("html[data-ready=true]").wait_for(state="attached", timeout=BOOT_SECONDS * 1000)
    with Meter(marker) as meter:
        idle = meter.sample()
        start = time.monotonic()
        page.get_by_test_id("folder").set_input_files(job.folder)
        page.get_by_test_id("survey").wait_for()
        surveyed = time.monotonic()
        page.get_by_test_id("deidentify").click()
        result = page.get_by_test_id("result")
        result.wait_for()
        finished = time.monotonic()
        with page.expect_download() as waiting:
            page.get_by_test_id("download").click()
        saved = waiting.value.path().stat().st_size
        ended = time.monotonic()
    timings = page.evaluate("() => anami.timings")
    counts = {
        name: int(result.get_attribute(f"data-{name}") or 0)
        for name in ("deidentified", "refused", "skipped")
    }
    waiting.value.delete()
    page.close()
    return {
        **counts,
        "survey": surveyed - start,
        "deidentify": finished - surveyed,
        "save": ended - finished,
        "total": finished - start,
        "timings": {name: value / 1000 for name, value in timings.items()},
        "zip": saved / MEBI,
        "idle": idle / MEBI,
        "peak": (meter.peak - idle) / MEBI,
        "largest process": meter.peak_of_one / MEBI,
    }


def jobs(chosen: argparse.Namespace, folder: Path) -> Iterator[Job]:
    """Write the files of each job and yield it."""
    made: dict[str, Callable[[Path], object]] = {}
    if chosen.large:
        made[f"one file of {chosen.large:g} GB"] = partial(large_file, gigabytes=chosen.large)
    for count in chosen.files:
        made[f"{count} files"] = partial(slices, count=count, side=SMALL_SIDE)
    for volume in chosen.volume:
        count = int(volume * 1000**3) // (2 * VOLUME_SIDE**2)
        made[f"{volume:g} GB of files"] = partial(slices, count=count, side=VOLUME_SIDE)
    for name, make in made.items():
        place = folder / name.replace(" ", "-")
        place.mkdir()
        make(place)
        yield Job(name, place)
        shutil.rmtree(place)
    for given in chosen.folder:
        yield Job(given.name, given)


def main(arguments: list[str]) -> int:
    """Measure the jobs and return the exit code."""
    parser = argparse.ArgumentParser(prog="measure_memory", description=__doc__)
    parser.add_argument("--large", type=float, default=0, help="GB of one large file")
    parser.add_argument("--files", type=int, nargs="*", default=[], help="small files in a folder")
    parser.add_argument("--volume", type=float, nargs="*", default=[], help="GB of files of 8 MB")
    parser.add_argument("--folder", type=Path, nargs="*", default=[], help="files of your own")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--floor", action="store_true", help="time `zip -0` as well")
    chosen = parser.parse_args(arguments)
    executable = ensure_browser()
    good = True
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        # A copy, so that a build elsewhere does not pull the site away.
        site = shutil.copytree(static_site.build(), folder / "site")
        address = stack.enter_context(server.running(server.make_server(site)))
        marker = f"--anami-measured={folder.name}"
        playwright = stack.enter_context(sync_playwright())
        for job in jobs(chosen, folder):
            for attempt in range(chosen.rounds):
                floor = zip_seconds(job, folder) if chosen.floor else None
                # A profile on disk: an incognito window keeps the site's private files in memory.
                profile = folder / "profile"
                context = playwright.chromium.launch_persistent_context(
                    profile,
                    executable_path=executable,
                    args=["--no-sandbox", "--disable-gpu", marker],
                    accept_downloads=True,
                )
                told = measure(context, marker, address, job)
                context.close()
                shutil.rmtree(profile, ignore_errors=True)
                good &= told["deidentified"] > 0
                print(json.dumps({"job": job.name, "round": attempt, "floor": floor, **told}))
                sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
