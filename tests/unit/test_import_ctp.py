"""RSNA CTP's scripts: lines of its published defaults, and what becomes of each function."""

from __future__ import annotations

import pytest

from anami.errors import ImportFormatError
from anami.importing import IMPORTERS, Imported, Line, Loss
from anami.protocol import Protocol
from anami.rules import RuleAction
from anami.standard import dictionary

# Lines as CTP's and the RSNA Anonymizer's default scripts have them, and their parameters.
DEFAULTS = """<script>
 <p t="DATEINC">-3210</p>
 <p t="SITENAME">SiteName</p>
 <p t="UIDROOT">1.2.840.113654.2.70.1</p>
 <e en="T" t="00080005" n="SpecificCharacterSet">@keep()</e>
 <e en="F" t="00080008" n="ImageType"></e>
 <e en="T" t="00080012" n="InstanceCreationDate">@incrementdate(this,@DATEINC)</e>
 <e en="T" t="00080016" n="SOPClassUID">@keep()</e>
 <e en="T" t="00080018" n="SOPInstanceUID">@hashuid(@UIDROOT,this)</e>
 <e en="T" t="00080020" n="StudyDate">@hashdate(this,PatientID)</e>
 <e en="T" t="00080050" n="AccessionNumber">@hash(this,16)</e>
 <e en="T" t="00080060" n="Modality">@require()</e>
 <e en="T" t="00080080" n="InstitutionName">@remove()</e>
 <e en="T" t="00080090" n="ReferringPhysicianName">@empty()</e>
 <e en="T" t="00081030" n="StudyDescription">@keep()</e>
 <e en="T" t="00100010" n="PatientName">@hash(PatientID,10)</e>
 <e en="T" t="00100020" n="PatientID">@hashptid(@SITEID,PatientID)</e>
 <e en="T" t="00101010" n="PatientAge">@round(this,5)</e>
 <e en="T" t="00120031" n="ClinicalTrialSiteName">@param(@SITENAME)</e>
 <e en="T" t="00120062" n="PatientIdentityRemoved">@always()YES</e>
 <e en="T" t="00120063" n="DeIdentificationMethod">@always()@append(){CTP Default}</e>
 <e en="T" t="00131010" n="ProjectName">@param(@PROJECTNAME)</e>
 <e en="T" t="00400275" n="RequestAttributesSeq">@process()</e>
 <e en="T" t="0040a075" n="VerifyingObserverName">@if(this,isblank){@remove()}{Removed by CTP}</e>
 <e en="T" t="00603000" n="OverlayData">@remove()</e>
 <k en="T" t="0018">Keep group 0018</k>
 <k en="T" t="safeprivateelements">Keep safe private elements</k>
 <r en="T" t="overlays">Remove overlays</r>
 <r en="F" t="privategroups">Remove private groups</r>
 <r en="F" t="unspecifiedelements">Remove unchecked elements</r>
</script>
"""


def read(text: str) -> Imported:
    return IMPORTERS["ctp"](text)


def one(function: str, tag: str = "00081030") -> tuple[str, list[Loss]]:
    """Give the action that a function becomes, "" for none, and what is lost."""
    imported = read(f'<script><e en="T" t="{tag}" n="x">{function}</e></script>')
    lines: list[Loss] = [line.code for line in imported.lines if line.code != Loss.UNLISTED]
    actions = [rule.action.value for rule in imported.protocol.rules]
    return "".join(actions), lines


def test_the_defaults_become_rules() -> None:
    imported = read(DEFAULTS)
    rules = {dictionary.keyword_of(rule.tag): rule for rule in imported.protocol.rules}
    assert {name: rule.action.value for name, rule in rules.items()} == {
        "InstanceCreationDate": "shift",
        "SOPInstanceUID": "hash",
        "StudyDate": "shift",
        "AccessionNumber": "hash",
        "Modality": "keep",
        "InstitutionName": "remove",
        "ReferringPhysicianName": "empty",
        "StudyDescription": "keep",
        "PatientAge": "round_age",
        "ClinicalTrialSiteName": "replace",
        "RequestAttributesSequence": "keep",
        "VerifyingObserverName": "remove",
        # The script means overlays; the tag that it gives is another attribute's.
        "HistogramSequence": "remove",
    }
    assert rules["PatientAge"].value == "5"
    assert rules["ClinicalTrialSiteName"].value == "SiteName"
    assert imported.protocol.options == {"rtn_safe_priv"}
    assert Protocol.parse(imported.protocol.as_dict()) == imported.protocol


