"""Where the engine's time goes, stage by stage: why it isn't faster than it is.

    .venv/bin/python -m tools.measure_stages FOLDER…

Each folder's DICOM files are surveyed and de-identified by the Basic Profile and written to a file,
under CPython, in five rounds that begin with nothing remembered. One line of JSON for each folder:
microseconds a file and share of the whole, by stage, the median of the rounds. A stage's time is
its own, without that of stages it asks.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

from anami import Key, Protocol, engine, surveying
from anami.lane import Lane
from anami.model import Status
from anami.outcome import Outcome
from anami.rewrite import Rewriter
from anami.writer import Encoder
from tools.bench.workloads import is_dicom

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 5
MICRO: Final = 1e6
STAGES: Final[tuple[tuple[str, Any, str], ...]] = (
    ("survey: what is known of the patient", surveying, "record_of"),
    ("read and split the header", engine, "read_instance"),
    ("find the lane: subject, secrets, policy", engine, "_lane"),
    ("decide and replace", Rewriter, "rewrite"),
    ("encode", Encoder, "encode"),
    ("join what is encoded", engine, "joined"),
    ("leak check", Lane, "require_clean"),
    ("write the file", Outcome, "write"),
)


class Stopwatch:
    """Adds up the time of functions, each its own: what it asks of others counts there."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._asked: list[float] = []

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with its time taken."""

        @functools.wraps(function)
        def timed(*given: object, **named: object) -> object:
            self._asked.append(0.0)
            begun = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                took = time.perf_counter() - begun
                self.seconds[name] += took - self._asked.pop()
                if self._asked:
                    self._asked[-1] += took

        return timed


def one_round(files: list[Path], target: Path, watch: Stopwatch) -> None:
    """Take all files through the engine with nothing remembered."""
    engine.forget()
    protocol, key = Protocol.preset("basic"), Key.random()

    def whole(path: Path) -> None:
        engine.survey(path)
        outcome = engine.deidentify(path, protocol, key)
        if outcome.status is Status.DEIDENTIFIED:
            with target.open("wb") as file:
                outcome.write(file)

    work = watch.around("everything else", whole)
    for path in files:
        work(path)


def measure(files: list[Path]) -> dict[str, dict[str, float]]:
    """Return microseconds a file and share, by stage."""
    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            watch = Stopwatch()
            with contextlib.ExitStack() as stack:
                for title, holder, name in STAGES:
                    around = watch.around(title, getattr(holder, name))
                    stack.enter_context(mock.patch.object(holder, name, around))
                one_round(files, Path(folder, "result.dcm"), watch)
            rounds.append(watch.seconds)
    middle = {title: statistics.median(seconds[title] for seconds in rounds) for title in rounds[0]}
    total = sum(middle.values())
    return {
        title: {
            "µs a file": round(seconds * MICRO / len(files), 1),
            "share": round(seconds / total, 3),
        }
        for title, seconds in sorted(middle.items(), key=lambda row: -row[1])
    }


def main() -> int:
    """Measure what the command line names; 1 if a folder holds no DICOM file."""
    parser = argparse.ArgumentParser(prog="tools.measure_stages", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    for folder in parser.parse_args().folders:
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and is_dicom(path)]
        if not files:
            print(f"no DICOM file: {folder.name}", file=sys.stderr)
            return 1
        print(
            json.dumps(
                {"folder": folder.name, "files": len(files), **measure(files)}, ensure_ascii=False
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
