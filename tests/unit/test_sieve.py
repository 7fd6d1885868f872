"""Everything PS3.6 knows is planted at once: what is text survives only where a table says why.

These tests look at the allow-list as a sieve. They use no name that the leak check could know,
so that what is caught is caught by the rules alone.
"""

from __future__ import annotations

from functools import cache

import pytest
from pydicom._dicom_dict import DicomDictionary

from anami.rewrite import IMAGE_PIXEL
from anami.standard import allowed
from tests import builders as b
from tests.runs import Run, run

TEXT_VRS = ("AE", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT")
VALUES: dict[str, b.Value] = {
    **dict.fromkeys(TEXT_VRS, "Gobblewock"),
    "UR": "https://gobblewock.example/",
    "AS": "071Y",
    "CS": "gobblewock",
    "DA": "19470613",
    "DT": "19470613041753",
    "TM": "041753",
    "DS": "gobblewock",
    "IS": "gobblewock",
    "UI": "1.2.276.0.999.888.777",
    "AT": b"Gobblewock  ",
}
TOKENS = (b"gobblewock", b"071y", b"19470613", b"041753", b"999.888.777")
# What makes the instance an instance, and the pixels, stay out of the experiment.
FIXED = frozenset(
    (0x00080005, 0x00080016, 0x00080018, 0x00420011, 0x0020000D, 0x0020000E, 0x7FE00010)
)


@cache
def attributes(vr: str) -> tuple[int, ...]:
    """Give all tags of PS3.6 with this VR that can stand in a data set."""
    return tuple(
        sorted(
            tag
            for tag, entry in DicomDictionary.items()
            if entry[0][:2] == vr and 0x0008 <= tag >> 16 <= 0xFFF0 and tag not in FIXED
            # What says how to read the pixels refuses the file when it is no value: another test.
            if tag not in IMAGE_PIXEL
        )
    )


@cache
def sieved(vr: str, *, nested: bool) -> Run:
    elements = [b.Element(tag, vr, VALUES[vr]) for tag in attributes(vr)]
    if nested:
        item = b.Item(tuple(b.ordered(elements)))
        return run(b.part10(b.put(b.sc(), b.Element(0x00400260, "SQ", (item,)))))
    return run(b.part10(b.put(b.sc(), *elements)))


def survivors(made: Run) -> set[int]:
    return {
        node.tag
        for node in made.read.all()
        if node.items is None and any(token in node.value.lower() for token in TOKENS)
    }


@pytest.mark.parametrize("nested", [False, True], ids=["root", "item"])
@pytest.mark.parametrize("vr", VALUES)
def test_text_survives_only_where_the_table_of_safe_texts_has_a_reason(
    vr: str, *, nested: bool
) -> None:
    made = sieved(vr, nested=nested)
    assert made.done, made.code
    left = survivors(made) - set(allowed.SAFE_TEXT)
    assert not left, [f"{tag:08X}" for tag in sorted(left)]


@pytest.mark.parametrize("vr", ["CS", "DS", "IS", "UI", "DA", "DT", "TM", "AS", "AE", "PN", "UR"])
def test_what_is_no_value_of_its_vr_never_survives(vr: str) -> None:
    assert not survivors(sieved(vr, nested=False))


def test_every_safe_text_has_a_reason() -> None:
    assert all(len(reason) > 10 for reason in allowed.SAFE_TEXT.values())
    assert not set(allowed.SAFE_TEXT) & set(allowed.REFUSED_TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "Vellqwist^Orzhanna",
        "o.vellqwist@clinic.example",
        "https://clinic.example/x",
        "scan of 2019-08-22",
        "22.08.2019",
        "tel 5550173991",
        "line\x07bell",
    ],
)
def test_a_safe_text_that_looks_like_more_is_not_kept(text: str) -> None:
    made = run(b.part10(b.put(b.ct(), b.el("ManufacturerModelName", text))))
    assert made.done
    node = made.read.get(0x00081090)
    assert node is None or text.encode() not in node.value


