"""Survey, plan and names: many inputs of a person at once."""

from __future__ import annotations

import io
import json
import random
import re
from typing import TYPE_CHECKING

import pytest

from anami import Key, survey
from anami.batch import duplicate_candidates, plan
from anami.model import KnownValue
from tests import builders as b
from tests.runs import BASIC, KEY, OTHER_KEY, assert_clean, leaks, run

if TYPE_CHECKING:
    from anami.outcome import SurveyRecord

P = b.PERSONA
NAME = re.compile(r"[A-Z0-9-]+/[A-Z0-9-]+/[A-Z0-9-]+/[0-9]{6}\.dcm\Z")


def records(*files: bytes) -> list[SurveyRecord]:
    return [survey(data) for data in files]


def test_a_survey_tells_what_the_file_says() -> None:
    data = b.part10(b.ct(number=3))
    record = survey(data)
    assert record.status == "readable"
    assert not record.code
    assert record.size == len(data)
    assert record.patient_name == P.name
    assert record.patient_id == P.patient_id
    assert record.study_date == P.study_date
    assert record.modality == "CT"
    assert record.instance_number == 3
    assert record.frames == 1
    assert record.sop_instance_uid == P.uid(1, 1, 3)
    assert record.sop_class_uid == b.CT
    assert record.sop_class_name == "CT Image Storage"
    assert record.transfer_syntax_uid == b.EXPLICIT.uid
    json.dumps(record.as_dict())


def test_a_survey_collects_what_the_leak_check_needs() -> None:
    known = {value.value for value in survey(b.part10(b.ct())).known}
    for value in (P.name, P.patient_id, P.accession, P.birth_date, P.physician, P.institution):
        assert value in known


@pytest.mark.parametrize("form", b.NATIVE_FORMS, ids=lambda f: f.name)
def test_a_survey_reads_only_the_header(form: b.Form) -> None:
    if form.deflated:
        pytest.skip("a deflated data set is one stream, read as a whole")
    pixel = b.Element(0x7FE00010, "OW", bytes(4_000_000))
    data = b.part10(b.put(b.ct(), pixel), form)

    class Watched(io.BytesIO):
        total = 0

        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            self.total += len(piece)
            return piece

    source = Watched(data)
    assert survey(source).status == "readable"
    assert source.total < 500_000


@pytest.mark.parametrize(
    "data, status, code",
    [
        (b"", "skipped", "empty-file"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(400), "skipped", "not-dicom"),
        (b"PK\3\4" + bytes(400), "skipped", "not-dicom"),
        (b"%PDF-1.4" + bytes(400), "skipped", "not-dicom"),
        (b"\x89PNG\r\n\x1a\n" + bytes(400), "skipped", "not-dicom"),
        (b"II*\0" + bytes(400), "skipped", "not-dicom"),
        (b"Vellqwist, Orzhanna\n" * 20, "skipped", "not-dicom"),
        (b"\0", "skipped", "not-dicom"),
        (bytes(5000), "skipped", "not-dicom"),
        (b"\x08\0", "skipped", "not-dicom"),
        (bytes(128) + b"DICM", "skipped", "not-dicom"),
    ],
    ids=["empty", "jpeg", "zip", "pdf", "png", "tiff", "text", "byte", "zeros", "stub", "magic"],
)
def test_what_is_no_instance_says_so_in_both_passes(data: bytes, status: str, code: str) -> None:
    record, made = survey(data), run(data)
    assert (record.status, record.code) == (status, code)
    assert (made.status, made.code) == (status, code)


def test_survey_and_deidentify_end_alike() -> None:
    whole = b.part10(b.ct())
    for data in (
        whole[:-60],
        b.part10(b.put(b.ct(), b.el("SOPClassUID", "1.2.276.0.99.1"))),
        b.part10(
            b.drop(b.ct(), "SOPInstanceUID"), meta=[b.el("TransferSyntaxUID", b.EXPLICIT.uid)]
        ),
        b.part10(b.ct(), b.Form("private", "1.2.276.0.99.2")),
    ):
        record, made = survey(data), run(data)
        assert record.status == made.status == "refused"
        assert record.code == made.code


