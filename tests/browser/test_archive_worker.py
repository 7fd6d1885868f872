"""The archive worker's own logic, under Node.js: sinks, failing sources, many and large entries.

The disk's sink writes to a real file through a stand-in for the origin private file system; of
large zeros the stand-in makes holes, so that gigabytes cost no room.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest

from anami.runtime.cpython import ENTRY_MODE, FIXED_DATE, UNIX
from tests import places

if TYPE_CHECKING:
    from pathlib import Path

MEBI = 1024 * 1024
GIBI = 1024 * MEBI

# Writes an archive to the file that is named first, and prints what became of it as JSON.
HARNESS = """
import { closeSync, ftruncateSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Archive } from '%(static)s/archive-worker.js';
import * as records from '%(static)s/zip-records.js';
import * as sinks from '%(static)s/sinks-worker.js';
const { createCRC32 } = createRequire(import.meta.url)('%(library)s');
const path = process.argv[1];
const told = {};
const zero = Buffer.alloc(8 * 1024 ** 2);
const access = (file) => ({
  write(bytes, { at }) {
    if (globalThis.full) throw new Error('full');
    if (zero.subarray(0, bytes.length).equals(bytes)) ftruncateSync(file, at + bytes.length);
    else writeSync(file, bytes, 0, bytes.length, at);
    return bytes.length;
  },
  truncate: (size) => ftruncateSync(file, size),
  close: () => closeSync(file),
});
const folder = {
  getFileHandle: async () => ({
    createSyncAccessHandle: async () => access(openSync(path, 'w')),
    getFile: async () => null,
  }),
  async removeEntry() { told.removed = true; rmSync(path); },
};
const storage = {
  estimate: async () => ({ quota: Infinity }),
  getDirectory: async () => ({ getDirectoryHandle: async () => folder }),
};
Object.defineProperty(globalThis, 'navigator', { value: { storage } });
const header = new Uint8Array([1, 2, 3, 4]).buffer;
const named = (index, rest) => ({
  index, name: `A/B/C/${String(index).padStart(6, '0')}.dcm`,
  header, body: null, source: null, ...rest,
});
// An entry whose bytes are all there, and one whose pixels are still in their file.
const whole = (index, text = '') => {
  const body = new TextEncoder().encode(text);
  const parts = [{ offset: 0, length: 4 }, { start: 0, stop: body.byteLength }];
  return named(index, { parts, body });
};
const streamed = (index, source) => {
  const parts = [{ offset: 0, length: 4 }, { start: 0, stop: source.size }];
  return named(index, { parts, source });
};
// A file of zeros that fails from a given place on.
const zeros = (size, failsFrom = Infinity, name = 'NotReadableError') => ({
  size,
  slice: (start, stop) => ({
    async arrayBuffer() {
      if (stop > failsFrom && start < size - 1) throw new DOMException('gone', name);
      return new ArrayBuffer(stop - start);
    },
    stream: () => new ReadableStream({
      type: 'bytes',
      pull(controller) {
        if (start >= failsFrom) throw new DOMException('gone', name);
        const { byobRequest: into } = controller;
        const length = Math.min(stop - start, into?.view.byteLength ?? 8 * 1024 ** 2);
        start += length;
        if (!into) return controller.enqueue(new Uint8Array(length));
        new Uint8Array(into.view.buffer, into.view.byteOffset, length).fill(0);
        into.respond(length);
      },
    }),
  }),
});
// Where a browser can't read into memory that it is given.
const { getReader } = ReadableStream.prototype;
if (process.argv[3]) {
  ReadableStream.prototype.getReader = function (...how) {
    if (how.length) throw new TypeError('no such mode');
    return getReader.call(this);
  };
}
const sink = process.argv[2] === 'disk' ? await sinks.diskSink('id', 0) : sinks.blobSink();
const progress = (bytes) => { told.written = bytes; };
const archive = new Archive(sink, records, await createCRC32(), progress);
try {
  %(script)s
  const blob = await archive.finish();
  if (blob) writeFileSync(path, new Uint8Array(await blob.arrayBuffer()));
} catch (error) {
  told.code = error.code ?? String(error);
  await archive.abandon();
}
console.log(JSON.stringify(told));
"""


@pytest.fixture(params=["disk", "blob", "disk plain"])
def sink(request: pytest.FixtureRequest) -> str:
    """Name of each sink; the last where the browser has plain streams only."""
    return str(request.param)


def _archive(path: Path, script: str, sink: str = "disk") -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is absent")
    library = places.ROOT / "node_modules" / "hash-wasm" / "dist" / "crc32.umd.min.js"
    code = HARNESS % {
        "static": (places.ROOT / "static").as_uri(),
        "library": library.as_posix(),
        "script": script,
    }
    command: list[str | Path] = [
        node,
        "--input-type=module",
        "--eval",
        code,
        "--",
        path,
        *sink.split(),
    ]
    done = subprocess.run(command, check=True, capture_output=True, cwd=places.ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _entries(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return [(entry.filename[-10:], archive.read(entry)) for entry in archive.infolist()]


def test_entries_come_in_their_order_with_their_bytes(tmp_path: Path, sink: str) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "await archive.append([whole(2), streamed(1, new Blob(['abc']))]); "
        "await archive.append([whole(3, 'defgh')]);",
        sink,
    )
    assert _entries(path) == [
        ("000002.dcm", b"\1\2\3\4"),
        ("000001.dcm", b"\1\2\3\4abc"),
        ("000003.dcm", b"\1\2\3\4defgh"),
    ]
    assert told == {"written": path.stat().st_size}


def test_an_archive_is_the_one_that_the_command_line_writes(tmp_path: Path, sink: str) -> None:
    path = tmp_path / "out.zip"
    _archive(path, "await archive.append([whole(1, 'a'), streamed(2, new Blob(['bc']))]);", sink)
    expected = io.BytesIO()
    with zipfile.ZipFile(expected, "w") as archive:
        for number, body in ((1, b"a"), (2, b"bc")):
            _write(archive, f"A/B/C/{number:06}.dcm", b"\1\2\3\4" + body)
    assert path.read_bytes() == expected.getvalue()


def _write(archive: zipfile.ZipFile, name: str, head: bytes, zeros: int = 0) -> None:
    """Write an entry as `anami.runtime.cpython.ZipSink` does."""
    info = zipfile.ZipInfo(name, FIXED_DATE)
    info.external_attr, info.create_system = ENTRY_MODE, UNIX
    info.file_size = len(head) + zeros
    with archive.open(info, "w") as entry:
        entry.write(head)
        for start in range(0, zeros, MEBI):
            entry.write(bytes(min(MEBI, zeros - start)))


class _WithHoles(io.FileIO):
    """A file that makes holes of large zeros."""

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer, which has no name before 3.12
        length = memoryview(data).nbytes
        if length < MEBI:
            return super().write(data) or 0
        self.truncate(self.seek(length, io.SEEK_CUR))
        return length


def test_entries_beyond_each_limit_get_zip64_as_the_command_line_writes_it(
    tmp_path: Path,
) -> None:
    """An entry over 4 GiB, entries that begin after 2 and 4 GiB, one that may just fit."""
    sizes = (2 * GIBI - 50 * MEBI, 4 * GIBI + MEBI, 3 * MEBI)
    path = tmp_path / "out.zip"
    _archive(
        path,
        "await archive.append([whole(0), "
        + ", ".join(f"streamed({at}, zeros({size}))" for at, size in enumerate(sizes, start=1))
        + ", whole(4, 'the last')]);",
    )
    expected = tmp_path / "expected.zip"
    with _WithHoles(expected, "w") as file, zipfile.ZipFile(file, "w") as archive:
        for number, size in enumerate((0, *sizes, 0)):
            last = b"the last" if number == len(sizes) + 1 else b""
            _write(archive, f"A/B/C/{number:06}.dcm", b"\1\2\3\4" + last, size)
    assert path.stat().st_size == expected.stat().st_size
    with zipfile.ZipFile(path) as archive:
        ends = [*(entry.header_offset for entry in archive.infolist()), archive.start_dir]
        assert archive.read("A/B/C/000004.dcm") == b"\1\2\3\4the last"
    # The stand-in for the disk keeps holes only; each other byte is compared.
    with path.open("rb") as ours, expected.open("rb") as theirs:
        for start in ends[:-1]:
            assert _at(ours, start, 256) == _at(theirs, start, 256)
        assert _at(ours, ends[-1], -1) == _at(theirs, ends[-1], -1)


def _at(file: BinaryIO, start: int, count: int) -> bytes:
    file.seek(start)
    return file.read(count)


@pytest.mark.parametrize("count", [65_534, 65_535, 65_540])
def test_more_entries_than_two_bytes_can_count_get_a_zip64_end(tmp_path: Path, count: int) -> None:
    path = tmp_path / "out.zip"
    _archive(
        path,
        f"await archive.append(Array.from({{ length: {count} }}, (_, index) => whole(index)));",
    )
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    # APPNOTE 6.3.10, 4.3.14 to 4.3.16: record, locator, end, each right before the next.
    has_locator = data[end - 20 : end - 16] == b"PK\x06\x07"
    assert has_locator == (count >= 0xFFFF)
    assert (data[end - 76 : end - 72] == b"PK\x06\x06") == has_locator
    with zipfile.ZipFile(path) as archive:
        assert len(archive.infolist()) == count
    program = shutil.which("unzip")
    if program is not None:
        subprocess.run([program, "-tq", path], check=True, capture_output=True)


def test_a_source_that_cannot_be_read_is_left_out_and_the_archive_is_whole(
    tmp_path: Path, sink: str
) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "told.lost = await archive.append("
        "[whole(0, 'a'), streamed(1, zeros(100, 0)), named(2, { parts: [{ start: 0, stop: 1 }]"
        # Firefox calls a file that is gone so.
        "}), whole(3, 'b'), streamed(4, zeros(100, 0, 'AbortError'))]);",
        sink,
    )
    assert told["lost"] == [1, 2, 4]
    assert _entries(path) == [("000000.dcm", b"\1\2\3\4a"), ("000003.dcm", b"\1\2\3\4b")]


def test_a_large_source_that_fails_half_way_leaves_no_half_entry(tmp_path: Path, sink: str) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "told.lost = await archive.append([whole(0, 'a'), streamed(7, zeros(30_000_000, "
        "20_000_000)), streamed(8, new Blob(['bc'])), whole(9, 'd')]);",
        sink,
    )
    assert told["lost"] == [7]
    assert _entries(path) == [
        ("000000.dcm", b"\1\2\3\4a"),
        ("000008.dcm", b"\1\2\3\4bc"),
        ("000009.dcm", b"\1\2\3\4d"),
    ]
    assert path.stat().st_size < 1000


def test_a_source_that_lost_its_end_is_left_out_before_it_is_begun(
    tmp_path: Path, sink: str
) -> None:
    path = tmp_path / "out.zip"
    told = _archive(
        path,
        "const cut = zeros(30_000_000); cut.slice = () => new Blob([]); "
        "sink.patch = () => { told.begun = true; };"
        "told.lost = await archive.append([streamed(4, cut), whole(5)]);",
        sink,
    )
    assert told["lost"] == [4]
    assert "begun" not in told
    assert [name for name, _ in _entries(path)] == ["000005.dcm"]


def test_a_streamed_entry_is_patched_wherever_it_stands(tmp_path: Path, sink: str) -> None:
    """Its header is written before its checksum is known, and pieces are cut anywhere."""
    path = tmp_path / "out.zip"
    _archive(
        path,
        "await archive.append([whole(0), streamed(1, new Blob(['x'])), streamed(2, new Blob(["
        "new Uint8Array(700_000).fill(7)])), whole(3, 'y'), streamed(4, new Blob(['z']))]);",
        sink,
    )
    assert [name for name, _ in _entries(path)] == [f"00000{number}.dcm" for number in range(5)]


def test_a_disk_that_is_full_ends_the_archive_and_leaves_nothing(tmp_path: Path) -> None:
    told = _archive(
        tmp_path / "out.zip",
        "globalThis.full = true; await archive.append([whole(0)]);",
    )
    assert told["code"] == "sink-failed"
    assert told["removed"]
    assert not (tmp_path / "out.zip").exists()


def test_the_disk_is_left_alone_only_where_the_browser_says_that_too_little_room_is_left(
    tmp_path: Path,
) -> None:
    """Chromium tells of 10 GiB at most, which must not send a larger archive into memory."""
    told = _archive(
        tmp_path / "out.zip",
        "const takes = async (quota) => { storage.estimate = async () => ({ quota, usage: 1000 });"
        " return (await sinks.diskSink('id', 20e9)) !== null; };"
        "told.most = await takes(1000 + 10 * 1024 ** 3); told.less = await takes(9e9);"
        "await archive.append([whole(0)]);",
    )
    assert (told["most"], told["less"]) == (True, False)


@pytest.mark.leak("T5")
def test_a_name_that_is_not_plain_ascii_never_comes_in(tmp_path: Path) -> None:
    told = _archive(
        tmp_path / "out.zip", "await archive.append([{ ...whole(0), name: 'A/Jos\\u00e9.dcm' }]);"
    )
    assert "entry name" in told["code"]
