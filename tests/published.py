"""What the published defaults of other tools say, as facts, and scripts in their form made of them.

None of their files is here. Tags are written ``gggg:eeee,eeee``. As published in May 2025 (RSNA
CTP's example script and the RSNA Anonymizer's default), 2024 (Kitware's table, PS3.15 2024b) and
for deid's ``deid.dicom`` in its version of 2025.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from anami.standard import confidentiality, dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CTP_PARAMETERS: Final = {
    "DATEINC": "-3210",
    "PROJECTNAME": "Project",
    "UIDROOT": "1.2.840.113654.2.70.1",
}
CTP_ENABLED: Final = {
    "@keep()": (
        "0008:0005,0016,0030,0031,0032,0033,0034,0035,0070,103E,1090,1150 0010:0040,1010,"
        "1020,1030,2160,21A0,21C0,2203 0018:0015,1000,1002,1004,1005,1007,1008,1020,700A "
        "0028:0301 0032:1001,1011 0038:0021,0032 0040:0003,0005,0245"
    ),
    "@incrementdate(this,@DATEINC)": (
        "0008:0012,0020,0021,0022,0023,0024,0025,002A 0010:21D0 0018:1012,1078,1079,1200,"
        "700C 0032:1000,1010,1040,1050 0038:0020,0030 0040:0002,0004,0244,0250 3006:0008"
    ),
    "@hashuid(@UIDROOT,this)": (
        "0008:0014,0018,0058,010D,1155,1195,3010,9123 0020:000D,000E,0052,0200,9161,9164 "
        "0028:1199,1214 0040:4023,A124,DB0C,DB0D 0070:031A 0088:0140 3006:0024,00C2 300A:0013"
    ),
    "@hash(this,16)": "0008:0050",
    "@remove()": (
        "0008:0080,0081,0082,0092,0094,0096,0201,1010,1030,1040,1048,1049,1050,1052,1060,"
        "1062,1070,1072,1080,1084,1110,1111,1120,1140,2111,2112,4000 0010:0021,0032,0050,"
        "0101,0102,1000,1001,1002,1005,1040,1050,1060,1080,1081,1090,2000,2110,2150,2152,"
        "2154,2155,2180,21B0,21F0,2297,2299,4000 0018:0010,1030,1400,4000,9424,A003 "
        "0020:3401,3404,3406,4000,9158 0028:4000 0032:0012,0032,0033,0034,0035,1020,1021,"
        "1030,1032,1033,1060,1070,4000 0038:0004,0010,0011,001A,001B,001C,001D,001E,0040,"
        "0050,0060,0061,0062,0300,0400,0500,4000 0040:0001,0006,0007,000B,0010,0011,0012,"
        "0241,0242,0243,0253,0254,0275,0280,0555,1001,1004,1005,1010,1011,1101,1102,1103,"
        "1400,2001,2004,2005,2008,2009,2010,2400,3001,4025,4027,4028,4030,4034,4035,4036,"
        "4037,A027,A030,A032,A073,A078,A07A,A07C,A088,A120,A121,A122,A13A,A730 0060:3000,"
        "4000 0070:0001,0086 0088:0200,0904,0906,0910,0912 0400:0100,0402,0403,0404,0550,"
        "0561 2030:0020 300E:0008 4000:0010,4000 4008:0042,0102,010A,010B,010C,0111,0114,"
        "0115,0118,0119,011A,0202,0300,4000 FFFA:FFFA FFFC:FFFC"
    ),
    "@empty()": "0008:0090 0010:0030 0020:0010 0040:2016,2017,A075,A123 0070:0084",
    "@hashname(this,6,2)": "0010:0010",
    "@hash(this,10)": "0010:0020",
    "@always()YES": "0012:0062",
    "@always()@append(){CTP Default}": "0012:0063",
    "113100/113105/113107/113108/113109": "0012:0064",
    "@always()MODIFIED": "0028:0303",
    "@always()@process()": "0054:0016",
}
"""Function → tags of the 287 enabled lines of CTP's default; 759 others are switched off."""
CTP_DISABLED: Final = {
    "": "0008:0008,0013 0020:0013 0028:0010",
    "CTP": "0013:0010",
    "@param(@PROJECTNAME)": "0013:1010",
}
"""Some of the lines that are switched off."""
CTP_REST: Final = (
    *(f'<k en="F" t="{group}">Keep group {group}</k>' for group in ("0018", "0020", "0028")),
    '<k en="F" t="safeprivateelements">Keep safe private elements</k>',
    '<r en="T" t="curves">Remove curves</r>',
    '<r en="T" t="overlays">Remove overlays</r>',
    '<r en="T" t="privategroups">Remove private groups</r>',
    '<r en="F" t="unspecifiedelements">Remove unchecked elements</r>',
)

