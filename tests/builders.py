"""DICOM files made byte by byte, independent of the engine's reader and writer.

What belongs here: an encoder for every transfer syntax form, able to write things that no
sensible writer writes (lying lengths, wrong VRs, tags out of order), and templates of realistic
instances of one fictitious person. Clauses are of PS3.5 and PS3.10, edition 2026d.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VR, tag_for_keyword

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
LONG_VRS = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"))
PACK = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "SV": "q", "UV": "Q"}


@dataclass(frozen=True, slots=True)
class Form:
    """One way to encode a data set."""

    name: str
    uid: str
    implicit: bool = False
    big: bool = False
    deflated: bool = False
    encapsulated: bool = False

    @property
    def order(self) -> str:
        """Byte order mark of the struct module."""
        return ">" if self.big else "<"


IMPLICIT = Form("implicit", "1.2.840.10008.1.2", implicit=True)
EXPLICIT = Form("explicit", "1.2.840.10008.1.2.1")
DEFLATED = Form("deflated", "1.2.840.10008.1.2.1.99", deflated=True)
BIG = Form("big", "1.2.840.10008.1.2.2", big=True)
JPEG = Form("jpeg", "1.2.840.10008.1.2.4.50", encapsulated=True)
J2K = Form("j2k", "1.2.840.10008.1.2.4.90", encapsulated=True)
RLE = Form("rle", "1.2.840.10008.1.2.5", encapsulated=True)
NATIVE_FORMS = (IMPLICIT, EXPLICIT, DEFLATED, BIG)
FORMS = (*NATIVE_FORMS, JPEG, J2K, RLE)


@dataclass(frozen=True, slots=True)
class Element:
    """A data element as it shall stand in the file, right or wrong."""

    tag: int
    vr: str
    value: Value = b""
    undefined: bool = False
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a sequence; `codec` is that of its own Specific Character Set."""

    elements: tuple[Element, ...] = ()
    codec: str | None = None
    undefined: bool = False
    length: int | None = None


Value = bytes | str | int | float | tuple[int | float, ...] | tuple[Item, ...]


