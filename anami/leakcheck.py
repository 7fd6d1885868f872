"""The last look: composed header and values that must not be in it → hits.

Searches what is about to be handed out for every value that was removed from the instance and for
every identifying value known of its patient in the batch. It knows nothing of rules and tables: it
is the independent witness. The written rule against false alarms:

====================  ==========================================  ==============================
kind                  what is searched for                        shortest
====================  ==========================================  ==============================
name                  each word and part of one, without marks    3 characters (2 beyond ASCII)
identifier            the whole value, also without punctuation   4; digits only: 6 outside texts
institution           the whole value                             5
birth-date, date      the day, a birth date in three orders        8 digits
uid                   the whole UID                               10
text                  the whole value, if it has two words        10
====================  ==========================================  ==============================

A hit counts without regard to case and only between word boundaries; a name of 7 characters or
more also counts within a word ("SCHMIDTHEAD"), and a number of 8 digits or more within those of a
UID, or where a number or code begins with it. A word of imaging's own vocabulary
(`COMMON_WORDS`) and a text count only in free text outside coded entries and outside the device's
make, since "HEAD" in Body Part Examined is no patient and a code's meaning is the standard's own
phrase. Words that Anami itself writes or that stand for no name ("test") never count. Within
binary values a hit needs 5 characters (4 if encoded in more bytes), and no word boundaries. Text
is searched for in UTF-8, UTF-16 and the file's own character sets. What is searched for of a value
is made in `anami.needles`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from anami.kinds import in_code_macro

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from anami.model import ElementPath
    from anami.needles import Needle, NeedleSet

__all__ = ["FREE_TEXT_VRS", "Hit", "Place", "search"]

DEVICE_MAKE: Final = frozenset((0x00080070, 0x00081090))
"""Manufacturer and model name: a description that repeats them describes the device."""

FREE_TEXT_VRS: Final = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
BINARY_VRS: Final = frozenset(
    ("AT", "FD", "FL", "OB", "OD", "OF", "OL", "OV", "OW", "SL", "SS", "SV", "UL", "UN", "US", "UV")
)
NUMERIC_VRS: Final = BINARY_VRS | {"DS", "IS", "UI", "DA", "TM", "DT", "CS"}

LONG_NUMBER: Final = 8
"""Digits from which on a number stands by no chance among others."""
RANDOM_UID: Final = b"2.25."
DIGITS_AND_DOTS: Final = b"0123456789."

FEW: Final = 16
"""UIDs up to which each is looked for by itself."""
_UID: Final = re.compile(rb"[0-9][0-9.]{8,63}")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something was found at `path`. Says where, never what."""

    path: ElementPath


class Place(Protocol):
    """Where a written value stands in the searched bytes."""

    @property
    def start(self) -> int:
        """Offset of its first byte."""

    @property
    def stop(self) -> int:
        """Offset after its last byte."""

    @property
    def path(self) -> ElementPath:
        """Which element it belongs to."""

    @property
    def vr(self) -> str:
        """Its VR as written."""


def search(
    haystack: bytes,
    uids: AbstractSet[bytes],
    wanted: NeedleSet,
    locate: Callable[[int], Place | None],
) -> tuple[Hit, ...]:
    """Search composed bytes.

    Args:
        haystack: the bytes that would be handed out.
        uids: UIDs that must not occur.
        wanted: needles that must not occur.
        locate: offset → the value there, or None where Anami itself made the bytes.

    Returns:
        one hit for each element in which something counts as found, in the order of the file.

    """
    paths: dict[ElementPath, int] = {}

    def note(offset: int, place: Place) -> None:
        paths[place.path] = min(offset, paths.get(place.path, offset))

    for offset in _uids_in(haystack, uids):
        place = locate(offset)
        if place is not None:
            note(offset, place)
    lowered = haystack.lower() if wanted.needles else b""
    for start, run in wanted.runs(lowered):
        for needle in wanted.candidates(run):
            offset = run.find(needle.value)
            while offset >= 0:
                place = locate(start + offset)
                if place is not None and _counts(needle, start + offset, lowered, place):
                    note(start + offset, place)
                offset = run.find(needle.value, offset + 1)
    return tuple(Hit(path) for path in sorted(paths, key=paths.__getitem__))


def _uids_in(haystack: bytes, uids: AbstractSet[bytes]) -> Iterator[int]:
    """Yield where one of `uids` stands, whole."""
    if not uids or (len(uids) < FEW and not any(uid in haystack for uid in uids)):
        return
    for match in _UID.finditer(haystack):
        # A digit beside it may be a byte of the next group's number or of a big endian length.
        for first in (0, 1):
            if match.group()[first:] in uids or match.group()[first:-1] in uids:
                yield match.start() + first


def _counts(needle: Needle, offset: int, haystack: bytes, place: Place) -> bool:
    """Apply the module's rule against false alarms to one occurrence."""
    end = offset + len(needle.value)
    if end > place.stop:
        return False
    if place.vr in ("DA", "DT") and not needle.in_dates:
        return False
    if place.vr in BINARY_VRS and needle.in_codes:
        return needle.in_binary and needle.in_numbers
    before = haystack[offset - 1 : offset] if offset > place.start else b""
    after = haystack[end : end + 1] if end < place.stop else b""
    joined = _joins(before, needle.value[:1]) or _joins(needle.value[-1:], after)
    if joined and _is_glued(needle, offset, haystack, place):
        joined = False
    if joined and not needle.inside_words:
        return False
    if not needle.in_codes:
        tag = place.path.tag
        return place.vr in FREE_TEXT_VRS and not in_code_macro(tag) and tag not in DEVICE_MAKE
    return needle.in_numbers or place.vr not in NUMERIC_VRS


def _is_glued(needle: Needle, offset: int, haystack: bytes, place: Place) -> bool:
    """Tell whether a long number counts though other digits stand beside it.

    Makers put date, time and a patient's number into UIDs with no mark between, and a time follows
    the date in numbers and codes. UIDs of the root 2.25 are random numbers, ours among them.
    """
    if not needle.value.isdigit() or len(needle.value) < LONG_NUMBER:
        return False
    if place.vr not in ("CS", "DS", "IS", "UI"):
        return False
    first = offset
    while first > place.start and haystack[first - 1] in DIGITS_AND_DOTS:
        first -= 1
    if place.vr == "UI":
        return not haystack.startswith(RANDOM_UID, first)
    return first == offset


def _joins(left: bytes, right: bytes) -> bool:
    """Tell whether two neighbouring bytes belong to one word: both letters or both digits."""
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())
