"""What the command line is given: archives of every kind, odd files, and names it must not tell."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from anami import Protocol, cli
from anami.errors import MalformedProtocolError, OversizedEntryError
from anami.runtime import cpython
from anami.runtime.cpython import Input, ZipSink, find_inputs, opened
from tests import builders as b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = b.PERSONA.family
ENTRY = f"{NAME}.dcm"
CENTRAL = b"PK\x01\x02"
CENTRAL_FLAGS, CENTRAL_SIZE, CENTRAL_OFFSET, CENTRAL_NAME = 8, 24, 42, 46
LOCAL_FLAGS, LOCAL_NAME = 6, 30


def ct(number: int = 1) -> bytes:
    return b.part10(b.ct(number=number))


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return bytearray(sink.getvalue())


def central(data: bytearray) -> int:
    return data.rindex(CENTRAL)


def overlapping(count: int, data: bytes) -> bytes:
    """Make an archive of which all directory entries point to one packed entry."""
    one = zipped(("a", data))
    directory = central(one)
    end = one.rindex(b"PK\x05\x06")
    entry = bytes(one[directory:end])
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, directory, 0
    )
    return bytes(one[:directory]) + entry * count + tail


def codes(*paths: Path) -> list[str]:
    return [item.code for item in find_inputs(paths)]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run the command line on paths; give its exit code and its report."""

    def run(*arguments: object) -> tuple[int, dict[str, Any]]:
        report = tmp_path / "report.json"
        status = cli.main(
            [*map(str, arguments), "-o", str(tmp_path / "out.zip"), "--report", str(report)]
        )
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return status, told

    return run


def patched(data: bytearray) -> None:
    data[central(data) + CENTRAL_FLAGS] = 0x20


def strongly_encrypted(data: bytearray) -> None:
    data[central(data) + CENTRAL_FLAGS] = 0x40


def of_a_later_version(data: bytearray) -> None:
    data[central(data) + 6] = 99


def named_in_no_utf8(data: bytearray) -> None:
    start = central(data)
    data[start + CENTRAL_FLAGS + 1] = data[LOCAL_FLAGS + 1] = 0x08
    data[start + CENTRAL_NAME] = data[LOCAL_NAME] = 0xFF


def locally_named_in_no_utf8(data: bytearray) -> None:
    data[LOCAL_FLAGS + 1] = 0x08
    data[LOCAL_NAME] = 0xFF


def beyond_the_end(data: bytearray) -> None:
    start = central(data) + CENTRAL_OFFSET
    data[start : start + 4] = (2**31).to_bytes(4, "little")


def without_local_header(data: bytearray) -> None:
    data[0:4] = b"PK\x03\x00"


def with_a_torn_stream(data: bytearray) -> None:
    data[LOCAL_NAME + len(ENTRY)] ^= 0xFF


def with_another_checksum(data: bytearray) -> None:
    data[central(data) + 16] ^= 0xFF