def el(keyword: str, value: Value = "", vr: str = "") -> Element:
    """Make the element of a keyword with the dictionary's first VR."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return Element(tag, vr or dictionary_VR(tag)[:2], value)


def seq(keyword: str, *items: Iterable[Element], undefined: bool = False) -> Element:
    """Make a sequence of items, each given as its elements."""
    made = tuple(Item(tuple(ordered(i)), undefined=undefined) for i in items)
    return replace(el(keyword, made), undefined=undefined)


def code(keyword: str, value: str, scheme: str, meaning: str) -> Element:
    """Make a code sequence of one item."""
    return seq(
        keyword,
        [
            el("CodeValue", value),
            el("CodingSchemeDesignator", scheme),
            el("CodeMeaning", meaning),
        ],
    )


def ordered(elements: Iterable[Element]) -> list[Element]:
    """Sort by tag, stably, so that duplicates keep their order."""
    return sorted(elements, key=lambda e: e.tag)


def put(elements: Iterable[Element], *new: Element) -> list[Element]:
    """Replace or add elements and sort."""
    tags = {e.tag for e in new}
    return ordered([*(e for e in elements if e.tag not in tags), *new])


def drop(elements: Iterable[Element], *keywords: str) -> list[Element]:
    """Leave elements out."""
    tags = {tag_for_keyword(k) for k in keywords}
    return [e for e in elements if e.tag not in tags]


def value_bytes(element: Element, form: Form, codec: str = "latin-1") -> bytes:
    """Encode a value and pad it to even length (PS3.5 6.2), unless it was given as bytes."""
    value = element.value
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        raw = value.encode(codec)
        return raw + (b"\0" if element.vr == "UI" else b" ") * (len(raw) % 2)
    if isinstance(value, tuple) and (element.vr == "SQ" or not value or isinstance(value[0], Item)):
        items = [i for i in value if isinstance(i, Item)]
        body = b"".join(encode_item(i, form, codec) for i in items)
        return body + (delimiter(SEQUENCE_END, form) if element.undefined else b"")
    numbers = value if isinstance(value, tuple) else (value,)
    if element.vr == "AT":
        pairs = [half for n in numbers for half in (int(n) >> 16, int(n) & 0xFFFF)]  # type: ignore[arg-type]
        return struct.pack(f"{form.order}{len(pairs)}H", *pairs)
    return struct.pack(f"{form.order}{len(numbers)}{PACK[element.vr]}", *numbers)


def tag_bytes(tag: int, form: Form) -> bytes:
    """Encode a tag."""
    return struct.pack(form.order + "HH", tag >> 16, tag & 0xFFFF)


def delimiter(tag: int, form: Form) -> bytes:
    """Encode a delimitation item."""
    return tag_bytes(tag, form) + b"\0\0\0\0"


def encode_item(item: Item, form: Form, codec: str = "latin-1") -> bytes:
    """Encode an item with its header."""
    inherited = item.codec or codec
    body = b"".join(encode_element(e, form, inherited) for e in item.elements)
    length = len(body) if item.length is None else item.length
    if item.undefined:
        length, body = UNDEFINED, body + delimiter(ITEM_END, form)
    return tag_bytes(ITEM, form) + struct.pack(form.order + "I", length) + body


def encode_element(element: Element, form: Form, codec: str = "latin-1") -> bytes:
    """Encode an element (PS3.5 7.1); 16-bit lengths wrap around when a value does not fit."""
    # PS3.5 6.2.2: what stands inside a UN sequence is implicit little endian.
    inner = IMPLICIT if element.vr == "UN" else form
    body = value_bytes(element, inner, codec)
    length = len(body) if element.length is None else element.length
    if element.undefined:
        length = UNDEFINED
    head = tag_bytes(element.tag, form)
    if form.implicit:
        return head + struct.pack("<I", length) + body
    vr = element.vr.encode("latin-1")
    if element.vr in LONG_VRS:
        return head + vr + b"\0\0" + struct.pack(form.order + "I", length) + body
    return head + vr + struct.pack(form.order + "H", length & 0xFFFF) + body


def encode(elements: Iterable[Element], form: Form, codec: str = "latin-1") -> bytes:
    """Encode a data set in the order given."""
    return b"".join(encode_element(e, form, codec) for e in elements)


def find(elements: Iterable[Element], keyword: str) -> Element | None:
    """Find the first element of a keyword at this level."""
    tag = tag_for_keyword(keyword)
    return next((e for e in elements if e.tag == tag), None)


def file_meta(
    elements: Sequence[Element], form: Form, extra: Iterable[Element] = ()
) -> list[Element]:
    """Make the File Meta Information (PS3.10 7.1) without its group length."""
    sop_class, instance = find(elements, "SOPClassUID"), find(elements, "SOPInstanceUID")
    return ordered(
        [
            Element(0x00020001, "OB", b"\0\1"),
            el("MediaStorageSOPClassUID", sop_class.value if sop_class else "1.2.3"),
            el("MediaStorageSOPInstanceUID", instance.value if instance else "1.2.3.4"),
            el("TransferSyntaxUID", form.uid),
            el("ImplementationClassUID", "1.2.276.0.7230010.3.0.3.6.7"),
            *extra,
        ]
    )


def deflate(data: bytes) -> bytes:
    """Compress as PS3.5 A.5 says: raw deflate, padded to even length."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = engine.compress(data) + engine.flush()
    return out + b"\0" * (len(out) % 2)


def part10(  # noqa: PLR0913 - each argument is one independent part of a file
    elements: Sequence[Element],
    form: Form = EXPLICIT,
    *,
    codec: str = "latin-1",
    preamble: bytes | None = bytes(128),
    meta: Iterable[Element] | None = None,
    group_length: bool = True,
    trailing: bytes = b"",
) -> bytes:
    """Compose a file: preamble, DICM, file meta, data set, and whatever shall trail it."""
    head = b""
    if preamble is not None:
        head = preamble + b"DICM"
    info = encode(file_meta(elements, form) if meta is None else meta, EXPLICIT)
    if group_length and info:
        info = encode([Element(0x00020000, "UL", len(info))], EXPLICIT) + info
    body = encode(elements, form, codec)
    if form.deflated:
        body = deflate(body)
    return head + info + body + trailing


def bare(elements: Sequence[Element], form: Form = IMPLICIT, codec: str = "latin-1") -> bytes:
    """Compose a data set alone: no preamble, no file meta."""
    return encode(elements, form, codec)


def encapsulated(
    *fragments: bytes, offsets: bytes = b"", form: Form = JPEG, end: bool = True
) -> Element:
    """Make encapsulated Pixel Data (PS3.5 A.4) of fragments and a Basic Offset Table."""
    body = b"".join(
        tag_bytes(ITEM, form) + struct.pack("<I", len(f)) + f for f in (offsets, *fragments)
    )
    if end:
        body += delimiter(SEQUENCE_END, form)
    return Element(0x7FE00010, "OB", body, undefined=True)


# ------------------------------------------------------------------ a fictitious person


