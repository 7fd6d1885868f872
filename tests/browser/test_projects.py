"""Projects, code lists, crosswalks and typed values on the page, as on the command line."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

import pydicom
from playwright.sync_api import expect

from anami import Key, Protocol, deidentify
from anami.crosswalk import decrypt
from tests import builders
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

OTHER = builders.Persona(family="Okonkwo-Lindqvist", given="Adaeze", patient_id="QX-40021")
TYPED = {
    "edit-patient-name": "Case^{code}",
    "edit-patient-id": "HEART-7",
    "edit-study-description": "Teaching study",
    "edit-series-description": "Series of a case",
}


def _write_two_people(folder: Path) -> None:
    steps.write_series(folder, 2)
    (folder / "other.dcm").write_bytes(builders.part10(builders.ordered(builders.ct(OTHER))))


def _datasets(page: Page) -> dict[str, pydicom.Dataset]:
    return {name: pydicom.dcmread(io.BytesIO(data)) for name, data in steps.save_zip(page).items()}


def test_typed_values_are_shown_at_once_and_found_in_the_zip(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    name = page.get_by_test_id("edit-patient-name")
    name.fill("{unknown}")
    page.get_by_test_id("deidentify").click()
    expect(page.locator("#problem")).to_contain_text("A field above holds a value")
    expect(name).to_be_focused()
    for field, value in TYPED.items():
        page.get_by_test_id(field).fill(value)
    steps.wait_for_preview(page)
    survey = page.get_by_test_id("survey")
    for shown in ("HEART-7", "Teaching study", "Series of a case"):
        expect(survey.locator(".becomes", has_text=shown)).to_have_count(1)
    # One series gets a description of its own.
    page.get_by_role("button", name="Write another description for this series").click()
    page.locator(".series .inline-edit input").fill("Only this one")
    # Pressed at once: what was typed last counts all the same.
    assert steps.deidentify(page).deidentified == 2
    for dataset in _datasets(page).values():
        assert str(dataset.PatientName).startswith("Case^")
        assert dataset.PatientID == "HEART-7"
        assert dataset.StudyDescription == "Teaching study"
        assert dataset.SeriesDescription == "Only this one"


def test_one_id_typed_for_two_patients_is_numbered(page: Page, site: str, tmp_path: Path) -> None:
    _write_two_people(tmp_path / "scan")
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path / "scan")
    page.get_by_test_id("edit-patient-id").fill("SAME")
    steps.wait_for_preview(page)
    shown = page.locator(".patient > div > .naming .becomes")
    expect(shown.filter(has_text="SAME-0001")).to_have_count(1)
    expect(shown.filter(has_text="SAME-0002")).to_have_count(1)
    steps.deidentify(page)
    assert {one.PatientID for one in _datasets(page).values()} == {"SAME-0001", "SAME-0002"}


def test_a_project_gives_the_codes_of_the_command_line_and_a_sealed_crosswalk(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 1)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    page.get_by_test_id("project").locator("summary").click()
    page.get_by_test_id("project-name").fill("heart-study")
    page.get_by_test_id("crosswalk").check()
    page.get_by_test_id("deidentify").click()
    expect(page.locator("#problem")).to_contain_text("a name and a passphrase")
    page.get_by_test_id("project-passphrase").fill("correct horse — पासफ़्रेज़")
    page.get_by_test_id("deidentify").click()
    expect(page.locator("#problem")).to_contain_text("needs a passphrase")
    page.get_by_test_id("crosswalk-passphrase").fill("seal it")
    assert steps.deidentify(page).deidentified == 1
    expect(page.get_by_test_id("result").get_by_text("knows every name")).to_be_visible()
    ((_, data),) = steps.save_zip(page).items()
    key = Key.from_passphrase("correct horse — पासफ़्रेज़", project="heart-study")
    expected = io.BytesIO()
    deidentify(files[0], Protocol.preset("basic"), key).write(expected)
    assert data == expected.getvalue()
    saved, sealed = steps.save_by(page, "crosswalk-download")
    assert saved == "anami-crosswalk.sealed"
    table = decrypt(sealed, "seal it").decode("utf-8-sig")
    rows = {row["kind"]: row for row in csv.DictReader(io.StringIO(table))}
    original, result = pydicom.dcmread(files[0]), pydicom.dcmread(io.BytesIO(data))
    assert rows["patient_id"]["original"] == original.PatientID
    assert rows["patient_id"]["replacement"] == result.PatientID
    assert rows["sop_instance_uid"]["replacement"] == result.SOPInstanceUID


def test_a_code_list_names_the_listed_and_refuses_the_others(
    page: Page, site: str, tmp_path: Path
) -> None:
    _write_two_people(tmp_path / "scan")
    good = tmp_path / "codes.csv"
    good.write_text(f"patient_id,code\n{OTHER.patient_id},HEART-01\n", "utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(f"patient_id,code\n{OTHER.patient_id},A\n{OTHER.patient_id},B\n", "utf-8")
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path / "scan")
    project = page.get_by_test_id("project")
    project.locator("summary").click()
    page.get_by_test_id("code-list").set_input_files(wrong)
    expect(project.get_by_role("alert").filter(has_text="line 3")).to_be_visible()
    page.get_by_test_id("code-list").set_input_files(good)
    expect(page.get_by_test_id("survey")).to_contain_text("not on the subject code list")
    assert steps.deidentify(page) == steps.Counts(deidentified=1, refused=2, skipped=0)
    ((name, dataset),) = _datasets(page).items()
    assert dataset.PatientID == "HEART-01"
    assert name.startswith("SUBJECT-HEART-01/")


def test_the_report_names_the_digest_of_each_file_in_the_zip_and_no_original(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    steps.deidentify(page)
    entries = steps.save_zip(page)
    report, text = steps.save_report(page)
    assert {file["entry"]: file["sha256"] for file in report["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in entries.items()
    }
    name, page_bytes = steps.save_by(page, "report-html")
    assert name == "anami-report.html"
    printed = page_bytes.decode("utf-8")
    table = steps.save_by(page, "report-csv")[1].decode("utf-8-sig")
    assert "(0010,0010)" in table
    original = pydicom.dcmread(files[0])
    for name, data in entries.items():
        assert name in printed
        assert hashlib.sha256(data).hexdigest() in printed
    for value in (str(original.PatientName), original.PatientID, original.SOPInstanceUID):
        assert value not in printed + text + table
