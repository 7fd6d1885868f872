"""Drawn pixels are what the standard's formulas say, in a real browser under the page's policy.

Small images whose values are known, one for each way to store pixels; and of the corpus each
compressed image beside an uncompressed one of the same pixels.
"""

from __future__ import annotations

import hashlib
import math
import struct
from typing import TYPE_CHECKING, Final

import pytest

from tests import builders
from tests.browser.drawing import Drawn, draw, open_drawing_board
from tests.builders import RLE, Element, el, encapsulated, part10, put, seq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Page

ROWS, COLUMNS = 2, 4
STORED: Final = (0, 1, 100, 1000, 2000, 3000, 4000, 4095)
BYTES: Final = (0, 1, 7, 64, 128, 200, 254, 255)
COLOURS: Final = (
    *((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)),
    *((0, 0, 0), (10, 20, 30), (200, 100, 50), (128, 128, 128)),
)
# What pydicom, pylibjpeg and numpy made of the first frame, as bytes of red, green and blue, in the
# window that stands in the file or else the whole range: the first digits of its SHA-256.
EXACT: Final = {
    "JPEGLossless_1s_1f_u_16_12.dcm": "501fd35924f3ebf4",
    "CT0012.fragmented_no_bot_jpeg_lossless.70.dcm": "c9273391878ee4e1",
    "jpeg_lossless_sel1-8bit.dcm": "24153d5a5803092e",
    "JPEGLosslessP14SV1_3s_2f_u_08_08.dcm": "c4c37b9fbd6897e3",
    "sm_image_jpegls_nobot.dcm": "fca966161a41548b",
    "JPEGLSNearLossless_16.dcm": "1b20e6ab5094d2c9",
    "jpeg2k_3d.dcm": "9a2f56785c139fb2",
    "GDCMJ2K_TextGBR.dcm": "bea5673fdd49313f",
    "TOSHIBA_J2K_SIZ1_PixRep0.dcm": "3d2379f1fb154a0a",
    "ELSCINT1_JP2vsJ2K.dcm": "cb64d75cf6b84034",
    "US1_J2KI.dcm": "2138e755d364de89",
    "HTJ2KLossless_08_RGB.dcm": "9d87240604f5d752",
    "SC_rgb_rle_2frame.dcm": "169e619557b12114",
    "SC_rgb_expb_16bit_2frame.dcm": "169e619557b12114",
    "rtdose_rle_1frame.dcm": "0a14be437ec28385",
    "OBXXXX1A_rle_2frame.dcm": "f27736ea1acb75cb",
    "gdcm-US-ALOKA-16_big.dcm": "97697b719ccd7c15",
    "image_dfl.dcm": "d73740a58f34dca2",
    "seg_image_ct_binary_overlap.dcm": "3217991055f8ae75",
}
# Decoders differ a little in what they make of the colours of lossy JPEG: the mean of each colour.
LOSSY: Final = {
    "IM00001.fragmented_no_bot_jpeg_baseline.50.dcm": (53.4, 57.0, 58.7),
    "examples_ybr_color.dcm": (9.2, 9.5, 9.7),
    "ctbrain1.dcm": (252.6, 252.6, 252.6),
    "HTJ2K_08_RGB.dcm": (166.3, 132.6, 82.4),
}
TWELVE_BITS: Final = ("JPEG-lossy.dcm", "RG2_JPLY_fixed.dcm")


@pytest.fixture
def board(page: Page, site: str) -> Page:
    """Give a page that draws."""
    open_drawing_board(page, site)
    return page


def _image(value: bytes, *changes: Element, vr: str = "OW") -> list[Element]:
    plain = builders.drop(
        builders.ct(), "WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept"
    )
    sized = put(plain, el("Rows", ROWS), el("Columns", COLUMNS), el("PixelData", value, vr))
    return put(sized, *changes)


def _bits(allocated: int, stored: int, high: int | None = None) -> list[Element]:
    return [
        el("BitsAllocated", allocated),
        el("BitsStored", stored),
        el("HighBit", stored - 1 if high is None else high),
    ]


def _window(center: float, width: float, *more: Element) -> list[Element]:
    return [el("WindowCenter", str(center)), el("WindowWidth", str(width)), *more]


def _linear(value: float, center: float, width: float) -> int:
    """PS3.3 C.11.2.1.2.1, written down once more."""
    if value <= center - 0.5 - (width - 1) / 2:
        return 0
    if value > center - 0.5 + (width - 1) / 2:
        return 255
    return round(((value - (center - 0.5)) / (width - 1) + 0.5) * 255)


def _near(drawn: Drawn, expected: Sequence[int]) -> None:
    assert drawn.code == ""
    assert all(abs(one - two) <= 1 for one, two in zip(drawn.greys(), expected, strict=True)), (
        drawn.greys(),
        expected,
    )


