"""How pixels are to be read: where each frame's bytes stand, and what turns them into grey."""

from __future__ import annotations

import struct
from typing import Any, Final

import pytest

from anami.errors import AnamiError
from anami.imageinfo import CODECS, Absence, describe
from anami.palettes import expanded, words
from tests import builders
from tests.builders import Element, drop, el, encapsulated, part10, put, seq

CT: Final = builders.ct()
STREAMS: Final = (b"\xff\xd8one.", b"\xff\xd8two2", b"\xff\xd8three.")


def _described(elements: list[Element], form: builders.Form = builders.EXPLICIT) -> dict[str, Any]:
    described, _ = describe(part10(elements, form))
    return described


def _frames(data: bytes) -> list[bytes]:
    described, _ = describe(data)
    return [b"".join(data[start:stop] for start, stop in frame) for frame in described["pieces"]]


def _compressed(frames: int, *extra: Element) -> list[Element]:
    return put(CT, el("NumberOfFrames", str(frames)), *extra)


def _offsets(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


@pytest.mark.parametrize("form", [builders.IMPLICIT, builders.EXPLICIT, builders.BIG])
def test_native_pixels_are_a_range_of_the_file(form: builders.Form) -> None:
    value = bytes(range(256)) * 128
    elements = put(CT, el("Rows", 128), el("Columns", 128), el("PixelData", value, "OW"))
    data = part10(elements, form)
    described, header = describe(data)
    start, length = described["start"], described["length"]
    assert not described["inline"]
    assert data[start : start + length] == value
    assert header == b""
    assert described["bits"] == 128 * 128 * 16
    assert described["big"] == form.big


def test_deflated_pixels_travel_beside_the_description() -> None:
    value = builders.find(CT, "PixelData")
    assert value is not None
    described, header = describe(part10(CT, builders.DEFLATED))
    assert described["inline"]
    assert header[described["start"] :][: described["length"]] == value.value


def test_one_frame_may_have_many_fragments() -> None:
    data = part10(_compressed(1, encapsulated(*STREAMS)), builders.JPEG)
    assert _frames(data) == [b"".join(STREAMS)]


def test_one_fragment_a_frame_needs_no_table() -> None:
    data = part10(_compressed(3, encapsulated(*STREAMS)), builders.JPEG)
    assert _frames(data) == list(STREAMS)


def test_the_basic_offset_table_says_where_frames_begin() -> None:
    first, second, third = b"\xff\xd8ab", b"cdef", b"\xff\xd8gh"
    offsets = _offsets(0, 12 + 12)
    data = part10(
        _compressed(2, encapsulated(first, second, third, offsets=offsets)), builders.JPEG
    )
    assert _frames(data) == [first + second, third]


def test_the_extended_offset_table_says_where_frames_begin() -> None:
    table = Element(0x7FE00001, "OV", struct.pack("<2Q", 0, 24))
    data = part10(_compressed(2, table, encapsulated(b"1111", b"2222", b"3333")), builders.JPEG)
    assert _frames(data) == [b"11112222", b"3333"]


def test_without_a_table_the_streams_say_where_frames_begin() -> None:
    data = part10(
        _compressed(2, encapsulated(b"\xff\xd8ab", b"cdef", b"\xff\xd8gh")), builders.JPEG
    )
    assert _frames(data) == [b"\xff\xd8abcdef", b"\xff\xd8gh"]


def test_what_cannot_be_told_apart_is_not_guessed() -> None:
    described = _described(_compressed(2, encapsulated(b"ab", b"cd", b"ef")), builders.JPEG)
    assert described == {"code": "damaged"}


def test_a_stream_that_ends_early_has_the_frames_that_are_there() -> None:
    offsets = _offsets(0, 12, 24)
    data = part10(_compressed(3, encapsulated(b"1111", b"2222", offsets=offsets)), builders.JPEG)
    assert _frames(data) == [b"1111", b"2222", b""]


@pytest.mark.parametrize(
    "changes, absence",
    [
        ((el("Rows", 0),), Absence.DAMAGED),
        ((el("BitsStored", 17),), Absence.DAMAGED),
        ((el("Rows", 65535), el("Columns", 65535)), Absence.TOO_LARGE),
        ((el("SamplesPerPixel", 4),), Absence.UNSUPPORTED),
        ((el("BitsAllocated", 12), el("BitsStored", 12)), Absence.UNSUPPORTED),
        ((el("NumberOfFrames", "99999999"),), Absence.DAMAGED),
        ((el("PhotometricInterpretation", "PALETTE COLOR"),), Absence.UNSUPPORTED),
    ],
)
def test_what_cannot_be_drawn_says_why(changes: tuple[Element, ...], absence: Absence) -> None:
    assert _described(put(CT, *changes)) == {"code": absence}


def test_what_holds_no_image_or_cannot_be_read_says_so() -> None:
    assert _described(drop(CT, "PixelData")) == {"code": "no-image"}
    assert describe(b"")[0] == {"code": "no-image"}
    assert describe(b"words" * 99)[0] == {"code": "no-image"}
    assert describe(part10(CT)[:-40])[0] == {"code": "unreadable"}


def test_a_transfer_syntax_without_a_codec_is_not_drawn() -> None:
    video = builders.Form("video", "1.2.840.10008.1.2.4.102", encapsulated=True)
    assert _described(_compressed(1, encapsulated(b"1234")), video) == {"code": "unsupported"}
    assert len(set(CODECS.values())) == 6


@pytest.mark.parametrize(
    "elements, aspect",
    [
        ((el("PixelSpacing", "2\\0.5"),), 4.0),
        ((el("ImagerPixelSpacing", "1\\2"),), 0.5),
        ((el("PixelAspectRatio", "3\\2"),), 1.5),
        ((el("PixelSpacing", "0.5\\0.5"), el("PixelAspectRatio", "3\\2")), 1.0),
        ((el("PixelSpacing", "nonsense\\2"),), 1.0),
        ((el("PixelSpacing", "1000\\1"),), 1.0),
        ((), 1.0),
    ],
)
def test_pixels_are_as_high_as_the_file_says(elements: tuple[Element, ...], aspect: float) -> None:
    assert _described(put(drop(CT, "PixelSpacing"), *elements))["aspect"] == aspect


def test_windows_are_read_with_their_names_and_without_those_that_are_none() -> None:
    elements = put(
        CT,
        el("WindowCenter", "40\\-600\\7"),
        el("WindowWidth", "400\\1500\\0"),
        el("WindowCenterWidthExplanation", "SOFT\\LUNG"),
    )
    values = _described(elements)["values"]
    assert values["windows"] == [
        {"center": 40.0, "width": 400.0, "name": "SOFT"},
        {"center": -600.0, "width": 1500.0, "name": "LUNG"},
    ]
    assert (values["slope"], values["intercept"], values["function"]) == (1.0, -1024.0, "LINEAR")


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "", "x", "--1"])
def test_a_number_that_is_none_is_as_if_it_were_not_there(text: str) -> None:
    values = _described(put(CT, el("RescaleSlope", text), el("WindowWidth", text)))["values"]
    assert (values["slope"], values["intercept"], values["windows"]) == (1.0, 0.0, [])


