"""Instance → how its pixels are to be read and shown, without decoding them.

May know: PS3.3 C.7.6 (image modules), C.11 (look-up tables), PS3.5 §8 and Annex A (encodings).
Pixels stay where they are: what is told is where the bytes of each frame stand. Decoding and
drawing is the page's (`static/viewer-pixels-worker.js`). Nothing here decides what is written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from anami.errors import RefusedError, SkippedError
from anami.fragments import frame_ranges
from anami.model import Dataset, Element, Range
from anami.palettes import expanded, words
from anami.reader import Instance, read_instance
from anami.shown import FORMATS, numbers
from anami.source import SourceLike, loader, open_source
from anami.surveying import text_of

if TYPE_CHECKING:
    from anami.model import Encoding

__all__ = ["Absence", "describe"]

Json = dict[str, Any]

PHOTOMETRIC: Final = 0x00280004
FRAMES: Final = 0x00280008
PIXEL_ATTRIBUTES: Final = {0x7FE00010: "", 0x7FE00008: "float32", 0x7FE00009: "float64"}
SHARED_GROUPS: Final = 0x52009229
FRAME_GROUPS: Final = 0x52009230
MOST_PIXELS: Final = 1 << 27
"""Pixels of one frame that are drawn; a whole slide in one frame would not fit into memory."""
MOST_FRAMES: Final = 1 << 20
LARGEST_INFLATED: Final = 128 * 1024 * 1024
"""Bytes of pixels that travel to the page where no range of the file holds them."""
LARGEST_TABLE: Final = 1 << 16
PALETTES: Final = (0x00281101, 0x00281102, 0x00281103)
SEGMENTED: Final = 0x20
"""From a palette's data to its segmented data."""
CODECS: Final = {
    "1.2.840.10008.1.2.5": "rle",
    "1.2.840.10008.1.2.8.1": "deflate",
    "1.2.840.10008.1.2.4.80": "jpeg-ls",
    "1.2.840.10008.1.2.4.81": "jpeg-ls",
    "1.2.840.10008.1.2.4.90": "jpeg-2000",
    "1.2.840.10008.1.2.4.91": "jpeg-2000",
    "1.2.840.10008.1.2.4.201": "htj2k",
    "1.2.840.10008.1.2.4.202": "htj2k",
    "1.2.840.10008.1.2.4.203": "htj2k",
    **{f"1.2.840.10008.1.2.4.{number}": "jpeg" for number in (50, 51, 53, 55, 57, 70)},
}
"""Transfer syntax → family of codec; which process of JPEG it is, the stream itself says."""


class Absence(StrEnum):
    """Why there is nothing to draw; worded in the locale files as ``image.absent.<code>``."""

    NO_IMAGE = "no-image"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"


class _AbsentError(Exception):
    def __init__(self, absence: Absence) -> None:
        super().__init__(absence.value)
        self.absence = absence


def describe(source: SourceLike) -> tuple[Json, bytes]:
    """Tell how the pixels of one input are to be read and shown.

    Args:
        source: path, bytes, binary file object or Source. Pixel data is not read, but for the
            lengths of its fragments, and whole where the data set is deflated.

    Returns:
        a description, and the bytes of its tables (and pixels, if ``inline``). If there is nothing
        to draw, the description is only ``{"code": …}``, an `Absence`. Else ``code`` is "" and

        - ``rows``, ``columns``, ``samples``, ``photometric``, ``planar``, ``frames``;
        - ``allocated``, ``stored``, ``high``: bits; ``bits``: of a native frame; ``signed``;
          ``real``: "", float32 or float64;
        - ``codec``: native or one of `CODECS`; ``big``: 16-bit words of native pixels are big
          endian; ``words``: so are pairs of 8-bit samples (VR OW);
        - ``inline``: the pixels follow the tables in the bytes, not in the file;
        - ``start``, ``length``: the range of native pixels; ``pieces``: for encapsulated ones, each
          frame's ranges;
        - ``aspect``: height of a pixel by its width; ``modality``;
        - ``values``: slope, intercept and windows, or ``per_frame``, a list of these;
        - ``padding``: first and last value that is no image, or None;
        - ``inverse``: the presentation LUT shape is INVERSE;
        - ``tables``: ``modality``, ``voi``, ``red``, ``green``, ``blue`` where there are such, each
          with ``first`` (mapped value), ``bits``, ``offset`` and ``entries`` (of 16-bit little
          endian words in the bytes).

    """
    try:
        instance = read_instance(open_source(source))
        return _Describer(instance).describe()
    except _AbsentError as error:
        return {"code": error.absence.value}, b""
    except SkippedError:
        return {"code": Absence.NO_IMAGE.value}, b""
    except (RefusedError, OSError):
        return {"code": Absence.UNREADABLE.value}, b""
    except (ValueError, ArithmeticError):
        return {"code": Absence.DAMAGED.value}, b""


