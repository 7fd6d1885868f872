"""Addresses in a text: a street, its name and its number (PS3.15 2026d E.3.5).

What belongs here: how far an address reaches from the word that shows it.
"""

from __future__ import annotations

import re
from typing import Final

from anami.concerns import descriptor_patterns as patterns
from anami.concerns.descriptor_words import Kind, Piece
from anami.vocabulary import words

__all__ = ["LONGEST_NAME", "NEAR", "NUMERIC", "drop_address"]

NEAR: Final = re.compile(r"(?!.*\s-\s)[\s,.^&'’_-]*")  # noqa: RUF001 - apostrophes in use
"""Marks within a name or an address, but a dash between blanks parts two thoughts."""
NUMERIC: Final = frozenset((Kind.NUMBER, Kind.FOUR, Kind.CODE))
LONGEST_NAME: Final = 4
_HOUSE_NUMBER: Final = re.compile(r"\d{1,4}[a-z]?", re.IGNORECASE)


def drop_address(pieces: list[Piece], index: int) -> None:
    """Drop an address: a street, its name and its number, as in "12 Liver Street"."""
    kinds = words()
    street = pieces[index]
    ends, begins = street.key in kinds["streets"], street.key in kinds["street_prefixes"]
    before = _up_to_number(pieces, index, -1) if ends or begins else []
    # "ST" is a slice thickness too, but not in "12 Union St" or "Union St 12".
    numbered = len(before) > 1 or (index + 1 < len(pieces) and _is_house_number(pieces, index + 1))
    if street.kind not in (Kind.UNKNOWN, Kind.CUE) and not (street.key == "st" and numbered):
        return
    numbered = len(before) > 1 and all(one.kind is not Kind.PLAIN for one in before)
    name_before = ends and (numbered or not begins) and index > 0
    if name_before:
        found = before or pieces[index - 1 : index]
        found = found if NEAR.fullmatch(street.before) else []
    elif begins:
        found = _up_to_number(pieces, index, 1)
        numbered = bool(found)
        found = found or pieces[index + 1 : index + 2]
        if len(before) == 1 and not numbered:
            found = found + before
        elif len(found) == 1 and not numbered:
            found = [one for one in found if one.kind is not Kind.PLAIN]
    else:
        return
    if found and index + 1 < len(pieces) and _is_house_number(pieces, index + 1):
        found = [*found, pieces[index + 1]]
    for piece in (street, *found) if found else ():
        if name_before or piece.kind is not Kind.PLAIN or piece is pieces[index + 1]:
            piece.drop()
            piece.kind = Kind.CODE if piece.kind in NUMERIC else Kind.UNKNOWN


def _up_to_number(pieces: list[Piece], index: int, direction: int) -> list[Piece]:
    """Return the pieces from beside `index` to the next number, if there is one near enough."""
    found: list[Piece] = []
    stop = index + direction * (LONGEST_NAME + 2)
    for at in range(index + direction, max(-1, min(len(pieces), stop)), direction):
        if not NEAR.fullmatch(pieces[max(at, at - direction)].before):
            break
        found.append(pieces[at])
        if _is_house_number(pieces, at):
            return found
        if pieces[at].kind in NUMERIC:
            break
    return []


def _is_house_number(pieces: list[Piece], index: int) -> bool:
    """Tell whether a piece may number a house: whole, and no measure ("TE 90", "5 mm")."""
    piece = pieces[index]
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    measured = after is not None and after.kept and after.key in patterns.UNITS
    named = before is not None and before.kept and before.key in patterns.NUMBER_PREFIXES
    whole = _HOUSE_NUMBER.fullmatch(piece.text) is not None
    listed = piece.before.endswith("_")
    return piece.kind in NUMERIC and whole and not (measured or named or listed)