def test_each_frame_of_an_enhanced_image_has_its_own_window_and_slope() -> None:
    def frame(slope: str, center: str) -> list[Element]:
        return [
            seq(
                "PixelValueTransformationSequence",
                [el("RescaleSlope", slope), el("RescaleIntercept", "1"), el("RescaleType", "US")],
            ),
            seq("FrameVOILUTSequence", [el("WindowCenter", center), el("WindowWidth", "10")]),
        ]

    elements = put(
        builders.enhanced_mr(),
        seq("PerFrameFunctionalGroupsSequence", frame("1", "5"), frame("2", "9")),
    )
    per_frame = _described(elements)["per_frame"]
    assert [one["slope"] for one in per_frame] == [1.0, 2.0]
    assert [one["windows"][0]["center"] for one in per_frame] == [5.0, 9.0]


def test_pixel_padding_is_told_as_a_range_by_the_sign_of_the_pixels() -> None:
    signed = put(
        CT,
        el("PixelRepresentation", 1),
        el("PixelPaddingValue", struct.pack("<h", -2000), "SS"),
        el("PixelPaddingRangeLimit", struct.pack("<h", -1000), "SS"),
    )
    assert _described(signed)["padding"] == [-2000, -1000]
    assert _described(CT)["padding"] is None


def test_palettes_are_given_as_words_whatever_their_bytes() -> None:
    def palette(value: bytes, bits: int) -> list[Element]:
        return [
            el("PhotometricInterpretation", "PALETTE COLOR"),
            *(
                el(f"{name}PaletteColorLookupTableDescriptor", (4, 0, bits), "US")
                for name in COLOURS
            ),
            *(el(f"{name}PaletteColorLookupTableData", value, "OW") for name in COLOURS),
        ]

    wide = struct.pack("<4H", 0, 256, 512, 65535)
    described, header = describe(part10(put(CT, *palette(wide, 16))))
    table = described["tables"]["blue"]
    assert header[table["offset"] :][: 2 * table["entries"]] == wide
    narrow = bytes((0, 1, 2, 255))
    described, header = describe(part10(put(CT, *palette(narrow, 8))))
    table = described["tables"]["red"]
    assert header[table["offset"] :][:8] == struct.pack("<4H", *narrow)


