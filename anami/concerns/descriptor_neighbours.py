"""What the pieces of a text make of one another: names, numbers and places in their context.

What belongs here: the rules by which a piece goes although it is vocabulary by itself, because of
what stands beside it (PS3.15 2026d E.3.5: "Dr. Hand"). Each rule only takes away.
"""

from __future__ import annotations

import re
from typing import Final

from anami.concerns import descriptor_patterns as patterns
from anami.concerns.descriptor_addresses import LONGEST_NAME, NEAR, NUMERIC, drop_address
from anami.concerns.descriptor_words import Kind, Piece
from anami.vocabulary import word_set, words

__all__ = ["judge_neighbours"]

_JOINS: Final = re.compile(r"[\s,.^&'’_-]*")  # noqa: RUF001 - apostrophes in use
_LEADS: Final = re.compile(r"[\s,.^&'’_:=#°()\[-]*")  # noqa: RUF001 - what stands after "Patient"
_JOINED: Final = re.compile(r"[.:#/_-]*")
_NAME_LIKE: Final = frozenset((Kind.UNKNOWN, Kind.NAME, Kind.LETTER))
_WORDS: Final = frozenset((Kind.PLAIN, Kind.NAME, Kind.LINK))
_HONORIFIC: Final = frozenset(("dr", "mr", "ms", "sr", "sra", "m", "hr", "fr", "pr", "st"))
_PARTICLES: Final = word_set(
    """
    von van der den de del della di da do dos das du la le el al bin ben abu st zu zur ter
    ten mac mc o e y und and & med
    """
)
_SIDES: Final = frozenset("lrctsy")
_DECIMAL: Final = re.compile(r"\d{1,2}[.,]\d{1,3}")
_OF: Final = word_set("of von de di du van")
_PREPOSITIONS: Final = word_set("in of the im with mit")
_CONJUNCTIONS: Final = word_set(
    """
    and or of und oder et ou y e o ed en de des der vom von du del di da do dos das den
    и или και ή ve och og a
    """
)
_PLACE_ADJECTIVES: Final = word_set(
    """
    general memorial central north south east west northern southern eastern western
    regional community county children childrens heart brain eye cancer royal city federal
    state trauma surgical women womens clinico clinica clinique clinical universitario
    universitaria universitaire provincial municipal civil militar militaire nazionale
    national international maggiore nuovo nuevo nuova nueva
    center centre medical evangelisches allgemeines stadtisches of de der del di am im zum
    la le
    """
)
_AFTER_PLACE: Final = word_set(
    """
    center centre clinico clinica clinique clinical universitario universitaria universitaire
    provincial municipal civil militar general regional central centrale nacional maggiore nuovo
    nuevo nuova nueva maternal infantil
    """
)
_PLACE_PREPOSITIONS: Final = word_set("am im an zum zur unter auf in del de della di da do du des")
_FOUR_DIGIT_UNITS: Final = word_set(
    """
    ms hz px hu mm gy bit ml mbq directions volumes vols
    """
)


def judge_neighbours(pieces: list[Piece]) -> None:
    """Drop pieces that their neighbours give away."""
    for rule in _RULES:
        for index in range(len(pieces)):
            rule(pieces, index)
    _unknown_neighbours(pieces)
    for index in range(len(pieces)):
        _number(pieces, index)
    for index in reversed(range(len(pieces))):
        _link(pieces, index)


def _drop_name(pieces: list[Piece], start: int, *, first_whatever: bool) -> bool:
    """Drop the name that starts at `start`; tell whether there was one."""
    kinds = words()
    index = start
    while index < len(pieces) and _is_between(pieces[index], kinds, start == index):
        index += 1
    begin = index
    while index < len(pieces) and index - begin < LONGEST_NAME:
        piece = pieces[index]
        if not (_LEADS if index == start else NEAR).fullmatch(piece.before):
            break
        forced = first_whatever and index == begin and piece.kind in _WORDS
        if not forced and index and _means_itself(pieces, index, index - 1):
            break
        named = piece.kind in _NAME_LIKE or piece.kind is Kind.EPONYM or piece.key in _PARTICLES
        if not (named or forced):
            break
        if piece.kind is Kind.LETTER and index == begin and not _is_initial(pieces, index):
            break
        piece.drop()
        piece.kind = Kind.UNKNOWN
        index += 1
    if index == begin:
        return False
    for piece in pieces[start:begin]:
        piece.drop()
    return True


