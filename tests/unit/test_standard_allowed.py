"""Every attribute that Table E.1-1 does not list has been judged."""

from __future__ import annotations

import pytest

from anami.standard import (
    _refused_text,
    _safe_text,
    _unsafe,
    allowed,
    confidentiality,
    dictionary,
)

TEXT = {"LO", "SH", "ST", "LT", "UT", "UC", "UR"}
OUTSIDE = [tag for tag in sorted(dictionary.tags()) if confidentiality.row_for(tag) is None]


def named(tags: list[int]) -> list[str]:
    return [dictionary.keyword_of(tag) for tag in tags]


@pytest.mark.parametrize("table", [_safe_text, _refused_text, _unsafe])
def test_every_line_of_a_hand_written_table_names_its_tag(table: object) -> None:
    lines = [
        line.split()
        for block in table.REASONS.values()  # type: ignore[attr-defined] # a module
        for line in block.splitlines()
        if line.strip()
    ]
    assert [[tag, dictionary.keyword_of(int(tag, 16))] for tag, _ in lines] == lines
    assert len({tag for tag, _ in lines}) == len(lines)


def test_every_text_attribute_outside_the_table_is_judged_once() -> None:
    text = [tag for tag in OUTSIDE if dictionary.vr_of(tag) in TEXT]
    judged = (allowed.SAFE_TEXT, allowed.REFUSED_TEXT, allowed.UNSAFE, allowed.CODE_MACRO)
    assert named([t for t in text if sum(t in one for one in judged) != 1]) == []


def test_safe_text_is_text() -> None:
    assert named([t for t in allowed.SAFE_TEXT if dictionary.vr_of(t) not in TEXT]) == []


def test_no_attribute_is_both_safe_and_unsafe() -> None:
    assert named([tag for tag in allowed.SAFE_TEXT if tag in allowed.UNSAFE]) == []
    assert named([tag for tag in allowed.KEYED_CS if tag in allowed.UNSAFE]) == []


def test_keyed_labels_are_cs() -> None:
    assert {dictionary.vr_of(tag) for tag in allowed.KEYED_CS} == {"CS"}


def test_no_moment_outside_the_table_is_kept() -> None:
    assert allowed.SAFE_TEMPORAL == {}


@pytest.mark.parametrize(
    "keyword",
    [
        *("ConvolutionKernel", "SequenceName", "ImagedNucleus", "FilterType", "RescaleType"),
        *("Manufacturer", "ManufacturerModelName", "ReconstructionMethod", "LUTExplanation"),
        *("SegmentAlgorithmName", "Radiopharmaceutical", "PositionReferenceIndicator"),
    ],
)
def test_acquisition_parameters_that_research_needs_survive(keyword: str) -> None:
    assert allowed.SAFE_TEXT[dictionary.tag_of(keyword)]


@pytest.mark.parametrize(
    "keyword",
    [
        *("DocumentTitle", "PartialViewDescription", "SegmentLabel", "BeamName", "DeviceID"),
        *("TextValue", "TrackingID", "RadiationMachineName", "AcquisitionProtocolName"),
        *("PlacerOrderNumberProcedure", "RetrieveURL", "HL7InstanceIdentifier"),
    ],
)
def test_text_that_slips_through_other_tools_is_refused(keyword: str) -> None:
    assert allowed.REFUSED_TEXT[dictionary.tag_of(keyword)]
    assert dictionary.tag_of(keyword) not in allowed.SAFE_TEXT


@pytest.mark.parametrize(
    "tag",
    [
        0x00020016,  # SourceApplicationEntityTitle
        0x00041500,  # ReferencedFileID
        0x04000500,  # EncryptedAttributesSequence
        0x04000120,  # Signature
        0x4FFE0001,  # MACParametersSequence
        0x00282000,  # ICCProfile
        0x00321031,  # RequestingPhysicianIdentificationSequence
        0x00080300,  # PrivateDataElementCharacteristicsSequence
        0x60020010,  # OverlayRows
        0x601E1500,  # OverlayLabel
        0x00203145,  # SourceImageIDs
        0x7F000010,  # VariablePixelData
        0x10100001,  # ZonalMap
        0x002804F0,  # RowsForNthOrderCoefficients
    ],
)
def test_what_looks_safe_by_its_vr_and_is_not_is_removed(tag: int) -> None:
    assert allowed.UNSAFE[tag]


@pytest.mark.parametrize("tag", [0x7FE00010, 0x00280010, 0x60200010, 0x60010010, 0x00080008])
def test_unsafe_takes_nothing_along(tag: int) -> None:
    assert tag not in allowed.UNSAFE
    assert allowed.UNSAFE.get(tag) is None


def test_a_condition_that_goes_is_one_of_a_removed_attribute() -> None:
    for tag, reason in allowed.CONDITION_GONE.items():
        assert tag in allowed.UNSAFE or tag in allowed.REFUSED_TEXT
        assert reason.startswith(f"{dictionary.keyword_of(tag)}: ")


def test_nested_image_data_is_all_of_group_7fe0_that_is_kept() -> None:
    group = [tag for tag in OUTSIDE if tag >> 16 == 0x7FE0]
    assert {tag for tag in group if tag not in allowed.UNSAFE} == set(allowed.TOP_LEVEL_ONLY)
    assert all(dictionary.name_of(tag) == name for tag, name in allowed.TOP_LEVEL_ONLY.items())


def test_every_judgement_has_a_reason_in_words() -> None:
    for mapping in (allowed.SAFE_TEXT, allowed.REFUSED_TEXT, allowed.UNSAFE, allowed.KEYED_CS):
        assert all(len(reason) > 10 for reason in mapping.values())
