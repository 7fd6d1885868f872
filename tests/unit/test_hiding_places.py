"""Places where a name can hide that a table of attributes does not think of.

Each case plants tokens of the persona and demands that no result holds them. Whether the engine
cleans the value or withholds the file is its own choice, unless the case says otherwise.
"""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from tests import builders as b
from tests.runs import assert_clean, run

P = b.PERSONA
NAME = P.family.encode()
EVEN = NAME + b" " * (len(NAME) % 2)
ICC = struct.pack(">I", 200) + b"lcms\2\0\0\0mntrRGB XYZ " + b"\7\xe3\0\x08" + EVEN * 10


def within(*elements: b.Element) -> b.Element:
    """Put elements into an item of a sequence that is kept."""
    return b.seq("PerformedProtocolCodeSequence", elements)


def ct(*new: b.Element) -> list[b.Element]:
    return b.put(b.ct(), *new)


# Cleaned: the file must come out, without the token and without help of the leak check.
CLEANED: dict[str, list[b.Element]] = {
    "in code string characters no code string has": ct(b.el("ScanOptions", P.name.lower())),
    "in Image Type": ct(b.el("ImageType", f"ORIGINAL\\PRIMARY\\{P.family}")),
    "in a decimal string": ct(b.el("SliceThickness", P.family)),
    "in one value of a decimal string": ct(b.el("PixelSpacing", f"0.5\\{P.family}")),
    "in an integer string": ct(b.el("AcquisitionNumber", P.family)),
    "in an integer string of a nested item": ct(within(b.el("SeriesNumber", P.family))),
    "after a NUL in a decimal string": ct(b.el("SliceThickness", b"2.5\0" + EVEN)),
    "after a NUL in a code string": ct(b.el("ScanOptions", b"FAST\0 " + EVEN)),
    "after a NUL in a UID": ct(b.el("FrameOfReferenceUID", b"1.2.3.4\0" + NAME)),
    "in a UID": ct(b.el("FrameOfReferenceUID", EVEN)),
    "in a structural UID": ct(within(b.el("CodingSchemeUID", EVEN))),
    "in a UID outside the table": ct(b.el("VolumeFrameOfReferenceUID", P.uid(5, 5))),
    "in a UID under the standard's root": ct(
        b.el("FrameOfReferenceUID", "1.2.840.10008.19470613.811753780")
    ),
    "in a local code's meaning": ct(
        b.code("PerformedProtocolCodeSequence", "X1", "99LOCAL", f"as {P.family}")
    ),
    "in a local code's value": ct(
        b.code("PerformedProtocolCodeSequence", P.patient_id, "99LOCAL", "x")
    ),
    "in a local scheme's name": ct(b.code("PerformedProtocolCodeSequence", "X", P.family, "x")),
    "in a URN code value": ct(within(b.el("URNCodeValue", f"urn:x:{P.family}"))),
    "in a long code value": ct(within(b.el("LongCodeValue", P.name))),
    "in Mapping Resource Name": ct(within(b.el("MappingResourceName", P.name))),
    "in Context Group Local Version": ct(within(b.el("ContextGroupLocalVersion", P.study_date))),
    "in a creator inside a kept sequence": ct(
        within(b.Element(0x00290010, "LO", P.family), b.Element(0x00291001, "UN", EVEN))
    ),
    "in the file-set group": ct(b.Element(0x00041500, "CS", P.family.upper())),
    "in a group length": ct(b.Element(0x00100000, "LO", P.family)),
    "in Length to End": ct(b.Element(0x00080001, "LO", P.family)),
    "in group FFFF": ct(b.Element(0xFFFF0010, "LO", P.family)),
    "in group 0001": ct(b.Element(0x00010010, "LO", P.family)),
    "in a file meta group inside the data set": ct(b.Element(0x00020016, "AE", P.station)),
    "in file meta inside an item": ct(within(b.Element(0x00020016, "AE", P.station))),
    "in Overlay Label": ct(b.Element(0x60001500, "LO", P.family)),
    "in a curve's audio comment": ct(b.Element(0x50FE2600, "LO", P.family)),
    "in a date as text": ct(b.Element(0x00080020, "LO", P.name)),
    "in a date with hyphens": ct(b.Element(0x00080020, "DA", "1947-06-13")),
    "in a name stored as other bytes": ct(b.Element(0x00100010, "OB", EVEN)),
    "in a name stored as unknown": ct(b.Element(0x00100010, "UN", EVEN)),
    "in a name stored as a code string": ct(b.Element(0x00100010, "CS", P.name)),
    "in a name stored as a sequence": ct(
        b.Element(0x00100010, "SQ", (b.Item((b.el("PatientName", P.name),)),))
    ),
    "in a UID stored as short text": ct(b.Element(0x00200052, "SH", P.family)),
    "in a time stored as a UID": ct(b.Element(0x00080030, "UI", P.uid(2))),
    "in an attribute of the table stored as a sequence": ct(
        b.Element(0x00081030, "SQ", (b.Item((b.el("CodeMeaning", P.name),)),))
    ),
    "in a code string stored as unlimited text": ct(b.Element(0x00180022, "UT", P.family)),
    "in an age with letters": ct(b.el("PatientAge", P.family)),
    "in a kept age outside the table": ct(b.Element(0x00720000 | 0x5F, "AS", P.family)),
    "in pixels inside an item": ct(within(b.Element(0x7FE00010, "OW", EVEN))),
    "in an icon inside an item": ct(
        within(b.seq("IconImageSequence", [b.Element(0x7FE00010, "OB", EVEN)]))
    ),
    "in Specific Character Set": ct(b.Element(0x00080005, "CS", P.family)),
    "in a second character set": ct(b.Element(0x00080005, "CS", f"\\{P.family}")),
    "in Timezone Offset": ct(b.el("TimezoneOffsetFromUTC", P.family)),
    "in Modality": ct(b.el("Modality", P.family)),
    "in Burned In Annotation": ct(b.el("BurnedInAnnotation", P.family)),
    "in a text longer than its VR allows": ct(b.el("ConvolutionKernel", "B30f " * 20 + P.family)),
    "in data set trailing padding inside an item": ct(within(b.Element(0xFFFCFFFC, "OB", EVEN))),
    "in a signature inside an item": ct(
        within(b.Element(0xFFFAFFFA, "SQ", (b.Item((b.el("PatientName", P.name),)),)))
    ),
    "in MAC parameters": ct(
        b.seq("MACParametersSequence", [b.Element(0x04000015, "CS", P.family)])
    ),
    "in the markers of an earlier tool": ct(
        b.el("PatientIdentityRemoved", "YES"),
        b.el("DeidentificationMethod", f"by hand for {P.physician_family}"),
        b.code("DeidentificationMethodCodeSequence", "113100", "DCM", P.family),
    ),
    "in the markers of an earlier tool, as a local code": ct(
        b.code("DeidentificationMethodCodeSequence", P.patient_id, "99L", P.family)
    ),
    "in Longitudinal Temporal Information Modified": ct(
        b.el("LongitudinalTemporalInformationModified", P.family)
    ),
    "in a Selector Attribute value": ct(b.el("SelectorLOValue", P.family)),
    "in Encapsulated Document Title": ct(b.el("DocumentTitle", P.family)),
    "in Frame Comments of functional groups": b.enhanced_mr(),
    "in a dimension label": b.enhanced_mr(),
    "in a WADO address": ct(b.el("RetrieveURL", f"https://x.example/{P.patient_id}")),
    "in an address outside the table": ct(
        b.Element(0x00080109 + 0x11, "UR", f"https://x.example/{P.patient_id}")
    ),
    "in Retrieve AE Title": ct(b.el("RetrieveAETitle", P.station)),
    "in an application entity outside the table": ct(b.el("DestinationAE", P.station)),
    "in a Unique Device Identifier": ct(b.el("UniqueDeviceIdentifier", P.serial)),
    "in Presentation LUT text": ct(
        b.seq("PresentationLUTSequence", [b.el("LUTExplanation", P.family)])
    ),
    "in Modality LUT explanation": ct(
        b.seq("ModalityLUTSequence", [b.el("LUTExplanation", P.family)])
    ),
    "in Window Center & Width Explanation": ct(
        b.el("WindowCenterWidthExplanation", f"for {P.family}")
    ),
    "in a person's name of a code item": ct(within(b.el("PersonName", P.physician))),
    "in a text value of a code item": ct(within(b.el("TextValue", P.physician))),
    "in Tracking ID": b.seg(),
    "in ROI Name": b.rtstruct(),
}