def _is_between(piece: Piece, kinds: dict[str, frozenset[str]], first: bool) -> bool:  # noqa: FBT001
    """Tell whether a piece may stand between a title or role and the name."""
    marks = _LEADS if first else _JOINS
    cue = any(piece.key in kinds[kind] for kind in ("titles", "weak_titles", "roles"))
    return bool(marks.fullmatch(piece.before)) and (
        piece.kind is Kind.CUE or piece.key in _PARTICLES or (cue and piece.kind is not Kind.NAME)
    )


def _is_initial(pieces: list[Piece], index: int) -> bool:
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    return following is not None and (
        following.before.startswith(".") or following.kind in (Kind.UNKNOWN, Kind.NAME)
    )


def _title(pieces: list[Piece], index: int) -> None:
    """Drop what follows a title, whatever word it is."""
    piece = pieces[index]
    follows = pieces[index + 1] if index + 1 < len(pieces) else None
    strong = piece.key in words()["titles"]
    if not strong and piece.key in _HONORIFIC and follows is not None:
        strong = follows.before.startswith(".") and piece.kind is not Kind.UNKNOWN
    if strong:
        # "Miller M." ends with an initial, "Elm St." with a street, "Mrs. Doctor" with a name.
        named = index > 0 and pieces[index - 1].kind is Kind.UNKNOWN
        ends = named and (len(piece.text) == 1 or piece.key == "st")
        ends = ends or (piece.kind is Kind.UNKNOWN and index > 0 and not pieces[index - 1].kept)
        piece.drop()
        _drop_name(pieces, index + 1, first_whatever=not ends)


def _cue(pieces: list[Piece], index: int) -> None:
    """Drop what follows a role or a word that may be a title, unless it is plain vocabulary."""
    piece = pieces[index]
    kinds = words()
    if (
        piece.kind is Kind.UNKNOWN
        or _is_unit(pieces, index)
        or not (piece.key in kinds["roles"] or piece.key in kinds["weak_titles"])
    ):
        return
    # MR and PD are weightings and modalities first; as titles they have a full stop, or another.
    means_itself = piece.text in ("MR", "PD", "PT") and not piece.after.startswith(".")
    follows = pieces[index + 1].key if index + 1 < len(pieces) else ""
    if means_itself and follows in kinds["body_names"]:
        return
    titled = follows in ("dr", "med")
    if _drop_name(pieces, index + 1, first_whatever=False) and (titled or not means_itself):
        piece.drop()


def _is_unit(pieces: list[Piece], index: int) -> bool:
    """Tell whether "ms" or "m" is what a number before it is measured in."""
    measured = index > 0 and pieces[index - 1].kind in (Kind.NUMBER, Kind.FOUR)
    return measured and pieces[index].key in patterns.UNITS


def _label(pieces: list[Piece], index: int) -> None:
    """Drop the number or code after a label such as "MRN"."""
    piece = pieces[index]
    if piece.key not in words()["labels"]:
        return
    found = False
    for following in pieces[index + 1 : index + 1 + LONGEST_NAME]:
        mixed = following.kind is Kind.PLAIN and any(c.isdigit() for c in following.text)
        cue = following.kind is Kind.CUE or following.key in words()["labels"]
        # An identifier has no blank within; those with, such as telephone numbers, go by form.
        marks = _JOINED if found else _LEADS
        if not marks.fullmatch(following.before) or not (
            mixed or cue or following.kind in NUMERIC or following.kind is Kind.UNKNOWN
        ):
            break
        following.drop()
        if following.kind is Kind.NUMBER:
            following.kind = Kind.CODE
        found = found or not cue
    if found:
        piece.drop()


