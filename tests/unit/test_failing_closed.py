"""Whatever goes wrong, the outcome is one coded refusal, and nothing of the file is told."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from anami import deidentify, engine, survey
from anami.errors import UnreadableError, all_codes
from anami.outcome import Outcome
from tests import builders as b
from tests.runs import BASIC, KEY, assert_clean, run

if TYPE_CHECKING:
    from pathlib import Path

P = b.PERSONA


@pytest.mark.parametrize("step", [1, 2, 3, 5])
def test_a_file_cut_anywhere_never_leaks_and_always_says_why(step: int) -> None:
    form = {1: b.EXPLICIT, 2: b.IMPLICIT, 3: b.BIG, 5: b.DEFLATED}[step]
    data = b.part10(b.ct(), form)
    codes = set(all_codes()) - {"internal-error"}
    for length in range(0, len(data), step):
        made = run(data[:length])
        assert made.done or made.code in codes, length
        assert_clean(made, *P.tokens)


def test_a_file_cut_within_its_pixels_is_refused() -> None:
    data = b.part10(b.ct())
    for lost in (1, 2, 64, 127):
        assert run(data[:-lost]).code == "truncated"


def test_compressed_pixels_without_their_end_are_refused() -> None:
    pixel = b.encapsulated(b"\xff\xd8" + bytes(50) + b"\xff\xd9", end=False)
    assert run(b.part10(b.put(b.ct(), pixel), b.JPEG)).code in {"truncated", "malformed"}


def test_a_fault_of_our_own_withholds_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(_: object) -> None:
        raise ValueError(P.name)

    monkeypatch.setattr(engine, "read_instance", fault)
    made = run(b.part10(b.ct()))
    assert (made.status, made.code) == ("refused", "internal-error")
    assert_clean(made, *P.tokens)
    assert survey(b.part10(b.ct())).code == "internal-error"


def test_a_fault_in_the_leak_check_withholds_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError(P.name)

    monkeypatch.setattr("anami.leakcheck.search", fault)
    made = run(b.part10(b.ct()))
    assert made.code == "internal-error"
    assert not made.parts


@dataclass
class Flaky:
    """A source that fails or shrinks after some reads."""

    data: bytes
    good_reads: int
    shrink: bool = False

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.data)

    def read(self, start: int, stop: int) -> bytes:
        """Return bytes, until it does not."""
        self.good_reads -= 1
        if self.good_reads < 0:
            if self.shrink:
                return b""
            raise OSError(P.family)
        return self.data[start:stop]


@pytest.mark.parametrize("shrink", [False, True])
def test_a_source_that_fails_is_told_as_unreadable(*, shrink: bool) -> None:
    for good in (0, 1):
        data = b.part10(b.put(b.ct(), b.el("PatientComments", "x " * 100_000, "UT")))
        outcome = deidentify(Flaky(data, good, shrink), BASIC, KEY)
        assert (outcome.status, outcome.code) == ("refused", "unreadable")
        assert survey(Flaky(data, good, shrink)).status == "refused"


def test_a_source_that_shrinks_while_it_is_written_is_not_passed_off_as_whole() -> None:
    source = Flaky(b.part10(b.ct()), 1_000)
    outcome = deidentify(source, BASIC, KEY)
    assert outcome.status == "de-identified"
    source.good_reads, source.shrink = 0, True
    with pytest.raises((UnreadableError, OSError)):
        outcome.write(io.BytesIO())


def test_a_path_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    assert deidentify(tmp_path / P.family, BASIC, KEY).code == "unreadable"
    assert survey(tmp_path / P.family).status == "refused"


def test_a_refused_outcome_cannot_be_written() -> None:
    outcome = deidentify(b.part10(b.ct())[:-9], BASIC, KEY)
    sink = io.BytesIO()
    with pytest.raises(Exception, match=r"^[^A-Z]*$|refused|truncated|unreadable"):
        outcome.write(sink)
    assert not sink.getvalue()


def test_an_outcome_shows_no_value_when_printed() -> None:
    outcome = deidentify(b.part10(b.ct()), BASIC, KEY)
    assert isinstance(outcome, Outcome)
    for token in P.tokens:
        assert token not in repr(outcome.decisions)
        assert token not in str(outcome.status)


def test_pixels_stay_a_range_of_the_source() -> None:
    elements = b.put(b.ct(), b.Element(0x7FE00010, "OW", bytes(500_000)))
    made = run(b.part10(elements))
    assert sum(len(part) for part in made.parts if isinstance(part, bytes)) < 20_000


def test_reading_never_asks_for_the_pixels() -> None:
    """Only headers pass through Python: pixel data is neither loaded nor searched."""
    elements = b.put(b.ct(), b.Element(0x7FE00010, "OW", bytes(40_000_000)))
    data = b.part10(elements)
    asked = 0

    class Counting:
        size = len(data)

        def read(self, start: int, stop: int) -> bytes:
            nonlocal asked
            asked += stop - start
            return data[start:stop]

    assert deidentify(Counting(), BASIC, KEY).status == "de-identified"
    assert asked < 6_000_000