# Cleaned or withheld: bytes whose meaning cannot be known; the leak check has the last word.
GUARDED: dict[str, list[b.Element]] = {
    "in the command group": ct(b.Element(0x00000110, "LO", P.family)),
    "in a sequence stored as text": ct(b.Element(0x00400260, "LO", P.family)),
    "in a numeric attribute stored as text": ct(b.Element(0x00280010, "LT", P.family)),
    "in the meaning of a standard code": ct(
        b.code("PerformedProtocolCodeSequence", "P5-08000", "SRT", f"CT for {P.family}")
    ),
    "in an ICC profile": ct(b.el("ICCProfile", ICC)),
    "in an attribute tag": ct(b.Element(0x00280009, "AT", EVEN)),
    "in an attribute tag inside an item": b.put(
        b.enhanced_mr(),
        b.seq("DimensionIndexSequence", [b.Element(0x00209165, "AT", EVEN)]),
    ),
    "in a floating point number": ct(b.Element(0x00189073, "FD", EVEN.ljust(16))),
    "in other words": ct(b.el("RedPaletteColorLookupTableData", EVEN)),
    "in unsigned shorts": ct(b.Element(0x00280106, "US", EVEN)),
    "in a lookup table": ct(b.seq("ModalityLUTSequence", [b.Element(0x00283006, "OW", EVEN)])),
    "in utf-16 in a lookup table": ct(
        b.seq("ModalityLUTSequence", [b.Element(0x00283006, "OW", P.family.encode("utf-16-le"))])
    ),
    "in upper case in a code string": ct(b.el("ScanOptions", P.family.upper())),
    "glued to another word in an allowed text": ct(b.el("Manufacturer", "ACMEVellqwistInc")),
    "glued to the given name": ct(b.el("ConvolutionKernel", "VellqwistOrzhan")),
    "glued to another word in a code string": ct(b.el("BodyPartExamined", "VELLQWISTHEAD")),
    "in an allowed text": ct(b.el("ConvolutionKernel", P.family)),
    "in Manufacturer": ct(b.el("Manufacturer", f"{P.family} Imaging")),
    "in Manufacturer Model Name, folded": ct(b.el("ManufacturerModelName", P.family.swapcase())),
    "in the meaning of a code in a standard scheme": ct(
        b.code("ViewCodeSequence", "R-10206", "SRT", P.family)
    ),
}


