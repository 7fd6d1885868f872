"""Long work and the way back: pause, titles, leaving, steps reached again, requests counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests import places
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Dialog, Page

MANY = 200
BENGALI = json.loads((places.ROOT / "static" / "locales" / "bn.json").read_text("utf-8"))


def test_work_can_pause_change_its_language_be_left_with_a_warning_and_go_on(
    page: Page, site: str, tmp_path: Path
) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    steps.hold_the_work(page)
    steps.write_series(tmp_path / "scan", MANY)
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path / "scan")
    page.get_by_test_id("deidentify").click()
    expect(page.get_by_test_id("stage")).to_have_text("De-identifying and checking")
    expect(page.locator("html")).to_have_attribute("data-state", "working")
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("stage")).to_have_text("Paused")
    assert page.title().startswith("Paused at ")
    page.get_by_test_id("language").select_option("bn")
    expect(page.get_by_test_id("stage")).to_have_text(BENGALI["stage.paused"])
    page.close(run_before_unload=True)
    expect(page.get_by_test_id("pause")).to_have_text(BENGALI["resume"])
    assert asked == ["beforeunload"]
    steps.release_the_work(page)
    page.get_by_test_id("language").select_option("en")
    page.get_by_test_id("pause").click()
    assert steps.wait_for_result(page).deidentified == MANY
    assert page.title() == "Anami: de-identify DICOM on your own computer"
    # Saved, so there is nothing left to warn of.
    steps.save_zip(page)
    steps.open_page(page, site)
    assert asked == ["beforeunload"]


def test_each_step_is_reached_again_with_the_same_files(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")
    steps.give_files(page, *files)
    steps.deidentify(page)
    first = steps.save_zip(page)
    page.get_by_role("button", name="Choose", exact=True).click()
    expect(page.get_by_test_id("survey")).to_be_visible()
    expect(page.get_by_test_id("result")).to_have_count(0)
    page.locator("#steps").get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("result")).to_be_visible()
    page.get_by_test_id("back").click()
    page.get_by_test_id("preset-research").check()
    assert steps.deidentify(page).deidentified == 2
    second = steps.save_zip(page)
    # The same set has the same key, so the same names.
    assert second.keys() == first.keys()
    assert second != first
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")


def test_requests_after_ready_are_counted_by_the_panel(page: Page, site: str) -> None:
    steps.open_page(page, site)
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")
    page.evaluate("() => fetch('manifest.json')")
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "1")
