"""An invented study to try Anami with: nobody's images, drawn by formula, always the same bytes.

A CT of a phantom's head with private attributes and nested items, a secondary capture with text in
its pixels, and a structured report: what a person would meet in a real study, and what Anami has
something to say about. Made where it is needed, so that it costs no download and no request.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from anami import phantom
from anami.concerns.texts import padded
from anami.model import Dataset, Element, Encoding
from anami.standard import dictionary
from anami.writer import Encoder, FileMeta, encode_meta

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SLICES", "example_files"]

SLICES: Final = 16
ROOT: Final = "2.25.271828182845904523536028747135266249775"
"""Below it are the UIDs of the example: the same study each time, and nobody else's."""
CT: Final = "1.2.840.10008.5.1.4.1.1.2"
SECONDARY_CAPTURE: Final = "1.2.840.10008.5.1.4.1.1.7"
BASIC_TEXT: Final = "1.2.840.10008.5.1.4.1.1.88.11"
DETACHED_STUDY: Final = "1.2.840.10008.3.1.2.3.1"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
NAME: Final = "Sample^Anna=Sample^Ánna"
PHYSICIAN: Final = "Invented^Ivo^^Dr."
STUDY_UID: Final = f"{ROOT}.1"
THICKNESS: Final = 8.0
SPACING: Final = 1.25
INTERCEPT: Final = -1024
CAPTURE: Final = (320, 240)

Value = str | int | tuple[int, ...] | bytes | list[list[Element]]


