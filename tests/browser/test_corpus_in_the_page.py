"""The whole corpus through the page: counted, clean, its pixels unchanged, nothing requested."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydicom
import pytest

from anami.standard import corrections
from tests import places, strict
from tests.browser import steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Watch

KEY_BYTE = 7


@dataclass(frozen=True)
class Done:
    """What the page made of the corpus, and what could be noticed meanwhile."""

    counts: steps.Counts
    archive: bytes
    entries: dict[str, bytes]
    report: dict[str, Any]
    report_text: str
    requests_after_ready: list[str]
    problems: list[str]
    timings: dict[str, float]


@pytest.fixture(scope="module")
def done(browser: Browser, site: str, corpus: Path) -> Iterator[Done]:
    from tests.conftest import Watch  # noqa: PLC0415 - the fixture of that name is one per test

    watch: Watch = Watch(site.removesuffix("a%20path/anami/").rstrip("/"))
    context = browser.new_context(accept_downloads=True)
    watch.attach(context)
    page = context.new_page()
    steps.fix_the_key(page, KEY_BYTE)
    steps.open_page(page, site)
    before = len(watch.requests)
    steps.give_folder(page, corpus / "files")
    counts = steps.deidentify(page)
    archive = steps.save_archive(page)
    report, text = steps.save_report(page)
    timings = page.evaluate("() => window.anami.timings")
    yield Done(
        counts=counts,
        archive=archive,
        entries=steps.entries_of(archive),
        report=report,
        report_text=text,
        requests_after_ready=watch.requests[before:],
        problems=watch.problems,
        timings=timings,
    )
    context.close()


@pytest.fixture(scope="module")
def from_command_line(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("command-line")
    key = folder / "key"
    key.write_bytes(bytes([KEY_BYTE]) * 32)
    result = folder / "out.zip"
    command: list[str | Path] = ["-m", "anami", corpus / "files", "-o", result, "--key-file", key]
    finished = subprocess.run(
        [sys.executable, *command], check=False, cwd=places.ROOT, capture_output=True
    )
    assert finished.returncode in {0, 3}
    return result.read_bytes()


def _pixels(data: bytes) -> bytes:
    """Give the value of Pixel Data, or nothing where there is none."""
    dataset = pydicom.dcmread(io.BytesIO(data), force=True)
    return bytes(dataset["PixelData"].value) if "PixelData" in dataset else b""


@pytest.mark.leak("T36")
def test_nothing_is_lost(done: Done, corpus: Path) -> None:
    files = [path for path in (corpus / "files").rglob("*") if path.is_file()]
    assert done.counts.total == len(files)
    assert done.counts.deidentified == len(done.entries)
    assert done.report["totals"] == {
        "inputs": len(files),
        "de-identified": done.counts.deidentified,
        "refused": done.counts.refused,
        "skipped": done.counts.skipped,
    }


def test_the_command_line_makes_the_same_archive_with_the_same_key(
    done: Done, from_command_line: bytes
) -> None:
    expected = steps.entries_of(from_command_line)
    assert list(done.entries) == list(expected)
    different = [name for name, data in done.entries.items() if expected[name] != data]
    assert different == []
    # Not only the entries: the archives are the same file.
    assert done.archive == from_command_line


@pytest.mark.leak("T37")
def test_each_file_reads_again(done: Done) -> None:
    for name, data in done.entries.items():
        assert strict.read(data).root, name


@pytest.mark.leak("T18")
def test_no_element_is_left_that_the_table_removes(done: Done, standard_facts: Path) -> None:
    rows = json.loads((standard_facts / "e1-1.json").read_text("utf-8"))["rows"]
    # Where removal would break the IOD, the correction says what is done instead.
    corrected = {f"{entry.tag:08X}" for entry in corrections.CORRECTIONS}
    removed = {row["tag_pattern"] for row in rows if row["basic_prof"] == "X"} - corrected
    for name, data in done.entries.items():
        left = {f"{node.tag:08X}" for node in strict.read(data).all()} & removed
        assert left == set(), name


@pytest.mark.leak("T29")
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_pixel_data_is_that_of_an_original_bit_for_bit(done: Done, corpus: Path) -> None:
    originals = {
        _pixels(path.read_bytes()) for path in (corpus / "files").rglob("*") if path.is_file()
    }
    # An odd length is padded, and what follows the last frame is not pixel data.
    padded = originals | {value + b"\0" for value in originals if len(value) % 2}
    changed = [
        name
        for name, data in done.entries.items()
        if (value := _pixels(data)) not in padded
        and not any(original.startswith(value) for original in originals)
    ]
    assert changed == []


def test_nothing_is_requested_once_the_page_is_ready(done: Done) -> None:
    assert done.requests_after_ready == []
    assert done.problems == []


@pytest.mark.leak("T5")
def test_the_report_holds_no_path_of_an_original(done: Done, corpus: Path) -> None:
    for path in (corpus / "files").rglob("*"):
        if path.is_file() and len(path.stem) > len("00001"):
            assert path.name not in done.report_text


def test_the_report_states_the_edition_and_the_digest_of_the_table(done: Done, dist: Path) -> None:
    manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    standard = done.report["standard"]
    assert standard["edition"] == manifest["standard"]["edition"]
    assert standard["table_e1_1_sha256"] == manifest["standard"]["table_digest"]


def test_the_page_tells_how_long_each_stage_took(done: Done) -> None:
    assert all(done.timings[stage] > 0 for stage in ("boot", "survey", "deidentify", "archive"))