def test_each_line_of_the_defaults_that_is_lost_is_listed() -> None:
    assert list(read(DEFAULTS).lines) == [
        Line(7, Loss.OFFSET_BY_KEY, "InstanceCreationDate", "shift"),
        Line(12, Loss.ADDS_ATTRIBUTE, "Modality", "keep"),
        Line(20, Loss.OWN_MARKER, "PatientIdentityRemoved"),
        Line(21, Loss.OWN_MARKER, "DeidentificationMethod"),
        Line(22, Loss.PRIVATE_ATTRIBUTE, "(0013,1010)"),
        Line(24, Loss.CONDITION, "VerifyingObserverName", "remove"),
        Line(26, Loss.GROUP_KEPT, "0018"),
        Line(29, Loss.ALWAYS_REMOVED, "privategroups"),
        Line(30, Loss.UNLISTED, "unspecifiedelements"),
    ]


@pytest.mark.parametrize(
    "function,tag,action,lost",
    [
        ("@uid", "0020000D", "hash", []),
        ("@acc", "00080050", "hash", []),
        ("@ptid", "00100020", "", []),
        ("@hashdate", "00080020", "shift", []),
        ("@hashname(this,6,2)", "00081050", "hash", []),
        ("@hashptid(@SITEID,PatientID)", "00120040", "hash", [Loss.OTHER_SOURCE]),
        ("@blank(3)", "00081030", "empty", []),
        ("Knee", "00081030", "replace", []),
        ("@always()Site", "00080080", "replace", [Loss.ADDS_ATTRIBUTE]),
        ("", "00081030", "", [Loss.LEFT_TO_PROFILE]),
        ("@lookup(this,ptid)", "00120040", "remove", [Loss.NEEDS_TABLE]),
        ("@lookup(this,ptid)", "00100020", "", [Loss.NEEDS_TABLE]),
        ("@modifydate(this,*,1,1)", "00080020", "remove", [Loss.UNSUPPORTED_FUNCTION]),
        ("@hashdate(StudyDate,PatientID)", "00080021", "remove", [Loss.OTHER_SOURCE]),
        ("@hashdate(this,PatientID)", "00081030", "remove", [Loss.WRONG_VR]),
        ("@round(this,five)", "00101010", "remove", [Loss.BAD_VALUE]),
        ("@uppercase(this)", "00081030", "remove", [Loss.UNSUPPORTED_FUNCTION]),
        ("@quarantine()", "00081030", "remove", [Loss.FILTER]),
        ("@select(){@keep()}{@remove()}", "00081030", "remove", [Loss.CONDITION]),
        ("@param(@NOTHING)", "00081030", "remove", [Loss.UNSUPPORTED_FUNCTION]),
        ("Ärzte", "00081030", "remove", [Loss.BAD_VALUE]),
        ("@remove()", "00280010", "", [Loss.NOT_CHANGEABLE]),
        ("@keep()", "00280010", "", []),
        ("@keep()", "12345678", "", [Loss.UNKNOWN_ATTRIBUTE]),
        ("@remove()", "12345678", "", []),
        ("@remove()", "00291010", "", []),
        ("@keep()", "00291010", "", [Loss.PRIVATE_ATTRIBUTE]),
        ("@remove()", "60003000", "remove", []),
        ("@remove()", "00020010", "", []),
        ("@keep()", "short", "", [Loss.UNREADABLE]),
    ],
)
def test_each_function_becomes_a_rule_or_is_listed(
    function: str, tag: str, action: str, lost: list[Loss]
) -> None:
    assert one(function, tag) == (action, lost)


@pytest.mark.parametrize(
    "function,tag,typed",
    [
        ("Case", "00100010", {"patient_name": "Case"}),
        ("@param(@PROJECT)", "00100020", {"patient_id": "Trial7"}),
        (
            "@param(@PROJECT)-@hashptid(@SITEID,this,10)",
            "00100020",
            {"patient_id": "Trial7-{code}"},
        ),
        ("Case @hash(this,10) A", "00100010", {"patient_name": "Case {code} A"}),
        ("@always()Knee", "00081030", {"study_description": "Knee"}),
        ("@always()Sagittal", "0008103E", {"series_description": "Sagittal"}),
    ],
)
def test_constants_and_codes_in_a_text_become_typed_values(
    function: str, tag: str, typed: dict[str, str]
) -> None:
    text = f'<e en="T" t="{tag}" n="x">{function}</e>'
    imported = read(f'<script><p t="PROJECT">Trial7</p>{text}</script>')
    assert imported.protocol.edits.as_dict() == typed
    assert imported.protocol.rules == ()
    assert [line.code for line in imported.lines] == [Loss.UNLISTED]