@dataclass(slots=True)
class _Describer:
    """Reads one instance's image attributes; raises _AbsentError where nothing can be drawn."""

    instance: Instance

    def describe(self) -> tuple[Json, bytes]:
        dataset = self.instance.dataset
        tag = next((tag for tag in PIXEL_ATTRIBUTES if dataset.get(tag) is not None), None)
        pixels = None if tag is None else dataset.get(tag)
        if tag is None or pixels is None or not len(pixels.value):
            raise _AbsentError(Absence.NO_IMAGE)
        described = self._module(PIXEL_ATTRIBUTES[tag])
        header = bytearray()
        described["tables"] = self._tables(header)
        self._place(described, pixels, header)
        return described, bytes(header)

    def _module(self, real: str) -> Json:
        """Return the attributes of the Image Pixel Module (PS3.3 2026d §C.7.6.3), checked."""
        rows, columns = self._number(0x00280010), self._number(0x00280011)
        frames = max(1, int(_decimal(text_of(self.instance.dataset, FRAMES)) or 1))
        samples = self._number(0x00280002) or 1
        allocated = {"float32": 32, "float64": 64}.get(real) or self._number(0x00280100)
        stored = self._number(0x00280101) or allocated
        if not rows or not columns or not 1 <= stored <= allocated or frames > MOST_FRAMES:
            raise _AbsentError(Absence.DAMAGED)
        if rows * columns * samples > MOST_PIXELS:
            raise _AbsentError(Absence.TOO_LARGE)
        if samples not in (1, 3) or allocated not in (1, 8, 16, 32, *((64,) if real else ())):
            raise _AbsentError(Absence.UNSUPPORTED)
        photometric = text_of(self.instance.dataset, PHOTOMETRIC).upper()
        # Two pixels share their colour (PS3.3 §C.7.6.3.1.2), in native pixels only.
        halved = samples == 3 and photometric == "YBR_FULL_422"  # noqa: PLR2004 - colours
        return {
            "code": "",
            "rows": rows,
            "columns": columns,
            "samples": samples,
            "photometric": photometric or "MONOCHROME2",
            "planar": self._number(0x00280006),
            "frames": frames,
            "allocated": allocated,
            "bits": rows * columns * allocated * (2 if halved else samples),
            "stored": stored,
            "high": self._number(0x00280102, stored - 1),
            "signed": self._signed(),
            "real": real,
            "aspect": self._aspect(),
            "modality": text_of(self.instance.dataset, 0x00080060),
            "padding": self._padding(),
            "inverse": text_of(self.instance.dataset, 0x20500020) == "INVERSE",
            **self._values(),
        }

    def _place(self, described: Json, pixels: Element, header: bytearray) -> None:
        """Say where the bytes of the frames stand (PS3.5 2026d §8.1, §A.4)."""
        load = loader(self.instance.source)
        if pixels.encapsulated:
            codec = CODECS.get(self.instance.transfer_syntax)
            if codec is None or not isinstance(pixels.value, Range):
                raise _AbsentError(Absence.UNSUPPORTED)
            pieces = frame_ranges(pixels.value, described["frames"], self.instance.dataset, load)
            if not pieces:
                raise _AbsentError(Absence.DAMAGED)
            described |= {"codec": codec, "inline": False, "pieces": pieces, "big": False}
            described |= {"start": 0, "length": 0, "words": False}
            return
        big = not self.instance.encoding.little
        described |= {"codec": "native", "pieces": [], "big": big, "words": pixels.vr == "OW"}
        inline = self.instance.inflated or not isinstance(pixels.value, Range)
        length = len(pixels.value)
        if not inline and isinstance(pixels.value, Range):
            described |= {"inline": False, "start": pixels.value.start, "length": length}
            return
        if length > LARGEST_INFLATED:
            raise _AbsentError(Absence.TOO_LARGE)
        described |= {"inline": True, "start": len(header), "length": length}
        header += load(pixels.value)

    def _number(self, tag: int, absent: int = 0) -> int:
        found = _binary(self.instance.dataset.get(tag), self.instance.encoding)
        return int(found[0]) if found else absent

    def _signed(self) -> bool:
        return self._number(0x00280103) == 1

    def _padding(self) -> list[int] | None:
        """Return the range of Pixel Padding Value (PS3.3 2026d §C.7.5.1.1.2)."""
        ends = []
        for tag in (0x00280120, 0x00280121):
            element = self.instance.dataset.get(tag)
            found = _binary(element, self.instance.encoding, "SS" if self._signed() else "US")
            ends += [int(number) for number in found[:1]]
        return [min(ends), max(ends)] if ends else None

    def _aspect(self) -> float:
        """Return height by width of a pixel: spacing if there is one, else the aspect ratio."""
        dataset = self.instance.dataset
        shared = _first_item(dataset.get(SHARED_GROUPS))
        measures = _first_item(shared.get(0x00289110)) if shared else None
        for where, tag in (
            (dataset, 0x00280030),
            (measures, 0x00280030),
            (dataset, 0x00181164),
            (dataset, 0x00280034),
        ):
            pair = _decimals(where, tag) if where else ()
            if len(pair) == 2 and min(pair) > 0 and 0.05 < pair[0] / pair[1] < 20:  # noqa: PLR2004 - row and column spacing; beyond this it is a mistake
                return pair[0] / pair[1]
        return 1.0

    def _values(self) -> Json:
        """Return how stored values become grey (PS3.3 2026d §C.11.1, C.11.2, C.7.6.16)."""
        dataset = self.instance.dataset
        base = _transformation([dataset])
        shared = _first_item(dataset.get(SHARED_GROUPS))
        if shared is not None:
            base = _transformation(_functional(shared), base)
        frames = dataset.get(FRAME_GROUPS)
        each = [
            _transformation(_functional(item), base)
            for item in ((frames.items or ()) if frames is not None else ())
        ]
        if not each or all(one == each[0] for one in each):
            return {"values": each[0] if each else base, "per_frame": []}
        return {"values": base, "per_frame": each}

    def _tables(self, header: bytearray) -> Json:
        """Append the look-up tables to `header` and say where they stand."""
        dataset = self.instance.dataset
        tables = {}
        for name, tag in (("modality", 0x00283000), ("voi", 0x00283010)):
            item = _first_item(dataset.get(tag))
            if item is not None:
                tables[name] = self._table(item, 0x00283002, 0x00283006, header)
        if text_of(dataset, PHOTOMETRIC).upper() == "PALETTE COLOR":
            for name, at in (("red", 1), ("green", 2), ("blue", 3)):
                found = self._table(dataset, 0x00281100 + at, 0x00281200 + at, header)
                if found is None:
                    raise _AbsentError(Absence.UNSUPPORTED)
                tables[name] = found
        return {name: table for name, table in tables.items() if table}

    def _table(
        self, dataset: Dataset, descriptor: int, data: int, header: bytearray
    ) -> Json | None:
        """Read one table (PS3.3 2026d §C.11.1.1.1, §C.7.6.3.1.5); None if there is none."""
        encoding, load = self.instance.encoding, loader(self.instance.source)
        described = dataset.get(descriptor)
        sizes = _binary(described, encoding)
        plain, segmented = dataset.get(data), dataset.get(data + SEGMENTED)
        if len(sizes) != 3:  # noqa: PLR2004 - entries, first value, bits
            return None
        entries = int(sizes[0]) or LARGEST_TABLE
        first = int(_binary(described, encoding, "SS" if self._signed() else "US")[1])
        if plain is not None:
            swapped = not encoding.little and plain.vr == "OW"
            found = words(load(plain.value), entries, little=encoding.little, swapped=swapped)
        elif segmented is not None and descriptor in PALETTES:
            segments = numbers(load(segmented.value), "US", little=encoding.little)
            found = expanded([int(one) for one in segments], entries)
        else:
            return None
        offset = len(header)
        header += b"".join(word.to_bytes(2, "little") for word in found)
        return {"first": first, "bits": int(sizes[2]), "offset": offset, "entries": len(found)}


