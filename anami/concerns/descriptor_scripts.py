"""Words of scripts other than Latin: which they are, and where they end when no blank says so.

What belongs here: taking runs of Chinese, Japanese, Korean and Thai letters apart by the
vocabulary, and looking up words of other alphabets. What their neighbours make of them is
`descriptor_neighbours`' matter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anami.vocabulary import UNSPACED, exact_key, key, words

__all__ = ["MARKS", "UNSPACED_RUN", "Part", "foreign_word", "is_foreign", "parts_of_run"]

MARKS: Final = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u0900-\u0903\u093a-\u093c\u093e-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""Signs of Hebrew, Arabic, Hindi, Bengali and Thai within a word, for a character class."""
UNSPACED_RUN: Final = re.compile(f"[{UNSPACED}]+")
_SCRIPTS: Final = (
    "\u0370-\u03ff\u1f00-\u1fff",  # Greek
    "\u0400-\u04ff",  # Cyrillic
    "\u05d0-\u05ea\u0591-\u05c7",  # Hebrew
    "\u0620-\u065f\u0670-\u06d3",  # Arabic
    "\u0900-\u0963\u0971-\u097f",  # Devanagari
    "\u0980-\u09e3",  # Bengali
)
_ONE_SCRIPT: Final = re.compile("|".join(f"[{letters}]+" for letters in _SCRIPTS))
_MEASURE: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)([^\W\d_]+)")
_LATIN: Final = re.compile(
    r"[^\x00-\x7f\u0300-\u036f\u2019äöüßàâæçèéêëîïôœùûÿáíñóúãõìòåµμ²³]", re.IGNORECASE
)
"""Letters beyond those of the languages whose words may be compared without their accents."""
_ARTICLES: Final = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ب")
"""Arabic writes the article, "and", "with" and "for" together with the word."""
_SHORTEST_ARABIC: Final = 2
_LONGEST: Final = 12
_SIDES: Final = frozenset("左右両双雙兩两")
_HANGUL_OR_THAI: Final = re.compile(
    "[\u0e00-\u0e7f\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]"
)

Part = tuple[str, bool]
"""A stretch of a run, and whether the vocabulary covers it."""


def is_foreign(piece: str) -> bool:
    """Tell whether a piece holds a letter with which it mustn't be compared without its accents.

    A name may look like a word of another language once its accents are gone.
    """
    return _LATIN.search(piece) is not None


@lru_cache(maxsize=16384)
def foreign_word(piece: str) -> str:
    """Return the key of a foreign piece under which the vocabulary may know it, "" if none.

    Letters of two alphabets in one word are a disguise, or a mistake: no vocabulary.
    """
    plain = words()["plain"] | words()["links"]
    measure = _MEASURE.fullmatch(piece)
    if measure:
        return key(measure[2]) if key(measure[2]) in words()["foreign_units"] else ""
    if not _ONE_SCRIPT.fullmatch(piece):
        found = exact_key(piece)
        return found if found in plain else ""
    found = key(piece)
    if found in plain:
        return found
    bare = next((found[len(one) :] for one in _ARTICLES if found.startswith(one)), "")
    return bare if len(bare) > _SHORTEST_ARABIC and bare in plain else ""


def parts_of_run(run: str, known: frozenset[str]) -> list[Part]:
    """Take a run of letters without blanks apart: the vocabulary's words, and what is none.

    Where the vocabulary covers all of it, the run stays one part. Else words of two letters and
    more are parts of their own, but for those that may be half of a name: single letters, and
    Korean and Thai, whose names are made of the same syllables.

    Args:
        run: letters of Chinese, Japanese, Korean or Thai.
        known: keys of the patient's words; what they cover is no vocabulary.

    """
    pieces = _segmented(run, known)
    covered = [piece for piece, is_word in pieces if is_word]
    if len(covered) == len(pieces) and _may_stand(covered):
        return [(run, True)]
    parts: list[Part] = []
    for piece, is_word in pieces:
        stays = is_word and len(piece) > 1 and not _is_doubtful(piece)
        if not stays and parts and not parts[-1][1]:
            parts[-1] = (parts[-1][0] + piece, False)
        else:
            parts.append((piece, stays))
    return parts


def _may_stand(covered: list[str]) -> bool:
    """Tell whether words make up a run: not several single letters, but for a side and its part."""
    return (
        len(covered) == 1
        or any(len(piece) > 1 and key(piece) in words()["plain"] for piece in covered)
        or (len(covered) <= 3 and covered[0] in _SIDES)  # noqa: PLR2004 - 左膝, 右肩部
    )


def _is_doubtful(piece: str) -> bool:
    found = key(piece)
    return (
        found in words()["also_names"]
        or found not in words()["plain"]
        or _HANGUL_OR_THAI.search(piece) is not None
    )


def _segmented(run: str, known: frozenset[str]) -> list[Part]:
    """Cover as much of a run as the vocabulary can, with as few words as it can."""
    text = run if unicodedata.is_normalized("NFKC", run) else ""
    plain, letters = words()["plain"], words()["east_letters"]
    # From the end on: what is left uncovered, in how many words, and the first one of them.
    best: list[tuple[int, int, int, bool]] = [(0, 0, 0, True)] * (len(run) + 1)
    for at in range(len(run) - 1, -1, -1):
        rest = best[at + 1]
        choices = [(rest[0] + 1, rest[1] + 1, 1, False)]
        for size in range(1, min(_LONGEST, len(run) - at) + 1):
            word = text[at : at + size] if text else key(run[at : at + size])
            rest = best[at + size]
            if word in known:
                choices = [(rest[0] + size, rest[1] + 1, size, False)]
            elif (size > 1 and word in plain) or word in letters:
                choices.append((rest[0], rest[1] + 1, size, True))
        best[at] = min(choices)
    pieces: list[Part] = []
    at = 0
    while at < len(run):
        size, is_word = best[at][2:]
        pieces.append((run[at : at + size], is_word))
        at += size
    return pieces
