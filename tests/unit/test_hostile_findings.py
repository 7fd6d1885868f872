"""What a hostile reader of an earlier version got through, or had refused, or had ignored.

Names in other alphabets' bytes, numbers with no mark between, rules that a content tree or the file
itself overrode, files that were not counted.
"""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest
from pydicom import charset

from anami import Protocol
from anami.rules import read_rule
from anami.runtime.cpython import find_inputs
from tests import builders as b
from tests.runs import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

P = b.PERSONA
JAPANESE = ("", "ISO 2022 IR 87")


def text(tag: int, vr: str, value: bytes) -> b.Element:
    return b.Element(tag, vr, value + b" " * (len(value) % 2))


def character_set(terms: str) -> b.Element:
    return text(0x00080005, "CS", terms.encode())


def encoded(value: str, terms: tuple[str, ...]) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return charset.encode_string(value, charset.convert_encodings(list(terms)))


def coded(meaning: bytes, *before: b.Element) -> b.Element:
    """Give a coded entry of a registered scheme, whose meaning is kept."""
    return b.seq(
        "AnatomicRegionSequence",
        [
            *before,
            b.el("CodeValue", "T-D3000"),
            b.el("CodingSchemeDesignator", "SRT"),
            text(0x00080104, "LO", meaning),
        ],
    )


def meaning_of(*new: b.Element) -> str:
    """Give what a code's meaning became."""
    made = run(b.part10(b.put(b.ct(), *new))).dataset
    return str(made.AnatomicRegionSequence[0].CodeMeaning)


def protocol(*options: str, rules: tuple[Mapping[str, object], ...] = ()) -> Protocol:
    return Protocol(
        options=frozenset(options), rules=tuple(read_rule(dict(rule)) for rule in rules)
    )


# ------------------------------------------------------------------ names as they are written


@pytest.mark.parametrize("meaning", ["山田", "山田太郎", "胸部 山田太郎様"])
def test_a_name_behind_escape_sequences_is_found(meaning: str) -> None:
    name = b"Yamada^Tarou=" + encoded("山田", JAPANESE) + b"^" + encoded("太郎", JAPANESE)
    kept = meaning_of(
        character_set("\\ISO 2022 IR 87"),
        text(0x00100010, "PN", name),
        coded(encoded(meaning, JAPANESE)),
    )
    assert kept == "Removed"


def test_a_meaning_behind_escape_sequences_that_names_nobody_stays() -> None:
    name = b"Yamada^Tarou=" + encoded("山田", JAPANESE) + b"^" + encoded("太郎", JAPANESE)
    kept = meaning_of(
        character_set("\\ISO 2022 IR 87"),
        text(0x00100010, "PN", name),
        coded(encoded("胸部", JAPANESE)),
    )
    assert kept == "胸部"


def test_a_name_in_an_items_own_character_set_is_found() -> None:
    kept = meaning_of(
        character_set("ISO_IR 192"),
        text(0x00100010, "PN", "Иванов^Пётр".encode()),
        coded("Иванов".encode("iso8859_5"), character_set("ISO_IR 144")),
    )
    assert kept == "Removed"


@pytest.mark.parametrize(
    "name, meaning",
    [
        ("Wang^Wei=王^伟", "王伟"),
        ("Žofie^Eva", "Z\u030cofie"),  # the mark as a letter of its own
        ("Vellqwist^Eva", "".join(chr(ord(letter) + 0xFEE0) for letter in "Vellqwist")),
    ],
)
def test_a_name_is_found_joined_taken_apart_and_wide(name: str, meaning: str) -> None:
    kept = meaning_of(
        character_set("ISO_IR 192"), text(0x00100010, "PN", name.encode()), coded(meaning.encode())
    )
    assert kept == "Removed"


@pytest.mark.parametrize(
    "name, image_type",
    [
        ("Huber^Max", "DERIVED\\SECONDARY\\AXIAL\\MAX_IP"),
        ("Kim^Min", "DERIVED\\SECONDARY\\AXIAL\\MIN_IP"),
        ("Peterson^Norm", "ORIGINAL\\PRIMARY\\M\\ND\\NORM"),
    ],
)
def test_the_standards_own_terms_are_nobodys_given_name(name: str, image_type: str) -> None:
    made = b.put(b.ct(), b.el("PatientName", name), b.el("ImageType", image_type))
    done = run(b.part10(b.drop(made, "PatientComments")))
    assert "\\".join(done.dataset.ImageType) == image_type


# ------------------------------------------------------------------ numbers with no mark between