@dataclass(frozen=True, slots=True)
class Persona:
    """Identifying values of one invented person, each unlike anything a scanner would write."""

    family: str = "Vellqwist"
    given: str = "Orzhanna"
    patient_id: str = "PIDX77301Q"
    accession: str = "ACQX99371"
    birth_date: str = "19470613"
    birth_time: str = "041753"
    study_date: str = "20190822"
    study_time: str = "113957.250"
    physician_family: str = "Brugzmann"
    physician_given: str = "Ulfrikke"
    institution: str = "Qworxhaven Clinic"
    address: str = "17 Plumbargo Lane Zyxtown"
    phone: str = "+99 5550 173 991"
    station: str = "STNQWRX1"
    serial: str = "SNQ4471WX"
    study_id: str = "STQ8813"
    uid_root: str = "1.2.276.0.7230010.3.1.4.811753780"

    @property
    def name(self) -> str:
        """Patient's Name."""
        return f"{self.family}^{self.given}"

    @property
    def physician(self) -> str:
        """Name of a physician."""
        return f"{self.physician_family}^{self.physician_given}"

    def uid(self, *suffix: int) -> str:
        """Make an instance UID of this person."""
        return ".".join([self.uid_root, *map(str, suffix)])

    @property
    def tokens(self) -> tuple[str, ...]:
        """All strings that no de-identified file of this person may hold."""
        return (
            self.family,
            self.given,
            self.patient_id,
            self.accession,
            self.birth_date,
            self.birth_time,
            self.study_date,
            self.study_time,
            self.physician_family,
            self.physician_given,
            self.institution,
            "Qworxhaven",
            "Plumbargo",
            self.phone,
            self.station,
            self.serial,
            self.study_id,
            self.uid_root,
        )


PERSONA = Persona()


@dataclass(frozen=True, slots=True)
class Template:
    """A realistic instance: its elements and the form it is usually found in."""

    name: str
    elements: tuple[Element, ...]
    form: Form = EXPLICIT
    codec: str = "latin-1"
    refusable: bool = field(default=False)

    def file(self, form: Form | None = None) -> bytes:
        """Compose the file."""
        return part10(self.elements, form or self.form, codec=self.codec)


def common(
    p: Persona, sop_class: str, modality: str, *, series: int = 1, number: int = 1
) -> list[Element]:
    """Patient, study, series, equipment and SOP common modules."""
    return [
        el("SpecificCharacterSet", "ISO_IR 100"),
        el("InstanceCreationDate", p.study_date),
        el("InstanceCreationTime", p.study_time),
        el("SOPClassUID", sop_class),
        el("SOPInstanceUID", p.uid(1, series, number)),
        el("StudyDate", p.study_date),
        el("SeriesDate", p.study_date),
        el("ContentDate", p.study_date),
        el("StudyTime", p.study_time),
        el("SeriesTime", p.study_time),
        el("ContentTime", p.study_time),
        el("AccessionNumber", p.accession),
        el("Modality", modality),
        el("Manufacturer", "ACME Imaging"),
        el("InstitutionName", p.institution),
        el("InstitutionAddress", p.address),
        el("ReferringPhysicianName", p.physician),
        el("ReferringPhysicianTelephoneNumbers", p.phone),
        el("StationName", p.station),
        el("StudyDescription", f"Study of {p.family}"),
        el("SeriesDescription", f"Series for {p.physician_family}"),
        el("PerformingPhysicianName", p.physician),
        el("OperatorsName", f"{p.physician}\\{p.physician}"),
        el("ManufacturerModelName", "Scanner 3000"),
        el("PatientName", p.name),
        el("PatientID", p.patient_id),
        el("IssuerOfPatientID", p.institution),
        el("PatientBirthDate", p.birth_date),
        el("PatientBirthTime", p.birth_time),
        el("PatientSex", "F"),
        el("OtherPatientIDs", f"{p.patient_id}\\{p.accession}"),
        el("PatientAge", "072Y"),
        el("PatientAddress", p.address),
        el("PatientTelephoneNumbers", p.phone),
        el("PatientComments", f"{p.given} {p.family} lives at {p.address}"),
        el("DeviceSerialNumber", p.serial),
        el("SoftwareVersions", "1.0"),
        el("ProtocolName", f"Protocol of {p.physician_family}"),
        el("StudyInstanceUID", p.uid(1)),
        el("SeriesInstanceUID", p.uid(1, series)),
        el("StudyID", p.study_id),
        el("SeriesNumber", str(series)),
        el("InstanceNumber", str(number)),
        seq(
            "RequestAttributesSequence",
            [el("ScheduledProcedureStepID", p.study_id), el("RequestedProcedureID", p.accession)],
        ),
    ]


