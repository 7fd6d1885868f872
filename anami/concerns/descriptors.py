"""Clean Descriptors Option (PS3.15 2026d E.3.5): keep what is meaningful, remove what identifies.

An allow-list of words (`anami.vocabulary`) and of harmless forms (`descriptor_patterns`); what is
in neither goes. The order, repeated until nothing changes any more:

1. what identifies by its form: dates, times, addresses, telephone numbers, long numbers, ages over
   89, and words of the patient's that hold more than letters and digits;
2. words: the patient's known words go first, then what is no vocabulary;
3. neighbours: a name after a title or role; a word that is also a name beside an unknown word; a
   number beside an unknown word or after a label such as "MRN"; words that led to what went;
4. marks and blanks around what went, so that the rest reads well.

The result holds no word that the text had not.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from anami.concerns import descriptor_patterns as patterns
from anami.concerns.descriptor_neighbours import judge_neighbours
from anami.concerns.descriptor_scripts import MARKS, foreign_word
from anami.concerns.descriptor_words import GONE, Piece, kind_of_form, read_pieces
from anami.concerns.texts import CHARSET_VRS, SHORT, decode, padded, values
from anami.model import Element
from anami.vocabulary import key

if TYPE_CHECKING:
    from anami.concerns.context import Context

__all__ = ["clean", "clean_text", "forget"]

LONGEST: Final = {"CS": 16, "SH": 16, "LO": 64, "ST": 1024, "LT": 10240}
"""VR → characters of one value (PS3.5 §6.2)."""
TEXT_VRS: Final = CHARSET_VRS - {"PN"} | {"CS"}
_SHORTEST_NUMBER: Final = 4
"""Digits of a number, and letters of an identifier with marks, from which they tell something."""
_CODED: Final = re.compile(r"[A-Z0-9_ ]{1,16}")

_STRAY: Final = re.compile(
    r"(?<!\s)(?:\s*(?:[\x00-\x08\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]"
    r"|[^\w\s!-/:-@\[-`{-~\u00b0\u00b1\u00d7\u00b5\u2013-\u2026\u00ab\u00bb\u0300-\u036f\ufffd"
    rf"{MARKS}\u3001\u3002\u30fb\uff08\uff09\uff0b\uff0c\uff0f\uff1a\u3010\u3011]))+\s*"
    r"|[\t\n\x0b\f\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]\s*"
)
"""Controls, and marks that no description needs: pictures, private use, shapes that could spell."""


def clean(element: Element, context: Context) -> Element | None:
    """Return the element with cleaned text, or None if nothing of it may be kept.

    Values of a multi-valued attribute are cleaned one by one. Text is written in the character set
    in which it was read; what can't be read or written there goes.
    """
    if element.vr not in TEXT_VRS or element.items is not None or element.encapsulated:
        return None
    text = _read(context.load(element.value).rstrip(b"\0 "), context.character_sets, element.vr)
    cleaned = [clean_text(v, context.known_words, element.vr) for v in values(text, element.vr)]
    if not any(cleaned):
        return None
    if element.vr == "CS" and not all(_CODED.fullmatch(v) for v in cleaned if v):
        return None
    value = _write("\\".join(cleaned), context.character_sets, element.vr)
    if not value.strip(b" \\") or context.identifies(value, element.tag, element.vr):
        return None
    return Element(element.tag, element.vr, padded(value, element.vr))


def _read(value: bytes, terms: tuple[str, ...], vr: str) -> str:
    try:
        return decode(value, terms, vr)
    except ValueError:
        # Within the reach of an escape sequence ASCII bytes are no ASCII letters.
        return "" if b"\x1b" in value else value.decode("ascii", "replace")


def _write(text: str, terms: tuple[str, ...], vr: str) -> bytes:
    """Encode text in the character set in force; words that it can't write go."""
    if text.isascii():
        return text.encode("ascii")
    from pydicom import charset  # noqa: PLC0415 - only texts beyond ASCII need it

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            value = charset.encode_string(text, charset.convert_encodings(list(terms)))
            if decode(value, terms, vr) == text:
                return value
        except (UserWarning, LookupError, ValueError):
            pass
    return re.sub(r"[^\s\\]*[^\x00-\x7f][^\s\\]*", "", text).strip().encode("ascii")


def clean_text(text: str, known_words: frozenset[str], vr: str) -> str:
    """Return what of one value may be kept, "" if nothing.

    Args:
        text: one decoded value.
        known_words: words of the patient's names, identifiers and institutions, case-folded.
        vr: sets the greatest length.

    """
    cleaned = _remembered_text if len(text) <= SHORT else _cleaned_text
    return cleaned(text, known_words, vr)


