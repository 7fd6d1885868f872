"""Print what each option does to the corpus: `python -m tests.conformance.option_figures`.

The same runs as the tests beside it use: outcomes, leaks withheld, and what the validator says.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from anami import Protocol
from anami.protocol import EXCLUSIVE, IMPLEMENTED_OPTIONS
from anami.standard import confidentiality
from tests.conformance.corpus import Pair, pairs
from tests.conformance.test_dciodvfy import BLIND, PROGRAM, errors, unexpected
from tests.runs import run

if TYPE_CHECKING:
    from tests import strict

DATES = tuple(sorted(EXCLUSIVE))
SINGLE = tuple(frozenset((name,)) for name in sorted(IMPLEMENTED_OPTIONS))
FULL = tuple(IMPLEMENTED_OPTIONS - {other} for other in DATES)
"""All options at once, with either of the two that exclude one another."""
MARKERS = frozenset((0x00120064, 0x00280303))
"""What differs with every option; both are of Type 1C or 3 and written the same way."""

LARGE = 150_000
"""Bytes from which on it is quicker to ask the validator than to compare element by element."""
UID = re.compile(r"(?<=UID )[\d.]+")


def title(options: frozenset[str]) -> str:
    """Name a choice of options."""
    if len(options) == 1:
        return next(iter(options))
    if len(options) >= len(IMPLEMENTED_OPTIONS) - 1:
        left = ", ".join(sorted(IMPLEMENTED_OPTIONS - options))
        return f"all but {left}"
    return " ".join(sorted(options)) or "none"


@functools.cache
def with_options(options: frozenset[str]) -> tuple[Pair, ...]:
    """De-identify the corpus with some options; skip the test when the corpus is absent."""
    chosen = Protocol(options=options)
    return tuple(
        Pair(pair.name, pair.path, run(pair.made.source, protocol=chosen)) for pair in pairs()
    )


def _judged(nodes: tuple[strict.Node, ...]) -> str:
    """Give a digest of all that the validator may judge differently from the plain result."""
    digest = hashlib.sha256()
    for node in nodes:
        if node.tag not in MARKERS:
            digest.update(f"{node.tag:08X}{node.vr}{len(node.value)} ".encode() + node.value)
    return digest.hexdigest()


def _errors(path: Path) -> set[str]:
    """Return the validator's errors without the UIDs in them, which differ before and after."""
    return {UID.sub("<>", error) for error in errors(path)}


@functools.cache
def _errors_before(path: Path) -> frozenset[str]:
    return frozenset(_errors(path))


@functools.cache
def new_errors(options: frozenset[str]) -> list[tuple[str, str]]:
    """Return (file, error) for each error that neither the original nor the plain result has.

    A result that differs from the one without options in nothing but the markers is not looked at:
    the plain results have a test of their own.
    """
    plain = {pair.name: pair for pair in pairs()}
    chosen = [
        pair
        for pair in with_options(options)
        if pair.made.done
        and not (
            len(pair.made.data) < LARGE
            and plain[pair.name].made.done
            and _judged(plain[pair.name].made.read.root) == _judged(pair.made.read.root)
        )
    ]
    with tempfile.TemporaryDirectory() as folder:

        def check(numbered: tuple[int, Pair]) -> list[tuple[str, str]]:
            number, pair = numbered
            before = set(_errors_before(pair.path))
            if any(word in error for error in before for word in BLIND):
                return []
            target = Path(folder, f"{number}.dcm")
            target.write_bytes(pair.made.data)
            return [(pair.name, error) for error in unexpected(before, _errors(target))]

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return [found for part in threads.map(check, enumerate(chosen)) for found in part]


def touched(option: str) -> tuple[int, int]:
    """Return how many rows of Table E.1-1 an option retains, and how many it cleans."""
    codes = [getattr(row, option) for row in confidentiality.ROWS]
    return codes.count("K"), codes.count("C")


def main() -> None:
    """Print the figures."""
    say = sys.stdout.write
    say(f"{'option':32}{'K':>5}{'C':>5}{'out':>6}{'leaks':>7}{'refused':>9}{'new errors':>12}\n")
    for options in (frozenset[str](), *SINGLE, *FULL):
        made = with_options(options)
        counts = Counter(pair.made.code for pair in made)
        kept, cleaned = touched(title(options)) if len(options) == 1 else (0, 0)
        found = str(len(new_errors(options))) if PROGRAM is not None else "-"
        refused = len(made) - counts[""]
        say(
            f"{title(options):32}{kept or '':>5}{cleaned or '':>5}{counts['']:>6}"
            f"{counts['leak-found']:>7}{refused:>9}{found:>12}\n"
        )


if __name__ == "__main__":
    main()
