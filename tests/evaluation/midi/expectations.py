"""What shall become of well-known attributes, written by hand from PS3.15 2026d Table E.1-1.

For the Basic Profile with Clean Descriptors, Retain Longitudinal Temporal Information with
Modified Dates, Retain Patient Characteristics, Retain Device Identity and Retain Safe Private: the
code of an option's column stands in place of the profile's (E.1.1). Nothing here comes from the
engine.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


REMOVED: Final = {
    "name": """
        OtherPatientNames PatientBirthName PatientMotherBirthName ResponsiblePerson
        """,
    "physician": """
        ReferringPhysicianName PerformingPhysicianName NameOfPhysiciansReadingStudy OperatorsName
        PhysiciansOfRecord RequestingPhysician ConsultingPhysicianName OrderEnteredBy
        ScheduledPerformingPhysicianName NamesOfIntendedRecipientsOfResults InterpretationAuthor
        ReviewerName ContentCreatorName
        """,
    "hospital": """
        InstitutionName InstitutionalDepartmentName IssuerOfPatientID ResponsibleOrganization
        CurrentPatientLocation PatientInstitutionResidence PerformedLocation ClinicalTrialSiteName
        ClinicalTrialCoordinatingCenterName
        """,
    "address": """
        InstitutionAddress PatientAddress ReferringPhysicianAddress RegionOfResidence
        CountryOfResidence
        """,
    "phone": """
        PatientTelephoneNumbers ReferringPhysicianTelephoneNumbers OrderCallbackPhoneNumber
        PatientTelecomInformation
        """,
    "number": """
        OtherPatientIDs MedicalRecordLocator InsurancePlanIdentification AdmissionID
        ServiceEpisodeID
        StudyID ClinicalTrialSubjectID MilitaryRank BranchOfService
        """,
    "accession": """
        AccessionNumber RequestedProcedureID ScheduledProcedureStepID PerformedProcedureStepID
        PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest
        """,
}
"""Kind of value → attributes with X, Z, D or a mixture, which no chosen option touches."""

PRESENT: Final = (
    "ReferringPhysicianName",
    "AccessionNumber",
    "StudyID",
    "PatientName",
    "PatientBirthDate",
)
"""Type 2 wherever Patient and General Study stand, and Z or D: the attribute stays, maybe empty."""

NOT_NULL: Final = (
    "PatientID",
    "PatientIdentityRemoved",
    "DeidentificationMethod",
    "SOPClassUID",
    "Modality",
    "LongitudinalTemporalInformationModified",
)
"""What an instance is useless without, or what the profile demands (E.1.1, E.3.6); a Patient ID is
what keeps a subject's instances together."""

CLEANED: Final = _words("""
    StudyDescription SeriesDescription ProtocolName ImageComments AdditionalPatientHistory
    PatientComments AcquisitionComments RequestedProcedureDescription
    PerformedProcedureStepDescription ScheduledProcedureStepDescription ReasonForStudy
    RequestedProcedureComments ImagingServiceRequestComments
    CommentsOnThePerformedProcedureStep ReasonForTheRequestedProcedure FrameComments
    VisitComments StudyComments SpecialNeeds PatientState PreMedication Allergies
    MedicalAlerts AdmittingDiagnosesDescription ResultsComments InterpretationText
    ClinicalTrialSeriesDescription DerivationDescription ClinicalTrialTimePointDescription
    DischargeDiagnosisDescription ServiceEpisodeDescription AcquisitionProtocolDescription
    ReasonForVisit RequestedContrastAgent
""")
"""C by Clean Descriptors or Retain Patient Characteristics: identity goes, meaning stays."""