@pytest.mark.parametrize("form", b.NATIVE_FORMS, ids=lambda f: f.name)
@pytest.mark.parametrize("where", CLEANED)
def test_a_hidden_value_is_cleaned_and_the_file_comes_out(where: str, form: b.Form) -> None:
    made = run(b.part10(CLEANED[where], form))
    assert_clean(made, *P.tokens, "811753780", "1947-06-13")
    assert made.done, f"{made.status} {made.code}"
    assert made.dataset is not None


@pytest.mark.parametrize("form", b.NATIVE_FORMS, ids=lambda f: f.name)
@pytest.mark.parametrize("where", GUARDED)
def test_a_value_in_opaque_bytes_is_cleaned_or_withheld(where: str, form: b.Form) -> None:
    made = run(b.part10(GUARDED[where], form))
    assert_clean(made, *P.tokens)
    assert made.done or made.code in {"leak-found", "malformed", "truncated"}


def raw_cases() -> dict[str, bytes]:
    """Files whose layout, not whose attributes, hides the value."""
    e = b.EXPLICIT
    elements = b.ct()
    good = b.part10(elements)
    body = b.encode(elements, e)
    head = good[: len(good) - len(body)]
    name = b.encode_element(b.el("PatientName", P.name), e)
    pixel = b.find(elements, "PixelData")
    assert pixel is not None
    after = b.Element(0x7FE00010, "OB", b"")
    long_length = replace(pixel, length=len(pixel.value) - 4)  # type: ignore[arg-type]
    chars = b.Item((b.el("SpecificCharacterSet", "ISO_IR 192"), b.el("PatientName", P.name)))
    jpeg = b"\xff\xd8\xff\xfe\0\x14" + NAME + b"\xff\xd9"
    return {
        "preamble": b.part10(elements, preamble=(NAME * 20)[:128]),
        "bytes after the last element": good + NAME * 4,
        "bytes after the last element, short": good + NAME[:7],
        "a second file after the first": good + good,
        "duplicate names, first with the value": head
        + b.encode(b.ordered([*elements, b.el("PatientName", "X")]), e),
        "duplicate code strings, first with the value": b.part10(
            b.ordered([b.Element(0x00180022, "LO", P.family), *elements, b.el("ScanOptions", "A")])
        ),
        "names out of order": head + body + name,
        "names before everything": head + name + body,
        "out of order inside an item": b.part10(
            b.put(
                elements,
                b.Element(
                    0x00400260,
                    "SQ",
                    (
                        b.Item(
                            (
                                b.el("CodeMeaning", "x "),
                                b.el("PatientName", P.name),
                                b.el("CodeValue", "1"),
                            )
                        ),
                    ),
                ),
            )
        ),
        "group length of the file meta too small": good[:140] + b"\x10\0\0\0" + good[144:],
        "group length of the file meta too large": good[:140] + b"\xff\0\0\0" + good[144:],
        "no group length of the file meta": b.part10(elements, group_length=False),
        "no preamble": good[128:],
        "no preamble and no mark": good[132:],
        "a bare data set, implicit": b.bare(elements),
        "a bare data set, explicit": b.bare(elements, e),
        "a bare data set, big endian": b.bare(elements, b.BIG),
        "bytes of the data set called implicit": b.part10(
            elements, meta=b.file_meta(elements, b.IMPLICIT)
        ),
        "bytes of the data set called explicit": head + b.encode(elements, b.IMPLICIT),
        "bytes of the data set called big": b.part10(elements, meta=b.file_meta(elements, b.BIG)),
        "bytes of the data set called deflated": b.part10(
            elements, meta=b.file_meta(elements, b.DEFLATED)
        ),
        "bytes of the data set called jpeg": b.part10(elements, meta=b.file_meta(elements, b.JPEG)),
        "an unknown transfer syntax": b.part10(elements, b.Form("x", "1.2.3.4.5")),
        "a transfer syntax that is a name": b.part10(elements, b.Form("x", P.family)),
        "pixel data shorter than stated": head
        + b.encode([*elements[:-1], replace(pixel, length=900)], e),
        "pixel data longer than stated": head + b.encode([*elements[:-1], long_length], e),
        "pixel data larger than the image": b.part10(
            b.put(elements, replace(pixel, value=bytes(128) + NAME * 20))
        ),
        "two pixel data elements": b.part10([*elements, replace(pixel, value=NAME * 2)]),
        "an empty second pixel data": b.part10([*elements, after]),
        "an odd length": b.part10(
            b.put(elements, b.Element(0x00080060, "CS", b"CT\0"), b.el("PatientName", NAME))
        ),
        "a fragment": b.part10(b.put(elements, b.encapsulated(jpeg)), b.JPEG),
        "the offset table": b.part10(
            b.put(elements, b.encapsulated(b"\xff\xd8\xff\xd9", offsets=NAME + b"\0\0\0")), b.JPEG
        ),
        "after the last fragment": b.part10(
            b.put(elements, b.encapsulated(b"\xff\xd8\xff\xd9")), b.JPEG, trailing=NAME
        ),
        "after the last fragment, no delimiter": b.part10(
            b.put(elements, b.encapsulated(b"\xff\xd8\xff\xd9", end=False)), b.JPEG, trailing=NAME
        ),
        "after the deflate stream": b.part10(elements, b.DEFLATED, trailing=NAME * 3),
        "an item with its own character set": b.part10(
            b.put(elements, b.Element(0x00400260, "SQ", (replace(chars, codec="utf-8"),)))
        ),
        "an undefined length of a text": b.part10(
            b.put(elements, replace(b.el("StudyDescription", P.family), undefined=True))
        ),
        "an item that states too much": b.part10(
            b.put(
                elements,
                b.Element(
                    0x00400260, "SQ", (b.Item((b.el("PatientName", P.name),), length=60000),)
                ),
            )
        ),
        "an item that states too little": b.part10(
            b.put(
                elements,
                b.Element(0x00400260, "SQ", (b.Item((b.el("PatientName", P.name),), length=4),)),
            )
        ),
        "bytes between items": b.part10(
            b.put(elements, b.Element(0x00400260, "SQ", b.encode_item(b.Item(), e) + NAME + b"\0"))
        ),
        "an item that is not one": b.part10(b.put(elements, b.Element(0x00400260, "SQ", NAME * 3))),
        "a value after the item delimiter's tag": b.part10(
            b.put(
                elements,
                b.Element(
                    0x00400260,
                    "SQ",
                    b"\xfe\xff\0\xe0\xff\xff\xff\xff" + b"\xfe\xff\x0d\xe0\x09\0\0\0" + NAME,
                ),
            )
        ),
        "a VR of two blanks": good.replace(b"\x10\0\x10\0PN", b"\x10\0\x10\0  ", 1),
        "a VR that does not exist": good.replace(b"\x10\0\x10\0PN", b"\x10\0\x10\0ZZ", 1),
        "reserved bytes of a long VR": good.replace(b"OW\0\0", b"OWVq", 1),
        "a nesting of a thousand levels": b.part10(b.put(elements, deep(1000))),
    }


