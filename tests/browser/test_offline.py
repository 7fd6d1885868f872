"""The program is kept on the device: the page opens without its host, and updates are offered."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import shutil
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests import builders as b
from tests.browser import steps
from tests.browser.test_everyone import AXE, RUN_AXE
from tests.conftest import Watch
from tools import server, static_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

CT: Final[FilePayload] = {
    "name": "a",
    "mimeType": "application/dicom",
    "buffer": b.part10(b.ct()),
}
# Long enough for what the browser does by itself some time after a visit begins.
QUIET_MILLISECONDS: Final = 5_000
# As on a real host, where files lie longer than a test takes.
ONE_DAY: Final = 86_400
KEPT: Final = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    kept[name] = {};
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const bytes = await (await cache.match(request)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const digits = [...digest].map((byte) => byte.toString(16).padStart(2, '0'));
      kept[name][request.url] = digits.join('');
    }
  }
  return kept;
}"""
SPOIL: Final = """async (path) => {
  const [name] = await caches.keys();
  await (await caches.open(name)).put(path, new Response('spoilt'));
}"""


@dataclass
class Host:
    """A static host that notes what it is asked for, and can be stopped."""

    root: Path
    site: Path
    asked: list[str] = field(default_factory=list)
    address: str = ""
    running: server.Server | None = None

    def start(self) -> None:
        """Answer from now on, on the port that it had before."""
        host = self

        class Noting(server.Handler):
            def do_GET(self) -> None:  # noqa: N802 - the base class's name
                if host.running is None:
                    # Connections outlive the server; a host that is gone answers on none of them.
                    self.close_connection = True
                    return
                host.asked.append(self.path)
                super().do_GET()

        port = urlsplit(self.address).port or 0
        handler = functools.partial(Noting, directory=str(self.root))
        self.running = server.Server((server.HOST, port), handler)
        threading.Thread(target=self.running.serve_forever, daemon=True).start()
        folder = self.site.relative_to(self.root).as_posix().replace(" ", "%20")
        self.address = f"{server.address(self.running)}{folder}/"

    def stop(self) -> None:
        """Answer nothing any more."""
        assert self.running
        stopped, self.running = self.running, None
        stopped.shutdown()
        stopped.server_close()

    def publish(self, path: str, data: bytes) -> None:
        """Make another build of the site: one file differs, and with it the manifest."""
        static_site.rewrite(self.site, path, data)


@pytest.fixture
def host(dist: Path, tmp_path: Path) -> Iterator[Host]:
    site = tmp_path / "host" / "a path" / "anami"
    shutil.copytree(dist, site)
    for path in site.rglob("*"):
        status = path.stat()
        os.utime(path, (status.st_atime, status.st_mtime - ONE_DAY))
    made = Host(tmp_path / "host", site)
    made.start()
    yield made
    if made.running:
        made.stop()


@pytest.fixture
def visitor(browser: Browser, host: Host) -> Iterator[tuple[BrowserContext, Watch]]:
    context = browser.new_context(accept_downloads=True)
    url = urlsplit(host.address)
    watch = Watch(f"{url.scheme}://{url.netloc}")
    watch.attach(context)
    yield context, watch
    context.close()


def open_and_keep(page: Page, address: str) -> None:
    """Open the page and wait until its program is kept."""
    steps.open_page(page, address)
    expect_kept(page)


def expect_kept(page: Page) -> None:
    expect(page.get_by_test_id("kept")).to_have_attribute(
        "data-kept", "true", timeout=steps.READY_MILLISECONDS
    )


