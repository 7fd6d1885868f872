"""When the browser fails: nothing is lost, the page says what happened, and work done stays done.

docs/faults.md is the table of these; a contract test holds it to the tests here and elsewhere.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import faults, steps
from tests.browser.faults import Tab
from tools import server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

FILES = 40
"""Three requests: one that is done before the fault, one that meets it, one after it."""
MINUTE, TEN_MINUTES = 12, 120
"""In ticks of the page."""
DRAWN = 400
"""Milliseconds after which the page has drawn how far the work is."""


@pytest.fixture(scope="module")
def host(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Give the address and the folder of a copy of the site that a test may change."""
    # As new as can be: a browser takes an old file's last copy for fresh for a tenth of its age,
    # and would not look at a service worker that was changed meanwhile.
    copy = shutil.copytree(
        dist, tmp_path_factory.mktemp("faults") / "site", copy_function=shutil.copyfile
    )
    with server.running(server.make_server(copy)) as address:
        yield address, copy


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(accept_downloads=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def opened(
    context: BrowserContext, host: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Tab:
    """Open the page once for all faults, and do the work undisturbed to compare with."""
    page = context.new_page()
    page.add_init_script(faults.SCRIPT)
    files = steps.write_series(tmp_path_factory.mktemp("scan"), FILES)
    tab = Tab(page, host[0], files)
    tab.open()
    tab.again()
    assert steps.deidentify(page).deidentified == FILES
    tab.archive = steps.save_archive(page)
    return tab


@pytest.fixture
def tab(opened: Tab) -> Tab:
    """Give the page with the files surveyed and no fault yet."""
    opened.again()
    return opened


def test_a_worker_that_is_killed_in_mid_file_is_replaced_and_the_archive_is_the_same(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'kill' : null;")
    tab.press()
    tab.whole()
    assert tab.page.evaluate("() => met") == 1


def test_a_worker_that_runs_out_of_memory_is_replaced_and_the_archive_is_the_same(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'worker-lost' : null;")
    tab.press()
    tab.whole()


def test_a_reader_that_is_lost_in_mid_work_is_replaced_and_the_archive_is_the_same(
    tab: Tab,
) -> None:
    # What it was asked for last never comes.
    tab.fault(
        "if (message.type === 'deidentify' && (seen += 1) === 2) {"
        " const reader = started.find(({ name }) => name === 'anami-reader');"
        " reader.terminate();"
        " setTimeout(() => reader.dispatchEvent(new ErrorEvent('error', { cancelable: true })));"
        " met += 1;"
        "} return null;"
    )
    tab.press()
    tab.whole()
    assert tab.page.evaluate("() => met") == 1
    assert (
        tab.page.evaluate("() => started.filter(({ name }) => name === 'anami-reader').length") == 1
    )


def test_one_file_that_ends_every_worker_is_refused_alone(tab: Tab) -> None:
    tab.fault(
        "return message.type === 'deidentify' && message.files.some(({ index }) => index === 20)"
        " ? 'worker-lost' : null;"
    )
    tab.press()
    counts = steps.wait_for_result(tab.page)
    assert counts == steps.Counts(deidentified=FILES - 1, refused=1, skipped=0)
    expect(tab.page.get_by_test_id("result")).to_contain_text(
        "the browser ended the work on this file"
    )
    saved, undisturbed = steps.save_zip(tab.page), steps.entries_of(tab.archive)
    assert len(saved) == FILES - 1
    assert saved.items() <= undisturbed.items()


def test_a_message_without_a_reply_is_told_then_asked_again_and_the_archive_is_the_same(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'lose' : null;")
    tab.press()
    tab.wait_until_met()
    # A worker that still answers for other files isn't silent: a minute begins with its last word.
    stage = tab.page.get_by_test_id("stage")
    for _ in range(TEN_MINUTES // MINUTE):
        tab.page.evaluate("(ticks) => tick(ticks)", MINUTE)
        tab.page.wait_for_timeout(DRAWN)
        if "unusually long" in stage.inner_text():
            break
    else:
        pytest.fail("the page never said that it takes unusually long")
    tab.page.evaluate("(ticks) => tick(ticks)", TEN_MINUTES)
    tab.whole()


def test_an_archive_worker_that_is_killed_once_is_replaced_and_the_archive_is_the_same(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'append' && (seen += 1) === 2 ? 'kill' : null;")
    tab.press()
    tab.whole()
    assert tab.page.evaluate("() => met") == 1
    expect(tab.page.locator("#problem")).to_be_hidden()


def test_an_archive_that_never_answers_is_given_up_in_words_and_can_be_made_again(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'append' ? 'lose' : null;")
    tab.press()
    # It is begun once more by itself.
    for times in (1, 2):
        tab.wait_until_met(times)
        tab.page.evaluate("(ticks) => tick(ticks)", TEN_MINUTES)
    tab.problem("archive-failed")
    tab.page.evaluate("() => { fault = null; }")
    tab.press()
    tab.whole()


def test_an_archive_worker_that_is_killed_is_told_and_the_archive_can_be_made_again(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'append' ? 'kill' : null;")
    tab.press()
    tab.problem("archive-failed")
    tab.page.evaluate("() => { fault = null; }")
    tab.press()
    tab.whole()


def test_when_every_place_for_the_archive_refuses_it_is_said_and_can_be_made_again(
    tab: Tab,
) -> None:
    tab.fault("return message.type === 'append' ? 'sink-failed' : null;")
    tab.press()
    tab.problem("sink-failed")
    expect(tab.page.get_by_test_id("survey")).to_contain_text(str(FILES))
    tab.page.evaluate("() => { fault = null; }")
    tab.press()
    tab.whole()


def test_an_archive_that_the_browser_took_away_is_not_said_to_be_saved(tab: Tab) -> None:
    tab.press()
    steps.wait_for_result(tab.page)
    tab.page.evaluate(
        "async () => (await navigator.storage.getDirectory())"
        ".removeEntry('anami-output', { recursive: true })"
    )
    tab.page.get_by_test_id("download").click()
    tab.problem("result-gone")
    tab.page.get_by_test_id("back").click()
    tab.press()
    tab.whole()


def test_a_download_that_is_blocked_leaves_the_archive_to_be_saved_again(tab: Tab) -> None:
    tab.press()
    steps.wait_for_result(tab.page)
    tab.page.evaluate(
        "() => addEventListener('click', (event) => event.preventDefault(), { once: true })"
    )
    tab.page.get_by_test_id("download").click()
    expect(tab.page.get_by_test_id("saved-hint")).to_contain_text("may have blocked it")
    tab.whole()


def test_a_tab_that_is_hidden_and_frozen_in_mid_work_goes_on_when_it_comes_back(tab: Tab) -> None:
    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'hold' : null;")
    tab.press()
    tab.wait_until_met()
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tab.page.evaluate("() => release()")
    counts = steps.wait_for_result(tab.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    assert counts.deidentified == FILES
    tab.whole()


def test_a_clock_that_goes_backwards_changes_nothing(tab: Tab) -> None:
    tab.page.evaluate(
        "() => { const Plain = Date; let now = Plain.now();"
        "globalThis.Date = class extends Plain {"
        " constructor(...given) { super(...(given.length ? given : [Date.now()])); }"
        " static now() { return (now -= 86_400_000); } }; }"
    )
    tab.press()
    tab.whole()


def test_a_service_worker_that_is_updated_in_mid_work_touches_nothing_of_it(
    tab: Tab, host: tuple[str, Path]
) -> None:
    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'hold' : null;")
    tab.press()
    tab.wait_until_met()
    script = host[1] / "sw.js"
    script.write_bytes(script.read_bytes() + b"\n// another one\n")
    replaced = tab.page.evaluate(
        """async (within) => {
          const registration = await navigator.serviceWorker.ready;
          const before = registration.active;
          const soon = () => new Promise((resolve) => setTimeout(resolve, 20));
          await registration.update();
          for (const end = performance.now() + within; performance.now() < end; await soon()) {
            const { active } = registration;
            if (active !== before && active.state === 'activated') return true;
          }
          return false;
        }""",
        steps.WORK_MILLISECONDS,
    )
    assert replaced
    tab.page.evaluate("() => release()")
    tab.whole()


def test_two_tabs_at_once_do_not_meet(tab: Tab, context: BrowserContext, tmp_path: Path) -> None:
    other = context.new_page()
    files = steps.write_series(tmp_path, 3)
    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'hold' : null;")
    tab.press()
    tab.wait_until_met()
    # Its start removes what gone pages left, and must leave this one's.
    steps.open_page(other, tab.address)
    steps.give_files(other, *files)
    assert steps.deidentify(other).deidentified == 3
    assert len(tab.stored()) == 2
    tab.page.evaluate("() => release()")
    tab.whole()
    assert len(steps.save_zip(other)) == 3
    other.close()
    tab.whole()


def test_round_after_round_no_worker_address_or_file_stays_behind(tab: Tab) -> None:
    """The short form of tools/measure_soak.py, which also looks at memory."""
    # A tab that was closed may have left output; a start removes it.
    tab.open()
    tab.again()
    after = []
    for _ in range(3):
        tab.press()
        tab.whole()
        tab.page.get_by_role("button", name="Start again").click()
        expect(tab.page.locator("#result-place")).to_be_empty()
        tab.wait_until_nothing_is_stored()
        after.append(tab.held())
        tab.again()
    assert after[0] == after[1] == after[2]


def test_a_page_that_is_reloaded_in_mid_work_starts_clean_and_makes_the_same_archive(
    tab: Tab,
) -> None:
    asked: list[str] = []

    def leave(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    tab.fault("return message.type === 'deidentify' && (seen += 1) === 2 ? 'hold' : null;")
    tab.press()
    tab.wait_until_met()
    tab.page.once("dialog", leave)
    tab.open()
    assert asked == ["beforeunload"]
    expect(tab.page.locator("html")).to_have_attribute("data-state", "arrive")
    assert tab.stored() == []
    tab.again()
    tab.press()
    tab.whole()


def test_without_webassembly_the_page_says_that_the_program_could_not_start(
    page: Page, site: str
) -> None:
    page.add_init_script("delete globalThis.WebAssembly;")
    page.goto(site)
    problem = page.locator("#problem")
    expect(problem).to_have_attribute("data-code", "engine-failed", timeout=30_000)
    expect(problem).to_contain_text("could not start")


@pytest.mark.parametrize("path", ["static/pool.js", "static/page.css"])
def test_a_module_or_style_that_is_not_the_built_one_is_not_used(
    browser: Browser, dist: Path, tmp_path: Path, path: str
) -> None:
    copy = shutil.copytree(dist, tmp_path / "site")
    with (copy / path).open("ab") as file:
        file.write(b"\n/* one byte more */\n")
    refused: list[str] = []
    running = server.running(server.make_server(copy))
    with running as address, browser.new_context() as fresh:
        page = fresh.new_page()
        page.on("console", lambda message: refused.append(message.text))
        page.goto(address)
        page.wait_for_load_state("load")
        if path.endswith(".js"):
            # Nothing of ours runs without all of it, so nobody replaces the line.
            expect(page.locator("#engine")).to_contain_text("If this line stays")
        loaded = page.evaluate(
            "() => [...document.styleSheets].map(({ href }) => new URL(href).pathname)"
        )
        assert "/static/regions.css" in loaded
        assert f"/{path}" not in loaded
    assert any("integrity" in text for text in refused)
