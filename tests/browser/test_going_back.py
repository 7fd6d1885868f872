"""Paths that leave the straight way: pausing, cancelling, coming back, giving more and others.

Whatever is pressed, no file gets into another set's ZIP, and none is lost without a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

MANY: Final = 200
QUIET: Final = 1000
"""Milliseconds in which a worker would have answered, or been asked."""
COUNTING: Final = """
  const Before = Worker;
  globalThis.asked = {};
  globalThis.Worker = class extends Before {
    postMessage(message, transfer) {
      asked[message.type] = (asked[message.type] ?? 0) + 1;
      super.postMessage(message, transfer);
    }
  };
"""
OTHER: Final = builders.Persona(family="Okonkwo-Lindqvist", given="Adaeze", patient_id="QX-40021")


def _sum(page: Page) -> list[int]:
    """Give the numbers of the sum on the page: all, good ones, refused and skipped ones."""
    text = page.locator(".equation:visible").inner_text()
    return [int(number) for number in re.findall(r"\d+", text)]


def _write_other(folder: Path) -> Path:
    folder.mkdir()
    file = folder / "other.dcm"
    file.write_bytes(builders.part10(builders.ordered(builders.ct(OTHER))))
    return file


def _ids(page: Page) -> set[str]:
    """Give the folders of patients in the ZIP."""
    return {name.partition("/")[0] for name in steps.save_zip(page)}


def _step(page: Page, number: int) -> None:
    page.locator("#steps button").nth(number).click()


def _pause_and_cancel(page: Page, kind: str) -> None:
    """Pause, wait until nothing is under way any more, cancel, and see that nothing goes on."""
    page.get_by_test_id("pause").click()
    page.wait_for_timeout(3 * QUIET)
    before = page.evaluate("() => ({ ...asked })")
    page.get_by_test_id("cancel").click()
    page.wait_for_timeout(3 * QUIET)
    after = page.evaluate("() => ({ ...asked })")
    changed = {one for one in (kind, "append", "open") if after.get(one) != before.get(one)}
    assert changed == set()


def test_work_that_is_cancelled_while_it_waits_ends_and_gets_into_no_other_zip(
    page: Page, site: str, tmp_path: Path
) -> None:
    page.add_init_script(COUNTING)
    steps.write_series(tmp_path / "scan", MANY)
    other = _write_other(tmp_path / "other")
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path / "scan")
    page.get_by_test_id("deidentify").click()
    page.wait_for_function("() => asked.append")
    _pause_and_cancel(page, "deidentify")
    expect(page.locator("html")).to_have_attribute("data-state", "review")
    page.get_by_role("button", name="Remove these files").click()
    steps.give_files(page, other)
    assert steps.deidentify(page) == steps.Counts(deidentified=1, refused=0, skipped=0)
    assert len(steps.save_zip(page)) == 1


def test_a_look_that_is_cancelled_while_it_waits_ends(
    page: Page, site: str, tmp_path: Path
) -> None:
    page.add_init_script(COUNTING)
    steps.write_series(tmp_path / "scan", 1000)
    steps.open_page(page, site)
    page.get_by_test_id("folder").set_input_files(str(tmp_path / "scan"))
    page.wait_for_function("() => asked.survey")
    _pause_and_cancel(page, "survey")
    expect(page.locator("html")).to_have_attribute("data-state", "arrive")


def test_cancelling_a_look_leaves_what_was_there(page: Page, site: str, tmp_path: Path) -> None:
    """A set that was looked through, and the ZIP of one that is done."""
    steps.hold(page, "survey", after=2)
    first = steps.write_series(tmp_path / "first", 2)
    other = _write_other(tmp_path / "other")
    steps.open_page(page, site)
    steps.give_files(page, first[0])
    steps.give_files(page, first[1])
    assert _sum(page) == [2, 2, 0, 0]
    page.get_by_test_id("edit-patient-id").fill("HEART-7")
    page.get_by_test_id("files").set_input_files(other)
    page.locator("html[data-held]").wait_for()
    page.get_by_test_id("cancel").click()
    expect(page.locator("html")).to_have_attribute("data-state", "review")
    assert _sum(page) == [2, 2, 0, 0]
    expect(page.get_by_test_id("edit-patient-id")).to_have_value("HEART-7")
    assert steps.deidentify(page).deidentified == 2
    page.get_by_test_id("files").set_input_files(other)
    expect(page.locator("html")).to_have_attribute("data-held", "2")
    page.get_by_test_id("cancel").click()
    expect(page.locator("html")).to_have_attribute("data-state", "result")
    assert _ids(page) == {"HEART-7"}
    expect(page.locator("#problem")).to_be_hidden()


def test_a_result_keeps_its_sum_and_a_newer_set_is_not_lost_by_looking_at_it(
    page: Page, site: str, tmp_path: Path
) -> None:
    first = steps.write_series(tmp_path / "first", 2)
    other = _write_other(tmp_path / "other")
    steps.open_page(page, site)
    steps.give_files(page, *first)
    steps.deidentify(page)
    page.get_by_test_id("back").click()
    # More of the same set; then the result is looked at once more.
    steps.give_files(page, other)
    assert _sum(page) == [3, 3, 0, 0]
    _step(page, 3)
    assert _sum(page) == [2, 2, 0, 0]
    page.get_by_test_id("back").click()
    assert _sum(page) == [3, 3, 0, 0]
    assert steps.deidentify(page).deidentified == 3
    # Another set, given at the result.
    steps.give_files(page, other)
    assert _sum(page) == [1, 1, 0, 0]
    _step(page, 3)
    assert _sum(page) == [3, 3, 0, 0]
    page.get_by_test_id("back").click()
    assert _sum(page) == [1, 1, 0, 0]


def test_a_new_set_has_a_key_of_its_own_and_nothing_that_was_typed_for_the_last_ones_persons(
    page: Page, site: str, tmp_path: Path
) -> None:
    first = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    steps.give_files(page, first[0])
    pencil = page.locator(".patient .naming button").first
    pencil.click()
    page.locator(".patient .inline-edit input").first.fill("First^Set")
    steps.deidentify(page)
    before = steps.save_zip(page)
    steps.give_files(page, first[1])
    steps.deidentify(page)
    after = steps.save_zip(page)
    assert all(b"First^Set" in data for data in before.values())
    assert not any(b"First^Set" in data for data in after.values())
    assert {name.partition("/")[0] for name in before}.isdisjoint(
        name.partition("/")[0] for name in after
    )


def _open_project(page: Page) -> None:
    page.get_by_test_id("project").locator("summary").click()


def test_work_waits_for_a_code_list_that_is_still_read(
    page: Page, site: str, tmp_path: Path
) -> None:
    steps.hold(page, "read_codes", after=0)
    files = steps.write_series(tmp_path / "scan", 2)
    (tmp_path / "codes.csv").write_text("patient_id,code\nNOBODY,N-1\n")
    steps.open_page(page, site)
    steps.give_files(page, *files)
    _open_project(page)
    page.get_by_test_id("code-list").set_input_files(tmp_path / "codes.csv")
    page.locator("html[data-held]").wait_for()
    page.get_by_test_id("deidentify").click()
    page.wait_for_timeout(QUIET)
    expect(page.locator("html")).to_have_attribute("data-state", "review")
    steps.release_the_work(page)
    # The list says who is who: all are looked through again, and nobody of the list is there.
    expect(page.locator(".equation")).to_contain_text("2 refused", timeout=steps.WORK_MILLISECONDS)


def test_codes_of_a_list_begin_with_the_prefix_that_stands_now_as_on_the_command_line(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path / "scan", 1)
    (tmp_path / "codes.csv").write_text(f"patient_id,code\n{builders.PERSONA.patient_id},\n")
    steps.open_page(page, site)
    steps.give_files(page, *files)
    _open_project(page)
    # Codes that are left open need a prefix: until there is one, the list that was given holds.
    page.get_by_test_id("code-list").set_input_files(tmp_path / "codes.csv")
    expect(page.get_by_test_id("project").locator("[role=alert]").nth(1)).not_to_be_empty()
    page.get_by_test_id("language").select_option("bn")
    expect(page.get_by_test_id("project").locator("[role=alert]").nth(1)).not_to_be_empty()
    page.get_by_test_id("language").select_option("en")
    page.get_by_test_id("deidentify").click()
    expect(page.get_by_test_id("code-list")).to_be_focused()
    page.locator("#id-prefix").fill("HEART-")
    page.locator("#id-prefix").blur()
    becomes = page.get_by_test_id("survey").locator(".becomes", has_text="HEART-0001")
    expect(becomes).not_to_have_count(0, timeout=steps.WORK_MILLISECONDS)
    steps.deidentify(page)
    assert _ids(page) == {"SUBJECT-HEART-0001"}
    page.get_by_test_id("back").click()
    page.locator("#id-prefix").fill("LUNG-")
    page.locator("#id-prefix").blur()
    becomes = page.get_by_test_id("survey").locator(".becomes", has_text="LUNG-0001")
    expect(becomes).not_to_have_count(0, timeout=steps.WORK_MILLISECONDS)
    steps.deidentify(page)
    assert _ids(page) == {"SUBJECT-LUNG-0001"}


def test_a_value_that_cannot_be_taken_is_not_folded_away(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 1)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    pencil = page.locator(".patient .naming button").first
    pencil.click()
    field = page.locator(".patient .inline-edit input").first
    field.fill("{unknown}")
    pencil.click()
    expect(field).to_be_visible()
    expect(pencil).to_have_attribute("aria-expanded", "true")
    page.get_by_test_id("deidentify").click()
    expect(field).to_be_focused()
    # Once it is told, folding it away gives it up.
    pencil.click()
    expect(field).to_be_hidden()
    assert steps.deidentify(page).deidentified == 1


@pytest.mark.parametrize("gone", ["zip", "worker"])
def test_a_crosswalk_has_every_result_or_is_not_saved(
    page: Page, site: str, tmp_path: Path, gone: str
) -> None:
    steps.hold(page, "crosswalk", after=0)
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    _open_project(page)
    page.get_by_test_id("crosswalk").check()
    page.get_by_test_id("crosswalk-sealed").uncheck()
    steps.deidentify(page)
    saved = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    button = page.get_by_test_id("crosswalk-download")
    if gone == "zip":
        page.evaluate(
            "async () => (await navigator.storage.getDirectory())"
            ".removeEntry('anami-output', { recursive: true })"
        )
        button.click()
        expect(page.locator("#problem")).to_contain_text("no longer has the ZIP")
    else:
        # Two workers are lost, one after the other; it is asked no third time.
        button.click()
        for times in (1, 2):
            expect(page.locator("html")).to_have_attribute("data-held", str(times))
            page.evaluate(
                "() => { for (const one of started.filter(({ last }) => last === 'crosswalk')) {"
                " one.last = ''; one.dispatchEvent(new ErrorEvent('error')); } }"
            )
        expect(page.locator("#problem")).to_be_visible()
    expect(button).to_have_attribute("aria-busy", "false")
    assert saved == []