def test_duplicates_are_told_by_their_bytes_and_not_by_their_uid() -> None:
    one = b.part10(b.ct())
    changed = b.part10(b.put(b.ct(), b.el("WindowCenter", "41")))
    found = records(one, changed, one, b.part10(b.mr()))
    assert duplicate_candidates(found) == [[0, 1, 2]]
    made = plan(found, {0: "aa", 1: "bb", 2: "aa"}, BASIC, KEY)
    assert [(s.index, s.code) for s in made.skipped] == [(2, "duplicate-instance")]
    assert sorted(e.index for e in made.entries) == [0, 1, 3]
    assert made.warnings[0] == made.warnings[1] == ("duplicate-sop-instance-uid",)


def test_without_digests_nothing_is_lost() -> None:
    one = b.part10(b.ct())
    made = plan(records(one, one), {}, BASIC, KEY)
    assert len(made.entries) == 2
    assert not made.skipped


def test_names_are_made_of_replacements_alone() -> None:
    found = records(*(b.part10(make()) for make in b.MAKERS.values()))
    made = plan(found, {}, BASIC, KEY)
    names = [entry.name for entry in made.entries]
    assert len(names) == len(set(names)) == len(b.MAKERS)
    for name in names:
        assert NAME.match(name)
        assert not leaks(name.encode(), *P.tokens)
    other = plan(found, {}, BASIC, OTHER_KEY)
    assert {n.split("/")[0] for n in names}.isdisjoint(e.name.split("/")[0] for e in other.entries)


def test_the_plan_does_not_depend_on_the_order_of_the_files() -> None:
    files = [b.part10(b.ct(number=n, series=s)) for n in range(1, 5) for s in (1, 2)]
    found = records(*files)
    first = plan(found, {}, BASIC, KEY)
    names = {found[e.index].sop_instance_uid: e.name for e in first.entries}
    shuffled = found[:]
    random.Random(7).shuffle(shuffled)  # noqa: S311 - any order will do
    second = plan(shuffled, {}, BASIC, KEY)
    assert {shuffled[e.index].sop_instance_uid: e.name for e in second.entries} == names
    assert (
        [e.name for e in first.entries]
        == [e.name for e in second.entries]
        == sorted(names.values())
    )


def test_instances_stand_in_the_order_of_their_numbers() -> None:
    files = [b.part10(b.ct(number=n)) for n in (10, 9, 2, 1)]
    found = records(*files)
    made = plan(found, {}, BASIC, KEY)
    assert [found[e.index].instance_number for e in made.entries] == [1, 2, 9, 10]


def test_files_that_cannot_be_read_get_no_entry() -> None:
    found = records(b"", b.part10(b.ct()), b.part10(b.ct())[:-20])
    made = plan(found, {}, BASIC, KEY)
    assert [e.index for e in made.entries] == [1]


def test_instances_of_one_patient_share_a_folder_and_an_identity() -> None:
    one = b.part10(b.ct())
    other = b.part10(b.put(b.mr(), b.el("PatientName", f"{P.family.upper()}^{P.given}")))
    stranger = b.part10(b.ct(b.Persona(patient_id="OTHER1", uid_root="1.2.3.4.5.6.7.8")))
    found = records(one, other, stranger)
    folders = {e.index: e.name.split("/")[0] for e in plan(found, {}, BASIC, KEY).entries}
    assert folders[0] == folders[1] != folders[2]
    sets = [run(data).dataset for data in (one, other, stranger)]
    assert sets[0].PatientID == sets[1].PatientID != sets[2].PatientID
    assert sets[0].PatientName == sets[1].PatientName != sets[2].PatientName
    assert sets[0].PatientID in folders[0] or folders[0] in sets[0].PatientID