def deep(levels: int) -> b.Element:
    e = b.EXPLICIT
    start = b.tag_bytes(b.ITEM, e) + b"\xff\xff\xff\xff"
    head = b.tag_bytes(0x00400260, e) + b"SQ\0\0\xff\xff\xff\xff" + start
    tail = b.delimiter(b.ITEM_END, e) + b.delimiter(b.SEQUENCE_END, e)
    name = b.encode_element(b.el("PatientName", P.name), e)
    value = start + head * (levels - 1) + name + tail * levels
    return b.Element(0x00400260, "SQ", value, undefined=True)


RAW = raw_cases()


@pytest.mark.parametrize("where", RAW)
def test_a_strange_layout_hides_nothing(where: str) -> None:
    made = run(RAW[where])
    tokens = P.tokens
    if where == "a fragment":
        # What stands inside Pixel Data is not touched without the Clean Pixel Data Option.
        tokens = tuple(t for t in tokens if t != P.family)
    assert_clean(made, *tokens)
    assert made.code != "internal-error"


@pytest.mark.parametrize(
    "where",
    [
        "preamble",
        "bytes after the last element",
        "names out of order",
        "no preamble",
        "no group length of the file meta",
        "a bare data set, implicit",
        "a bare data set, explicit",
        "an item with its own character set",
        "after the deflate stream",
        "bytes of the data set called implicit",
        "an odd length",
    ],
)
def test_a_strange_but_readable_layout_still_comes_out(where: str) -> None:
    made = run(RAW[where])
    assert made.done, f"{made.status} {made.code}"
    assert made.read.root