def manifest_of(site: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((site / "manifest.json").read_text("utf-8"))
    return manifest


def needed(site: Path) -> dict[str, str]:
    """Give the hash of each file that a visit needs, by its path."""
    aside = (
        "LICENSES/",
        "wheels/",
        "app.py",
        "pyodide/python_stdlib.zip",
        "sbom.cdx.json",
        "sw.js",
    )
    files = manifest_of(site)["files"]
    hashes = {path: at["sha256"] for path, at in files.items() if not path.startswith(aside)}
    whole = hashlib.sha256((site / "manifest.json").read_bytes()).hexdigest()
    return hashes | {"manifest.json": whole}


def kept_by(page: Page, address: str) -> dict[str, dict[str, str]]:
    """Give the caches: name → path under the site → hash of what lies there."""
    found: dict[str, dict[str, str]] = page.evaluate(KEPT)
    return {
        name: {url.removeprefix(address): digest for url, digest in files.items()}
        for name, files in found.items()
    }


def do_the_job(page: Page) -> None:
    page.get_by_test_id("files").set_input_files(CT)
    assert steps.deidentify(page).deidentified == 1
    assert len(steps.save_zip(page)) == 1


def test_after_one_visit_the_whole_job_is_done_without_the_host(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, watch = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    host.stop()
    page.reload()
    expect(page.locator("html")).to_have_attribute(
        "data-ready", "true", timeout=steps.READY_MILLISECONDS
    )
    do_the_job(page)
    page.get_by_test_id("language").select_option("bn")
    other = context.new_page()
    steps.open_page(other, host.address, "?lang=bn")
    expect(other.locator("html")).to_have_attribute("lang", "bn")
    off_origin = [problem for problem in watch.problems if "off-origin" in problem]
    assert off_origin == []


def test_kept_is_what_a_visit_needs_as_the_manifest_says_and_nothing_of_files(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, watch = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    expected = needed(host.site)
    name = f"anami /a%20path/anami/ {expected['manifest.json']}"
    assert kept_by(page, host.address) == {name: expected}
    do_the_job(page)
    assert kept_by(page, host.address) == {name: expected}
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("() => document.cookie") == ""
    assert page.evaluate("() => indexedDB.databases()") == []
    assert watch.problems == []


def test_keeping_fetches_nothing_twice_and_asks_for_nothing_once_ready(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, _ = visitor
    page = context.new_page()
    steps.open_page(page, host.address)
    until_ready = len(host.asked)
    expect_kept(page)
    page.wait_for_timeout(QUIET_MILLISECONDS)
    assert host.asked[until_ready:] == []
    assert sorted(host.asked) == sorted(set(host.asked))


def test_a_later_visit_asks_only_whether_there_is_another_build_and_nothing_once_ready(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, watch = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    host.asked.clear()
    page.reload()
    expect_kept(page)
    until_ready = [path.rpartition("/")[2] for path in host.asked]
    page.wait_for_timeout(QUIET_MILLISECONDS)
    assert set(until_ready) <= {"manifest.json?now", "sw.js"}
    assert len(host.asked) == len(until_ready)
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")
    expect(page.get_by_test_id("update")).to_be_hidden()
    assert watch.problems == []


def test_a_new_build_is_offered_on_the_next_visit_and_loaded_only_when_asked_for(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, watch = visitor
    page = context.new_page()
    page.add_init_script(path=AXE)
    open_and_keep(page, host.address)
    old = needed(host.site)
    index = (host.site / "index.html").read_text("utf-8")
    host.publish("index.html", index.replace("<html ", '<html data-build="new" ').encode())

    for _ in range(2):
        page.reload()
        expect(page.get_by_test_id("update")).to_be_visible(timeout=steps.READY_MILLISECONDS)
        expect_kept(page)
        expect(page.locator("html")).not_to_have_attribute("data-build", "new")
    assert [*kept_by(page, host.address).values()] == [old]
    assert page.evaluate(RUN_AXE) == []

    # In the middle of work nothing is offered; after it, what is done stays until it is asked for.
    steps.hold(page, "deidentify", after=0)
    page.reload()
    expect_kept(page)
    page.get_by_test_id("files").set_input_files(CT)
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    expect(page.get_by_test_id("update")).to_be_visible()
    page.get_by_test_id("deidentify").click()
    page.locator("html[data-held]").wait_for(timeout=steps.WORK_MILLISECONDS)
    expect(page.get_by_test_id("progress")).to_be_visible()
    expect(page.get_by_test_id("update")).to_be_hidden()
    steps.release_the_work(page)
    steps.wait_for_result(page)
    steps.save_zip(page)

    host.asked.clear()
    page.get_by_test_id("update-load").click()
    expect(page.locator("html")).to_have_attribute(
        "data-build", "new", timeout=steps.READY_MILLISECONDS
    )
    expect_kept(page)
    assert [*kept_by(page, host.address).values()] == [needed(host.site)]
    expect(page.get_by_test_id("update")).to_be_hidden()
    fetched = {path.removeprefix("/a%20path/anami/") for path in host.asked}
    # Of the program only what differs.
    assert fetched <= {"?now", "manifest.json?now", "sw.js"}
    assert watch.problems == []


def test_a_new_build_that_cannot_be_loaded_leaves_the_old_one(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, _ = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    old = needed(host.site)
    host.publish("static/dom.js", (host.site / "static/dom.js").read_bytes() + b"\n")
    page.reload()
    expect(page.get_by_test_id("update")).to_be_visible(timeout=steps.READY_MILLISECONDS)
    expect_kept(page)
    host.stop()
    page.get_by_test_id("update-load").click()
    update = page.get_by_test_id("update")
    expect(update).to_have_attribute("data-text", "update.failed", timeout=30_000)
    assert [*kept_by(page, host.address).values()] == [old]
    page.get_by_test_id("update-later").click()
    expect(update).to_be_hidden()
    do_the_job(page)


def test_a_kept_module_that_was_altered_is_fetched_anew(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, watch = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    page.evaluate(SPOIL, "static/page.js")
    page.reload()
    expect_kept(page)
    assert [*kept_by(page, host.address).values()] == [needed(host.site)]
    assert watch.problems == []


def test_a_kept_program_that_was_altered_is_refused_and_the_next_visit_fetches_it_anew(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    context, _ = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    page.evaluate(SPOIL, "python.pack")
    page.reload()
    expect(page.locator("#problem")).to_have_attribute(
        "data-code", "asset-altered", timeout=steps.READY_MILLISECONDS
    )
    expect(page.locator("html")).not_to_have_attribute("data-ready", "true")
    page.reload()
    expect_kept(page)
    assert [*kept_by(page, host.address).values()] == [needed(host.site)]


def test_caches_of_other_sites_on_the_same_host_are_left_alone(
    host: Host, visitor: tuple[BrowserContext, Watch]
) -> None:
    shutil.copytree(host.site, host.root / "other")
    context, watch = visitor
    page = context.new_page()
    open_and_keep(page, host.address)
    page.evaluate("() => caches.open('of somebody else')")
    there = f"{host.address.removesuffix('a%20path/anami/')}other/"
    open_and_keep(page, there)
    whole = needed(host.site)["manifest.json"]
    assert set(page.evaluate("() => caches.keys()")) == {
        f"anami /a%20path/anami/ {whole}",
        f"anami /other/ {whole}",
        "of somebody else",
    }
    assert watch.problems == []


def test_a_browser_that_keeps_nothing_works_as_before(host: Host, browser: Browser) -> None:
    with contextlib.closing(browser.new_context(accept_downloads=True)) as context:
        context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })"
        )
        page = context.new_page()
        steps.open_page(page, host.address)
        do_the_job(page)
        expect(page.get_by_test_id("kept")).to_have_attribute("data-kept", "false")
        assert page.evaluate("() => caches.keys()") == []


def test_the_page_can_be_installed(dist: Path) -> None:
    described = json.loads((dist / "manifest.webmanifest").read_text("utf-8"))
    assert described["name"] == "Anami"
    assert described["start_url"] == described["scope"] == "."
    assert described["display"] == "standalone"
    for icon in described["icons"]:
        assert icon["sizes"] == "any"
        assert (dist / icon["src"]).is_file()
