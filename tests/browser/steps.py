"""What a person does on the page, one function a step; tests and tools share them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import expect

from tests import builders

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

READY_MILLISECONDS: Final = 120_000
WORK_MILLISECONDS: Final = 300_000

# Keeps the page's workers at hand, and holds messages of one type, after the first few, until they
# are released.
HOLD: Final = """
  const Plain = Worker;
  globalThis.started = [];
  globalThis.held = [];
  let passed = 0;
  globalThis.Worker = class extends Plain {
    constructor(url, options) { super(url, options); started.push(this); }
    postMessage(message, transfer) {
      this.last = message.type;
      const send = () => super.postMessage(message, transfer);
      if (message.type === 'TYPE' && (passed += 1) > AFTER && held) {
        held.push(send);
        document.documentElement.dataset.held = held.length;
      } else send();
    }
  };
  globalThis.release = () => { const all = held; held = null; for (const send of all) send(); };
"""


@dataclass(frozen=True)
class Counts:
    """What the result says became of the inputs."""

    deidentified: int
    refused: int
    skipped: int

    @property
    def total(self) -> int:
        """All inputs."""
        return self.deidentified + self.refused + self.skipped


def open_page(page: Page, site: str, query: str = "") -> None:
    """Open the page and wait until its engine is ready."""
    page.goto(site + query)
    expect(page.locator("html")).to_have_attribute("data-ready", "true", timeout=READY_MILLISECONDS)


@dataclass
class HeldBack:
    """Requests for the engine that wait until they are let through."""

    routes: list[Route] = field(default_factory=list)
    released: bool = False

    def take(self, route: Route) -> None:
        """Hold a request, or let it through if that is over."""
        if self.released:
            route.continue_()
        else:
            self.routes.append(route)

    def release(self) -> None:
        """Let everything through, now and from now on."""
        self.released = True
        for route in self.routes:
            route.continue_()


def hold_the_engine(page: Page) -> HeldBack:
    """Let no byte of Python come until told otherwise."""
    held = HeldBack()
    for pattern in ("**/pyodide/**", "**/python.pack"):
        page.route(pattern, held.take)
    return held


def give_files(page: Page, *files: Path) -> None:
    """Choose files and wait until they are surveyed."""
    page.get_by_test_id("files").set_input_files([str(file) for file in files])
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=WORK_MILLISECONDS)


def give_folder(page: Page, folder: Path) -> None:
    """Choose a folder and wait until it is surveyed."""
    page.get_by_test_id("folder").set_input_files(str(folder))
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=WORK_MILLISECONDS)


def wait_for_preview(page: Page) -> None:
    """Wait until the preview shows what is chosen now."""
    # The trial waits for the end of a burst of changes.
    page.wait_for_timeout(400)
    preview = page.get_by_test_id("preview")
    expect(preview).to_have_attribute("aria-busy", "false", timeout=WORK_MILLISECONDS)
    expect(preview.locator(":scope > *").first).to_be_visible(timeout=WORK_MILLISECONDS)


def deidentify(page: Page) -> Counts:
    """Press the button and wait for the result."""
    page.get_by_test_id("deidentify").click()
    return wait_for_result(page)


def wait_for_result(page: Page) -> Counts:
    """Wait for the result and return its counts."""
    result = page.get_by_test_id("result")
    expect(result).to_be_visible(timeout=WORK_MILLISECONDS)
    return Counts(
        *(
            int(result.get_attribute(f"data-{name}") or -1)
            for name in ("deidentified", "refused", "skipped")
        )
    )


def save_archive(page: Page) -> bytes:
    """Save the ZIP and return its bytes."""
    with page.expect_download() as waiting:
        page.get_by_test_id("download").click()
    assert waiting.value.suggested_filename == "anami-deidentified.zip"
    return Path(waiting.value.path()).read_bytes()


def save_zip(page: Page) -> dict[str, bytes]:
    """Save the ZIP and return its entries, in its order, after checking each checksum."""
    return entries_of(save_archive(page))


def entries_of(data: bytes) -> dict[str, bytes]:
    """Return a ZIP's entries, in its order, after checking each checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def save_by(page: Page, test_id: str) -> tuple[str, bytes]:
    """Press a button that saves something, and return its name and bytes."""
    with page.expect_download() as waiting:
        page.get_by_test_id(test_id).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def save_report(page: Page) -> tuple[dict[str, Any], str]:
    """Save the report and return it, parsed and as text."""
    with page.expect_download() as waiting:
        page.get_by_test_id("report-download").click()
    assert waiting.value.suggested_filename == "anami-report.json"
    text = Path(waiting.value.path()).read_text("utf-8")
    return json.loads(text), text


def open_all_reasons(page: Page) -> None:
    """Open each list of files that are not de-identified."""
    for summary in page.locator("details.reason > summary").all():
        summary.click()


def hold_the_work(page: Page) -> None:
    """Have the next run of at least three batches stop half way until `release_the_work`."""
    hold(page, "deidentify", after=2)


def hold(page: Page, kind: str, *, after: int) -> None:
    """Hold messages to workers of one type until `release_the_work`, but for the first ones."""
    page.add_init_script(HOLD.replace("TYPE", kind).replace("AFTER", str(after)))


def release_the_work(page: Page) -> None:
    """Let the work that is held go on."""
    page.evaluate("() => release()")


def fix_the_key(page: Page, byte: int) -> None:
    """Make the page's random numbers all the same byte, so that its key is known."""
    page.add_init_script(
        "crypto.getRandomValues = (array) => "
        f"{{ new Uint8Array(array.buffer, array.byteOffset, array.byteLength).fill({byte}); "
        "return array; };"
    )


def drop(page: Page, *paths: Path) -> None:
    """Drop files and folders on the page as the desktop would."""
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": 200,
                "y": 200,
                "data": {
                    "items": [],
                    "files": [str(path) for path in paths],
                    "dragOperationsMask": 1,
                },
            },
        )
    session.detach()


def write_series(folder: Path, count: int, *, rows: int = 8) -> list[Path]:
    """Write a CT series of an invented person, one instance a file, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(1, count + 1):
        elements = builders.put(
            builders.ct(number=number), *builders.pixels(rows=rows, columns=rows)
        )
        file = folder / f"IM{number:05}.dcm"
        file.write_bytes(builders.part10(builders.ordered(elements)))
        files.append(file)
    return files
