"""Compare de-identified instances with the answer key."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import pydicom

from tests.evaluation.midi.answers import ActionType, Answer, located, says, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pydicom import Dataset

Moment: TypeAlias = tuple[dt.date | None, str]
"""A date, if there is one, and a time of day."""

UID: Final = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+")
CODECS: Final = (
    *("utf-8", "utf-16-le", "latin-1", "iso8859-2", "iso8859-5", "iso8859-6"),
    *("iso8859-7", "iso8859-9", "gb18030"),
)


@dataclass(slots=True)
class Score:
    """Passed and all actions by (action type, place), and the failures by attribute."""

    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def share(self, action: str) -> float:
        """Return the share of actions of a type that passed, at all places."""
        cells = [cell for cell in self.total if cell[0] == action]
        return sum(self.passed[cell] for cell in cells) / sum(self.total[cell] for cell in cells)

    def count(self, answer: Answer, *, passed: bool, found: str = "") -> None:
        """Count one action; `found` is kept as an example of a failure, all of it is invented."""
        cell = (answer.action.value, answer.place.value)
        self.total[cell] += 1
        self.passed[cell] += passed
        if not passed:
            failure = (answer.action.value, answer.place.value, answer.attribute)
            self.failures[failure] += 1
            self.examples.setdefault(failure, f"{answer.text!r} / {found[:160]!r}")


class SubjectJudge:
    """Judges all instances of one subject, since consistency shows only among them."""

    def __init__(self, judged: Sequence[tuple[bytes, Sequence[Answer]]], taken: set[str]) -> None:
        """Take the de-identified instances with their answers; b"" for one that was refused.

        Args:
            judged: de-identified instances, each with its answers.
            taken: Patient IDs that other subjects got; this subject's is added.

        """
        self.judged = [(_read(data), data, answers) for data, answers in judged]
        self.offset = self._common_offset()
        self.replacements = self._replacements()
        self.patient_id = self._patient_id(taken)
        self._judges: dict[ActionType, Callable[[str, list[str]], bool]] = {
            ActionType.TEXT_REMOVED: _removed,
            # What isn't there has no texts at all; what is there and empty has one.
            ActionType.TAG_RETAINED: lambda _, texts: bool(texts),
            ActionType.TEXT_NOTNULL: lambda _, texts: any(texts),
            ActionType.TEXT_RETAINED: _retained,
            ActionType.DATE_SHIFTED: self._shifted,
            ActionType.UID_CHANGED: _changed,
            ActionType.UID_CONSISTENT: self._consistent,
            ActionType.PATID_CONSISTENT: lambda _, texts: texts == [self.patient_id],
        }

    def into(self, score: Score) -> None:
        """Count every action."""
        for dataset, data, answers in self.judged:
            for answer in answers:
                if dataset is None:
                    score.count(answer, passed=False, found="no result")
                    continue
                score.count(
                    answer,
                    passed=self._passes(answer, dataset, data),
                    found=_found(answer, dataset),
                )

    def _passes(self, answer: Answer, dataset: Dataset, data: bytes) -> bool:
        if not answer.path:
            return not any(piece in data for piece in _encoded(answer.text))
        texts = [text_of(element) for element in located(dataset, answer.path)]
        if answer.optional and not any(texts):
            return True
        return self._judges[answer.action](answer.text, texts)

    def _shifted(self, before: str, texts: list[str]) -> bool:
        """Tell whether a date moved by the subject's offset and its time of day stayed."""
        was = _moment(before)
        moved = [(was, now) for now in map(_moment, texts) if was and now and was[1] == now[1]]
        return bool(texts) and len(moved) == len(texts) and all(map(self._by_offset, moved))

    def _by_offset(self, moved: tuple[Moment, Moment]) -> bool:
        (was, _), (now, _) = moved
        if was is None or now is None:
            return was is now
        return self.offset == (now - was).days != 0

    def _consistent(self, original: str, texts: list[str]) -> bool:
        return any(texts) and len(self.replacements[original]) == 1

    def _common_offset(self) -> int:
        """Return the days by which most dates of the subject moved; 0 if none did."""
        offsets: Counter[int] = Counter()
        for answer, texts in self._texts(ActionType.DATE_SHIFTED):
            was = _moment(answer.text)
            for now in map(_moment, texts):
                if was and now and was[0] and now[0]:
                    offsets[(now[0] - was[0]).days] += 1
        return offsets.most_common(1)[0][0] if offsets else 0

    def _replacements(self) -> dict[str, set[str]]:
        """Return original UID → what it became anywhere in the subject's instances."""
        made: dict[str, set[str]] = {}
        for answer, texts in self._texts(ActionType.UID_CONSISTENT):
            made.setdefault(answer.text, set()).update(texts)
        return made

    def _patient_id(self, taken: set[str]) -> str:
        """Return the one Patient ID of the subject, or a text that nothing equals."""
        values = {
            text
            for answer, texts in self._texts(ActionType.PATID_CONSISTENT)
            for text in texts
            if text != answer.text
        }
        if len(values) != 1 or values & taken or not all(values):
            return "\0"
        taken.update(values)
        return values.pop()

    def _texts(self, action: ActionType) -> Iterator[tuple[Answer, list[str]]]:
        for dataset, _, answers in self.judged:
            if dataset is None:
                continue
            for answer in answers:
                if answer.action is action:
                    texts = [text_of(element) for element in located(dataset, answer.path)]
                    yield answer, [text for text in texts if text]


