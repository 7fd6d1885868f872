"""What the leak check searches for: values of the original → bytes, in each spelling and encoding.

The rule of what is searched for each kind of value is `anami.leakcheck`'s; where a find counts is
decided there as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from anami.words import COMMON_WORDS, OWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from anami.model import KnownValue

__all__ = ["Needle", "NeedleSet", "Needles", "Wanted", "needles_of", "words_of"]

SHORTEST: Final = {"identifier": 4, "institution": 5, "text": 10, "uid": 10}

DISTINCT_NAME: Final = 7
SHORTEST_NAME: Final = 3
SHORTEST_NUMBER: Final = 6
SHORTEST_IN_BINARY: Final = 5
_NAME_SEPARATORS: Final = re.compile(r"[\^=\s,;.()\[\]/\\\"]+")
_DAY: Final = re.compile(r"(?<!\d)(\d{4})[-./]?(\d\d)[-./]?(\d\d)")
_WORD: Final = re.compile(r"\w+")
_NO_WORD: Final = re.compile(r"[\W_]+")
_SPELT_OUT: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"}
)
START: Final = 3
"""Bytes by which needles are indexed, if all are as long: "Öz" has two in Latin-1."""
MANY: Final = 64
MANY_WORDS: Final = 512
MANY_UIDS: Final = 16_384
LONG: Final = 2048
"""Bytes from which on a haystack is first looked over for where needles can be at all."""
RARE: Final = 256
"""Bytes for each run of those that needles are made of, at least, where runs are called rare."""


@dataclass(frozen=True, slots=True)
class Needle:
    """Something that must not be found: lower-case bytes in one encoding, and where it counts."""

    value: bytes
    in_codes: bool = True
    in_numbers: bool = True
    in_binary: bool = True
    inside_words: bool = False
    in_dates: bool = True

    def merged(self, other: Needle) -> Needle:
        """Return the needle that counts wherever either does: one value may be of several kinds."""
        return Needle(
            self.value,
            in_codes=self.in_codes or other.in_codes,
            in_numbers=self.in_numbers or other.in_numbers,
            in_binary=self.in_binary or other.in_binary,
            inside_words=self.inside_words or other.inside_words,
            in_dates=self.in_dates or other.in_dates,
        )


@dataclass(frozen=True, slots=True)
class Needles:
    """What is searched for.

    Attributes:
        uids: UIDs, which are looked up whole.
        words: what counts everywhere.
        phrases: what counts in free text only.

    """

    uids: AbstractSet[bytes]
    words: NeedleSet
    phrases: NeedleSet

    def __bool__(self) -> bool:
        """Tell whether anything is searched for."""
        return bool(self.uids or self.words.needles or self.phrases.needles)


class NeedleSet:
    """Needles, and an index of how they begin, so that thousands cost little in a short text."""

    __slots__ = ("_by_start", "_runs", "_shortest", "needles")

    def __init__(self, needles: Iterable[Needle]) -> None:
        self.needles = tuple(needles)
        self._shortest = min((len(needle.value) for needle in self.needles), default=0)
        self._by_start: dict[bytes, list[Needle]] = {}
        self._runs: re.Pattern[bytes] | None = None

    def candidates(self, haystack: bytes) -> Iterable[Needle]:
        """Return the needles that may be in `haystack`: all, or those whose first bytes are."""
        if len(self.needles) < MANY:
            return self.needles
        size = min(START, self._shortest)
        if not self._by_start:
            for needle in self.needles:
                self._by_start.setdefault(needle.value[:size], []).append(needle)
        starts = {haystack[at : at + size] for at in range(len(haystack) - size + 1)}
        found = starts & self._by_start.keys()
        return [needle for start in found for needle in self._by_start[start]]

    def runs(self, haystack: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the parts of `haystack` that can hold a needle, and where they start.

        A needle stands within bytes that occur in needles. Among compressed pixels runs of such
        bytes are rare and short, so that most of a long haystack needn't be searched. Where there
        are many, as among numbers that are written as text, all of it is searched at once.
        """
        if len(haystack) < LONG or not self.needles:
            yield 0, haystack
            return
        if self._runs is None:
            letters = sorted({letter for needle in self.needles for letter in needle.value})
            known = b"".join(re.escape(bytes((letter,))) for letter in letters)
            self._runs = re.compile(b"[%b]{%d,}" % (known, self._shortest), re.DOTALL)
        most = len(haystack) // RARE
        found = [(m.start(), m.group()) for m in islice(self._runs.finditer(haystack), most)]
        yield from found if len(found) < most else ((0, haystack),)


class Wanted:
    """What is searched for, value by value; the same for the same values in whatever order.

    Attributes:
        needles: all that was added.

    """

    __slots__ = ("_codecs", "_found", "_uids", "needles")

    def __init__(self, charsets: Iterable[str] = ()) -> None:
        """Take the names of the codecs, besides UTF-8, in which the file may hold text."""
        self._codecs = tuple(
            dict.fromkeys(("utf-8", "latin-1", "utf-16-le", "utf-16-be", *charsets))
        )
        self._uids: set[bytes] = set()
        self._found: dict[bytes, Needle] = {}
        self.needles = _sorted_needles(self._uids, self._found)

    @property
    def is_large(self) -> bool:
        """Whether so much is searched for that a search of all of it takes long."""
        return len(self._found) > MANY_WORDS or len(self._uids) > MANY_UIDS

    def add(self, values: Iterable[KnownValue]) -> Needles:
        """Search for more values of the original, and return what they add."""
        uids: set[bytes] = set()
        added: dict[bytes, Needle] = {}
        for value in values:
            if value.kind == "uid":
                if len(value.value) >= SHORTEST["uid"]:
                    uids.add(value.value.encode("latin-1", "replace"))
                continue
            for needle in needles_of(value, self._codecs):
                other = self._found.get(needle.value)
                one = needle if other is None else needle.merged(other)
                if one != other:
                    self._found[needle.value] = added[needle.value] = one
        uids -= self._uids
        self._uids |= uids
        if added:
            self.needles = _sorted_needles(self._uids, self._found)
        return _sorted_needles(uids, added)


