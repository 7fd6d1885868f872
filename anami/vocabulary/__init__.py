"""The words that descriptors may keep, by kind (PS3.15 2026d E.3.5).

What belongs here: reading the generated list, once and only when somebody asks. Which words stand
in it is decided by ``tools/generate_vocabulary.py`` and the lists beside it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pkgutil import get_data
from typing import Final

__all__ = ["KINDS", "UNSPACED", "exact_key", "key", "plain_key", "word_set", "words"]

KINDS: Final = (
    "plain",
    "also_names",
    "excluded",
    "combining",
    "links",
    "eponyms",
    "things",
    "titles",
    "weak_titles",
    "roles",
    "labels",
    "places",
    "streets",
    "street_prefixes",
    "body_names",
    "sides",
    "collocations",
    "east_letters",
    "foreign_units",
)
"""Kinds of words; a word may be of several. The lists in ``tools/vocabulary`` say what each is."""


UNSPACED: Final = (
    "\u0e00-\u0e7f\u1100-\u11ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Korean, Japanese and Chinese letters, for a character class: words there need no blanks."""
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_NO_MARKS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe"}
)
"""Letters that no decomposition takes apart, as they are typed where the keyboard has them not."""


def key(word: str) -> str:
    """Return the form in which words are compared: no case, no accents, no compatibility forms.

    Letters of scripts without blanks keep their marks: "か" and "が" are different letters.
    """
    if word.isascii():
        return word.lower()
    if _UNSPACED.search(word):
        return unicodedata.normalize("NFKC", word).casefold()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def exact_key(word: str) -> str:
    """Return a word without case but with its accents; Turkish capitals have a dot of their own."""
    return unicodedata.normalize("NFC", word.casefold()).replace("i\u0307", "i")


def plain_key(word: str) -> str:
    """Return a word as it is typed without any letter beyond ASCII."""
    return key(word).translate(_NO_MARKS)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


@lru_cache(maxsize=1)
def words() -> dict[str, frozenset[str]]:
    """Return kind → keys of its words."""
    text = (get_data("anami.vocabulary", "words.txt") or b"").decode()
    found: dict[str, frozenset[str]] = {}
    for section in text.split("\n= ")[1:]:
        kind, _, body = section.partition("\n")
        found[kind] = word_set(body)
    return found