def _words(values: Sequence[int], order: str = "<") -> bytes:
    return struct.pack(f"{order}{len(values)}H", *values)


def test_a_window_is_applied_to_rescaled_values(board: Page) -> None:
    scale = [el("RescaleSlope", "2"), el("RescaleIntercept", "-1000")]
    elements = _image(_words(STORED), *_window(1000, 4000), *scale)
    _near(draw(board, part10(elements)), [_linear(2 * v - 1000, 1000, 4000) for v in STORED])


@pytest.mark.parametrize("form", builders.NATIVE_FORMS, ids=lambda form: form.name)
def test_each_native_encoding_shows_the_same(board: Page, form: builders.Form) -> None:
    elements = _image(_words(STORED, form.order), *_window(2048, 4096))
    _near(draw(board, part10(elements, form)), [_linear(v, 2048, 4096) for v in STORED])


def test_monochrome1_shows_low_values_bright(board: Page) -> None:
    elements = _image(
        _words(STORED), *_window(2048, 4096), el("PhotometricInterpretation", "MONOCHROME1")
    )
    _near(draw(board, part10(elements)), [255 - _linear(v, 2048, 4096) for v in STORED])
    _near(draw(board, part10(elements), invert=True), [_linear(v, 2048, 4096) for v in STORED])


def test_signed_values_are_signed_by_bits_stored(board: Page) -> None:
    values = (-2048, -1000, -1, 0, 1, 500, 1500, 2047)
    elements = _image(
        _words([value & 0xFFF for value in values]),
        el("PixelRepresentation", 1),
        *_window(0, 4096),
    )
    _near(draw(board, part10(elements)), [_linear(v, 0, 4096) for v in values])


def test_bits_that_are_not_stored_do_not_show(board: Page) -> None:
    elements = _image(_words([v | 0xA000 for v in STORED]), *_window(2048, 4096))
    _near(draw(board, part10(elements)), [_linear(v, 2048, 4096) for v in STORED])
    shifted = _image(_words([v << 4 | 5 for v in STORED]), *_bits(16, 12, 15), *_window(2048, 4096))
    _near(draw(board, part10(shifted)), [_linear(v, 2048, 4096) for v in STORED])


def test_eight_bits_in_either_byte_order(board: Page) -> None:
    changes = [*_bits(8, 8), *_window(128, 256)]
    expected = [_linear(v, 128, 256) for v in BYTES]
    _near(draw(board, part10(_image(bytes(BYTES), *changes, vr="OB"))), expected)
    swapped = bytes(byte for at in range(0, 8, 2) for byte in (BYTES[at + 1], BYTES[at]))
    _near(draw(board, part10(_image(swapped, *changes, vr="OW"), builders.BIG)), expected)
    _near(draw(board, part10(_image(bytes(BYTES), *changes, vr="OB"), builders.BIG)), expected)


def test_bits_of_several_frames_are_told_apart(board: Page) -> None:
    # Two frames of 2 by 3 bits share their second byte.
    elements = _image(
        bytes((0b10_110101, 0b0000_1011)),
        el("Rows", 2),
        el("Columns", 3),
        el("NumberOfFrames", "2"),
        *_bits(1, 1),
        vr="OB",
    )
    data = part10(elements)
    assert draw(board, data, number=0).greys() == [255, 0, 255, 0, 255, 255]
    assert draw(board, data, number=1).greys() == [0, 255, 255, 255, 0, 255]


def test_each_frame_of_a_multi_frame_is_its_own(board: Page) -> None:
    frames = [_words(STORED), _words(STORED[::-1])]
    elements = _image(b"".join(frames), el("NumberOfFrames", "2"), *_window(2048, 4096))
    shown = [draw(board, part10(elements), number=number).greys() for number in (0, 1)]
    assert shown[0] == shown[1][::-1]
    assert draw(board, part10([*elements[:-1], el("PixelData", frames[0], "OW")]), number=1).code


def test_32_bits_and_floating_point(board: Page) -> None:
    long = _image(struct.pack("<8I", *(v * 70_000 for v in STORED)), *_bits(32, 32))
    _near(
        draw(board, part10(long), preset="own", center=140e6, width=280e6),
        [_linear(v * 70_000, 140e6, 280e6) for v in STORED],
    )
    real = [e for e in _image(b"", *_bits(32, 32)) if e.tag != 0x7FE00010]
    values = (-1.5, 0.0, 0.25, 0.5, 0.75, 1.0, 2.0, 9.5)
    real.append(Element(0x7FE00008, "OF", struct.pack("<8f", *values)))
    shown = draw(board, part10(real), preset="own", center=0.5, width=1).greys()
    assert shown[0] == 0
    assert shown[-1] == 255