def pixels(rows: int = 8, columns: int = 8, bits: int = 16, frames: int = 1) -> list[Element]:
    """Image Pixel module of a grey image whose bytes name nobody."""
    size = rows * columns * frames
    if bits == 16:
        data: bytes = struct.pack(f"<{size}H", *((i * 37) % 4096 for i in range(size)))
    else:
        data = bytes((i * 37) % 251 for i in range(size))
    stored = 12 if bits > 8 else 8
    return [
        el("SamplesPerPixel", 1),
        el("PhotometricInterpretation", "MONOCHROME2"),
        el("Rows", rows),
        el("Columns", columns),
        el("BitsAllocated", bits),
        el("BitsStored", stored),
        el("HighBit", stored - 1),
        el("PixelRepresentation", 0),
        el("PixelData", data, "OW" if bits > 8 else "OB"),
    ]


def plane(p: Persona, number: int = 1) -> list[Element]:
    """Frame of Reference and Image Plane modules."""
    return [
        el("PatientPosition", "HFS"),
        el("FrameOfReferenceUID", p.uid(9, 1)),
        el("PositionReferenceIndicator", "SN"),
        el("ImagePositionPatient", f"-125.0\\-125.0\\{number * 2.5}"),
        el("ImageOrientationPatient", "1\\0\\0\\0\\1\\0"),
        el("SliceThickness", "2.5"),
        el("PixelSpacing", "0.5\\0.5"),
        el("SliceLocation", f"{number * 2.5}"),
        el("AcquisitionNumber", "1"),
    ]


def referenced(sop_class: str, uid: str) -> list[Element]:
    """SOP Instance Reference Macro."""
    return [el("ReferencedSOPClassUID", sop_class), el("ReferencedSOPInstanceUID", uid)]


CT, MR = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
US, SC = "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.7"
DX, PET = "1.2.840.10008.5.1.4.1.1.1.1", "1.2.840.10008.5.1.4.1.1.128"
BASIC_SR, KOS = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.840.10008.5.1.4.1.1.88.59"
PR, SEG = "1.2.840.10008.5.1.4.1.1.11.1", "1.2.840.10008.5.1.4.1.1.66.4"
RTSTRUCT, PDF = "1.2.840.10008.5.1.4.1.1.481.3", "1.2.840.10008.5.1.4.1.1.104.1"


def ct(p: Persona = PERSONA, *, number: int = 1, series: int = 1) -> list[Element]:
    """CT Image Storage."""
    return put(
        common(p, CT, "CT", series=series, number=number),
        el("ImageType", "ORIGINAL\\PRIMARY\\AXIAL"),
        el("AcquisitionDate", p.study_date),
        el("AcquisitionTime", p.study_time),
        el("KVP", "120"),
        el("ConvolutionKernel", "B30f"),
        el("GantryDetectorTilt", "0"),
        el("XRayTubeCurrent", "200"),
        el("ExposureTime", "500"),
        el("RescaleIntercept", "-1024"),
        el("RescaleSlope", "1"),
        el("RescaleType", "HU"),
        el("WindowCenter", "40"),
        el("WindowWidth", "400"),
        seq(
            "ReferencedImageSequence",
            referenced(CT, p.uid(1, series, number)),
            referenced(CT, p.uid(1, series, number + 1)),
        ),
        seq(
            "PerformedProtocolCodeSequence",
            [
                el("CodeValue", "P5-08000"),
                el("CodingSchemeDesignator", "SRT"),
                el("CodeMeaning", "CT of head"),
            ],
        ),
        el("Laterality", ""),
        *plane(p, number),
        *pixels(),
    )


def mr(p: Persona = PERSONA, *, number: int = 1) -> list[Element]:
    """MR Image Storage."""
    return put(
        common(p, MR, "MR", number=number, series=2),
        el("ImageType", "ORIGINAL\\PRIMARY\\M"),
        el("ScanningSequence", "SE"),
        el("SequenceVariant", "NONE"),
        el("ScanOptions", ""),
        el("MRAcquisitionType", "2D"),
        el("RepetitionTime", "500"),
        el("EchoTime", "15"),
        el("EchoTrainLength", "1"),
        el("MagneticFieldStrength", "1.5"),
        el("FlipAngle", "90"),
        el("Laterality", ""),
        *plane(p, number),
        *pixels(),
    )


def us(p: Persona = PERSONA) -> list[Element]:
    """Ultrasound Image Storage."""
    return put(
        common(p, US, "US", series=3),
        el("ImageType", "ORIGINAL\\PRIMARY\\ABDOMINAL\\0001"),
        el("BurnedInAnnotation", "YES"),
        el("Laterality", ""),
        el("PatientOrientation", ""),
        *pixels(bits=8),
    )


