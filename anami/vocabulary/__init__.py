"""The words that descriptors may keep, by kind (PS3.15 2026d E.3.5).

What belongs here: reading the generated list, once and only when somebody asks. Which words stand
in it is decided by ``tools/generate_vocabulary.py`` and the lists beside it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pkgutil import get_data
from typing import Final

__all__ = ["KINDS", "key", "word_set", "words"]

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
)
"""Kinds of words; a word may be of several. The lists in ``tools/vocabulary`` say what each is."""


def key(word: str) -> str:
    """Return the form in which words are compared: no case, no accents, no compatibility forms."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


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
