"""python -m anami: what goes in, what comes out, and what the exit code says."""

from __future__ import annotations

import json
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests import builders as b
from tests.runs import anami, leaks

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / P.family / P.patient_id
    folder.mkdir(parents=True)
    for number in range(1, 5):
        (folder / f"{P.family} {number} \u05e9\u05e8\u05d5\u05df \U0001f600.dcm").write_bytes(
            b.part10(b.ct(number=number))
        )
    (folder / "MR").write_bytes(b.part10(b.mr()))
    (folder / "rt.dcm").write_bytes(b.part10(b.rtstruct()))
    return folder


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(bytes(range(32)))
    return path


def content(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {i.filename: archive.read(i) for i in archive.infolist()}


@pytest.mark.leak("T5")
def test_a_folder_becomes_a_zip_without_a_trace(scans: Path, tmp_path: Path) -> None:
    target, report = tmp_path / "out.zip", tmp_path / "report.json"
    made = anami(scans, "-o", target, "--report", report)
    assert made.returncode == 0, made.stderr
    files = content(target)
    dicom = {n: d for n, d in files.items() if n.endswith(".dcm")}
    assert len(dicom) == 6
    with zipfile.ZipFile(target) as archive:
        assert not archive.comment
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert not info.comment
            assert len(info.filename.split("/")) == 4
    assert not leaks(target.read_bytes(), *P.tokens)
    assert not leaks(report.read_bytes(), *P.tokens)
    assert not leaks((made.stdout + made.stderr).encode(), *P.tokens)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert "e257bc5e1cfecb3156ad3b871c43e6d73581cba6e80df460f4a4a87694e89442" in json.dumps(told)


def test_a_folder_becomes_a_folder_with_the_same_files(
    scans: Path, tmp_path: Path, key_file: Path
) -> None:
    one, two = tmp_path / "out.zip", tmp_path / "out"
    assert anami(scans, "-o", one, "--key-file", key_file).returncode == 0
    assert anami(scans, "-o", two, "--key-file", key_file).returncode == 0
    zipped = {n: d for n, d in content(one).items() if n.endswith(".dcm")}
    plain = {n: d for n, d in content(two).items() if n.endswith(".dcm")}
    assert zipped == plain


def test_a_zip_and_its_folder_give_the_same(scans: Path, tmp_path: Path, key_file: Path) -> None:
    packed = tmp_path / f"{P.family}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(scans.iterdir()):
            archive.write(path, path.name)
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert anami(packed, "-o", one, "--key-file", key_file).returncode == 0
    assert anami(scans, "-o", two, "--key-file", key_file).returncode == 0
    assert content(one) == content(two)


def test_two_processes_give_the_same_bytes_as_one(
    scans: Path, tmp_path: Path, key_file: Path
) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert anami(scans, "-o", one, "--key-file", key_file).returncode == 0
    assert anami(scans, "-o", two, "--key-file", key_file, "--jobs", "2").returncode == 0
    assert one.read_bytes() == two.read_bytes()


def test_two_processes_read_one_archive_without_getting_in_each_others_way(
    tmp_path: Path, key_file: Path
) -> None:
    packed = tmp_path / "in.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(1, 60):
            archive.writestr(f"{number}.dcm", b.part10(b.ct(number=number)))
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert anami(packed, "-o", one, "--key-file", key_file).returncode == 0
    assert anami(packed, "-o", two, "--key-file", key_file, "--jobs", "2").returncode == 0
    assert len(content(two)) == 59
    assert one.read_bytes() == two.read_bytes()


def test_a_single_file_is_enough(scans: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.zip"
    assert anami(scans / "MR", "-o", target).returncode == 0
    assert len([n for n in content(target) if n.endswith(".dcm")]) == 1


def test_a_refused_file_is_told_by_the_exit_code_and_the_rest_comes_out(
    scans: Path, tmp_path: Path
) -> None:
    (scans / "broken.dcm").write_bytes(b.part10(b.ct(number=9))[:-200])
    target = tmp_path / "out.zip"
    made = anami(scans, "-o", target)
    assert made.returncode == 3
    assert len([n for n in content(target) if n.endswith(".dcm")]) == 6
    assert not leaks((made.stdout + made.stderr).encode(), *P.tokens)


def test_what_is_not_dicom_is_skipped_without_blame(scans: Path, tmp_path: Path) -> None:
    (scans / "photo.dcm").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(500))
    (scans / "empty.dcm").write_bytes(b"")
    (scans / "notes.txt").write_text(f"{P.name} called", encoding="utf-8")
    target, report = tmp_path / "out.zip", tmp_path / "report.json"
    made = anami(scans, "-o", target, "--report", report)
    assert made.returncode == 0
    assert len([n for n in content(target) if n.endswith(".dcm")]) == 6
    told = report.read_text(encoding="utf-8")
    assert "not-dicom" in told
    assert "empty-file" in told
    assert not leaks(told.encode(), *P.tokens)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere-to-be-found", "-o", "{out}"],
        ["{in}"],
        ["{in}", "-o", "{out}", "--no-such-flag"],
        ["{in}", "-o", "{out}", "--protocol", "{in}/MR"],
        ["{in}", "-o", "{out}", "--option", "no-such-option"],
        ["{in}", "-o", "{out}", "--option", "clean_pixel"],
        ["{in}", "-o", "{out}", "--key-file", "{in}/MR"],
        ["{in}", "-o", "{out}", "--passphrase-env", "ANAMI_UNSET_VARIABLE", "--project", "x"],
        ["{in}", "-o", "{out}", "--jobs", "0"],
        ["{in}", "-o", "{out}", "--jobs", "{in}"],
        ["{in}", "-o", "{out}", "--show-paths={in}"],
        ["{in}", "-o", "{out}", "--p={in}"],
        ["{in}", "-o", "{out}", "-x", "{in}"],
        ["-o", "{out}", "--report", "{in}"],
        ["{in}", "-o", "{out}", "--report", "{in}/MR"],
        ["{in}", "-o", "{out}", "--report", "{in}/nowhere/report.json"],
        ["{in}", "-o", "{out}", "--report", "{out}"],
        ["{in}", "-o", "{out}", "--report", "{out}.part"],
        ["{in}", "-o", "{in}/nowhere/out.zip"],
    ],
    ids=lambda a: " ".join(a)[:40] or "nothing",
)
def test_bad_usage_is_told_by_the_exit_code(
    arguments: list[str], scans: Path, tmp_path: Path
) -> None:
    target, before = tmp_path / "out.zip", content(scans)
    made = anami(*(a.replace("{in}", str(scans)).replace("{out}", str(target)) for a in arguments))
    assert made.returncode == 2, made.stderr
    assert "Traceback" not in made.stderr
    assert not leaks((made.stdout + made.stderr).encode(), *P.tokens)
    assert not list(tmp_path.glob("out.zip*"))
    assert content(scans) == before


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    assert "required: INPUT" in anami("--jobs", "1").stderr
    # A result is wanted on disk or in an archive: which of the two cannot be guessed.
    assert "-o/--output or --send" in anami(tmp_path).stderr
    assert "argument --jobs" in anami(tmp_path, "-o", tmp_path / "out", "--jobs", "x").stderr