@pytest.mark.parametrize(
    "function", ["@hash(this,4)@hash(this,5)", "{code}", "X@upper(this)", "A" * 60 + "@ptid"]
)
def test_what_can_not_be_typed_leaves_the_patients_code(function: str) -> None:
    imported = read(f'<script><e en="T" t="00100020" n="x">{function}</e></script>')
    assert not imported.protocol.edits
    assert len(imported.lines) == 2


def test_a_later_line_takes_a_typed_value_back() -> None:
    entry = '<e en="T" t="00100020" n="x">{}</e>\n'
    for function in ("@remove()", "@hash(this)", "@keep()", "Other"):
        imported = read(f"<script>\n{entry.format('Case')}{entry.format(function)}</script>")
        assert imported.protocol.edits.patient_id in ("", "Other")
        assert [line.number for line in imported.lines if line.code is Loss.OVERRULED] == [2]


@pytest.mark.parametrize(
    "target,function,action,lost",
    [
        ("0009[GEMS_IDEN_01]04", "@keep()", "keep", []),
        ("0009,[GEMS_IDEN_01],4", "@remove()", "remove", []),
        ("0009[GEMS_IDEN_01]27", "@hashdate(this,PatientID)", "shift", []),
        ("0009[GEMS_IDEN_01]04", "Site A", "replace", []),
        ("0009[GEMS_IDEN_01]04", "@hash(this)", "hash", []),
        ("0009[GEMS_IDEN_01]04", "@nosuch()", "remove", [Loss.UNKNOWN_FUNCTION]),
        ("0009[GEMS_IDEN_01]", "@keep()", "", [Loss.UNREADABLE]),
        ("0008[GEMS_IDEN_01]04", "@keep()", "", [Loss.UNREADABLE]),
    ],
)
def test_a_private_attribute_is_told_by_its_owner(
    target: str, function: str, action: str, lost: list[Loss]
) -> None:
    assert one(function, target) == (action, lost)
    text = f'<script><e en="T" t="{target}" n="x">{function}</e></script>'
    for rule in read(text).protocol.rules:
        assert (rule.creator, rule.tag >> 16) == ("GEMS_IDEN_01", 0x0009)
        assert Protocol.load(read(text).protocol.as_dict()) == read(text).protocol


def test_what_a_function_would_add_where_it_is_missing_is_listed() -> None:
    assert one("@always()@hash(this)", "00081048") == ("hash", [Loss.ADDS_ATTRIBUTE])
    assert one("@always()@empty()", "00081048") == ("empty", [Loss.ADDS_ATTRIBUTE])
    assert one("@always()@keep()", "00081048") == ("keep", [])


@pytest.mark.parametrize(
    "function",
    [
        "@keepp()",
        "@Keep_all()",
        "@eval(os.system)",
        "@keep()x",
        "{@keep()}",
        "@",
        "@future(this){@keep()}",
    ],
)
def test_what_is_not_understood_is_never_kept(function: str) -> None:
    action, lost = one(function)
    assert action == "remove"
    assert lost


def test_the_last_of_two_lines_for_one_attribute_counts() -> None:
    entry = '<e en="T" t="00081030" n="x">{}</e>\n'
    text = entry.format("@keep()") + entry.format("@remove()")
    imported = read(f"<script>\n{text}</script>")
    assert [rule.action for rule in imported.protocol.rules] == [RuleAction.REMOVE]
    assert Line(2, Loss.OVERRULED, "StudyDescription", "remove") in imported.lines


def test_lines_of_other_kinds_are_listed() -> None:
    text = '<script>\n<x t="1"/>\n<r en="T" t="everything"/>\n</script>'
    assert [line.code for line in read(text).lines].count(Loss.UNREADABLE) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "set.[0010,0010]PatientName=@remove()",
        "<scripts></scripts>",
        "<script><e></script>",
        '<!DOCTYPE s [<!ENTITY a "x">]><script><e en="T" t="00100010">&a;</e></script>',
        "<script></script>" + " " * (16 * 1024 * 1024),
    ],
)
def test_what_is_no_script_is_refused(text: str) -> None:
    with pytest.raises(ImportFormatError):
        read(text)