KEPT: Final = {
    "DeviceSerialNumber": "40173X",
    "StationName": "CTAWP40173",
    "GantryID": "GANTRY2",
    "GeneratorID": "GEN07",
    "PlateID": "PL0042",
    "CassetteID": "CAS118",
    "DetectorID": "DET-5519",
    "PerformedStationName": "MRC35117",
    "ScheduledStationName": "MRC35117",
    "SecondaryCaptureDeviceID": "SCD-2",
    "DeviceUID": "1.2.392.200036.9116.2.6.1.48.1214242851",
    "LensSerialNumber": "LS0099812",
    "PatientSex": "F",
    "PatientAge": "061Y",
    "PatientSize": "1.71",
    "PatientWeight": "74.5",
    "EthnicGroup": "Asian",
    "SmokingStatus": "NO",
    "PregnancyStatus": 4,
}
"""K by Retain Device Identity or Retain Patient Characteristics, each with a harmless value."""

TECHNICAL: Final[dict[str, object]] = {
    "Manufacturer": "SIEMENS",
    "ManufacturerModelName": "SOMATOM Definition AS+",
    "SoftwareVersions": "syngo CT 2012B",
    "BodyPartExamined": "CHEST",
    "PatientPosition": "HFS",
    "KVP": "120",
    "SliceThickness": "2.5",
    "SpacingBetweenSlices": "3",
    "PixelSpacing": ["0.625", "0.625"],
    "ImagePositionPatient": ["-120.5", "-118", "42.25"],
    "ImageOrientationPatient": ["1", "0", "0", "0", "1", "0"],
    "SliceLocation": "42.25",
    "RepetitionTime": "4200",
    "EchoTime": "92",
    "EchoTrainLength": "13",
    "FlipAngle": "150",
    "MagneticFieldStrength": "1.5",
    "ImagingFrequency": "63.67",
    "InversionTime": "900",
    "NumberOfAverages": "2",
    "ScanningSequence": "SE",
    "SequenceVariant": "SK",
    "MRAcquisitionType": "2D",
    "ConvolutionKernel": "B31f",
    "XRayTubeCurrent": "240",
    "ExposureTime": "500",
    "Exposure": "120",
    "FilterType": "FLAT",
    "GantryDetectorTilt": "0",
    "TableHeight": "154",
    "ReconstructionDiameter": "360",
    "DataCollectionDiameter": "500",
    "DistanceSourceToDetector": "1040",
    "RescaleIntercept": "-1024",
    "RescaleSlope": "1",
    "WindowCenter": "40",
    "WindowWidth": "400",
    "SeriesNumber": "4",
    "AcquisitionNumber": "2",
    "Laterality": "L",
    "ViewPosition": "AP",
    "BurnedInAnnotation": "NO",
    "LossyImageCompression": "00",
    "Units": "BQML",
    "DecayCorrection": "START",
}
"""Outside the table: what the images mean. Planted where the instance has the attribute."""

UNTOUCHED: Final = _words("""
    Rows Columns BitsAllocated BitsStored HighBit PixelRepresentation SamplesPerPixel
    PhotometricInterpretation NumberOfFrames SOPClassUID Modality PlanarConfiguration
""")
"""Outside the table, kept with the value that the instance came with."""

DATES: Final = _words("""
    StudyDate SeriesDate AcquisitionDate ContentDate InstanceCreationDate
    PerformedProcedureStepStartDate PerformedProcedureStepEndDate
    ScheduledProcedureStepStartDate AdmittingDate DischargeDate ScheduledStudyStartDate
    StudyVerifiedDate DateOfLastCalibration DateOfSecondaryCapture
    IssueDateOfImagingServiceRequest LastMenstrualDate
""")
DATE_TIMES: Final = _words("""
    AcquisitionDateTime PerformedProcedureStepEndDateTime
    ScheduledProcedureStepStartDateTime
""")
TIMES: Final = _words("""
    StudyTime SeriesTime AcquisitionTime ContentTime InstanceCreationTime
    PerformedProcedureStepStartTime
""")
"""C by Modified Dates. An offset of whole days leaves the time of day as it was."""