def sc(p: Persona = PERSONA) -> list[Element]:
    """Secondary Capture Image Storage."""
    return put(
        common(p, SC, "OT", series=4),
        el("ConversionType", "WSD"),
        el("ImageType", "DERIVED\\SECONDARY"),
        el("DateOfSecondaryCapture", p.study_date),
        el("TimeOfSecondaryCapture", p.study_time),
        el("Laterality", ""),
        el("PatientOrientation", ""),
        *pixels(bits=8),
    )


def dx(p: Persona = PERSONA) -> list[Element]:
    """Digital X-Ray Image Storage - For Presentation."""
    return put(
        common(p, DX, "DX", series=5),
        el("PresentationIntentType", "FOR PRESENTATION"),
        el("ImageType", "ORIGINAL\\PRIMARY\\"),
        el("AcquisitionDate", p.study_date),
        el("AcquisitionDeviceProcessingDescription", f"as {p.physician_family} likes it"),
        el("BodyPartExamined", "CHEST"),
        el("PixelIntensityRelationship", "LOG"),
        el("PixelIntensityRelationshipSign", -1, "SS"),
        el("RescaleIntercept", "0"),
        el("RescaleSlope", "1"),
        el("RescaleType", "US"),
        el("PresentationLUTShape", "IDENTITY"),
        el("LossyImageCompression", "00"),
        el("BurnedInAnnotation", "NO"),
        el("ImageLaterality", "U"),
        el("PatientOrientation", "L\\F"),
        el("ImagerPixelSpacing", "0.1\\0.1"),
        el("DetectorType", "SCINTILLATOR"),
        el("PositionerType", ""),
        code("AnatomicRegionSequence", "T-D3000", "SRT", "Chest"),
        el("DetectorID", p.serial),
        el("DateOfLastDetectorCalibration", p.study_date),
        el("WindowCenter", "2048"),
        el("WindowWidth", "4096"),
        seq("AcquisitionContextSequence"),
        seq(
            "ViewCodeSequence",
            [
                el("CodeValue", "R-10206"),
                el("CodingSchemeDesignator", "SRT"),
                el("CodeMeaning", "antero-posterior"),
            ],
        ),
        *pixels(),
    )


def pet(p: Persona = PERSONA) -> list[Element]:
    """Positron Emission Tomography Image Storage."""
    return put(
        common(p, PET, "PT", series=6),
        el("ImageType", "ORIGINAL\\PRIMARY"),
        el("AcquisitionDate", p.study_date),
        el("AcquisitionTime", p.study_time),
        el("CorrectedImage", "DECY\\ATTN\\SCAT"),
        el("SeriesType", "STATIC\\IMAGE"),
        el("Units", "BQML"),
        el("CountsSource", "EMISSION"),
        el("DecayCorrection", "START"),
        el("DecayFactor", "1.02"),
        el("FrameReferenceTime", "0"),
        el("ActualFrameDuration", "180000"),
        el("NumberOfSlices", 1),
        el("ImageIndex", 1),
        el("CollimatorType", "NONE"),
        el("RescaleIntercept", "0"),
        el("RescaleSlope", "1.5"),
        seq(
            "RadiopharmaceuticalInformationSequence",
            [
                el("RadiopharmaceuticalStartDateTime", f"{p.study_date}103000"),
                el("RadiopharmaceuticalStartTime", "103000.00"),
                el("RadiopharmaceuticalStopDateTime", f"{p.study_date}103100"),
                el("RadionuclideTotalDose", "370000000"),
                el("RadionuclideHalfLife", "6586.2"),
                el("RadionuclidePositronFraction", "0.97"),
                code("RadionuclideCodeSequence", "C-111A1", "SRT", "^18^Fluorine"),
            ],
        ),
        code("PatientOrientationCodeSequence", "F-10450", "SRT", "recumbent"),
        seq("PatientGantryRelationshipCodeSequence"),
        el("Laterality", ""),
        *drop(plane(p), "PatientPosition"),
        *put(pixels(), el("BitsStored", 16), el("HighBit", 15)),
    )


