"""The coverage-guided run: Atheris (libFuzzer) chooses the choices. Started by `__main__` alone.

It stands in an environment of its own, for Atheris exists for few systems. libFuzzer ends the
process itself, so counts are written as it goes.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["anami"]):
    import anami  # noqa: F401 - instrumented before anything else imports it
    from tests.fuzz.targets import MOST_CHOICES, TARGETS

from tests.fuzz.tally import Tally

SAVED_EVERY = 500


def main() -> None:
    """Run until the time is over; does not return."""
    name, seconds, seed, folder = sys.argv[1:5]
    place = Path(folder)
    target, tally, started = TARGETS[name], Tally(), time.monotonic()
    for sub in ("corpus", "found"):
        (place / name / sub).mkdir(parents=True, exist_ok=True)

    def one(choices: bytes) -> None:
        data, verdict = target.tried(choices)
        tally.note(data, verdict, place / name / "found")
        if tally.inputs % SAVED_EVERY == 0:
            tally.seconds = time.monotonic() - started
            tally.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            tally.save(place / f"{name}.{seed}.json")

    flags = [
        *(f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={MOST_CHOICES}"),
        *("-len_control=0", "-rss_limit_mb=4096", "-timeout=120", "-print_final_stats=1"),
    ]
    atheris.Setup([sys.argv[0], *flags, str(place / name / "corpus")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
