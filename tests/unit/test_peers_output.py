"""How other tools were seen to break what they write; docs/known-leaks.md has the whole list."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pydicom
import pytest

from anami import Protocol
from anami.cli import main
from tests import builders as b
from tests.runs import assert_clean, deidentified, run

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA
ALL = P.tokens
UID = re.compile(r"2\.25\.(0|[1-9][0-9]*)\Z")


@pytest.mark.leak("T23")
def test_each_value_of_a_multi_valued_uid_is_replaced_by_itself() -> None:
    """The number of values stays and each maps as it does alone."""
    uids = [P.uid(1, 1, 1), P.uid(9, 9), P.uid(1, 1, 1)]
    many = b.el("IrradiationEventUID", "\\".join(uids))
    made = deidentified(b.part10(b.put(b.ct(), many)), *ALL).dataset
    values = list(made.IrradiationEventUID)
    assert len(values) == 3
    assert values[0] == values[2] == made.SOPInstanceUID
    assert values[1] != values[0]


@pytest.mark.leak("T24")
def test_references_stay_and_follow_their_targets() -> None:
    """Referenced SOP Class stays, Referenced SOP Instance maps like the instance itself."""
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


@pytest.mark.leak("T25")
def test_replacement_uids_are_legal() -> None:
    """2.25 and a decimal without leading zeros, at most 64 characters, padded with NUL."""
    for number in range(200):
        made = run(b.part10(b.sc(b.Persona(uid_root=f"1.2.3.{number}"))))
        uid = made.dataset.SOPInstanceUID
        assert UID.match(uid)
        assert len(uid) <= 64
        node = made.read.get(0x00080018)
        assert node is not None
        assert node.value.rstrip(b"\0").decode() == uid


@pytest.mark.leak("T26")
def test_dummies_are_legal_for_their_vr() -> None:
    """Pydicom's strict validation accepts every value that is written."""
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


@pytest.mark.leak("T27")
def test_the_sop_class_stays() -> None:
    """A result without its SOP Class would be unreadable."""
    for template in b.templates():
        made = run(template.file())
        source = pydicom.dcmread(io.BytesIO(template.file()))
        if made.done:
            assert made.dataset.SOPClassUID == source.SOPClassUID


@pytest.mark.leak("T28")
def test_the_markers_say_what_was_done() -> None:
    """Patient Identity Removed, method text, codes and temporal information are true."""
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


@pytest.mark.leak("T29", "T30")
def test_compressed_pixels_are_not_refragmented() -> None:
    """Fragments, offset table and transfer syntax stay; the file does not grow."""
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


@pytest.mark.leak("T31")
def test_a_deflated_file_keeps_its_pixels() -> None:
    """Inflate, process, deflate; nothing after the stream survives."""
    elements = b.ct()
    data = b.part10(elements, b.DEFLATED, trailing=P.name.encode())
    made = run(data)
    assert_clean(made, *ALL)
    assert made.done
    assert made.dataset.PixelData == b.find(elements, "PixelData").value  # type: ignore[union-attr]


@pytest.mark.leak("T32")
def test_numbers_are_not_reformatted() -> None:
    """A kept decimal string keeps its bytes."""
    value = "+001.50E0\\-125.000 "
    made = deidentified(b.part10(b.put(b.ct(), b.el("PixelSpacing", value[:-1]))), *ALL)
    node = made.read.get(0x00280030)
    assert node is not None
    assert node.value.rstrip() == value.encode().rstrip()


@pytest.mark.leak("T32")
def test_multi_valued_character_sets_are_understood() -> None:
    """ISO 2022 escapes in names do not hide them and do not break the result."""
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


@pytest.mark.leak("T33")
@pytest.mark.parametrize(
    "keyword",
    ["StudyTime", "PatientBirthDate", "StudyDate", "PatientAge", "PatientName", "PatientID"],
)
def test_an_absent_attribute_is_no_reason_to_fail(keyword: str) -> None:
    """Absent dates, ages and names are ordinary."""
    deidentified(b.part10(b.drop(b.ct(), keyword)), *ALL)


@pytest.mark.leak("T34")
@pytest.mark.parametrize("vr", ["LO", "UN", "OB", "ST", "CS"])
def test_a_sequence_stored_as_text_does_not_slip_through(vr: str) -> None:
    """A sequence's tag with another VR is treated by the tag."""
    value = (P.name + " ").encode()[:18]
    data = b.part10(b.put(b.ct(), b.Element(0x00081140, vr, value)))
    assert_clean(run(data), "Vellqwist", "Orzhanna")


