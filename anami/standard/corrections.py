"""Rows of Table E.1-1 whose literal code cannot keep a file conformant.

What belongs here: one hand-written row for each place where Table E.1-1
(PS3.15 2026d) says X or Z, or X/Z, while PS3.3 makes the attribute Type 1 or
Type 2 (or 2C) at that path and no enclosing sequence is itself replaced.
PS3.15 E.1.1 asks that IOD integrity be kept, so there the attribute stays, with
a dummy value (Type 1) or zero length (Type 2, 2C): nothing of the original is
kept either way.  Everywhere else the literal code is carried out.

A contract test recomputes the list from the tables.

Not corrected, on purpose: Overlay Data (60xx,3000), Type 1 within the optional
Overlay Plane Module, since the whole of each overlay group goes with it; and
Type 1C attributes, whose condition is no longer met once what it depends on is
removed too (such as ROI Interpreter Sequence when ROI Interpreter is empty).
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Correction(NamedTuple):
    """One place where the literal code is not carried out.

    ``path`` is the keywords from the root, joined by ``/``; ``action`` is D
    (dummy value) or Z (zero length).
    """

    tag: int
    literal: str
    action: Literal["D", "Z"]
    attribute_type: str
    path: str
    iods: str
    reason: str


_PREPARATION = "PatientTreatmentPreparationSequence/PatientTreatmentPreparationProcedureSequence/"
_SETUP_PHOTO = "ReferencedPatientSetupPhotoSequence/PatientSetupPhotoDescription"
_PARAMETER = "PatientTreatmentPreparationProcedureParameterDescription"
_SUBTASK = "AcquisitionTaskSequence/AcquisitionSubtaskSequence/"
_TEMPLATE = f"{_SUBTASK}PositionAcquisitionTemplateIdentificationSequence/"
_SLOT = "RTAccessoryHolderDefinitionSequence/RTAccessoryHolderSlotSequence/"
_INSTANCES = "InventoriedStudiesSequence/InventoriedSeriesSequence/InventoriedInstancesSequence/"
_MANDATORY = "mandatory and never empty there"
_EMPTY = "mandatory there, but may be empty"
_SETUP_IODS = "RT Ion Plan, RT treatment records"
_PRESENT = "whether it applies cannot be told; zero length is right in both cases"

CORRECTIONS: tuple[Correction, ...] = (
    Correction(
        *(0x00080201, "X", "D", "1", "TimezoneOffsetFromUTC", "Simplified Adult Echo SR"),
        reason=f"{_MANDATORY}; +0000 tells nothing about the place",
    ),
    Correction(
        *(0x00081030, "X", "Z", "2", "InventoriedStudiesSequence/StudyDescription", "Inventory"),
        reason=_EMPTY,
    ),
    Correction(
        *(0x0008103E, "X", "D", "1", "SourceSeriesInformationSequence/SeriesDescription"),
        iods="RT Structure Set",
        reason=f"{_MANDATORY}; everywhere else Series Description is removed",
    ),
    *(
        Correction(0x00081110, "X/Z", "D", "1", f"{path}/ReferencedStudySequence", iod, reason)
        for path, iod in (
            (
                f"{_SUBTASK}ReferencedPositionReferenceInstanceSequence",
                "RT Patient Position Acquisition Instruction",
            ),
            (
                "RTPhysicianIntentSequence/RTPhysicianIntentInputInstanceSequence",
                "RT Physician Intent",
            ),
            ("RTPrescriptionSequence/PlanningInputInformationSequence", "RT Physician Intent"),
        )
        for reason in (f"{_MANDATORY}: at least one item, with replaced UIDs",)
    ),
    Correction(
        *(0x00102297, "X", "Z", "2C", "ResponsiblePerson", "all with a Patient Module"),
        reason=f"required for animals; {_PRESENT}",
    ),
    Correction(
        *(0x00102299, "X", "Z", "2C", "ResponsibleOrganization", "all with a Patient Module"),
        reason=f"required for animals; {_PRESENT}",
    ),
    Correction(
        *(0x00181078, "X", "D", "1"),
        path="RadiopharmaceuticalInformationSequence/RadiopharmaceuticalStartDateTime",
        iods="Enhanced PET Image",
        reason=_MANDATORY,
    ),
    *(
        Correction(0x00401001, "X", "Z", "2", f"{path}/RequestedProcedureID", iod, _EMPTY)
        for path, iod in (
            ("ReferencedRequestSequence", "SR documents"),
            (f"{_INSTANCES}ReferencedRequestSequence", "Inventory"),
        )
    ),
    Correction(
        *(0x0040100A, "X", "Z", "2"),
        path="HangingProtocolDefinitionSequence/ReasonForRequestedProcedureCodeSequence",
        iods="Hanging Protocol",
        reason=_EMPTY,
    ),
    Correction(
        *(0x00700082, "X", "D", "1", "PresentationCreationDate", "presentation states"),
        reason=_MANDATORY,
    ),
    Correction(
        *(0x00700083, "X", "D", "1", "PresentationCreationTime", "presentation states"),
        reason=_MANDATORY,
    ),
    Correction(
        *(0x30020121, "X", "D", "1", f"{_TEMPLATE}PositionAcquisitionTemplateName"),
        iods="RT Patient Position Acquisition Instruction",
        reason=_MANDATORY,
    ),
    Correction(
        *(0x30020123, "X", "Z", "2", f"{_TEMPLATE}PositionAcquisitionTemplateDescription"),
        iods="RT Patient Position Acquisition Instruction",
        reason=_EMPTY,
    ),
    Correction(
        *(0x300A0216, "X", "Z", "2", "RecordedSourceSequence/SourceManufacturer"),
        iods="RT Brachy Treatment Record",
        reason=_EMPTY,
    ),
    Correction(
        *(0x300A0611, "Z", "D", "1", f"{_SLOT}RTAccessoryHolderSlotID", "RT radiations"),
        reason=f"{_MANDATORY}; Z allows a dummy value (E.1-1a), so the code is still met",
    ),
    *(
        Correction(0x300A078E, "X", "Z", "2", f"{path}{_PARAMETER}", iod, _EMPTY)
        for path, iod in (
            (_PREPARATION, "images with an RT patient position"),
            (f"PatientSetupSequence/{_PREPARATION}", _SETUP_IODS),
            ("PatientTreatmentPreparationProcedureSequence/", "RT Treatment Preparation"),
        )
    ),
    *(
        Correction(0x300A0794, "X", "Z", "2", f"{path}{_SETUP_PHOTO}", iod, _EMPTY)
        for path, iod in (
            ("PatientTreatmentPreparationSequence/", "images with an RT patient position"),
            ("PatientSetupSequence/PatientTreatmentPreparationSequence/", _SETUP_IODS),
            ("", "RT Treatment Preparation"),
        )
    ),
    Correction(
        *(0x30100061, "X", "Z", "2", "RTPrescriptionSequence/PriorTreatmentDoseDescription"),
        iods="RT Physician Intent",
        reason=_EMPTY,
    ),
)
"""All places, by tag."""

_ACTIONS: dict[tuple[int, str], Literal["D", "Z"]] = {
    (row.tag, row.attribute_type): row.action for row in CORRECTIONS
}


def corrected_action(tag: int, attribute_type: str | None) -> Literal["D", "Z"] | None:
    """Return the action in place of the literal code, or None to keep to the code.

    ``attribute_type`` is the Type at the path in question, from
    `anami.standard.attribute_types.attribute_type`; the list holds every path
    where a listed attribute has a listed Type, so the Type decides.
    """
    return _ACTIONS.get((tag, attribute_type or ""))
