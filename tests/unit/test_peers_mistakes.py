"""One regression test for each mistake that was measured on other tools.

The numbers T1 to T39 are those of the project's field study: leaks first, then broken output.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pydicom
import pytest

from anami import Key, Protocol
from anami.errors import ProtocolError
from tests import builders as b
from tests.runs import BASIC, KEY, OTHER_KEY, assert_clean, deidentified, run

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA
ALL = P.tokens
UID = re.compile(r"2\.25\.(0|[1-9][0-9]*)\Z")


def nested(depth: int, *leaves: b.Element) -> b.Element:
    elements: list[b.Element] = list(leaves)
    for keyword in ["PerformedProtocolCodeSequence", "EquivalentCodeSequence"] * depth:
        elements = [b.seq(keyword, elements)]
    return elements[0]


@pytest.mark.parametrize("depth", [1, 2, 5])
@pytest.mark.parametrize("form", b.NATIVE_FORMS, ids=lambda f: f.name)
def test_values_are_protected_at_any_depth(depth: int, form: b.Form) -> None:
    """T1, T13, T18: nested names, IDs, UIDs and dates are protected three levels down and more."""
    leaves = (
        b.el("PatientName", P.name),
        b.el("PatientID", P.patient_id),
        b.el("StudyDate", P.study_date),
        b.el("DateTime", P.study_date + "101112"),
        b.el("SOPInstanceUID", P.uid(4, 4)),
        b.el("ReferencedSOPInstanceUID", P.uid(4, 4)),
        b.el("PerformedProcedureStepDescription", f"for {P.family}"),
        b.Element(0x00091010, "LO", P.family),
    )
    made = deidentified(b.part10(b.put(b.ct(), nested(depth, *leaves)), form), *ALL)
    assert not any(node.tag >> 16 & 1 for node in made.read.all())


@pytest.mark.parametrize("undefined", [False, True])
def test_a_standard_sequence_hidden_as_unknown_is_treated_as_what_it_is(*, undefined: bool) -> None:
    """T2: a UN element with a standard tag is parsed and protected by the tag's own rules."""
    inner = b.seq("RadiopharmaceuticalInformationSequence", b.referenced(b.CT, P.uid(3, 3)))
    item = b.Item(
        (
            b.el("RadiopharmaceuticalStartTime", P.study_time),
            b.el("PatientName", P.name),
            b.el("RadionuclideTotalDose", "1000"),
        )
    )
    hidden = b.Element(inner.tag, "UN", (item,), undefined=undefined)
    made = deidentified(b.part10(b.put(b.pet(), hidden)), *ALL)
    kept = made.dataset.RadiopharmaceuticalInformationSequence[0]
    assert kept.RadionuclideTotalDose == 1000


def test_a_private_sequence_with_standard_attributes_is_removed() -> None:
    """T2: a private sequence goes as a whole, whatever its VR claims."""
    item = b.Item((b.el("PatientName", P.name),))
    data = b.part10(
        b.put(
            b.ct(),
            b.Element(0x00430010, "LO", "MAKER"),
            b.Element(0x00431001, "SQ", (item,)),
            b.Element(0x00431002, "UN", (item,), undefined=True),
        )
    )
    made = deidentified(data, *ALL)
    assert not any(node.tag >> 16 & 1 for node in made.read.all())


def test_file_meta_names_the_new_instance_and_nobody_else() -> None:
    """T3, T4: file meta and preamble are rebuilt from nothing."""
    extra = [
        b.Element(0x00020013, "SH", P.station),
        b.Element(0x00020016, "AE", P.station),
        b.Element(0x00020017, "AE", P.station),
        b.Element(0x00020018, "AE", P.station),
        b.Element(0x00020026, "UR", "http://plumbargo.example"),
        b.Element(0x00020100, "UI", P.uid(66)),
        b.Element(0x00020102, "OB", P.family.encode() + b"\0"),
    ]
    elements = b.ct()
    preamble = (b"MZ" + P.family.encode()).ljust(128, b"\1")
    data = b.part10(elements, meta=b.file_meta(elements, b.EXPLICIT, extra), preamble=preamble)
    made = deidentified(data, *ALL)
    assert made.read.preamble == bytes(128)
    meta = made.dataset.file_meta
    assert meta.MediaStorageSOPInstanceUID == made.dataset.SOPInstanceUID
    assert meta.MediaStorageSOPClassUID == made.dataset.SOPClassUID
    assert meta.ImplementationClassUID != "1.2.276.0.7230010.3.0.3.6.7"
    assert {e.tag for e in meta} <= {
        0x00020000,
        0x00020001,
        0x00020002,
        0x00020003,
        0x00020010,
        0x00020012,
        0x00020013,
    }