@pytest.mark.parametrize(
    "harm, code",
    [
        (patched, "unsupported-zip-entry"),
        (strongly_encrypted, "unsupported-zip-entry"),
        (of_a_later_version, "damaged-zip"),
        (named_in_no_utf8, "damaged-zip"),
        (locally_named_in_no_utf8, "damaged-zip-entry"),
        (beyond_the_end, "damaged-zip-entry"),
        (without_local_header, "damaged-zip-entry"),
        (with_a_torn_stream, "damaged-zip-entry"),
        (with_another_checksum, "damaged-zip-entry"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_an_archive_that_cannot_be_read_is_refused_and_the_rest_comes_out(
    harm: Callable[[bytearray], None],
    code: str,
    run: Callable[..., tuple[int, dict[str, Any]]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = zipped((ENTRY, ct()))
    harm(data)
    (tmp_path / "odd.zip").write_bytes(data)
    (tmp_path / "good.dcm").write_bytes(ct(2))
    status, told = run(tmp_path / "odd.zip", tmp_path / "good.dcm")
    assert status == cli.SOME_REFUSED
    assert [row["code"] for row in told["files"]] == [code, ""]
    printed = capsys.readouterr()
    assert NAME not in printed.out + printed.err


def test_entries_that_share_bytes_are_unpacked_once(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(overlapping(40, ct()))
    assert codes(path) == ["", *["damaged-zip-entry"] * 39]


def test_an_entry_that_promises_more_than_deflate_can_hold_is_damaged(tmp_path: Path) -> None:
    data = zipped((ENTRY, bytes(1000)))
    start = central(data) + CENTRAL_SIZE
    data[start : start + 4] = (2**31).to_bytes(4, "little")
    (tmp_path / "in.zip").write_bytes(data)
    assert codes(tmp_path / "in.zip") == ["damaged-zip-entry"]


def test_a_stored_entry_of_two_sizes_is_damaged(tmp_path: Path) -> None:
    data = zipped((ENTRY, bytes(1000)), method=zipfile.ZIP_STORED)
    data[central(data) + CENTRAL_SIZE] ^= 1
    (tmp_path / "in.zip").write_bytes(data)
    assert codes(tmp_path / "in.zip") == ["damaged-zip-entry"]


@pytest.mark.parametrize("bound", ["LARGEST_ENTRY", "LARGEST_ARCHIVE"])
def test_an_entry_beyond_the_bounds_is_not_inflated(
    bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.zip").write_bytes(zipped(("small", bytes(500)), ("large", bytes(700))))
    monkeypatch.setattr(cpython, bound, 600)
    assert codes(tmp_path / "in.zip") == ["", "oversized-zip-entry"]


def test_an_entry_larger_than_promised_is_oversized(tmp_path: Path) -> None:
    data = zipped((ENTRY, bytes(4_000_000)))
    start = central(data) + CENTRAL_SIZE
    data[start : start + 4] = (1000).to_bytes(4, "little")
    (tmp_path / "bomb.zip").write_bytes(data)
    (item,) = find_inputs([tmp_path / "bomb.zip"])
    with pytest.raises(OversizedEntryError), opened(item):
        pass


def test_entries_are_numbered_in_the_order_of_their_bytes(tmp_path: Path) -> None:
    data = zipped(("first", b"one"), ("other", b"two"), method=zipfile.ZIP_STORED)
    start, end = data.index(CENTRAL), data.rindex(b"PK\x05\x06")
    half = (start + end) // 2
    data[start:end] = data[half:end] + data[start:half]
    (tmp_path / "in.zip").write_bytes(data)
    found = []
    for item in find_inputs([tmp_path / "in.zip"]):
        with opened(item) as source:
            found.append(source.read(0, source.size))
    assert found == [b"one", b"two"]


def test_what_is_called_a_zip_within_a_zip_is_a_nested_archive(tmp_path: Path) -> None:
    inner = ("inner.ZIP", bytes(zipped((ENTRY, ct()))))
    (tmp_path / "in.zip").write_bytes(zipped(inner, ("notes.zip", b"text"), ("scan.dcm", ct())))
    assert codes(tmp_path / "in.zip") == ["nested-archive", "nested-archive", ""]


def test_an_archive_is_told_by_its_bytes_and_may_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(zipped())
    (tmp_path / "b").write_bytes(zipped(("folder/", b""), (ENTRY, ct())))
    (tmp_path / "c.zip").write_bytes(ct())
    assert codes(tmp_path) == ["empty-zip", "", ""]
    assert [item.entry for item in find_inputs([tmp_path])] == [None, 1, None]


def test_an_archive_is_opened_once_however_many_entries_it_has(
    run: Callable[..., tuple[int, dict[str, Any]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "in.zip"
    path.write_bytes(zipped(*((f"{number}.dcm", ct(number)) for number in range(1, 30))))
    read: list[object] = []

    class Counted(zipfile.ZipFile):
        def __init__(
            self, file: Path, mode: Literal["r", "x"] = "r", compression: int = zipfile.ZIP_STORED
        ) -> None:
            if mode == "r":
                read.append(file)
            super().__init__(file, mode, compression)

    monkeypatch.setattr(zipfile, "ZipFile", Counted)
    status, told = run(path)
    assert status == 0
    assert told["totals"]["de-identified"] == 29
    assert read == [path]


def test_an_archive_that_changed_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    for content in (b"one", b"three"):
        path.write_bytes(zipped((ENTRY, content)))
        (item,) = find_inputs([path])
        with opened(item) as source:
            assert source.read(0, source.size) == content


def test_a_folder_that_cannot_be_listed_is_one_refused_input(
    run: Callable[..., tuple[int, dict[str, Any]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "in"
    (folder / NAME).mkdir(parents=True)
    (folder / "scan.dcm").write_bytes(ct())
    listed = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if NAME in os.fspath(path):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    status, told = run(folder)
    assert status == cli.SOME_REFUSED
    assert [row["code"] for row in told["files"]] == ["", "unreadable"]
    assert told["totals"]["inputs"] == 2
    printed = capsys.readouterr()
    assert NAME not in printed.out + printed.err


def test_a_pipe_a_device_and_a_dangling_link_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert find_inputs([tmp_path, Path(os.devnull)]) == [
        Input(tmp_path / "link", None, "unreadable"),
        Input(tmp_path / "loop", None, "unreadable"),
        Input(tmp_path / "pipe", None, "not-dicom"),
        Input(Path(os.devnull), None, "not-dicom"),
    ]


def test_an_archive_that_cannot_be_ended_is_removed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = ZipSink(tmp_path / "out.zip")

    def close(_archive: zipfile.ZipFile) -> None:
        raise OSError

    with monkeypatch.context() as full_disk:
        full_disk.setattr(zipfile.ZipFile, "close", close)
        sink.discard()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("opening", ["[", '{"a":'], ids=["lists", "objects"])
def test_a_protocol_nested_without_end_is_malformed(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "protocol.json"
    path.write_text(opening * 100_000, encoding="ascii")
    with pytest.raises(MalformedProtocolError):
        Protocol.load(path)


def test_a_large_entry_comes_out_whole(tmp_path: Path) -> None:
    content = os.urandom(3 * 1024 * 1024)
    (tmp_path / "in.zip").write_bytes(zipped((ENTRY, content)))
    (item,) = find_inputs([tmp_path / "in.zip"])
    with opened(item) as source:
        assert source.read(0, source.size) == content