def _place(pieces: list[Piece], index: int) -> None:
    """Drop the name beside a word of an institution: before it, if none stands after it."""
    if pieces[index].key not in words()["places"]:
        return
    pieces[index].drop()
    after = index + 1
    while after < len(pieces) and pieces[after].key in _AFTER_PLACE:
        pieces[after].drop()
        after += 1
    leads = pieces[after].key in _PLACE_PREPOSITIONS if after + 1 < len(pieces) else False
    follows = _drop_name(pieces, after + leads, first_whatever=leads) or after > index + 1
    if leads:
        pieces[after].drop()
    for back in range(index - 1, max(-1, index - 1 - LONGEST_NAME), -1):
        if not NEAR.fullmatch(pieces[back + 1].before) or _means_itself(pieces, back, back + 1):
            break
        piece = pieces[back]
        nearest = not follows and back == index - 1 and piece.kind is Kind.PLAIN
        nearest = nearest and "," not in piece.after
        described = piece.key in _PLACE_ADJECTIVES and not (follows and piece.text.islower())
        named = piece.kind in (Kind.UNKNOWN, Kind.NAME) or described
        if not (named or (nearest and piece.text.isalpha())):
            break
        piece.drop()


def _eponym(pieces: list[Piece], index: int) -> None:
    """Keep an eponym only where the thing follows that is called by it."""
    piece = pieces[index]
    if piece.kind is not Kind.EPONYM:
        return
    follows = pieces[index + 1] if index + 1 < len(pieces) else None
    leads = [one.key for one in pieces[max(0, index - 2) : index]]
    # "Waters view", "circle of Willis"
    called = len(leads) > 1 and leads[0] in words()["things"] and leads[1] in _OF
    if not called and (
        follows is None
        or follows.key not in words()["things"]
        or not _JOINS.fullmatch(follows.before)
    ):
        piece.drop()
        piece.kind = Kind.UNKNOWN


def _caret(pieces: list[Piece], index: int) -> None:
    """Drop what a caret joins as in a person's name (PS3.5 §6.2.1): names, or one unknown."""
    if index == 0 or "^" not in pieces[index].before:
        return
    pair = pieces[index - 1 : index + 1]
    kinds = {piece.kind for piece in pair}
    if f"{pair[0].key}_{pair[1].key}" in words()["collocations"] and Kind.UNKNOWN not in kinds:
        return
    both_names = kinds <= _NAME_LIKE and kinds != {Kind.LETTER}
    if both_names or (Kind.UNKNOWN in kinds and kinds <= _WORDS | _NAME_LIKE):
        for piece in pair:
            piece.drop()
            piece.kind = Kind.UNKNOWN


def _initial(pieces: list[Piece], index: int) -> None:
    """Drop an initial with a full stop and the word that is also a name beside it."""
    pair = pieces[index : index + 2]
    if len(pair) == 1:
        return
    initial, name = pair if pair[0].kind is Kind.LETTER else pair[::-1]
    if initial.kind is not Kind.LETTER or name.kind is not Kind.NAME or name.text.islower():
        return
    if _is_anchored(pieces, *((index + 1, index) if initial is pair[0] else (index, index + 1))):
        return
    leads = initial is pair[0] and name.before.startswith(".")
    follows = (
        initial is pair[1]
        and initial.after.startswith(".")
        and initial.key not in _SIDES
        and not initial.before.strip(" ,")
    )
    if leads or follows:
        for piece in pair:
            piece.drop()
            piece.kind = Kind.UNKNOWN


_RULES: Final = (_label, _title, _cue, _place, drop_address, _eponym, _caret, _initial)


def _unknown_neighbours(pieces: list[Piece]) -> None:
    """Drop words that are also names, and initials, beside an unknown word."""
    pending = [index for index, piece in enumerate(pieces) if piece.kind is Kind.UNKNOWN]
    while pending:
        index = pending.pop()
        for other in (index - 1, index + 1):
            if not 0 <= other < len(pieces) or not NEAR.fullmatch(pieces[max(index, other)].before):
                continue
            piece = pieces[other]
            if (piece.kind is Kind.NAME and not _is_anchored(pieces, other, index)) or (
                piece.kind is Kind.LETTER and _may_go(pieces, other, index)
            ):
                piece.drop()
                piece.kind = Kind.UNKNOWN
                pending.append(other)