def test_patients_without_an_id_are_not_merged() -> None:
    nameless = [
        b.drop(b.ct(p), "PatientID", "PatientName", "PatientBirthDate")
        for p in (P, b.Persona(uid_root="1.2.3.4.5.6.7.8"))
    ]
    found = records(*(b.part10(e) for e in nameless))
    assert found[0].patient_key != found[1].patient_key
    named = [b.drop(b.ct(p), "PatientID") for p in (P, b.Persona(family="Somebodyelse"))]
    found = records(*(b.part10(e) for e in named))
    assert found[0].patient_key != found[1].patient_key


def test_what_another_file_knows_of_the_patient_is_looked_for() -> None:
    """A name that stands only in one file must not slip out of another one."""
    first = b.part10(b.ct())
    carrier = b.put(
        b.drop(b.mr(), "PatientName", "OtherPatientIDs", "PatientComments"),
        b.seq("ModalityLUTSequence", [b.Element(0x00283006, "OW", f"{P.family} ".encode())]),
    )
    for keyword in ("StudyDescription",):
        carrier = b.drop(carrier, keyword)
    second = b.part10(carrier)
    known = plan(records(first, second), {}, BASIC, KEY).known[survey(second).patient_key]
    made = run(second, known=known)
    assert made.code == "leak-found" or (made.done and not leaks(made.data, P.family))


@pytest.mark.parametrize(
    "kind, value, planted",
    [
        ("name", "Vellqwist^Orzhanna", "vellqwist"),
        ("name", "Vellqwist^Orzhanna", "ORZHANNA"),
        ("identifier", "PIDX77301Q", "pidx77301q"),
        ("institution", "Qworxhaven Clinic", "QWORXHAVEN CLINIC"),
        ("birth-date", "19470613", "1947-06-13"),
        ("birth-date", "19470613", "19470613"),
    ],
)
def test_a_known_value_is_found_in_any_case_and_form(kind: str, value: str, planted: str) -> None:
    raw = planted.encode() + b" " * (len(planted) % 2)
    anonymous = [b.el("SOPClassUID", b.SC), b.el("SOPInstanceUID", "1.2.3.4"), *b.pixels(bits=8)]
    data = b.part10(
        b.put(anonymous, b.seq("ModalityLUTSequence", [b.Element(0x00283006, "OW", raw)]))
    )
    assert run(data).done
    made = run(data, known=(KnownValue(kind, value),))
    assert made.code == "leak-found" or (made.done and not leaks(made.data, planted))


@pytest.mark.parametrize(
    "family, planted",
    [
        ("Head", b.el("BodyPartExamined", "HEAD")),
        ("Axial", b.el("ImageType", "ORIGINAL\\PRIMARY\\AXIAL")),
        ("Li", b.el("ConvolutionKernel", "LINEAR")),
        ("Anonymous", b.el("Manufacturer", "ACME")),
        ("Standard", b.el("ConvolutionKernel", "STANDARD")),
        ("Ct", b.el("Modality", "CT")),
        ("Test", b.el("Modality", "CT")),
    ],
)
def test_a_name_that_is_a_common_word_withholds_nothing(family: str, planted: b.Element) -> None:
    made = run(b.part10(b.put(b.ct(b.Persona(family=family)), planted)))
    assert made.done, made.code


def test_the_same_person_is_the_same_under_the_same_key_in_another_batch() -> None:
    first = run(b.part10(b.ct(number=1))).dataset
    later = run(b.part10(b.ct(number=2)), Key.from_bytes(bytes(range(32)))).dataset
    assert first.PatientID == later.PatientID
    assert first.StudyInstanceUID == later.StudyInstanceUID
    assert first.FrameOfReferenceUID == later.FrameOfReferenceUID
    assert first.SOPInstanceUID != later.SOPInstanceUID


def test_a_passphrase_gives_one_key_per_project() -> None:
    one = Key.from_passphrase("correct horse", project="alpha")
    assert one == Key.from_passphrase("correct horse", project="alpha")
    assert one != Key.from_passphrase("correct horse", project="beta")
    assert one != Key.from_passphrase("Correct horse", project="alpha")


def test_errors_and_reports_hold_no_value() -> None:
    for data in (b.part10(b.ct())[:-30], b.part10(b.sr()), b.part10(b.ct())):
        made = run(data)
        assert_clean(made, *P.tokens)