def _sorted_needles(uids: set[bytes], found: dict[bytes, Needle]) -> Needles:
    in_order = [found[key] for key in sorted(found)]
    return Needles(
        uids=uids,
        words=NeedleSet(needle for needle in in_order if needle.in_codes),
        phrases=NeedleSet(needle for needle in in_order if not needle.in_codes),
    )


@lru_cache(maxsize=2048)
def needles_of(value: KnownValue, codecs: tuple[str, ...]) -> tuple[Needle, ...]:
    """Return what is searched for one value; cached, as the instances of a patient share values."""
    return tuple(
        Needle(
            value=encoded.lower(),
            in_codes=value.kind != "text" and text.casefold() not in COMMON_WORDS,
            in_numbers=not text.isdigit() or len(text) >= SHORTEST_NUMBER,
            in_binary=len(text) + (len(encoded) > len(text)) >= SHORTEST_IN_BINARY,
            in_dates=value.kind != "day-in-text",
            inside_words=value.kind == "name" and _is_distinct(text),
        )
        for text in dict.fromkeys(_texts(value))
        if text.casefold() not in OWN_WORDS
        for variant in sorted(_spellings(text))
        for encoded in _encodings(variant, codecs)
    )


def _texts(value: KnownValue) -> Iterator[str]:
    """Yield what is searched for one value, by the rule of its kind."""
    text = value.value.strip(" \0")
    if value.kind == "name":
        yield from _name_parts(text)
    elif value.kind in ("date", "birth-date", "day-in-text"):
        for year, month, day in _DAY.findall(text):
            for separator in ("", "-", "."):
                yield separator.join((year, month, day))
                if value.kind != "date":
                    yield separator.join((day, month, year))
                    yield separator.join((month, day, year))
    elif value.kind == "text":
        words = _WORD.findall(text.casefold())
        plain = (word in COMMON_WORDS or word in OWN_WORDS or word.isdigit() for word in words)
        if len(words) > 1 and not all(plain):
            yield from (line for line in text.splitlines() if len(line) >= SHORTEST["text"])
    elif len(text) >= SHORTEST.get(value.kind, 1):
        yield text
        if value.kind == "identifier":
            bare = _NO_WORD.sub("", text)
            yield from (one for one in (bare, bare.lstrip("0")) if len(one) >= SHORTEST_NUMBER)
            yield from (_NO_WORD.sub(separator, text) for separator in "_- ")


def _name_parts(text: str) -> Iterator[str]:
    """Yield the words of a name: whole, in their parts, without marks and as they are spelt out.

    Where letters have no case, family and given name are mostly written as one word.
    """
    for group in text.split("="):
        whole = "".join(group.split("^")[:3]).replace(" ", "")
        if (
            len(whole) >= SHORTEST_NAME - 1
            and not whole.isascii()
            and whole.upper() == whole.lower()
        ):
            yield whole
    for word in _NAME_SEPARATORS.split(text):
        parts = _NO_WORD.split(word)
        for part in dict.fromkeys((word, "".join(parts), *parts)):
            plain = unicodedata.normalize("NFKD", part)
            plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
            for spelling in dict.fromkeys((part, plain, part.casefold().translate(_SPELT_OUT))):
                if len(spelling) >= (SHORTEST_NAME if spelling.isascii() else SHORTEST_NAME - 1):
                    yield spelling


def _is_distinct(name: str) -> bool:
    """Tell whether a name is long enough to count within a word, and no part of one of ours."""
    folded = name.casefold()
    return len(name) >= DISTINCT_NAME and not any(folded in word for word in OWN_WORDS)


def words_of(known: Iterable[KnownValue]) -> frozenset[str]:
    """Return the words of known names, identifiers and institutions, case-folded.

    Of a number such as "CT 12345" the letters are no secret, nor is "chest" of a chest clinic.
    """
    return frozenset(
        word
        for value in known
        if value.kind in ("name", "identifier", "institution")
        for word in _NAME_SEPARATORS.split(value.value.casefold())
        if word and word not in OWN_WORDS and not _is_common_piece(word, value)
    )


def _is_common_piece(word: str, of: KnownValue) -> bool:
    """Tell whether a word of an identifier or institution is one that stands everywhere."""
    if of.kind == "identifier":
        return word.isalpha() and word in COMMON_WORDS and any(map(str.isdigit, of.value))
    return of.kind == "institution" and word in COMMON_WORDS


def _spellings(text: str) -> set[str]:
    """Return the text in the cases in which it may stand; ASCII is compared without case anyway."""
    if text.isascii():
        return {text}
    return {text.lower(), text.casefold(), text, text.upper(), text.title()}


def _encodings(text: str, codecs: tuple[str, ...]) -> Iterator[bytes]:
    for codec in ("ascii", "utf-16-le", "utf-16-be") if text.isascii() else codecs:
        try:
            yield text.encode(codec)
        except (UnicodeError, LookupError):
            continue