def enhanced_mr(p: Persona = PERSONA) -> list[Element]:
    """Enhanced MR Image Storage with functional groups that hold dates, comments and labels."""
    stamp = f"{p.study_date}{p.study_time}"
    frames = [
        [
            seq(
                "FrameContentSequence",
                [
                    el("FrameAcquisitionDateTime", stamp),
                    el("FrameReferenceDateTime", stamp),
                    el("FrameComments", f"frame of {p.family}"),
                    el("FrameLabel", p.given),
                    el("DimensionIndexValues", (n,)),
                ],
            ),
            seq("PlanePositionSequence", [el("ImagePositionPatient", f"0\\0\\{n}")]),
            seq(
                "ReferencedImageSequence",
                referenced(MR, p.uid(1, 2, n)),
            ),
        ]
        for n in (1, 2)
    ]
    return put(
        common(p, ENHANCED_MR, "MR", series=7),
        el("ImageType", "ORIGINAL\\PRIMARY\\VOLUME\\NONE"),
        el("AcquisitionDateTime", stamp),
        el("NumberOfFrames", "2"),
        seq("AcquisitionContextSequence"),
        seq("DimensionOrganizationSequence", [el("DimensionOrganizationUID", p.uid(8, 1))]),
        seq(
            "DimensionIndexSequence",
            [
                el("DimensionOrganizationUID", p.uid(8, 1)),
                el("DimensionIndexPointer", 0x00209057),
                el("FunctionalGroupPointer", 0x00209111),
                el("DimensionDescriptionLabel", f"label by {p.physician_family}"),
            ],
        ),
        seq(
            "SharedFunctionalGroupsSequence",
            [
                seq("PixelMeasuresSequence", [el("PixelSpacing", "1\\1")]),
                seq(
                    "PlaneOrientationSequence",
                    [el("ImageOrientationPatient", "1\\0\\0\\0\\1\\0")],
                ),
            ],
        ),
        seq("PerFrameFunctionalGroupsSequence", *frames),
        *[e for e in plane(p) if e.tag in {0x00200052, 0x00201040}],
        *pixels(frames=2),
    )


def evidence(p: Persona, sop_class: str, uid: str) -> Element:
    """Make the Current Requested Procedure Evidence Sequence of one instance."""
    return seq(
        "CurrentRequestedProcedureEvidenceSequence",
        [
            el("StudyInstanceUID", p.uid(1)),
            seq(
                "ReferencedSeriesSequence",
                [
                    el("SeriesInstanceUID", p.uid(1, 1)),
                    seq("ReferencedSOPSequence", referenced(sop_class, uid)),
                ],
            ),
        ],
    )


def sr(p: Persona = PERSONA) -> list[Element]:
    """Make a Basic Text SR whose content tree is full of the person."""
    return put(
        common(p, BASIC_SR, "SR", series=8),
        seq("ReferencedPerformedProcedureStepSequence"),
        el("ValueType", "CONTAINER"),
        code("ConceptNameCodeSequence", "18748-4", "LN", "Diagnostic Imaging Report"),
        el("ContinuityOfContent", "SEPARATE"),
        el("CompletionFlag", "COMPLETE"),
        el("VerificationFlag", "VERIFIED"),
        seq("PerformedProcedureCodeSequence"),
        seq(
            "VerifyingObserverSequence",
            [
                el("VerifyingOrganization", p.institution),
                el("VerificationDateTime", f"{p.study_date}120000"),
                el("VerifyingObserverName", p.physician),
                seq("VerifyingObserverIdentificationCodeSequence"),
            ],
        ),
        evidence(p, CT, p.uid(1, 1, 1)),
        seq(
            "ContentSequence",
            [
                el("RelationshipType", "HAS OBS CONTEXT"),
                el("ValueType", "PNAME"),
                code("ConceptNameCodeSequence", "121008", "DCM", "Person Observer Name"),
                el("PersonName", p.physician),
            ],
            [
                el("RelationshipType", "CONTAINS"),
                el("ValueType", "TEXT"),
                code("ConceptNameCodeSequence", "121071", "DCM", "Finding"),
                el("TextValue", f"{p.given} {p.family}, born {p.birth_date}, is well"),
            ],
            [
                el("RelationshipType", "CONTAINS"),
                el("ValueType", "IMAGE"),
                seq("ReferencedSOPSequence", referenced(CT, p.uid(1, 1, 1))),
            ],
        ),
    )


def kos(p: Persona = PERSONA) -> list[Element]:
    """Key Object Selection Document Storage."""
    return put(
        common(p, KOS, "KO", series=9),
        seq("ReferencedPerformedProcedureStepSequence"),
        el("ValueType", "CONTAINER"),
        code("ConceptNameCodeSequence", "113000", "DCM", "Of Interest"),
        el("ContinuityOfContent", "SEPARATE"),
        evidence(p, CT, p.uid(1, 1, 1)),
        seq(
            "ContentTemplateSequence",
            [el("MappingResource", "DCMR"), el("TemplateIdentifier", "2010")],
        ),
        seq(
            "ContentSequence",
            [
                el("RelationshipType", "CONTAINS"),
                el("ValueType", "TEXT"),
                code("ConceptNameCodeSequence", "113012", "DCM", "Key Object Description"),
                el("TextValue", f"shown to {p.physician_family}"),
            ],
            [
                el("RelationshipType", "CONTAINS"),
                el("ValueType", "IMAGE"),
                seq("ReferencedSOPSequence", referenced(CT, p.uid(1, 1, 1))),
            ],
        ),
    )


