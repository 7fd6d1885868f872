"""The start: painted at once, in the fast way and in the plain one, and never with other bytes."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import builders as b
from tests.browser import steps
from tests.conftest import Watch
from tools import server, static_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, FilePayload, Page

BOOT_MILLISECONDS = 120_000
CT: FilePayload = {"name": "a", "mimeType": "application/dicom", "buffer": b.part10(b.ct())}


@pytest.fixture
def copy(dist: Path, tmp_path: Path) -> Path:
    """Copy of the site that a test may change."""
    return shutil.copytree(dist, tmp_path / "site")


@pytest.fixture
def copy_address(copy: Path) -> Iterator[str]:
    with server.running(server.make_server(copy)) as address:
        yield address


@pytest.fixture
def copy_page(browser: Browser, copy_address: str) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(accept_downloads=True)
    watch = Watch(copy_address.rstrip("/"))
    watch.attach(context)
    yield context.new_page(), watch
    context.close()


def edit_lock(copy: Path, **changes: object) -> None:
    lock = json.loads((copy / "packages.json").read_text("utf-8"))
    static_site.rewrite(copy, "packages.json", json.dumps(lock | changes).encode())


def further_wheel() -> bytes:
    """Make a wheel of one module."""
    sink = io.BytesIO()
    info = "further-1.0.dist-info"
    with zipfile.ZipFile(sink, "w") as wheel:
        wheel.writestr("further.py", "ANSWER = 42\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: further\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        wheel.writestr(f"{info}/RECORD", "")
    return sink.getvalue()


def test_the_page_is_painted_and_takes_files_before_a_byte_of_python_has_come(
    page: Page, site: str
) -> None:
    held = steps.hold_the_engine(page)
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    paint = "() => performance.getEntriesByName('first-contentful-paint').length"
    assert page.evaluate(paint) == 1
    page.get_by_test_id("files").set_input_files(CT)
    expect(page.get_by_test_id("progress")).to_be_visible()
    assert held.routes
    held.release()
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=BOOT_MILLISECONDS)


def test_the_page_starts_in_a_browser_as_old_as_hosting_names(page: Page, site: str) -> None:
    """What came after them is taken away, and what runs first may not need it."""
    page.add_init_script("delete Promise.withResolvers; delete Object.groupBy; delete Map.groupBy;")
    steps.open_page(page, site)


def test_the_fast_way_fetches_no_wheel_and_no_library_of_sources(
    page: Page, site: str, watch: Watch
) -> None:
    steps.open_page(page, site)
    asked = {url.removeprefix(site) for url in watch.requests}
    assert "python.pack" in asked
    assert not [path for path in asked if path.startswith("wheels/")]
    assert not asked & {"app.py", "pyodide/python_stdlib.zip"}


def test_a_site_with_a_further_wheel_starts_in_the_plain_way_and_does_the_same(
    page: Page, site: str, copy: Path, copy_address: str, copy_page: tuple[Page, Watch]
) -> None:
    lock = json.loads((copy / "packages.json").read_text("utf-8"))
    name = "further-1.0-py3-none-any.whl"
    static_site.rewrite(copy, f"wheels/{name}", further_wheel())
    further = lock["packages"]["anami"] | {"name": "further", "file_name": name, "depends": []}
    edit_lock(copy, packages=lock["packages"] | {"further": further})
    plain_page, watch = copy_page
    results = []
    for opened, address in ((page, site), (plain_page, copy_address)):
        steps.fix_the_key(opened, 7)
        steps.open_page(opened, address)
        opened.get_by_test_id("files").set_input_files(CT)
        assert steps.deidentify(opened).deidentified == 1
        results.append(steps.save_zip(opened))
    assert results[0] == results[1]
    asked = {url.removeprefix(copy_address) for url in watch.requests}
    assert f"wheels/{name}" in asked
    assert "python.pack" not in asked
    assert watch.problems == []


@pytest.mark.parametrize(
    "path",
    [
        "python.pack",
        "packages.json",
        "pyodide/pyodide.asm.wasm",
        "pyodide/pyodide.asm.mjs",
        "static/worker.js",
        "static/boot-worker.js",
        "static/reader-worker.js",
    ],
)
def test_a_program_file_that_is_not_as_the_manifest_says_keeps_the_page_from_starting(
    copy: Path, copy_address: str, copy_page: tuple[Page, Watch], path: str
) -> None:
    changed = (copy / path).read_bytes()
    if path == "python.pack":
        changed = gzip.compress(gzip.decompress(changed), 1, mtime=0)
    else:
        changed += b"\n"
    (copy / path).write_bytes(changed)
    page, _ = copy_page
    page.goto(copy_address)
    problem = page.locator("#problem")
    expect(problem).to_have_attribute("data-code", "asset-altered", timeout=BOOT_MILLISECONDS)
    expect(page.locator("html")).not_to_have_attribute("data-ready", "true")


def test_a_program_file_that_is_missing_is_said_to_be_missing(
    copy: Path, copy_address: str, copy_page: tuple[Page, Watch]
) -> None:
    (copy / "python.pack").unlink()
    page, _ = copy_page
    page.goto(copy_address)
    problem = page.locator("#problem")
    expect(problem).to_have_attribute("data-code", "asset-missing", timeout=BOOT_MILLISECONDS)