def _binary(element: Element | None, encoding: Encoding, vr: str = "") -> tuple[int | float, ...]:
    """Return the numbers of a binary element, () if there is none."""
    if element is None or not isinstance(element.value, bytes) or element.items is not None:
        return ()
    wanted = vr or (element.vr if element.vr in FORMATS else "US")
    return numbers(element.value, wanted, little=encoding.little)


def _decimal(text: str) -> float | None:
    """Return the number that a text says (DS, IS), None if none that is finite."""
    try:
        number = float(text.split("\\", maxsplit=1)[0])
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _decimals(dataset: Dataset, tag: int) -> tuple[float, ...]:
    found = [_decimal(text) for text in text_of(dataset, tag).split("\\")]
    return tuple(number for number in found if number is not None)


def _first_item(element: Element | None) -> Dataset | None:
    return element.items[0] if element is not None and element.items else None


def _functional(groups: Dataset) -> list[Dataset]:
    """Return the items of a functional group that say how values become grey."""
    wanted = (groups.get(0x00289145), groups.get(0x00289132))
    return [item for item in map(_first_item, wanted) if item is not None]


def _transformation(datasets: list[Dataset], base: Json | None = None) -> Json:
    """Return slope, intercept, windows and their function; what isn't there is that of `base`."""
    found = dict(base or {"slope": 1.0, "intercept": 0.0, "windows": [], "function": "LINEAR"})
    for dataset in datasets:
        slope, intercept = _decimals(dataset, 0x00281053), _decimals(dataset, 0x00281052)
        if slope and slope[0] and intercept:
            found |= {"slope": slope[0], "intercept": intercept[0]}
        centers, widths = _decimals(dataset, 0x00281050), _decimals(dataset, 0x00281051)
        names = text_of(dataset, 0x00281055).split("\\")
        windows = [
            {"center": center, "width": width, "name": name.strip()}
            for center, width, name in zip(
                centers, widths, [*names, *([""] * len(centers))], strict=False
            )
            if width > 0
        ]
        if windows:
            function = text_of(dataset, 0x00281056).upper()
            known = function in ("LINEAR_EXACT", "SIGMOID")
            found |= {"windows": windows, "function": function if known else "LINEAR"}
    return found