@pytest.mark.parametrize(
    "charset, codec",
    [
        ("ISO_IR 100", "latin-1"),
        ("ISO_IR 101", "iso8859-2"),
        ("ISO_IR 109", "iso8859-3"),
        ("ISO_IR 110", "iso8859-4"),
        ("ISO_IR 144", "iso8859-5"),
        ("ISO_IR 127", "iso8859-6"),
        ("ISO_IR 126", "iso8859-7"),
        ("ISO_IR 138", "iso8859-8"),
        ("ISO_IR 148", "iso8859-9"),
        ("ISO_IR 13", "shift_jis"),
        ("ISO_IR 166", "tis-620"),
        ("ISO_IR 192", "utf-8"),
        ("GB18030", "gb18030"),
        ("GBK", "gbk"),
        ("\\ISO 2022 IR 149", "euc_kr"),
        ("ISO 2022 IR 6\\ISO 2022 IR 58", "iso2022_jp_2"),
    ],
)
@pytest.mark.parametrize("form", [b.EXPLICIT, b.IMPLICIT], ids=lambda f: f.name)
def test_a_name_in_any_character_set_is_found(charset: str, codec: str, form: b.Form) -> None:
    """T32: the leak check knows the file's own encoding, not only UTF-8."""
    names = {
        "iso8859-5": "Достоевский",
        "iso8859-6": "قبانيقباني",
        "iso8859-7": "Διονυσιος",
        "iso8859-8": "שרוניתשרון",
        "shift_jis": "ﾔﾏﾀﾞﾀﾛｳ",
        "tis-620": "นามสกุล",
        "utf-8": "王小东 Διον",
        "gb18030": "王小东王",
        "gbk": "王小东王",
        "euc_kr": "홍길동길",
        "iso2022_jp_2": "山田太郎",
    }
    name = names.get(codec, "Müllerdöttir" if codec != "iso8859-3" else "Ġorġinaħ")
    if codec in {"iso8859-2", "iso8859-4"}:
        name = "Dvořáková" if codec == "iso8859-2" else "Kārkliņš"
    raw = name.encode(codec)
    raw += b" " * (len(raw) % 2)
    elements = b.put(
        b.ct(),
        b.el("SpecificCharacterSet", charset),
        b.el("PatientName", raw),
        b.el("StudyDescription", raw),
        b.el("PatientComments", raw),
        within(b.el("PatientName", raw)),
    )
    made = run(b.part10(elements, form))
    assert made.done, f"{made.status} {made.code}"
    assert raw.strip() not in made.data
    assert_clean(made, name)
    hidden = b.put(elements, b.seq("ModalityLUTSequence", [b.Element(0x00283006, "OW", raw)]))
    guarded = run(b.part10(hidden, form))
    assert not guarded.done or raw.strip() not in guarded.data
