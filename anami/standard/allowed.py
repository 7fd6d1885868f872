"""What is kept and removed where Table E.1-1 is silent.

What belongs here: judgements of ours about attributes of PS3.6 2026d that are
not rows of Table E.1-1, each with its reason.  PS3.15 E.1.1 warns that the
table is a minimum; so an attribute outside it is kept only if its VR and its
meaning carry no free text, name, date, identifier or instance reference:

* text (LO SH ST LT UT UC UR) only if it is in `SAFE_TEXT`; `REFUSED_TEXT` says
  why each other text attribute is not;
* AE, PN, AS, DA, DT and TM never: all that PS3.6 has outside the table name
  applications, persons or days (`SAFE_TEMPORAL` is empty on purpose);
* UI by its role, in ``uids``;
* everything else unless it is in `UNSAFE`;
* the attributes of `CODE_MACRO` as parts of a code, by the coding scheme;
* `TOP_LEVEL_ONLY` not within a sequence.

Retired repeating groups of image compression, and all that is left of an
overlay group once its data is removed, are unsafe as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anami.standard import _refused_text, _safe_text, _unsafe


def _by_tag(reasons: Mapping[str, str]) -> dict[int, str]:
    return {
        int(line.split()[0], 16): reason
        for reason, lines in reasons.items()
        for line in lines.splitlines()
        if line.strip()
    }


class _Unsafe(Mapping[int, str]):
    """The listed tags, and by mask the tags of repeating groups.

    Iterating gives the listed tags only.
    """

    # Mask, value, reason; even groups only, as odd ones are private attributes.
    _REPEATING = (
        (0xFFE1_0000, 0x6000_0000, "part of an overlay, which is removed as a whole"),
        (0xFFFF_FF00, 0x0020_3100, "refers to other images by number"),
        (0xFFFF_FF00, 0x0028_0400, "retired compression: free labels and pointers"),
        (0xFFFF_FF00, 0x0028_0800, "retired compression: free labels and pointers"),
        (0xFFFF_0000, 0x1000_0000, "retired compression"),
        (0xFFFF_0000, 0x1010_0000, "retired compression"),
        (0xFF00_0000, 0x7F00_0000, "retired copy of pixels, which nobody has looked at"),
    )
    # Image data and what PS3.6 lists singly within the masks.
    _SAFE_GROUPS = frozenset({0x7FE0})

    def __init__(self, listed: dict[int, str]) -> None:
        self._listed = listed

    def __getitem__(self, tag: int) -> str:
        if tag in self._listed:
            return self._listed[tag]
        if not tag >> 16 & 1 and tag >> 16 not in self._SAFE_GROUPS:
            for mask, value, reason in self._REPEATING:
                if tag & mask == value:
                    return reason
        raise KeyError(tag)

    def __iter__(self) -> Iterator[int]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


SAFE_TEXT: Mapping[int, str] = _by_tag(_safe_text.REASONS)
"""Tag -> why this text attribute may be kept."""

REFUSED_TEXT: Mapping[int, str] = _by_tag(_refused_text.REASONS)
"""Tag -> why this text attribute is not kept: the rest of PS3.6, for the record.
A text attribute in neither mapping is not kept either."""

UNSAFE: Mapping[int, str] = _Unsafe(_by_tag(_unsafe.REASONS))
"""Tag -> why this attribute is removed although its VR looks safe."""

SAFE_TEMPORAL: Mapping[int, str] = {}
"""Tag -> why this DA, DT or TM may be kept.  None: each one that PS3.6 2026d has
outside Table E.1-1 is a moment of somebody's calendar; durations have other VRs."""

KEYED_CS: Mapping[int, str] = {
    0x00700002: "GraphicLayer: name of a layer, by which annotations refer to it",
    0x00700080: "ContentLabel: label of the object, mandatory, unlike its neighbours'",
}
"""Tag -> what a person names with this CS; replaced by a label made with the key,
so that what was the same stays the same.  (60xx,1001) Overlay Activation Layer,
which names a layer too, goes with its overlay."""

CODE_MACRO: frozenset[int] = frozenset(
    {
        0x00080100,  # CodeValue
        0x00080101,  # ExtendedCodeValue
        0x00080102,  # CodingSchemeDesignator
        0x00080103,  # CodingSchemeVersion
        0x00080104,  # CodeMeaning
        0x00080105,  # MappingResource
        0x00080108,  # ExtendedCodeMeaning
        0x0008010B,  # ContextGroupExtensionFlag
        0x0008010C,  # CodingSchemeUID
        0x0008010D,  # ContextGroupExtensionCreatorUID
        0x0008010F,  # ContextIdentifier
        0x00080117,  # ContextUID
        0x00080118,  # MappingResourceUID
        0x00080119,  # LongCodeValue
        0x00080120,  # URNCodeValue
        0x00080121,  # EquivalentCodeSequence
        0x00080122,  # MappingResourceName
    },
)
"""The Code Sequence Macro (PS3.3 8.8) outside Table E.1-1: judged together, by the
coding scheme, since a local code may name its site and its meaning is free text."""

TOP_LEVEL_ONLY: Mapping[int, str] = {
    0x7FE00001: "Extended Offset Table",
    0x7FE00002: "Extended Offset Table Lengths",
    0x7FE00003: "Encapsulated Pixel Data Value Total Length",
    0x7FE00008: "Float Pixel Data",
    0x7FE00009: "Double Float Pixel Data",
    0x7FE00010: "Pixel Data",
}
"""Image data: within a sequence it is a second picture that nobody has looked at."""

CONDITION_GONE: Mapping[int, str] = {
    0x00100035: "PatientAlternativeCalendar: the dates in that calendar are removed",
    0x00102298: "ResponsiblePersonRole: Responsible Person is empty",
    0x0040A390: "HL7StructuredDocumentReferenceSequence: the documents are not referred to",
    0x00400620: "SpecimenLocalizationContentItemSequence: no content item can be made up",
    0x00287FE0: "PixelDataProviderURL: a made-up address has no pixels either",
    0x00404071: "DICOMStorageSequence: where the output was stored is not told",
    0x00404072: "STOWRSStorageSequence: where the output was stored is not told",
    0x00404074: "XDSStorageSequence: where the output was stored is not told",
    0x00209213: "DimensionIndexPrivateCreator: private attributes are not pointed to",
    0x00209238: "FunctionalGroupPrivateCreator: private attributes are not pointed to",
    0x00720054: "SelectorSequencePointerPrivateCreator: private attributes are not pointed to",
    0x00720056: "SelectorAttributePrivateCreator: private attributes are not pointed to",
    0x00687005: "RelativeURIReferenceWithinEncapsulatedDocument: the document is not kept",
    0x04000500: "EncryptedAttributesSequence: nothing is kept to be re-identified with",
}
"""Tag -> why this attribute is removed even where it is Type 1C: its condition goes
with what it depends on, and a dummy value would say something untrue."""
