"""``python -m anami IN… -o OUT``: the same engine and the same results as the page, on CPython.

Prints numbers and codes, never a name or value: not even a file's name, unless ``--show-paths``
asks for it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

from anami import batch, report
from anami._version import __version__
from anami.engine import deidentify, survey
from anami.errors import (
    AnamiError,
    EmptyArchiveError,
    EncryptedEntryError,
    NestedArchiveError,
    NotDicomError,
    RefusedError,
)
from anami.identity import KEY_BYTES, Key
from anami.model import KnownValue, Source, Status
from anami.outcome import Outcome, SurveyRecord
from anami.protocol import Protocol, checked_options
from anami.runtime.cpython import Input, Sink, find_inputs, opened, sink_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["main"]

DONE: Final = 0
FAILED: Final = 1
BAD_USAGE: Final = 2
SOME_REFUSED: Final = 3
BATCH: Final = 64
SKIPPED_CODES: Final = frozenset(
    error.code
    for error in (EmptyArchiveError, EncryptedEntryError, NestedArchiveError, NotDicomError)
)
REQUIRED: Final = "the following arguments are required"
PIECE: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """What a process needs to de-identify one input."""

    item: Input
    protocol: Protocol
    key: Key
    known: tuple[KnownValue, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome without its source, and its decisions as rows: what crosses between processes."""

    outcome: Outcome
    rows: list[dict[str, Any]]


class _ArgumentParser(argparse.ArgumentParser):
    """A parser whose errors never repeat an argument: it may be the name of a file."""

    def error(self, message: str) -> NoReturn:
        """End with status 2, saying of argparse's own messages only what comes before values."""
        if not message.startswith(REQUIRED):
            message = message.partition(":")[0]
        super().error(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 failed, 2 bad usage, 3 some inputs were refused."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    try:
        protocol, key = _protocol(options), _key(options)
        inputs = find_inputs(options.inputs, options.output)
    except FileNotFoundError:
        parser.error("an input or the key file does not exist")
    except AnamiError as error:
        parser.error(error.code)
    except OSError:
        parser.error("an input or the key file cannot be read")
    sink, report_file = _outputs(parser, options)
    try:
        files, profiles = _run(inputs, protocol, key, sink, options.jobs)
        built = report.build_report(protocol, files, profiles)
        if report_file is not None:
            with report_file:
                report_file.write(json.dumps(built, indent=1) + "\n")
        sink.close()
    except (OSError, RefusedError):
        _give_up(sink, report_file)
        sys.stderr.write("anami: reading or writing failed half-way; no output is left\n")
        return FAILED
    except BaseException:
        _give_up(sink, report_file)
        raise
    _print(built, inputs, show_paths=options.show_paths)
    return SOME_REFUSED if built["totals"][Status.REFUSED.value] else DONE


def _outputs(
    parser: argparse.ArgumentParser, options: argparse.Namespace
) -> tuple[Sink, TextIO | None]:
    """Open the output and the report, both new, before the work that would be lost without them."""
    if options.report and options.report.resolve() == options.output.resolve():
        parser.error("the output and the report have the same name")
    try:
        sink = sink_for(options.output)
    except FileExistsError:
        parser.error("the output, or an unfinished one, exists already; nothing is overwritten")
    except OSError:
        parser.error("the output cannot be written")
    try:
        return sink, options.report.open("x", encoding="utf-8") if options.report else None
    except FileExistsError:
        sink.discard()
        parser.error("the report exists already; nothing is overwritten")
    except OSError:
        sink.discard()
        parser.error("the report cannot be written")


def _give_up(sink: Sink, report_file: TextIO | None) -> None:
    """Leave neither output nor report behind."""
    if report_file is not None:
        with suppress(OSError):
            report_file.close()
        with suppress(OSError):
            Path(report_file.name).unlink()
    sink.discard()


def _parser() -> argparse.ArgumentParser:
    parser = _ArgumentParser(
        prog="anami", description="De-identify DICOM by the PS3.15 Basic Profile."
    )
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="file, folder or ZIP archive"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="OUT.zip or a folder"
    )
    parser.add_argument("--protocol", type=Path, metavar="P.json", help="protocol document")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME", help="PS3.15 E.3 option"
    )
    keys = parser.add_mutually_exclusive_group()
    keys.add_argument(
        "--key-file", type=Path, metavar="F", help="32 bytes, or 64 hexadecimal digits"
    )
    keys.add_argument(
        "--passphrase-env", metavar="VAR", help="environment variable with a passphrase"
    )
    parser.add_argument(
        "--project", default="", metavar="NAME", help="project name, with --passphrase-env"
    )
    parser.add_argument("--report", type=Path, metavar="R.json", help="write a new report")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes")
    parser.add_argument(
        "--show-paths", action="store_true", help="name the refused and skipped files"
    )
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _protocol(options: argparse.Namespace) -> Protocol:
    protocol = Protocol.load(options.protocol) if options.protocol else Protocol.preset("basic")
    return replace(protocol, options=protocol.options | checked_options(options.option))


