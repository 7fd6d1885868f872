"""What an archive's answers mean: to a store request, and to the question what it has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from anami.example import example_files
from anami.sending import CODES, Fate, Next, State, compare, identity_of, judge
from anami.source import BytesSource
from tests import builders as b

SENT = ["1.2.1", "1.2.2", "1.2.3"]


def item(uid: str, **reasons: int) -> dict[str, Any]:
    tags = {"warning": "00081196", "failure": "00081197"}
    given = {tags[name]: {"vr": "US", "Value": [number]} for name, number in reasons.items()}
    return {"00081155": {"vr": "UI", "Value": [uid]}, **given}


def answer(*stored: dict[str, Any], failed: tuple[dict[str, Any], ...] = ()) -> str:
    sequences = {"00081199": {"vr": "SQ", "Value": list(stored)}}
    if failed:
        sequences["00081198"] = {"vr": "SQ", "Value": list(failed)}
    return json.dumps(sequences)


ALL = answer(*(item(uid) for uid in SENT))


@pytest.mark.parametrize("status", [200, 202, 400, 409, 500])
def test_what_the_answer_says_counts_whatever_the_status(status: int) -> None:
    reply = judge(status, ALL, SENT)
    assert reply.then is Next.GO_ON
    assert reply.fates == {uid: Fate(State.STORED) for uid in SENT}


@pytest.mark.parametrize(
    "status, then",
    [
        (200, Next.AGAIN),
        (202, Next.AGAIN),
        (302, Next.STOP),
        (400, Next.SPLIT),
        (401, Next.SIGN_IN),
        (403, Next.SIGN_IN),
        (404, Next.STOP),
        (408, Next.AGAIN),
        (409, Next.SPLIT),
        (413, Next.SPLIT),
        (429, Next.AGAIN),
        (500, Next.AGAIN),
        (503, Next.AGAIN),
        (504, Next.AGAIN),
    ],
)
@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", "7", '{"00081199": 1}', "[" * 9999])
def test_an_answer_that_names_no_instance_decides_by_its_status(
    status: int, then: Next, body: str
) -> None:
    reply = judge(status, body, SENT)
    assert (dict(reply.fates), reply.then) == ({}, then)


def test_what_an_answer_leaves_out_is_not_taken_for_stored() -> None:
    reply = judge(200, answer(item("1.2.1")), SENT)
    assert reply.fates == {"1.2.1": Fate(State.STORED)}
    assert reply.then is Next.AGAIN


def test_instances_that_were_not_sent_are_not_counted() -> None:
    assert judge(200, answer(item("9.9"), *(item(uid) for uid in SENT)), SENT).fates.keys() == set(
        SENT
    )


@pytest.mark.parametrize(
    "reason, code",
    [
        (0xA700, "out-of-resources"),
        (0xA7FF, "out-of-resources"),
        (0xA900, "class-mismatch"),
        (0xC000, "not-understood"),
        (0xC123, "not-understood"),
        (0xC122, "transfer-syntax-unsupported"),
        (0x0110, "processing-failure"),
        (0x0117, "invalid-instance"),
        (0x0122, "class-unsupported"),
        (0x0124, "not-authorised"),
        (0x4711, "other-failure"),
    ],
)
def test_each_failure_reason_has_its_code(reason: int, code: str) -> None:
    reply = judge(202, answer(item("1.2.1"), failed=(item("1.2.2", failure=reason),)), SENT[:2])
    assert reply.fates["1.2.2"] == Fate(State.FAILED, code, f"{reason:04X}")
    assert reply.fates["1.2.1"].state is State.STORED
    assert code in CODES


@pytest.mark.parametrize(
    "reason, code",
    [
        (0xB000, "coerced"),
        (0xB006, "elements-discarded"),
        (0xB007, "class-mismatch-stored"),
        (0xB123, "other-warning"),
    ],
)
def test_each_warning_reason_has_its_code(reason: int, code: str) -> None:
    reply = judge(202, answer(item("1.2.1", warning=reason)), SENT[:1])
    assert reply.fates["1.2.1"] == Fate(State.WARNED, code, f"{reason:04X}")
    assert code in CODES


def test_an_instance_that_is_there_already_is_left_to_the_check() -> None:
    reply = judge(409, answer(failed=(item("1.2.1", failure=0x0111),)), SENT[:1])
    assert reply.fates["1.2.1"] == Fate(State.WARNED, "already-there", "0111")


def test_an_instance_in_both_lists_failed() -> None:
    reply = judge(202, answer(item("1.2.1"), failed=(item("1.2.1", failure=0xA900),)), SENT[:1])
    assert reply.fates["1.2.1"].state is State.FAILED


def test_a_failure_without_a_reason_is_a_failure() -> None:
    reply = judge(202, answer(failed=(item("1.2.1"),)), SENT[:1])
    assert reply.fates["1.2.1"] == Fate(State.FAILED, "other-failure")


@pytest.mark.parametrize("status, code", [(400, "refused"), (409, "refused"), (413, "too-large")])
def test_a_request_of_one_that_is_refused_has_failed(status: int, code: str) -> None:
    reply = judge(status, "", SENT[:1])
    assert reply.fates == {"1.2.1": Fate(State.FAILED, code, f"HTTP {status}")}
    assert reply.then is Next.GO_ON


def listed(*pairs: tuple[str, str]) -> str:
    return json.dumps(
        [{"00080016": {"Value": [sop]}, "00080018": {"Value": [uid]}} for uid, sop in pairs]
    )


def test_all_pages_of_a_list_are_compared() -> None:
    found = compare(
        [listed(("1.2.1", "1.5")), listed(("1.2.2", "1.5"))], {"1.2.1": "1.5", "1.2.2": "1.5"}
    )
    assert (found.present, found.missing, found.others, found.readable) == (2, (), 0, True)


def test_what_is_missing_is_named_and_what_is_more_is_counted() -> None:
    found = compare([listed(("1.2.1", "1.5"), ("9.9", "1.5"))], {"1.2.1": "1.5", "1.2.2": "1.5"})
    assert (found.present, found.missing, found.others) == (1, ("1.2.2",), 1)


def test_an_instance_of_another_class_is_not_what_was_sent() -> None:
    assert compare([listed(("1.2.1", "1.6"))], {"1.2.1": "1.5"}).missing == ("1.2.1",)


def test_an_empty_answer_is_an_empty_list() -> None:
    assert compare([""], {"1.2.1": "1.5"}).missing == ("1.2.1",)


@pytest.mark.parametrize("body", ["<html>", "{}", "null"])
def test_an_answer_that_is_no_list_proves_nothing(body: str) -> None:
    found = compare([listed(("1.2.1", "1.5")), body], {"1.2.1": "1.5"})
    assert (found.present, found.readable) == (0, False)


def test_an_instance_is_known_by_its_own_bytes() -> None:
    one = identity_of(BytesSource(b.part10(b.ct(number=7))))
    assert one.sop_instance.startswith(one.study)
    assert one.sop_class == "1.2.840.10008.5.1.4.1.1.2"
    studies = {identity_of(BytesSource(data)).study for _, data in example_files()}
    assert "" not in studies
