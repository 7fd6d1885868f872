"""Sources: random access to the bytes of an input, with a bounded window over them.

Knows nothing of DICOM. Files, bytes and binary file objects become a `Source` here; the browser
has its own in `anami.runtime.browser`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from anami.errors import TruncatedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import RawIOBase

    from anami.model import Part, Source

__all__ = ["BytesSource", "FileSource", "SourceLike", "Window", "loader", "open_source"]

SourceLike: TypeAlias = (
    "Source | bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO"
)

FIRST_READ = 64 * 1024
LARGEST_READ = 1024 * 1024


class BytesSource:
    """An input that is already in memory."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self._data)

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes [start, stop)."""
        return self._data[start:stop]


class FileSource:
    """An input that is a seekable binary file object; its position is put back by nobody."""

    __slots__ = ("_file", "_size")

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)

    @property
    def size(self) -> int:
        """Number of bytes when the source was opened."""
        return self._size

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes [start, stop)."""
        self._file.seek(start)
        return self._file.read(stop - start)


class PathSource:
    """An input that is a file on disk, opened for each read so that many can be at hand at once."""

    __slots__ = ("_path", "_size")

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._size = os.stat(self._path).st_size  # noqa: PTH116 - making a Path takes ten times as long

    @property
    def size(self) -> int:
        """Number of bytes when the source was opened."""
        return self._size

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes [start, stop)."""
        # What is read is read once, in large pieces: a buffer would only be filled for nothing.
        with open(self._path, "rb", buffering=0) as file:  # noqa: PTH123 - see above
            file.seek(start)
            return _all_of(file, stop - start)


def _all_of(file: RawIOBase, size: int) -> bytes:
    """Read so many bytes, or what there is; a single read may give less than both."""
    piece = file.read(size) or b""
    while 0 < len(piece) < size and (more := file.read(size - len(piece))):
        piece += more
    return piece


def open_source(source: SourceLike) -> Source:
    """Return `source` as a Source.

    Args:
        source: a path, bytes, a seekable binary file object, or a Source already.

    Raises:
        UnreadableError: the file can't be opened.

    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        return BytesSource(bytes(source))
    if isinstance(source, (str, os.PathLike)):
        try:
            return PathSource(source)
        except OSError:
            raise UnreadableError from None
    if hasattr(source, "size"):
        return cast("Source", source)
    return FileSource(source)


def loader(source: Source) -> Callable[[Part], bytes]:
    """Return a function that gives the bytes of a part, which may be a range of `source`.

    The function raises UnreadableError if the source ends before the range does.
    """

    def load(part: Part) -> bytes:
        if isinstance(part, bytes):
            return part
        value = source.read(part.start, part.stop)
        if len(value) != len(part):
            raise UnreadableError
        return value

    return load


class Window:
    """Reads a source piece by piece and keeps the last piece, so that small reads are cheap.

    The piece grows while reading goes on, so that a small header costs one small read and a large
    one costs few reads. Memory stays under the largest piece plus the largest single value.

    Attributes:
        size: bytes of the source.
        piece: the last piece read; whoever finds all that it needs there may look without asking.
        base: where the piece starts in the source.

    """

    __slots__ = ("_next_read", "_source", "base", "piece", "size")

    def __init__(self, source: Source) -> None:
        self._source = source
        self.piece = b""
        self.base = 0
        self._next_read = FIRST_READ
        self.size = source.size

    def read(self, start: int, stop: int) -> bytes:
        """Return exactly the bytes [start, stop).

        Raises:
            TruncatedError: the source ends before `stop`.
            UnreadableError: the source fails.

        """
        begin = start - self.base
        end = stop - self.base
        if begin >= 0 and end <= len(self.piece):
            return self.piece[begin:end]
        if stop > self.size:
            raise TruncatedError
        self._fill(start, stop)
        return self.piece[: stop - start]

    def peek(self, start: int, stop: int) -> bytes:
        """Return the bytes [start, stop) without reading on: what follows won't be wanted.

        Raises:
            TruncatedError: the source ends before `stop`.
            UnreadableError: the source fails.

        """
        if start >= self.base and stop <= self.base + len(self.piece):
            return self.read(start, stop)
        if stop > self.size:
            raise TruncatedError
        try:
            piece = self._source.read(start, stop)
        except OSError:
            raise UnreadableError from None
        if len(piece) != stop - start:
            raise UnreadableError
        return piece

    def _fill(self, start: int, stop: int) -> None:
        wanted = max(stop, min(start + self._next_read, self.size))
        self._next_read = min(self._next_read * 2, LARGEST_READ)
        try:
            piece = self._source.read(start, wanted)
        except OSError:
            raise UnreadableError from None
        if len(piece) != wanted - start:
            raise UnreadableError
        self.base = start
        self.piece = piece
