"""From files to a real archive in the page: reviewed, edited, sent, checked; through every trouble.

The archive is Orthanc; a proxy before it adds the CORS headers that a web server would, and makes
trouble on demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from anami.sending import identity_of
from anami.source import BytesSource
from tests import builders as b
from tests.browser import desks, steps
from tests.browser.test_everyone import AXE, RUN_AXE, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

    from tests.browser.desks import Desk

P = b.PERSONA


@pytest.fixture(scope="module")
def desk(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desks.opened(dist, tmp_path_factory.mktemp("sending") / "site") as made:
        yield made


@pytest.fixture(scope="module")
def opened(browser: Browser, desk: Desk) -> Iterator[Page]:
    """Give a page of the site that sends; it may ask for its own files and the archive alone."""
    context = browser.new_context(accept_downloads=True)
    strangers: list[str] = []
    allowed = {urlsplit(url).netloc for url in (desk.site, desk.proxy.url, desk.issuer.url)}

    def note(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"blob", "data"} and url.netloc not in allowed:
            strangers.append(request.url)

    context.on("request", note)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.add_init_script(path=AXE)
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()
    assert strangers == []
    assert errors == []


@pytest.fixture
def sender(opened: Page, desk: Desk) -> Page:
    """Give that page without files: opened anew only where the test before left it at its work."""
    if opened.locator("html").get_attribute("data-state") == "result":
        opened.get_by_role("button", name="Start again").click()
    else:
        steps.open_page(opened, desk.site)
    return opened


def look(page: Page) -> None:
    """Let axe look at the region in both themes, and see that a narrow page needs no scrolling."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(RUN_AXE) == []
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 800})
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 360
    if before:
        page.set_viewport_size(before)


def expect_counts(page: Page, *, sent: int, failed: int = 0, left: int = 0) -> None:
    region = page.get_by_test_id("send")
    expect(region).to_have_attribute("data-sent", str(sent))
    expect(region).to_have_attribute("data-failed", str(failed))
    expect(region).to_have_attribute("data-left", str(left))


def test_what_was_reviewed_and_edited_is_in_the_archive_and_nothing_else(
    sender: Page, desk: Desk, tmp_path: Path
) -> None:
    archive = desk.open_archive(tmp_path / "orthanc")
    desks.write_studies(tmp_path / "scans", 1, 4)
    (tmp_path / "scans" / "MR").write_bytes(b.part10(b.mr()))
    (tmp_path / "scans" / "RT").write_bytes(b.part10(b.rtstruct()))
    (tmp_path / "scans" / "cut").write_bytes(b.part10(b.ct(number=9))[:-9])
    sent_before = len(desk.proxy.requests)
    steps.give_folder(sender, tmp_path / "scans")
    sender.get_by_test_id("edit-patient-name").fill("Heart^Seven")
    counts = steps.deidentify(sender)
    assert (counts.deidentified, counts.refused) == (6, 1)
    assert (len(desk.proxy.requests), desk.proxy.searches) == (sent_before, [])
    expect_counts(sender, sent=0, left=6)
    look(sender)
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=6)
    check = sender.get_by_test_id("send-check")
    expect(check).to_have_attribute("data-present", "6")
    expect(check).to_have_attribute("data-missing", "0")
    expect(check).to_have_attribute("data-others", "0")
    look(sender)
    entries = steps.save_zip(sender)
    assert sorted(archive.instances().values()) == sorted(entries.values())
    assert archive.holds(P.tokens) == []
    assert archive.holds(["Heart^Seven"]) == ["Heart^Seven"]
    studies = {identity_of(BytesSource(data)).study for data in entries.values()}
    links = sender.get_by_test_id("send-links").locator("a")
    shown = [link.get_attribute("href") or "" for link in links.all()]
    assert {url.partition("study=")[2] for url in shown} == studies
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer"}
    expect(sender.get_by_test_id("requests")).to_have_attribute("data-count", "0")


def test_after_every_kind_of_trouble_everything_is_there_once(
    sender: Page, desk: Desk, tmp_path: Path
) -> None:
    archive = desk.open_archive(tmp_path / "orthanc")
    # One request for each study, each with a trouble of its own.
    desk.proxy.troubles.extend(
        ["drop", "", "429", "", "503", "", "page", "", "deaf", "", "half", ""]
    )
    desks.write_studies(tmp_path / "scans", 7, 2)
    steps.give_folder(sender, tmp_path / "scans")
    steps.deidentify(sender)
    sender.get_by_test_id("send-start").click()
    expect(sender.get_by_test_id("send-progress")).to_be_visible()
    sender.get_by_test_id("send-pause").click()
    expect(sender.get_by_test_id("send-pause")).to_have_attribute("aria-pressed", "true")
    look(sender)
    sender.get_by_test_id("send-pause").click()
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=14)
    expect(sender.get_by_test_id("send-check")).to_have_attribute("data-present", "14")
    requests = desk.proxy.requests
    assert len(requests) == 7 + 6
    assert all(len(request.uids) == 2 for request in requests)
    assert desk.proxy.confirmed_twice() == []
    assert requests[3].at - requests[2].at >= 1.0
    assert len(archive.instances()) == 14


