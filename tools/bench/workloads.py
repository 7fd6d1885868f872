"""The files that a bench works on: real series where they are, and generated ones.

Generated files come from tests/builders.py: an invented person, values at every place that the
profile knows. Bytes are written in full, never as holes, so that reading them is real work.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests import builders as b
from tools.bench.model import GIGA, MEGA, Workload
from tools.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SHARED: Final = Path(os.environ.get("ANAMI_SHARED", ROOT.parent / "shared"))
_SERIES: Final = {"ct": ("ct-head", 140, 512), "mr": ("mr-structural", 384, 320)}
"""Folder in corpus-perf; instances and rows of what is generated in its stead."""
_PLACEHOLDER: Final = 111_111
FIRST_NUMBER: Final = 100_000
"""Instance numbers of numbered files: six digits, so that a number can be put in its place."""
_ROWS: Final = 1024
_FRAME: Final = _ROWS * _ROWS
_MULTI_FRAME: Final = "1.2.840.10008.5.1.4.1.1.7.2"
_BLOCK: Final = 16 * MEGA
_PREFIX: Final = 132


def numbered(elements: Callable[[int], Sequence[b.Element]]) -> Callable[[int], bytes]:
    """Return a maker of files that differ in their number: one is encoded, digits are replaced."""
    template = b.part10(b.ordered(elements(_PLACEHOLDER)))
    digits = str(_PLACEHOLDER).encode()
    return lambda number: template.replace(digits, str(FIRST_NUMBER + number).encode())


def tiny(folder: Path, count: int) -> Iterator[Path]:
    """Write CT instances of 8 by 8 pixels; more than a thousand go into folders of a thousand."""
    make = numbered(lambda number: b.ct(number=number))
    for number in range(count):
        part = folder / f"{number // 1000:03d}" if count > 1000 else folder  # noqa: PLR2004
        part.mkdir(parents=True, exist_ok=True)
        path = part / f"{number:06d}.dcm"
        path.write_bytes(make(number))
        yield path


def slices(folder: Path, count: int, rows: int) -> Iterator[Path]:
    """Write a CT series with pixels."""
    pixels = b.pixels(rows, rows)
    make = numbered(lambda number: b.put(b.ct(number=number), *pixels))
    for number in range(count):
        path = folder / f"{number:04d}.dcm"
        path.write_bytes(make(number))
        yield path


def enhanced(folder: Path, count: int, frames: int) -> Iterator[Path]:
    """Write Enhanced MR instances with functional groups of many frames."""
    for number in range(count):
        path = folder / f"{number:02d}.dcm"
        path.write_bytes(b.part10(_enhanced(number, frames)))
        yield path


def _enhanced(number: int, frames: int) -> list[b.Element]:
    p = b.PERSONA
    groups = [
        [
            b.seq(
                "FrameContentSequence",
                [
                    b.el("FrameAcquisitionDateTime", f"{p.study_date}{p.study_time}"),
                    b.el("FrameReferenceDateTime", f"{p.study_date}{p.study_time}"),
                    b.el("FrameComments", f"frame of {p.family}"),
                    b.el("DimensionIndexValues", (frame,)),
                ],
            ),
            b.seq("PlanePositionSequence", [b.el("ImagePositionPatient", f"0\\0\\{frame}")]),
            b.seq("ReferencedImageSequence", b.referenced(b.MR, p.uid(1, 2, frame))),
        ]
        for frame in range(1, frames + 1)
    ]
    return b.put(
        b.enhanced_mr(),
        b.el("SOPInstanceUID", p.uid(1, 7, FIRST_NUMBER + number)),
        b.el("InstanceNumber", str(number + 1)),
        b.el("NumberOfFrames", str(frames)),
        b.seq("PerFrameFunctionalGroupsSequence", *groups),
        *b.pixels(frames=frames),
    )


def multi_frame(path: Path, number: int, size: int) -> Path:
    """Write one multi-frame secondary capture of about `size` bytes of pixels."""
    frames = max(1, round(size / _FRAME))
    length = frames * _FRAME
    elements = b.put(
        b.drop(b.sc(), "PixelData"),
        b.el("SOPClassUID", _MULTI_FRAME),
        b.el("SOPInstanceUID", b.PERSONA.uid(1, 9, FIRST_NUMBER + number)),
        b.el("InstanceNumber", str(number + 1)),
        b.el("NumberOfFrames", str(frames)),
        b.el("SamplesPerPixel", 1),
        b.el("PhotometricInterpretation", "MONOCHROME2"),
        b.el("Rows", _ROWS),
        b.el("Columns", _ROWS),
        b.Element(0x7FE00010, "OB", b"", length=length),
    )
    block = bytes(i * 37 % 251 for i in range(_FRAME)) * (_BLOCK // _FRAME)
    with path.open("wb") as file:
        file.write(b.part10(elements))
        for start in range(0, length, len(block)):
            file.write(block[: length - start])
    return path


def volumes(folder: Path, size: int, each: int = 10 * MEGA) -> list[Path]:
    """Write multi-frame files of `each` bytes that come to `size` bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    count = max(1, round(size / each))
    return [multi_frame(folder / f"{n:05d}.dcm", n, each) for n in range(count)]


def is_dicom(path: Path) -> bool:
    """Tell whether a file has the preamble of a DICOM file (PS3.10 7.1)."""
    with path.open("rb") as file:
        return file.read(_PREFIX)[-4:] == b"DICM"


def _series(folder: Path, name: str, *, quick: bool) -> tuple[list[Path], str]:
    """Copy a real series, or generate one of its size; return the files and their origin."""
    source_name, count, rows = _SERIES[name]
    source = SHARED / "corpus-perf" / source_name
    count = 20 if quick else count
    if not source.is_dir():
        why = f"generated: corpus-perf/{source_name} is absent (ANAMI_SHARED)"
        return list(slices(folder, count, rows)), why
    chosen = [path for path in sorted(source.iterdir()) if path.is_file() and is_dicom(path)]
    chosen = [path for path in chosen if path.name != "DIRFILE"][: count if quick else None]
    # Whatever the copy is called, its mode lets the bench remove it again.
    files = [Path(shutil.copyfile(path, folder / path.name)) for path in chosen]
    return files, f"real: {source_name}"


def make(name: str, place: Path, *, quick: bool) -> Workload:
    """Make a workload in a new folder under `place`; `quick` makes it small."""
    folder = place / f"workload-{name}"
    folder.mkdir()
    origin = "generated"
    if name in _SERIES:
        files, origin = _series(folder, name, quick=quick)
    elif name == "tiny":
        files = list(tiny(folder, 50 if quick else 1000))
    elif name == "enhanced":
        files = list(enhanced(folder, 2 if quick else 4, 200 if quick else 1000))
    else:
        files = [multi_frame(folder / "big.dcm", 0, 50 * MEGA if quick else 2 * GIGA)]
    size = sum(path.stat().st_size for path in files)
    return Workload(name, folder, tuple(files), size, origin)
