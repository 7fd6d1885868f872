"""The core flow in Firefox and in WebKitGTK: the archive is the command line's, byte for byte.

Chromium is where everything else is tested. Here stands what must hold in every engine: the page
starts, reads files of each kind, takes a choice and an edit, and saves the same bytes; it writes
nothing to the console and asks nobody for anything. Pictures are left in the test's folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests import builders, places
from tests.browser import engines, steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

KEY_BYTE: Final = 7
PRESET: Final = "research"
PATIENT_ID: Final = "TRIAL-0042"
WORK_SECONDS: Final = 180
# Larger than what workers read whole, so that its pixels go from the file to the archive in pieces.
LARGE_ROWS: Final = 2300

FIX_THE_KEY: Final = (
    "crypto.getRandomValues = (array) => "
    f"{{ new Uint8Array(array.buffer, array.byteOffset, array.byteLength).fill({KEY_BYTE}); "
    "return array; };"
)


# What goes to the archive worker waits until `release` is called.
HOLD_THE_ARCHIVE: Final = """
  globalThis.held = [];
  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function postMessage(message, transfer) {
    if (message.type === 'append' && held) held.push(() => send.call(this, message, transfer));
    else send.call(this, message, transfer);
  };
  globalThis.release = () => { const all = held; held = null; for (const go of all) go(); };
"""


def _test_id(name: str) -> str:
    return f'[data-testid="{name}"]'


def _program(*names: str) -> str:
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"{names[0]} is absent: see CONTRIBUTING.md")
    return path


@pytest.fixture(params=["firefox", "webkit"])
def driven(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[engines.Driven]:
    """Give an empty page of another browser; what it should not have done fails the test."""
    folder = tmp_path / "browser"
    folder.mkdir()
    starting: AbstractContextManager[engines.Driven]
    if request.param == "firefox":
        starting = engines.firefox(_program("firefox-esr", "firefox"), folder)
    else:
        starting = engines.webkit(_program("WebKitWebDriver"), _program("Xvfb"), folder)
    with starting as opened:
        yield opened
    assert opened.problems == []


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    """Write a series, one large instance, objects of each encoding in a ZIP, and no image."""
    files = steps.write_series(tmp_path / "series", 3)
    files.append(steps.write_series(tmp_path / "large", 4, rows=LARGE_ROWS)[-1])
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for template in builders.templates():
            archive.writestr(f"{template.name}.dcm", template.file())
    note = tmp_path / "note.txt"
    note.write_bytes(b"words")
    return [*files, packed, note]


@pytest.fixture
def from_command_line(scans: list[Path], tmp_path: Path) -> bytes:
    """Give what the command line makes of the same files with the same key and choices."""
    key, protocol, result = (tmp_path / name for name in ("key", "protocol.json", "out.zip"))
    key.write_bytes(bytes([KEY_BYTE]) * 32)
    chosen = json.loads((places.ROOT / f"anami/presets/{PRESET}.json").read_text("utf-8"))
    protocol.write_text(json.dumps(chosen | {"edits": {"patient_id": PATIENT_ID}}), "utf-8")
    words = ["-m", "anami", *map(str, scans), "-o", str(result), "--key-file", str(key)]
    finished = subprocess.run(
        [sys.executable, *words, "--protocol", str(protocol)],
        check=False,
        cwd=places.ROOT,
        capture_output=True,
    )
    assert finished.returncode in {0, 3}, finished.stderr
    return result.read_bytes()


def _open(driven: engines.Driven, site: str) -> None:
    """Open the page and wait until its engine is ready."""
    driven.open(site)
    _wait(driven, "document.documentElement.dataset.ready")


def _wait(driven: engines.Driven, expression: str) -> None:
    """Wait until an expression is true in the page."""
    end = time.monotonic() + WORK_SECONDS
    while not driven.run(f"return Boolean({expression});"):
        problem = driven.run("return document.getElementById('problem').textContent;")
        assert problem == ""
        assert time.monotonic() < end, f"in vain: {expression}"
        time.sleep(0.2)


def _exists(name: str) -> str:
    return f"document.querySelector('{_test_id(name)}')"


def test_the_core_flow_makes_the_archive_of_the_command_line(
    driven: engines.Driven,
    site: str,
    scans: list[Path],
    from_command_line: bytes,
    tmp_path: Path,
) -> None:
    def picture(name: str) -> None:
        (tmp_path / f"{name}.png").write_bytes(driven.screenshot())

    _open(driven, site)
    driven.run(FIX_THE_KEY)
    picture("1-arrive")
    driven.give_files(_test_id("files"), scans)
    _wait(driven, _exists("survey"))
    driven.click(_test_id(f"preset-{PRESET}"))
    driven.type_into(_test_id("edit-patient-id"), PATIENT_ID)
    picture("2-choose")
    driven.click(_test_id("deidentify"))
    _wait(driven, _exists("result"))
    picture("3-result")
    driven.click(_test_id("download"))
    archive = driven.downloaded("anami-deidentified.zip")
    assert list(steps.entries_of(archive)) == list(steps.entries_of(from_command_line))
    assert archive == from_command_line
    # Counted by the browser itself, since the page was ready.
    assert driven.run(f"return {_exists('requests')}.dataset.count;") == "0"


def test_a_large_file_that_vanishes_during_the_work_is_refused_alone(
    driven: engines.Driven, site: str, tmp_path: Path
) -> None:
    """Each engine has a name of its own for a file that is gone."""
    small = steps.write_series(tmp_path / "small", 2)
    large = steps.write_series(tmp_path / "large", 3, rows=LARGE_ROWS)[-1]
    _open(driven, site)
    driven.run(HOLD_THE_ARCHIVE)
    driven.give_files(_test_id("files"), [*small, large])
    _wait(driven, _exists("survey"))
    driven.click(_test_id("deidentify"))
    _wait(driven, "held.length")
    large.unlink()
    driven.run("release();")
    _wait(driven, _exists("result"))
    counts = driven.run(f"return {{ ...{_exists('result')}.dataset }};")
    assert (counts["deidentified"], counts["refused"]) == ("2", "1")
    driven.click(_test_id("download"))
    assert len(steps.entries_of(driven.downloaded("anami-deidentified.zip"))) == 2
