"""Text attributes outside Table E.1-1 that may be kept, each with its reason.

Written by hand, one attribute a line, under its reason; ``allowed`` makes the
tables of it.  Only attributes that are not rows of Table E.1-1 belong here.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    "who made a product, not who owns it: a brand of the trade": """
        00080070 Manufacturer
        00181016 SecondaryCaptureDeviceManufacturer
        00181017 HardcopyDeviceManufacturer
        0018702A DetectorManufacturerName
        00189041 ReceiveCoilManufacturerName
        00189050 TransmitCoilManufacturerName
        00189526 ApplicationManufacturer
        00221093 IOLManufacturer
        00240202 AlgorithmSource
        300A0238 ApplicationSetupManufacturer
        300A0298 SourceApplicatorManufacturer
    """,
    "name of a product model: thousands are alike; serial numbers are in Table E.1-1": """
        00080222 ManufacturerRelatedModelGroup
        00081090 ManufacturerModelName
        00181018 SecondaryCaptureDeviceManufacturerModelName
        0018101B HardcopyDeviceManufacturerModelName
        0018702B DetectorManufacturerModelName
        300A021B SourceModelID
    """,
    "name of a nomenclature, not of an animal": """
        00100213 StrainNomenclature
        00100223 GeneticModificationsNomenclature
    """,
    "nuclide or tracer from the scanner's list; needed for every quantity in PET and NM": """
        00180030 Radionuclide
        00180031 Radiopharmaceutical
        00540018 EnergyWindowName
        300A0226 SourceIsotopeName
    """,
    "route of administration from a short list": """
        00181040 ContrastBolusRoute
        00181070 RadiopharmaceuticalRoute
    """,
    "pulse sequence, nucleus or coil, named by the scanner": """
        00180024 SequenceName
        00180085 ImagedNucleus
        00181250 ReceiveCoilName
        00181251 TransmitCoilName
        00189005 PulseSequenceName
        00189046 MultiCoilConfiguration
        00189047 MultiCoilElementName
    """,
    "technique of arterial spin labelling, filled in by the scanner": """
        00189252 ASLTechniqueDescription
        0018925B ASLCrusherDescription
        0018925E ASLBolusCutoffTechnique
    """,
    "published limit that the scanner observes": """
        00189175 ApplicableSafetyStandardDescription
    """,
    "kernel, filter or method of reconstruction and correction, in the maker's words": """
        00181085 PVCRejection
        00181160 FilterType
        00181161 TypeOfFilters
        00181180 CollimatorGridName
        00181210 ConvolutionKernel
        00181401 AcquisitionDeviceProcessingCode
        00185020 ProcessingFunction
        00185021 PostprocessingFunction
        00189320 ImageFilter
        00541101 AttenuationCorrectionMethod
        00541103 ReconstructionMethod
        00541104 DetectorLinesOfResponseUsed
        00541105 ScatterCorrectionMethod
    """,
    "mode or setting of the equipment, in the maker's words": """
        00181061 TriggerSourceOrType
        00181064 CardiacFramingType
        001811A4 PaddleDescription
        001811B0 AcquisitionMode
        001811B1 DoseModeName
        00185000 OutputPower
        00187008 DetectorMode
        30020052 FluenceModeID
        300A0362 RangeShifterSetting
        300A0372 LateralSpreadingDeviceSetting
    """,
    "material or make of a detector, plate or grid": """
        00181260 PlateType
        00181261 PhosphorType
        00187040 GridAbsorbingMaterial
        00187041 GridSpacingMaterial
    """,
    "format of a digitised signal or document": """
        00160020 EXIFVersion
        00181022 VideoImageFormatAcquired
        00181023 DigitalImageFormatAcquired
        00200070 ImageGeometryType
        00420012 MIMETypeOfEncapsulatedDocument
        00420014 ListOfMIMETypes
    """,
    "meaning of stored numbers: unit, scale, window or table": """
        00281054 RescaleType
        00281055 WindowCenterWidthExplanation
        00283003 LUTExplanation
        00283004 ModalityLUTType
        00409210 LUTLabel
        00603010 HistogramExplanation
    """,
    "anatomical landmark of the coordinate system, such as the sternal notch": """
        0020103F TargetPositionReferenceIndicator
        00201040 PositionReferenceIndicator
    """,
    "number of a stack or light path, made by the device, that frames refer to": """
        00209056 StackID
        00480106 OpticalPathIdentifier
        006A000E ReferencedOpticalPathIdentifier
    """,
    "name and version of a published algorithm or data set, needed to repeat a result": """
        00189524 ApplicationName
        00189525 ApplicationVersion
        00240306 DataSetName
        00240307 DataSetVersion
        00240308 DataSetSource
        00620009 SegmentAlgorithmName
        00660031 AlgorithmVersion
        00660036 AlgorithmName
    """,
    "name of a typeface": """
        00700227 FontName
        00700229 CSSFontName
    """,
    "digits or symbols in a defined notation, not words": """
        300A007B FractionPattern
        3010000C ConceptualVolumeCombinationExpression
    """,
}
"""Reason -> tags and keywords."""
