"""Text attributes outside Table E.1-1 that are not kept, each with its reason.

Written by hand, one attribute a line, under its reason; ``allowed`` makes the
tables of it.  Only attributes that are not rows of Table E.1-1 belong here.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    "industrial inspection: free text about a part, its maker or its inspector": """
        00140023 CADFileFormat
        00140024 ComponentReferenceSystem
        00140025 ComponentManufacturingProcedure
        00140028 ComponentManufacturer
        00140042 MaterialGrade
        00140044 MaterialPropertiesDescription
        00140045 MaterialPropertiesFileFormatRetired
        00140046 MaterialNotes
        00140100 ComponentWelderIDs
        00140105 RepairID
        00140203 DataElementName
        00140204 DataElementDescription
        00141010 ActualEnvironmentalConditions
        00141040 EnvironmentalConditions
        00142016 IndicationLabel
        00142018 IndicationDescription
        00142032 PropertyLabel
        00142206 CoordinateSystemAxisDescription
        00142222 TransformDescription
        00143022 SensorName
        00143074 FilterMaterialUsedInGainCalibration
        00143099 CalibrationNotes
        00143100 LinearityCorrectionTechnique
        00143101 BeamHardeningCorrectionTechnique
        00144006 PulserNotes
        0014400C ReceiverNotes
        0014400F PreAmplifierNotes
        00144054 CouplingTechnique
        00144056 CouplingMedium
        0014405C DelayLawIdentifier
        00144072 CalibrationProcedure
        00144074 ProcedureVersion
        00144082 ProbeDriveNotes
        0014409B ScanProcedure
        001440A0 ImageQualityIndicatorType
        001440A1 ImageQualityIndicatorMaterial
        001440A2 ImageQualityIndicatorSize
        00144103 WaveDimensionDescription
        00145106 WedgeModelNumber
        0014510B WedgeMaterial
        0014510F WedgeName
        00145110 WedgeManufacturerName
        00145111 WedgeDescription
        00146025 DataStreamingProtocol
        00146028 LensFilterManufacturer
        0014602F CoilConfigurationID
        00146036 FlashSynchronizationProtocol
        00146039 LaserManufacturer
        0014603A LaserModelNumber
        0014603B LaserTypeDescription
        0014603D GasUsedForHeatingCoolingPart
        0014603F ProbeManufacturer
        00146040 ProbeModelNumber
        00146043 HeatSourceDescription
        00146045 OpticalCoatingType
    """,
    "inspection of goods and baggage: names routes, places and owners": """
        40101007 RouteSegmentID
        40101013 ThreatCategoryDescription
        4010101A BoardingPassID
        4010101E RouteSegmentStartLocationID
        4010101F RouteSegmentEndLocationID
        40101029 ThreatDetectionAlgorithmAndVersion
        4010102A AssignedLocation
        40101051 ItineraryID
        40101052 ItineraryIDType
        40101053 ItineraryIDAssigningAuthority
        40101054 RouteID
        40101055 RouteIDAssigningAuthority
        40101058 CarrierID
        40101068 OOITypeDescriptor
        40101078 PTOLocationDescription
    """,
    "free text that describes, explains, comments or summarises": """
        00080401 InventoryPurpose
        00080402 InventoryInstanceDescription
        00080418 TransactionStatusComment
        00082256 AnatomicPerspectiveDescriptionTrial
        00082258 AnatomicLocationOfExaminingInstrumentDescriptionTrial
        0018003A InterventionDescription
        00187006 DetectorDescription
        00187062 ExposureControlModeDescription
        00189080 MetaboliteMapDescription
        00189433 FieldOfViewDescription
        00189528 AlgorithmDescription
        00189531 ReconstructionDescription
        00189901 ReferenceLocationDescription
        00189941 ImageFilterDescription
        00221029 IOLFormulaDetail
        00221065 LensStatusDescription
        00221066 VitreousStatusDescription
        00221094 LensConstantDescription
        0022112C CalculationComment
        00221159 OphthalmicAxialLengthDataSourceDescription
        00221273 OphthalmicAxialLengthQualityMetricTypeDescription
        00221454 PixelValueMappingExplanation
        00221616 OphthalmicImageTypeDescription
        00240044 CommentsOnPatientPerformanceOfVisualField
        00240309 DataSetDescription
        00280A04 PixelSpacingCalibrationDescription
        00281351 PartialViewDescription
        00286022 FrameOfInterestDescription
        00286190 MaskOperationExplanation
        00287007 SystemStatusComment
        00287020 LuminanceResponseDescription
        0028702A TestResultComment
        00380102 ResourceDescription
        00400255 PerformedProcedureTypeDescription
        00400400 CommentsOnTheScheduledProcedureStep
        00400553 SpecimenDescriptionTrial
        00401060 RequestedProcedureDescriptionTrial
        0040A047 MeasurementPrecisionDescriptionTrial
        0040A224 IdentificationDescriptionTrial
        0040A297 AlgorithmDescriptionTrial
        0040A33A ReportStatusCommentTrial
        0040A492 CompletionFlagDescription
        00440003 ApprovalStatusFurtherDescription
        00440009 ProductDescription
        00440011 SubstanceAdministrationNotes
        00440106 AssertionComments
        00460012 LensDescription
        00460139 OptotypeDetailedDefinition
        00480107 OpticalPathDescription
        0050001E ContainerComponentDescription
        00620006 SegmentDescription
        00660004 SurfaceComments
        0066000B SurfaceProcessingDescription
        00660107 TrackSetDescription
        00686280 InformationSummary
        00686345 HPGLPenDescription
        00686540 PlanningLandmarkDescription
        00700068 GraphicLayerDescription
        00700081 ContentDescription
        00700208 GraphicGroupDescription
        0070030F FiducialDescription
        00701A09 RGBATransferFunctionDescription
        00741006 ProcedureStepProgressDescription
        00741238 ReasonForCancellation
        0074140B ReasonForChannelOmissionDescription
        00760030 SurgicalTechnique
        00780010 ImplantTemplateGroupDescription
        00820003 AssessmentSummaryDescription
        0082000A ObservationDescription
        00820033 SpecificationSelectionGuidance
        00820037 ConstraintViolationCondition
        01000424 SOPAuthorizationComment
        20100152 ConfigurationInformationDescription
        30020004 RTImageDescription
        30040006 DoseComment
        300600C8 FrameOfReferenceTransformationComment
        30080012 MeasuredDoseDescription
        30080066 OverrideReason
        30080074 CalculatedDoseReferenceDescription
        30080202 TreatmentStatusComment
        300A010A ApplicatorDescription
        300A01BA SetupDeviceDescription
        300A01D0 SetupReferenceDescription
        300A021C SourceDescription
        300A0322 RangeShifterDescription
        300A033A LateralSpreadingDeviceDescription
        300A034A RangeModulatorDescription
        300A0402 SetupImageComment
        300A0422 GeneralAccessoryDescription
        300A0730 TreatmentTerminationDescription
        300A0735 TreatmentToleranceViolationIdentification
        30100005 EffectiveDoseCalculationMethodDescription
    """,
    "text of a document, a protocol, an instruction or a content item": """
        00189908 PotentialReasonsForProcedure
        0018990A PotentialDiagnosticTasks
        0018990F ProtocolPlanningInformation
        00189910 ProtocolDesignRationale
        00189916 InstructionText
        00189917 InstructionDescription
        0018991A InstructionPerformanceComment
        00189923 ProtocolElementCharacteristicsSummary
        00189924 ProtocolElementPurpose
        0040A060 SequencingIndicatorTrial
        0040A160 TextValue
        0040A16A BibliographicCitationTrial
        00420010 DocumentTitle
        40080103 ReferenceToRecordedSound
    """,
    (
        "name or label that a person gives: of "
        "a protocol, plan, beam, region, segment, view or device"
    ): """
        00082120 StageName
        00082127 ViewName
        00082132 EventTimerNames
        00182002 FrameLabelVector
        00182006 DisplayWindowLabelVector
        00182045 TargetLabel
        00189423 AcquisitionProtocolName
        00189900 ReferenceLocationLabel
        00189922 ProtocolElementName
        00201020 Reference
        00209421 DimensionDescriptionLabel
        00209453 FrameLabel
        00620005 SegmentLabel
        00660106 TrackSetLabel
        006862D5 HPGLDocumentLabel
        00686340 HPGLPenLabel
        00686380 SurfaceModelLabel
        006863D0 MatingFeatureSetLabel
        00700207 GraphicGroupLabel
        00700289 TickLabel
        00720002 HangingProtocolName
        00720004 HangingProtocolDescription
        00720008 HangingProtocolCreator
        00720010 HangingProtocolUserGroupName
        00720040 ImageSetLabel
        00720203 DisplaySetLabel
        00720206 DisplaySetPresentationGroupDescription
        00741202 WorklistLabel
        00741204 ProcedureStepLabel
        00760001 ImplantAssemblyTemplateName
        00780001 ImplantTemplateGroupName
        007800B2 ImplantTemplateGroupVariationDimensionName
        00800009 TextureLabel
        00820023 AssessmentLabel
        20000050 FilmSessionLabel
        30020002 RTImageLabel
        30020003 RTImageName
        300A0009 TreatmentProtocols
        300A0043 ToleranceTableLabel
        300A00C2 BeamName
        300A00FE BlockName
        300A0183 PatientSetupLabel
        300A0184 PatientAdditionalPosition
        300A0194 FixationDeviceLabel
        300A0198 FixationDevicePosition
        300A01A4 ShieldingDeviceLabel
        300A01A8 ShieldingDevicePosition
        300A01B8 SetupDeviceLabel
        300A0236 ApplicationSetupName
        300A0242 TemplateType
        300A0244 TemplateName
        300A0266 BrachyAccessoryDeviceName
        300A0294 SourceApplicatorName
        300A02B4 ChannelShieldName
        3010001E SegmentationCreationTemplateLabel
    """,
    (
        "identifier given at a site: of a device, an "
        "accessory, an image, an order, a document or a medium"
    ): """
        00080010 RecognitionCode
        00181003 DeviceID
        00181006 GridID
        00181801 TimeSource
        00189186 RespiratorySignalSourceID
        00400031 LocalNamespaceEntityID
        00400032 UniversalEntityID
        00401006 PlacerOrderNumberProcedure
        00401007 FillerOrderNumberProcedure
        00402006 PlacerOrderNumberImagingServiceRequestRetired
        00402007 FillerOrderNumberImagingServiceRequestRetired
        0040E001 HL7InstanceIdentifier
        00440012 SubstanceAdministrationDeviceID
        00540400 ImageID
        00620020 TrackingID
        00700310 FiducialIdentifier
        00820016 AssessmentSetID
        00880130 StorageMediaFileSetID
        01000426 AuthorizationEquipmentCertificationNumber
        21000010 PrintJobID
        21000160 OwnerID
        21100030 PrinterName
        21100099 PrintQueueID
        30020020 RadiationMachineName
        30020120 PositionAcquisitionTemplateID
        300A00D4 WedgeID
        300A00DC BolusID
        300A00E1 MaterialID
        300A00E5 CompensatorID
        300A00EF CompensatorTrayID
        300A00F5 BlockTrayID
        300A00F9 AccessoryCode
        300A0108 ApplicatorID
        300A0263 BrachyAccessoryDeviceID
        300A0273 AfterloaderChannelID
        300A0291 SourceApplicatorID
        300A02B3 ChannelShieldID
        300A030F SnoutID
        300A0318 RangeShifterID
        300A0336 LateralSpreadingDeviceID
        300A0346 RangeModulatorID
        300A034C BeamCurrentModulationID
        300A0352 PatientSupportID
        300A0354 PatientSupportAccessoryCode
        300A0355 TrayAccessoryCode
        300A0390 ScanSpotTuneID
        300A0421 GeneralAccessoryID
        3010001D DeviceAlternateIdentifierFormat
    """,
    "product or implant used on the patient, traceable by its lot or part": """
        00221095 ImplantName
        00221097 ImplantPartNumber
        00440001 ProductPackageIdentifier
        00440008 ProductName
        0044000A ProductLotIdentifier
        00686210 ImplantSize
        00686221 ImplantTemplateVersion
        00760003 ImplantAssemblyTemplateIssuer
        00760006 ImplantAssemblyTemplateVersion
        00780020 ImplantTemplateGroupIssuer
        00780024 ImplantTemplateGroupVersion
    """,
    "software level of one installation: dates and tells apart the equipment of a site": """
        00160003 BatteryLevel
        00181019 SecondaryCaptureDeviceSoftwareVersions
        0018101A HardcopyDeviceSoftwareVersion
        00181020 SoftwareVersions
        00185010 TransducerData
        3010001A ManufacturerModelVersion
    """,
    "date of birth or death in another calendar": """
        00100033 PatientBirthDateInAlternativeCalendar
        00100034 PatientDeathDateInAlternativeCalendar
    """,
    "weekday of an appointment": """
        30100086 IntendedStartDayOfWeek
    """,
    "about an animal, its breed or stock, in free text": """
        00100212 StrainDescription
        00100214 StrainStockNumber
        00100217 StrainSource
        00100218 StrainAdditionalInformation
        00100222 GeneticModificationsDescription
        00102201 PatientSpeciesDescription
        00102292 PatientBreedDescription
        00102295 BreedRegistrationNumber
    """,
    "about the person's care or conduct, in free text": """
        00180034 InterventionDrugName
        00240069 PatientReliabilityIndicator
        00380016 RouteOfAdmissions
        00401003 RequestedProcedurePriority
        00401008 ConfidentialityCode
        00401009 ReportingPriority
        00741222 ProcedureStepRelationshipType
        00741230 DeletionLock
        22000004 MediaDisposition
        2200000C RequestedMediaApplicationProfile
        3008002B TreatmentTerminationCode
    """,
    "written by this program; what was there before may name a site or a tool": """
        00120063 DeidentificationMethod
    """,
    "address of a service, an archive, a file or a person": """
        00080407 StoredInstanceBaseURI
        00080408 FolderAccessURI
        00080409 FileAccessURI
        0008040B FilenameInContainer
        00081190 RetrieveURL
        00181803 NTPSourceAddress
        00287FE0 PixelDataProviderURL
        00404073 StorageURL
        0040A992 UniformResourceLocatorTrial
        0040E010 RetrieveURI
        00687005 RelativeURIReferenceWithinEncapsulatedDocument
        0074100A ContactURI
        0074100C ContactDisplayName
    """,
    "names a coding scheme with its organisation and address; a local one names its site": """
        0008010E CodingSchemeURL
        00080112 CodingSchemeRegistry
        00080114 CodingSchemeExternalID
        00080115 CodingSchemeName
        00080116 CodingSchemeResponsibleOrganization
    """,
    "names private attributes or their creator, which are removed": """
        00080302 PrivateCreatorReference
        0008030C PrivateDataElementName
        0008030D PrivateDataElementKeyword
        0008030E PrivateDataElementDescription
        0008030F PrivateDataElementEncoding
        00209213 DimensionIndexPrivateCreator
        00209238 FunctionalGroupPrivateCreator
        00720054 SelectorSequencePointerPrivateCreator
        00720056 SelectorAttributePrivateCreator
        00741056 AttributeOccurrencePrivateCreator
        00820018 SelectorAttributeName
        00820019 SelectorAttributeKeyword
    """,
    "parameters in free form, which may hold paths, user names or site settings": """
        00160008 OECFColumnNames
        0016000C SpatialFrequencyResponseColumnNames
        00160017 SpectralSensitivity
        00287004 DisplaySubsystemName
        00287005 DisplaySubsystemDescription
        0028700C ConfigurationName
        0028700D ConfigurationDescription
        00660032 AlgorithmParameters
        0072006F SelectorUCValue
        20100010 ImageDisplayFormat
        20100150 ConfigurationInformation
        300A00CC ImagingDeviceSpecificAcquisitionParameters
    """,
    "retired, and free in form": """
        00080041 DataSetSubtype
        00203404 ModifyingDeviceManufacturer
        00205002 OriginalImageIdentificationNomenclature
        00280050 ManipulatedImage
        0028005F CompressionRecognitionCode
        00280061 CompressionOriginator
        00280062 CompressionLabel
        00280063 CompressionDescription
        00280700 DCTLabel
    """,
}
"""Reason -> tags and keywords."""