def test_the_whole_range_leaves_padding_out(board: Page) -> None:
    values = (0, 0, 1000, 1500, 2000, 0, 1250, 1750)
    elements = _image(_words(values), Element(0x00280120, "US", 0))
    drawn = draw(board, part10(elements), preset="range")
    assert drawn.greys() == [0, 0, 0, 128, 255, 0, 64, 191]


@pytest.mark.parametrize("function", ["LINEAR_EXACT", "SIGMOID"])
def test_other_window_functions(board: Page, function: str) -> None:
    elements = _image(_words(STORED), *_window(2000, 1000, el("VOILUTFunction", function)))

    def expected(value: int) -> int:
        if function == "SIGMOID":
            return round(255 / (1 + math.exp(-4 * (value - 2000) / 1000)))
        return round(min(1, max(0, (value - 2000) / 1000 + 0.5)) * 255)

    _near(draw(board, part10(elements)), [expected(v) for v in STORED])


def test_a_window_of_one_is_a_threshold(board: Page) -> None:
    elements = _image(_words(STORED), *_window(1000.5, 1))
    assert draw(board, part10(elements)).greys() == [0, 0, 0, 0, 255, 255, 255, 255]


def test_tables_for_values_and_for_windows(board: Page) -> None:
    modality = seq(
        "ModalityLUTSequence",
        [
            el("LUTDescriptor", (8, 0, 16), "US"),
            el("ModalityLUTType", "US"),
            el("LUTData", _words([0, 10, 20, 30, 40, 50, 60, 70]), "OW"),
        ],
    )
    elements = _image(_words(range(8)), modality)
    shown = draw(board, part10(elements), preset="own", center=35, width=70).greys()
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (0, 255)
    voi = seq(
        "VOILUTSequence",
        [
            el("LUTDescriptor", (8, 0, 8), "US"),
            el("LUTData", bytes((0, 255, 1, 254, 2, 253, 3, 252)), "OW"),
        ],
    )
    assert draw(board, part10(_image(_words(range(8)), voi))).greys() == [
        *(0, 255, 1, 254),
        *(2, 253, 3, 252),
    ]


def test_colours_by_pixel_and_by_plane(board: Page) -> None:
    changes = [el("SamplesPerPixel", 3), el("PhotometricInterpretation", "RGB"), *_bits(8, 8)]
    by_pixel = bytes(sample for colour in COLOURS for sample in colour)
    by_plane = bytes(colour[at] for at in range(3) for colour in COLOURS)
    for planar, value in ((0, by_pixel), (1, by_plane)):
        elements = _image(value, *changes, el("PlanarConfiguration", planar), vr="OB")
        assert draw(board, part10(elements)).colours() == list(COLOURS)


def test_luminance_and_chrominance_become_colours(board: Page) -> None:
    ybr = [(76, 85, 255), (150, 44, 21), (29, 255, 107), (255, 128, 128)]
    value = bytes(sample for colour in ybr * 2 for sample in colour)
    changes = [el("SamplesPerPixel", 3), el("PhotometricInterpretation", "YBR_FULL"), *_bits(8, 8)]
    shown = draw(board, part10(_image(value, *changes, vr="OB"))).colours()[:4]
    for found, wanted in zip(shown, COLOURS[:4], strict=True):
        assert all(abs(one - two) <= 2 for one, two in zip(found, wanted, strict=True))


def test_two_pixels_may_share_their_chrominance(board: Page) -> None:
    value = bytes((10, 250, 128, 128) * 4)
    changes = [
        *(el("SamplesPerPixel", 3), el("PhotometricInterpretation", "YBR_FULL_422")),
        *_bits(8, 8),
    ]
    shown = draw(board, part10(_image(value, *changes, vr="OB"))).greys()
    assert shown == [10, 250] * 4


@pytest.mark.parametrize("bits", [8, 16])
def test_palettes_of_either_depth(board: Page, bits: int) -> None:
    shift = bits - 8
    tables = [
        el(f"{name}PaletteColorLookupTableData", _words([c[at] << shift for c in COLOURS]), "OW")
        for at, name in enumerate(("Red", "Green", "Blue"))
    ]
    descriptors = [
        el(f"{name}PaletteColorLookupTableDescriptor", (8, 10, bits), "US")
        for name in ("Red", "Green", "Blue")
    ]
    elements = _image(
        bytes(range(10, 18)),
        el("PhotometricInterpretation", "PALETTE COLOR"),
        *_bits(8, 8),
        *tables,
        *descriptors,
        vr="OB",
    )
    assert draw(board, part10(elements)).colours() == list(COLOURS)
    # Values beside the table take its first or last entry.
    beside = put(elements, el("PixelData", bytes((0, 9, 10, 11, 16, 17, 18, 255)), "OB"))
    assert draw(board, part10(beside)).at(0, 0) == COLOURS[0]
    assert draw(board, part10(beside)).at(1, 3) == COLOURS[7]


