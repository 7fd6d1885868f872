"""A tab in which things go wrong on purpose: faults are put between the page and its workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import expect

from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

# `fault` is asked about each message to a worker and says what becomes of it: null lets it pass,
# 'hold' keeps it until `release()`, 'lose' swallows it, 'kill' ends the worker that has just got
# it, and any other text is the code of the error that the worker seems to answer with.
SCRIPT: Final = """
  // The key alone is known; each page's output keeps a name of its own.
  const { getRandomValues } = Crypto.prototype;
  crypto.getRandomValues = (array) =>
    array.byteLength === 32 ? array.fill(7) : getRandomValues.call(crypto, array);
  globalThis.fault = null;
  globalThis.started = [];
  globalThis.met = 0;
  let held = [];
  const Plain = Worker;
  globalThis.Worker = class extends Plain {
    constructor(url, options) {
      super(url, options);
      this.name = options.name;
      started.push(this);
    }
    terminate() {
      started = started.filter((other) => other !== this);
      super.terminate();
    }
    postMessage(message, transfer) {
      const send = () => super.postMessage(message, transfer);
      const way = fault?.(message, this) ?? null;
      if (way === null) return send();
      met += 1;
      document.documentElement.dataset.met = met;
      if (way === 'lose') return;
      if (way === 'hold') return held.push(send);
      if (way === 'kill') {
        send();
        super.terminate();
        setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { cancelable: true })));
        return;
      }
      const data = { id: message.id, ok: false, error: { code: way } };
      setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data })));
    }
  };
  globalThis.release = () => {
    const all = held;
    held = [];
    fault = null;
    for (const send of all) send();
  };
  let presses = 0;
  addEventListener('click', ({ target }) => {
    if (target.closest?.('#deidentify')) document.documentElement.dataset.presses = ++presses;
  }, true);
  globalThis.urls = new Set();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL.call(URL, url);
  };
  // The page's own patience ticks when a test says so.
  const tickers = [];
  const plainInterval = setInterval;
  globalThis.setInterval = (act, every, ...more) => {
    if (every !== 5000) return plainInterval(act, every, ...more);
    tickers.push(act);
    return 0;
  };
  globalThis.tick = (times) => {
    for (let at = 0; at < times; at += 1) for (const act of tickers) act();
  };
"""

REMOVED_MILLISECONDS: Final = 60_000
PAUSE_MILLISECONDS: Final = 50

STORED: Final = """async () => {
  const found = [];
  const root = await navigator.storage.getDirectory();
  const walk = async (folder, path) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') await walk(handle, `${path}${name}/`);
      else found.push(path + name);
    }
  };
  await walk(root, '');
  return found;
}"""

HELD: Final = """() => ({
  workers: started.map(({ name }) => name).sort(),
  urls: urls.size,
})"""


@dataclass
class Tab:
    """One open page, the files that it is given, and the archive that they make undisturbed."""

    page: Page
    address: str
    files: list[Path]
    archive: bytes = b""
    requests: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Load the page anew, its key known, without any fault."""
        steps.open_page(self.page, self.address)

    def again(self) -> None:
        """Begin anew with the files, whatever the state of the page is."""
        self.page.evaluate(
            "() => { fault = null; met = 0; delete document.documentElement.dataset.met; }"
        )
        # After a test that failed, work may be under way.
        cancel = self.page.get_by_test_id("cancel")
        if cancel.is_visible():
            cancel.click()
        for name in ("Start again", "Remove these files"):
            button = self.page.get_by_role("button", name=name)
            if button.count():
                button.first.click()
        self.page.get_by_test_id("files").set_input_files([str(file) for file in self.files])
        expect(self.page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)

    def fault(self, script: str) -> None:
        """Put a fault between page and workers: the body of a function of (message, worker)."""
        self.page.evaluate(
            f"() => {{ let seen = 0; globalThis.fault = (message, worker) => {{ {script} }}; }}"
        )

    def press(self) -> None:
        """Press the one button, and see that the page has heard it."""
        root = self.page.locator("html")
        before = int(root.get_attribute("data-presses") or 0)
        self.page.get_by_test_id("deidentify").click()
        expect(root).to_have_attribute("data-presses", str(before + 1))

    def wait_until_met(self, times: int = 1) -> None:
        """Wait until so many messages have met the fault."""
        met = self.page.locator(f"html[data-met='{times}']")
        met.wait_for(state="attached", timeout=steps.WORK_MILLISECONDS)

    def problem(self, code: str) -> None:
        """Wait for the page to say what went wrong, in words."""
        problem = self.page.locator("#problem")
        expect(problem).to_have_attribute("data-code", code, timeout=steps.WORK_MILLISECONDS)
        expect(problem).to_be_visible()
        expect(problem).not_to_contain_text("problem.")

    def stored(self) -> list[str]:
        """Give the files in the origin private file system."""
        found: list[str] = self.page.evaluate(STORED)
        return found

    def wait_until_nothing_is_stored(self) -> None:
        """Wait until what was asked to be removed is: that is so a moment later."""
        for _ in range(REMOVED_MILLISECONDS // PAUSE_MILLISECONDS):
            if not self.stored():
                return
            self.page.wait_for_timeout(PAUSE_MILLISECONDS)
        assert self.stored() == []

    def whole(self) -> None:
        """Expect every file in the ZIP, and the ZIP to be that of undisturbed work."""
        counts = steps.wait_for_result(self.page)
        assert counts == steps.Counts(deidentified=len(self.files), refused=0, skipped=0)
        assert steps.save_archive(self.page) == self.archive

    def held(self) -> dict[str, Any]:
        """Count what the page holds: workers by their names, object URLs, files on disk."""
        found: dict[str, Any] = self.page.evaluate(HELD)
        return found | {"files": self.stored()}
