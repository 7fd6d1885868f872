"""Print what the engine does to the corpus: `python -m tests.conformance.figures`.

The same checks as the tests beside it, as figures to quote: outcomes, pixels, table, validator.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from anami import Key, Protocol, deidentify
from anami.standard import EDITION, confidentiality, corrections, table_digest
from tests.conformance.corpus import Pair, done, pairs
from tests.conformance.test_dciodvfy import BLIND, PROGRAM, errors, unexpected

PIXELS = 0x7FE00010


def _pixels_equal(pair: Pair) -> bool | None:
    before, after = pair.before(), pair.after()
    if PIXELS not in before:
        return None
    old, new = before[PIXELS].value, after[PIXELS].value
    return bool(new == old + b"\0" * (len(old) % 2))  # an odd length gets its pad byte (PS3.5 7.1)


def _left_by_table(pair: Pair) -> int:
    """Count attributes that Table E.1-1 removes and that are still there, corrections apart."""
    corrected = {row.tag for row in corrections.CORRECTIONS}
    left = 0
    for element in pair.after().iterall():
        row = confidentiality.row_for(int(element.tag))
        removes = row is not None and row.basic == "X" and int(element.tag) not in corrected
        left += removes or element.tag.is_private
    return left


def _new_errors() -> tuple[int, int]:
    """Return how many files the validator could compare, and how many gained an error."""
    compared = gained = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, pair in enumerate(done()):
            target = Path(folder, f"{number}.dcm")
            target.write_bytes(pair.made.data)
            before = errors(pair.path)
            if any(word in error for error in before for word in BLIND):
                continue
            compared += 1
            gained += bool(unexpected(before, errors(target)))
    return compared, gained


def _milliseconds() -> float:
    """Return the median time of one instance, each taken once after a warm-up."""
    protocol, key = Protocol.preset("basic"), Key.from_bytes(bytes(32))
    times = []
    for pair in done():
        start = time.perf_counter()
        deidentify(pair.path, protocol, key)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def main() -> None:
    """Print the figures."""
    say = sys.stdout.write
    outcomes = Counter(f"{pair.made.status} {pair.made.code}".strip() for pair in pairs())
    say(
        f"PS3.15 {EDITION}, Table E.1-1 sha256 {table_digest()}, {len(confidentiality.ROWS)} rows\n"
    )
    say(f"inputs                                     {len(pairs()):6}\n")
    for outcome, count in sorted(outcomes.items()):
        say(f"  {outcome:40} {count:6}\n")
    equal = [same for pair in done() if (same := _pixels_equal(pair)) is not None]
    say(f"with pixel data / of these bit-identical   {len(equal):6} / {sum(equal)}\n")
    say(f"X-row and private attributes left          {sum(map(_left_by_table, done())):6}\n")
    if PROGRAM is None:
        say("dciodvfy is absent: install dicom3tools\n")
    else:
        compared, gained = _new_errors()
        say(f"compared by dciodvfy / with a new error    {compared:6} / {gained}\n")
    say(f"median time of one instance, ms            {_milliseconds():6.1f}\n")


if __name__ == "__main__":
    main()
