"""What the engine remembers may save time and nothing else: warm and cold give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anami import Protocol, deidentify, survey
from anami.engine import forget
from anami.memo import Memo
from anami.model import KnownValue, Range
from tests import builders as b
from tests import strategies as s
from tests.places import SHARED
from tests.runs import KEY, OTHER_KEY

if TYPE_CHECKING:
    from pathlib import Path

    from anami.identity import Key

OPTIONS = (
    (),
    ("clean_desc", "rtn_dev_id", "rtn_long_modif_dates", "rtn_pat_chars", "rtn_safe_priv"),
    ("clean_desc", "clean_struct_cont", "rtn_inst_id", "rtn_long_full_dates", "rtn_uids"),
    ("clean_graph", "clean_struct_cont", "rtn_long_modif_dates", "rtn_safe_priv"),
)
PROTOCOLS = tuple(
    Protocol.load({"schema": "anami-protocol/1", "profile": "basic", "options": list(options)})
    for options in OPTIONS
)
NAME = KnownValue("name", f"{s.FAMILY}^{s.GIVEN}")


def told(
    source: bytes | Path, protocol: Protocol, key: Key, known: tuple[KnownValue, ...]
) -> tuple[object, ...]:
    """Give all that an outcome says and holds, and the survey record."""
    record = survey(source)
    outcome = deidentify(source, protocol, key, known=known)
    parts = tuple(
        part if isinstance(part, bytes) else (part.start, part.stop) for part in outcome.parts
    )
    return (
        record,
        outcome.status,
        outcome.code,
        outcome.where,
        tuple(outcome.decisions),
        outcome.warnings,
        parts,
    )


def cold(
    source: bytes | Path, protocol: Protocol, key: Key, known: tuple[KnownValue, ...]
) -> tuple[object, ...]:
    """Give the same with nothing remembered."""
    forget()
    return told(source, protocol, key, known)


@given(
    st.lists(s.instances(), min_size=2, max_size=4),
    st.sampled_from(PROTOCOLS),
    st.sampled_from(((), (NAME,))),
    st.permutations(range(6)),
)
@settings(max_examples=max(60, settings().max_examples))
def test_a_result_does_not_depend_on_what_came_before(
    cases: list[s.Case], protocol: Protocol, known: tuple[KnownValue, ...], order: list[int]
) -> None:
    # Each comes again, so that what is remembered of it is used.
    batch = [case.data for case in (*cases, *cases)]
    alone = [cold(data, protocol, KEY, known) for data in batch]
    forget()
    turns = [at for at in order if at < len(batch)] + list(range(len(batch)))
    for at in turns:
        assert told(batch[at], protocol, KEY, known) == alone[at]


@given(s.instances(), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6))
@settings(max_examples=max(100, settings().max_examples))
def test_a_file_that_differs_in_few_bytes_is_not_taken_for_the_one_before(
    case: s.Case, flips: list[tuple[float, int]]
) -> None:
    changed = bytearray(case.data)
    for where, value in flips:
        changed[min(int(where * len(changed)), len(changed) - 1)] = value
    alone = [cold(data, PROTOCOLS[0], KEY, ()) for data in (case.data, bytes(changed))]
    forget()
    for _ in range(2):
        assert told(case.data, PROTOCOLS[0], KEY, ()) == alone[0]
        assert told(bytes(changed), PROTOCOLS[0], KEY, ()) == alone[1]


@given(s.mangled(), s.instances())
@settings(max_examples=max(100, settings().max_examples))
def test_a_mangled_file_is_read_the_same_after_a_sound_one(data: bytes, case: s.Case) -> None:
    alone = cold(data, PROTOCOLS[1], KEY, (NAME,))
    told(case.data, PROTOCOLS[1], KEY, (NAME,))
    assert told(data, PROTOCOLS[1], KEY, (NAME,)) == alone


@given(s.instances())
def test_another_key_another_option_and_another_patient_share_nothing(case: s.Case) -> None:
    questions = [
        (protocol, key, known)
        for protocol in PROTOCOLS
        for key in (KEY, OTHER_KEY)
        for known in ((), (NAME,))
    ]
    alone = [cold(case.data, *question) for question in questions]
    forget()
    assert [told(case.data, *question) for question in questions] == alone


def test_a_leak_is_found_in_what_was_clean_for_the_files_before() -> None:
    """A value that is new in a later file may stand in an element that was searched before."""
    kept = b.el("ExposureInuAs", "20240105")
    plain = b.part10(b.put(b.ct(), kept))
    telling = b.part10(b.put(b.ct(), kept, b.el("AcquisitionDate", "20240105")))
    forget()
    assert deidentify(plain, PROTOCOLS[0], KEY).code == ""
    assert deidentify(telling, PROTOCOLS[0], KEY).code == "leak-found"
    assert deidentify(plain, PROTOCOLS[0], KEY).code == ""


def test_a_value_is_searched_for_again_after_a_file_that_was_withheld() -> None:
    """What a leak or a failing source broke off is not taken for done."""
    dated = b.el("AcquisitionDate", "20240105")
    sound = b.part10(b.put(b.ct(), dated))
    withheld = b.part10(
        b.put(b.ct(), b.el("AcquisitionDate", "20250106"), b.el("Exposure", "20250106"))
    )
    leaking = b.part10(b.put(b.ct(), dated, b.el("ExposureInuAs", "20240105")))
    forget()
    codes = [deidentify(data, PROTOCOLS[0], KEY).code for data in (sound, withheld, leaking)]
    assert codes == ["", "leak-found", "leak-found"]


def test_the_corpus_gives_the_same_warm_and_cold() -> None:
    folder = SHARED / "corpus" / "files"
    if not folder.is_dir():
        pytest.skip("corpus/files is absent: set ANAMI_SHARED to the folder that holds it")
    files = sorted(path for path in folder.rglob("*") if path.is_file())[::3]
    alone = [cold(path, PROTOCOLS[1], KEY, ()) for path in files]
    forget()
    for _ in range(2):
        assert [told(path, PROTOCOLS[1], KEY, ()) for path in files] == alone


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=60), st.integers(1, 12))
def test_a_memo_answers_with_what_it_was_told_last_and_stays_within_its_bound(
    puts: list[tuple[int, int]], room: int
) -> None:
    memo: Memo[int, tuple[int, int]] = Memo(room, lambda answer: answer[1])
    latest: dict[int, tuple[int, int]] = {}
    for number, (asked, weight) in enumerate(puts):
        memo.put(asked, (number, weight))
        latest[asked] = (number, weight)
        for other in range(10):
            assert memo.get(other) in (None, latest.get(other))
        assert memo.get(asked) == latest[asked]


def test_where_pixels_stand_is_never_remembered() -> None:
    """It is a matter of the file, not of the bytes."""
    short = b.part10(b.ct())
    long = b.part10(b.put(b.ct(), b.el("ImageComments", "x" * 600)))
    forget()
    found = set()
    for data in (short, long, short):
        (pixels,) = (p for p in deidentify(data, PROTOCOLS[0], KEY).parts if isinstance(p, Range))
        found.add(data[pixels.start : pixels.stop])
    assert len(found) == 1
