"""Attributes outside Table E.1-1 whose VR looks safe and whose meaning is not.

Written by hand, one attribute a line, under its reason; ``allowed`` makes the
tables of it.  Only attributes that are not rows of Table E.1-1 belong here.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    "an interval since an event, perhaps the birth: an exact age, or dates by their distance": """
        00120052 LongitudinalTemporalOffsetFromEvent
        00120053 LongitudinalTemporalEventType
    """,
    "belongs to a message, never to a stored data set (PS3.7)": """
        00000000 CommandGroupLength
        00000001 CommandLengthToEnd
        00000002 AffectedSOPClassUID
        00000003 RequestedSOPClassUID
        00000010 CommandRecognitionCode
        00000100 CommandField
        00000110 MessageID
        00000120 MessageIDBeingRespondedTo
        00000200 Initiator
        00000300 Receiver
        00000400 FindLocation
        00000600 MoveDestination
        00000700 Priority
        00000800 CommandDataSetType
        00000850 NumberOfMatches
        00000860 ResponseSequenceNumber
        00000900 Status
        00000901 OffendingElement
        00000902 ErrorComment
        00000903 ErrorID
        00001002 EventTypeID
        00001005 AttributeIdentifierList
        00001008 ActionTypeID
        00001020 NumberOfRemainingSuboperations
        00001021 NumberOfCompletedSuboperations
        00001022 NumberOfFailedSuboperations
        00001023 NumberOfWarningSuboperations
        00001030 MoveOriginatorApplicationEntityTitle
        00001031 MoveOriginatorMessageID
        00004000 DialogReceiver
        00004010 TerminalType
        00005010 MessageSetID
        00005020 EndMessageID
        00005110 DisplayFormat
        00005120 PagePositionID
        00005130 TextFormatID
        00005140 NormalReverse
        00005150 AddGrayScale
        00005160 Borders
        00005170 Copies
        00005180 CommandMagnificationType
        00005190 Erase
        000051A0 Print
        000051B0 Overlays
    """,
    "file meta information is written anew (PS3.15 E.1.1)": """
        00020000 FileMetaInformationGroupLength
        00020001 FileMetaInformationVersion
        00020002 MediaStorageSOPClassUID
        00020010 TransferSyntaxUID
        00020012 ImplementationClassUID
        00020013 ImplementationVersionName
        00020016 SourceApplicationEntityTitle
        00020017 SendingApplicationEntityTitle
        00020018 ReceivingApplicationEntityTitle
        00020026 SourcePresentationAddress
        00020027 SendingPresentationAddress
        00020028 ReceivingPresentationAddress
        00020031 RTVMetaInformationVersion
        00020032 RTVCommunicationSOPClassUID
        00020033 RTVCommunicationSOPInstanceUID
        00020035 RTVSourceIdentifier
        00020036 RTVFlowIdentifier
        00020037 RTVFlowRTPSamplingRate
        00020038 RTVFlowActualFrameDuration
        00020100 PrivateInformationCreatorUID
        00020102 PrivateInformation
    """,
    "describes a file-set by the names and identities of its files (PS3.15 E.1.1)": """
        00041130 FileSetID
        00041141 FileSetDescriptorFileID
        00041142 SpecificCharacterSetOfFileSetDescriptorFile
        00041200 OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity
        00041202 OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity
        00041212 FileSetConsistencyFlag
        00041220 DirectoryRecordSequence
        00041400 OffsetOfTheNextDirectoryRecord
        00041410 RecordInUseFlag
        00041420 OffsetOfReferencedLowerLevelDirectoryEntity
        00041430 DirectoryRecordType
        00041432 PrivateRecordUID
        00041500 ReferencedFileID
        00041504 MRDRDirectoryRecordOffset
        00041510 ReferencedSOPClassUIDInFile
        00041512 ReferencedTransferSyntaxUIDInFile
        0004151A ReferencedRelatedGeneralSOPClassUIDInFile
        00041600 NumberOfReferences
    """,
    "inspection of goods and baggage, outside the use of this program": """
        40100001 LowEnergyDetectors
        40100002 HighEnergyDetectors
        40100004 DetectorGeometrySequence
        40101001 ThreatROIVoxelSequence
        40101004 ThreatROIBase
        40101005 ThreatROIExtents
        40101006 ThreatROIBitmap
        40101008 GantryType
        40101009 OOIOwnerType
        4010100A RouteSegmentSequence
        40101010 PotentialThreatObjectID
        40101011 ThreatSequence
        40101012 ThreatCategory
        40101014 ATDAbilityAssessment
        40101015 ATDAssessmentFlag
        40101016 ATDAssessmentProbability
        40101017 Mass
        40101018 Density
        40101019 ZEffective
        4010101B CenterOfMass
        4010101C CenterOfPTO
        4010101D BoundingPolygon
        40101020 RouteSegmentLocationIDType
        40101021 AbortReason
        40101023 VolumeOfPTO
        40101024 AbortFlag
        40101027 TDRType
        40101028 InternationalRouteSegment
        40101031 AlarmDecision
        40101033 NumberOfTotalObjects
        40101034 NumberOfAlarmObjects
        40101037 PTORepresentationSequence
        40101038 ATDAssessmentSequence
        40101039 TIPType
        4010103A DICOSVersion
        40101042 OOIType
        40101043 OOISize
        40101044 AcquisitionStatus
        40101045 BasisMaterialsCodeSequence
        40101046 PhantomType
        40101047 OOIOwnerSequence
        40101048 ScanType
        40101056 InboundArrivalType
        40101059 CarrierIDAssigningAuthority
        40101060 SourceOrientation
        40101061 SourcePosition
        40101062 BeltHeight
        40101064 AlgorithmRoutingCodeSequence
        40101067 TransportClassification
        40101069 TotalProcessingTime
        4010106C DetectorCalibrationData
        4010106D AdditionalScreeningPerformed
        4010106E AdditionalInspectionSelectionCriteria
        4010106F AdditionalInspectionMethodSequence
        40101070 AITDeviceType
        40101071 QRMeasurementsSequence
        40101072 TargetMaterialSequence
        40101073 SNRThreshold
        40101075 ImageScaleRepresentation
        40101076 ReferencedPTOSequence
        40101077 ReferencedTDRInstanceSequence
        40101079 AnomalyLocatorIndicatorSequence
        4010107A AnomalyLocatorIndicator
        4010107B PTORegionSequence
        4010107C InspectionSelectionCriteria
        4010107D SecondaryInspectionMethodSequence
        4010107E PRCSToRCSOrientation
    """,
    "part of a signature or of encrypted original data; names a signer or hides originals": """
        04000005 MACIDNumber
        04000010 MACCalculationTransferSyntaxUID
        04000015 MACAlgorithm
        04000020 DataElementsSigned
        04000110 CertificateType
        04000120 Signature
        04000305 CertifiedTimestampType
        04000401 DigitalSignaturePurposeCodeSequence
        04000500 EncryptedAttributesSequence
        04000510 EncryptedContentTransferSyntaxUID
        04000520 EncryptedContent
        4FFE0001 MACParametersSequence
    """,
    "describes private attributes, which are removed": """
        00080300 PrivateDataElementCharacteristicsSequence
        00080301 PrivateGroupReference
        00080303 BlockIdentifyingInformationStatus
        00080304 NonidentifyingPrivateElements
        00080305 DeidentificationActionSequence
        00080306 IdentifyingPrivateElements
        00080307 DeidentificationAction
        00080308 PrivateDataElement
        00080309 PrivateDataElementValueMultiplicity
        0008030A PrivateDataElementValueRepresentation
        0008030B PrivateDataElementNumberOfItems
        00080310 PrivateDataElementDefinitionSequence
    """,
    "says who issued an identifier: a site or a state": """
        00080051 IssuerOfAccessionNumberSequence
        00100024 IssuerOfPatientIDQualifiersSequence
        00400026 OrderPlacerIdentifierSequence
        00400027 OrderFillerIdentifierSequence
        00400036 AssigningFacilitySequence
        00400039 AssigningJurisdictionCodeSequence
        0040003A AssigningAgencyOrDepartmentCodeSequence
        00400515 AlternateContainerIdentifierSequence
    """,
    "names coding schemes with their organisations and addresses; a local one names its site": """
        00080109 CodingSchemeResourcesSequence
        0008010A CodingSchemeURLType
        00080110 CodingSchemeIdentificationSequence
        00080123 ContextGroupIdentificationSequence
        00080124 MappingResourceIdentificationSequence
    """,
    "identifies a person or a group of staff": """
        00080220 ResponsibleGroupCodeSequence
        00142002 EvaluatorSequence
        00287000 EquipmentAdministratorSequence
        00321031 RequestingPhysicianIdentificationSequence
        00321034 RequestingServiceCodeSequence
        00404009 HumanPerformerCodeSequence
        0040A028 DocumentingOrganizationIdentifierCodeSequenceTrial
        0040A066 DocumentIdentifierCodeSequenceTrial
        0040A068 DocumentAuthorIdentifierCodeSequenceTrial
        0040A070 IdentifierCodeSequenceTrial
        0040A076 DocumentingObserverIdentifierCodeSequenceTrial
        0040A085 ProcedureIdentifierCodeSequenceTrial
        00440103 AsserterIdentificationSequence
        0072000E HangingProtocolUserIdentificationCodeSequence
        00820017 AssessmentRequesterSequence
        300A073F ConfirmationSequence
        300A0746 InterlockResolutionUserSequence
        30100019 AuthorIdentificationSequence
    """,
    "links the patient to others: a group, a family, a registry, a trial": """
        00100026 SourcePatientGroupIdentificationSequence
        00100027 GroupOfPatientsIdentificationSequence
        00102294 BreedRegistrationSequence
        00102298 ResponsiblePersonRole
        00380502 PatientClinicalTrialParticipationSequence
    """,
    "tells of origin or body what Table E.1-1 removes in other words": """
        00100035 PatientAlternativeCalendar
        00101022 PatientBodyMassIndex
    """,
    "diagnosis or reason, which Table E.1-1 removes where it lists it": """
        00380044 DischargeDiagnosisCodeSequence
        00401012 ReasonForPerformedProcedureCodeSequence
        40080117 InterpretationDiagnosisCodeSequence
    """,
    "refers to administrative objects or documents about the patient": """
        00081100 ReferencedResultsSequence
        00081125 ReferencedVisitSequence
        00201070 OtherStudyNumbers
        00380100 PertinentDocumentsSequence
        00380101 PertinentResourcesSequence
        0040A090 EquivalentCDADocumentSequence
        0040A390 HL7StructuredDocumentReferenceSequence
        40080050 ReferencedInterpretationSequence
    """,
    "refers to other images by number, as no other reference is kept": """
        00200080 MaskingImage
        00203402 ModifiedImageID
        00205000 OriginalImageIdentification
    """,
    "address of an archive, a file or a service": """
        0008040A ContainerFileType
        0008040C FileOffsetInContainer
        0008040D FileLengthInContainer
        00080419 FileSetAccessSequence
        0008041A FileAccessSequence
        0008041B RecordKey
        0008041C PriorRecordKey
        00080420 InventoryAccessEndPointsSequence
        00080421 StudyAccessEndPointsSequence
        00404070 OutputDestinationSequence
        00404071 DICOMStorageSequence
        00404072 STOWRSStorageSequence
        00404074 XDSStorageSequence
        0040E021 DICOMRetrievalSequence
        0040E022 DICOMMediaRetrievalSequence
        0040E023 WADORetrievalSequence
        0040E024 XDSRetrievalSequence
        0040E025 WADORSRetrievalSequence
        00741008 ProcedureStepCommunicationsURISequence
    """,
    "content items of any kind: text, names, dates, references (PS3.15 E.3.4)": """
        00400440 ProtocolContextSequence
        00400441 ContentItemModifierSequence
        00400620 SpecimenLocalizationContentItemSequence
        0040B030 StructuredWaveformAnnotationSequence
        0040B033 WaveformTextualAnnotationSequence
        00741210 ScheduledProcessingParametersSequence
        00741212 PerformedProcessingParametersSequence
    """,
    "written text shown on the image": """
        00700087 AlternateContentDescriptionSequence
        00720424 StructuredDisplayTextBoxSequence
    """,
    "a second copy of pixels or of a document, which nobody has looked at": """
        00686300 HPGLDocument
        20200110 BasicGrayscaleImageSequence
        20200111 BasicColorImageSequence
        20400020 OverlayPixelDataSequence
        21200050 PrintJobDescriptionSequence
        21300030 FilmBoxContentSequence
        21300040 ImageBoxContentSequence
        21300050 AnnotationContentSequence
        21300060 ImageOverlayBoxContentSequence
        21300080 PresentationLUTContentSequence
        213000A0 ProposedStudySequence
        213000C0 OriginalImageSequence
        7FE00020 CoefficientsSDVN
        7FE00030 CoefficientsSDHN
        7FE00040 CoefficientsSDDN
    """,
    "bytes whose content the standard leaves open (PS3.15 E.3.10 calls OB particularly unsafe)": """
        00142210 CoordinateSystemAxisValues
        00143050 DarkCurrentCounts
        00143070 AirCounts
        00143080 BadPixelImage
        00144109 ByteNumericValue
        0014410A ShortNumericValue
        0014410B SinglePrecisionFloatingPointNumericValue
        0014410C DoublePrecisionFloatingPointNumericValue
        00160062 InteroperabilityVersion
        0040A074 ObjectBinaryIdentifierTrial
        0040A089 ObjectDirectoryBinaryIdentifierTrial
        00700256 FillPattern
        00701808 WeightingLookupTableData
        00720067 SelectorOFValue
        00720069 SelectorOWValue
        00720073 SelectorODValue
        00720075 SelectorOLValue
        00720081 SelectorOVValue
    """,
    "colour profile: a file within the file, with maker, device, dates and free text": """
        00282000 ICCProfile
    """,
    "counter of one detector: orders and links the examinations of a device": """
        00187010 ExposuresOnDetectorSinceLastCalibration
        00187011 ExposuresOnDetectorSinceManufactured
    """,
    "status of the original, no longer true of a copy that was changed": """
        01000410 SOPInstanceStatus
    """,
    "free label of a retired compression": """
        00280060 CompressionCode
        00280065 CompressionSequence
        00280066 CompressionStepPointers
        00280090 BlockedPixels
        00280404 DetailsOfCoefficients
        00280701 DataBlockDescription
        00280702 DataBlock
        00280721 ZonalMapLocation
    """,
}
"""Reason -> tags and keywords."""
