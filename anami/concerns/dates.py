"""Dates and times: kept as they are, or shifted by whole days (PS3.15 2026d E.3.6).

A value passes only if it is one of PS3.5 2026d §6.2, read without leniency:

===  ======================================  ==========================================
DA   ``YYYYMMDD``                            a day that exists, years 0001 to 9999
..   ``YYYY.MM.DD``                          as in ACR-NEMA 300, which §6.2 still mentions
TM   ``HH[MM[SS[.F]]]``                      F: 1 to 6 digits; 24:00 is none, second 60 is
..   ``HH:MM[:SS[.F]]``                      as in ACR-NEMA 300
DT   ``YYYY[MM[DD[HH[MM[SS[.F]]]]]][&ZZXX]``  offset -1200 to +1400, never -0000
===  ======================================  ==========================================

A value may be empty, padded with trailing spaces, or a range of two (``A-B``, ``A-``, ``-B``, PS3.4
2026d §C.2.2.2.5; dates not backwards); an element may hold several. One bad value condemns the
element. May not know how an offset is chosen (`anami.identity`), nor which attributes are dates of
the patient (`anami.policy`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from anami.concerns.texts import padded
from anami.model import Element
from anami.standard import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anami.concerns.context import Context

__all__ = ["keep", "shift"]

_CLOCK: Final = rb"(?:[01]\d|2[0-3])(?:[0-5]\d(?:(?:[0-5]\d|60)(?:\.\d{1,6})?)?)?"
_OLD_CLOCK: Final = rb"(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,6})?)?"
_ZONE: Final = rb"\+(?:0\d|1[0-3])[0-5]\d|\+1400|-(?!0000)(?:0\d|1[01])[0-5]\d|-1200"
_FORMS: Final = {
    "DA": re.compile(rb"(?P<year>\d{4})(?P<dot>\.?)(?P<month>\d\d)(?P=dot)(?P<day>\d\d)"),
    "DT": re.compile(
        rb"(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?P<clock>" + _CLOCK + rb")?)?)?"
        rb"(?:" + _ZONE + rb")?"
    ),
    "TM": re.compile(_CLOCK + rb"|" + _OLD_CLOCK),
}
_LONGEST: Final = 54
"""Bytes of a range of two DT (PS3.5 §6.2); no value of the other forms is longer."""
_DECEMBER: Final = 12

Moment = re.Match[bytes]


def keep(element: Element, context: Context) -> Element | None:
    """Return a date or time unchanged but for padding (Full Dates, PS3.15 2026d E.3.6).

    UTC offsets stay. An attribute that PS3.6 gives another VR than DA, DT or TM is None: of those
    that the option retains, Timezone Offset From UTC (0008,0201), Certified Timestamp (0400,0310)
    and Frame Origin Timestamp (0034,0007) are for others to judge.
    """
    vr = _date_vr(element)
    if vr is None:
        return None
    value = context.load(element.value).rstrip(b" \0")
    if any(_reading(part, vr) is None for part in value.split(b"\\")):
        return None
    return Element(element.tag, vr, padded(value, vr))


def shift(element: Element, context: Context) -> Element | None:
    """Return a date shifted by `context.day_offset` days (Modified Dates, PS3.15 2026d E.3.6).

    - Every full date moves by the same number of days, so that intervals stay exact and order
      stays. Dates and times move as one: the offset is whole days, so times of day don't change.
    - A DT of a month or a year only becomes the month or year in which its first day falls when
      shifted, or its last day for an offset into the future. So it always changes. What is written
      begins (or ends) less than one month or year before (or after) what would be exact.
    - The UTC offset of a DT goes, its local time stays: the offset tells the region, and Timezone
      Offset From UTC goes too. Local times are what DA and TM beside it hold.
    - Old forms stay old, ranges stay ranges, empty stays empty.

    None for what `keep` refuses, for a date that leaves the years 1 to 9999, for a range that would
    no longer read as one, and for an offset of zero, with which a date would pass unchanged.
    """
    vr = _date_vr(element)
    if vr is None:
        return None
    if vr == "TM":
        return keep(element, context)
    value = context.load(element.value).rstrip(b" \0")
    written = []
    for part in value.split(b"\\"):
        moments = _reading(part, vr)
        if moments is None:
            return None
        result = _moved(moments, context.day_offset)
        # Read again: a range with a bare year may now run backwards, or look like a UTC offset.
        again = None if result is None else _reading(result, vr)
        if result is None or again is None or len(again) != len(moments):
            return None
        written.append(result)
    return Element(element.tag, vr, padded(b"\\".join(written), vr))


def _date_vr(element: Element) -> str | None:
    """Return DA, DT or TM if PS3.6 (of a private element: the file) says that it is one."""
    vr = dictionary.vr_of(element.tag) or element.vr
    if vr not in _FORMS or element.items is not None or element.encapsulated:
        return None
    return vr


def _reading(value: bytes, vr: str) -> tuple[Moment | None, ...] | None:
    """Read one value: its moment, both ends of a range (None: open), nothing if it is empty.

    Returns None if it is no value of the VR, or a range that can be read in two ways: in
    ``1000-1100-1200`` either end may be the one with an offset.
    """
    value = value.rstrip(b" ")
    if not value:
        return ()
    if len(value) > _LONGEST:
        return None
    moment = _moment(value, vr)
    if moment is not None:
        return (moment,)
    ranges = list(_ranges(value, vr))
    return ranges[0] if len(ranges) == 1 else None


def _ranges(value: bytes, vr: str) -> Iterator[tuple[Moment | None, Moment | None]]:
    """Yield the ways to read a value as a range; a hyphen may also begin an offset of a DT.

    A range of dates doesn't run backwards: a year before its start is an offset gone wrong.
    """
    for hyphen in re.finditer(b"-", value):
        texts = value[: hyphen.start()], value[hyphen.end() :]
        first, last = (_moment(text, vr) for text in texts)
        if (texts[0] and not first) or (texts[1] and not last) or not (first or last):
            continue
        if vr == "TM" or not first or not last or _days(first)[0] <= _days(last)[1]:
            yield first, last


def _moment(text: bytes, vr: str) -> Moment | None:
    """Return the parts of one date or time, or None if it is none or its day doesn't exist."""
    moment = _FORMS[vr].fullmatch(text)
    if moment is None or vr == "TM":
        return moment
    try:
        _days(moment)
    except ValueError:
        return None
    return moment


