from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from anami.concerns.descriptors import LONGEST, clean_text
from anami.vocabulary import key
from tests.evaluation import descriptors as evaluation
from tests.evaluation import development, held_out

NOBODY: frozenset[str] = frozenset()
VRS = st.sampled_from(["LO", "SH", "ST", "LT", "UT", "UC", "CS"])
PIECES = st.one_of(
    st.sampled_from(development.PHRASES),
    st.sampled_from(development.FAMILY),
    st.sampled_from(development.WORD_NAMES),
    st.sampled_from(development.TITLES + development.ROLES),
    st.text(max_size=8),
    st.integers(0, 10**9).map(str),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", "_", "^", ", ", "-", "/", ""]))).map(
    lambda parts: "".join(piece + mark for piece, mark in parts)
)
WORD = re.compile(r"[^\W_]+")


@given(TEXTS, VRS)
def test_cleaning_twice_is_cleaning_once(text: str, vr: str) -> None:
    once = clean_text(text, NOBODY, vr)
    assert clean_text(once, NOBODY, vr) == once


@given(TEXTS, VRS)
def test_cleaning_adds_nothing_and_fits_the_vr(text: str, vr: str) -> None:
    cleaned = clean_text(text, NOBODY, vr)
    assert set(WORD.findall(cleaned)) <= set(WORD.findall(re.sub(r"[\x00-\x1f]", " ", text))) or (
        all(word in text for word in WORD.findall(cleaned))
    )
    assert len(cleaned) <= LONGEST.get(vr, len(cleaned))
    assert cleaned.isprintable()
    assert cleaned == cleaned.strip()


@given(st.lists(st.sampled_from(development.PHRASES), min_size=1), st.data())
def test_a_known_word_never_survives(phrases: list[str], data: st.DataObject) -> None:
    text = " ".join(phrases)
    words = {w.casefold() for w in WORD.findall(text) if w.isalpha() and len(w) > 1}
    word = data.draw(st.sampled_from(sorted(words | {"nobody"})))
    left = {key(w) for w in WORD.findall(clean_text(text, frozenset((word,)), "UT"))}
    assert key(word) not in left


@given(st.integers(0, 10**6))
def test_the_generated_descriptions_are_cleaned_as_well_as_published(seed: int) -> None:
    writer = evaluation.Writer(seed, held_out)
    score = evaluation.Score()
    for _ in range(50):
        sample = writer.sample()
        evaluation.judge(sample, clean_text(sample.text, sample.known, "UT"), score)
    assert score.recall >= 0.97
    assert score.precision >= 0.9