def test_nothing_but_known_elements_follows_the_pixels() -> None:
    """T6: groups after Pixel Data, trailing padding and loose bytes are dropped."""
    late = [
        b.Element(0x7FE10010, "LO", P.family),
        b.Element(0x7FE11001, "LO", P.family),
        b.Element(
            0xFFFAFFFA, "SQ", (b.Item((b.Element(0x0400_0120, "OB", P.family.encode() + b"\0"),)),)
        ),
        b.Element(0xFFFCFFFC, "OB", P.family.encode() + b"\0"),
    ]
    data = b.part10([*b.ct(), *late], trailing=P.name.encode() * 3)
    made = run(data)
    assert_clean(made, *ALL)
    if made.done:
        assert max(node.tag for node in made.read.root) == 0x7FE00010


@pytest.mark.parametrize("named", [True, False])
def test_a_dicomdir_is_skipped_by_its_content(*, named: bool) -> None:
    """T7: a DICOMDIR is told by its SOP Class or its records, not by its file name."""
    record = [
        b.Element(0x00041430, "CS", "PATIENT"),
        b.el("PatientName", P.name),
        b.el("PatientID", P.patient_id),
    ]
    elements = [b.seq("DirectoryRecordSequence", record)]
    media = "1.2.840.10008.1.3.10" if named else b.CT
    meta = b.file_meta([b.el("SOPClassUID", media), b.el("SOPInstanceUID", P.uid(5))], b.EXPLICIT)
    made = run(b.part10(elements, meta=meta))
    assert not made.done
    assert made.status == "skipped"
    assert made.code == "dicomdir"


@pytest.mark.parametrize("name", ["sr", "kos", "pr"])
def test_content_and_annotation_text_is_replaced(name: str) -> None:
    """T8: neither content items nor graphic annotations keep their text."""
    made = run(b.part10(b.MAKERS[name]()))
    assert_clean(made, *ALL)
    assert made.done or made.status == "refused"


def test_overlays_and_curves_are_removed() -> None:
    """T9: planes, labels, descriptions and comments of 60xx, and 50xx, at all group numbers."""
    elements = b.ct()
    for group in (0x6000, 0x6002, 0x601E, 0x60FE):
        elements += [
            b.Element(group << 16 | 0x0010, "US", 8),
            b.Element(group << 16 | 0x0022, "LO", P.family),
            b.Element(group << 16 | 0x1500, "LO", P.family),
            b.Element(group << 16 | 0x3000, "OW", P.family.encode() + b"\0"),
            b.Element(group << 16 | 0x4000, "LT", P.family),
        ]
    for group in (0x5000, 0x501E, 0x50FE):
        elements += [
            b.Element(group << 16 | 0x0022, "LO", P.family),
            b.Element(group << 16 | 0x2500, "LO", P.family),
            b.Element(group << 16 | 0x3000, "OW", P.family.encode() + b"\0"),
        ]
    made = deidentified(b.part10(b.ordered(elements)), *ALL)
    assert not [n for n in made.read.all() if n.tag >> 24 in {0x50, 0x60}]


def test_an_encapsulated_document_does_not_survive() -> None:
    """T10: content and title of a document are replaced or the file is refused."""
    made = run(b.part10(b.pdf()))
    assert_clean(made, *ALL, "%PDF-1.4\n1 0 obj <</Title")
    if made.done:
        assert made.dataset.EncapsulatedDocument


def test_original_and_encrypted_attributes_are_removed() -> None:
    """T11: what earlier tools kept of the original goes."""
    data = b.part10(
        b.put(
            b.ct(),
            b.seq(
                "OriginalAttributesSequence",
                [
                    b.el("SourceOfPreviousValues", P.institution),
                    b.el("AttributeModificationDateTime", P.study_date),
                    b.el("ModifyingSystem", P.station),
                    b.el("ReasonForTheAttributeModification", "CORRECT"),
                    b.seq("ModifiedAttributesSequence", [b.el("PatientName", P.name)]),
                ],
            ),
            b.seq(
                "EncryptedAttributesSequence",
                [
                    b.el("EncryptedContentTransferSyntaxUID", b.EXPLICIT.uid),
                    b.el("EncryptedContent", P.name.encode() + b"\0"),
                ],
            ),
        )
    )
    made = deidentified(data, *ALL)
    assert made.read.get(0x04000561) is None
    assert made.read.get(0x04000500) is None