RSNA_REST: Final = ('<r en="T" t="privategroups">Remove private groups</r>',)
RSNA_FUNCTIONS: Final = {
    "@uid": "0008:0018 0020:000D,000E,0052,0200,9161,9164 0028:1199,1214",
    "@hashdate": ("0008:0020,0021,0022,0023,0024,0025,002A 0018:1078,1079,9369,936A,9516,9517"),
    "@acc": "0008:0050",
    "@ptid": "0010:0010,0020",
    "@round(this,5)": "0010:1010",
    "@empty()": "0012:0010,0020,0021,0030,0031,0040,0042,0050,0060,0081 0018:9367,9371 0020:0010",
    "YES": "0012:0062",
}
RSNA_KEPT_GROUPS: Final = (0x0018, 0x0020, 0x0022, 0x0024, 0x0028, 0x7FE0)
"""Groups whose attributes have an empty instruction, which keeps in that program, but for these."""
RSNA_REMOVED_THERE: Final = (
    "0018:0030,0032,0033,1000,1002,1003,1004,1005,1006,1007,1008,1009,100A,100B,1010,1012,1014,"
    "1030,1146,1200,1201,1202,1240,1400,2042,4000,5030,5040,700A,700C,700E,9074,9096,9151,9185,"
    "9373,937B,937F,9424,9701,9804,9919,A002,A003 0020:0014,0015,0016,0017,0018,0030,0035,0050,"
    "0070,0080,1001,1020,3401,3402,3403,3404,3405,3406,4000,5000,5002,9158 0028:0005,0040,0050,"
    "0060,0104,0105,0200,1080,1100,4000"
)
RSNA_KEPT_ELSEWHERE: Final = (
    "0008:0005,0008,0016,0030,0031,0032,0033,0034,0035,0060,0070,1030,103E,1090 "
    "0010:0040,1020,1021,1022,1023,1024,1030,2160,21A0 0012:0052,0053,0083,0084,0085"
)
"""All other attributes of PS3.6 are removed."""

KITWARE_ACTIONS: Final = {
    "D": "replace",
    "Z": "empty",
    "X": "delete",
    "U": "replace_UID",
    "Z/D": "empty_or_replace",
    "X/Z": "delete_or_empty",
    "X/D": "delete_or_replace",
    "X/Z/D": "delete_or_empty_or_replace",
    "X/Z/U*": "delete_or_empty_or_replace_UID",
}
"""Code of Table E.1-1 → the tool's action; its default is the table of 2024b, row by row."""
KITWARE_LACKS: Final = (
    "0040:0556,B034,E012,A034,A035,B03F,B03B,B036,B020 003A:020C,0203,0020 3004:007F "
    "0010:2161,2162,0044,0045,0041,0012,0013,0011,0015,0016,0046,0042,0047,0043,0014 "
    "0018:1011,1010 0008:1304,1302,1301,1303 300A:0054 0070:0006"
)
"""Rows of 2026d that the tool's table doesn't have yet."""
KITWARE_REPEATING: Final = (
    "(0x5000, 0x0000, 0xFF00, 0x0000)",
    "(0x6000, 0x4000, 0xFF00, 0xFFFF)",
    "(0x6000, 0x3000, 0xFF00, 0xFFFF)",
)

