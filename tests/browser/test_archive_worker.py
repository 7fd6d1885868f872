"""The archive worker's own logic, under Node.js: many entries, failing sources, a failing sink."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests import places

if TYPE_CHECKING:
    from pathlib import Path

# Writes an archive to the file that is named first, and prints what became of it as JSON.
HARNESS = """
import { closeSync, openSync, writeSync } from 'node:fs';
import { Archive } from '%(archive)s';
import { makeZip } from '%(library)s';
const file = openSync(process.argv[1], 'w');
let discarded = false;
const sink = {
  write(bytes) { writeSync(file, bytes); },
  async close() { closeSync(file); return new Blob([]); },
  async discard() { discarded = true; },
};
const header = new Uint8Array([1, 2, 3, 4]).buffer;
const whole = (index, source = null) => ({
  index, name: `A/B/C/${String(index).padStart(6, '0')}.dcm`, header, source,
  parts: [{ offset: 0, length: 4 }, ...(source ? [{ start: 0, stop: source.size }] : [])],
});
// A file of zeros that fails from a given place on.
const failing = (size, from) => ({
  size,
  slice: (start, stop) => ({
    async arrayBuffer() {
      if (stop > from && start < size - 1) throw new Error('gone');
      return new ArrayBuffer(stop - start);
    },
  }),
});
const archive = new Archive(makeZip, sink, () => {});
const told = {};
try {
  %(script)s
  await archive.finish();
} catch (error) {
  told.code = error.code ?? String(error);
  told.index = error.index ?? null;
  await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log(JSON.stringify({ ...told, discarded }));
"""


def _archive(path: Path, script: str) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is absent")
    library = places.ROOT / "node_modules" / "client-zip" / "index.js"
    code = HARNESS % {
        "archive": (places.ROOT / "static" / "archive-worker.js").as_uri(),
        "library": library.as_uri(),
        "script": script,
    }
    command: list[str | Path] = [node, "--input-type=module", "--eval", code, "--", path]
    done = subprocess.run(command, check=True, capture_output=True, cwd=places.ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_entries_come_in_their_order_with_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "await archive.append([whole(2), whole(1, new Blob(['abc']))]); "
        "await archive.append([whole(3)]);",
    )
    assert told == {"discarded": False}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == [
            ("A/B/C/000002.dcm", b"\1\2\3\4"),
            ("A/B/C/000001.dcm", b"\1\2\3\4abc"),
            ("A/B/C/000003.dcm", b"\1\2\3\4"),
        ]


def test_more_entries_than_two_bytes_can_count_get_a_zip64_end(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    count = 65_540
    _archive(
        path,
        f"await archive.append(Array.from({{ length: {count} }}, (_, index) => whole(index)));",
    )
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    # APPNOTE 6.3.10, 4.3.14 to 4.3.16: record, locator, end, each right before the next.
    assert data[end - 20 : end - 16] == b"PK\x06\x07"
    record = struct.unpack("<Q", data[end - 12 : end - 4])[0]
    assert record == end - 76
    assert data[record : record + 4] == b"PK\x06\x06"
    assert struct.unpack("<QQ", data[record + 24 : record + 40]) == (count, count)
    with zipfile.ZipFile(path) as archive:
        assert len(archive.infolist()) == count


def test_a_small_source_that_fails_is_left_out_and_the_archive_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "told.lost = await archive.append([whole(0), whole(1, failing(100, 0)), whole(2)]);",
    )
    assert told == {"lost": [1], "discarded": False}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["A/B/C/000000.dcm", "A/B/C/000002.dcm"]


def test_a_large_source_that_fails_half_way_gives_its_index_and_no_archive(
    tmp_path: Path,
) -> None:
    told = _archive(
        tmp_path / "out.zip",
        "await archive.append([whole(0), whole(7, failing(50_000_000, 20_000_000)), whole(8)]);",
    )
    assert told == {"code": "source-lost", "index": 7, "discarded": True}


def test_a_large_source_that_lost_its_end_is_left_out_before_it_is_begun(
    tmp_path: Path,
) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "const cut = failing(50_000_000, 0); cut.slice = () => new Blob([]); "
        "told.lost = await archive.append([whole(4, cut), whole(5)]);",
    )
    assert told == {"lost": [4], "discarded": False}
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["A/B/C/000005.dcm"]


def test_a_sink_that_fails_ends_the_archive(tmp_path: Path) -> None:
    told = _archive(
        tmp_path / "out.zip",
        "sink.write = () => { throw Object.assign(new Error('full'), { code: 'sink-failed' }); }; "
        "await archive.append([whole(0)]);",
    )
    assert told == {"code": "sink-failed", "index": None, "discarded": True}
