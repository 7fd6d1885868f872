"""Looking things up in the standard's tables."""

from __future__ import annotations

import re
import warnings

import pytest
from pydicom.charset import convert_encodings, decode_bytes, python_encoding

from anami.concerns import texts
from anami.standard import (
    attribute_types,
    charsets,
    codes,
    confidentiality,
    corrections,
    dictionary,
    uids,
)

CT = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"
COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
SHARED_GROUPS, PER_FRAME_GROUPS = 0x52009229, 0x52009230


def test_a_row_is_found_by_its_exact_tag() -> None:
    row = confidentiality.row_for(0x00100010)
    assert row is not None
    assert (row.keyword, row.vr, row.basic) == ("PatientName", ("PN",), "Z")
    assert confidentiality.row_for(0x00280010) is None


@pytest.mark.parametrize("tag", [0x60003000, 0x60023000, 0x601E3000, 0x60004000, 0x601E4000])
def test_overlay_rows_hold_in_even_groups_from_6000_to_601e(tag: int) -> None:
    row = confidentiality.row_for(tag)
    assert row is not None
    assert row.basic == "X"


@pytest.mark.parametrize("tag", [0x60203000, 0x60FE3000, 0x60000010, 0x50200010])
def test_other_elements_and_groups_of_50xx_and_60xx_have_no_row(tag: int) -> None:
    assert confidentiality.row_for(tag) is None


@pytest.mark.parametrize("tag", [0x50000005, 0x50023000, 0x501EFFFF])
def test_every_element_of_a_curve_group_has_the_curve_row(tag: int) -> None:
    row = confidentiality.row_for(tag)
    assert row is not None
    assert row.name == "Curve Data"


@pytest.mark.parametrize("tag", [0x00090010, 0x60013000, 0x50010005, 0x00010000, 0xFFFF0010])
def test_any_odd_group_is_private_even_beside_a_repeating_group(tag: int) -> None:
    row = confidentiality.row_for(tag)
    assert row is not None
    assert row.name == "Private Attributes"
    assert dictionary.vr_of(tag) is None


@pytest.mark.parametrize(
    "tag,vr,keyword",
    [
        (0x00100010, "PN", "PatientName"),
        (0x00280106, "US or SS", "SmallestImagePixelValue"),
        (0x00283006, "US or OW", "LUTData"),
        (0x7FE00010, "OB or OW", "PixelData"),
        (0x60023000, "OB or OW", "OverlayData"),
        (0x601E1500, "LO", "OverlayLabel"),
        (0x50040022, "LO", "CurveDescription"),
        (0x00203145, "CS", "SourceImageIDs"),
        (0x3004007F, "LO", "DoseCalculationModelName"),
        (0x0008001D, "SQ", "SensitiveContentCodeSequence"),
        (0x003A0320, "SQ", "SummarizedFilterLookupTableSequence"),
    ],
)
def test_ps3_6_gives_vr_and_keyword(tag: int, vr: str, keyword: str) -> None:
    assert (dictionary.vr_of(tag), dictionary.keyword_of(tag)) == (vr, keyword)


@pytest.mark.parametrize(
    "tag",
    [0x00080000, 0x00280020, 0x00080202, 0x60203000, 0xFFFEE000, 0x00081234, 0x00180061],
)
def test_what_ps3_6_does_not_name_is_unknown(tag: int) -> None:
    assert dictionary.vr_of(tag) is None
    assert dictionary.keyword_of(tag) == ""
    assert dictionary.name_of(tag) == ""


def test_a_keyword_leads_back_to_its_tag() -> None:
    assert dictionary.tag_of("PatientID") == 0x00100020
    assert dictionary.tag_of("OverlayData") == 0x60003000
    assert dictionary.name_of(0x00100010) == "Patient's Name"
    with pytest.raises(KeyError):
        dictionary.tag_of("NoSuchKeyword")


@pytest.mark.parametrize(
    "uid,path,expected",
    [
        (CT, (0x00100010,), "2"),
        (CT, (0x0020000D,), "1"),
        (CT, (0x00081030,), "3"),
        (CT, (0x00420010,), None),
        (CT, (0x60043000,), "1"),
        (CT, (0x60033000,), None),
        (ENCAPSULATED_PDF, (0x00420010,), "2"),
        (ENCAPSULATED_PDF, (0x00420012,), "1"),
        (ENHANCED_MR, (SHARED_GROUPS,), "1"),
        (ENHANCED_MR, (PER_FRAME_GROUPS, 0x00209111, 0x00189074), "1C"),
        (ENHANCED_MR, (SHARED_GROUPS, 0x00289110, 0x00280030), "1C"),
        (COMPREHENSIVE_SR, (0x0040A730, 0x0040A040), "1"),
        (COMPREHENSIVE_SR, (0x0040A730,) * 7 + (0x0040A040,), "1"),
    ],
)
def test_the_type_is_that_of_the_iod_at_the_path(
    uid: str,
    path: tuple[int, ...],
    expected: str | None,
) -> None:
    assert attribute_types.attribute_type(uid, path) == expected


def test_where_modules_differ_the_strictest_type_counts() -> None:
    # Image Type is Type 3 in General Image and Type 1 in CT Image.
    assert attribute_types.attribute_type(CT, (0x00080008,)) == "1"