@pytest.mark.leak("T35")
def test_a_delimiter_inside_a_value_ends_nothing() -> None:
    """FFFE,E0DD inside a value or a fragment is data."""
    trap = b"\xfe\xff\xdd\xe0\0\0\0\0" + b"\xfe\xff\x0d\xe0\0\0\0\0"
    pixel = b.encapsulated(b"\xff\x4f" + trap + b"\xff\xd9", form=b.J2K)
    made = deidentified(b.part10(b.put(b.ct(), pixel), b.J2K), *ALL)
    node = made.read.get(0x7FE00010)
    assert node is not None
    assert node.value == pixel.value
    inner = b.seq("PerformedProtocolCodeSequence", [b.el("RedPaletteColorLookupTableData", trap)])
    deidentified(b.part10(b.put(b.ct(), replace(inner, undefined=True))), *ALL)


@pytest.mark.leak("T36")
def test_two_different_files_with_one_uid_both_come_out(tmp_path: Path) -> None:
    """Nothing overwrites anything in silence."""
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


@pytest.mark.leak("T37")
def test_every_result_is_complete() -> None:
    """The parts add up to a file that reads again, never an empty one."""
    for template in b.templates():
        made = run(template.file())
        if made.done:
            assert len(made.data) > 400
            assert made.read.root


@pytest.mark.leak("T38")
def test_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    """Each file ends on its own, with or without an extension."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.dcm").write_bytes(b.part10(b.ct())[:-300])
    (folder / "noise.dcm").write_bytes(bytes(range(256)) * 9)
    (folder / "IMG0001").write_bytes(b.part10(b.ct()))
    (folder / "scan.img").write_bytes(b.part10(b.mr()))
    target = tmp_path / "out"
    assert main([str(folder), "-o", str(target)]) == 3
    assert len([p for p in target.rglob("*") if p.suffix == ".dcm"]) == 2


@pytest.mark.leak("T39")
def test_pixels_are_never_decoded() -> None:
    """Garbage that no codec could read comes back as it was."""
    pixel = b.encapsulated(b"\x01\x02\x03\x04" * 5, form=b.RLE)
    made = deidentified(b.part10(b.put(b.ct(), pixel, b.el("BitsAllocated", 32)), b.RLE), *ALL)
    node = made.read.get(0x7FE00010)
    assert node is not None
    assert node.value == pixel.value


@pytest.mark.leak("T28")
@pytest.mark.parametrize(
    "options,codes",
    [
        ((), {"113100"}),
        (("rtn_pat_chars",), {"113100", "113108"}),
        (("rtn_long_modif_dates", "rtn_dev_id"), {"113100", "113107", "113109"}),
        (("clean_desc", "clean_struct_cont", "rtn_uids"), {"113100", "113105", "113104", "113110"}),
    ],
)
def test_the_codes_are_those_of_the_options_that_were_carried_out(
    options: tuple[str, ...], codes: set[str]
) -> None:
    """No option is claimed that wasn't chosen, and none that was is left out."""
    made = run(b.part10(b.ct()), protocol=Protocol(options=frozenset(options)))
    assert made.done
    assert {c.CodeValue for c in made.dataset.DeidentificationMethodCodeSequence} == codes
    assert made.dataset.PatientIdentityRemoved == "YES"


@pytest.mark.leak("T30")
@pytest.mark.parametrize("form", b.FORMS, ids=lambda form: form.name)
def test_no_result_is_much_larger_than_its_file(form: b.Form) -> None:
    """Whatever size the image claims to have: pixels aren't decoded, so nothing unfolds."""
    elements = b.put(b.ct(), b.el("Rows", 65_535), b.el("Columns", 65_535))
    elements = b.put(elements, b.el("NumberOfFrames", "2147483647"))
    if form.encapsulated:
        start = b"\xff\x4f" if form is b.J2K else b"\xff\xd8"
        elements = b.put(elements, b.encapsulated(start + bytes(60), form=form))
    data = b.part10(elements, form)
    made = deidentified(data)
    # A deflated data set is written in stored blocks, so it may be as large as what it held.
    assert len(made.data) < len(b.part10(elements)) + 2000


@pytest.mark.leak("T36", "T38")
def test_what_goes_in_is_what_is_told(tmp_path: Path) -> None:
    """Done, refused and skipped add up to the inputs, and what is done is what is on disk."""
    contents = {
        "one": b.part10(b.ct()),
        "again": b.part10(b.ct()),
        "other": b.part10(b.put(b.ct(), b.el("WindowCenter", "51"))),
        "cut": b.part10(b.mr())[:-50],
        "empty": b"",
        "noise": bytes(range(256)),
        "fine.img": b.part10(b.mr()),
    }
    folder, target, report = tmp_path / "in", tmp_path / "out", tmp_path / "report.json"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    assert main([str(folder), "-o", str(target), "--report", str(report)]) == 3
    totals = json.loads(report.read_text("utf-8"))["totals"]
    assert totals["inputs"] == len(contents)
    assert totals["de-identified"] + totals["refused"] + totals["skipped"] == len(contents)
    assert totals["de-identified"] == len(list(target.rglob("*.dcm"))) == 3