@pytest.mark.parametrize(
    "keyword, value",
    [
        ("ConvolutionKernel", "B30f"),
        ("KVP", "120"),
        ("SliceThickness", "2.5"),
        ("ImageOrientationPatient", "1\\0\\0\\0\\1\\0"),
        ("RescaleSlope", "1"),
        ("PatientPosition", "HFS"),
        ("Manufacturer", "ACME Imaging"),
        ("ManufacturerModelName", "Scanner 3000"),
        ("WindowCenter", "40"),
        ("ImageType", "ORIGINAL\\PRIMARY\\AXIAL"),
    ],
)
def test_what_research_needs_is_kept(keyword: str, value: str) -> None:
    made = run(b.part10(b.ct()))
    element = made.dataset[keyword]
    expected = b.value_bytes(b.el(keyword, value), b.EXPLICIT)
    node = made.read.get(int(element.tag))
    assert node is not None
    assert node.value == expected


def test_lengths_and_retired_pointers_are_removed() -> None:
    """Length to End and group lengths would be wrong after any change (PS3.5 7.2)."""
    made = run(b.part10(b.put(b.ct(), b.Element(0x00080001, "UL", 4711))))
    assert made.done
    assert made.read.get(0x00080001) is None


@pytest.mark.parametrize(
    "syntax", ["1.2.840.10008.5.1.4.1.1.9.4.1", "1.2.840.10008.5.1.4.1.1.9.4.2"]
)
def test_a_voice_is_not_handed_out_without_a_word(syntax: str) -> None:
    """Speech may say the name: refuse the instance or warn the person."""
    wave = b.seq(
        "WaveformSequence",
        [
            b.el("WaveformOriginality", "ORIGINAL"),
            b.el("NumberOfWaveformChannels", 1),
            b.el("NumberOfWaveformSamples", 4),
            b.el("SamplingFrequency", "8000"),
            b.el("WaveformBitsAllocated", 8),
            b.el("WaveformSampleInterpretation", "UB"),
            b.el("WaveformData", b"\1\2\3\4"),
        ],
    )
    elements = b.drop(b.common(b.PERSONA, syntax, "AU"), "PixelData")
    made = run(b.part10(b.put(elements, wave)))
    assert not made.done or made.warnings


def test_overlay_bits_inside_the_pixels_are_told() -> None:
    """A retired overlay lives in the unused bits of Pixel Data; removing 60xx leaves it there."""
    made = run(
        b.part10(
            b.put(
                b.ct(),
                b.Element(0x60000010, "US", 8),
                b.Element(0x60000011, "US", 8),
                b.Element(0x60000100, "US", 16),
                b.Element(0x60000102, "US", 12),
            )
        )
    )
    assert not made.done or "unused-bits" in made.warnings


def test_text_in_a_compressed_stream_is_told() -> None:
    """JPEG comments and EXIF travel inside Pixel Data, which this version does not change."""
    comment = b"\xff\xfe" + (22).to_bytes(2, "big") + b"scan of J. Gobblewoc"
    stream = b"\xff\xd8" + comment + b"\xff\xda\0\x02" + bytes(20) + b"\xff\xd9"
    made = run(b.part10(b.put(b.sc(), b.encapsulated(stream), b.el("BitsAllocated", 8)), b.JPEG))
    assert not made.done or "compressed-stream-text" in made.warnings


def test_a_known_name_in_a_jpeg_comment_is_told_or_withheld() -> None:
    name = b.PERSONA.family.encode()
    comment = b"\xff\xfe" + (len(name) + 2).to_bytes(2, "big") + name
    stream = b"\xff\xd8" + comment + b"\xff\xda\0\x02" + bytes(21) + b"\xff\xd9"
    made = run(b.part10(b.put(b.sc(), b.encapsulated(stream), b.el("BitsAllocated", 8)), b.JPEG))
    assert not made.done or "compressed-stream-text" in made.warnings


@pytest.mark.parametrize("keyword", ["Rows", "PhotometricInterpretation", "NumberOfFrames"])
def test_an_image_whose_description_is_no_value_is_refused(keyword: str) -> None:
    """A made-up number of rows would make another image of it, or none."""
    tag = b.el(keyword, "").tag
    made = run(b.part10(b.put(b.sc(), b.Element(tag, "LO", "Gobblewock"))))
    assert (made.status, made.code) == ("refused", "malformed")