def test_an_unknown_sop_class_is_unknown() -> None:
    assert attribute_types.is_known_sop_class(CT)
    assert not attribute_types.is_known_sop_class("1.2.3")
    assert not attribute_types.is_known_sop_class("")
    assert attribute_types.attribute_type("1.2.3", (0x00100010,)) is None
    assert CT in attribute_types.known_sop_classes()


def test_a_retired_sop_class_has_the_types_of_its_successor() -> None:
    retired = "1.2.840.10008.5.1.4.1.1.6"
    assert attribute_types.is_known_sop_class(retired)
    assert attribute_types.attribute_type(retired, (0x00100010,)) == "2"


def test_a_corrected_action_follows_the_type() -> None:
    assert corrections.corrected_action(0x0008103E, "1") == "D"
    assert corrections.corrected_action(0x0008103E, "3") is None
    assert corrections.corrected_action(0x0008103E, None) is None
    assert corrections.corrected_action(0x300A0216, "2") == "Z"
    assert corrections.corrected_action(0x00100010, "2") is None


@pytest.mark.parametrize(
    "uid",
    [
        "1.2.840.10008.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.1.4.1.1",
        "1.2.840.10008.15.1.1",
        "1.2.840.10008.1.5.8",
        "1.2.840.10008.6.1.1572",
        "1.2.840.10008.9.24",
        "1.2.840.10008.2.16.4",
    ],
)
def test_a_uid_of_annex_a_is_registered(uid: str) -> None:
    assert uids.is_registered(uid)


@pytest.mark.parametrize(
    "uid",
    [
        "",
        "1.2.840.10008",
        "1.2.840.10008.1.2.1.",
        "1.2.840.10008.1.2.1.12345",
        "1.2.840.10008.6.1.700",
        "1.2.840.10008.6.1.1573",
        "1.2.840.10008.6.1.01",
        "1.2.840.10008.9.25",
    ],
)
def test_a_uid_made_up_under_the_root_of_dicom_is_not_registered(uid: str) -> None:
    assert not uids.is_registered(uid)


def test_an_unlisted_uid_attribute_is_taken_for_an_instance_reference() -> None:
    assert uids.role(0x00080016) == "structural"
    assert uids.role(0x00080018) == "instance"
    assert uids.role(0x00089123) == "instance"
    assert uids.role(0x12345678) == "instance"


def test_every_attribute_judged_for_its_uid_is_of_vr_ui_and_named_rightly() -> None:
    for tag, reason in {**uids.STRUCTURAL, **uids.JUDGED_INSTANCE}.items():
        if tag != 0x00701904:  # Referenced Content Item may be a UID
            assert dictionary.vr_of(tag) == "UI"
        assert reason.startswith(f"{dictionary.keyword_of(tag)}: ")


def test_codes_and_coding_schemes_are_those_of_ps3_16() -> None:
    assert [code.value for code in codes.CID_7050] == [str(n) for n in range(113100, 113113)]
    assert {code.designator for code in codes.CID_7050} == {"DCM"}
    assert {"DCM", "SCT", "SRT", "LN", "UCUM", "RADLEX", "FMA", "99SDM"} <= codes.CODING_SCHEMES
    assert not {"99LOCAL", "L", ""} & codes.CODING_SCHEMES
    assert codes.PERSON_OR_PLACE_SCHEMES <= codes.CODING_SCHEMES


def test_option_keys_of_cid_7050_are_columns_of_e_1_1_or_options_without_one() -> None:
    without_column = {"always", "clean_pixel", "clean_faces"}
    keys = {code.option_key for code in codes.CID_7050}
    assert keys == {*confidentiality.OPTION_COLUMNS, *without_column}


def test_character_sets_are_the_defined_terms() -> None:
    assert charsets.is_defined(("ISO_IR 100",))
    assert charsets.is_defined(("", "ISO 2022 IR 87"))
    assert charsets.is_defined(("ISO_IR 192",))
    assert not charsets.is_defined(("ISO-IR 100",))
    assert not charsets.is_defined(("ISO 2022 IR 100", "DOE"))
    assert all(re.fullmatch(r"[A-Z0-9_ ]{1,16}", term) for term in charsets.DEFINED_TERMS)


def test_codecs_of_character_sets_are_those_of_pydicom() -> None:
    theirs = {term: python_encoding.get(term) for term in ("", *charsets.DEFINED_TERMS)}
    assert dict(charsets.CODECS) == {term: codec for term, codec in theirs.items() if codec}


@pytest.mark.parametrize("term", sorted(charsets.CODECS))
def test_bytes_without_escapes_are_decoded_as_pydicom_does(term: str) -> None:
    pairs = (bytes((first, second)) for first in range(0x80, 0x100) for second in range(0x40, 0x80))
    for value in (b"A\xc4", b"\xc0\xc1", *pairs):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                theirs: str | None = decode_bytes(value, convert_encodings([term]), {0x5C})
            except (UserWarning, LookupError, UnicodeError):
                theirs = None
        try:
            ours: str | None = texts.decode(value, (term,))
        except ValueError:
            ours = None
        assert ours == theirs
