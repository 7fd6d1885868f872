"""Text → pieces, each judged for itself: vocabulary, harmless form, or neither (PS3.15 E.3.5).

What belongs here: how a text falls into words, numbers and mixtures of both, and what each is.
What its neighbours make of it is `descriptor_neighbours`' matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import Final

from anami.concerns import descriptor_patterns as patterns
from anami.concerns.descriptor_scripts import (
    MARKS,
    UNSPACED_RUN,
    foreign_word,
    is_foreign,
    parts_of_run,
)
from anami.vocabulary import UNSPACED, key, words

__all__ = ["GONE", "Kind", "Piece", "kind_of_form", "read_pieces"]

GONE: Final = "\0"
"""Stands where something was removed by its form; no value holds it: controls go first."""

_PIECE: Final = re.compile(
    rf"{UNSPACED_RUN.pattern}"
    rf"|(?:(?![{UNSPACED}])[^\W_]|[\u0300-\u036f\ufffd{MARKS}]"
    r"|['’](?=[^\W\d_])|(?<=\d)[.,](?=\d))+|\0"  # noqa: RUF001
)
"""U+FFFD stands for a byte without meaning; it counts as a letter, so that what it is in goes."""
_CAMEL: Final = re.compile(r"[A-ZÄÖÜ]+(?![^\W\d_A-ZÄÖÜ])|[A-ZÄÖÜ]?[^\W\d_A-ZÄÖÜ]+")
_NUMBER: Final = re.compile(r"[0-9]{1,2}(?:[.,][0-9]{1,4})?|[0-9]{3}(?:[.,][0-9]{1,3})?")
_FOUR_DIGITS: Final = re.compile(r"[0-9]{4}")
_ELISION: Final = re.compile(r"(?:[cdjlmnst]|qu|un|all|dell|dall|nell|sull)['’]")  # noqa: RUF001
_POSSESSIVE: Final = re.compile(r"['’]s$")  # noqa: RUF001
_WORDS_WITHIN: Final = re.compile(r"[^\W\d_]+|\d{3,}")
_ROMANCE: Final = re.compile("[àâæçèéêëîïôœùûÿáíñóúãõìò]", re.IGNORECASE)
_SINGLE_LETTERS: Final = frozenset("abcdfhiklmnprstvwxyz")
_DISTINCT: Final = 7
_PLURAL: Final = 5
_SHORTEST_PART: Final = 3
_FIRST_PART: Final = 4
_SECOND_PART: Final = 5


class Kind(Enum):
    """What a piece is by itself."""

    PLAIN = auto()
    """Vocabulary, or harmless by its form."""
    NAME = auto()
    """Vocabulary that is also somebody's name."""
    LINK = auto()
    """A function word."""
    LETTER = auto()
    """A single letter: a side, a plane, an initial."""
    EPONYM = auto()
    """A name that a thing may be called by."""
    NUMBER = auto()
    """Up to three digits, or a decimal."""
    FOUR = auto()
    """Four digits: a year, a post code, or a time of repetition."""
    CUE = auto()
    """A title, role, label or word of a place that is no vocabulary: it goes, and is no name."""
    UNKNOWN = auto()
    """A word that is no vocabulary, or is the patient's: probably a name."""
    CODE = auto()
    """A mixture or number that could identify, or what went by its form."""


_KEPT: Final = frozenset((Kind.PLAIN, Kind.NAME, Kind.LINK, Kind.LETTER, Kind.EPONYM, Kind.NUMBER))


@dataclass(slots=True)
class Piece:
    """A word, number or mixture.

    Attributes:
        text: as it stands.
        key: the form in which it is compared.
        before: the marks and blanks between it and the piece before.
        after: those between it and the piece after.
        kind: what it is by itself.
        kept: whether it stays, as far as has been judged.

    """

    text: str
    key: str
    before: str
    kind: Kind
    kept: bool
    after: str = ""

    def drop(self) -> None:
        """Let the piece go."""
        self.kept = False


def read_pieces(text: str, known: frozenset[str]) -> tuple[list[Piece], str]:
    """Return the pieces of a text, each judged for itself, and the marks after the last.

    Args:
        text: without control characters but `GONE`.
        known: keys of the patient's words, which go whatever else they are.

    """
    pieces: list[Piece] = []
    end = 0
    compounds = {m.start(): m for m in patterns.COMPOUND.finditer(text)}
    while match := _PIECE.search(text, end):
        for start in range(end, match.start() + 1):
            compound = compounds.get(start)
            if compound is not None and known.isdisjoint(_parts(compound.group())):
                match = compound
                break
        found, before = match.group(), text[end : match.start()]
        if UNSPACED_RUN.match(found):
            for part, is_word in parts_of_run(found, known):
                kind = _kind_of_word(key(part)) if is_word else Kind.UNKNOWN
                kind = Kind.PLAIN if is_word and kind is not Kind.NAME else kind
                pieces.append(Piece(part, key(part), before, kind, is_word))
                before = ""
        else:
            kind = Kind.PLAIN if match.re is patterns.COMPOUND else _kind(found, known)
            pieces.append(Piece(found, key(found), before, kind, kind in _KEPT))
        end = match.end()
    for piece, follows in pairwise(pieces):
        piece.after = follows.before
    if pieces:
        pieces[-1].after = text[end:]
    return pieces, text[end:]


