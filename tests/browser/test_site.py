"""What a site sets for its page: destinations are named and nobody else can be spoken to."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tools import server, site_config, static_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ARCHIVE = "Trial archive"


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with server.make_server(folder) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield server.address(host)
        host.shutdown()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of another origin, which answers."""
    with _served(tmp_path_factory.mktemp("archive")) as address:
        yield f"{address}dicom-web"


@pytest.fixture(scope="module")
def configured(
    dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """Give the address of the site with some settings."""
    hosts = []

    def serve(**settings: Any) -> str:  # noqa: ANN401 - whatever JSON can say
        folder = tmp_path_factory.mktemp("configured") / "site"
        shutil.copytree(dist, folder)
        given = site_config.checked({"schema": site_config.SCHEMA, **settings})
        static_site.configure(folder, given)
        hosts.append(_served(folder))
        return hosts[-1].__enter__()

    yield serve
    for host in hosts:
        host.__exit__(None, None, None)


@pytest.fixture(scope="module")
def sending(configured: Callable[..., str], archive: str) -> str:
    """Address of a site that may send to the archive."""
    return configured(destinations=[{"name": ARCHIVE, "url": archive}])


def _speak(page: Page, address: str) -> bool:
    """Say whether the page may speak to an address."""
    ask = "(at) => fetch(at, {mode: 'no-cors'}).then(() => true, () => false)"
    return bool(page.evaluate(ask, address))


def test_a_page_with_a_destination_names_it_and_can_speak_to_it_alone(
    browser: Browser, sending: str, archive: str, site: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        steps.open_page(page, sending)
        panel = page.get_by_test_id("trust")
        expect(panel.get_by_text(f"Sends to {ARCHIVE} only")).to_be_visible()
        expect(page.get_by_test_id("destinations")).to_contain_text(archive.rpartition("/")[0])
        expect(page.locator(".lead")).to_contain_text("before you press Send")
        page.get_by_test_id("language").select_option("de")
        expect(page.locator(".lead")).to_contain_text("bevor Sie auf Senden drücken")
        assert _speak(page, f"{archive}/studies")
        assert not _speak(page, site)
        expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")


def test_a_page_with_a_destination_opens_without_a_network(browser: Browser, sending: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        steps.open_page(page, sending)
        expect(page.get_by_test_id("kept")).to_have_attribute("data-kept", "true")
        context.set_offline(offline=True)
        steps.open_page(page, sending)
        expect(page.get_by_test_id("destinations")).to_contain_text(ARCHIVE)


def test_a_page_without_a_destination_names_none_and_can_speak_to_nobody(
    browser: Browser, site: str, archive: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        steps.open_page(page, site)
        expect(page.get_by_test_id("destinations")).to_have_count(0)
        expect(page.locator(".lead")).to_contain_text("no file leaves it")
        assert not [url for url in asked if "site.json" in url or "/send" in url]
        assert not _speak(page, f"{archive}/studies")
