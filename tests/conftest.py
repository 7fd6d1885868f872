"""Fixtures that every kind of test shares: given material, programs, the built site, a browser.

What is absent on a machine (the corpus, a validator) skips with its reason; what build.py makes
(the site) is made.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import hypothesis
import pytest
from playwright.sync_api import sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tests import places
from tools import server, static_site
from tools.environment import find_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        WebError,
    )
    from xdist.remote import Producer

hypothesis.settings.register_profile(
    "ci",
    # The same examples on every run: a red build means that the change is wrong.
    derandomize=True,
    max_examples=60,
    # Time is measured elsewhere; a loaded machine must not fail a property.
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("dev", max_examples=200, deadline=None)
hypothesis.settings.register_profile("thorough", max_examples=5000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

BROWSER_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Each of some 150 tests starts Python anew for little work: optimizing it would take longer.
    "--js-flags=--liftoff-only",
)
# Names of other hosts don't resolve: a request off-origin fails loudly, even where it isn't seen.
OFFLINE_FLAG: Final = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# Schemes that name bytes the page itself holds.
LOCAL_SCHEMES: Final = frozenset({"blob", "data"})
BROWSER_TESTS: Final = "tests/browser/"
# Tests in browsers that come last, beside the others if those are not done by then. None of them
# is about what happens when something takes too long.
LAST: Final = frozenset(
    f"{BROWSER_TESTS}test_{name}.py" for name in ("looking", "page_logic", "pixels", "projects")
)


class FewBrowsers(LoadScopeScheduling):  # type: ignore[misc] # it comes without types
    """Keeps tests in browsers together: each uses the whole machine, as a person's does.

    Most are in one process, the last ones in another, which runs the remaining modules before, each
    whole, so that its fixtures are made once.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        if module in LAST:
            return "last"
        return BROWSER_TESTS if module.startswith(BROWSER_TESTS) else module


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer | None) -> FewBrowsers:
    """Say which tests stay together where tests run side by side."""
    return FewBrowsers(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the last tests last."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] in LAST)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of material that is not part of the repository."""
    return places.shared()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of real DICOM files of many makers and kinds."""
    return places.shared("corpus")


@pytest.fixture(scope="session")
def standard_facts() -> Path:
    """Folder of tables taken from the standard, independently of the project's own."""
    return places.shared("standard")


@pytest.fixture(scope="session")
def dciodvfy() -> str:
    """Path of dicom3tools' validator."""
    path = shutil.which("dciodvfy")
    if path is None:
        pytest.skip("dciodvfy is absent: install dicom3tools")
    return path


@pytest.fixture(scope="session")
def dist() -> Path:
    """Give the built site: the one that build.py made for this run, or a new one."""
    made = os.environ.get("ANAMI_DIST")
    return Path(made) if made else static_site.build()


@pytest.fixture(scope="session")
def site(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL, ending with a slash, of a copy of the site that a static host serves under a path."""
    root = tmp_path_factory.mktemp("host")
    shutil.copytree(dist, root / "a path" / "anami")
    with server.running(server.make_server(root)) as address:
        yield f"{address}a%20path/anami/"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium or Chrome."""
    path = os.environ.get("ANAMI_CHROMIUM") or find_browser()
    if path is None:
        pytest.skip("no Chromium or Chrome: `build.py test` finds or fetches one")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Headless browser, one for all tests; each test gets its own fresh context."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, headless=True, args=[*BROWSER_FLAGS, OFFLINE_FLAG]
        )
        yield launched
        launched.close()


@dataclass
class Watch:
    """What a page did that somebody else could notice, from its first request on."""

    origin: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Observe every page of a context and their workers."""
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def _on_request(self, request: Request) -> None:
        """Note a request; one that leaves the origin is a problem."""
        url = urlsplit(request.url)
        if url.scheme in LOCAL_SCHEMES:
            return
        self.requests.append(request.url)
        if f"{url.scheme}://{url.netloc}" != self.origin:
            self.problems.append(f"request off-origin: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        """Note anything written to the console: a working page writes nothing."""
        self.problems.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        """Note an exception that nobody caught."""
        self.problems.append(f"uncaught: {error.error}")


@pytest.fixture
def watch(site: str) -> Watch:
    """Observer of the `page` fixture: `requests` in their order, `problems` found so far."""
    url = urlsplit(site)
    return Watch(f"{url.scheme}://{url.netloc}")


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """Give an empty page in a fresh context.

    Console output of any kind, an uncaught exception or a request off-origin fails the test.
    Wait with locators: the site's Content-Security-Policy forbids `wait_for_function`.
    """
    context = browser.new_context(accept_downloads=True)
    watch.attach(context)
    yield context.new_page()
    context.close()
    assert not watch.problems, "\n".join(watch.problems)
