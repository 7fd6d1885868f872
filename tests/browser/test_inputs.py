"""What people really drop: odd files and names, folders, archives, each with a clear outcome."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import builders, strict
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 8
ODD_NAMES = (
    "\N{SKULL}\N{VARIATION SELECTOR-16} scan \N{MICROSCOPE}.dcm",
    "صورة الرأس.dcm",
    "\N{RIGHT-TO-LEFT OVERRIDE}מבחן\N{POP DIRECTIONAL FORMATTING}.dcm",
)


def _ct(number: int = 1) -> bytes:
    return builders.part10(builders.ct(number=number))


@pytest.mark.leak("T38")
def test_each_odd_file_has_its_own_reason(page: Page, site: str, tmp_path: Path) -> None:
    files = {
        "good.dcm": _ct(),
        "empty.dcm": b"",
        "picture.dcm": JPEG,
        "cut.dcm": _ct(2)[:-64],
        "notes.txt": b"Vellqwist was here",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    steps.open_page(page, site)
    steps.give_files(page, *(tmp_path / name for name in files))
    counts = steps.deidentify(page)
    assert counts == steps.Counts(deidentified=1, refused=1, skipped=3)
    steps.open_all_reasons(page)
    result = page.get_by_test_id("result")
    for words, name in (
        ("the file is empty", "empty.dcm"),
        ("not a DICOM file", "picture.dcm"),
        ("not a DICOM file", "notes.txt"),
        ("the file ends too early", "cut.dcm"),
    ):
        reason = result.locator("details.reason").filter(has_text=words)
        expect(reason.get_by_text(name, exact=True)).to_be_visible()
    report, text = steps.save_report(page)
    assert [row["code"] for row in report["files"]] == [
        "",
        "empty-file",
        "not-dicom",
        "truncated",
        "not-dicom",
    ]
    for word in (*files, *builders.PERSONA.tokens):
        assert word not in text


def test_only_files_that_are_no_dicom_still_give_a_result(
    page: Page, site: str, tmp_path: Path
) -> None:
    picture = tmp_path / "holiday.dcm"
    picture.write_bytes(JPEG)
    steps.open_page(page, site)
    steps.give_files(page, picture)
    assert steps.deidentify(page) == steps.Counts(deidentified=0, refused=0, skipped=1)
    expect(page.get_by_test_id("download")).to_have_count(0)
    report, _ = steps.save_report(page)
    assert report["totals"]["inputs"] == 1


@pytest.mark.leak("T5")
def test_names_in_any_script_change_nothing(page: Page, site: str, tmp_path: Path) -> None:
    for number, name in enumerate(ODD_NAMES, start=1):
        (tmp_path / name).write_bytes(_ct(number))
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path)
    assert steps.deidentify(page).deidentified == len(ODD_NAMES)
    entries = steps.save_zip(page)
    assert all(entry.isascii() for entry in entries)
    report, text = steps.save_report(page)
    assert report["totals"]["inputs"] == len(ODD_NAMES)
    for name in ODD_NAMES:
        assert name not in text
        assert json.dumps(name)[1:-1] not in text


def test_a_dropped_folder_is_walked_to_its_end(page: Page, site: str, tmp_path: Path) -> None:
    steps.write_series(tmp_path / "scan" / "a" / "b", 130)
    steps.write_series(tmp_path / "scan" / "c", 1)[0].write_bytes(_ct(131))
    steps.open_page(page, site)
    steps.drop(page, tmp_path / "scan")
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    expect(page.get_by_test_id("survey")).to_contain_text("131")
    assert steps.deidentify(page) == steps.Counts(deidentified=131, refused=0, skipped=0)


def test_an_empty_folder_is_said_to_be_empty(page: Page, site: str, tmp_path: Path) -> None:
    (tmp_path / "nothing" / "inside").mkdir(parents=True)
    steps.open_page(page, site)
    steps.drop(page, tmp_path / "nothing")
    expect(page.get_by_role("alert")).to_contain_text("No files were found")
    expect(page.get_by_test_id("survey")).to_have_count(0)


def _archive() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("deep/er/stored.dcm", _ct(1), zipfile.ZIP_STORED)
        archive.writestr("deflated.dcm", _ct(2), zipfile.ZIP_DEFLATED)
        archive.writestr("packed.dcm", _ct(3), zipfile.ZIP_LZMA)
        archive.writestr("inner.zip", b"PK\x03\x04")
        archive.writestr("secret.dcm", _ct(4), zipfile.ZIP_STORED)
        archive.writestr("broken.dcm", _ct(5), zipfile.ZIP_DEFLATED)
        places = {entry.filename: entry.header_offset for entry in archive.infolist()}
    data = bytearray(sink.getvalue())
    # Say of one entry that it is encrypted, and spoil the stream of another.
    central = data.index(b"PK\x01\x02")
    data[data.index(b"secret.dcm", central) - 46 + 8] |= 1
    start = places["broken.dcm"] + 30 + len("broken.dcm")
    data[start : start + 8] = b"\xff" * 8
    return bytes(data)


def test_a_zip_within_the_drop_is_opened_in_place(page: Page, site: str, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(_archive())
    (tmp_path / "beside.dcm").write_bytes(_ct(9))
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 and then nothing of a ZIP")
    steps.open_page(page, site)
    steps.drop(page, tmp_path / "all.zip", tmp_path / "beside.dcm", tmp_path / "no.zip")
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    assert steps.deidentify(page) == steps.Counts(deidentified=3, refused=3, skipped=2)
    report, text = steps.save_report(page)
    assert report["codes"] == {
        "damaged-zip": 1,
        "damaged-zip-entry": 1,
        "encrypted-zip-entry": 1,
        "nested-archive": 1,
        "unsupported-zip-entry": 1,
    }
    assert "stored.dcm" not in text
    for data in steps.save_zip(page).values():
        assert strict.read(data).root


def test_an_entry_that_lies_about_its_size_is_refused(
    page: Page, site: str, tmp_path: Path
) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.dcm", bytes(4_000_000))
    data = bytearray(sink.getvalue())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    (tmp_path / "bomb.zip").write_bytes(data)
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "bomb.zip")
    assert steps.deidentify(page) == steps.Counts(deidentified=0, refused=1, skipped=0)


@pytest.mark.leak("T36")
def test_an_exact_copy_is_skipped_and_a_namesake_is_kept(
    page: Page, site: str, tmp_path: Path
) -> None:
    for name, data in (
        ("one.dcm", _ct()),
        ("copy.dcm", _ct()),
        ("namesake.dcm", builders.part10(builders.put(builders.ct(), builders.el("KVP", "99")))),
    ):
        (tmp_path / name).write_bytes(data)
    steps.open_page(page, site)
    steps.give_files(page, *sorted(tmp_path.iterdir()))
    assert steps.deidentify(page) == steps.Counts(deidentified=2, refused=0, skipped=1)
    expect(page.get_by_test_id("result")).to_contain_text("an exact copy of another file")
    expect(page.get_by_test_id("result")).to_contain_text("Same identifier as another file")
    entries = steps.save_zip(page)
    assert [name.rpartition("/")[2] for name in entries] == ["000001.dcm", "000002.dcm"]


def test_a_zip_has_one_constant_date_and_stores_its_entries(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 3)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    steps.deidentify(page)
    with page.expect_download() as waiting:
        page.get_by_test_id("download").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.comment == b""
        assert archive.comment == b""