def pr(p: Persona = PERSONA) -> list[Element]:
    """Grayscale Softcopy Presentation State Storage with a text annotation."""
    return put(
        common(p, PR, "PR", series=10),
        el("PresentationCreationDate", p.study_date),
        el("PresentationCreationTime", p.study_time),
        el("ContentLabel", "FINDINGS"),
        el("ContentDescription", f"for {p.physician_family}"),
        el("ContentCreatorName", p.physician),
        el("PresentationLUTShape", "IDENTITY"),
        el("Laterality", ""),
        seq(
            "ReferencedSeriesSequence",
            [
                el("SeriesInstanceUID", p.uid(1, 1)),
                seq("ReferencedImageSequence", referenced(CT, p.uid(1, 1, 1))),
            ],
        ),
        seq(
            "DisplayedAreaSelectionSequence",
            [
                el("DisplayedAreaTopLeftHandCorner", (1, 1)),
                el("DisplayedAreaBottomRightHandCorner", (8, 8)),
                el("PresentationSizeMode", "SCALE TO FIT"),
                el("PresentationPixelAspectRatio", "1\\1"),
            ],
        ),
        seq("GraphicLayerSequence", [el("GraphicLayer", "LAYER1"), el("GraphicLayerOrder", "1")]),
        seq(
            "GraphicAnnotationSequence",
            [
                el("GraphicLayer", "LAYER1"),
                seq(
                    "TextObjectSequence",
                    [
                        el("AnchorPointAnnotationUnits", "PIXEL"),
                        el("UnformattedTextValue", f"{p.given} {p.family} {p.patient_id}"),
                        el("AnchorPoint", (1.0, 1.0)),
                        el("AnchorPointVisibility", "N"),
                    ],
                ),
            ],
        ),
    )


def rtstruct(p: Persona = PERSONA) -> list[Element]:
    """RT Structure Set Storage."""
    return put(
        common(p, RTSTRUCT, "RTSTRUCT", series=11),
        el("StructureSetLabel", f"{p.family}"),
        el("StructureSetName", f"{p.given}"),
        el("StructureSetDate", p.study_date),
        el("StructureSetTime", p.study_time),
        el("ApprovalStatus", "APPROVED"),
        el("ReviewDate", p.study_date),
        el("ReviewTime", p.study_time),
        el("ReviewerName", p.physician),
        el("FrameOfReferenceUID", p.uid(9, 1)),
        el("PositionReferenceIndicator", ""),
        seq(
            "ReferencedFrameOfReferenceSequence",
            [
                el("FrameOfReferenceUID", p.uid(9, 1)),
                seq(
                    "RTReferencedStudySequence",
                    [
                        *referenced("1.2.840.10008.3.1.2.3.1", p.uid(1)),
                        seq(
                            "RTReferencedSeriesSequence",
                            [
                                el("SeriesInstanceUID", p.uid(1, 1)),
                                seq("ContourImageSequence", referenced(CT, p.uid(1, 1, 1))),
                            ],
                        ),
                    ],
                ),
            ],
        ),
        seq(
            "StructureSetROISequence",
            [
                el("ROINumber", "1"),
                el("ReferencedFrameOfReferenceUID", p.uid(9, 1)),
                el("ROIName", f"GTV {p.family}"),
                el("ROIGenerationAlgorithm", "MANUAL"),
            ],
        ),
        seq(
            "ROIContourSequence",
            [
                el("ReferencedROINumber", "1"),
                el("ROIDisplayColor", "255\\0\\0"),
                seq(
                    "ContourSequence",
                    [
                        seq("ContourImageSequence", referenced(CT, p.uid(1, 1, 1))),
                        el("ContourGeometricType", "CLOSED_PLANAR"),
                        el("NumberOfContourPoints", "3"),
                        el("ContourData", "0\\0\\0\\1\\0\\0\\1\\1\\0"),
                    ],
                ),
            ],
        ),
        seq(
            "RTROIObservationsSequence",
            [
                el("ObservationNumber", "1"),
                el("ReferencedROINumber", "1"),
                el("ROIObservationLabel", p.given),
                el("RTROIInterpretedType", "GTV"),
                el("ROIInterpreter", p.physician),
            ],
        ),
    )