def _is_anchored(pieces: list[Piece], word: int, name: int) -> bool:
    """Tell whether what stands on a word's other side shows that no name is meant.

    As in "whole body Miller" and "Miller, hand left"; or the word has a small letter, the name not.
    """
    piece, beyond = pieces[word], word + (word - name)
    if piece.text.islower() and pieces[name].text[:1].isupper():
        return True
    if not 0 <= beyond < len(pieces) or pieces[beyond].kind not in _WORDS | {Kind.NUMBER}:
        return False
    if not NEAR.fullmatch(pieces[max(word, beyond)].before):
        return False
    kinds = words()
    first, second = sorted((word, beyond))
    if f"{pieces[first].key}_{pieces[second].key}" in kinds["collocations"]:
        return True
    if beyond > word and _DECIMAL.fullmatch(pieces[beyond].text) and "," not in piece.after:
        return piece.key in kinds["body_names"] or piece.key == "standard"
    # "..., left Hand, John" is a name with a comma.
    shown = pieces[beyond].key in kinds["sides"] and not (name > word and "," in piece.after)
    shown = shown or (beyond < word and pieces[beyond].key in _PREPOSITIONS)
    return piece.key in kinds["body_names"] and shown


def _means_itself(pieces: list[Piece], word: int, name: int) -> bool:
    """Tell whether a word beside a name is no part of it, though it may be a name elsewhere."""
    if pieces[word].kind is Kind.LETTER:
        return not _may_go(pieces, word, name)
    return pieces[word].kind is Kind.NAME and _is_anchored(pieces, word, name)


def _may_go(pieces: list[Piece], letter: int, name: int) -> bool:
    """Tell whether a letter beside a name is an initial, not the side of what stands beyond."""
    beyond = letter + (letter - name)
    if not 0 <= beyond < len(pieces):
        return True
    means = pieces[beyond].kind is Kind.PLAIN or pieces[beyond].key in words()["body_names"]
    if pieces[max(letter, beyond)].before == "-":
        return not means
    return not (means and pieces[letter].key in _SIDES)


def _number(pieces: list[Piece], index: int) -> None:
    """Keep a whole number beside no name and no address, and four digits that measure."""
    piece = pieces[index]
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    measured = after is not None and after.key in patterns.UNITS and not after.before.strip("- ")
    named = (
        before is not None
        and before.kept
        and before.key in patterns.NUMBER_PREFIXES
        and not piece.before.strip(" =:_-")
        and not _is_unit(pieces, index - 1)
    )
    if piece.kind is Kind.FOUR:
        measured = measured and after is not None and after.key in _FOUR_DIGIT_UNITS
        joined = after is not None and after.before[:1] in ("-", "/", ".")
        piece.kept = measured or (named and not joined)
    elif piece.kind is Kind.NUMBER and piece.text.isdigit() and not (measured or named):
        follows = before is not None and bool(_JOINS.fullmatch(piece.before))
        leads = after is not None and bool(_JOINS.fullmatch(after.before)) and not after.kept
        if before is not None and follows:
            piece.kept = before.kept
        elif leads:
            piece.drop()


def _link(pieces: list[Piece], index: int) -> None:
    """Keep a function word only if what it leads to stays."""
    piece = pieces[index]
    if piece.kind is not Kind.LINK or piece.after == "_":
        return
    last = index + 1 == len(pieces)
    if not last and not pieces[index + 1].kept:
        piece.drop()
    if last and index and not pieces[index - 1].kept:
        piece.drop()
    # "И." is an initial, whatever else "и" is.
    if len(piece.text) == 1 and not piece.text.isascii() and piece.after.startswith("."):
        piece.drop()
    if piece.key in _CONJUNCTIONS and index and not pieces[index - 1].kept:
        piece.drop()
