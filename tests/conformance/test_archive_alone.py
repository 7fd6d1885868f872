"""The page's archive has every module that the worker's program can need.

What it lacks would show only with the file that needs it. So the whole program is run from the
archive alone, on varied files and with all options, and must do what CPython does.
"""

from __future__ import annotations

import csv
import json
import subprocess
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from anami.protocol import EXCLUSIVE, IMPLEMENTED_OPTIONS, PRESETS, Protocol
from tests import builders as b
from tests.conformance import every_request
from tests.places import ROOT, SHARED

if TYPE_CHECKING:
    from pathlib import Path

HERE = ROOT / "tests" / "conformance"
SMALL = 60_000
CHARACTER_SETS = {
    "ISO_IR 100": ("latin-1", "Müller^Jürgen"),
    "ISO_IR 101": ("iso8859-2", "Dvořák^Jiří"),
    "ISO_IR 109": ("iso8859-3", "Ĉapek^Ĝono"),
    "ISO_IR 110": ("iso8859-4", "Bērziņš^Jānis"),
    "ISO_IR 144": ("iso8859-5", "Петров^Иван"),
    "ISO_IR 126": ("iso8859-7", "Διονυσιος"),
    "ISO_IR 127": ("iso8859-6", "قباني^لنزار"),
    "ISO_IR 138": ("iso8859-8", "שרון^דבורה"),
    "ISO_IR 148": ("iso8859-9", "Çağlar^Şükrü"),
    "ISO_IR 166": ("tis-620", "สมชาย^ใจดี"),
    "ISO_IR 13": ("shift_jis", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
    "ISO_IR 192": ("utf-8", "王^小东"),
    "GB18030": ("gb18030", "王^小东"),
    "GBK": ("gbk", "王^小东"),
}
ESCAPED = {
    "\\ISO 2022 IR 87": b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B",
    "\\ISO 2022 IR 149": b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7",
    "\\ISO 2022 IR 58": b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab",
    "\\ISO 2022 IR 159": b"Yamada=\x1b$(D0\x21\x1b(B",
}


def write_files(folder: Path) -> None:
    """Write one file of each kind that the builders know, and of each character set."""
    made = {
        f"{number:02}-{t.name}": b.part10(t.elements, t.form, codec=t.codec)
        for number, t in enumerate(b.templates())
    }
    made |= {f"form-{form.name}": b.part10(b.ct(), form=form) for form in b.NATIVE_FORMS}
    for term, (codec, name) in CHARACTER_SETS.items():
        texts = (
            b.el("PatientName", name),
            b.el("StudyDescription", f"Schädel {name}"[-len(name) :]),
        )
        elements = b.put(b.ct(), b.el("SpecificCharacterSet", term), *texts)
        made[f"charset-{term}"] = b.part10(elements, codec=codec)
    for term, escaped in ESCAPED.items():
        charset = b.el("SpecificCharacterSet", term)
        texts = (b.el("PatientName", escaped), b.el("StudyDescription", escaped))
        made[f"charset-{term[1:]}"] = b.part10(b.put(b.ct(), charset, *texts))
    made |= {"text": b"no DICOM at all", "empty": b"", "cut": b.part10(b.ct())[:700]}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    if SHARED.joinpath("corpus").exists():
        for number, path in enumerate(from_corpus()):
            (folder / f"corpus-{number:03}").write_bytes(path.read_bytes())


def from_corpus() -> list[Path]:
    """Give the smallest file of each kind in the corpus: class and character set."""
    with (SHARED / "corpus" / "manifest.csv").open(encoding="utf-8", newline="") as table:
        rows = sorted(csv.DictReader(table), key=lambda row: int(row["size"]))
    columns = ("sop_class", "character_set")
    chosen = {
        tuple(row[column] for column in columns): SHARED / "corpus" / row["path"]
        for row in reversed(rows)
        if int(row["size"]) <= SMALL
    }
    return sorted(chosen.values())


def protocols() -> list[dict[str, Any]]:
    """Give the presets, all options with either way of keeping dates, and rules of every action."""
    options = [sorted(IMPLEMENTED_OPTIONS - {name}) for name in sorted(EXCLUSIVE)]
    plain = {"schema": "anami-protocol/1", "profile": "basic"}
    rules = [
        {"attribute": "PatientName", "action": "replace", "value": "SOMEONE"},
        {"attribute": "AccessionNumber", "action": "hash"},
        {"attribute": "StudyDate", "action": "shift"},
        {"attribute": "SeriesDescription", "action": "clean"},
        {"attribute": "PatientAge", "action": "round_age"},
        {"attribute": "StudyDescription", "action": "keep"},
        {"attribute": "Manufacturer", "action": "empty"},
        {"attribute": "KVP", "action": "remove"},
    ]
    return [
        *(Protocol.preset(name).as_dict() for name in PRESETS),
        *(plain | {"options": names} for names in options),
        plain | {"rules": rules},
    ]


@cache
def found_in_pyodide(site: Path, folder: Path) -> dict[str, Any]:
    command: list[str | Path] = [
        "node",
        HERE / "archive_alone.mjs",
        site,
        HERE / "every_request.py",
        folder,
    ]
    done = subprocess.run(
        [*command, json.dumps(protocols())], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    write_files(made)
    return made


def test_the_program_does_the_same_from_the_archive_alone_as_under_cpython(
    dist: Path, folder: Path
) -> None:
    expected = every_request.everything(folder, protocols())
    found = dict(found_in_pyodide(dist, folder))
    del found["missing"]
    assert found == expected
    codes = {code for made in expected["made"] for _, code in made["outcomes"]}
    assert "internal-error" not in codes


def test_no_module_that_pyodide_or_a_wheel_has_is_asked_for_in_vain(
    dist: Path, folder: Path
) -> None:
    archives = [dist / "pyodide" / "python_stdlib.zip", *sorted((dist / "wheels").iterdir())]
    have = set()
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            have |= set(archive.namelist())
    missing = [
        name
        for name in found_in_pyodide(dist, folder)["missing"]
        if {f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py"} & have
    ]
    assert missing == []
