"""Bad inputs that a person brings along: each is told by its own code, and nothing is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from anami import cli, crosswalk
from tests import builders as b
from tests.runs import leaks

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PHRASE", "a b c")
    monkeypatch.setenv("OTHER", "a b d")
    (tmp_path / "scan").write_bytes(b.part10(b.ct()))
    return tmp_path


def refused(place: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run with a bad input; give what is said, which repeats nothing of the input."""
    before = {path.name for path in place.iterdir()}
    with pytest.raises(SystemExit) as stopped:
        cli.main([*map(str, arguments)])
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert not said.out
    assert {path.name for path in place.iterdir()} == before
    assert not leaks(said.err.encode(), *P.tokens, str(place))
    return said.err.rpartition("error: ")[2].strip()


def with_input(place: Path, name: str, content: bytes) -> tuple[object, ...]:
    """Give the arguments of a run with a file in the place of a protocol or code list."""
    path = place / "input"
    path.write_bytes(content)
    return (place / "scan", "-o", place / "out.zip", f"--{name}", path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe{\x00}\x00",
        f'["{P.family}"]'.encode(),
        f'{{"schema": "anami-protocol/1", "profile": "basic", "rules": "{P.family}"}}'.encode(),
    ],
)
def test_a_malformed_protocol(
    content: bytes, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(place, capsys, *with_input(place, "protocol", content))
    assert said.startswith("malformed-protocol")


def test_an_unknown_keyword(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = {
        "schema": "anami-protocol/1",
        "profile": "basic",
        "rules": [
            {"attribute": "PatientID", "action": "remove"},
            {"attribute": P.family, "action": "remove"},
        ],
    }
    content = json.dumps(document).encode()
    said = refused(place, capsys, *with_input(place, "protocol", content))
    assert said == "unknown-keyword rules[1]"


def test_a_circular_merge_in_a_code_list(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "patient_id,code,same_as",
        f"{P.accession},A,",
        f"{P.patient_id},B,{P.serial}",
        f"{P.serial},,{P.patient_id}",
    )
    said = refused(place, capsys, *with_input(place, "code-list", "\n".join(rows).encode()))
    assert said == "code-list-circular-merge line 3"


@pytest.mark.parametrize("mark,encoding", [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_code_list_in_utf_16_with_semicolons_is_read(
    mark: bytes, encoding: str, place: Path
) -> None:
    text = f"patient_id;code\r\n{P.patient_id};S-01\r\n"
    arguments = with_input(place, "code-list", mark + text.encode(encoding))
    assert cli.main([*map(str, arguments)]) == 0
    assert (place / "out.zip").exists()


def test_a_code_list_in_utf_16_without_its_mark(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = f"patient_id;code\n{P.patient_id};S-01\n".encode("utf-16-le")
    assert refused(place, capsys, *with_input(place, "code-list", content)) == "code-list-format"


def sealed(place: Path) -> bytes:
    path = place / "sealed"
    path.write_bytes(crosswalk.encrypt(f"kind,{P.family}".encode(), "a b c"))
    return path.read_bytes()


def test_a_wrong_passphrase(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sealed(place)
    opening = ("crosswalk", "decrypt", place / "sealed", "-o", place / "t.csv")
    assert refused(place, capsys, *opening, "--passphrase-env", "OTHER") == "wrong-passphrase"
    assert cli.main([*map(str, opening), "--passphrase-env", "PHRASE"]) == 0
    assert P.family in (place / "t.csv").read_text("utf-8")


@pytest.mark.parametrize("left", [0, 1, 20, 47, 48, 60, -1])
def test_a_truncated_crosswalk(left: int, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = sealed(place)
    (place / "sealed").write_bytes(whole[:left])
    opening = ("crosswalk", "decrypt", place / "sealed", "-o", place / "t.csv")
    assert refused(place, capsys, *opening, "--passphrase-env", "PHRASE") == "crosswalk-truncated"