@lru_cache(maxsize=4096)
def _remembered_text(text: str, known_words: frozenset[str], vr: str) -> str:
    return _cleaned_text(text, known_words, vr)


def forget() -> None:
    """Forget what was read in earlier instances."""
    for remembered in (_remembered_text, _keys, _marked, kind_of_form, foreign_word):
        remembered.cache_clear()


def _cleaned_text(text: str, known_words: frozenset[str], vr: str) -> str:
    known = _keys(known_words)
    text = _STRAY.sub(" ", text)
    text = text.strip()
    while (cleaned := _once(text, known)) != text:
        text = cleaned
    longest = LONGEST.get(vr, len(text))
    if len(text) > longest:
        return clean_text(text[: longest + 1].rpartition(" ")[0][:longest], known_words, vr)
    return text


@lru_cache(maxsize=64)
def _keys(known_words: frozenset[str]) -> frozenset[str]:
    """Return what of the known words tells by itself who somebody is.

    An initial doesn't, nor do three digits of a telephone number: "1.5" and "120 kV" mean
    something else. A single letter of Chinese is a family name.
    """
    return frozenset(
        word
        for word in map(key, known_words)
        if len(word) > 1 or not word.isascii()
        if not (word.isdigit() and len(word) < _SHORTEST_NUMBER)
    ) - {""}


@lru_cache(maxsize=64)
def _marked(known: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern of the known words that hold marks, which may be written in other ways."""
    found = sorted(word for word in known if not word.isalnum())
    chunks = [re.findall(r"[^\W_]+", word) for word in found]
    written = [
        r"[\W_]{0,3}".join(map(re.escape, parts))
        if sum(map(len, parts)) >= _SHORTEST_NUMBER
        else re.escape(word)
        for word, parts in zip(found, chunks, strict=True)
    ]
    if not written:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(written)})(?![^\W_])", re.IGNORECASE)


def _once(text: str, known: frozenset[str]) -> str:
    marked = _without_forms(text, known)
    pieces, rest = read_pieces(marked, known)
    judge_neighbours(pieces)
    if any(piece.kept for piece in pieces):
        return _compose(pieces, rest)
    return ""


def _without_forms(text: str, known: frozenset[str]) -> str:
    if marked := _marked(known):
        text = marked.sub(GONE, text)
    text = patterns.IDENTIFYING.sub(GONE, text)
    return patterns.DIGIT_RUN.sub(_without_telephone, text)


def _without_telephone(run: re.Match[str]) -> str:
    """Return a run of numbers without a telephone number; what measures at its ends stays."""
    first, last = patterns.measures(run)
    text = run.group()
    middle = text[first : len(text) - last]
    if not patterns.is_telephone(middle):
        return text
    blank = middle[len(middle.rstrip()) :]
    return text[:first] + GONE + blank + text[len(text) - last :]


_OPENING: Final = "([{<+*#\uff08\u3010"
_CLOSING: Final = ")]}>+%°\uff09\u3011"
_PAIRS: Final = ("()", "[]", "{}", "<>", "\uff08\uff09", "\u3010\u3011")
_BETWEEN: Final = "_-/"


def _compose(pieces: list[Piece], rest: str) -> str:
    """Join what is kept; where something went, leave one mark or blank of those around it."""
    if all(piece.kept for piece in pieces):
        return "".join(piece.before + piece.text for piece in pieces) + rest
    written: list[str] = []
    gap = ""
    dropped = False
    for piece in pieces:
        gap += piece.before
        if not piece.kept:
            gap += GONE
            dropped = True
            continue
        written.append(_bridge(gap, first=not written) if dropped else gap)
        written.append(piece.text)
        gap, dropped = "", False
    written.append(_bridge(gap + rest, last=True) if dropped else gap + rest)
    return _tidied("".join(written))


def _bridge(gap: str, *, first: bool = False, last: bool = False) -> str:
    """Return what stands in place of a gap in which something went."""
    around = re.split(rf"[\s{GONE}]+", gap)
    closing = "" if first else "".join(c for c in around[0] if c in _CLOSING)
    opening = "" if last else "".join(c for c in around[-1] if c in _OPENING)
    if first or last:
        return opening or closing
    if re.search(r"\s", gap):
        return f"{closing} {opening}"
    return closing + next((c for c in gap if c in _BETWEEN), " ") + opening


def _tidied(text: str) -> str:
    """Take out brackets that lost what they held or their other half."""
    for opening, closing in _PAIRS:
        text = re.sub(
            rf"{re.escape(opening)}[^\w{re.escape(opening)}]*{re.escape(closing)}", " ", text
        )
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, " ").replace(closing, " ")
    return re.sub(r"\s{2,}", " ", text).strip()
