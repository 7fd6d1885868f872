"""Inputs and sinks on disk: folders, files, ZIP archives in, ZIP or folder out.

Knows files and archives, nothing of DICOM. Originals are opened for reading only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Final, Protocol

from anami.errors import (
    DamagedArchiveError,
    DamagedEntryError,
    EmptyArchiveError,
    EncryptedEntryError,
    NestedArchiveError,
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
LARGEST_ENTRY: Final = 4 * 1024**3
ENCRYPTED: Final = 0x1
ARCHIVE: Final = b"PK\x03\x04"
EMPTY_ARCHIVE: Final = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or one entry of a ZIP archive.

    Attributes:
        path: the file or archive.
        entry: number of the entry in the archive, or None for a file.
        code: why it is left out without being opened, "" to open it.

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
    found: list[Input] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError
        files = _walk(path) if path.is_dir() else iter((path,))
        for file in files:
            if leave_out is not None and file.resolve() == leave_out.resolve():
                continue
            found.extend(_entries(file) if _is_archive(file) else (Input(file),))
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files))


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in (ARCHIVE, EMPTY_ARCHIVE)
    except OSError:
        return False


def _entries(path: Path) -> Iterator[Input]:
    try:
        with zipfile.ZipFile(path) as archive:
            files = [
                (number, info)
                for number, info in enumerate(archive.infolist())
                if not info.is_dir()
            ]
            if not files:
                yield Input(path, None, EmptyArchiveError.code)
            for number, info in files:
                yield Input(path, number, _entry_code(archive, info))
    except (OSError, zipfile.BadZipFile):
        yield Input(path, None, DamagedArchiveError.code)


def _entry_code(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """Return why an entry is left out, "" if it isn't."""
    if info.flag_bits & ENCRYPTED:
        return EncryptedEntryError.code
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return UnsupportedEntryError.code
    if info.file_size > LARGEST_ENTRY:
        return OversizedEntryError.code
    if info.filename.lower().endswith(".zip"):
        try:
            with archive.open(info) as start:
                return NestedArchiveError.code if start.read(4) == ARCHIVE else ""
        except (OSError, zipfile.BadZipFile, zlib.error):
            return DamagedEntryError.code
    return ""


@contextmanager
def opened(item: Input) -> Iterator[Source]:
    """Open an input; an entry of an archive is unpacked to a temporary file without a name.

    Raises:
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
            with zipfile.ZipFile(item.path) as archive:
                info = archive.infolist()[item.entry]
                with archive.open(info) as entry:
                    _copy(entry, unpacked, info.file_size)
        except (zipfile.BadZipFile, EOFError, zlib.error):
            raise DamagedEntryError from None
        except (OSError, IndexError):
            raise UnreadableError from None
        yield FileSource(unpacked)  # type: ignore[arg-type]  # it is a BinaryIO


def _copy(entry: IO[bytes], file: IO[bytes], size: int) -> None:
    """Copy an entry, at most as many bytes as the archive's directory promises."""
    left = size
    while piece := entry.read(min(1024 * 1024, left + 1)):
        left -= len(piece)
        if left < 0:
            raise OversizedEntryError
        file.write(piece)


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
        self._archive = zipfile.ZipFile(self._draft, "w", zipfile.ZIP_STORED)

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