def _packed(plane: bytes) -> bytes:
    """Encode run lengths: literals, and a run where there is one (PS3.5 G.3)."""
    if len(set(plane)) == 1:
        return bytes((257 - len(plane), plane[0]))
    return bytes((len(plane) - 1,)) + plane


def _rle(*planes: bytes) -> bytes:
    segments = [_packed(plane) for plane in planes]
    offsets, at = [], 64
    for segment in segments:
        offsets.append(at)
        at += len(segment)
    head = struct.pack("<16I", len(segments), *offsets, *([0] * (15 - len(offsets))))
    body = head + b"".join(segments)
    return body + b"\0" * (len(body) % 2)


def test_run_lengths_of_words_and_of_colours(board: Page) -> None:
    words = _rle(bytes(v >> 8 for v in STORED), bytes(v & 0xFF for v in STORED))
    elements = _image(b"", *_window(2048, 4096), encapsulated(words, form=RLE))
    _near(draw(board, part10(elements, RLE)), [_linear(v, 2048, 4096) for v in STORED])
    flat = _rle(bytes([9] * 8), bytes([8] * 8), bytes([7] * 8))
    changes = [el("SamplesPerPixel", 3), el("PhotometricInterpretation", "RGB"), *_bits(8, 8)]
    elements = _image(b"", *changes, encapsulated(flat, form=RLE))
    assert draw(board, part10(elements, RLE)).colours() == [(9, 8, 7)] * 8


STREAMS: Final = (
    b"",
    b"\xff\xd8",
    b"\xff\xd8\xff\xd9",
    b"words and words",
    struct.pack("<16I", 15, *range(15)),
    struct.pack("<16I", 2, 64, 2**32 - 1, *([0] * 13)),
    b"\xff\x4f\xff\x51" + bytes(60),
    b"\xff\xd8\xff\xc0\0\x0b\x08\0\2\0\4\1\1\x11\0\xff\xd9",
    b"\xff\xd8\xff\xc3\0\x0b\x10\0\2\0",
    b"\xff\xd8\xff\xf7\0\x0b\x10\0\2\0\4\1\1\x11\0\xff\xda\0\x08\1\1\0\0\0\0",
)


@pytest.mark.parametrize("uid", ["5", "4.50", "4.70", "4.80", "4.90", "4.201", "8.1"])
def test_a_damaged_stream_draws_nothing_and_says_so(board: Page, uid: str) -> None:
    form = builders.Form("some", f"1.2.840.10008.1.2.{uid}", encapsulated=True)
    for stream in STREAMS:
        pixels = encapsulated(stream + b"\0" * (len(stream) % 2), form=form)
        found = draw(board, part10(_image(b"", pixels), form))
        assert found.code in {"damaged", "unsupported"}, stream


def test_a_failed_codec_is_replaced_by_a_fresh_one(board: Page, corpus: Path) -> None:
    whole = _corpus_file(corpus, "jpeg2k_3d.dcm")
    form = builders.J2K
    broken = part10(_image(b"", encapsulated(STREAMS[6], form=form)), form)
    assert draw(board, whole).code == ""
    assert draw(board, broken).code == "damaged"
    assert draw(board, whole).code == ""


def _corpus_file(corpus: Path, name: str) -> bytes:
    found = sorted((corpus / "files").rglob(name))
    if not found:
        pytest.skip(f"the corpus has no {name}")
    return found[0].read_bytes()


@pytest.mark.parametrize("name", EXACT)
def test_real_images_show_what_independent_decoders_find(
    board: Page, corpus: Path, name: str
) -> None:
    drawn = draw(board, _corpus_file(corpus, name))
    assert drawn.code == ""
    shown = bytes(byte for at, byte in enumerate(drawn.pixels) if at % 4 != 3)
    assert hashlib.sha256(shown).hexdigest()[:16] == EXACT[name]


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_colours_are_right(board: Page, corpus: Path, name: str) -> None:
    drawn = draw(board, _corpus_file(corpus, name))
    for channel, mean in enumerate(LOSSY[name]):
        samples = drawn.pixels[channel::4]
        assert abs(sum(samples) / len(samples) - mean) < 0.3


@pytest.mark.parametrize("name", TWELVE_BITS)
def test_what_no_small_codec_decodes_says_so(board: Page, corpus: Path, name: str) -> None:
    assert draw(board, _corpus_file(corpus, name)).code == "unsupported"
