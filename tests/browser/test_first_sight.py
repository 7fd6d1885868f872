"""At first sight: the page is painted from few bytes, and nothing moves by itself afterwards."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Watch

# As a static host sends them compressed, in bytes.
MOST_OF_THE_PAGE: Final = 294_000
MOST_IN_ALL: Final = 7_000_000
# What Lighthouse calls good is 0.1; here, whatever a person would see move is too much.
SHIFT: Final = 0.01
LOOK_FOR_SHIFTS: Final = """
  globalThis.shifts = [];
  const nameOf = (node) => node?.id || node?.className || node?.nodeName || '';
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) shifts.push([value, sources.map(({ node }) => nameOf(node)).join()]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
"""


def _shifts(page: Page) -> list[tuple[float, str]]:
    """Return what moved by itself since the last time: how much of the window, and what."""
    # Entries are handed over once a frame was drawn.
    found: list[tuple[float, str]] = page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() =>"
        " done(shifts.splice(0)), 50)))"
    )
    return found


def _weight(dist: Path, site: str, requests: list[str]) -> int:
    """Bytes of what was asked for, compressed."""
    paths = {url.removeprefix(site).split("?")[0] or "index.html" for url in requests}
    return sum(len(gzip.compress((dist / path).read_bytes(), 6)) for path in paths)


def test_the_page_is_painted_from_few_bytes_and_nothing_moves_by_itself(
    page: Page, site: str, dist: Path, watch: Watch
) -> None:
    page.add_init_script(LOOK_FOR_SHIFTS)
    held = steps.hold_the_engine(page)
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#language option")).to_have_count(10)
    entries = "() => performance.getEntriesByName('first-contentful-paint').length"
    assert page.evaluate(entries) == 1
    # Asked for meanwhile, and not needed to paint: libraries, workers' programs, and what is held.
    engine = ("pyodide/", "python.pack", "vendor/", "worker.js")
    painting = [url for url in watch.requests if not any(part in url for part in engine)]
    of_the_page = _weight(dist, site, painting)
    held.release()
    expect(page.locator("html")).to_have_attribute(
        "data-ready", "true", timeout=steps.READY_MILLISECONDS
    )
    moved = {"start": _shifts(page)}
    in_all = _weight(dist, site, watch.requests)
    page.get_by_test_id("example").click()
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    # The page was asked for this; what comes into it later has its place kept.
    _shifts(page)
    steps.wait_for_preview(page)
    shown = page.locator(".becomes > *").first
    expect(shown).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    # Images are drawn when they come into view.
    page.locator(".series").first.scroll_into_view_if_needed()
    drawn = page.locator(".thumbnail[data-state]").first
    expect(drawn).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    moved["review"] = _shifts(page)
    page.get_by_test_id("preset-research").check()
    steps.wait_for_preview(page)
    moved["choose"] = _shifts(page)
    assert [found for found in moved.values() if sum(much for much, _ in found) > SHIFT] == []
    assert of_the_page < MOST_OF_THE_PAGE
    assert in_all < MOST_IN_ALL