COLOURS: Final = ("Red", "Green", "Blue")


def test_segments_of_a_palette_become_entries() -> None:
    discrete, linear = [0, 2, 10, 20], [1, 4, 100]
    assert expanded([*discrete, *linear], 6) == [10, 20, 40, 60, 80, 100]
    # An indirect segment repeats one that stands at an offset in words.
    assert expanded([*discrete, *linear, 2, 1, 4, 0], 10) == [
        10,
        20,
        40,
        60,
        80,
        100,
        100,
        100,
        100,
        100,
    ]
    assert expanded([0, 9000, *range(9)], 4) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "segments", [[1, 4, 100], [3, 1, 1], [0, 1, 5, 1, 0, 9], [0, 1, 5, 2, 1, 0, 0]]
)
def test_segments_that_break_the_rules_make_no_palette(segments: list[int]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        expanded(segments, 100)


def test_bytes_of_a_narrow_table_are_in_the_order_of_their_words() -> None:
    assert words(b"\1\0\3\2", 4, little=False, swapped=True) == [0, 1, 2, 3]
    assert words(b"\0\1\2\3", 4, little=True, swapped=False) == [0, 1, 2, 3]
    assert words(b"\0\1\2\3", 2, little=False, swapped=True) == [1, 0x203]


def test_any_prefix_of_a_file_is_described_or_says_why_not() -> None:
    data = part10(
        _compressed(3, encapsulated(*STREAMS, offsets=_offsets(0, 14, 30))), builders.JPEG
    )
    for stop in range(0, len(data), 7):
        described, _ = describe(data[:stop])
        assert described["code"] in {"", *Absence}


def test_descriptions_never_raise_what_is_not_foreseen() -> None:
    data = bytearray(part10(builders.enhanced_mr()))
    for at in range(132, len(data), 11):
        damaged = bytes(data[:at] + bytes((data[at] ^ 0xFF,)) + data[at + 1 :])
        try:
            described, _ = describe(damaged)
        except AnamiError as error:  # pragma: no cover - would say which
            pytest.fail(error.code)
        assert described["code"] in {"", *Absence}