GLUED = "1.3.12.2.1107.5.2.32.26380.2019082211395712345600001"
"""As a maker of magnets builds them: date and time of the day, and a count."""


@pytest.mark.parametrize("options", [("rtn_uids",), ("rtn_uids", "rtn_long_modif_dates")])
def test_a_uid_that_tells_the_day_is_not_handed_out(options: tuple[str, ...]) -> None:
    made = b.put(b.ct(), b.el("StudyDate", "20190822"), b.el("SeriesInstanceUID", GLUED))
    assert run(b.part10(made), protocol=protocol(*options)).code == "leak-found"
    kept = run(b.part10(made), protocol=protocol("rtn_uids", "rtn_long_full_dates"))
    assert kept.dataset.SeriesInstanceUID == GLUED


def test_a_uid_that_tells_the_patients_number_is_not_handed_out() -> None:
    made = b.put(
        b.ct(),
        b.el("PatientID", "77301442"),
        b.el("SeriesInstanceUID", "1.2.276.0.773014420001.1"),
    )
    assert run(b.part10(made), protocol=protocol("rtn_uids")).code == "leak-found"


def test_our_own_uids_may_hold_any_number() -> None:
    """They are random, and so may be a patient's number: by itself that is no find."""
    uid = str(run(b.part10(b.ct())).dataset.SOPInstanceUID)
    for digits in (uid[10:18], "31415926"):  # the second is in the Implementation Class UID
        made = b.put(b.ct(), b.el("PatientID", digits), b.el("OtherPatientIDs", digits))
        assert run(b.part10(made)).done
    private = b.el("RelatedGeneralSOPClassUID", "1.2.840.10008.5.1.4.1.1.2\\1.2.3.4.5.6.7.8")
    made_up = run(b.part10(b.put(b.ct(), private))).dataset.RelatedGeneralSOPClassUID[1]
    made = b.put(b.ct(), private, b.el("PatientID", str(made_up)[12:20]))
    assert run(b.part10(made)).done


def test_a_random_uid_in_a_list_excuses_no_other() -> None:
    uids = f"2.25.329800735698586629295641978511506172918\\{GLUED}"
    made = b.put(b.ct(), b.el("StudyDate", "20190822"), b.el("FailedSOPInstanceUIDList", uids))
    done = run(b.part10(made), protocol=protocol("rtn_uids", "rtn_long_full_dates"))
    assert GLUED in done.dataset.FailedSOPInstanceUIDList
    assert run(b.part10(made), protocol=protocol("rtn_uids")).code == "leak-found"


@pytest.mark.parametrize(
    "keyword, value",
    [
        ("SeriesNumber", "201908221139"),
        ("TableHeight", "20190822113957.3"),
        ("ScanOptions", "20190822113957"),
    ],
)
def test_a_number_that_begins_with_the_day_is_not_handed_out(keyword: str, value: str) -> None:
    made = b.put(b.ct(), b.el("StudyDate", "20190822"), b.el(keyword, value))
    assert run(b.part10(made)).code == "leak-found"


def test_digits_behind_a_decimal_point_are_no_day() -> None:
    made = b.put(b.ct(), b.el("StudyDate", "20190822"), b.el("TableHeight", "0.201908221"))
    assert str(run(b.part10(made)).dataset.TableHeight) == "0.201908221"


# ------------------------------------------------------------------ rules are carried out


def test_rules_hold_in_content_trees() -> None:
    context = b.seq(
        "AcquisitionContextSequence",
        [
            b.el("ValueType", "TEXT"),
            b.code("ConceptNameCodeSequence", "121071", "DCM", "Finding"),
            b.el("TextValue", "contrast chest"),
        ],
    )
    cleaned = ("clean_struct_cont", "clean_desc")
    data = b.part10(b.put(b.ct(), context))
    assert "AcquisitionContextSequence" in run(data, protocol=protocol(*cleaned)).dataset
    rule = {"attribute": "AcquisitionContextSequence", "action": "remove"}
    done = run(data, protocol=protocol(*cleaned, rules=(rule,)))
    assert "AcquisitionContextSequence" not in done.dataset
    assert done.reasons(0x00400555) == {("X", "own-rule")}
    rule = {"attribute": "TextValue", "action": "replace", "value": "Ours"}
    done = run(data, protocol=protocol(*cleaned, rules=(rule,)))
    assert done.dataset.AcquisitionContextSequence[0].TextValue == "Ours"
    assert done.reasons(0x0040A160) == {("D", "own-rule")}


