"""PS3.6 2026d: VR, keyword and name of every standard attribute.

What belongs here: pydicom's dictionary, completed to edition 2026d by a
generated supplement.  pydicom is asked late and for its tables only, so that
importing this module costs nothing.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from anami.standard._data import load
from anami.standard._pydicom import constants

_LAST_REPEAT = 0x1E


class Entry(NamedTuple):
    """One attribute of PS3.6.  ``vr`` may hold choices such as ``US or SS``."""

    vr: str
    vm: str
    name: str
    keyword: str
    retired: bool


@functools.cache
def _supplement() -> dict[int, Entry]:
    return {
        int(tag, 16): Entry(vr, vm, name, keyword, retired)
        for tag, vr, vm, name, keyword, retired in load("dictionary")["rows"]
    }


@functools.cache
def _base() -> dict[int, tuple[str, str, str, str, str]]:
    found: dict[int, tuple[str, str, str, str, str]] = constants("_dicom_dict").DicomDictionary
    return found


@functools.cache
def _repeaters() -> tuple[tuple[int, int, Entry], ...]:
    """Mask, value and entry of each attribute of a repeating group."""
    rows = []
    repeaters = constants("_dicom_dict").RepeatersDictionary
    for pattern, (vr, vm, name, retired, keyword) in repeaters.items():
        mask = int("".join("0" if digit == "x" else "F" for digit in pattern), 16)
        value = int(pattern.replace("x", "0"), 16)
        rows.append((mask, value, Entry(vr, vm, name, keyword, retired == "Retired")))
    return tuple(rows)


def _repeating(tag: int) -> Entry | None:
    group = tag >> 16
    if group >> 8 in {0x50, 0x60} and group & 0xFF > _LAST_REPEAT:
        return None
    for mask, value, entry in _repeaters():
        if tag & mask == value:
            return entry
    return None


@functools.lru_cache(maxsize=8192)
def entry_for(tag: int) -> Entry | None:
    """Return the entry of a standard attribute, or None.

    None for private attributes, for unknown tags, for group lengths other than
    those PS3.6 lists, for the tags that PS3.6 has left without a name, and for the
    item and delimitation tags of group FFFE.
    """
    if tag >> 16 & 1:
        return None
    entry = _supplement().get(tag)
    if entry is None:
        row = _base().get(tag)
        if row is None:
            return _repeating(tag)
        vr, vm, name, retired, keyword = row
        entry = Entry(vr, vm, name, keyword, retired == "Retired")
    return None if entry.vr in {"", "NONE"} or not entry.keyword else entry


def vr_of(tag: int) -> str | None:
    """VR of a tag by PS3.6 2026d, such as ``LO`` or ``US or SS``; None if unknown."""
    entry = entry_for(tag)
    return None if entry is None else entry.vr


def keyword_of(tag: int) -> str:
    """Keyword of a tag by PS3.6 2026d, such as ``PatientName``; "" if unknown."""
    entry = entry_for(tag)
    return "" if entry is None else entry.keyword


def name_of(tag: int) -> str:
    """Name of a tag by PS3.6 2026d, such as ``Patient's Name``; "" if unknown."""
    entry = entry_for(tag)
    return "" if entry is None else entry.name


@functools.cache
def _singles() -> dict[int, str]:
    """Tag and keyword of what PS3.6 lists singly: what `entry_for` says, but for all at once."""
    listed = {tag: (row[0], row[4]) for tag, row in _base().items()}
    listed |= {tag: (entry.vr, entry.keyword) for tag, entry in _supplement().items()}
    return {
        tag: keyword
        for tag, (vr, keyword) in sorted(listed.items())
        if keyword and vr not in {"", "NONE"} and not tag >> 16 & 1
    }


@functools.cache
def tags() -> frozenset[int]:
    """All tags that PS3.6 lists singly, repeating groups not among them."""
    return frozenset(_singles())


@functools.cache
def _by_keyword() -> dict[str, int]:
    singles = {keyword: tag for tag, keyword in _singles().items()}
    repeating = {entry.keyword: value for _, value, entry in _repeaters()}
    return {**repeating, **singles}


def tag_of(keyword: str) -> int:
    """Tag of a keyword; for a repeating group, that of its first group.

    Raises KeyError when PS3.6 2026d has no such keyword.
    """
    return _by_keyword()[keyword]
