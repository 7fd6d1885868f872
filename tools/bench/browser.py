"""Runs in headless Chromium: a job on the built page, and the same files through dcmjs.

Each run starts the browser anew with the profile that its contender keeps on disk, so that caches
are warm and no run sees another's memory. The number of workers follows from the number of
processors that the page is told; nothing of the page is changed.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from playwright.sync_api import Error, TimeoutError, sync_playwright  # noqa: A004 - Playwright's own name

from tools import server
from tools.bench.model import Sample
from tools.bench.native import RunError
from tools.environment import ensure_browser
from tools.measure_memory import Meter, processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import BrowserContext, Locator, Page

    from tools.bench.model import Workload

HERE: Final = Path(__file__).resolve().parent
READY: Final = 120.0
CHOOSING: Final = 4.0
"""Seconds that people take at least to choose files; the page starts its further workers then."""
LIMIT: Final = 900.0
"""Seconds after which a browser is ended, unless its job may take longer."""
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PROCESSORS: Final = (
    "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{get: () => {}}})"
)
# Playwright looks for an element twice a second at last; the page itself sees it come at once.
_APPEARED: Final = """(id) => new Promise((resolve) => {
  const observer = new MutationObserver(() => look());
  const look = () => {
    const found = document.querySelector(`[data-testid="${id}"]`);
    if (!found?.checkVisibility()) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve());
  };
  observer.observe(document, { attributes: true, childList: true, subtree: true });
  look();
})"""
_DCMJS: Final = ("dcmjs.html", "dcmjs-page.js", "dcmjs-worker.js")


class Recorder(server.Handler):
    """A static host that notes what it was asked for."""

    def __init__(self, *args: Any, asked: set[str], **kwargs: Any) -> None:  # noqa: ANN401 - base
        self.asked = asked
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        """Note the path and answer."""
        self.asked.add(self.path.partition("?")[0].lstrip("/"))
        super().do_GET()


@dataclass(frozen=True, slots=True)
class Site:
    """A folder that is served: its address, and what was asked of it so far."""

    address: str
    folder: Path
    asked: set[str]


@dataclass(slots=True)
class Browsers:
    """Starts browsers, and hosts what they look at, until it is closed."""

    place: Path
    executable: str = field(default_factory=ensure_browser)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _playwright: Any = None
    _runs: int = 0

    def __enter__(self) -> Self:
        """Start Playwright."""
        self._playwright = self._stack.enter_context(sync_playwright())
        return self

    def __exit__(self, *_: object) -> None:
        """End everything that was started."""
        self._stack.close()

    def host(self, folder: Path) -> Site:
        """Serve a folder until the end."""
        asked: set[str] = set()
        handler = functools.partial(Recorder, directory=str(folder), asked=asked)
        host = server.Server((server.HOST, 0), handler)
        return Site(self._stack.enter_context(server.running(host)), folder, asked)

    @contextlib.contextmanager
    def session(
        self, profile: str, workers: int = 0, limit: float = LIMIT
    ) -> Iterator[tuple[BrowserContext, str]]:
        """Run a browser with a profile on disk; give it and the mark on its command line.

        An incognito window would keep the site's private files in memory. After `limit` seconds
        the browser is ended, whatever it waits for.
        """
        self._runs += 1
        mark = f"--anami-bench={self.place.name}-{self._runs}"
        downloads = self.place / "downloads"
        context = self._playwright.chromium.launch_persistent_context(
            self.place / f"profile-{profile}",
            executable_path=self.executable,
            args=[*FLAGS, mark],
            accept_downloads=True,
            downloads_path=downloads,
        )
        clock = threading.Timer(limit, _end, [mark])
        clock.daemon = True
        clock.start()
        # A page out of memory says nothing more: what waits for it shall not wait in vain.
        context.on("page", lambda page: page.on("crash", lambda _: _end(mark)))
        try:
            if workers:
                context.add_init_script(_PROCESSORS.format(workers))
            yield context, mark
        finally:
            clock.cancel()
            with contextlib.suppress(Error):
                context.close()
            shutil.rmtree(downloads, ignore_errors=True)

    def version(self) -> str:
        """Give the browser's version."""
        browser = self._playwright.chromium.launch(executable_path=self.executable, args=FLAGS)
        version = str(browser.version)
        browser.close()
        return version


def _end(mark: str) -> None:
    """End the processes of one browser of ours."""
    for pid in processes(mark):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _reason(error: Error, timeout: float) -> str:
    """Say why a run in the browser ended, without repeating what the browser said."""
    if isinstance(error, TimeoutError):
        return f"took longer than {timeout:.0f} s"
    return f"the browser ended it ({type(error).__name__})"


def open_page(context: BrowserContext, site: Site) -> Page:
    """Open the built page and wait until its engine is ready."""
    page = context.new_page()
    page.goto(site.address)
    page.locator("html[data-ready=true]").wait_for(state="attached", timeout=READY * 1000)
    return page


