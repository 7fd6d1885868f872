"""The browser's side of the engine: sources over Blobs, and the door through which messages come.

The only module of Anami that imports ``js`` or ``pyodide``. Everything it hands to the rest of the
package is plain Python, and everything it hands back is plain JavaScript: no proxy outlives a call.
Runs only in a worker, for ``FileReaderSync`` exists nowhere else.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from js import Array, FileReaderSync, Uint8Array
from pyodide.ffi import JsException

from anami.model import Source
from anami.source import FIRST_READ

__all__ = ["BlobSource", "door"]

JsValue: TypeAlias = Any
Answer: TypeAlias = Callable[[object, Sequence[Source]], tuple[dict[str, Any], bytes]]


GARBAGE: Final = 50_000
"""Objects that are made, more than are dropped, before garbage is looked for."""


class BlobSource:
    """A source over a Blob or File of the page: reads slices, synchronously, never the whole.

    Its first bytes were read ahead, while Python was busy; reads within them cost nothing, others
    go to the file. Further read-ahead is the reader's business (`anami.source.Window`): a second
    cache would only hold the same bytes twice.
    """

    __slots__ = ("_ahead", "_blob", "_first", "_size")

    def __init__(self, blob: JsValue, ahead: JsValue) -> None:
        self._blob = blob
        self._ahead = ahead
        self._first: bytes | None = None
        self._size = int(blob.size)

    @property
    def size(self) -> int:
        """Number of bytes when the file was chosen."""
        return self._size

    def read(self, start: int, stop: int) -> bytes:
        """Return exactly the bytes [start, stop).

        Raises:
            OSError: the file was changed or removed, or is shorter than it was.

        """
        if self._first is None:
            self._first = self._ahead.subarray(0, FIRST_READ).to_bytes()
        if stop <= len(self._first):
            return self._first[start:stop]
        if stop <= self._ahead.length:
            inside: bytes = self._ahead.subarray(start, stop).to_bytes()
            return inside
        buffer = None
        try:
            buffer = FileReaderSync.new().readAsArrayBuffer(self._blob.slice(start, stop))
            data: bytes = buffer.to_bytes()
        except JsException:
            # The browser's message could name the file: it goes no further.
            raise OSError from None
        finally:
            del buffer
        if len(data) != stop - start:
            raise OSError
        return data


def _to_uint8array(data: bytes) -> JsValue:
    array = Uint8Array.new(len(data))
    if data:
        array.assign(data)
    return array


def door(answer: Answer) -> Callable[[str, JsValue, JsValue], JsValue]:
    """Return the function that the worker calls with each message.

    Args:
        answer: takes a decoded message and the sources of its files, returns the reply's body and
            the bytes that travel beside it; never raises.

    Returns:
        A function of (message as JSON text, JavaScript array of Blobs, JavaScript array of their
        first bytes as Uint8Arrays) that returns a JavaScript array of the reply as JSON text and
        its bytes as a Uint8Array.

    """
    # The engine makes no cycles to speak of, and remembers much: looking for some among all of it
    # again and again took a tenth of the time. What is loaded by now is never garbage.
    gc.freeze()
    gc.set_threshold(GARBAGE)

    def knock(text: str, blobs: JsValue, heads: JsValue) -> JsValue:
        sources = [BlobSource(blob, head) for blob, head in zip(blobs, heads, strict=True)]
        try:
            body, header = answer(json.loads(text), sources)
            return Array.of(json.dumps(body, separators=(",", ":")), _to_uint8array(header))
        finally:
            sources.clear()

    return knock