def example_files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of the example."""
    for number in range(1, SLICES + 1):
        yield f"example/CT/IM{number:04}.dcm", _file(_slice(number))
    yield "example/screenshot/IM0001.dcm", _file(_capture())
    yield "example/report/SR0001.dcm", _file(_report())


def _el(keyword: str, value: Value = "", vr: str = "") -> Element:
    """Return an element, its VR and tag from PS3.6."""
    tag = dictionary.tag_of(keyword)
    vr = vr or (dictionary.vr_of(tag) or "")[:2]
    return _element(tag, vr, value)


def _element(tag: int, vr: str, value: Value) -> Element:
    if isinstance(value, list):
        return Element(tag, "SQ", items=tuple(Dataset(tuple(_sorted(item))) for item in value))
    if isinstance(value, str):
        return Element(tag, vr, padded(value.encode(), vr))
    if isinstance(value, bytes):
        return Element(tag, vr, value)
    numbers = value if isinstance(value, tuple) else (value,)
    return Element(tag, vr, struct.pack(f"<{len(numbers)}{'H' if vr == 'US' else 'I'}", *numbers))


def _sorted(elements: list[Element]) -> list[Element]:
    return sorted(elements, key=lambda element: element.tag)


def _code(value: str, scheme: str, meaning: str) -> list[Element]:
    return [
        _el("CodeValue", value),
        _el("CodingSchemeDesignator", scheme),
        _el("CodeMeaning", meaning),
    ]


def _file(elements: list[Element]) -> bytes:
    found = {element.tag: element for element in elements}
    meta = FileMeta(
        sop_class=_uid(found[dictionary.tag_of("SOPClassUID")]),
        sop_instance=_uid(found[dictionary.tag_of("SOPInstanceUID")]),
        transfer_syntax=EXPLICIT_LITTLE,
        version_name="ANAMI_EXAMPLE",
    )
    body = Encoder(Encoding(implicit=False)).encode(_sorted(elements))
    return encode_meta(meta) + b"".join(part for part in body if isinstance(part, bytes))


def _uid(element: Element) -> str:
    return element.value.rstrip(b"\0").decode() if isinstance(element.value, bytes) else ""


def _common(sop_class: str, series: int, number: int, modality: str) -> list[Element]:
    """Return what each instance says of its patient, study, series and equipment."""
    return [
        _el("SpecificCharacterSet", "ISO_IR 192"),
        _el("SOPClassUID", sop_class),
        _el("SOPInstanceUID", f"{ROOT}.1.{series}.{number}"),
        _el("StudyDate", "20240229"),
        _el("StudyTime", "091500"),
        _el("ContentDate", "20240229"),
        _el("ContentTime", f"0916{number:02}"),
        _el("AccessionNumber", "EX-2024-0042"),
        _el("Modality", modality),
        _el("Manufacturer", "Phantom Works"),
        _el("InstitutionName", "Clinic of Examples"),
        _el("InstitutionAddress", "1 Formula Road, Nowhere"),
        _el("ReferringPhysicianName", PHYSICIAN),
        _el("StationName", "PHANTOM1"),
        _el("StudyDescription", "CT head for Anna Sample"),
        _el("ReferencedStudySequence", [_reference(DETACHED_STUDY, f"{ROOT}.7")]),
        _el("PatientName", NAME),
        _el("PatientID", "EX-123456"),
        _el("PatientBirthDate", "19710203"),
        _el("PatientSex", "F"),
        _el(
            "OtherPatientIDsSequence",
            [
                [
                    _el("PatientID", "OLD-98765"),
                    _el("IssuerOfPatientID", "Clinic of Examples"),
                    _el("TypeOfPatientID", "TEXT"),
                ]
            ],
        ),
        _el("PatientAge", "053Y"),
        _el("PatientAddress", "7 Dotted Line, Nowhere"),
        _el("StudyInstanceUID", STUDY_UID),
        _el("SeriesInstanceUID", f"{ROOT}.1.{series}"),
        _el("StudyID", "EX42"),
        _el("SeriesNumber", str(series)),
        _el("InstanceNumber", str(number)),
    ]


def _reference(sop_class: str, instance: str) -> list[Element]:
    return [_el("ReferencedSOPClassUID", sop_class), _el("ReferencedSOPInstanceUID", instance)]


def _pixels(rows: int, columns: int, bits: tuple[int, int], value: bytes) -> list[Element]:
    allocated, stored = bits
    return [
        _el("SamplesPerPixel", 1),
        _el("PhotometricInterpretation", "MONOCHROME2"),
        _el("Rows", rows),
        _el("Columns", columns),
        _el("BitsAllocated", allocated),
        _el("BitsStored", stored),
        _el("HighBit", stored - 1),
        _el("PixelRepresentation", 0),
        _el("PixelData", value, "OW" if allocated > 8 else "OB"),  # noqa: PLR2004 - a byte
    ]


def _slice(number: int) -> list[Element]:
    height = -0.9 + 1.8 * (number - 0.5) / SLICES
    values = phantom.head_slice(height)
    stored = b"".join(struct.pack("<H", max(0, value - INTERCEPT)) for value in values)
    edge = SPACING * phantom.SIZE / 2
    position = f"{-edge}\\{-edge}\\{THICKNESS * number}"
    return [
        *_common(CT, 1, number, "CT"),
        *_pixels(phantom.SIZE, phantom.SIZE, (16, 12), stored),
        _el("ImageType", "ORIGINAL\\PRIMARY\\AXIAL"),
        _el("SeriesDescription", "Head 8 mm, Dr. Invented"),
        _el("ManufacturerModelName", "Formula 1"),
        _el("DeviceSerialNumber", "SN-0001"),
        _el("BodyPartExamined", "HEAD"),
        _el("SliceThickness", str(THICKNESS)),
        _el("KVP", "120"),
        _el("ProtocolName", "Head of Anna"),
        _el("PatientPosition", "HFS"),
        _el("AcquisitionNumber", "1"),
        _el("ImagePositionPatient", position),
        _el("ImageOrientationPatient", "1\\0\\0\\0\\1\\0"),
        _el("FrameOfReferenceUID", f"{ROOT}.1.9"),
        _el("PositionReferenceIndicator"),
        _el("PixelSpacing", f"{SPACING}\\{SPACING}"),
        _el("WindowCenter", "40\\400"),
        _el("WindowWidth", "120\\2000"),
        _el("WindowCenterWidthExplanation", "BRAIN\\BONE"),
        _el("RescaleIntercept", str(INTERCEPT)),
        _el("RescaleSlope", "1"),
        _el("RescaleType", "HU"),
        _el(
            "RequestAttributesSequence",
            [
                [
                    _el("RequestedProcedureID", "EX42-1"),
                    _el("RequestedProcedureDescription", "CT head, Anna Sample"),
                    _el("ScheduledProcedureStepID", "EX42-1-1"),
                ]
            ],
        ),
        *_private(number),
    ]


def _private(number: int) -> list[Element]:
    """Return a private block as scanners write them, with a name nested in it."""
    return [
        _element(0x00290010, "LO", "PHANTOM WORKS 01"),
        _element(0x00291001, "LO", "Operator: Olga Invented"),
        _element(0x00291002, "US", number),
        _element(
            0x00291010,
            "SQ",
            [
                [
                    _element(0x00290010, "LO", "PHANTOM WORKS 01"),
                    _element(0x00291001, "LO", "Anna Sample"),
                    _el("PatientID", "EX-123456"),
                ]
            ],
        ),
    ]


def _capture() -> list[Element]:
    """Return a screenshot: a picture with who is shown written into its pixels."""
    width, height = CAPTURE
    picture = bytearray(b"\x18") * (width * height)
    values = phantom.head_slice(0.2)
    for row in range(phantom.SIZE):
        line = values[row * phantom.SIZE : (row + 1) * phantom.SIZE]
        start = (row + 40) * width + 64
        grey = (min(255, max(24, 24 + (value + 20) * 2)) for value in line)
        picture[start : start + phantom.SIZE] = bytes(grey)
    phantom.write(picture, width, (8, 6), "SAMPLE ANNA", 240)
    phantom.write(picture, width, (8, 22), "BORN 1971-02-03", 240)
    phantom.write(picture, width, (204, 6), "EX-123456", 240)
    return [
        *_common(SECONDARY_CAPTURE, 2, 1, "OT"),
        *_pixels(height, width, (8, 8), bytes(picture)),
        _el("ImageType", "DERIVED\\SECONDARY\\SCREEN SAVE"),
        _el("ConversionType", "WSD"),
        _el("SeriesDescription", "Screenshot"),
        _el("BodyPartExamined", "HEAD"),
        _el("BurnedInAnnotation", "YES"),
        _el("PatientOrientation"),
    ]


def _report() -> list[Element]:
    """Return a short structured report that names its patient and its author (PS3.3 A.35.1)."""
    observer: list[Element] = [
        _el("RelationshipType", "HAS OBS CONTEXT"),
        _el("ValueType", "PNAME"),
        _el("ConceptNameCodeSequence", [_code("121008", "DCM", "Person Observer Name")]),
        _el("PersonName", PHYSICIAN),
    ]
    finding: list[Element] = [
        _el("RelationshipType", "CONTAINS"),
        _el("ValueType", "TEXT"),
        _el("ConceptNameCodeSequence", [_code("121071", "DCM", "Finding")]),
        _el("TextValue", "Anna Sample, born 1971-02-03: small dense area on the left."),
    ]
    evidence = [
        _el("StudyInstanceUID", STUDY_UID),
        _el(
            "ReferencedSeriesSequence",
            [
                [
                    _el("SeriesInstanceUID", f"{ROOT}.1.1"),
                    _el("ReferencedSOPSequence", [_reference(CT, f"{ROOT}.1.1.10")]),
                ]
            ],
        ),
    ]
    return [
        *_common(BASIC_TEXT, 3, 1, "SR"),
        _el("SeriesDescription", "Report"),
        _el("ReferencedPerformedProcedureStepSequence", []),
        _el("ValueType", "CONTAINER"),
        _el("ConceptNameCodeSequence", [_code("18748-4", "LN", "Diagnostic Imaging Report")]),
        _el("ContinuityOfContent", "SEPARATE"),
        _el("PerformedProcedureCodeSequence", []),
        _el("CurrentRequestedProcedureEvidenceSequence", [evidence]),
        _el("CompletionFlag", "COMPLETE"),
        _el("VerificationFlag", "UNVERIFIED"),
        _el("ContentSequence", [observer, finding]),
    ]
