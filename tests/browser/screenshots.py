"""Pictures of the page in each state: ``python -m tests.browser.screenshots FOLDER``.

To be looked at. Desktop and telephone, light and dark, in English, Bengali and Arabic or in the
languages asked for; ``--looks every`` adds very small and very large screens, a page enlarged four
times, forced colours and paper. The patients are invented.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pytest
from playwright.sync_api import expect, sync_playwright

from anami.sending import identity_of
from anami.source import BytesSource
from tests import builders
from tests.browser import desks, steps
from tools import server, static_site
from tools.environment import find_browser, languages_without_fonts, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.browser.desks import Desk

MANY: Final = 220
HEIGHT: Final = 800
# A report of hundreds of files is higher than a picture can be.
HIGHEST: Final = 9000
SHOT_MILLISECONDS: Final = 120_000


@dataclass(frozen=True)
class Look:
    """One way of looking at the page."""

    width: int
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    forced: Literal["active", "none"] = "none"
    height: int = HEIGHT


USUAL: Final = {
    f"{size}-{scheme}": Look(width, scheme)
    for size, width in (("desktop", 1280), ("telephone", 360))
    for scheme in ("light", "dark")
}
UNUSUAL: Final = {
    "320": Look(320),
    "4k": Look(3840, height=2160),
    # A window of 1280 by 800 at 400 % has room for as many pixels of the page as this.
    "zoom400": Look(320, height=200),
    "zoom200": Look(640, height=400),
    "forced-light": Look(1280, forced="active"),
    "forced-dark": Look(1280, "dark", forced="active"),
    "print": Look(794, media="print"),
}


def _write_drop(folder: Path) -> None:
    """Write what somebody might drop: two people, several kinds of object, a few odd files."""
    steps.write_series(folder / "CT", MANY)
    other = builders.Persona(family="Okonkwo-Lindqvist", given="Adaeze", patient_id="QX-40021")
    for template in builders.templates(other):
        (folder / f"{template.name}.dcm").write_bytes(template.file())
    (folder / "notes about the visit.txt").write_bytes(b"words")
    (folder / f"{'a very long name of a file ' * 6}.dcm").write_bytes(b"\xff\xd8\xff\xe0" * 99)
    (folder / "copied halfway.dcm").write_bytes((folder / "CT" / "IM00007.dcm").read_bytes()[:-40])


@dataclass(frozen=True)
class Camera:
    """Saves a picture of a page for each look."""

    folder: Path
    language: str
    looks: dict[str, Look]

    def save(self, page: Page, state: str, *, whole: bool = True) -> None:
        """Save a state, in its whole height unless it is something that lies over the page."""
        for name, look in self.looks.items():
            page.set_viewport_size({"width": look.width, "height": look.height})
            page.emulate_media(
                color_scheme=look.scheme,
                reduced_motion="reduce",
                media=look.media,
                forced_colors=look.forced,
            )
            if whole and not name.startswith("zoom"):
                # As high as the page, so that what sticks to the edge stands where it belongs.
                height = page.evaluate("() => document.documentElement.scrollHeight")
                page.set_viewport_size({"width": look.width, "height": min(height, HIGHEST)})
            file = f"{state}-{name}{'' if self.language == 'en' else f'-{self.language}'}.png"
            page.screenshot(path=self.folder / file, timeout=SHOT_MILLISECONDS)
        page.emulate_media(media="screen", forced_colors="none")
        page.set_viewport_size({"width": 1280, "height": HEIGHT})


def _take(browser: Browser, address: str, drop: Path, save: Callable[..., None]) -> None:
    """Go through the page once and save a picture of each state."""
    page = browser.new_page()
    # Half way, so that there is time for a picture.
    steps.hold_the_work(page)
    steps.open_page(page, address)
    save(page, "arrive")
    page.get_by_test_id("audience-clinician").check()
    page.locator(".hashes > summary").click()
    save(page, "arrive-clinician")
    steps.give_folder(page, drop)
    page.locator("details.patient > summary").first.wait_for()
    steps.wait_for_preview(page)
    save(page, "review")
    _choose(page, save)
    page.get_by_test_id("deidentify").click()
    expect(page.locator("#figures > div").nth(2)).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    page.get_by_test_id("pause").click()
    steps.drop(page, drop / "CT" / "IM00001.dcm")
    expect(page.locator("#problem")).to_be_visible()
    save(page, "working")
    page.get_by_test_id("pause").click()
    steps.release_the_work(page)
    steps.wait_for_result(page)
    steps.open_all_reasons(page)
    save(page, "result")
    with page.expect_download() as waiting:
        page.get_by_test_id("report-html").click()
    report = browser.new_page()
    # A page saved by the person, opened from their disk.
    report.goto(Path(waiting.value.path()).rename(drop.parent / "report.html").as_uri())
    save(report, "report")
    report.close()
    page.close()


def _choose(page: Page, save: Callable[..., None]) -> None:
    """Open all that is folded away, type wrong and right values, and leave what can be done."""
    page.get_by_test_id("edit-patient-id").fill("HEART-{code}")
    page.get_by_test_id("edit-study-description").fill("wrong\\value")
    page.get_by_test_id("edit-study-description").blur()
    expect(page.locator("[aria-invalid]")).to_have_count(1)
    for part in ("rules", "project", "documents"):
        page.locator(f"[data-testid={part}] > summary").click()
    page.get_by_test_id("preset-tcia-like").check()
    page.get_by_test_id("crosswalk").check()
    for attribute in ("InstitutionName", "StationName"):
        page.get_by_test_id("rule-attribute").fill(attribute)
        # The list of completions lies over the button.
        page.get_by_test_id("rule-attribute").press("Enter")
        expect(page.get_by_test_id("rules").get_by_role("listitem").last).to_contain_text(attribute)
    page.get_by_test_id("rule-attribute").press_sequentially("study d")
    page.get_by_test_id("rule-attribute").press("ArrowDown")
    steps.wait_for_preview(page)
    save(page, "choose")
    page.get_by_test_id("edit-study-description").fill("")
    page.get_by_test_id("crosswalk-passphrase").fill("a long passphrase")
    page.get_by_test_id("crosswalk-passphrase").blur()
    steps.wait_for_preview(page)


def _take_the_example(browser: Browser, address: str, save: Callable[..., None]) -> None:
    """Save what opens over the page, and the example's own review and result."""
    page = browser.new_page()
    steps.open_page(page, address)
    page.get_by_test_id("example").click()
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    steps.wait_for_preview(page)
    page.locator(".series").last.scroll_into_view_if_needed()
    expect(page.locator(".thumbnail[data-state]")).to_have_count(3)
    save(page, "example-review")
    page.get_by_test_id("look").first.click()
    expect(page.get_by_test_id("viewer-center")).not_to_have_value("")
    save(page, "viewer", whole=False)
    page.keyboard.press("Escape")
    page.get_by_test_id("inspect").first.click()
    expect(page.locator(".node").first).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    save(page, "inspector", whole=False)
    page.keyboard.press("Escape")
    steps.deidentify(page)
    save(page, "example-result")
    page.close()


