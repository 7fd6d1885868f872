"""What other tools were seen to leave behind; docs/known-leaks.md has the whole list."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from pydicom.datadict import tag_for_keyword

from anami import Key, Protocol, engine
from anami.cli import main
from anami.errors import ProtocolError
from anami.model import Element
from anami.standard import confidentiality, dictionary
from tests import builders as b
from tests.runs import BASIC, KEY, OTHER_KEY, assert_clean, deidentified, leaks, run

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA
ALL = P.tokens


def nested(depth: int, *leaves: b.Element) -> b.Element:
    elements: list[b.Element] = list(leaves)
    for keyword in ["PerformedProtocolCodeSequence", "EquivalentCodeSequence"] * depth:
        elements = [b.seq(keyword, elements)]
    return elements[0]


@pytest.mark.leak("T1", "T13", "T18")
@pytest.mark.parametrize("depth", [1, 2, 5])
@pytest.mark.parametrize("form", b.NATIVE_FORMS, ids=lambda f: f.name)
def test_values_are_protected_at_any_depth(depth: int, form: b.Form) -> None:
    """Nested names, IDs, UIDs and dates are protected three levels down and more."""
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


@pytest.mark.leak("T2")
@pytest.mark.parametrize("undefined", [False, True])
def test_a_standard_sequence_hidden_as_unknown_is_treated_as_what_it_is(*, undefined: bool) -> None:
    """A UN element with a standard tag is parsed and protected by the tag's own rules."""
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


@pytest.mark.leak("T2")
def test_a_private_sequence_with_standard_attributes_is_removed() -> None:
    """A private sequence goes as a whole, whatever its VR claims."""
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


@pytest.mark.leak("T3", "T4")
def test_file_meta_names_the_new_instance_and_nobody_else() -> None:
    """File meta and preamble are rebuilt from nothing."""
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


@pytest.mark.leak("T6")
def test_nothing_but_known_elements_follows_the_pixels() -> None:
    """Groups after Pixel Data, trailing padding and loose bytes are dropped."""
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


@pytest.mark.leak("T7")
@pytest.mark.parametrize("named", [True, False])
def test_a_dicomdir_is_skipped_by_its_content(*, named: bool) -> None:
    """A DICOMDIR is told by its SOP Class or its records, not by its file name."""
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


@pytest.mark.leak("T8")
@pytest.mark.parametrize("name", ["sr", "kos", "pr"])
def test_content_and_annotation_text_is_replaced(name: str) -> None:
    """Neither content items nor graphic annotations keep their text."""
    made = run(b.part10(b.MAKERS[name]()))
    assert_clean(made, *ALL)
    assert made.done or made.status == "refused"


@pytest.mark.leak("T9")
def test_overlays_and_curves_are_removed() -> None:
    """Planes, labels, descriptions and comments of 60xx, and 50xx, at all group numbers."""
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


@pytest.mark.leak("T10")
def test_an_encapsulated_document_does_not_survive() -> None:
    """Content and title of a document are replaced or the file is refused."""
    made = run(b.part10(b.pdf()))
    assert_clean(made, *ALL, "%PDF-1.4\n1 0 obj <</Title")
    if made.done:
        assert made.dataset.EncapsulatedDocument


@pytest.mark.leak("T11")
def test_original_and_encrypted_attributes_are_removed() -> None:
    """What earlier tools kept of the original goes."""
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


@pytest.mark.leak("T12")
def test_descriptions_and_characteristics_go() -> None:
    """Descriptions, agents, ethnic group and partial view text go under the Basic Profile."""
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


@pytest.mark.leak("T13")
def test_all_dates_and_times_go() -> None:
    """DT inside PET sequences, creation, calibration and capture dates."""
    for data in (
        b.part10(b.pet()),
        b.part10(b.sc()),
        b.part10(b.put(b.ct(), b.el("DateOfLastCalibration", f"{P.study_date}\\{P.study_date}"))),
    ):
        deidentified(data, *ALL, "103000", P.study_date[:6])


