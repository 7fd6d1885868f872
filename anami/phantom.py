"""Pictures drawn by formula: a slice through an invented head, and words in a 5 by 7 font.

What belongs here: arithmetic on rows of pixels. May not know DICOM. Shapes are filled row by row
with slices, so that even a slow Python draws a study while somebody watches.
"""

from __future__ import annotations

from array import array
from math import cos, pi, sin, sqrt
from typing import Final, NamedTuple

__all__ = ["AIR", "SIZE", "head_slice", "write"]

SIZE: Final = 192
"""Rows and columns of a slice."""
AIR: Final = -1000
_RIPPLE: Final = 61


class _Ellipsoid(NamedTuple):
    """Centre and half axes in units of half the picture (x, y) and of the volume (z), and HU."""

    x: float
    y: float
    z: float
    a: float
    b: float
    c: float
    value: int


_HEAD: Final = (
    _Ellipsoid(0, 0.02, 0, 0.72, 0.9, 1.25, 45),  # scalp
    _Ellipsoid(0, -0.9, -0.35, 0.12, 0.13, 0.3, 40),  # nose
    _Ellipsoid(0, 0.02, 0.02, 0.68, 0.86, 1.2, 900),  # skull
    _Ellipsoid(0, 0.02, 0.02, 0.61, 0.79, 1.13, 8),  # fluid around the brain
    _Ellipsoid(0, 0.03, 0.03, 0.585, 0.765, 1.1, 36),  # grey matter
    _Ellipsoid(-0.27, 0.03, 0.1, 0.25, 0.62, 0.9, 28),  # white matter
    _Ellipsoid(0.27, 0.03, 0.1, 0.25, 0.62, 0.9, 28),
    _Ellipsoid(-0.12, -0.12, 0.15, 0.07, 0.24, 0.45, 6),  # ventricles
    _Ellipsoid(0.12, -0.12, 0.15, 0.07, 0.24, 0.45, 6),
    _Ellipsoid(0, 0.16, 0.05, 0.03, 0.12, 0.4, 7),
    _Ellipsoid(0.3, 0.32, 0.25, 0.1, 0.12, 0.28, 62),  # something to find
    _Ellipsoid(-0.28, -0.62, -0.72, 0.16, 0.17, 0.3, 14),  # eyes
    _Ellipsoid(0.28, -0.62, -0.72, 0.16, 0.17, 0.3, 14),
    _Ellipsoid(-0.28, -0.72, -0.72, 0.06, 0.05, 0.12, 70),
    _Ellipsoid(0.28, -0.72, -0.72, 0.06, 0.05, 0.12, 70),
    _Ellipsoid(0, -0.58, -0.85, 0.12, 0.22, 0.25, AIR),  # sinus
)


def head_slice(height: float) -> array[int]:
    """Return `SIZE` by `SIZE` values in Hounsfield units.

    Args:
        height: where the slice is, from -1 (eyes) to 1 (crown).

    """
    rows = [array("h", [AIR]) * SIZE for _ in range(SIZE)]
    for shape in _HEAD:
        rest = 1 - ((height - shape.z) / shape.c) ** 2
        if rest > 0:
            _fill(rows, shape, sqrt(rest))
    _add_ripple(rows, height)
    flat: array[int] = array("h")
    for row in rows:
        flat.extend(row)
    return flat


def _fill(rows: list[array[int]], shape: _Ellipsoid, scale: float) -> None:
    half = SIZE / 2
    reach = shape.b * scale
    top = max(0, round((1 + shape.y - reach) * half))
    bottom = min(SIZE, round((1 + shape.y + reach) * half))
    for number in range(top, bottom):
        away = ((number + 0.5) / half - 1 - shape.y) / reach
        width = shape.a * scale * sqrt(max(0.0, 1 - away * away))
        first = max(0, round((1 + shape.x - width) * half))
        last = min(SIZE, round((1 + shape.x + width) * half))
        if last > first:
            rows[number][first:last] = array("h", [shape.value]) * (last - first)


def _add_ripple(rows: list[array[int]], height: float) -> None:
    """Add a faint texture, so that the picture isn't all flat; the same every time."""
    wave = [round(4 * sin(2 * pi * at * 7 / _RIPPLE)) for at in range(_RIPPLE)]
    turn = round(20 * cos(height * 5)) + 40
    for number, row in enumerate(rows):
        shift = number * number * turn
        for at in range(number % 2, SIZE, 2):
            if row[at] > AIR:
                row[at] += wave[(at * at + shift) % _RIPPLE]


_GLYPHS: Final = {
    " ": "0 0 0 0 0 0 0",
    ":": "0 4 0 0 0 4 0",
    "-": "0 0 0 e 0 0 0",
    ".": "0 0 0 0 0 0 4",
    "0": "e 11 13 15 19 11 e",
    "1": "4 c 4 4 4 4 e",
    "2": "e 11 1 2 4 8 1f",
    "3": "e 11 1 6 1 11 e",
    "4": "2 6 a 12 1f 2 2",
    "5": "1f 10 1e 1 1 11 e",
    "6": "6 8 10 1e 11 11 e",
    "7": "1f 1 2 4 8 8 8",
    "8": "e 11 11 e 11 11 e",
    "9": "e 11 11 f 1 2 c",
    "A": "e 11 11 1f 11 11 11",
    "B": "1e 11 11 1e 11 11 1e",
    "C": "e 11 10 10 10 11 e",
    "D": "1e 11 11 11 11 11 1e",
    "E": "1f 10 10 1e 10 10 1f",
    "H": "11 11 11 1f 11 11 11",
    "I": "e 4 4 4 4 4 e",
    "L": "10 10 10 10 10 10 1f",
    "M": "11 1b 15 15 11 11 11",
    "N": "11 19 15 13 11 11 11",
    "O": "e 11 11 11 11 11 e",
    "P": "1e 11 11 1e 10 10 10",
    "R": "1e 11 11 1e 14 12 11",
    "S": "f 10 10 e 1 1 1e",
    "T": "1f 4 4 4 4 4 4",
    "U": "11 11 11 11 11 11 e",
    "V": "11 11 11 11 11 a 4",
    "X": "11 11 a 4 a 11 11",
    "Y": "11 11 a 4 4 4 4",
}
"""Seven rows of five bits each, in hexadecimal; the letters that the example needs."""


def write(picture: bytearray, width: int, place: tuple[int, int], text: str, grey: int) -> None:
    """Write `text` into a picture of bytes, each dot two by two pixels.

    Args:
        picture: rows of `width` bytes; changed.
        width: of a row.
        place: column and row of the upper left corner.
        text: of the letters of the font only.
        grey: of the dots.

    """
    left, top = place
    for letter in text:
        for number, bits in enumerate(int(row, 16) for row in _GLYPHS[letter].split()):
            for dot in range(5):
                if bits >> (4 - dot) & 1:
                    at = (top + 2 * number) * width + left + 2 * dot
                    for start in (at, at + width):
                        picture[start : start + 2] = bytes((grey, grey))
        left += 12
