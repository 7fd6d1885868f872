"""The corpus of real files, de-identified once for all tests that look at it."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pydicom

from tests.places import shared
from tests.runs import Run, run

if TYPE_CHECKING:
    from pathlib import Path

FILES = 201


@dataclass(frozen=True)
class Pair:
    """A file of the corpus, by its place in it, and what became of it."""

    name: str
    path: Path
    made: Run

    def before(self) -> pydicom.Dataset:
        """Read the original as leniently as pydicom can."""
        return quiet_read(self.made.source)

    def after(self) -> pydicom.Dataset:
        """Read the result."""
        return quiet_read(self.made.data)


def quiet_read(data: bytes) -> pydicom.Dataset:
    """Read with pydicom without its remarks: originals are often not quite right."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(io.BytesIO(data), force=True)


@cache
def pairs() -> tuple[Pair, ...]:
    """De-identify every file of the corpus, or skip when it is absent."""
    folder = shared("corpus", "files")
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return tuple(
        Pair(str(path.relative_to(folder)), path, run(path.read_bytes())) for path in found
    )


def done() -> list[Pair]:
    """Give the files that were de-identified."""
    return [pair for pair in pairs() if pair.made.done]