def seg(p: Persona = PERSONA) -> list[Element]:
    """Segmentation Storage of one binary frame."""
    return put(
        common(p, SEG, "SEG", series=12),
        el("ImageType", "DERIVED\\PRIMARY"),
        el("NumberOfFrames", "1"),
        el("SegmentationType", "BINARY"),
        el("LossyImageCompression", "00"),
        el("ContentLabel", "SEGMENTATION"),
        el("ContentDescription", f"of {p.family}"),
        el("ContentCreatorName", p.physician),
        seq("DimensionOrganizationSequence", [el("DimensionOrganizationUID", p.uid(8, 2))]),
        seq(
            "DimensionIndexSequence",
            [
                el("DimensionOrganizationUID", p.uid(8, 2)),
                el("DimensionIndexPointer", 0x0062000B),
                el("FunctionalGroupPointer", 0x0062000A),
            ],
        ),
        seq(
            "SegmentSequence",
            [
                el("SegmentNumber", 1),
                el("SegmentLabel", f"{p.given}'s tumour"),
                el("SegmentDescription", f"drawn by {p.physician_family}"),
                el("SegmentAlgorithmType", "MANUAL"),
                el("TrackingID", f"{p.patient_id}-1"),
                el("TrackingUID", p.uid(7, 1)),
                code("SegmentedPropertyCategoryCodeSequence", "M-01000", "SRT", "Abnormal"),
                code("SegmentedPropertyTypeCodeSequence", "M-03000", "SRT", "Mass"),
            ],
        ),
        seq(
            "ReferencedSeriesSequence",
            [
                el("SeriesInstanceUID", p.uid(1, 1)),
                seq("ReferencedInstanceSequence", referenced(CT, p.uid(1, 1, 1))),
            ],
        ),
        seq(
            "SharedFunctionalGroupsSequence",
            [
                seq(
                    "PixelMeasuresSequence",
                    [el("PixelSpacing", "1\\1"), el("SliceThickness", "1")],
                ),
                seq(
                    "PlaneOrientationSequence",
                    [el("ImageOrientationPatient", "1\\0\\0\\0\\1\\0")],
                ),
            ],
        ),
        seq(
            "PerFrameFunctionalGroupsSequence",
            [
                seq("FrameContentSequence", [el("DimensionIndexValues", (1,))]),
                seq("PlanePositionSequence", [el("ImagePositionPatient", "0\\0\\1")]),
                seq("SegmentIdentificationSequence", [el("ReferencedSegmentNumber", 1)]),
                seq(
                    "DerivationImageSequence",
                    [
                        code("DerivationCodeSequence", "113076", "DCM", "Segmentation"),
                        seq(
                            "SourceImageSequence",
                            [
                                *referenced(CT, p.uid(1, 1, 1)),
                                code(
                                    "PurposeOfReferenceCodeSequence",
                                    "121322",
                                    "DCM",
                                    "Source image for image processing operation",
                                ),
                            ],
                        ),
                    ],
                ),
            ],
        ),
        el("FrameOfReferenceUID", p.uid(9, 1)),
        el("PositionReferenceIndicator", ""),
        *[
            e
            for e in pixels(bits=8)
            if e.tag not in {0x00280100, 0x00280101, 0x00280102, 0x7FE00010}
        ],
        el("BitsAllocated", 1),
        el("BitsStored", 1),
        el("HighBit", 0),
        el("PixelData", bytes(range(8)), "OB"),
    )


def pdf(p: Persona = PERSONA) -> list[Element]:
    """Make an Encapsulated PDF whose document names the person."""
    text = f"%PDF-1.4\n1 0 obj <</Title ({p.given} {p.family})>> endobj\n%%EOF\n".encode()
    return put(
        common(p, PDF, "DOC", series=13),
        el("ConversionType", "WSD"),
        el("BurnedInAnnotation", "YES"),
        el("AcquisitionDateTime", ""),
        el("DocumentTitle", f"Letter about {p.family}"),
        seq("ConceptNameCodeSequence"),
        el("MIMETypeOfEncapsulatedDocument", "application/pdf"),
        el("EncapsulatedDocument", text + b"\0" * (len(text) % 2)),
        el("EncapsulatedDocumentLength", len(text)),
    )


MAKERS = {
    "ct": ct,
    "mr": mr,
    "us": us,
    "sc": sc,
    "dx": dx,
    "pet": pet,
    "enhanced_mr": enhanced_mr,
    "sr": sr,
    "kos": kos,
    "pr": pr,
    "rtstruct": rtstruct,
    "seg": seg,
    "pdf": pdf,
}


def templates(p: Persona = PERSONA) -> list[Template]:
    """Make one instance of each kind."""
    return [Template(name, tuple(make(p)), EXPLICIT) for name, make in MAKERS.items()]
