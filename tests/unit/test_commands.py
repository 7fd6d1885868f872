"""Bad usage of what projects add to the command line: told without names, and nothing is left."""

from __future__ import annotations

import errno
import json
import sys
from typing import TYPE_CHECKING, NoReturn

import pytest

from anami import cli
from tests import builders as b
from tests.runs import leaks

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA
CODES = {
    "format": b"\xff\x00\xfe",
    "header": f"patient_id,{P.family}\n".encode(),
    "value": f"patient_id,code\n{P.patient_id},../{P.family}\n".encode(),
    "duplicate": f"patient_id,code\n{P.patient_id},a\n{P.patient_id},b\n".encode(),
    "collision": f"patient_id,code\n{P.patient_id},a\n{P.accession},A\n".encode(),
    "circular-merge": (
        f"patient_id,code,same_as\n{P.patient_id},a,{P.accession}\n{P.accession},a,{P.patient_id}\n"
    ).encode(),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PHRASE", "a b c")
    monkeypatch.setenv("EMPTY", "")
    made = tmp_path / P.family
    made.mkdir()
    (made / "scan").write_bytes(b.part10(b.ct()))
    (made / "empty.csv").write_bytes(b"")
    for name, content in CODES.items():
        (made / f"{name}.csv").write_bytes(content)
    (made / "rules.json").write_text(
        json.dumps(
            {
                "schema": "anami-protocol/1",
                "profile": "basic",
                "rules": [{"attribute": P.family, "action": "keep"}],
            }
        ),
        encoding="utf-8",
    )
    return made


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def usage(folder: Path, arguments: str, capsys: pytest.CaptureFixture[str], *, begin: str) -> str:
    """Run with bad arguments; give what is said, which names no file and no value."""
    before = state(folder.parent)
    line = f"{begin} {arguments}".replace("{in}", str(folder)).replace("{out}", str(folder.parent))
    with pytest.raises(SystemExit) as stopped:
        cli.main(line.split())
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert not said.out
    assert not leaks(said.err.encode(), *P.tokens, str(folder.parent))
    assert state(folder.parent) == before
    return said.err


@pytest.mark.parametrize(
    "arguments, told",
    [
        ("--preset {in}", "argument --preset"),
        ("--preset basic --protocol {in}/rules.json", "argument --protocol"),
        ("--protocol {in}/rules.json", "unknown-keyword rules[0]"),
        ("--protocol {in}/nowhere.json", "malformed-protocol"),
        ("--option rtn_long_full_dates --option rtn_long_modif_dates", "contradictory-options"),
        ("--preset research --option rtn_long_full_dates", "contradictory-options"),
        ("--id-prefix {in}", "malformed-protocol replacement.patient_id_prefix"),
        ("--edit Vellqwist", "argument --edit"),
        ("--edit birth_date=Vellqwist", "argument --edit"),
        ("--edit patient_id=", "malformed-protocol edits.patient_id"),
        ("--edit patient_id={Vellqwist}", "edit-value edits.patient_id"),
        ("--edit patient_name=Vellqwist^^^^^^", "edit-value edits.patient_name"),
        ("--project Vellqwist", "--project needs --passphrase-env"),
        ("--passphrase-env PHRASE", "key-format"),
        ("--passphrase-env EMPTY --project Vellqwist", "key-format"),
        ("--passphrase-env PHRASE --project x --key-file {in}/scan", "argument --key-file"),
        ("--code-list {in}/nowhere.csv", "does not exist"),
        ("--code-list {in}", "cannot be read"),
        ("--code-list {in}/empty.csv", "code-list-header line 1"),
        *((f"--code-list {{in}}/{name}.csv", f"code-list-{name}") for name in CODES),
        ("--crosswalk {in}/scan", "the crosswalk exists already"),
        ("--crosswalk {in}/nowhere/t.csv", "the crosswalk cannot be written"),
        ("--crosswalk {out}/out.zip", "may not lie in the output"),
        ("--crosswalk {out}/t.csv --report {out}/t.csv", "the crosswalk exists already"),
        ("--crosswalk-passphrase-env PHRASE", "needs --crosswalk"),
        ("--crosswalk {out}/t --crosswalk-passphrase-env EMPTY", "wrong-passphrase"),
        ("--crosswalk {out}/t --crosswalk-passphrase-env UNSET_VARIABLE", "wrong-passphrase"),
    ],
)
def test_bad_usage_of_a_run_is_told_before_the_work(
    arguments: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in usage(folder, arguments, capsys, begin="{in}/scan -o {out}/out.zip")


def test_a_crosswalk_may_not_lie_in_the_output_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = "--crosswalk {out}/out/t.csv"
    said = usage(folder, arguments, capsys, begin="{in}/scan -o {out}/out")
    assert "may not lie in the output" in said


@pytest.mark.parametrize(
    "arguments, told",
    [
        ("", "required: language"),
        ("{in} {in}/scan -o {out}/p.json", "argument language"),
        ("ctp {in}/scan -o {out}/p.json", "cannot be read"),
        ("ctp {in}/nowhere -o {out}/p.json", "cannot be read"),
        ("ctp {in}/header.csv -o {out}/p.json", "import-format"),
        ("kitware {in}/header.csv -o {out}/p.json", "import-format"),
        ("deid {in}/header.csv -o {out}/p.json", "import-format"),
        ("kitware {in}/rules.json -o {in}/scan", "exists already"),
    ],
)
def test_bad_usage_of_import_is_told(
    arguments: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in usage(folder, arguments, capsys, begin="import")


@pytest.mark.parametrize(
    "arguments, told",
    [
        ("", "required: action"),
        ("encrypt {in}/scan -o {out}/t --passphrase-env PHRASE", "argument action"),
        ("decrypt {in}/scan -o {out}/t", "required: --passphrase-env"),
        ("decrypt {in}/scan -o {out}/t --passphrase-env PHRASE", "crosswalk-format"),
        ("decrypt {in}/empty.csv -o {out}/t --passphrase-env PHRASE", "crosswalk-truncated"),
        ("decrypt {in}/nowhere -o {out}/t --passphrase-env PHRASE", "cannot be read"),
    ],
)
def test_bad_usage_of_crosswalk_is_told(
    arguments: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in usage(folder, arguments, capsys, begin="crosswalk")


def test_without_the_library_sealing_is_refused_before_the_work(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    arguments = "--crosswalk {out}/t --crosswalk-passphrase-env PHRASE"
    said = usage(folder, arguments, capsys, begin="{in}/scan -o {out}/out.zip")
    assert "crosswalk-support" in said


def test_a_run_that_fails_leaves_no_crosswalk(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, P.family)

    monkeypatch.setattr(cli, "write_crosswalk", full)
    out = folder.parent
    before = state(out)
    arguments = [folder / "scan", "-o", out / "out.zip", "--report", out / "r", "--crosswalk"]
    assert cli.main([*map(str, arguments), str(out / "t")]) == 1
    assert state(out) == before
    assert "no output is left" in capsys.readouterr().err


def test_a_result_without_patient_makes_no_row_without_original(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elements = b.put(
        b.ct(), b.el("PatientID", ""), b.el("PatientName", ""), b.el("OtherPatientIDs", "")
    )
    (folder / "scan").write_bytes(b.part10(elements))
    path = folder.parent / "t.csv"
    arguments = [folder / "scan", "-o", folder.parent / "out.zip", "--crosswalk", path]
    assert cli.main([*map(str, arguments), "--option", "rtn_long_modif_dates"]) == 0
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [
        '"day_offset"',
        '"series_instance_uid"',
        '"sop_instance_uid"',
        '"study_instance_uid"',
    ]
    assert not leaks(capsys.readouterr().out.encode(), *P.tokens)