def _days(moment: Moment) -> tuple[date, date]:
    """Return the first and the last day that a date as precise as this one may mean.

    Raises:
        ValueError: no such day.

    """
    parts = moment.groupdict()
    year, month = int(parts["year"]), int(parts["month"] or 1)
    first = date(year, month, int(parts["day"] or 1))
    if parts["day"]:
        return first, first
    if not parts["month"]:
        month = _DECEMBER
    return first, date(year, month, monthrange(year, month)[1])


def _moved(moments: tuple[Moment | None, ...], offset: int) -> bytes | None:
    """Return a value with each of its dates shifted, None if one of them can't be."""
    ends = [b"" if moment is None else _moved_date(moment, offset) for moment in moments]
    found = [end for end in ends if end is not None]
    return b"-".join(found) if found == ends else None


def _moved_date(moment: Moment, offset: int) -> bytes | None:
    """Return a date, shifted, in its own form without UTC offset; None if it can't be written."""
    if not offset:
        return None
    first, last = _days(moment)
    try:
        day = (last if offset > 0 else first) + timedelta(offset)
    except OverflowError:
        return None
    parts = moment.groupdict()
    texts = [f"{day.year:04d}"]
    texts += [f"{day.month:02d}"] if parts["month"] else []
    texts += [f"{day.day:02d}"] if parts["day"] else []
    dot = (parts.get("dot") or b"").decode("ascii")
    return dot.join(texts).encode("ascii") + (parts.get("clock") or b"")
