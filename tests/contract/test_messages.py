"""Messages between page and workers: a closed set, the same on both sides, parsed at the door."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import app
from anami import Protocol
from anami.errors import SkippedError
from anami.example import example_files
from anami.runtime import messages
from anami.source import BytesSource
from tests import builders, places

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "00" * 32
PROTOCOL = Protocol.preset("basic").as_dict()
PLAN: dict[str, Any] = {
    "type": "plan",
    "folders": [],
    "digests": {},
    "protocol": PROTOCOL,
    "key": KEY,
    "edits": {},
}
DEIDENTIFY: dict[str, Any] = {
    "type": "deidentify",
    "files": [],
    "known": {},
    "protocol": PROTOCOL,
    "key": KEY,
    "codes": {},
}


def _javascript_requests() -> dict[str, list[str]]:
    text = (places.ROOT / "static" / "messages.js").read_text("utf-8")
    block = re.search(r"REQUESTS = Object\.freeze\(\{(.*?)\}\)", text, re.DOTALL)
    assert block
    rows = re.findall(r"(\w+): \[(.*?)\]", block[1])
    return {name: re.findall(r"'(\w+)'", fields) for name, fields in rows}


def _ask(message: object, *files: bytes) -> tuple[dict[str, Any], bytes]:
    body, header = app.answer(
        json.loads(json.dumps(message)), [BytesSource(data) for data in files]
    )
    return json.loads(json.dumps(body)), header


def test_page_and_workers_know_the_same_requests() -> None:
    python = {name: list(parsers) for name, (_, parsers) in messages.REQUESTS.items()}
    assert _javascript_requests() == python


def test_the_page_skips_what_the_engine_calls_skipped() -> None:
    text = (places.ROOT / "static" / "batches.js").read_text("utf-8")
    listed = re.search(r"SKIPPING = new Set\(\[(.*?)\]\)", text)
    assert listed
    skipped = {error.code for error in SkippedError.__subclasses__()}
    assert set(re.findall(r"'([a-z-]+)'", listed[1])) <= skipped


def test_each_request_has_a_handler() -> None:
    built = {build for build, _ in messages.REQUESTS.values()}
    assert built == set(app._HANDLERS)  # noqa: SLF001 - the contract is about this very table


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        "boot",
        {},
        {"type": "unheard-of"},
        {"type": ["survey"]},
        {"type": "boot"},
        {"type": "boot", "terms": []},
        {"type": "boot", "terms": {}, "extra": 1},
        {"type": "survey"},
        {"type": "survey", "files": {}},
        {"type": "survey", "files": [{"index": -1}]},
        {"type": "survey", "files": [{"index": True}]},
        {"type": "survey", "files": [{"index": "1"}]},
        {"type": "digest", "files": [7]},
        {"type": "candidates", "instances": [{"index": 1}]},
        {"type": "candidates", "instances": [[0, "1.2", True, 4]]},
        {"type": "candidates", "instances": [[0, "1.2", None]]},
        {**PLAN, "digests": {"x": "y"}},
        {**PLAN, "key": "not hex"},
        {**PLAN, "folders": [{"patient_key": "p", "instances": []}]},
        {**PLAN, "edits": {"x": {}}},
        {**PLAN, "edits": {"0": {"patient_name": 7}}},
        {**PLAN, "edits": {"0": {"patient_sex": "O"}}},
        {**DEIDENTIFY, "known": {"p": [{"kind": "x"}]}},
        {**DEIDENTIFY, "codes": {"content": "a"}},
        {**DEIDENTIFY, "codes": {"content": "\u2603", "prefix": ""}},
        {"type": "import", "tool": "unheard-of", "text": ""},
        {"type": "report_page", "report": {}, "form": "html", "words": {"a": 1}},
        {"type": "report", "protocol": [], "profiles": {}, "tally": []},
        {"type": "report", "protocol": PROTOCOL, "profiles": {}, "tally": [{"count": 1}]},
    ],
)
def test_a_message_outside_the_set_is_answered_with_its_code(message: object) -> None:
    assert _ask(message) == ({"ok": False, "error": {"code": "bad-message"}}, b"")


def test_a_bad_message_says_which_field_and_not_what_it_held() -> None:
    with pytest.raises(messages.MessageError) as caught:
        messages.parse({"type": "survey", "files": [{"index": "Doe^Jane"}], "codes": {}})
    assert str(caught.value) == "files.index"


def test_a_key_of_the_wrong_length_is_answered_with_its_code() -> None:
    body, _ = _ask({**PLAN, "key": "00"})
    assert body["error"]["code"] == "key-format"


def test_what_is_no_dicom_is_surveyed_and_skipped() -> None:
    body, _ = _ask(
        {"type": "survey", "files": [{"index": 4}, {"index": 9}], "codes": {}},
        b"",
        b"\xff\xd8\xff" * 99,
    )
    records = body["result"]["records"]
    assert [(record["index"], record["status"], record["code"]) for record in records] == [
        (4, "skipped", "empty-file"),
        (9, "skipped", "not-dicom"),
    ]
    assert "known" not in records[0]


def test_a_plan_names_inputs_by_their_own_numbers() -> None:
    files = [builders.part10(builders.ct(number=number)) for number in (2, 1)]
    body, _ = _ask({"type": "survey", "files": [{"index": 30}, {"index": 7}], "codes": {}}, *files)
    records = {record["index"]: record for record in body["result"]["records"]}
    rows = [
        [index, record["sop_instance_uid"], record["instance_number"], record["size"]]
        for index, record in sorted(records.items())
    ]
    keys = {name: records[7][name] for name in ("patient_key", "study_key", "series_key")}
    folder = {**keys, "patient_code": "", "instances": rows}
    body, _ = _ask({**PLAN, "folders": [folder]})
    entries = body["result"]["entries"]
    assert [entry["index"] for entry in entries] == [7, 30]
    assert [entry["name"].rpartition("/")[2] for entry in entries] == ["000001.dcm", "000002.dcm"]


def test_copies_are_looked_for_and_named_by_the_inputs_own_numbers() -> None:
    rows = [[9, "1.2.3", None, 40], [4, "1.2.3", None, 41], [2, "1.2.3", None, 40]]
    body, _ = _ask({"type": "candidates", "instances": rows})
    assert body["result"]["groups"] == [[9, 2]]


class _Gone:
    """A source whose file was removed after it was chosen."""

    size = 4096

    def read(self, start: int, stop: int) -> bytes:
        raise OSError(start, stop)


def test_a_source_that_fails_is_refused_alone() -> None:
    message = {
        **DEIDENTIFY,
        "files": [{"index": 0, "patient_key": ""}, {"index": 1, "patient_key": ""}],
    }
    body, _ = app.answer(message, [_Gone(), BytesSource(b"")])
    outcomes = body["result"]["outcomes"]
    assert [(outcome["status"], outcome["code"]) for outcome in outcomes] == [
        ("refused", "unreadable"),
        ("skipped", "empty-file"),
    ]


def test_a_file_that_cannot_be_digested_is_left_for_its_own_turn() -> None:
    body, _ = app.answer({"type": "digest", "files": [{"index": 0}]}, [_Gone()])
    assert body == {"ok": True, "result": {"digests": {}}}


def test_a_document_is_described_or_its_fault_is_named() -> None:
    told, _ = _ask({"type": "describe_protocol", "protocol": Protocol.preset("research").as_dict()})
    assert told["result"]["code"] == ""
    assert ["protocol.says.option.clean_desc", {}] in told["result"]["said"]
    assert told["result"]["protocol"]["options"] == sorted(Protocol.preset("research").options)
    wrong = {**PROTOCOL, "rules": [{"attribute": "NoSuchThing", "action": "keep"}]}
    told, _ = _ask({"type": "describe_protocol", "protocol": wrong})
    assert (told["result"]["code"], told["result"]["where"]) == ("unknown-keyword", "rules[0]")


def test_a_script_becomes_a_document_and_a_list_of_what_is_lost() -> None:
    script = "FORMAT dicom\n%header\nKEEP StudyDescription\nREPLACE PatientID func:made_up\n"
    body, _ = _ask({"type": "import", "tool": "deid", "text": script})
    (rule,) = body["result"]["protocol"]["rules"]
    assert rule == {"attribute": "StudyDescription", "action": "keep"}
    assert [line["number"] for line in body["result"]["lines"] if line["subject"] == "PatientID"]


def test_a_code_list_is_counted_or_its_fault_is_named() -> None:
    good = {"content": "patient_id,code\nA1,S-1\nA2,S-2\n", "prefix": ""}
    body, _ = _ask({"type": "read_codes", "codes": good})
    assert body["result"] == {"persons": 2, "code": "", "where": ""}
    twice = {"content": "patient_id,code\nA1,S-1\nA1,S-2\n", "prefix": ""}
    body, _ = _ask({"type": "read_codes", "codes": twice})
    assert (body["result"]["code"], body["result"]["where"]) == ("code-list-duplicate", "line 3")


def test_who_is_not_on_the_code_list_is_refused_in_the_survey() -> None:
    codes = {"content": "patient_id,code\nsomebody else,S-1\n", "prefix": ""}
    message = {"type": "survey", "files": [{"index": 0}], "codes": codes}
    body, _ = _ask(message, builders.part10(builders.ordered(builders.ct())))
    assert body["result"]["records"][0]["code"] == "not-on-list"


def test_typed_values_are_settled_by_the_plan_and_written() -> None:
    file = builders.part10(builders.ordered(builders.ct()))
    survey, _ = _ask({"type": "survey", "files": [{"index": 0}], "codes": {}}, file)
    (record,) = survey["result"]["records"]
    keys = ("patient_key", "patient_code", "study_key", "series_key")
    row = [0, record["sop_instance_uid"], record["instance_number"], record["size"]]
    folder = {**{name: record[name] for name in keys}, "instances": [row]}
    plan, _ = _ask({**PLAN, "folders": [folder], "edits": {"0": {"patient_id": "HEART-7"}}})
    (entry,) = plan["result"]["entries"]
    assert entry["edits"] == {"patient_id": "HEART-7"}
    files = [{"index": 0, "edits": entry["edits"]}]
    body, header = _ask({**DEIDENTIFY, "files": files}, file)
    assert body["result"]["outcomes"][0]["status"] == "de-identified"
    assert b"HEART-7" in header


def test_images_are_described_with_their_tables_one_after_another() -> None:
    files = [template.file() for template in builders.templates()]
    body, header = _ask(
        {"type": "describe", "files": [{"index": at} for at in range(len(files))]}, *files
    )
    images = body["result"]["images"]
    assert [image["index"] for image in images] == list(range(len(files)))
    drawn = [image for image in images if not image["code"]]
    assert drawn
    assert all(image["base"] <= len(header) for image in images)


def test_an_inspection_is_of_the_file_and_key_that_were_asked_for() -> None:
    data = builders.part10(builders.ct())
    message = {
        "type": "inspect",
        "files": [{"index": 5, "patient_key": "p"}],
        "known": {"p": []},
        "protocol": PROTOCOL,
        "key": KEY,
        "codes": {},
    }
    body, header = _ask(message, data)
    (found,) = body["result"]["inspections"]
    assert (found["index"], found["status"], header) == (5, "de-identified", b"")
    other, _ = _ask({**message, "key": "11" * 32}, data)
    assert other["result"]["inspections"][0]["nodes"] != found["nodes"]


def test_the_example_comes_as_names_and_ranges_of_the_header() -> None:
    body, header = _ask({"type": "example"})
    files = body["result"]["files"]
    contents = [header[file["offset"] :][: file["length"]] for file in files]
    assert dict(zip((file["name"] for file in files), contents, strict=True)) == dict(
        example_files()
    )


@pytest.fixture
def locked() -> Iterator[None]:
    """Boot as for a site that fixes everything but one option, and as for none afterwards."""
    terms = {"preset": "research", "locked": ["all"], "changeable": ["rtn_pat_chars"]}
    body, _ = _ask({"type": "boot", "terms": terms})
    assert body["result"]["terms"]["presets"] == ["research"]
    assert "rtn_pat_chars" not in body["result"]["terms"]["locked"]
    yield
    assert _ask({"type": "boot", "terms": {}})[0]["result"]["terms"]["locked"] == []


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize(
    "message",
    [
        DEIDENTIFY,
        PLAN,
        {**DEIDENTIFY, "type": "preview"},
        {**DEIDENTIFY, "type": "inspect"},
        {"type": "report", "protocol": PROTOCOL, "profiles": {}, "tally": []},
        {
            "type": "crosswalk",
            "records": [],
            "results": [],
            "codes": {},
            "protocol": PROTOCOL,
            "key": KEY,
        },
    ],
)
def test_nothing_is_done_with_a_protocol_that_the_site_does_not_allow(
    message: dict[str, Any],
) -> None:
    allowed = Protocol.preset("research").as_dict()
    assert _ask(message)[0] == {"ok": False, "error": {"code": "locked-setting"}}
    assert _ask({**message, "protocol": allowed})[0]["ok"]


@pytest.mark.usefixtures("locked")
def test_a_document_that_changes_what_the_site_fixed_is_refused_with_the_parts() -> None:
    told, _ = _ask({"type": "describe_protocol", "protocol": PROTOCOL})
    assert told["result"]["code"] == "locked-setting"
    assert "clean_desc" in told["result"]["where"].split()
    assert told["result"]["protocol"] is None
    allowed = Protocol.preset("research").as_dict()
    allowed["options"].remove("rtn_pat_chars")
    told, _ = _ask({"type": "describe_protocol", "protocol": allowed})
    assert told["result"]["code"] == ""


@pytest.mark.usefixtures("locked")
def test_values_typed_for_one_patient_are_refused_where_the_site_fixed_them() -> None:
    plan = {**PLAN, "protocol": Protocol.preset("research").as_dict()}
    body, _ = _ask({**plan, "edits": {"0": {"patient_id": "HEART-1"}}})
    assert body == {"ok": False, "error": {"code": "locked-setting"}}


def test_terms_that_cannot_be_had_keep_the_engine_from_starting() -> None:
    body, _ = _ask({"type": "boot", "terms": {"locked": ["everything"]}})
    assert body == {"ok": False, "error": {"code": "malformed-protocol"}}


def test_memory_that_runs_out_in_python_asks_for_a_new_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setitem(app._HANDLERS, messages.Attributes, exhausted)  # noqa: SLF001 - the one door to it
    body, header = _ask({"type": "attributes"})
    assert body == {"ok": False, "error": {"code": "worker-lost"}}
    assert header == b""