def _take_the_useless(
    browser: Browser, address: str, drop: Path, save: Callable[..., None]
) -> None:
    """Save what shows when nothing was found, and when nothing of it can be used."""
    page = browser.new_page()
    steps.open_page(page, address)
    (drop.parent / "empty").mkdir(exist_ok=True)
    steps.drop(page, drop.parent / "empty")
    expect(page.locator("#problem")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    save(page, "nothing-found")
    steps.give_files(page, *drop.glob("*.txt"), drop / "copied halfway.dcm")
    save(page, "refused-review")
    steps.deidentify(page)
    save(page, "refused-result")
    page.close()


def _take_the_sending(browser: Browser, desk: Desk, scratch: Path, camera: Camera) -> None:
    """Save the step that sends: who may, under way, what was refused, all there."""
    try:
        desk.open_archive(scratch / f"orthanc-{camera.language}", {"alice": "wonder"})
    except pytest.skip.Exception as absent:
        say(f"no pictures of sending: {absent}")
        return
    scans = scratch / f"scans-{camera.language}"
    desks.write_studies(scans, 3, 4)
    page = browser.new_page()
    steps.open_page(page, f"{desk.site}?lang={camera.language}")
    steps.give_folder(page, scans)
    steps.deidentify(page)
    start = page.get_by_test_id("send-start")
    page.get_by_test_id("send-to").select_option(label=desks.GUARDED)
    page.get_by_test_id("send-user").fill("alice")
    page.get_by_test_id("send-password").fill("wrong")
    start.click()
    desks.wait_for_stage(page, "stopped", "sign-in")
    camera.save(page, "send-sign-in")
    page.get_by_test_id("send-password").fill("wonder")
    desk.proxy.troubles.extend(["", *["503"] * 7])
    start.click()
    desks.wait_for_stage(page, "waiting")
    camera.save(page, "send-waiting")
    page.get_by_test_id("send-cancel").click()
    desks.wait_for_stage(page, "stopped", "cancelled")
    desk.proxy.troubles.clear()
    last = max(entries := steps.save_zip(page))
    desk.proxy.refused.add(identity_of(BytesSource(entries[last])).sop_instance)
    start.click()
    desks.wait_for_stage(page, "done")
    page.get_by_test_id("send-fates").locator("summary").first.click()
    camera.save(page, "send-refused")
    desk.proxy.refused.clear()
    page.get_by_test_id("send-retry").click()
    expect(page.get_by_test_id("send-fates")).to_have_count(0)
    desks.wait_for_stage(page, "done")
    camera.save(page, "send-done")
    page.close()


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--language", nargs="+", default=["en", "bn", "ar"])
    parser.add_argument("--looks", choices=("usual", "unusual", "every"), default="usual")
    parser.add_argument("--site", type=Path, help="a built dist/, else it is built")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    looks = {
        "usual": USUAL,
        "unusual": UNUSUAL,
        "every": USUAL | UNUSUAL,
    }[options.looks]
    without = languages_without_fonts(options.language)
    for language in without:
        say(f"no pictures in {language}: no font here has its letters")
    dist: Path = options.site or static_site.build()
    with (
        tempfile.TemporaryDirectory() as place,
        server.running(server.make_server(dist)) as site,
        desks.opened(dist, Path(place) / "site") as desk,
        sync_playwright() as playwright,
    ):
        scratch = Path(place)
        drop = scratch / "scans"
        drop.mkdir()
        _write_drop(drop)
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for language in options.language:
            if language in without:
                continue
            address = f"{site}?lang={language}"
            camera = Camera(options.folder, language, looks)
            _take(browser, address, drop, camera.save)
            _take_the_example(browser, address, camera.save)
            _take_the_useless(browser, address, drop, camera.save)
            _take_the_sending(browser, desk, scratch, camera)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