def _give(page: Page, files: Sequence[Path], folder: Path | None) -> None:
    """Choose files, or the whole folder."""
    chosen: Locator = page.get_by_test_id("folder" if folder else "files")
    chosen.set_input_files(folder or list(files))


@dataclass(frozen=True, slots=True)
class Job:
    """One job on the page.

    Attributes:
        workers: how many engine workers the page may start.
        save: to the end of the saved ZIP; else what counts is the page's own time.
        warm: a small file that is done first, so that what is loaded late is there.
        metered: memory is watched, which costs time.
        timeout: in seconds, of each stage.

    """

    workers: int
    save: bool = True
    warm: Path | None = None
    metered: bool = False
    timeout: float = 600


def job(browsers: Browsers, site: Site, workload: Workload, how: Job) -> Sample:
    """Take a workload through the page, from choosing the files to the saved ZIP.

    Raises:
        RunError: a stage took too long, or the browser failed.

    """
    single = len(workload.files) == 1
    try:
        limit = max(LIMIT, 2 * how.timeout)
        with browsers.session(f"page-{how.workers}", how.workers, limit) as (context, mark):
            page = open_page(context, site)
            page.set_default_timeout(how.timeout * 1000)
            if how.warm:
                _give(page, [how.warm], None)
                page.get_by_test_id("survey").wait_for()
                page.get_by_test_id("deidentify").click()
                page.get_by_test_id("result").wait_for()
            if how.workers > 1:
                page.wait_for_timeout(CHOOSING * 1000)
            meter = Meter(mark)
            with meter if how.metered else contextlib.nullcontext():
                idle = meter.sample() if how.metered else 0
                seconds, outputs = _drop_to_end(
                    page, workload, None if single else workload.folder, save=how.save
                )
            timings: dict[str, float] = page.evaluate("() => ({...window.anami.timings})")
    except Error as error:
        raise RunError(_reason(error, how.timeout)) from error
    if not how.save:
        seconds = timings["deidentify"] / 1000
    return Sample(seconds, outputs, meter.peak, idle, timings)


def _wait_for(page: Page, test_id: str) -> None:
    """Wait until an element is there and drawn, without the pauses of a poll."""
    page.evaluate(_APPEARED, test_id)


def _press(page: Page, test_id: str) -> None:
    """Press a button without waiting, as Playwright does, until nothing on the page moves."""
    page.get_by_test_id(test_id).evaluate("(button) => button.click()")


def _drop_to_end(
    page: Page, workload: Workload, folder: Path | None, *, save: bool
) -> tuple[float, int]:
    begun = time.perf_counter()
    _give(page, workload.files, folder)
    _wait_for(page, "survey")
    _press(page, "deidentify")
    _wait_for(page, "result")
    result = page.get_by_test_id("result")
    if save:
        with page.expect_download() as waiting:
            _press(page, "download")
        # Waits for the last byte on disk.
        saved = waiting.value.path().stat().st_size
        if saved < workload.size // 2:
            message = "the saved ZIP is too small"
            raise RunError(message)
    return time.perf_counter() - begun, int(result.get_attribute("data-deidentified") or 0)


def host_dcmjs(browsers: Browsers, module: Path) -> Site:
    """Put dcmjs's page and its module into a folder and serve it."""
    folder = browsers.place / "dcmjs"
    folder.mkdir()
    for name in _DCMJS:
        shutil.copy(HERE / name, folder)
    shutil.copy(module, folder / "dcmjs.js")
    return browsers.host(folder)


def dcmjs(  # noqa: PLR0913 - each is one independent circumstance of a run
    browsers: Browsers,
    site: Site,
    workload: Workload,
    warm: Path,
    *,
    metered: bool,
    timeout: float,
) -> Sample:
    """Have dcmjs read, clean and write each file in one worker.

    Raises:
        RunError: a file failed, or it took too long.

    """
    try:
        with browsers.session("dcmjs") as (context, mark):
            page = context.new_page()
            page.set_default_timeout(timeout * 1000)
            page.goto(site.address + "dcmjs.html")
            _dcmjs_round(page, [warm])
            meter = Meter(mark)
            with meter if metered else contextlib.nullcontext():
                idle = meter.sample() if metered else 0
                answer = _dcmjs_round(page, workload.files)
    except Error as error:
        raise RunError(_reason(error, timeout)) from error
    if answer["error"]:
        raise RunError(str(answer["error"]))
    return Sample(answer["milliseconds"] / 1000, answer["outputs"], meter.peak, idle)


def _dcmjs_round(page: Page, files: Sequence[Path]) -> dict[str, Any]:
    page.locator("#answer").evaluate("(element) => element.replaceChildren()")
    page.locator("#files").set_input_files(list(files))
    page.locator("#answer[data-done=true] > *").wait_for(state="attached")
    answer: dict[str, Any] = page.evaluate("() => globalThis.answer")
    return answer
