"""Pictures of the page in each state: ``python -m tests.browser.screenshots FOLDER``.

To be looked at. Desktop and telephone, light and dark, in the language asked for. The patients
are invented.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect, sync_playwright

from tests import builders
from tests.browser import steps
from tools import server, static_site
from tools.environment import find_browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

WIDTHS: Final = {"desktop": 1280, "telephone": 360}
SCHEMES: Final = ("light", "dark")
MANY: Final = 220


def _write_drop(folder: Path) -> None:
    """Write what somebody might drop: two people, several kinds of object, a few odd files."""
    steps.write_series(folder / "CT", MANY)
    other = builders.Persona(family="Okonkwo-Lindqvist", given="Adaeze", patient_id="QX-40021")
    for template in builders.templates(other):
        (folder / f"{template.name}.dcm").write_bytes(template.file())
    (folder / "notes about the visit.txt").write_bytes(b"words")
    (folder / "holiday.dcm").write_bytes(b"\xff\xd8\xff\xe0" * 99)
    (folder / "copied halfway.dcm").write_bytes((folder / "CT" / "IM00007.dcm").read_bytes()[:-40])


@contextlib.contextmanager
def _served(site: Path) -> Iterator[str]:
    with server.make_server(site) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield server.address(host)
        host.shutdown()


def _take(browser: Browser, address: str, drop: Path, save: Callable[[Page, str], None]) -> None:
    """Go through the page once and save a picture of each state."""
    page = browser.new_page()
    # Half way, so that there is time for a picture.
    steps.hold_the_work(page)
    steps.open_page(page, address)
    save(page, "arrive")
    page.get_by_test_id("audience-clinician").check()
    save(page, "arrive-clinician")
    steps.give_folder(page, drop)
    page.locator("details.patient > summary").first.wait_for()
    steps.wait_for_preview(page)
    save(page, "review")
    page.get_by_test_id("edit-patient-id").fill("HEART-{code}")
    page.get_by_test_id("edit-study-description").fill("wrong\\value")
    page.get_by_test_id("edit-study-description").blur()
    expect(page.locator("[aria-invalid]")).to_have_count(1)
    for part in ("rules", "project", "documents"):
        page.locator(f"[data-testid={part}] > summary").click()
    page.get_by_test_id("preset-tcia-like").check()
    page.get_by_test_id("crosswalk").check()
    page.get_by_test_id("rule-attribute").press_sequentially("study d")
    page.get_by_test_id("rule-attribute").press("ArrowDown")
    steps.wait_for_preview(page)
    save(page, "choose")
    page.get_by_test_id("edit-study-description").fill("")
    page.get_by_test_id("crosswalk-passphrase").fill("a long passphrase")
    page.get_by_test_id("crosswalk-passphrase").blur()
    steps.wait_for_preview(page)
    page.get_by_test_id("deidentify").click()
    expect(page.locator("#figures > div").nth(2)).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    save(page, "working")
    steps.release_the_work(page)
    steps.wait_for_result(page)
    page.locator("details.reason > summary").first.click()
    save(page, "result")
    with page.expect_download() as waiting:
        page.get_by_test_id("report-html").click()
    report = browser.new_page()
    # A page saved by the person, opened from their disk.
    report.goto(Path(waiting.value.path()).rename(drop.parent / "report.html").as_uri())
    save(report, "report")
    report.close()
    page.close()


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--language", default="en")
    parser.add_argument("--site", type=Path, help="a built dist/, else it is built")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)

    def save(page: Page, state: str) -> None:
        for size, width in WIDTHS.items():
            for scheme in SCHEMES:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                # As high as the page, so that what sticks to the edge stands where it belongs.
                height = page.evaluate("() => document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": height})
                language = "" if options.language == "en" else f"-{options.language}"
                name = f"{state}-{size}-{scheme}{language}.png"
                page.screenshot(path=options.folder / name)

    with (
        tempfile.TemporaryDirectory() as scratch,
        _served(options.site or static_site.build()) as address,
        sync_playwright() as playwright,
    ):
        drop = Path(scratch) / "scans"
        drop.mkdir()
        _write_drop(drop)
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        _take(browser, f"{address}?lang={options.language}", drop, save)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