def _read(data: bytes) -> Dataset | None:
    if not data:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(data))
        dataset.decode()
    return dataset


def _found(answer: Answer, dataset: Dataset) -> str:
    return (
        " | ".join(text_of(element) for element in located(dataset, answer.path))
        if answer.path
        else ""
    )


def _encoded(text: str) -> Iterator[bytes]:
    for codec in CODECS:
        try:
            yield text.encode(codec)
        except UnicodeError:
            continue


def _removed(secret: str, texts: list[str]) -> bool:
    return not any(says(text, secret) for text in texts)


def _changed(original: str, texts: list[str]) -> bool:
    return bool(texts) and original not in texts and all(map(_is_uid, texts))


def _retained(before: str, texts: list[str]) -> bool:
    """Tell whether a text still says it; numbers may be written in another way."""
    wanted, numbers = " ".join(before.casefold().split()), _numbers(before)
    return any(
        wanted in " ".join(after.casefold().split())
        or (numbers is not None and numbers == _numbers(after))
        for after in texts
    )


def _numbers(text: str) -> list[float] | None:
    try:
        return [float(part) for part in text.split("\\")]
    except ValueError:
        return None


def _is_uid(text: str) -> bool:
    return len(text) <= 64 and UID.fullmatch(text) is not None


def _moment(text: str) -> Moment | None:
    """Return the date, if there is one, and the time of day of a DA, TM or DT."""
    found = re.fullmatch(r"(\d{8})?((?:\d{6}(?:\.\d{1,6})?)?)", text)
    if found is None or not text:
        return None
    try:
        date = dt.datetime.strptime(found[1], "%Y%m%d").date() if found[1] else None  # noqa: DTZ007 - a date alone
    except ValueError:
        return None
    return date, found[2]


def lines(scores: Iterable[tuple[str, Score]]) -> Iterator[str]:
    """Write the table: a line for each action type and one for all."""
    for name, score in scores:
        places = sorted({place for _, place in score.total})
        yield f"{name}: passed/all"
        yield f"  {'action':<18}" + "".join(f"{place:>16}" for place in places) + f"{'all':>18}"
        for action in (*(one.value for one in ActionType), ""):
            cells = [_cell(score, action, [place]) for place in (*places,)]
            yield (
                f"  {action or 'all':<18}"
                + "".join(f"{cell:>16}" for cell in cells)
                + f"{_cell(score, action, places, share=True):>24}"
            )


def _cell(score: Score, action: str, places: Sequence[str], *, share: bool = False) -> str:
    keys = [key for key in score.total if key[1] in places and action in ("", key[0])]
    total, passed = sum(score.total[key] for key in keys), sum(score.passed[key] for key in keys)
    if not total:
        return "-"
    return f"{passed}/{total}" + (f" {passed / total:8.3%}" if share else "")
