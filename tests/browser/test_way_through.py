"""The way through the page, also when it is not straight: cancel, double click, late drops."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Watch

MANY = 200


def _half_way(page: Page) -> None:
    """Start the work and wait until it is held half way."""
    page.get_by_test_id("deidentify").click()
    expect(page.locator("#figures")).to_contain_text("per second", timeout=steps.WORK_MILLISECONDS)
    expect(page.locator("html")).to_have_attribute("data-state", "working")


def test_files_may_be_chosen_before_the_engine_is_ready(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2)
    page.goto(site)
    steps.give_files(page, *files)
    assert steps.deidentify(page).deidentified == 2


def test_a_cancelled_run_can_be_started_again_and_requests_nothing(
    page: Page, site: str, tmp_path: Path, watch: Watch
) -> None:
    steps.hold_the_work(page)
    steps.write_series(tmp_path / "scan", MANY)
    steps.open_page(page, site)
    before = len(watch.requests)
    steps.give_folder(page, tmp_path / "scan")
    _half_way(page)
    page.get_by_test_id("cancel").click()
    expect(page.get_by_test_id("result")).to_have_count(0)
    expect(page.get_by_test_id("survey")).to_be_visible()
    steps.release_the_work(page)
    assert steps.deidentify(page) == steps.Counts(deidentified=MANY, refused=0, skipped=0)
    assert len(steps.save_zip(page)) == MANY
    assert watch.requests[before:] == []


def test_a_cancelled_survey_can_be_started_again(page: Page, site: str, tmp_path: Path) -> None:
    steps.write_series(tmp_path / "scan", MANY)
    steps.open_page(page, site)
    page.get_by_test_id("folder").set_input_files(str(tmp_path / "scan"))
    page.get_by_test_id("cancel").click()
    expect(page.get_by_test_id("survey")).to_have_count(0)
    expect(page.get_by_test_id("drop-zone")).to_be_visible()
    steps.give_folder(page, tmp_path / "scan")
    expect(page.get_by_test_id("survey")).to_contain_text(str(MANY))


def test_a_double_click_starts_one_run(page: Page, site: str, tmp_path: Path) -> None:
    files = steps.write_series(tmp_path, 40)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    page.get_by_test_id("deidentify").dblclick()
    assert steps.wait_for_result(page) == steps.Counts(deidentified=40, refused=0, skipped=0)


def test_files_dropped_during_the_work_are_declined_and_nothing_is_lost(
    page: Page, site: str, tmp_path: Path
) -> None:
    steps.hold_the_work(page)
    steps.write_series(tmp_path / "scan", MANY)
    steps.write_series(tmp_path / "late", 1)
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path / "scan")
    _half_way(page)
    steps.drop(page, tmp_path / "late")
    expect(page.get_by_role("alert")).to_contain_text("Work is under way")
    steps.release_the_work(page)
    assert steps.wait_for_result(page).deidentified == MANY


def test_files_added_to_a_survey_join_it(page: Page, site: str, tmp_path: Path) -> None:
    first = steps.write_series(tmp_path / "one", 2)
    steps.write_series(tmp_path / "two", 5)
    steps.open_page(page, site)
    steps.give_files(page, *first)
    steps.drop(page, tmp_path / "two")
    expect(page.get_by_test_id("survey")).to_contain_text("7")
    # Instances 1 and 2 stand in both folders.
    assert steps.deidentify(page) == steps.Counts(deidentified=5, refused=0, skipped=2)


def test_a_second_set_follows_the_first(page: Page, site: str, tmp_path: Path) -> None:
    steps.open_page(page, site)
    for count in (1, 3):
        files = steps.write_series(tmp_path / str(count), count)
        steps.give_files(page, *files)
        assert steps.deidentify(page).deidentified == count
        assert len(steps.save_zip(page)) == count


def test_start_again_forgets_everything(page: Page, site: str, tmp_path: Path) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    steps.deidentify(page)
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_test_id("result")).to_have_count(0)
    expect(page.get_by_test_id("survey")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-state", "arrive")


def test_a_file_removed_after_the_survey_is_refused_and_the_zip_is_whole(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 3)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    files[1].unlink()
    assert steps.deidentify(page) == steps.Counts(deidentified=2, refused=1, skipped=0)
    expect(page.get_by_test_id("result")).to_contain_text("could not be read")
    assert len(steps.save_zip(page)) == 2


@pytest.mark.leak("T37")
def test_a_lost_worker_costs_no_file(page: Page, site: str, tmp_path: Path) -> None:
    steps.hold_the_work(page)
    steps.write_series(tmp_path / "scan", MANY)
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path / "scan")
    _half_way(page)
    page.evaluate(
        "() => { const lost = started.find((worker) => worker.last === 'deidentify');"
        "lost.terminate(); lost.dispatchEvent(new ErrorEvent('error')); release(); }"
    )
    assert steps.wait_for_result(page) == steps.Counts(deidentified=MANY, refused=0, skipped=0)


def test_an_archive_that_the_disk_refuses_is_begun_again_elsewhere(
    page: Page, site: str, tmp_path: Path
) -> None:
    page.add_init_script(
        """
        const Plain = Worker;
        globalThis.Worker = class extends Plain {
          postMessage(message, transfer) {
            if (message.type !== 'append' || globalThis.failed) {
              super.postMessage(message, transfer);
              return;
            }
            globalThis.failed = true;
            const data = { id: message.id, ok: false, error: { code: 'sink-failed' } };
            setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data })));
          }
        };
        """
    )
    files = steps.write_series(tmp_path, 3)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    assert steps.deidentify(page) == steps.Counts(deidentified=3, refused=0, skipped=0)
    expect(page.get_by_test_id("result")).to_contain_text("disk")
    assert len(steps.save_zip(page)) == 3


def test_a_file_that_changed_after_the_survey_is_refused_and_the_zip_is_whole(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 3)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    _change(files[1], files[1].read_bytes()[:-2])
    assert steps.deidentify(page) == steps.Counts(deidentified=2, refused=1, skipped=0)
    assert len(steps.save_zip(page)) == 2


def test_a_large_file_that_changes_while_it_is_worked_on_is_refused(
    page: Page, site: str, tmp_path: Path
) -> None:
    """Its header was read, its pixels were not: what stands there now may be anything."""
    steps.hold(page, "append", after=0)
    small = steps.write_series(tmp_path / "small", 2)
    large = steps.write_series(tmp_path / "large", 3, rows=2300)[2]
    steps.open_page(page, site)
    steps.give_files(page, *small, large)
    page.get_by_test_id("deidentify").click()
    page.locator("html[data-held]").wait_for(timeout=steps.WORK_MILLISECONDS)
    _change(large, large.read_bytes())
    steps.release_the_work(page)
    assert steps.wait_for_result(page) == steps.Counts(deidentified=2, refused=1, skipped=0)
    expect(page.get_by_test_id("result")).to_contain_text("could not be read")
    assert len(steps.save_zip(page)) == 2


def test_originals_may_change_and_go_before_the_zip_is_saved(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2) + steps.write_series(tmp_path / "large", 3, rows=2300)
    steps.open_page(page, site)
    steps.give_files(page, files[0], files[1], files[-1])
    assert steps.deidentify(page).deidentified == 3
    _change(files[0], b"nothing of an image")
    files[-1].unlink()
    assert len(steps.save_zip(page)) == 3


def _change(path: Path, data: bytes) -> None:
    """Write other bytes, some seconds later as the file system tells: browsers look at that."""
    path.write_bytes(data)
    changed = path.stat().st_mtime + 5
    os.utime(path, (changed, changed))


def test_a_part_of_the_page_that_was_altered_is_not_used(page: Page, site: str) -> None:
    page.route(
        "**/static/worker.js",
        lambda route: route.fulfill(
            body="self.onmessage = () => {};", content_type="text/javascript"
        ),
    )
    page.goto(site)
    expect(page.get_by_role("alert")).to_contain_text("is not what was published")
    expect(page.locator("html")).not_to_have_attribute("data-ready", "true")


def test_a_full_disk_is_told_and_another_way_is_taken(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 3)
    steps.open_page(page, site)
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": _origin(page), "quotaSize": 1000})
    steps.give_files(page, *files)
    assert steps.deidentify(page).deidentified == 3
    assert len(steps.save_zip(page)) == 3


def test_a_page_that_is_gone_leaves_nothing_on_disk(page: Page, site: str, tmp_path: Path) -> None:
    files = steps.write_series(tmp_path, 3)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    steps.deidentify(page)
    assert len(_stored(page)) == 1
    steps.open_page(page, site)
    assert _stored(page) == []


def _origin(page: Page) -> str:
    return str(page.evaluate("() => location.origin"))


def _stored(page: Page) -> list[str]:
    """Names in the folder of temporary output."""
    names: list[str] = page.evaluate(
        """async () => {
          const root = await navigator.storage.getDirectory();
          const folder = await root.getDirectoryHandle('anami-output', { create: true });
          const names = [];
          for await (const name of folder.keys()) names.push(name);
          return names;
        }"""
    )
    return names


def test_a_thousand_files_leave_the_page_responsive(page: Page, site: str, tmp_path: Path) -> None:
    steps.write_series(tmp_path / "scan", 1000, rows=2)
    steps.open_page(page, site)
    page.evaluate(
        "() => { globalThis.drawn = 0; requestAnimationFrame(function count() {"
        " drawn += 1; requestAnimationFrame(count); }); }"
    )
    steps.give_folder(page, tmp_path / "scan")
    # How long it takes is the bench's matter: here, that the page goes on drawing meanwhile.
    assert page.evaluate("() => drawn") > 10
