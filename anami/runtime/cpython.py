"""Inputs and sinks on disk: folders, files, ZIP archives in, ZIP or folder out.

Knows files and archives, nothing of DICOM. Originals are opened for reading only.
"""

from __future__ import annotations

import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Final, Protocol

from anami.errors import (
    DamagedArchiveError,
    DamagedEntryError,
    EmptyArchiveError,
    EncryptedEntryError,
    NestedArchiveError,
    NotDicomError,
    OversizedEntryError,
    UnreadableError,
    UnsupportedEntryError,
)
from anami.source import FileSource, PathSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from anami.model import Source

__all__ = ["FolderSink", "Input", "Sink", "ZipSink", "find_inputs", "opened", "sink_for"]

FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the earliest that a ZIP can hold, so that it tells nothing."""
ENTRY_MODE: Final = 0o644 << 16
UNIX: Final = 3
IN_MEMORY: Final = 64 * 1024 * 1024
PIECE: Final = 1024 * 1024
OPEN_ARCHIVES: Final = 8
"""Archives kept open at once: inputs of several archives may take turns."""
ARCHIVE_STARTS: Final = (b"PK\x03", b"PK\x05")
"""Told by its first bytes, for ZIP archives have many names; the second is an empty one."""
LARGEST_ENTRY: Final = 4 * 1024**3
"""An entry may not be larger than this once inflated, in bytes."""
LARGEST_ARCHIVE: Final = 256 * 1024**3
"""All deflated entries of one archive may not be larger than this together, in bytes."""
LARGEST_RATIO: Final = 1032
"""Deflate can't do better than this (RFC 1951: 258 bytes from two bits): more is a lie."""
LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
"""Signature and the lengths of what follows before the data (APPNOTE 6.3.10, 4.3.7)."""
LOCAL_SIGNATURE: Final = b"PK\x03\x04"
ENCRYPTED: Final = 0x1
PATCHED: Final = 0x20
STRONGLY_ENCRYPTED: Final = 0x40
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    # zipfile lets these out where a number or a name in the archive is not what it expects.
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,
)
"""What zipfile raises for archives that it can't read; NotImplementedError is a RuntimeError."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or one entry of a ZIP archive.

    Attributes:
        path: the file or archive.
        entry: number of the entry in the archive, or None for a file.
        code: why it is left out without being unpacked or read, "" to open it.

    """

    path: Path
    entry: int | None = None
    code: str = ""

    @property
    def size(self) -> int:
        """Bytes of the file itself, 0 if unknown; serves to spread work evenly."""
        try:
            return self.path.stat().st_size if self.entry is None else 0
        except OSError:
            return 0


def find_inputs(paths: Iterable[Path], leave_out: Path | None = None) -> list[Input]:
    """Return every file below `paths`, sorted within folders, archives opened one level deep.

    Args:
        paths: files and folders.
        leave_out: the output, in case it lies below an input folder.

    Raises:
        FileNotFoundError: a path doesn't exist.

    """
    output = None if leave_out is None else leave_out.resolve()
    found: list[Input] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError
        for item in _walk(path) if path.is_dir() else (_file(path),):
            if item.code:
                found.append(item)
            elif item.path.resolve() != output:
                found.extend(_entries(item.path) if _is_archive(item.path) else (item,))
    return found


def _walk(folder: Path) -> Iterator[Input]:
    """Give every file below a folder.

    A folder that can't be listed counts as one input, and so does a link to one: what it leads to
    was not given, and may be anybody's.
    """
    closed: list[Path] = []

    def note(error: OSError) -> None:
        closed.append(Path(error.filename or folder))

    for place, folders, files in os.walk(folder, onerror=note):
        folders.sort()
        closed += (link for name in folders if (link := Path(place, name)).is_symlink())
        for name in sorted(files):
            yield _file(Path(place, name))
    for path in sorted(closed):
        yield Input(path, None, UnreadableError.code)


def _file(path: Path) -> Input:
    """Give a file; a pipe or device is never opened, for to read it may wait for ever."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return Input(path, None, UnreadableError.code)
    return Input(path, None, "" if stat.S_ISREG(mode) else NotDicomError.code)


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(3) in ARCHIVE_STARTS
    except OSError:
        return False


def _archive(path: Path) -> zipfile.ZipFile:
    """Return an archive, opened once in each process: its directory is read as a whole.

    Raises:
        OSError: it can't be read.
        BROKEN: it is no archive that can be read.

    """
    state = path.stat()
    return _kept_open(path, (state.st_ino, state.st_size, state.st_mtime_ns), os.getpid())


@lru_cache(OPEN_ARCHIVES)
def _kept_open(path: Path, _state: tuple[int, ...], _process: int) -> zipfile.ZipFile:
    # The process is part of the key, for a forked one shares the position in the open file.
    return zipfile.ZipFile(path)


def _entries(path: Path) -> list[Input]:
    """Return an archive's entries in the order of their bytes, as the page numbers them."""
    try:
        files = sorted(
            (info.header_offset, number, info)
            for number, info in enumerate(_archive(path).infolist())
            if info.file_size or not info.filename.endswith("/")
        )
        with path.open("rb") as file:
            bounds = _Bounds(file)
            found = [Input(path, number, bounds.code_of(info)) for _, number, info in files]
    except (OSError, *BROKEN):
        return [Input(path, None, DamagedArchiveError.code)]
    return found or [Input(path, None, EmptyArchiveError.code)]


