"""What a fuzzer found at fault stays tried, and a short run with a fixed seed tries new inputs."""

from __future__ import annotations

from typing import Final

import pytest

from tests.fuzz import documents
from tests.fuzz.__main__ import at_random
from tests.fuzz.choices import Choices
from tests.fuzz.oracle import Verdict, judge
from tests.fuzz.tally import Tally
from tests.fuzz.targets import TARGETS
from tests.places import ROOT

CASES: Final = ROOT / "tests" / "fuzz" / "cases"
ENDS: Final = {
    "a-name-across-the-end-of-the-pixels": "refused: leak-found",
    "a-sequence-in-the-place-of-a-lookup-table": "de-identified",
    "a-uid-in-the-place-of-an-offset-table": "refused: malformed",
    "a-uid-in-the-place-of-pixels": "refused: malformed",
    "a-group-of-commands-in-a-file": "de-identified",
    "fragments-in-a-syntax-without-any": "refused: malformed",
    "fragments-of-floating-point-pixels": "refused: malformed",
    "a-uid-in-the-place-of-a-code": "de-identified",
    "a-name-as-a-member-of-a-protocol": "protocol: unknown-member",
}
"""Found case → how it ends now; docs/fuzzing.md says what was at fault."""
TRIED: Final = {"instances": 1200, "archives": 120, "documents": 250}
"""Inputs of each kind that every run of the tests tries."""


@pytest.mark.parametrize("name", ENDS)
def test_what_was_at_fault_once_ends_as_it_should(name: str) -> None:
    (case,) = CASES.glob(f"{name}.*")
    judged = judge if case.suffix == ".dcm" else documents.judge
    verdict = judged(case.read_bytes())
    assert (verdict.outcome, verdict.fault) == (ENDS[name], "")


def test_every_found_case_is_tried() -> None:
    assert {path.stem for path in CASES.iterdir()} == set(ENDS)


@pytest.mark.parametrize("name", TRIED)
def test_hostile_inputs_end_well(name: str) -> None:
    tally = at_random(name, 0.0, TRIED[name], seed=7, found=None)
    assert not tally.faults
    assert tally.inputs == TRIED[name]
    assert len(tally.outcomes) > 3


def test_the_same_choices_make_the_same_input() -> None:
    for target in TARGETS.values():
        for row in (b"", bytes(200), bytes(range(200))):
            assert target.make(Choices(row)) == target.make(Choices(row))


def test_counts_of_several_runs_add_up() -> None:
    one, two = Tally(), Tally()
    one.note(b"x", Verdict("fine"), None)
    two.note(b"y", Verdict("fine", "leak"), None)
    one.add(two)
    assert one.inputs == 2
    assert one.faults == {"leak": 1}