def test_inputs_may_stand_before_and_after_the_options(scans: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.zip"
    made = anami(scans / "MR", "-o", target, scans / "rt.dcm", "--jobs", "1")
    assert made.returncode == 0, made.stderr
    assert len(content(target)) == 2
    assert not leaks((made.stdout + made.stderr).encode(), *P.tokens)


def test_a_report_never_takes_the_place_of_a_file(scans: Path, tmp_path: Path) -> None:
    before, target = content(scans), tmp_path / "out.zip"
    made = anami(scans / "MR", "-o", target, "--report", scans / "rt.dcm")
    assert made.returncode == 2
    assert "the report exists already" in made.stderr
    assert content(scans) == before
    assert not target.exists()


def test_a_report_may_lie_in_the_output_folder(scans: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    made = anami(scans, "-o", target, "--report", target / "report.json")
    assert made.returncode == 0, made.stderr
    told = json.loads((target / "report.json").read_text(encoding="utf-8"))
    assert told["totals"]["de-identified"] == 6


def test_a_pipe_in_a_folder_is_skipped_without_waiting_for_it(scans: Path, tmp_path: Path) -> None:
    os.mkfifo(scans / f"{P.family}.dcm")
    made = anami(scans, "-o", tmp_path / "out.zip")
    assert made.returncode == 0, made.stderr
    assert "skipped, not-dicom" in made.stdout
    assert "7 inputs = 6 de-identified + 0 refused + 1 skipped" in made.stdout
    assert not leaks((made.stdout + made.stderr).encode(), *P.tokens)


def test_a_file_whose_name_is_no_text_can_be_shown(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.txt")).write_bytes(b"no DICOM, but with a name like no other")
    made = anami(folder, "-o", tmp_path / "out.zip", "--show-paths")
    assert made.returncode == 0, made.stderr
    assert "\\udcff.txt" in made.stdout


def test_an_existing_result_is_not_overwritten_with_something_partial(
    scans: Path, tmp_path: Path
) -> None:
    for path in scans.iterdir():
        path.write_bytes(b"")
    target = tmp_path / "out.zip"
    made = anami(scans, "-o", target)
    assert made.returncode == 0
    assert "Traceback" not in made.stderr


def test_a_passphrase_and_a_project_are_a_key(scans: Path, tmp_path: Path) -> None:
    env = {"ANAMI_TEST_PHRASE": "correct horse battery staple", "PATH": "/usr/bin"}
    out = [tmp_path / f"{n}.zip" for n in range(3)]
    for target, project in zip(out, ("alpha", "alpha", "beta"), strict=True):
        made = anami(
            scans / "MR",
            "-o",
            target,
            "--passphrase-env",
            "ANAMI_TEST_PHRASE",
            "--project",
            project,
            env=env,
        )
        assert made.returncode == 0, made.stderr
    assert out[0].read_bytes() == out[1].read_bytes()
    assert out[0].read_bytes() != out[2].read_bytes()


def test_the_originals_are_never_changed(scans: Path, tmp_path: Path) -> None:
    before = content(scans)
    anami(scans, "-o", tmp_path / "out")
    assert content(scans) == before