def _kind_code(info: zipfile.ZipInfo) -> str:
    """Return why an entry of this kind is not unpacked, "" if it is."""
    if info.flag_bits & ENCRYPTED:
        return EncryptedEntryError.code
    if info.filename.lower().endswith(".zip"):
        return NestedArchiveError.code
    packed_as_known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not packed_as_known or info.flag_bits & (PATCHED | STRONGLY_ENCRYPTED):
        return UnsupportedEntryError.code
    return ""


class _Bounds:
    """Checks an archive's entries, one after the other in the order of their bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        self._end = 0
        self._total = 0

    def code_of(self, info: zipfile.ZipInfo) -> str:
        """Return why an entry is left out, "" if it isn't; static/inputs.js decides the same."""
        if code := _kind_code(info):
            return code
        if not self._takes_its_place(info):
            return DamagedEntryError.code
        if info.compress_type == zipfile.ZIP_STORED:
            return "" if info.compress_size == info.file_size else DamagedEntryError.code
        return self._inflated_code(info)

    def _inflated_code(self, info: zipfile.ZipInfo) -> str:
        """Return why an entry won't be inflated, "" if it will."""
        self._total += info.file_size
        if info.file_size > LARGEST_ENTRY or self._total > LARGEST_ARCHIVE:
            return OversizedEntryError.code
        if info.file_size > (info.compress_size + 1) * LARGEST_RATIO:
            return DamagedEntryError.code
        return ""

    def _takes_its_place(self, info: zipfile.ZipInfo) -> bool:
        """Tell whether an entry lies in the file and behind those before it.

        Entries that share bytes are how a small file claims to hold a huge amount of data.
        """
        start = info.header_offset
        if not self._end <= start <= self._size - LOCAL_HEADER.size:
            return False
        self._file.seek(start)
        # The local header may be longer than the directory says.
        signature, name, extra = LOCAL_HEADER.unpack(self._file.read(LOCAL_HEADER.size))
        stop: int = start + LOCAL_HEADER.size + name + extra + info.compress_size
        if signature != LOCAL_SIGNATURE or stop > self._size:
            return False
        self._end = stop
        return True


@contextmanager
def opened(item: Input) -> Iterator[Source]:
    """Open an input; an entry of an archive is unpacked to a temporary file without a name.

    Raises:
        DamagedEntryError: the entry can't be unpacked whole.
        OversizedEntryError: the entry is larger than its directory says.
        UnreadableError: the file or entry can't be read.

    """
    if item.entry is None:
        try:
            source = PathSource(item.path)
        except OSError:
            raise UnreadableError from None
        yield source
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as unpacked:
        try:
            _unpack(_archive(item.path), item.entry, unpacked)
        except BROKEN:
            raise DamagedEntryError from None
        except OSError:
            raise UnreadableError from None
        yield FileSource(unpacked)  # type: ignore[arg-type]  # it is a BinaryIO


def _unpack(archive: zipfile.ZipFile, number: int, file: IO[bytes]) -> None:
    """Copy an entry, exactly as many bytes as the archive's directory promises."""
    info = copy(archive.infolist()[number])
    left = info.file_size
    # zipfile would cut an entry off at the promised size, which would hide that there is more.
    info.file_size += PIECE
    with archive.open(info) as entry:
        while piece := entry.read(min(PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise OversizedEntryError
            file.write(piece)
    if left:
        raise DamagedEntryError


class Sink(Protocol):
    """Where results go."""

    def entry(self, name: str, size: int) -> IO[bytes]:
        """Return a context manager to write one entry of `size` bytes."""

    def close(self) -> None:
        """Finish: the output is complete."""

    def discard(self) -> None:
        """Give up: leave no output behind."""


class ZipSink:
    """A ZIP archive, stored, with constant dates; it gets its name when it is complete."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(path.name + ".part")
        self._archive = zipfile.ZipFile(self._draft, "x", zipfile.ZIP_STORED)

    def entry(self, name: str, size: int) -> IO[bytes]:
        """Return a file object for one entry."""
        info = zipfile.ZipInfo(name, FIXED_DATE)
        info.external_attr, info.create_system = ENTRY_MODE, UNIX
        info.file_size = size
        return self._archive.open(info, "w")

    def close(self) -> None:
        """Write the directory and give the archive its name."""
        self._archive.close()
        self._draft.replace(self._path)

    def discard(self) -> None:
        """Remove the unfinished archive."""
        # Where the disk is full, the archive can't even be ended; it must go all the same.
        with suppress(OSError):
            self._archive.close()
        self._draft.unlink(missing_ok=True)


class FolderSink:
    """A folder, made if it isn't there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made = not path.exists()
        path.mkdir(parents=True, exist_ok=True)

    def entry(self, name: str, _size: int) -> BinaryIO:
        """Return a file object for one entry."""
        path = self._path.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    def close(self) -> None:
        """Do nothing: each file is complete when it is closed."""

    def discard(self) -> None:
        """Remove what was written, if the folder was empty before."""
        for child in self._path.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        if self._made:
            self._path.rmdir()


def sink_for(path: Path) -> Sink:
    """Return the sink for an output path: an archive if its name ends in .zip, else a folder.

    Raises:
        FileExistsError: there is something already; nothing is ever overwritten.

    """
    if path.suffix.lower() == ".zip":
        if path.exists():
            raise FileExistsError
        return ZipSink(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError
    return FolderSink(path)
