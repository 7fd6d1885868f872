"""Messages between page and workers: a closed set, the same on both sides, parsed at the door."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import app
from anami import Protocol
from anami.errors import SkippedError
from anami.runtime import messages
from anami.source import BytesSource
from tests import builders, places

KEY = "00" * 32
PROTOCOL = Protocol.preset("basic").as_dict()


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
        {"type": "boot", "extra": 1},
        {"type": "survey"},
        {"type": "survey", "files": {}},
        {"type": "survey", "files": [{"index": -1}]},
        {"type": "survey", "files": [{"index": True}]},
        {"type": "survey", "files": [{"index": "1"}]},
        {"type": "digest", "files": [7]},
        {"type": "candidates", "instances": [{"index": 1}]},
        {"type": "candidates", "instances": [[0, "1.2", True, 4]]},
        {"type": "candidates", "instances": [[0, "1.2", None]]},
        {"type": "plan", "folders": [], "digests": {"x": "y"}, "protocol": {}, "key": KEY},
        {"type": "plan", "folders": [], "digests": {}, "protocol": PROTOCOL, "key": "not hex"},
        {
            "type": "plan",
            "folders": [{"patient_key": "p", "instances": []}],
            "digests": {},
            "protocol": PROTOCOL,
            "key": KEY,
        },
        {
            "type": "deidentify",
            "files": [],
            "known": {"p": [{"kind": "x"}]},
            "protocol": {},
            "key": KEY,
        },
        {"type": "report", "protocol": [], "profiles": {}, "tally": []},
        {"type": "report", "protocol": PROTOCOL, "profiles": {}, "tally": [{"count": 1}]},
    ],
)
def test_a_message_outside_the_set_is_answered_with_its_code(message: object) -> None:
    assert _ask(message) == ({"ok": False, "error": {"code": "bad-message"}}, b"")


def test_a_bad_message_says_which_field_and_not_what_it_held() -> None:
    with pytest.raises(messages.MessageError) as caught:
        messages.parse({"type": "survey", "files": [{"index": "Doe^Jane"}]})
    assert str(caught.value) == "files.index"


def test_a_key_of_the_wrong_length_is_answered_with_its_code() -> None:
    body, _ = _ask(
        {"type": "plan", "folders": [], "digests": {}, "protocol": PROTOCOL, "key": "00"}
    )
    assert body["error"]["code"] == "key-format"


def test_what_is_no_dicom_is_surveyed_and_skipped() -> None:
    body, _ = _ask(
        {"type": "survey", "files": [{"index": 4}, {"index": 9}]}, b"", b"\xff\xd8\xff" * 99
    )
    records = body["result"]["records"]
    assert [(record["index"], record["status"], record["code"]) for record in records] == [
        (4, "skipped", "empty-file"),
        (9, "skipped", "not-dicom"),
    ]
    assert "known" not in records[0]


def test_a_plan_names_inputs_by_their_own_numbers() -> None:
    files = [builders.part10(builders.ct(number=number)) for number in (2, 1)]
    body, _ = _ask({"type": "survey", "files": [{"index": 30}, {"index": 7}]}, *files)
    records = {record["index"]: record for record in body["result"]["records"]}
    rows = [
        [index, record["sop_instance_uid"], record["instance_number"], record["size"]]
        for index, record in sorted(records.items())
    ]
    keys = {name: records[7][name] for name in ("patient_key", "study_key", "series_key")}
    folder = {**keys, "patient_code": "", "instances": rows}
    body, _ = _ask(
        {"type": "plan", "folders": [folder], "digests": {}, "protocol": PROTOCOL, "key": KEY}
    )
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
        "type": "deidentify",
        "files": [{"index": 0, "patient_key": ""}, {"index": 1, "patient_key": ""}],
        "known": {},
        "protocol": PROTOCOL,
        "key": KEY,
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