def test_rules_hold_for_values_in_a_report() -> None:
    content = b.seq(
        "ContentSequence",
        [
            b.el("RelationshipType", "CONTAINS"),
            b.el("ValueType", "UIDREF"),
            b.code("ConceptNameCodeSequence", "112040", "DCM", "Tracking Unique Identifier"),
            b.el("UID", P.uid(78)),
        ],
        [
            b.el("RelationshipType", "CONTAINS"),
            b.el("ValueType", "CONTAINER"),
            b.code("ConceptNameCodeSequence", "121070", "DCM", "Findings"),
            b.el("ContinuityOfContent", "SEPARATE"),
            b.seq(
                "ContentSequence",
                [
                    b.el("RelationshipType", "CONTAINS"),
                    b.el("ValueType", "CODE"),
                    b.code("ConceptNameCodeSequence", "121071", "DCM", "Finding"),
                    b.code("ConceptCodeSequence", "113957", "DCM", "Fluoroscopy"),
                ],
            ),
        ],
    )
    data = b.part10(b.put(b.sr(), content))
    kept = ("clean_struct_cont", "rtn_uids")
    hashed = {"attribute": "UID", "action": "hash"}
    gone = {"attribute": "ContentSequence", "action": "remove", "path": ["ContentSequence"]}
    done = run(data, protocol=protocol(*kept, rules=(hashed, gone))).dataset
    assert P.uid(78) != done.ContentSequence[0].UID
    assert "113957" not in str(done.ContentSequence[1])


@pytest.mark.parametrize("options, action", [(("rtn_uids",), "hash"), ((), "keep")])
def test_a_rule_for_the_sop_instance_uid_is_carried_out(
    options: tuple[str, ...], action: str
) -> None:
    rule = {"attribute": "SOPInstanceUID", "action": action}
    done = run(b.part10(b.ct()), protocol=protocol(*options, rules=(rule,)))
    original = str(P.uid(1, 1, 1))
    assert (done.dataset.SOPInstanceUID == original) == (action == "keep")
    assert done.dataset.file_meta.MediaStorageSOPInstanceUID == done.dataset.SOPInstanceUID


# ------------------------------------------------------------------ values that say what they are


@pytest.mark.parametrize("option", ["rtn_long_full_dates", "rtn_long_modif_dates"])
def test_a_time_zone_is_one_or_goes(option: str) -> None:
    def kept(value: str) -> str | None:
        made = b.part10(b.put(b.ct(), b.el("TimezoneOffsetFromUTC", value)))
        found: str | None = run(made, protocol=protocol(option)).dataset.get(
            "TimezoneOffsetFromUTC"
        )
        return found

    assert kept("Dr Zyxwold") is None
    assert kept("+0530") == ("+0530" if option == "rtn_long_full_dates" else None)


@pytest.mark.parametrize(
    "description", ["CT CHEST 92M", "CT Chest F92", "92 F chest", "ninety-two years old, chest"]
)
def test_high_ages_go_from_descriptions_however_they_are_written(description: str) -> None:
    made = b.put(b.ct(), b.el("StudyDescription", description))
    cleaned = str(run(b.part10(made), protocol=protocol("clean_desc")).dataset.StudyDescription)
    assert "chest" in cleaned.casefold()
    assert "92" not in cleaned
    assert "ninety" not in cleaned


def test_one_code_of_two_local_schemes_stays_two_codes() -> None:
    def coded_as(scheme: str) -> str:
        entry = b.code("AnatomicRegionSequence", "1", scheme, "Kidney")
        made = run(b.part10(b.put(b.ct(), entry))).dataset
        return str(made.AnatomicRegionSequence[0].CodeValue)

    assert coded_as("99HOSPA") == coded_as("99HOSPA") != coded_as("99HOSPB")


# ------------------------------------------------------------------ every input is counted


def test_a_link_to_a_folder_is_an_input_that_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b.dcm").write_bytes(b.part10(b.ct()))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.dcm").write_bytes(b.part10(b.ct()))
    (tmp_path / "in" / "link").symlink_to(tmp_path / "other", target_is_directory=True)
    found = [(one.path.name, one.code) for one in find_inputs([tmp_path / "in"])]
    assert found == [("a.dcm", ""), ("link", "unreadable")]


def test_an_entry_with_content_is_a_file_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("folder")
        archive.writestr("one.dcm", b.part10(b.ct()))
        archive.writestr("two.dcm/", b.part10(b.ct()))
    assert [one.code for one in find_inputs([path])] == ["", ""]
