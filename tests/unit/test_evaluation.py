"""The evaluation itself can fail: faults that are planted in results are found and counted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pydicom
import pytest

from anami import Key, Protocol
from tests import builders
from tests.evaluation.midi.__main__ import carry_out
from tests.evaluation.midi.answers import ActionType, Answer, Place, Private, located, says, tag
from tests.evaluation.midi.planting import Subject, subjects
from tests.evaluation.midi.scoring import Score, SubjectJudge, lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom import Dataset

KEY = Key.from_bytes(bytes(range(32)))


def read(data: bytes) -> Dataset:
    dataset = pydicom.dcmread(io.BytesIO(data))
    dataset.decode()
    return dataset


def written(dataset: Dataset) -> bytes:
    sink = io.BytesIO()
    dataset.save_as(sink)
    return sink.getvalue()


@pytest.fixture(scope="module")
def subject() -> Subject:
    made = {one.name: read(one.file()) for one in builders.templates()}
    reports = [one for one in made.values() if one.Modality == "SR"]
    images = [one for one in made.values() if one.Modality in ("CT", "MR", "PT")]
    return next(subjects(5, images, reports, held_out=False))


@pytest.fixture(scope="module")
def results(subject: Subject) -> list[bytes]:
    return carry_out(subject, Protocol.preset("tcia-like"), KEY)


def score_of(subject: Subject, results: list[bytes]) -> Score:
    score = Score()
    judged = [(data, one.answers) for data, one in zip(results, subject.instances, strict=True)]
    SubjectJudge(judged, set()).into(score)
    return score


def failed(score: Score) -> set[tuple[str, str]]:
    return {(action, attribute) for action, _, attribute in score.failures}


def set_to(keyword: str, value: object) -> Callable[[Dataset], None]:
    return lambda dataset: setattr(dataset, keyword, value)


def without(keyword: str) -> Callable[[Dataset], None]:
    return lambda dataset: delattr(dataset, keyword)


@pytest.mark.parametrize(
    "fault, action, attribute",
    [
        (without("ReferringPhysicianName"), ActionType.TAG_RETAINED, "ReferringPhysicianName"),
        (set_to("PatientIdentityRemoved", ""), ActionType.TEXT_NOTNULL, "PatientIdentityRemoved"),
        (set_to("PatientWeight", "80"), ActionType.TEXT_RETAINED, "PatientWeight"),
        (without("DeviceSerialNumber"), ActionType.TEXT_RETAINED, "DeviceSerialNumber"),
        (set_to("StudyDate", "20010101"), ActionType.DATE_SHIFTED, "StudyDate"),
        (set_to("StudyTime", "010203.4"), ActionType.DATE_SHIFTED, "StudyTime"),
        (without("SeriesDate"), ActionType.DATE_SHIFTED, "SeriesDate"),
        (without("FrameOfReferenceUID"), ActionType.UID_CHANGED, "FrameOfReferenceUID"),
        (set_to("StudyInstanceUID", "1.2.3"), ActionType.UID_CONSISTENT, "StudyInstanceUID"),
        (set_to("PatientID", "OTHER"), ActionType.PATID_CONSISTENT, "PatientID"),
    ],
)
def test_a_planted_fault_is_found_where_it_stands(
    subject: Subject,
    results: list[bytes],
    fault: Callable[[Dataset], None],
    action: ActionType,
    attribute: str,
) -> None:
    before = score_of(subject, results)
    dataset = read(results[0])
    fault(dataset)
    after = score_of(subject, [written(dataset), *results[1:]])
    assert (action.value, attribute) not in failed(before)
    assert (action.value, attribute) in failed(after)
    assert sum(after.total.values()) == sum(before.total.values())


def test_originals_fail_every_action_that_changes_something(subject: Subject) -> None:
    score = score_of(subject, [one.data for one in subject.instances])
    shares = {action: score.share(action) for action, _ in score.total}
    assert shares["uid_changed"] == shares["patid_consistent"] == 0
    # Times of day are what they were: whole days don't move them.
    assert shares["date_shifted"] < 0.3
    assert shares["text_removed"] < 0.01
    assert shares["text_retained"] > 0.999


def test_a_refused_instance_fails_all_its_actions(subject: Subject, results: list[bytes]) -> None:
    score = score_of(subject, [b"", *results[1:]])
    assert sum(score.failures.values()) >= len(subject.instances[0].answers)


def test_a_secret_anywhere_in_the_bytes_is_found(subject: Subject, results: list[bytes]) -> None:
    hidden = results[0] + subject.person.number.encode()
    assert ("text_removed", "whole file") in failed(score_of(subject, [hidden, *results[1:]]))


def test_two_subjects_with_one_patient_id_are_inconsistent(
    subject: Subject, results: list[bytes]
) -> None:
    taken: set[str] = set()
    judged = [(data, one.answers) for data, one in zip(results, subject.instances, strict=True)]
    first, second = Score(), Score()
    SubjectJudge(judged, taken).into(first)
    SubjectJudge(judged, taken).into(second)
    assert first.share("patid_consistent") == 1
    assert second.share("patid_consistent") == 0


def test_the_same_seed_plants_the_same_and_the_other_half_somebody_else() -> None:
    images = [read(builders.part10(builders.ct()))]
    reports = [read(builders.part10(builders.sr()))]
    first, again, other = (
        next(subjects(7, images, reports, held_out=half)) for half in (False, False, True)
    )
    assert [one.data for one in first.instances] == [one.data for one in again.instances]
    assert first.person.names != other.person.names


def test_a_private_attribute_is_found_by_its_creator_in_whatever_block() -> None:
    dataset = pydicom.Dataset()
    dataset.private_block(0x0043, "SOMEBODY", create=True).add_new(0x27, "SH", "no")
    dataset.private_block(0x0043, "GEMS_PARM_01", create=True).add_new(0x27, "SH", "yes")
    (found,) = located(dataset, (Private(0x0043, "GEMS_PARM_01", 0x27),))
    assert found.value == "yes"


def test_a_short_piece_is_a_word_and_a_long_one_is_found_within_words() -> None:
    assert says("for Dr. LI, please", "Li")
    assert not says("clinical line", "Li")
    assert says("xHOLLINGSWORTHx", "Hollingsworth")


def test_the_table_tells_passed_and_all() -> None:
    score = Score()
    answer = Answer(ActionType.TEXT_REMOVED, Place.HEADER, (tag("PatientName"),), "x")
    score.count(answer, passed=True)
    score.count(answer, passed=False)
    assert any("1/2" in line and "50.000%" in line for line in lines([("seeds", score)]))