def _parts(compound: str) -> set[str]:
    return {compound.lower(), *_WORDS_WITHIN.findall(compound.lower())}


def _kind(piece: str, known: frozenset[str]) -> Kind:
    if piece == GONE:
        return Kind.CODE
    bare = _POSSESSIVE.sub("", _ELISION.sub("", key(piece))).strip("'’")  # noqa: RUF001
    if known and _is_known(bare, piece, known):
        return Kind.UNKNOWN if bare.isalpha() else Kind.CODE
    if is_foreign(piece):
        found = foreign_word(piece)
        return _kind_of_word(found) if found else Kind.UNKNOWN
    return kind_of_form(piece, bare)


def _is_known(bare: str, piece: str, known: frozenset[str]) -> bool:
    """Tell whether a piece is, or holds, a word of the patient's."""
    parts = {bare, key(piece), *map(key, _CAMEL.findall(piece)), *_WORDS_WITHIN.findall(bare)}
    if not known.isdisjoint(parts):
        return True
    return any(len(word) >= _DISTINCT and word in bare for word in known)


@lru_cache(maxsize=16384)
def kind_of_form(piece: str, bare: str) -> Kind:  # noqa: PLR0911 - one for each form
    """Return what a piece is by its form alone."""
    if _NUMBER.fullmatch(piece):
        return (
            Kind.NUMBER
            if len(piece) < _SHORTEST_PART or piece[0] != "0" or "." in piece
            else Kind.CODE
        )
    if _FOUR_DIGITS.fullmatch(piece):
        return Kind.FOUR
    if any(c.isdecimal() for c in key(piece)):
        harmless = patterns.is_harmless_mixture(key(piece), _passes_in_mixture)
        return Kind.PLAIN if harmless else Kind.CODE
    if len(bare) == 1:
        return Kind.LETTER if bare in _SINGLE_LETTERS else _kind_of_word(bare)
    kind = _kind_of_word(bare)
    if kind is Kind.NAME and _ROMANCE.search(piece):
        # "Crâne" is no name, "Crane" may be.
        return Kind.PLAIN
    if kind is Kind.UNKNOWN:
        parts = _CAMEL.findall(piece)
        kinds = [_kind_of_word(key(part)) if len(part) > 1 else Kind.LETTER for part in parts]
        # "LongTR": a name has no vocabulary beside it.
        if Kind.PLAIN in kinds and len(kinds) > 1 and {Kind.PLAIN, Kind.NAME}.issuperset(kinds):
            return Kind.PLAIN
    return kind


def _kind_of_word(word: str) -> Kind:
    kinds = words()
    single = word[:-1] if word.endswith("s") and len(word) >= _PLURAL else word
    if word in kinds["eponyms"]:
        return Kind.EPONYM
    if word in kinds["also_names"] or single in kinds["also_names"]:
        return Kind.NAME
    if word in kinds["links"]:
        return Kind.LINK
    if word in kinds["plain"] or (single in kinds["plain"] and word not in kinds["excluded"]):
        return Kind.PLAIN
    if any(word in kinds[cue] for cue in ("titles", "weak_titles", "roles", "labels", "places")):
        return Kind.CUE
    return Kind.PLAIN if word.isascii() and _is_compound(word, kinds) else Kind.UNKNOWN


def _is_compound(word: str, kinds: dict[str, frozenset[str]]) -> bool:
    """Tell whether a word is made of two of the vocabulary's, as in "Tumorstaging".

    Of some 130 000 family and given names none is, if neither part is a name and both are long.
    """
    plain = kinds["plain"] - kinds["also_names"]
    for end in range(_SHORTEST_PART, len(word) - _SECOND_PART + 1):
        first, second = word[:end], word[end:]
        if second in plain and (first in kinds["combining"] or _may_begin(first, plain)):
            return True
    return False


def _may_begin(first: str, plain: frozenset[str]) -> bool:
    """Tell whether a word, or one with a linking sound of German or Dutch, begins a compound."""
    return any(
        first.endswith(link) and first[: len(first) - len(link)] in plain
        for link in ("", "s", "n", "en", "es")
        if len(first) - len(link) >= _FIRST_PART
    )


def _passes_in_mixture(letters: str) -> bool:
    if len(letters) == 1:
        return letters in _SINGLE_LETTERS
    return letters in patterns.UNITS or _kind_of_word(letters) in (Kind.PLAIN, Kind.NAME, Kind.LINK)
