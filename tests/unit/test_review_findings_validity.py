"""What once came out broken, never came out, or lost what the standard itself prints.

Each case is one file that an earlier version hung on, blew up on, or made worse than it was.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from anami import parsing, survey
from tests import builders as b
from tests.runs import run

ITEM = b"\xfe\xff\x00\xe0\0\0\0\0"
DIGITS = "1" * 65_000
FLOAT, DOUBLE = 0x7FE00008, 0x7FE00009


def ct(*new: b.Element) -> list[b.Element]:
    return b.put(b.ct(), *new)


# ------------------------------------------------------------------ numbers that are none


@pytest.mark.parametrize("form", [b.EXPLICIT, b.IMPLICIT], ids=lambda form: form.name)
def test_a_long_row_of_digits_that_is_no_number_is_dropped(form: b.Form) -> None:
    # An expression that tries every split of the digits takes minutes for this.
    made = run(b.part10(ct(b.el("SliceLocation", DIGITS + "x")), form))
    assert made.done
    assert not made.dataset.get("SliceLocation")


def test_a_still_longer_row_of_digits_in_implicit_vr_is_dropped() -> None:
    made = run(b.part10(ct(b.el("SliceLocation", DIGITS * 6 + "x")), b.IMPLICIT))
    assert made.done
    assert not made.dataset.get("SliceLocation")


@pytest.mark.parametrize(
    "number", ["1", "1.", "-.5", "+12.25", "1e3", "-1.5E-07", "0.30000000000000004"]
)
def test_decimal_strings_of_every_spelling_are_kept(number: str) -> None:
    made = run(b.part10(ct(b.el("SliceLocation", number))))
    assert made.done
    assert number.encode() in made.data
    assert made.dataset.SliceLocation == float(number)


@pytest.mark.parametrize("number", ["--5", "+-5", "-+5", "5-", "\u0665", "1" * 5000])
def test_an_instance_number_that_is_none_is_surveyed_as_absent(number: str) -> None:
    data = b.part10(ct(b.el("InstanceNumber", number)), codec="utf-8")
    record = survey(data)
    assert (record.status, record.code) == ("readable", "")
    assert record.instance_number is None
    assert run(data).code != "internal-error"


@pytest.mark.parametrize("frames", ["--5", "+-5", "1" * 5000, "\u0665"])
def test_a_number_of_frames_that_is_none_is_refused_as_malformed(frames: str) -> None:
    pixels = b.el("PixelData", bytes(40_000), "OW")
    data = b.part10(ct(b.el("NumberOfFrames", frames), pixels), codec="utf-8")
    assert survey(data).code == ""
    assert run(data).code == "malformed"


# ------------------------------------------------------------------ identity of the instance

BROKEN_IDENTIFIERS = {
    "empty instance": b.el("SOPInstanceUID", ""),
    "two instances": b.el("SOPInstanceUID", "1.2\\3.4"),
    "instance as text": b.el("SOPInstanceUID", "number one"),
    "empty class": b.el("SOPClassUID", ""),
    "class as text": b.el("SOPClassUID", "CT Image"),
    "two classes": b.el("SOPClassUID", f"{b.CT}\\{b.MR}"),
}


@pytest.mark.parametrize("what", BROKEN_IDENTIFIERS)
def test_file_meta_and_data_set_name_the_same_whole_instance(what: str) -> None:
    sound = b.ct()
    meta = b.file_meta(sound, b.EXPLICIT)
    made = run(b.part10(b.put(sound, BROKEN_IDENTIFIERS[what]), meta=meta))
    assert made.done
    dataset, info = made.dataset, made.dataset.file_meta
    assert dataset.SOPInstanceUID == info.MediaStorageSOPInstanceUID
    assert dataset.SOPClassUID == info.MediaStorageSOPClassUID == b.CT
    assert dataset.SOPInstanceUID.startswith("2.25.")
    assert dataset.SOPInstanceUID == run(b.part10(sound)).dataset.SOPInstanceUID


# ------------------------------------------------------------------ what the standard prints


def test_mass_numbers_between_carets_are_no_names() -> None:
    tracer = b.seq(
        "RadiopharmaceuticalInformationSequence",
        [
            b.code("RadionuclideCodeSequence", "C-111A1", "SRT", "^18^Fluorine"),
            b.code("RadiopharmaceuticalCodeSequence", "C-B1031", "SRT", "Fluorodeoxyglucose F^18^"),
            b.el("Radiopharmaceutical", "Technetium Tc^99m^ medronate"),
        ],
    )
    item = run(b.part10(b.put(b.pet(), tracer))).dataset.RadiopharmaceuticalInformationSequence[0]
    assert item.RadionuclideCodeSequence[0].CodeMeaning == "^18^Fluorine"
    assert item.RadiopharmaceuticalCodeSequence[0].CodeMeaning == "Fluorodeoxyglucose F^18^"
    assert item.Radiopharmaceutical == "Technetium Tc^99m^ medronate"


def test_a_name_between_carets_still_goes() -> None:
    for text in ("Zorkmid^Anna", "^18^Fluorine for Zorkmid^Anna"):
        made = run(b.part10(b.put(b.pet(), b.code("ProcedureCodeSequence", "12345", "SCT", text))))
        assert "Zorkmid" not in made.dataset.ProcedureCodeSequence[0].CodeMeaning


@pytest.mark.parametrize("meaning", ["x" * 65, "Zorkmid^Anna"])
def test_a_registered_code_without_its_meaning_is_not_called_local(meaning: str) -> None:
    made = run(b.part10(ct(b.code("ProcedureCodeSequence", "12345", "SCT", meaning))))
    item = made.dataset.ProcedureCodeSequence[0]
    assert (item.CodeValue, item.CodingSchemeDesignator) == ("12345", "SCT")
    assert item.CodeMeaning == "Removed"
    assert ("D", "invalid-value") in made.reasons(0x00080104)


@pytest.mark.parametrize("version", ["2.1.10", "1.5.12", "10.2.15", "3.0.2", "4.11.20"])
def test_versions_are_no_dates(version: str) -> None:
    algorithm = b.seq(
        "SegmentationAlgorithmIdentificationSequence",
        [b.el("AlgorithmName", "TotalSeg"), b.el("AlgorithmVersion", version)],
    )
    made = run(b.part10(ct(b.el("ApplicationVersion", version), algorithm))).dataset
    assert version == made.ApplicationVersion
    kept = made.SegmentationAlgorithmIdentificationSequence[0]
    assert version == kept.AlgorithmVersion


@pytest.mark.parametrize("date", ["13.06.47", "13-06-1947", "1947-06-13", "6/13/47", "20190822"])
def test_dates_are_no_versions(date: str) -> None:
    made = run(b.part10(ct(b.el("ApplicationVersion", date)))).dataset
    assert date not in str(made.get("ApplicationVersion", ""))


@pytest.mark.parametrize("scheme", ["NCIt", "NCIT", "SCT", "DCM", "UCUM"])
def test_a_registered_scheme_keeps_its_codes_in_any_case(scheme: str) -> None:
    made = run(b.part10(ct(b.code("ProcedureCodeSequence", "C12345", scheme, "Kidney"))))
    item = made.dataset.ProcedureCodeSequence[0]
    kept = (item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning)
    assert kept == ("C12345", scheme, "Kidney")


def test_a_scheme_that_nobody_registered_is_local() -> None:
    made = run(b.part10(ct(b.code("ProcedureCodeSequence", "C12345", "99LOCAL", "Kidney"))))
    item = made.dataset.ProcedureCodeSequence[0]
    assert item.CodeMeaning == "Local code"
    assert item.CodeValue != "C12345"


# ------------------------------------------------------------------ bombs


def bomb(form: b.Form) -> bytes:
    """Make a sequence of millions of empty items: kilobytes when deflated."""
    return b.part10(ct(b.Element(0x00189321, "SQ", ITEM * 2_000_000)), form)


def test_millions_of_empty_items_count_against_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "HEADER_LIMIT", 2 * 1024 * 1024)
    data = bomb(b.DEFLATED)
    assert len(data) < 100_000
    assert survey(data).code == "header-too-large"
    assert run(data).code == "header-too-large"


def test_empty_private_elements_count_against_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "HEADER_LIMIT", 2 * 1024 * 1024)
    private = [b.Element(0x00090000 | number, "LO") for number in range(0x10, 0x4010)]
    assert run(b.part10(ct(*private))).code == "header-too-large"


def test_an_ordinary_header_is_far_from_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "HEADER_LIMIT", 2 * 1024 * 1024)
    for template in b.templates():
        assert survey(template.file()).code != "header-too-large"


# ------------------------------------------------------------------ one result everywhere


@pytest.mark.parametrize("letter", ["\U0001e4d0", "\u0378"])
def test_a_letter_that_this_python_does_not_know_is_kept_in_a_meaning(letter: str) -> None:
    meaning = b.Element(0x00080104, "LO", f"kidney {letter} ".encode() + b" " * (letter > "\uffff"))
    item = [b.el("CodeValue", "12345"), b.el("CodingSchemeDesignator", "SCT"), meaning]
    made = run(
        b.part10(
            ct(b.el("SpecificCharacterSet", "ISO_IR 192"), b.seq("ProcedureCodeSequence", item))
        )
    )
    assert made.dataset.ProcedureCodeSequence[0].CodeMeaning == f"kidney {letter}"


def names_code(name: str) -> str:
    """De-identify an instance of a patient who is known by name only."""
    nameless = b.drop(b.ct(), "PatientID", "OtherPatientIDs", "IssuerOfPatientID")
    elements = b.put(
        nameless, b.el("SpecificCharacterSet", "ISO_IR 192"), b.el("PatientName", name)
    )
    return str(run(b.part10(elements, codec="utf-8")).dataset.PatientName)


def test_only_ascii_letters_lose_their_case_when_names_are_compared() -> None:
    assert names_code("Zorn^Anna") == names_code("ZORN^ANNA")
    # Which letters have a case beyond ASCII depends on the version of Unicode.
    assert names_code("Örn^Anna") != names_code("örn^Anna")


def test_empty_components_do_not_make_another_patient() -> None:
    assert len({names_code(f"Doe^John{tail}") for tail in ("", "^", "^^", "^^^", "==")}) == 1


def test_an_object_without_the_issuer_of_the_id_is_of_the_same_patient() -> None:
    with_issuer, without = b.ct(), b.drop(b.ct(), "IssuerOfPatientID")
    one, other = (run(b.part10(elements)).dataset for elements in (with_issuer, without))
    assert one.StudyInstanceUID == other.StudyInstanceUID
    assert (one.PatientID, one.PatientName) == (other.PatientID, other.PatientName)
    keys = {survey(b.part10(elements)).patient_key for elements in (with_issuer, without)}
    assert len(keys) == 1


# ------------------------------------------------------------------ claims of earlier work


def codes_after(*earlier: str, removed: str = "") -> list[str]:
    """Give the method codes of a result whose original came with `earlier` ones."""
    items = [
        [b.el("CodeValue", code), b.el("CodingSchemeDesignator", "DCM"), b.el("CodeMeaning", "x")]
        for code in earlier
    ]
    new = [b.seq("DeidentificationMethodCodeSequence", *items)]
    if removed:
        new.append(b.el("PatientIdentityRemoved", removed))
    made = run(b.part10(ct(*new))).dataset
    assert made.LongitudinalTemporalInformationModified == "REMOVED"
    return sorted(str(item.CodeValue) for item in made.DeidentificationMethodCodeSequence)


def test_what_was_retained_before_is_not_claimed_again() -> None:
    retained = [str(code) for code in range(113106, 113113)]
    assert codes_after(*retained) == ["113100"]
    assert codes_after(*retained, removed="YES") == ["113100"]


def test_earlier_cleaning_is_claimed_only_where_the_identity_was_removed() -> None:
    assert codes_after("113101") == ["113100"]
    assert codes_after("113101", removed="NO") == ["113100"]
    assert codes_after("113101", removed="YES") == ["113100", "113101"]


# ------------------------------------------------------------------ images that can't be told


@pytest.mark.parametrize("tag", [FLOAT, DOUBLE])
def test_two_images_in_one_instance_are_refused(tag: int) -> None:
    vr = "OF" if tag == FLOAT else "OD"
    images = [b.Element(tag, vr, bytes(512)), b.Element(tag, vr, b"\1" * 8)]
    assert run(b.part10([*b.drop(b.ct(), "PixelData"), *images])).code == "malformed"


DAMAGED = {
    "rows twice as long": b.el("Rows", b"\x08\0\x08\0"),
    "columns cut short": b.el("Columns", b"\x08"),
    "bits allocated twice as long": b.el("BitsAllocated", b"\x10\0\x10\0"),
    "bits stored twice as long": b.el("BitsStored", b"\x0c\0\x0c\0"),
    "frames with a letter": b.el("NumberOfFrames", "1A"),
    "frames with a fraction": b.el("NumberOfFrames", "1.5"),
    "colours in small letters": b.el("PhotometricInterpretation", "monochrome!"),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_description_of_the_image_is_refused_not_replaced(what: str) -> None:
    made = run(b.part10(ct(DAMAGED[what])))
    assert (made.status, made.code) == ("refused", "malformed")


# ------------------------------------------------------------------ wrong structure


@pytest.mark.parametrize("tag,vr", [(0x00120010, "LO"), (0x00100010, "PN"), (0x00100020, "LO")])
def test_a_sequence_in_place_of_text_comes_out_as_text(tag: int, vr: str) -> None:
    sequence = b.Element(tag, "SQ", (b.Item((b.el("Modality", "CT"),)),))
    made = run(b.part10(ct(sequence)))
    assert made.done
    element = made.dataset.get(tag)
    assert element is not None
    assert vr == element.VR


def test_a_sequence_in_place_of_pixels_is_refused() -> None:
    sequence = b.Element(0x7FE00010, "SQ", (b.Item((b.el("Modality", "CT"),)),))
    assert run(b.part10(ct(sequence))).code == "malformed"


def test_a_registered_uid_that_is_no_transfer_syntax_is_refused() -> None:
    verification = "1.2.840.10008.1.1"
    meta = [
        replace(one, value=verification) if one.tag == 0x00020010 else one
        for one in b.file_meta(b.ct(), b.EXPLICIT)
    ]
    made = run(b.part10(b.ct(), meta=meta))
    assert made.status == "refused"
    assert made.code != "internal-error"
