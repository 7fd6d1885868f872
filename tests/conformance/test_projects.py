"""Projects on the command line: code lists, passphrases, crosswalks, presets, imported scripts."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from email import message_from_bytes
from typing import TYPE_CHECKING

import pydicom
import pytest

from tests import builders as b
from tests import runs
from tests.places import ROOT
from tests.runs import leaks
from tools import anami_wheel

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA
OTHER_ID, OTHER_NAME = "PIDX88402R", "Tzwickelbaum^Irmhildis"
ORIGINALS = (*P.tokens, OTHER_ID, *OTHER_NAME.split("^"))
SHIFTED = ("--option", "rtn_long_modif_dates")
PHRASES = {
    "ANAMI_PHRASE": "correct horse battery staple",
    "ANAMI_OTHER": "incorrect horse battery staple",
    "ANAMI_EMPTY": "",
}
PROJECT = ("--passphrase-env", "ANAMI_PHRASE", "--project", "alpha")


def anami(*arguments: object) -> subprocess.CompletedProcess[str]:
    return runs.anami(*arguments, env=os.environ | PHRASES)


def scan(patient_id: str = P.patient_id, name: str = P.name, number: int = 1) -> bytes:
    elements = b.put(
        b.ct(number=number),
        b.el("PatientID", patient_id),
        b.el("PatientName", name),
        b.el("OtherPatientIDs", patient_id),
    )
    return b.part10(elements)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / P.family
    folder.mkdir()
    (folder / "1").write_bytes(scan())
    (folder / "2").write_bytes(scan(OTHER_ID, OTHER_NAME, number=2))
    return folder


@pytest.fixture
def code_list(tmp_path: Path) -> Path:
    path = tmp_path / f"{P.family}.csv"
    path.write_text(
        f"patient_id,code,day_offset\n{P.patient_id},S-01,-100\n{OTHER_ID},S-02,41\n",
        encoding="utf-8",
    )
    return path


def results(path: Path) -> list[pydicom.FileDataset]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        return [pydicom.dcmread(io.BytesIO(archive.read(name))) for name in sorted(names)]


def table(content: bytes) -> dict[tuple[str, str], str]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["kind", "original", "replacement"]
    made = {(kind, original): replacement for kind, original, replacement in rows[1:]}
    assert len(made) == len(rows) - 1
    return made


def silent(made: subprocess.CompletedProcess[str]) -> bool:
    return not leaks((made.stdout + made.stderr).encode(), *ORIGINALS)


# ------------------------------------------------------------------ code lists


def test_codes_of_the_list_are_ids_names_and_folders_and_its_offsets_are_used_exactly(
    scans: Path, code_list: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.zip"
    made = anami(scans, "-o", out, "--code-list", code_list, *SHIFTED)
    assert made.returncode == 0, made.stderr
    found = {one.PatientID: (str(one.PatientName), one.StudyDate) for one in results(out)}
    # 22 August 2019, less 100 days and plus 41.
    assert found == {
        "S-01": ("Anonymous^S-01", "20190514"),
        "S-02": ("Anonymous^S-02", "20191002"),
    }
    with zipfile.ZipFile(out) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
    assert folders == {"SUBJECT-S-01", "SUBJECT-S-02"}
    assert silent(made)


def test_who_is_not_on_the_list_is_refused(scans: Path, tmp_path: Path) -> None:
    codes, out = tmp_path / "codes.csv", tmp_path / "out.zip"
    codes.write_text(f"patient_id,code\n{OTHER_ID},S-02\n", encoding="utf-8")
    made = anami(scans, "-o", out, "--code-list", codes)
    assert made.returncode == 3
    assert "input 1: refused, not-on-list" in made.stdout
    assert [one.PatientID for one in results(out)] == ["S-02"]
    assert silent(made)


def test_ids_that_the_list_merges_become_one_person(scans: Path, tmp_path: Path) -> None:
    codes, out = tmp_path / "codes.csv", tmp_path / "out.zip"
    codes.write_text(
        f"patient_id,code,same_as\n{P.patient_id},S-01,\n{OTHER_ID},,{P.patient_id}\n",
        encoding="utf-8",
    )
    made = anami(scans, "-o", out, "--code-list", codes, *SHIFTED)
    assert made.returncode == 0, made.stderr
    one, two = results(out)
    for keyword in ("PatientID", "PatientName", "StudyDate", "StudyInstanceUID", "StudyID"):
        assert one[keyword].value == two[keyword].value, keyword
    assert one.PatientID == "S-01"


def test_a_list_in_utf_16_with_semicolons_is_read(scans: Path, tmp_path: Path) -> None:
    codes, out = tmp_path / "codes.csv", tmp_path / "out.zip"
    codes.write_text(
        f"sep=;\r\nPatient ID;Code\r\n{P.patient_id};S-01\r\n{OTHER_ID};S-02\r\n",
        encoding="utf-16",
        newline="",
    )
    assert anami(scans, "-o", out, "--code-list", codes).returncode == 0
    assert {one.PatientID for one in results(out)} == {"S-01", "S-02"}


def test_a_list_without_codes_is_numbered_with_the_prefix(scans: Path, tmp_path: Path) -> None:
    codes, out = tmp_path / "codes.csv", tmp_path / "out.zip"
    codes.write_text(f"patient_id,code\n{OTHER_ID},\n{P.patient_id},\n", encoding="utf-8")
    made = anami(scans, "-o", out, "--code-list", codes, "--id-prefix", "TRIAL-")
    assert made.returncode == 0, made.stderr
    # Each folder is named by its code, so the second line of the list comes second.
    assert [one.PatientID for one in results(out)] == ["TRIAL-0001", "TRIAL-0002"]


def test_the_prefix_stands_before_keyed_codes_too(scans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    assert anami(scans, "-o", out, "--id-prefix", "TRIAL-").returncode == 0
    assert all(re.fullmatch(r"TRIAL-[A-Z2-7]{10}", one.PatientID) for one in results(out))


# ------------------------------------------------------------------ one passphrase


def identities(path: Path) -> set[str]:
    """Give every replacement of a result: UIDs, IDs, names, labels, dates, folders."""
    keywords = (
        *("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"),
        *("PatientID", "PatientName", "StudyID", "StudyDate"),
    )
    found = {str(one[word].value) for one in results(path) for word in keywords if word in one}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            found |= set(name.split("/")[:-1])
    return found - {""}


def test_two_processes_with_one_passphrase_and_project_give_the_same_bytes(
    scans: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    for out in (one, two):
        made = anami(scans, "-o", out, *PROJECT, "--preset", "research")
        assert made.returncode == 0, made.stderr
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    "key",
    [
        ("--passphrase-env", "ANAMI_OTHER", "--project", "alpha"),
        ("--passphrase-env", "ANAMI_PHRASE", "--project", "beta"),
    ],
    ids=["another-passphrase", "another-project"],
)
def test_nothing_of_one_project_is_found_in_another(
    key: tuple[str, ...], scans: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert anami(scans, "-o", one, *PROJECT, *SHIFTED).returncode == 0
    assert anami(scans, "-o", two, *key, *SHIFTED).returncode == 0
    assert len(identities(one)) >= 14
    assert not identities(one) & identities(two)


def test_what_comes_later_joins_what_came_before(scans: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert anami(scans, "-o", one, *PROJECT).returncode == 0
    assert anami(scans / "2", "-o", two, *PROJECT).returncode == 0
    [later] = results(two)
    assert later.PatientID in {earlier.PatientID for earlier in results(one)}
    assert identities(two) < identities(one)


# ------------------------------------------------------------------ typed values


def test_typed_values_stand_in_results_folders_and_crosswalk(scans: Path, tmp_path: Path) -> None:
    typed = ("--edit", "patient_id=KNEE", "--edit", "patient_name=Case^{code}")
    rules = tmp_path / "p.json"
    document = {"schema": "anami-protocol/1", "profile": "basic", "edits": {"patient_id": "NO"}}
    rules.write_text(json.dumps(document), encoding="utf-8")
    written = []
    for jobs in ("1", "2"):
        out, path = tmp_path / f"{jobs}.zip", tmp_path / f"{jobs}.csv"
        made = anami(
            *(scans, "-o", out, "--protocol", rules, *typed, *PROJECT),
            *("--crosswalk", path, "--jobs", jobs),
        )
        assert made.returncode == 0, made.stdout + made.stderr
        assert silent(made)
        written.append((out.read_bytes(), path.read_bytes()))
    assert written[0] == written[1]
    out, path = tmp_path / "2.zip", tmp_path / "2.csv"
    found = results(out)
    assert [one.PatientID for one in found] == ["KNEE-0001", "KNEE-0002"]
    assert all(str(one.PatientName).startswith("Case^") for one in found)
    told = table(path.read_bytes())
    assert {told["patient_id", one] for one in (P.patient_id, OTHER_ID)} == {
        "KNEE-0001",
        "KNEE-0002",
    }
    assert {told["patient_name", one] for one in (P.name, OTHER_NAME)} == {
        str(one.PatientName) for one in found
    }
    with zipfile.ZipFile(out) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"KNEE-0001", "KNEE-0002"}
    assert not leaks(out.read_bytes(), *ORIGINALS)


def test_one_patient_gets_exactly_the_typed_id(scans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    made = anami(scans / "1", "-o", out, "--edit", "patient_id=KNEE")
    assert made.returncode == 0, made.stdout + made.stderr
    assert [one.PatientID for one in results(out)] == ["KNEE"]


def test_a_typed_original_withholds_the_file_and_is_not_repeated(
    scans: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.zip"
    made = anami(scans, "-o", out, "--edit", f"study_description=of {P.family}")
    assert made.returncode == 3
    assert "input 1: refused, leak-found at (0008,1030)" in made.stdout
    assert len(results(out)) == 1
    assert silent(made)


# ------------------------------------------------------------------ crosswalks


def test_a_crosswalk_tells_what_stands_in_the_results(
    scans: Path, code_list: Path, tmp_path: Path
) -> None:
    out, path, report = tmp_path / "out.zip", tmp_path / "t.csv", tmp_path / "report.json"
    made = anami(
        *(scans, "-o", out, "--code-list", code_list, *SHIFTED),
        *("--crosswalk", path, "--report", report),
    )
    assert made.returncode == 0, made.stderr
    told = table(path.read_bytes())
    assert told["patient_id", P.patient_id] == "S-01"
    assert told["patient_id", OTHER_ID] == "S-02"
    assert told["day_offset", P.patient_id] == "-100"
    assert told["day_offset", OTHER_ID] == "41"
    found = results(out)
    assert {told["sop_instance_uid", P.uid(1, 1, n)] for n in (1, 2)} == {
        one.SOPInstanceUID for one in found
    }
    assert told["study_instance_uid", P.uid(1)] == found[0].StudyInstanceUID
    assert told["series_instance_uid", P.uid(1, 1)] == found[0].SeriesInstanceUID
    assert silent(made)
    assert not leaks(report.read_bytes(), *ORIGINALS)
    # Times of day stay where dates are shifted.
    secret = set(ORIGINALS) - {P.study_time}
    assert not leaks(out.read_bytes(), *secret)
    assert path.stem not in "".join(zipfile.ZipFile(out).namelist())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_crosswalk_tells_the_offset_of_the_key(scans: Path, tmp_path: Path) -> None:
    out, path = tmp_path / "out.zip", tmp_path / "t.csv"
    made = anami(scans / "1", "-o", out, "--preset", "research", "--crosswalk", path)
    assert made.returncode == 0, made.stderr
    days = int(table(path.read_bytes())["day_offset", P.patient_id])
    [one] = results(out)
    assert days % 7 == 0
    shifted = pydicom.valuerep.DA(one.StudyDate)
    original = pydicom.valuerep.DA(P.study_date)
    assert shifted is not None
    assert original is not None
    assert (shifted - original).days == days


def test_a_crosswalk_tells_what_rules_and_options_did(scans: Path, tmp_path: Path) -> None:
    rules, out, path = tmp_path / "p.json", tmp_path / "out.zip", tmp_path / "t.csv"
    document = {
        "schema": "anami-protocol/1",
        "profile": "basic",
        "options": ["rtn_uids"],
        "rules": [{"attribute": "PatientName", "action": "replace", "value": "Case"}],
    }
    rules.write_text(json.dumps(document), encoding="utf-8")
    made = anami(scans, "-o", out, "--protocol", rules, "--crosswalk", path)
    assert made.returncode == 0, made.stderr
    told = table(path.read_bytes())
    assert told["patient_name", P.name] == "Case"
    assert told["study_instance_uid", P.uid(1)] == P.uid(1)
    assert told["sop_instance_uid", P.uid(1, 1, 1)] == P.uid(1, 1, 1)
    assert not [kind for kind, _ in told if kind == "day_offset"]


def test_two_processes_write_the_crosswalk_that_one_writes(scans: Path, tmp_path: Path) -> None:
    written = []
    for jobs in ("1", "2"):
        path = tmp_path / f"{jobs}.csv"
        out = tmp_path / f"{jobs}.zip"
        made = anami(scans, "-o", out, *PROJECT, "--crosswalk", path, "--jobs", jobs)
        assert made.returncode == 0, made.stderr
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_a_sealed_crosswalk_tells_nothing_until_it_is_opened(scans: Path, tmp_path: Path) -> None:
    sealed, opened = tmp_path / "t.sealed", tmp_path / "t.csv"
    made = anami(
        *(scans, "-o", tmp_path / "out.zip", "--crosswalk", sealed),
        *("--crosswalk-passphrase-env", "ANAMI_PHRASE"),
    )
    assert made.returncode == 0, made.stderr
    assert not leaks(sealed.read_bytes(), *ORIGINALS)
    decrypt = ("crosswalk", "decrypt", sealed, "-o", opened, "--passphrase-env")
    for variable in ("ANAMI_OTHER", "ANAMI_EMPTY", "ANAMI_UNSET"):
        wrong = anami(*decrypt, variable)
        assert wrong.returncode == 2
        assert "wrong-passphrase" in wrong.stderr
        assert not opened.exists()
    right = anami(*decrypt, "ANAMI_PHRASE")
    assert right.returncode == 0, right.stderr
    assert silent(right)
    assert ("patient_id", OTHER_ID) in table(opened.read_bytes())
    assert stat.S_IMODE(opened.stat().st_mode) == 0o600
    before = opened.read_bytes()
    again = anami(*decrypt, "ANAMI_PHRASE")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert opened.read_bytes() == before
    sealed.write_bytes(sealed.read_bytes()[:-1])
    opened.unlink()
    cut = anami(*decrypt, "ANAMI_PHRASE")
    assert cut.returncode == 2
    assert "crosswalk-truncated" in cut.stderr
    assert not opened.exists()


def test_the_wheel_offers_what_seals_crosswalks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / anami_wheel.build_wheel(str(tmp_path))) as wheel:
        [name] = [one for one in wheel.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(wheel.read(name))
    assert metadata.get_all("Provides-Extra") == ["crosswalk"]
    needed = metadata.get_all("Requires-Dist") or []
    assert [one for one in needed if "extra ==" not in one] == ["pydicom==3.0.2"]
    assert [one for one in needed if one.endswith("; extra == 'crosswalk'")] == [
        "cryptography>=45 ; extra == 'crosswalk'"
    ]


# ------------------------------------------------------------------ scripts of other tools

SCRIPTS = {
    "ctp": (
        '<script><e en="T" t="00081030" n="StudyDescription">@keep()</e>\n'
        '<e en="T" t="00080080" n="InstitutionName">@frobnicate()</e></script>'
    ),
    "deid": (
        "FORMAT dicom\n%header\nKEEP StudyDescription\nREPLACE InstitutionName func:frobnicate\n"
    ),
    "kitware": json.dumps({"(0x0008, 0x1030)": "keep", "(0x0008, 0x0080)": "frobnicate"}),
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_an_imported_script_is_a_protocol_and_what_it_does_not_know_is_not_kept(
    language: str, scans: Path, tmp_path: Path
) -> None:
    script, protocol, out = tmp_path / "script", tmp_path / "p.json", tmp_path / "out.zip"
    script.write_text(SCRIPTS[language], encoding="utf-8")
    (scans / "1").write_bytes(b.part10(b.put(b.ct(), b.el("StudyDescription", "Knee of today"))))
    imported = anami("import", language, script, "-o", protocol)
    assert imported.returncode == 0, imported.stderr
    assert "InstitutionName, now remove" in imported.stdout
    made = anami(scans / "1", "-o", out, "--protocol", protocol)
    assert made.returncode == 0, made.stdout + made.stderr
    [one] = results(out)
    assert one.StudyDescription == "Knee of today"
    assert "InstitutionName" not in one
    again = anami("import", language, script, "-o", protocol)
    assert again.returncode == 2
    assert "exists already" in again.stderr


# ------------------------------------------------------------------ the documents


def test_the_commands_of_the_document_work(tmp_path: Path) -> None:
    """Run each command of docs/projects.md, in order, with its own files."""
    text = (ROOT / "docs" / "projects.md").read_text(encoding="utf-8")
    for name, content in re.findall(r"`(\S+)`:\n\n```\w+\n(.*?)```", text, re.DOTALL):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "SCANS").mkdir()
    for number, one in enumerate(("1001", "1002", "1002b")):
        (tmp_path / "SCANS" / one).write_bytes(scan(one, number=number + 1))
    (tmp_path / "anonymizer.script").write_text(SCRIPTS["ctp"], encoding="utf-8")
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("python -m anami")
    ]
    assert len(commands) >= 6
    for command in commands:
        made = subprocess.run(
            [sys.executable, "-W", "error", *command.split()[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PHRASE": "a b c", "SEAL": "d e f"},
        )
        assert made.returncode == 0, (command, made.stdout, made.stderr)


def test_each_flag_that_the_document_names_exists() -> None:
    text = (ROOT / "docs" / "projects.md").read_text(encoding="utf-8")
    known = "".join(anami(*words, "--help").stdout for words in ((), ("import",), ("crosswalk",)))
    assert set(re.findall(r"--[a-z][a-z-]+", text)) <= set(re.findall(r"--[a-z][a-z-]+", known))