OPTIONAL_AROUND: Final = frozenset(
    _words("""
    ReferencedStudySequence ReferencedPatientSequence
    ReferencedPerformedProcedureStepSequence ReferencedImageSequence SourceImageSequence
    OriginalAttributesSequence RequestAttributesSequence ContentSequence
    ReferencedRawDataSequence ReferencedInstanceSequence
""")
)
"""Sequences that the table lets go (X, or X/Z/U*), or whose content has rules of its own: a UID in
them is gone or changed."""

INSTANCE_UIDS: Final = _words("""
    StudyInstanceUID SeriesInstanceUID FrameOfReferenceUID
    SynchronizationFrameOfReferenceUID ReferencedSOPInstanceUID
    ReferencedFrameOfReferenceUID DimensionOrganizationUID RelatedFrameOfReferenceUID
    IrradiationEventUID InstanceCreatorUID ConcatenationUID SpecimenUID TrackingUID
    StorageMediaFileSetUID TransactionUID
""")
"""U in the table, not touched by a chosen option."""

PLANTED_UIDS: Final = ("FrameOfReferenceUID", "IrradiationEventUID", "InstanceCreatorUID")

PHRASES: Final = (
    (
        *(
            "CT CHEST W/O CONTRAST",
            "MRI BRAIN W/WO CONTRAST",
            "Chest PA and lateral",
            "T2 TSE axial",
        ),
        *("ABDOMEN PELVIS ROUTINE", "Thorax 5.0 B31f", "DWI ADC map", "lung nodule follow up"),
        *(
            "LUMBAR SPINE SAG T1",
            "suspected pulmonary embolism",
            "KNEE LEFT 3 VIEWS",
            "Bone scan whole body",
        ),
    ),
    (
        *(
            "CT SINUS LIMITED",
            "MR LIVER WITH CONTRAST",
            "XR WRIST 3 VIEWS LEFT",
            "T2 SPACE coronal",
        ),
        *(
            "CERVICAL SPINE FLEXION EXTENSION",
            "NM RENAL SCAN LASIX",
            "Abdomen 2.0 I41f",
            "abdominal aortic aneurysm",
        ),
        *(
            "PELVIS AX T2 FS",
            "weight loss and fatigue",
            "whole body PET",
            "low dose lung screening",
        ),
    ),
)
"""What descriptions mean to say: for development seeds, for held-out seeds."""

SAFE_PRIVATE: Final = (
    (0x0043, "GEMS_PARM_01", 0x27, "SH", "1.375:1"),
    (0x0043, "GEMS_PARM_01", 0x39, "IS", ["1000", "8", "0", "0"]),
    (0x0019, "GEMS_ACQU_01", 0x23, "DS", "39.37"),
    (0x0019, "SIEMENS MR HEADER", 0x0C, "IS", "1000"),
    (0x0019, "SIEMENS MR HEADER", 0x0D, "CS", "DIRECTIONAL"),
    (0x0019, "SIEMENS MR HEADER", 0x0E, "FD", [0.1, -0.7, 0.7]),
    (0x0045, "GEMS_HELIOS_01", 0x02, "FL", 0.625),
    (0x7053, "Philips PET Private Group", 0x00, "DS", "0.000551"),
    (0x00E1, "ELSCINT1", 0x50, "DS", "12.25"),
)
"""Rows of Table E.3.10-1 with harmless values."""

UNSAFE_PRIVATE: Final = (
    (0x0009, "GEMS_IDEN_01", 0x31, "LO", "name"),
    (0x0029, "SIEMENS CSA HEADER", 0x20, "OB", "name"),
    (0x0011, "HOSPITAL RIS 7", 0x01, "LO", "number"),
    (0x0011, "HOSPITAL RIS 7", 0x02, "PN", "name"),
    (0x0013, "CTP", 0x12, "LO", "hospital"),
    (0x0021, "SIEMENS MED", 0x11, "LT", "address"),
    (0x0903, "GEIIS PACS", 0x40, "SH", "phone"),
)
"""Attributes without a row there, with what is planted in them."""