def test_descriptions_and_characteristics_go() -> None:
    """T12: descriptions, agents, ethnic group and partial view text go under the Basic Profile."""
    made = deidentified(
        b.part10(
            b.put(
                b.ct(),
                b.el("ContrastBolusAgent", "Zqxagent"),
                b.el("EthnicGroup", "Zqxethnic"),
                b.el("PartialViewDescription", f"half of {P.family}"),
            )
        ),
        *ALL,
        "Zqxagent",
        "Zqxethnic",
    )
    assert made.read.get(0x0008103E) is None


def test_all_dates_and_times_go() -> None:
    """T13: DT inside PET sequences, creation, calibration and capture dates."""
    for data in (
        b.part10(b.pet()),
        b.part10(b.sc()),
        b.part10(b.put(b.ct(), b.el("DateOfLastCalibration", f"{P.study_date}\\{P.study_date}"))),
    ):
        deidentified(data, *ALL, "103000", P.study_date[:6])


@pytest.mark.parametrize("tag", [0x00324000, 0x40004000, 0x001877FE, 0x00101234, 0x66660010])
@pytest.mark.parametrize("vr", ["LO", "UN", "OB", "LT"])
def test_retired_and_unknown_even_elements_go(tag: int, vr: str) -> None:
    """T14: what the dictionary does not know is not kept."""
    value = (P.family + " ").encode()[: len(P.family) // 2 * 2]
    made = deidentified(b.part10(b.put(b.ct(), b.Element(tag, vr, value))), *ALL, "Vellqwis")
    assert made.read.get(tag) is None


def test_private_elements_go_with_their_creators() -> None:
    """T15: Siemens CSA headers, nested private elements, creators that hold names."""
    made = deidentified(
        b.part10(
            b.put(
                b.ct(),
                b.Element(0x00290010, "LO", "SIEMENS CSA HEADER"),
                b.Element(0x00290011, "LO", P.family),
                b.Element(0x00291010, "OB", b"SV10" + P.family.encode() + b"\0"),
                b.Element(0x00291120, "UN", P.name.encode() + b"\0"),
                nested(2, b.Element(0x00190010, "LO", P.family), b.Element(0x00191001, "LO", "x ")),
            )
        ),
        *ALL,
    )
    assert not [n for n in made.read.all() if n.tag >> 16 & 1]


def test_an_icon_does_not_survive() -> None:
    """T17: the thumbnail is an unredacted copy of the pixels."""
    icon = b.seq("IconImageSequence", b.pixels(bits=8))
    made = deidentified(b.part10(b.put(b.ct(), icon)), *ALL)
    assert made.read.get(0x00880200) is None


def test_options_never_stand_without_the_profile() -> None:
    """T19: a protocol of options alone still carries the Basic Profile, or is refused."""
    assert BASIC.profile == "basic"
    document = BASIC.as_dict()
    document["profile"] = ""
    with pytest.raises(ProtocolError):
        Protocol.load(document)
    document = BASIC.as_dict()
    document["options"] = ["no-such-option"]
    with pytest.raises(ProtocolError):
        Protocol.load(document)


def test_a_nested_dummy_does_not_touch_the_root() -> None:
    """T20: what is done inside an item is done there alone."""
    elements = b.put(b.drop(b.ct(), "StudyID"), nested(1, b.el("StudyID", P.study_id)))
    made = deidentified(b.part10(elements), *ALL)
    assert made.read.get(0x00200010) is None


def test_replacements_depend_on_the_key() -> None:
    """T21: without the key no replacement can be recomputed from a guess."""
    data = b.part10(b.ct())
    one, two = run(data, KEY).dataset, run(data, OTHER_KEY).dataset
    assert one.SOPInstanceUID != two.SOPInstanceUID
    assert one.PatientID != two.PatientID or not one.PatientID
    assert Key.random() != Key.random()


def test_each_value_of_a_multi_valued_uid_is_replaced_by_itself() -> None:
    """T23: the number of values stays and each maps as it does alone."""
    uids = [P.uid(1, 1, 1), P.uid(9, 9), P.uid(1, 1, 1)]
    many = b.el("IrradiationEventUID", "\\".join(uids))
    made = deidentified(b.part10(b.put(b.ct(), many)), *ALL).dataset
    values = list(made.IrradiationEventUID)
    assert len(values) == 3
    assert values[0] == values[2] == made.SOPInstanceUID
    assert values[1] != values[0]


def test_references_stay_and_follow_their_targets() -> None:
    """T24: Referenced SOP Class stays, Referenced SOP Instance maps like the instance itself."""
    made = deidentified(b.part10(b.ct(number=1)), *ALL).dataset
    structures = deidentified(b.part10(b.rtstruct()), *ALL).dataset
    contour = structures.ROIContourSequence[0].ContourSequence[0].ContourImageSequence[0]
    assert contour.ReferencedSOPClassUID == b.CT
    assert contour.ReferencedSOPInstanceUID == made.SOPInstanceUID
    assert structures.FrameOfReferenceUID == made.FrameOfReferenceUID
    assert structures.StudyInstanceUID == made.StudyInstanceUID
    segmented = deidentified(b.part10(b.seg()), *ALL).dataset
    reference = segmented.ReferencedSeriesSequence[0]
    assert reference.SeriesInstanceUID == made.SeriesInstanceUID
    assert reference.ReferencedInstanceSequence[0].ReferencedSOPInstanceUID == made.SOPInstanceUID


def test_replacement_uids_are_legal() -> None:
    """T25: 2.25 and a decimal without leading zeros, at most 64 characters, padded with NUL."""
    for number in range(200):
        made = run(b.part10(b.sc(b.Persona(uid_root=f"1.2.3.{number}"))))
        uid = made.dataset.SOPInstanceUID
        assert UID.match(uid)
        assert len(uid) <= 64
        node = made.read.get(0x00080018)
        assert node is not None
        assert node.value.rstrip(b"\0").decode() == uid


def test_dummies_are_legal_for_their_vr() -> None:
    """T26: pydicom's strict validation accepts every value that is written."""
    for template in b.templates():
        made = run(template.file())
        if not made.done:
            continue
        pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE
        try:
            dataset = pydicom.dcmread(io.BytesIO(made.data))
            for element in dataset.iterall():
                assert element is not None
        finally:
            pydicom.config.settings.reading_validation_mode = pydicom.config.WARN


def test_the_sop_class_stays() -> None:
    """T27: a result without its SOP Class would be unreadable."""
    for template in b.templates():
        made = run(template.file())
        source = pydicom.dcmread(io.BytesIO(template.file()))
        if made.done:
            assert made.dataset.SOPClassUID == source.SOPClassUID


def test_the_markers_say_what_was_done() -> None:
    """T28: Patient Identity Removed, method text, codes and temporal information are true."""
    dataset = deidentified(b.part10(b.ct()), *ALL).dataset
    assert dataset.PatientIdentityRemoved == "YES"
    assert dataset.LongitudinalTemporalInformationModified == "REMOVED"
    codes = dataset.DeidentificationMethodCodeSequence
    assert [(c.CodeValue, c.CodingSchemeDesignator) for c in codes] == [("113100", "DCM")]
    assert codes[0].CodeMeaning == "Basic Application Confidentiality Profile"
    method = dataset["DeidentificationMethod"]
    values = [method.value] if method.VM == 1 else list(method.value)
    assert values
    assert all(0 < len(v) <= 64 for v in values)
    assert any("2026d" in v for v in values)


def test_compressed_pixels_are_not_refragmented() -> None:
    """T29, T30: fragments, offset table and transfer syntax stay; the file does not grow."""
    frames = [b"\xff\xd8" + bytes(range(250)) + b"\xff\xd9", b"\xff\xd8" + bytes(98) + b"\xff\xd9"]
    pixel = b.encapsulated(*frames, offsets=b"\0\0\0\0\x06\x01\0\0")
    data = b.part10(
        b.put(b.ct(), pixel, b.el("BitsAllocated", 8), b.el("NumberOfFrames", "2")), b.JPEG
    )
    made = deidentified(data, *ALL)
    assert made.read.syntax == b.JPEG.uid
    node = made.read.get(0x7FE00010)
    assert node is not None
    assert node.value == pixel.value
    assert len(made.data) < len(data) + 2000


def test_a_deflated_file_keeps_its_pixels() -> None:
    """T31: inflate, process, deflate; nothing after the stream survives."""
    elements = b.ct()
    data = b.part10(elements, b.DEFLATED, trailing=P.name.encode())
    made = run(data)
    assert_clean(made, *ALL)
    assert made.done
    assert made.dataset.PixelData == b.find(elements, "PixelData").value  # type: ignore[union-attr]


def test_numbers_are_not_reformatted() -> None:
    """T32: a kept decimal string keeps its bytes."""
    value = "+001.50E0\\-125.000 "
    made = deidentified(b.part10(b.put(b.ct(), b.el("PixelSpacing", value[:-1]))), *ALL)
    node = made.read.get(0x00280030)
    assert node is not None
    assert node.value.rstrip() == value.encode().rstrip()


def test_multi_valued_character_sets_are_understood() -> None:
    """T32: ISO 2022 escapes in names do not hide them and do not break the result."""
    name = "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B".encode("latin-1")
    data = b.part10(
        b.put(
            b.ct(),
            b.Element(0x00080005, "CS", b"\\ISO 2022 IR 87"),
            b.el("PatientName", name + b" " * (len(name) % 2)),
            b.el("StudyDescription", name + b" " * (len(name) % 2)),
        )
    )
    made = deidentified(data, "Yamada", "Tarou", ";3ED", "B@O:")
    str(made.dataset)


@pytest.mark.parametrize(
    "keyword",
    ["StudyTime", "PatientBirthDate", "StudyDate", "PatientAge", "PatientName", "PatientID"],
)
def test_an_absent_attribute_is_no_reason_to_fail(keyword: str) -> None:
    """T33: absent dates, ages and names are ordinary."""
    deidentified(b.part10(b.drop(b.ct(), keyword)), *ALL)


@pytest.mark.parametrize("vr", ["LO", "UN", "OB", "ST", "CS"])
def test_a_sequence_stored_as_text_does_not_slip_through(vr: str) -> None:
    """T34: a sequence's tag with another VR is treated by the tag."""
    value = (P.name + " ").encode()[:18]
    data = b.part10(b.put(b.ct(), b.Element(0x00081140, vr, value)))
    assert_clean(run(data), "Vellqwist", "Orzhanna")


def test_a_delimiter_inside_a_value_ends_nothing() -> None:
    """T35: FFFE,E0DD inside a value or a fragment is data."""
    trap = b"\xfe\xff\xdd\xe0\0\0\0\0" + b"\xfe\xff\x0d\xe0\0\0\0\0"
    pixel = b.encapsulated(b"\xff\x4f" + trap + b"\xff\xd9", form=b.J2K)
    made = deidentified(b.part10(b.put(b.ct(), pixel), b.J2K), *ALL)
    node = made.read.get(0x7FE00010)
    assert node is not None
    assert node.value == pixel.value
    inner = b.seq("PerformedProtocolCodeSequence", [b.el("RedPaletteColorLookupTableData", trap)])
    deidentified(b.part10(b.put(b.ct(), replace(inner, undefined=True))), *ALL)


def test_two_different_files_with_one_uid_both_come_out(tmp_path: Path) -> None:
    """T36: nothing overwrites anything in silence."""
    from anami.cli import main  # noqa: PLC0415 - the command line is the subject of this test alone

    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a").write_bytes(b.part10(b.ct()))
    (folder / "b").write_bytes(b.part10(b.put(b.ct(), b.el("WindowCenter", "50"))))
    (folder / "c").write_bytes(b.part10(b.ct()))
    target = tmp_path / "out.zip"
    status = main([str(folder), "-o", str(target)])
    assert status in {0, 3}
    with zipfile.ZipFile(target) as archive:
        names = [n for n in archive.namelist() if n.endswith(".dcm")]
        assert len(names) == len(set(names)) == 2


def test_every_result_is_complete() -> None:
    """T37: the parts add up to a file that reads again, never an empty one."""
    for template in b.templates():
        made = run(template.file())
        if made.done:
            assert len(made.data) > 400
            assert made.read.root


def test_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    """T38: each file ends on its own, with or without an extension."""
    from anami.cli import main  # noqa: PLC0415 - as above

    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.dcm").write_bytes(b.part10(b.ct())[:-300])
    (folder / "noise.dcm").write_bytes(bytes(range(256)) * 9)
    (folder / "IMG0001").write_bytes(b.part10(b.ct()))
    (folder / "scan.img").write_bytes(b.part10(b.mr()))
    target = tmp_path / "out"
    assert main([str(folder), "-o", str(target)]) == 3
    assert len([p for p in target.rglob("*") if p.suffix == ".dcm"]) == 2


def test_pixels_are_never_decoded() -> None:
    """T39: garbage that no codec could read comes back as it was."""
    pixel = b.encapsulated(b"\x01\x02\x03\x04" * 5, form=b.RLE)
    made = deidentified(b.part10(b.put(b.ct(), pixel, b.el("BitsAllocated", 32)), b.RLE), *ALL)
    node = made.read.get(0x7FE00010)
    assert node is not None
    assert node.value == pixel.value