@pytest.mark.leak("T14")
@pytest.mark.parametrize("tag", [0x00324000, 0x40004000, 0x001877FE, 0x00101234, 0x66660010])
@pytest.mark.parametrize("vr", ["LO", "UN", "OB", "LT"])
def test_retired_and_unknown_even_elements_go(tag: int, vr: str) -> None:
    """What the dictionary does not know is not kept."""
    value = (P.family + " ").encode()[: len(P.family) // 2 * 2]
    made = deidentified(b.part10(b.put(b.ct(), b.Element(tag, vr, value))), *ALL, "Vellqwis")
    assert made.read.get(tag) is None


@pytest.mark.leak("T15")
def test_private_elements_go_with_their_creators() -> None:
    """Siemens CSA headers, nested private elements, creators that hold names."""
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


@pytest.mark.leak("T17")
def test_an_icon_does_not_survive() -> None:
    """The thumbnail is an unredacted copy of the pixels."""
    icon = b.seq("IconImageSequence", b.pixels(bits=8))
    made = deidentified(b.part10(b.put(b.ct(), icon)), *ALL)
    assert made.read.get(0x00880200) is None


@pytest.mark.leak("T19")
def test_options_never_stand_without_the_profile() -> None:
    """A protocol of options alone still carries the Basic Profile, or is refused."""
    assert BASIC.profile == "basic"
    document = BASIC.as_dict()
    document["profile"] = ""
    with pytest.raises(ProtocolError):
        Protocol.load(document)
    document = BASIC.as_dict()
    document["options"] = ["no-such-option"]
    with pytest.raises(ProtocolError):
        Protocol.load(document)


@pytest.mark.leak("T20")
def test_a_nested_dummy_does_not_touch_the_root() -> None:
    """What is done inside an item is done there alone."""
    elements = b.put(b.drop(b.ct(), "StudyID"), nested(1, b.el("StudyID", P.study_id)))
    made = deidentified(b.part10(elements), *ALL)
    assert made.read.get(0x00200010) is None


@pytest.mark.leak("T21")
def test_replacements_depend_on_the_key() -> None:
    """Without the key no replacement can be recomputed from a guess."""
    data = b.part10(b.ct())
    one, two = run(data, KEY).dataset, run(data, OTHER_KEY).dataset
    assert one.SOPInstanceUID != two.SOPInstanceUID
    assert one.PatientID != two.PatientID or not one.PatientID
    assert Key.random() != Key.random()


CLEANING = Protocol(options=frozenset(("clean_desc", "clean_graph", "clean_struct_cont")))


@pytest.mark.leak("T8", "T18")
@pytest.mark.parametrize("name", ["sr", "kos", "pr", "seg", "rtstruct", "enhanced_mr", "ct"])
def test_what_options_keep_of_content_and_graphics_names_nobody(name: str) -> None:
    """Options that keep texts after cleaning them are where names come back."""
    assert_clean(run(b.part10(b.MAKERS[name]()), protocol=CLEANING), *ALL)


@pytest.mark.leak("T2", "T30")
def test_an_unknown_sequence_does_not_grow() -> None:
    """Elsewhere a UN sequence of 788 kB became 843 MB."""
    item = b.Item((b.el("ReferencedSOPInstanceUID", P.uid(7)),), undefined=True)
    hidden = b.Element(0x00081140, "UN", (item,) * 2000, undefined=True)
    data = b.part10(b.put(b.ct(), hidden))
    made = deidentified(data, *ALL)
    assert len(made.data) < 1.5 * len(data)


@pytest.mark.leak("T5")
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "archive"])
@pytest.mark.parametrize("target", ["out.zip", "out"])
def test_names_of_files_folders_and_archives_go_nowhere(
    *, packed: bool, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files are called by their UID, folders by the patient; one file of them is refused."""
    names = (f"{P.name}/{P.uid(1, 1, 1)}.dcm", f"{P.name}/{P.patient_id}", f"{P.family}.pdf")
    contents = (b.part10(b.ct()), b.part10(b.mr())[:-40], b"%PDF " + P.family.encode())
    source = tmp_path / P.patient_id
    source.mkdir()
    if packed:
        with zipfile.ZipFile(source / f"{P.family}.zip", "w") as archive:
            archive.comment = P.name.encode()
            for name, content in zip(names, contents, strict=True):
                info = zipfile.ZipInfo(name)
                info.comment = P.name.encode()
                archive.writestr(info, content)
    else:
        for name, content in zip(names, contents, strict=True):
            path = source / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    report, made = tmp_path / "report.json", tmp_path / target
    assert main([str(source), "-o", str(made), "--report", str(report)]) == 3
    said = capsys.readouterr()
    written = [made, *made.rglob("*")]
    told = "\n".join(str(path.relative_to(tmp_path)) for path in written)
    for text in (told, said.out, said.err, report.read_text("utf-8")):
        assert not leaks(text.encode(), *ALL, str(source))
    for path in written:
        if path.is_file():
            assert not leaks(path.read_bytes(), *ALL)


@pytest.mark.leak("T16")
def test_every_name_of_the_standards_table_is_one_that_is_acted_upon() -> None:
    """A list of names is worth nothing where a dictionary doesn't know them and skips them."""
    for row in confidentiality.ROWS:
        if row.tag.isalnum() and len(row.tag) == 8 and "x" not in row.tag:
            tag = int(row.tag, 16)
            assert tag_for_keyword(row.keyword) == tag or dictionary.vr_of(tag), row.name
            found = confidentiality.row_for(tag)
            assert found is not None
            assert found.basic, row.name


@pytest.mark.leak("T16")
def test_a_name_that_no_dictionary_knows_is_refused_and_never_skipped() -> None:
    document = BASIC.as_dict() | {
        "rules": [{"attribute": "PatientPhoneNumbers", "action": "remove"}]
    }
    with pytest.raises(ProtocolError) as refused:
        Protocol.load(document)
    assert refused.value.code == "unknown-keyword"


@pytest.mark.leak("T20")
@pytest.mark.parametrize("name", ["us", "sc"])
@pytest.mark.parametrize("flag", ["YES", "NO", None])
def test_a_picture_that_may_show_text_is_told_whatever_its_flag_says(
    name: str, flag: str | None
) -> None:
    """No flag proves that pixels are clean, and none is ever set to say so."""
    elements = b.drop(b.MAKERS[name](), "BurnedInAnnotation")
    if flag:
        elements = b.put(elements, b.el("BurnedInAnnotation", flag))
    made = deidentified(b.part10(elements), *ALL)
    assert "burned-in-likely" in made.warnings
    assert made.dataset.get("BurnedInAnnotation") == flag


@pytest.mark.leak("T21")
def test_the_days_by_which_dates_move_depend_on_the_key() -> None:
    """Without the key no table of patient numbers gives the offset away."""
    shifted = Protocol(options=frozenset(("rtn_long_modif_dates",)))
    data = b.part10(b.ct())
    dates = set()
    for number in range(8):
        made = run(data, Key.from_bytes(bytes([number]) * 32), protocol=shifted)
        assert made.done
        dates.add(str(made.dataset.StudyDate))
    assert len(dates) > 4
    assert P.study_date not in dates


@pytest.mark.leak("T22")
@pytest.mark.parametrize(
    "value",
    [
        *(P.family, P.given.upper(), P.patient_id, P.accession, P.uid(1), P.birth_date),
        *(P.physician_family, P.institution, P.address, P.serial, P.study_date),
        *(f"x{P.family}y", f"Study of {P.family}", f"Series for {P.physician_family}"),
    ],
)
def test_a_result_that_still_names_somebody_is_noticed(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look is put to the test: everything before it is made to let a value through."""
    in_order = engine._in_order  # noqa: SLF001 - the last step before the check

    def careless(*arguments: object) -> tuple[Element, ...]:
        made = in_order(*arguments)  # type: ignore[arg-type]
        return tuple(
            sorted((*made, Element(0x00204000, "LT", value.encode())), key=lambda e: e.tag)
        )

    elements = b.drop(b.ct(), "ImageComments")
    monkeypatch.setattr(engine, "_in_order", careless)
    made = run(b.part10(elements))
    assert (made.status, made.code) == ("refused", "leak-found")