def _key(options: argparse.Namespace) -> Key:
    if options.key_file:
        content = options.key_file.read_bytes()
        if len(content) == KEY_BYTES:
            return Key.from_bytes(content)
        try:
            return Key.from_bytes(bytes.fromhex(content.decode("ascii").strip()))
        except ValueError:
            return Key.from_bytes(b"")
    if options.passphrase_env:
        return Key.from_passphrase(
            os.environ.get(options.passphrase_env, ""), project=options.project
        )
    return Key.random()


def _run(
    inputs: list[Input], protocol: Protocol, key: Key, sink: Sink, jobs: int
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Survey, plan, de-identify and write; return the report's rows and profiles."""
    profiles: dict[str, list[dict[str, Any]]] = {}
    with _mapper(jobs) as mapped:
        records = list(mapped(_survey, inputs))
        groups = batch.duplicate_candidates(records)
        digests = {index: _digest(inputs[index]) for group in groups for index in group}
        planned = batch.plan(records, digests, protocol, key)
        rows = _left_out_rows(records, planned)
        tasks = (
            Task(
                inputs[entry.index], protocol, key, planned.known[records[entry.index].patient_key]
            )
            for entry in planned.entries
        )
        for entry, result in zip(planned.entries, mapped(_deidentify, tasks), strict=True):
            outcome = _written(sink, entry.name, inputs[entry.index], result.outcome)
            more = planned.warnings.get(entry.index, ())
            outcome = replace(outcome, warnings=tuple(sorted({*outcome.warnings, *more})))
            profile = report.profile_id(result.rows)
            if outcome.status is Status.DEIDENTIFIED:
                profiles[profile] = result.rows
            rows[entry.index] = report.file_row(
                entry.index,
                entry.name,
                outcome,
                profile if outcome.status is Status.DEIDENTIFIED else "",
            )
    return [rows[index] for index in range(len(inputs))], profiles


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


def _survey(item: Input) -> SurveyRecord:
    if item.code:
        return SurveyRecord("skipped" if item.code in SKIPPED_CODES else "refused", item.code)
    try:
        with opened(item) as source:
            return survey(source)
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
            outcome = deidentify(source, task.protocol, task.key, known=task.known)
    except RefusedError as error:
        outcome = Outcome(Status.REFUSED, error.code)
    rows = report.decision_rows(outcome.decisions)
    return Result(replace(outcome, source=None, decisions=()), rows)


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


def _print(built: dict[str, Any], inputs: Sequence[Input], *, show_paths: bool) -> None:
    for file, item in zip(built["files"], inputs, strict=True):
        if file["status"] != Status.DEIDENTIFIED.value:
            place = f" at {file['where']}" if file["where"] else ""
            name = f" {_shown(item.path)}" if show_paths else ""
            sys.stdout.write(
                f"input {file['input']}: {file['status']}, {file['code']}{place}{name}\n"
            )
    totals = built["totals"]
    sys.stdout.write(
        f"{totals['inputs']} inputs = {totals['de-identified']} de-identified"
        f" + {totals['refused']} refused + {totals['skipped']} skipped\n"
    )


def _shown(path: Path) -> str:
    """Return a path as text that any terminal takes: a name may be no text at all."""
    encoding = sys.stdout.encoding or "ascii"
    return str(path).encode(encoding, "backslashreplace").decode(encoding)