def test_an_archive_that_dies_and_comes_back_gets_what_it_lacks(
    sender: Page, desk: Desk, tmp_path: Path
) -> None:
    archive = desk.open_archive(tmp_path / "orthanc")
    desk.proxy.before = lambda number: archive.kill() if number == 3 else None
    desks.write_studies(tmp_path / "scans", 5, 2)
    steps.give_folder(sender, tmp_path / "scans")
    steps.deidentify(sender)
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "waiting")
    expect_counts(sender, sent=4, left=6)
    sender.get_by_test_id("send-cancel").click()
    desks.wait_for_stage(sender, "stopped", "cancelled")
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "waiting")
    archive.start()
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=10)
    assert desk.proxy.confirmed_twice() == []
    assert len(archive.instances()) == 10


def test_what_is_refused_is_named_with_its_reason_and_can_be_sent_again(
    sender: Page, desk: Desk, tmp_path: Path
) -> None:
    archive = desk.open_archive(tmp_path / "orthanc")
    desks.write_studies(tmp_path / "scans", 2, 3)
    steps.give_folder(sender, tmp_path / "scans")
    steps.deidentify(sender)
    entries = steps.save_zip(sender)
    name = sorted(entries)[1]
    desk.proxy.refused.add(identity_of(BytesSource(entries[name])).sop_instance)
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=5, failed=1)
    expect(sender.get_by_test_id("send-check")).to_have_attribute("data-present", "5")
    reason = sender.get_by_test_id("send-fates").locator("details")
    expect(reason).to_have_attribute("data-code", "class-mismatch")
    expect(reason).to_contain_text("(A900)")
    reason.locator("summary").click()
    expect(reason.locator("li")).to_have_text([name])
    look(sender)
    desk.proxy.refused.clear()
    sender.get_by_test_id("send-retry").click()
    expect_counts(sender, sent=6)
    desks.wait_for_stage(sender, "done")
    expect(sender.get_by_test_id("send-fates")).to_have_count(0)
    assert len(desk.proxy.requests[-1].uids) == 1
    assert len(archive.instances()) == 6


def test_who_may_send_is_asked_and_what_is_typed_is_kept_nowhere(
    sender: Page, desk: Desk, tmp_path: Path
) -> None:
    archive = desk.open_archive(tmp_path / "orthanc", {"alice": "wonder"})
    desks.write_studies(tmp_path / "scans", 1, 2)
    steps.give_folder(sender, tmp_path / "scans")
    steps.deidentify(sender)
    sender.get_by_test_id("send-to").select_option(label=desks.GUARDED)
    sender.get_by_test_id("send-user").fill("alice")
    sender.get_by_test_id("send-password").fill("wrong")
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "stopped", "sign-in")
    expect_counts(sender, sent=0, left=2)
    look(sender)
    sender.get_by_test_id("send-password").fill("wonder")
    # By keyboard alone.
    sender.get_by_test_id("send-start").focus()
    sender.keyboard.press("Enter")
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=2)
    stored = sender.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " (await indexedDB.databases()).length])"
    )
    assert stored == '[{},{},"",0]'
    archive.kill()
    assert b"wonder" not in b"".join(
        path.read_bytes() for path in (archive.folder / "store").rglob("*") if path.is_file()
    )


def test_the_work_can_end_in_the_archive_at_once(sender: Page, desk: Desk, tmp_path: Path) -> None:
    archive = desk.open_archive(tmp_path / "orthanc")
    desks.write_studies(tmp_path / "scans", 1, 3)
    steps.give_folder(sender, tmp_path / "scans")
    sender.get_by_test_id("send-then").select_option(label=f"Send to {desks.TRIAL}")
    expect(sender.get_by_test_id("deidentify")).to_have_text(
        f"De-identify 3 files and send to {desks.TRIAL}"
    )
    steps.deidentify(sender)
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=3)
    # Another language, and nothing is forgotten or sent again.
    sender.get_by_test_id("language").select_option("ar")
    expect_counts(sender, sent=3)
    expect(sender.get_by_test_id("send-check")).to_have_attribute("data-present", "3")
    look(sender)
    sender.get_by_test_id("language").select_option("en")
    assert len(desk.proxy.requests) == 1
    assert len(archive.instances()) == 3


def test_a_person_signs_in_elsewhere_and_the_page_keeps_its_files(
    sender: Page, desk: Desk, tmp_path: Path
) -> None:
    archive = desk.open_archive(tmp_path / "orthanc")
    desks.write_studies(tmp_path / "scans", 1, 2)
    steps.give_folder(sender, tmp_path / "scans")
    sender.get_by_test_id("send-then").select_option("")
    steps.deidentify(sender)
    sender.get_by_test_id("send-to").select_option(label=desks.SHARED)
    expect(sender.get_by_test_id("send-start")).to_have_count(0)
    desk.issuer.refuse = True
    sender.get_by_test_id("send-sign-in").click()
    expect(sender.get_by_test_id("send").get_by_role("alert")).to_be_visible()
    desk.issuer.refuse = False
    sender.get_by_test_id("send-sign-in").click()
    expect(sender.get_by_test_id("send-signed-in")).to_be_visible()
    desk.proxy.troubles.append("401")
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "stopped", "sign-in")
    sender.get_by_test_id("send-sign-in").click()
    sender.get_by_test_id("send-start").click()
    desks.wait_for_stage(sender, "done")
    expect_counts(sender, sent=2)
    assert desk.issuer.given == ["token-1", "token-2"]
    assert desk.proxy.authorizations == {"Bearer token-1", "Bearer token-2"}
    assert desk.issuer.returns == {f"{desk.site}static/send-signed-in.html"}
    assert len(sender.context.pages) == 1
    assert len(archive.instances()) == 2
