"""``python3 build.py fuzz --minutes N``: try hostile inputs and print what became of them.

Guided by coverage where Atheris can be installed (Linux, x86-64); without it, or with
``--inputs``, by a row of random numbers that a seed repeats.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Final

from tests.fuzz.tally import Tally
from tests.fuzz.targets import MOST_CHOICES, TARGETS
from tools.environment import ROOT, SetUpError, own_venv, say

if TYPE_CHECKING:
    from pathlib import Path

PLACE: Final = ROOT / ".fuzz"
LOCK: Final = ROOT / "requirements" / "fuzz.txt"


def main() -> int:
    """Do what the command line says; 0 if no fault was found."""
    parser = argparse.ArgumentParser(prog="build.py fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long to try")
    parser.add_argument("--inputs", type=int, help="how many to try, not guided")
    parser.add_argument("--seed", type=int, default=1, help="repeats the same run")
    parser.add_argument(
        "--jobs", type=int, default=1, help="so many at once, with the seeds from --seed on"
    )
    parser.add_argument("--random", action="store_true", help="not guided by coverage")
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    options = parser.parse_args()
    targets = options.target or sorted(TARGETS)
    python = None if options.inputs or options.random else _guide()
    seconds = options.minutes * 60 / len(targets)
    seeds = range(options.seed, options.seed + options.jobs)
    whole = Tally()
    with ProcessPoolExecutor(options.jobs) as jobs:
        for name in targets:
            one = partial(_guided, python) if python else partial(_unguided, options.inputs)
            tally = Tally()
            for each in jobs.map(one, repeat(name), repeat(seconds), seeds):
                tally.add(each)
            say(f"{name}\n{tally.table()}")
            whole.add(tally)
    if len(targets) > 1:
        say(f"all\n{whole.table()}")
    if whole.faults:
        say(f"inputs at fault are in {PLACE.name}/*/found")
    return 1 if whole.faults else 0


def _guide() -> Path | None:
    """Return a Python that has Atheris, or None where there is none for this machine."""
    try:
        return own_venv(PLACE / "venv", LOCK)
    except SetUpError:
        say("Atheris is not to be had here: the run is not guided by coverage")
        shutil.rmtree(PLACE / "venv", ignore_errors=True)
        return None


def _guided(python: Path, name: str, seconds: float, seed: int) -> Tally:
    """Run Atheris in a process of its own, and return what it counted."""
    counts = PLACE / f"{name}.{seed}.json"
    counts.unlink(missing_ok=True)
    words = ["-m", "tests.fuzz.guided", name, str(round(seconds)), str(seed), str(PLACE)]
    with counts.with_suffix(".log").open("wb") as log:
        ended = subprocess.run([python, *words], cwd=ROOT, stdout=log, stderr=log, check=False)
    tally = Tally.load(counts) if counts.exists() else Tally()
    if ended.returncode:
        tally.faults[
            f"the run itself ended with {ended.returncode}: {PLACE.name}/{name}.{seed}.log"
        ] += 1
    return tally


def _unguided(inputs: int | None, name: str, seconds: float, seed: int) -> Tally:
    """Try inputs that follow from the seed, and keep those at fault."""
    return at_random(name, seconds, inputs, seed, PLACE / name / "found")


def at_random(
    name: str, seconds: float, inputs: int | None, seed: int, found: Path | None = None
) -> Tally:
    """Try inputs that follow from the seed: so many, or as many as the time allows."""
    tally, started = Tally(), time.monotonic()
    target = TARGETS[name]
    while inputs is None or tally.inputs < inputs:
        # Each input has a number of its own, so that one can be made again without the others.
        numbers = random.Random(f"{seed} {tally.inputs}")  # noqa: S311 - not for secrets
        data, verdict = target.tried(numbers.randbytes(MOST_CHOICES))
        tally.note(data, verdict, found)
        tally.seconds = time.monotonic() - started
        if inputs is None and tally.seconds > seconds:
            break
    return tally


if __name__ == "__main__":
    sys.exit(main())
