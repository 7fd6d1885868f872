"""How fast the page sends, and in how much memory, beside curl and the command line.

    .venv/bin/python -m tools.measure_send --files 3000

One de-identified series goes to Orthancs with a fresh store each, one after another: from the page
in headless Chromium, by curl (request bodies of 100 instances made beforehand, so that only sending
is timed), by the engine's own sender on CPython, and from the page once more with a look at its
memory twice a second, which slows it. Prints a line of JSON: seconds and instances a second of
each, and the browser's memory in MiB (proportional set size, Linux) before sending and in each
quarter of it. Orthanc sends no CORS headers, so the browser is told not to ask for them; the page's
own policy stays in force. Exits with 1 when something didn't arrive.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from anami.runtime.dicomweb import Archive, Delivery, deliver, parcels_of
from tests.archive import Orthanc
from tools import server, site_config, static_site
from tools.environment import ensure_browser
from tools.measure_memory import MEBI, SECONDS, SMALL_SIDE, Meter, slices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Playwright

PER_REQUEST: Final = 100
PAUSE: Final = 0.5
NAME: Final = "Archive"


@contextlib.contextmanager
def _archive(folder: Path) -> Iterator[Orthanc]:
    archive = Orthanc(folder)
    archive.start()
    try:
        yield archive
    finally:
        archive.kill()
        shutil.rmtree(folder)


def by_page(
    playwright: Playwright, folder: Path, scans: Path, saved: Path, *, memory: bool
) -> dict[str, Any]:
    """Send from the page; leave its ZIP at `saved`."""
    with _archive(folder / "by-page") as archive, contextlib.ExitStack() as stack:
        site = shutil.copytree(static_site.DIST, folder / "site")
        destinations = [{"name": NAME, "url": archive.url}]
        settings = {"schema": site_config.SCHEMA, "destinations": destinations}
        static_site.configure(site, site_config.checked(settings))
        address = stack.enter_context(server.running(server.make_server(site)))
        marker = f"--anami-measured={folder.name}"
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=ensure_browser(),
            args=["--no-sandbox", "--disable-gpu", "--disable-web-security", marker],
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.goto(address)
        page.locator("html[data-ready=true]").wait_for(state="attached")
        page.get_by_test_id("folder").set_input_files(scans)
        page.get_by_test_id("survey").wait_for()
        page.get_by_test_id("deidentify").click()
        page.get_by_test_id("result").wait_for()
        with page.expect_download() as waiting:
            page.get_by_test_id("download").click()
        waiting.value.save_as(saved)
        page.wait_for_timeout(5000)
        meter = Meter(marker)
        before = meter.sample()
        samples: list[tuple[int, int]] = []
        start = time.monotonic()
        page.get_by_test_id("send-start").click()
        region = page.get_by_test_id("send")
        while region.get_attribute("data-stage") in {"ready", "sending", "waiting"}:
            if memory:
                samples.append((int(region.get_attribute("data-sent") or 0), meter.sample()))
            time.sleep(PAUSE)
        seconds = time.monotonic() - start
        page.locator("[data-testid=send][data-stage=done]").wait_for()
        checked = time.monotonic() - start
        sent = int(region.get_attribute("data-sent") or 0)
        context.close()
        told: dict[str, Any] = {
            "seconds": seconds,
            "with check": checked,
            "stored": len(archive.ask("/instances")),
        }
        shutil.rmtree(folder / "profile")
        shutil.rmtree(folder / "site")
        if memory:
            quarters: list[list[int]] = [[], [], [], []]
            for done, size in samples:
                quarters[min(3, 4 * done // max(1, sent))].append(size)
            told["before"] = before / MEBI
            told["quarters"] = [max(some, default=0) / MEBI for some in quarters]
        return told


def by_curl(folder: Path, instances: list[bytes]) -> dict[str, Any]:
    """Send with curl, a request body a file."""
    bodies = []
    for start in range(0, len(instances), PER_REQUEST):
        parts = instances[start : start + PER_REQUEST]
        head = b"--anami-boundary\r\nContent-Type: application/dicom\r\n\r\n"
        body = folder / f"body-{start}"
        body.write_bytes(
            b"".join(head + part + b"\r\n" for part in parts) + b"--anami-boundary--\r\n"
        )
        bodies.append(body)
    kind = 'Content-Type: multipart/related; type="application/dicom"; boundary=anami-boundary'
    command = [shutil.which("curl") or "curl", "-sS", "-o", "/dev/null", "-H", kind]
    command += ["-H", "Accept: application/dicom+json", "-H", "Expect:"]
    with _archive(folder / "by-curl") as archive:
        start_time = time.monotonic()
        for body in bodies:
            subprocess.run(
                [*command, "--data-binary", f"@{body}", f"{archive.url}/studies"], check=True
            )
        seconds = time.monotonic() - start_time
        return {"seconds": seconds, "stored": len(archive.ask("/instances"))}


def by_engine(folder: Path, saved: Path) -> dict[str, Any]:
    """Send with the command line's own sender."""
    with _archive(folder / "by-engine") as archive:
        start = time.monotonic()
        deliver(Archive(archive.url), parcels_of(saved), Delivery())
        return {"seconds": time.monotonic() - start, "stored": len(archive.ask("/instances"))}


def main(arguments: list[str]) -> int:
    """Measure and return the exit status."""
    parser = argparse.ArgumentParser(prog="measure_send", description=__doc__)
    parser.add_argument("--files", type=int, default=3000, help="instances of the series")
    parser.add_argument("--side", type=int, default=SMALL_SIDE, help="rows and columns of each")
    chosen = parser.parse_args(arguments)
    static_site.build()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        scans, saved = folder / "scans", folder / "saved.zip"
        scans.mkdir()
        slices(scans, chosen.files, chosen.side)
        told = {"page": by_page(playwright, folder, scans, saved, memory=False)}
        with zipfile.ZipFile(saved) as archive:
            instances = [archive.read(name) for name in archive.namelist()]
        told["curl"] = by_curl(folder, instances)
        told["engine"] = by_engine(folder, saved)
        told["page's memory"] = by_page(playwright, folder, scans, saved, memory=True)
    size = sum(map(len, instances))
    for one in told.values():
        one["instances a second"] = chosen.files / one["seconds"]
        one["MB a second"] = size / one["seconds"] / 1e6
    print(json.dumps({"files": chosen.files, "bytes": size, **told}))
    return 0 if all(one["stored"] == chosen.files for one in told.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
