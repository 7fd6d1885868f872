"""Which UIDs name a kind of thing, and which name one thing of somebody's.

What belongs here: the role of each attribute of VR UI, and the registry of
PS3.6 Annex A.  PS3.15 E.1.1 asks that every reference to a SOP Instance be
protected, whether Table E.1-1 lists it or not; E.3.9 forbids replacing the
UIDs that carry structure.  A UI attribute that is not listed below is taken to
be an instance reference: an unknown attribute must not leak.
"""

from __future__ import annotations

import functools
from typing import Literal

from anami.standard._pydicom import constants

Role = Literal["structural", "instance"]

STRUCTURAL: dict[int, str] = {
    0x00000002: "AffectedSOPClassUID: SOP Class",
    0x00000003: "RequestedSOPClassUID: SOP Class",
    0x00020002: "MediaStorageSOPClassUID: SOP Class",
    0x00020010: "TransferSyntaxUID: transfer syntax",
    0x00020032: "RTVCommunicationSOPClassUID: SOP Class",
    0x00041510: "ReferencedSOPClassUIDInFile: SOP Class",
    0x00041512: "ReferencedTransferSyntaxUIDInFile: transfer syntax",
    0x0004151A: "ReferencedRelatedGeneralSOPClassUIDInFile: SOP Class",
    0x00080016: "SOPClassUID: SOP Class",
    0x0008001A: "RelatedGeneralSOPClassUID: SOP Class",
    0x0008001B: "OriginalSpecializedSOPClassUID: SOP Class",
    0x00080062: "SOPClassesInStudy: SOP Class",
    0x0008010C: "CodingSchemeUID: coding scheme",
    0x00080117: "ContextUID: context group",
    0x00080118: "MappingResourceUID: mapping resource",
    0x0008040E: "StoredInstanceTransferSyntaxUID: transfer syntax",
    0x00081150: "ReferencedSOPClassUID: SOP Class",
    0x0008115A: "SOPClassesSupported: SOP Class",
    0x00083002: "AvailableTransferSyntaxUID: transfer syntax",
    0x00340003: "FlowTransferSyntaxUID: transfer syntax",
    0x04000010: "MACCalculationTransferSyntaxUID: transfer syntax",
    0x04000510: "EncryptedContentTransferSyntaxUID: transfer syntax",
    0x30100052: "PertinentSOPClassesInStudy: SOP Class",
    0x30100053: "PertinentSOPClassesInSeries: SOP Class",
}
"""Attributes whose UIDs name a kind of thing and must stay (PS3.15 E.3.9)."""

JUDGED_INSTANCE: dict[int, str] = {
    0x00020012: "ImplementationClassUID: names the writing software; file meta is ours anyway",
    0x00020100: "PrivateInformationCreatorUID: names an organisation; file meta is ours anyway",
    0x00041432: "PrivateRecordUID: names a site's record type; group 0004 is removed anyway",
    0x0008010D: "ContextGroupExtensionCreatorUID: names the organisation that added codes",
    0x00089123: "CreatorVersionUID: names a software installation's version",
    0x0040E011: "RetrieveLocationUID: names a site's archive",
    0x0040E030: "RepositoryUniqueID: names an XDS repository, so a site",
    0x0040E031: "HomeCommunityID: names an XCA community, so a site or region",
    0x00687004: "ModelGroupUID: a template model; a local one would name its maker's site",
    0x00701904: "ReferencedContentItem: may be the UID of a content item",
    0x3010001F: "SegmentationTemplateUID: a template; a local one would name its site",
}
"""Attributes outside Table E.1-1 about which one could differ; each is resolved
towards replacement.  A replaced UID still says which things are the same."""

_CONTEXT_GROUP = "1.2.840.10008.6.1."
_TEMPLATE = "1.2.840.10008.9."
_CODING_SCHEME = "1.2.840.10008.2.16."

# PS3.6 2026d Table A-3: context group UIDs run from 1 to 1572 with these gaps.
_LAST_CONTEXT_GROUP = 1572
_CONTEXT_GROUP_GAPS = frozenset(
    {*range(639, 735), 762, 837, 875, 888, 928, 929, 945, 946, 955, 974},
)
# PS3.6 2026d Table A-4: template UIDs of PS3.20.
_LAST_TEMPLATE = 24
# PS3.16 2026d Table 8-1: coding schemes whose UIDs DICOM has given out.
_CODING_SCHEMES = range(4, 19)

WELL_KNOWN_FRAMES_OF_REFERENCE: frozenset[str] = frozenset(
    (
        "1.2.840.10008.15.1.1",  # UTC synchronization frame of reference
        *(f"1.2.840.10008.1.4.1.{number}" for number in range(1, 19)),
        *(f"1.2.840.10008.1.4.2.{number}" for number in (1, 2)),
        *(f"1.2.840.10008.1.4.3.{number}" for number in (1, 2, 3)),
        "1.2.840.10008.1.4.4.1",
        "1.2.840.10008.1.4.5.1",
        *(f"1.2.840.10008.1.4.6.{number}" for number in (1, 2, 3)),
    ),
)
"""Atlases and time: every patient's data may share these (PS3.6 Table A-2)."""

WELL_KNOWN_INSTANCES: frozenset[str] = frozenset(
    (
        *(f"1.2.840.10008.1.5.{number}" for number in range(1, 9)),  # colour palettes
        "1.2.840.10008.1.20.1.1",
        "1.2.840.10008.1.20.2.1",
        "1.2.840.10008.1.40.1",
        "1.2.840.10008.1.42.1",
        "1.2.840.10008.5.1.1.17",
        "1.2.840.10008.5.1.1.17.376",
        "1.2.840.10008.5.1.1.25",
        "1.2.840.10008.5.1.1.40.1",
        "1.2.840.10008.5.1.4.1.1.201.1.1",
        "1.2.840.10008.5.1.4.34.5",
        "1.2.840.10008.5.1.4.34.5.1",
    ),
)
"""SOP Instances that the standard itself defines (PS3.6 Table A-1)."""


def role(tag: int) -> Role:
    """Role of an attribute of VR UI: ``structural`` is kept, ``instance`` replaced."""
    return "structural" if tag in STRUCTURAL else "instance"


@functools.cache
def _named() -> dict[str, tuple[str, ...]]:
    """Return pydicom's table of PS3.6 Annex A; the first column is the name."""
    found: dict[str, tuple[str, ...]] = constants("_uid_dict").UID_dictionary
    return found


def name_of(uid: str) -> str:
    """Name of a UID by PS3.6 Annex A, such as ``CT Image Storage``; the UID itself if unknown."""
    row = _named().get(uid)
    return row[0] if row else uid


@functools.cache
def _registry() -> frozenset[str]:
    numbered = set(range(1, _LAST_CONTEXT_GROUP + 1)) - _CONTEXT_GROUP_GAPS
    return frozenset(
        (
            *_named(),
            *WELL_KNOWN_FRAMES_OF_REFERENCE,
            *WELL_KNOWN_INSTANCES,
            *(f"{_CONTEXT_GROUP}{number}" for number in numbered),
            *(f"{_TEMPLATE}{number}" for number in range(1, _LAST_TEMPLATE + 1)),
            *(f"{_CODING_SCHEME}{number}" for number in _CODING_SCHEMES),
        ),
    )


def is_registered(uid: str) -> bool:
    """Whether PS3.6 Annex A registers exactly this UID.

    Never by prefix: a UID made up under the root of DICOM is somebody's, and
    would be a way to leak.
    """
    return uid in _registry()