DEID_REMOVED: Final = (
    "endswith:Time endswith:Date endswith:time AdditionalPatientHistory AccessionNumber PatientID "
    "startswith:IssueDate IssuerOfPatientID FillerOrderNumberImagingServiceRequest "
    "OtherPatientIDs OtherPatientNames OtherPatientIDsSequence PatientAddress PatientBirthName "
    "PatientMotherBirthName PatientName PatientsName ReasonForStudy contains:Trial "
    "startswith:PatientTelephoneNumber endswith:ID endswith:IDs ReferringPhysicianName "
    "ConsultingPhysicianName EvaluatorName PerformedStationName SecondaryReviewerName PersonName "
    "PersonAddress ReferringPhysicianAddress ReferringPhysicianTelephoneNumbers "
    "ReferringPhysicianIdentificationSequence ConsultingPhysicianIdentificationSequence "
    "PhysicianApprovingInterpretation PhysiciansOfRecord PhysiciansOfRecordIdentificationSequence "
    "PerformingPhysicianName PerformingPhysicianIdentificationSequence "
    "PhysiciansReadingStudyIdentificationSequence RequestingPhysician "
    "ScheduledPerformingPhysicianIdentificationSequence RequestingPhysicianIdentificationSequence "
    "HumanPerformerName ContactDisplayName PerformingPhysicianName NameOfPhysiciansReadingStudy "
    "OperatorsName ScheduledPerformingPhysicianName ReviewerName "
    "NamesOfIntendedRecipientsOfResults SourceApplicatorName ClinicalTrialSponsorName "
    "ContentCreatorName ClinicalTrialProtocolEthicsCommitteeName contains:UID RegionOfResidence "
    "CurrentPatientLocation PatientComments PatientTransportArrangements "
    "PatientDeathDateInAlternativeCalendar PatientInstitutionResidence PerformedLocation "
    "ScheduledStudyLocation ScheduledStudyLocationAETitle OrderEntererLocation AssignedLocation "
    "jitter "
)
"""Fields of the 67 REMOVE lines of deid.dicom, its slips included."""
DEID_ADDED: Final = (
    "IssuerOfPatientID STARR",
    "PatientBirthDate var:entity_timestamp",
    "StudyDate var:item_timestamp",
    "PatientID var:entity_id",
    "AccessionNumber var:item_id",
    "PatientIdentityRemoved YES",
)
DEID_FILTERS: Final = (
    "%filter whitelist",
    "",
    "LABEL Marked as Clean Catch All # (somebody)",
    "  contains BurnedInAnnotation No",
    "",
    "%filter graylist",
    "",
    "LABEL LightSpeed Dose Report # (somebody)",
    "  contains ManufacturerModelName LightSpeed VCT",
    "  + contains Modality CT",
    "  + contains ImageType SCREEN SAVE || contains SeriesDescription Dose",
    "  coordinates 0,0,512,121",
    "",
)
"""Some of the filters, in their form."""


def tags(text: str) -> Iterator[int]:
    """Yield the tags that a fact names."""
    for part in text.split():
        group, _, elements = part.partition(":")
        for element in elements.split(","):
            yield int(group + element, 16)


def _lines(functions: Iterable[tuple[int, str]], enabled: str = "T") -> Iterator[str]:
    for tag, function in functions:
        escaped = function.replace("&", "&amp;").replace("<", "&lt;")
        yield f' <e en="{enabled}" t="{tag:08X}" n="{dictionary.keyword_of(tag)}">{escaped}</e>'


def ctp_functions() -> dict[int, str]:
    """Return tag → function of CTP's default."""
    return {tag: function for function, text in CTP_ENABLED.items() for tag in tags(text)}


def rsna_functions() -> dict[int, str]:
    """Return tag → function of the RSNA Anonymizer's default, for the attributes of PS3.6."""
    functions = {tag: function for function, text in RSNA_FUNCTIONS.items() for tag in tags(text)}
    removed, kept = set(tags(RSNA_REMOVED_THERE)), set(tags(RSNA_KEPT_ELSEWHERE))
    for tag in sorted(dictionary.tags()):
        stays = tag in kept or (tag >> 16 in RSNA_KEPT_GROUPS and tag not in removed)
        functions.setdefault(tag, "" if stays else "@remove()")
    return dict(sorted(functions.items()))


def ctp_script(functions: dict[int, str], rest: tuple[str, ...] = CTP_REST) -> str:
    """Write a script in CTP's form, a line for each attribute."""
    off = ((tag, function) for function, text in CTP_DISABLED.items() for tag in tags(text))
    parameters = (f' <p t="{name}">{value}</p>' for name, value in CTP_PARAMETERS.items())
    lines = [*parameters, *_lines(sorted(functions.items())), *_lines(off, "F")]
    return "\n".join(["<script>", *lines, *(f" {one}" for one in rest), "</script>"])


def kitware_actions() -> dict[str, str]:
    """Return the tool's default as a dictionary: key → action."""
    lacking = {f"{tag:08X}" for tag in tags(KITWARE_LACKS)}
    actions = {
        f"(0x{row.tag[:4]}, 0x{row.tag[4:]})": KITWARE_ACTIONS[row.basic]
        for row in confidentiality.ROWS
        if row.tag.upper() not in lacking and "x" not in row.tag and row.tag != "private"
    }
    return {**actions, **dict.fromkeys(KITWARE_REPEATING, "delete")}


def kitware_dictionary(actions: dict[str, str]) -> str:
    """Write a dictionary in the tool's form, a line for each attribute."""
    return json.dumps(actions, indent=4)


def deid_recipe() -> str:
    """Write a recipe in deid's form."""
    header = [
        *(f"REMOVE {one}" for one in DEID_REMOVED.split()),
        "",
        *(f"ADD {one}" for one in DEID_ADDED),
    ]
    return "\n".join(["FORMAT dicom", "", *DEID_FILTERS, "%header", "", *header, ""])
