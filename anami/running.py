"""One run of the command line: survey, plan, de-identify and write, in one process or several.

Knows inputs, the engine and sinks; nothing of arguments, and it prints nothing.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from anami import batch, report
from anami.engine import deidentify, survey
from anami.errors import (
    EmptyArchiveError,
    EncryptedEntryError,
    NestedArchiveError,
    NotDicomError,
    RefusedError,
)
from anami.model import KnownValue, Source, Status
from anami.outcome import Outcome, ResultSource, SurveyRecord
from anami.runtime.cpython import Input, Sink, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from anami.codelist import CodeList
    from anami.edits import Edits
    from anami.identity import Key
    from anami.protocol import Protocol

__all__ = ["Done", "Work", "run"]

BATCH: Final = 64

SKIPPED_CODES: Final = frozenset(
    error.code
    for error in (EmptyArchiveError, EncryptedEntryError, NestedArchiveError, NotDicomError)
)

PIECE: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to every input.

    Attributes:
        protocol: what the person chose.
        key: from which replacements follow.
        subjects: the subject code list, if there is one.
        survey_results: results are surveyed as well, for a crosswalk.

    """

    protocol: Protocol
    key: Key
    subjects: CodeList | None = None
    survey_results: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a run comes to.

    Attributes:
        files: a row for each input, as the report has it.
        profiles: id → rows of decisions.
        records: survey records, which hold originals: for a crosswalk that was asked for.
        results: input → survey record of its result, if that was asked for.

    """

    files: list[dict[str, Any]]
    profiles: dict[str, list[dict[str, Any]]]
    records: list[SurveyRecord]
    results: dict[int, SurveyRecord]


@dataclass(frozen=True, slots=True)
class Task:
    """What a process needs to de-identify one input."""

    item: Input
    work: Work
    known: tuple[KnownValue, ...]
    edits: Edits | None


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome without its source, and its decisions as id and rows: what crosses processes."""

    outcome: Outcome
    profile: str
    rows: list[dict[str, Any]]
    surveyed: SurveyRecord | None


def run(inputs: list[Input], work: Work, sink: Sink, jobs: int) -> Done:
    """Survey, plan, de-identify and write all inputs.

    Args:
        inputs: in the order in which the report numbers them.
        work: what is to be done to each.
        sink: where results go; the caller closes it.
        jobs: processes.

    Raises:
        OSError, RefusedError: writing, or reading a source half-way, failed.

    """
    profiles: dict[str, list[dict[str, Any]]] = {}
    results: dict[int, SurveyRecord] = {}
    with _mapper(jobs) as mapped:
        records = list(mapped(_survey, ((item, work.subjects) for item in inputs)))
        groups = batch.duplicate_candidates(records)
        digests = {index: _digest(inputs[index]) for group in groups for index in group}
        planned = batch.plan(records, digests, work.protocol, work.key)
        rows = _left_out_rows(records, planned)
        tasks = (
            Task(
                inputs[entry.index],
                work,
                planned.known[records[entry.index].patient_key],
                planned.edits.get(entry.index),
            )
            for entry in planned.entries
        )
        for entry, result in zip(planned.entries, mapped(_deidentify, tasks), strict=True):
            outcome = _written(sink, entry.name, inputs[entry.index], result.outcome)
            more = planned.warnings.get(entry.index, ())
            outcome = replace(outcome, warnings=tuple(sorted({*outcome.warnings, *more})))
            if outcome.status is Status.DEIDENTIFIED:
                profiles[result.profile] = result.rows
                if result.surveyed is not None:
                    results[entry.index] = result.surveyed
            rows[entry.index] = report.file_row(
                entry.index,
                entry.name,
                outcome,
                result.profile if outcome.status is Status.DEIDENTIFIED else "",
            )
    return Done([rows[index] for index in range(len(inputs))], profiles, records, results)


def _left_out_rows(
    records: Sequence[SurveyRecord], planned: batch.Plan
) -> dict[int, dict[str, Any]]:
    """Return the rows of inputs that never become entries."""
    codes = {skip.index: (Status.SKIPPED, skip.code) for skip in planned.skipped}
    for index, record in enumerate(records):
        if record.status != "readable":
            codes[index] = (Status(record.status), record.code)
    return {
        index: report.file_row(index, "", Outcome(status, code), "")
        for index, (status, code) in codes.items()
    }


class _mapper:  # noqa: N801 - used like a function, in a with statement
    """Maps a function over tasks in order: in this process, or in several with a bounded queue."""

    def __init__(self, jobs: int) -> None:
        self._pool = ProcessPoolExecutor(jobs) if jobs > 1 else None

    def __enter__(self) -> Any:  # noqa: ANN401 - a generic function, which typing can't express here
        return self._map

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _map(self, function: Any, tasks: Any) -> Iterator[Any]:  # noqa: ANN401
        if self._pool is None:
            yield from map(function, tasks)
            return
        waiting: list[Any] = []
        for task in tasks:
            waiting.append(self._pool.submit(function, task))
            if len(waiting) >= BATCH:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()


def _survey(task: tuple[Input, CodeList | None]) -> SurveyRecord:
    item, subjects = task
    if item.code:
        return SurveyRecord("skipped" if item.code in SKIPPED_CODES else "refused", item.code)
    try:
        with opened(item) as source:
            return survey(source, subjects=subjects)
    except RefusedError as error:
        return SurveyRecord("refused", error.code)


def _digest(item: Input) -> str:
    try:
        with opened(item) as source:
            return _sha256(source)
    except (OSError, RefusedError):
        return f"unreadable {item.path} {item.entry}"


def _sha256(source: Source) -> str:
    digest = sha256()
    for start in range(0, source.size, PIECE):
        digest.update(source.read(start, min(start + PIECE, source.size)))
    return digest.hexdigest()


def _deidentify(task: Task) -> Result:
    try:
        with opened(task.item) as source:
            outcome = deidentify(
                source,
                task.work.protocol,
                task.work.key,
                known=task.known,
                subjects=task.work.subjects,
                edits=task.edits,
            )
            done = outcome.status is Status.DEIDENTIFIED and task.work.survey_results
            surveyed = survey(ResultSource(outcome)) if done else None
    except RefusedError as error:
        outcome, surveyed = Outcome(Status.REFUSED, error.code), None
    profile, rows = report.told(outcome.decisions)
    return Result(replace(outcome, source=None, decisions=()), profile, rows, surveyed)


def _written(sink: Sink, name: str, item: Input, outcome: Outcome) -> Outcome:
    """Write one result; a source that can't be read any more makes it refused."""
    if outcome.status is not Status.DEIDENTIFIED:
        return outcome
    with ExitStack() as stack:
        try:
            ready = replace(outcome, source=stack.enter_context(opened(item)))
            ready.check_source()
        except RefusedError as error:
            return Outcome(Status.REFUSED, error.code)
        # From here on a failure would leave half an entry, so it ends the run (see main).
        with sink.entry(name, ready.size) as file:
            ready.write(file)
    return outcome
