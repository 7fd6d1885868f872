"""Dates and times against a reader of PS3.5 §6.2 of the tests' own, which shares no pattern."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st

from anami.concerns import dates
from anami.concerns.context import Context
from anami.identity import Key, Patient, day_offset
from anami.model import Dataset, Element, Encoding

TAGS = {"DA": 0x00080020, "TM": 0x00080030, "DT": 0x0008002A}
KEY = Key.from_bytes(bytes(range(32)))
DIGITS = frozenset("0123456789")


def context(offset: int) -> Context:
    return Context(
        key=KEY,
        patient=Patient("id\0x\0"),
        patient_id="x",
        encoding=Encoding(implicit=False),
        load=lambda part: part if isinstance(part, bytes) else b"",
        item=Dataset(),
        character_sets=(),
        own_uid=lambda tag: f"2.25.{tag}",
        finds=lambda _value, _tag, _vr: False,
        day_offset=offset,
    )


def kept(vr: str, value: bytes) -> bytes | None:
    made = dates.keep(Element(TAGS[vr], vr, value), context(-30))
    return None if made is None else written(made, vr)


def shifted(vr: str, value: bytes, offset: int) -> bytes | None:
    made = dates.shift(Element(TAGS[vr], vr, value), context(offset))
    return None if made is None else written(made, vr)


def written(element: Element, vr: str) -> bytes:
    assert element.vr == vr
    assert element.items is None
    assert isinstance(element.value, bytes)
    assert len(element.value) % 2 == 0
    return element.value


# The reader: cuts a value into fields by position, not by pattern.


def is_clock(text: str, *, old: bool) -> bool:
    whole, point, fraction = text.partition(".")
    if point and not (1 <= len(fraction) <= 6 and DIGITS.issuperset(fraction)):
        return False
    fields = whole.split(":") if old else [whole[at : at + 2] for at in range(0, len(whole), 2)]
    if not (2 if old else 1) <= len(fields) <= 3 or (point and len(fields) != 3):
        return False
    if any(len(field) != 2 or not DIGITS.issuperset(field) for field in fields):
        return False
    return all(int(field) <= most for field, most in zip(fields, (23, 59, 60), strict=False))


def is_day(year: str, month: str, day: str) -> bool:
    if not DIGITS.issuperset(year + month + day) or [len(year), len(month), len(day)] != [4, 2, 2]:
        return False
    leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
    lengths = {1: 31, 2: 29 if leap else 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30}
    lengths |= {10: 31, 11: 30, 12: 31}
    return int(year) > 0 and 1 <= int(day) <= lengths.get(int(month), 0)


def is_zone(text: str) -> bool:
    if len(text) != 5 or text[0] not in "+-" or not DIGITS.issuperset(text[1:]) or text == "-0000":
        return False
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return int(text[3:]) < 60 and minutes <= (14 if text[0] == "+" else 12) * 60


def is_moment(text: str, vr: str) -> bool:
    if vr == "TM":
        return is_clock(text, old=":" in text)
    if vr == "DA":
        fields = text.split(".") if "." in text else [text[:4], text[4:6], text[6:]]
        return len(fields) == 3 and is_day(*fields)
    if len(text) > 5 and is_zone(text[-5:]):
        text = text[:-5]
    padded_day = text[:8] + "00000101"[len(text) :] if len(text) in {4, 6} else text[:8]
    return is_day(padded_day[:4], padded_day[4:6], padded_day[6:]) and (
        len(text) <= 8 or is_clock(text[8:], old=False)
    )


def days(moment: str, rest: str) -> str:
    """Give the day of a moment as digits, completed to the first or last day that it may mean."""
    digits = moment.replace(".", "")[:8]
    digits = digits.partition("+")[0].partition("-")[0]
    return digits + rest[len(digits) - 4 :]


def is_value(text: str, vr: str) -> bool:
    """Tell whether a text is one value, empty or a range that can be read in one way."""
    text = text.rstrip(" ")
    if not text or is_moment(text, vr):
        return True
    cuts = [at for at, letter in enumerate(text) if letter == "-"]
    ways = [
        (text[:at], text[at + 1 :])
        for at in cuts
        if len(text) > 1
        and all(not end or is_moment(end, vr) for end in (text[:at], text[at + 1 :]))
        and (
            vr == "TM"
            or days(text[:at] or "0000", "0101") <= days(text[at + 1 :] or "9999", "1231")
        )
    ]
    return len(ways) == 1


def is_element(value: bytes, vr: str) -> bool:
    text = value.rstrip(b" \0").decode("latin-1")
    return all(is_value(one, vr) for one in text.split("\\"))


# Strategies.

OFFSETS = st.integers(-3650, -30)
ANY_OFFSETS = OFFSETS | st.integers(1, 3650)
DAYS = st.dates(date(MINYEAR + 20, 1, 1), date(MAXYEAR - 20, 12, 31))
CLOCKS = st.builds(
    lambda at, digits, second: (
        f"{at:%H%M%S}"[: 2 * min(digits, 2)]
        + (f"{second:02d}" if digits > 2 else "")
        + (f".{at.microsecond:06d}"[: digits - 2] if digits > 3 else "")
    ),
    st.times(),
    st.integers(1, 9),
    st.integers(0, 60),
)
ZONES = st.builds(
    lambda sign, hour, minute: f"{sign}{hour:02d}{minute:02d}",
    st.sampled_from("+-"),
    st.integers(0, 11),
    st.sampled_from([0, 15, 30, 45]),
).filter(lambda zone: zone != "-0000")


def text_of(day: date, form: str = "{0:04d}{1:02d}{2:02d}") -> str:
    return form.format(day.year, day.month, day.day)


def full_dates(vr: str) -> st.SearchStrategy[str]:
    if vr == "DA":
        forms = st.sampled_from(["{0:04d}{1:02d}{2:02d}", "{0:04d}.{1:02d}.{2:02d}"])
        return st.builds(text_of, DAYS, forms)
    return st.builds(lambda day, clock: text_of(day) + clock, DAYS, st.just("") | CLOCKS)


def moments(vr: str) -> st.SearchStrategy[str]:
    if vr == "TM":
        old = st.times().map(lambda at: f"{at:%H:%M:%S.%f}")
        return CLOCKS | old | old.map(lambda text: text[:5]) | old.map(lambda text: text[:8])
    if vr == "DA":
        return full_dates("DA")
    partial = st.builds(lambda day, length: text_of(day)[:length], DAYS, st.sampled_from([4, 6]))
    return st.builds(str.__add__, full_dates("DT") | partial, st.just("") | ZONES)


def elements(vr: str) -> st.SearchStrategy[bytes]:
    """Make whole values: several, empty ones, ranges, padding."""
    ranges = st.tuples(moments(vr), moments(vr)).map(lambda ends: "-".join(sorted(ends)))
    opened = moments(vr).map(lambda one: f"{one}-") | moments(vr).map(lambda one: f"-{one}")
    one = st.builds(
        lambda value, spaces: value + " " * spaces,
        moments(vr) | st.just("") | ranges | opened,
        st.integers(0, 2),
    )
    return st.builds(
        lambda values, padding: ("\\".join(values) + padding).encode(),
        st.lists(one, min_size=1, max_size=3),
        st.sampled_from(["", " ", "\0"]),
    )


VRS = st.sampled_from(sorted(TAGS))
VALUES = VRS.flatmap(lambda vr: st.tuples(st.just(vr), elements(vr)))
NEARLY = st.builds(
    lambda pair, at, text: (pair[0], pair[1][: at % 40] + text + pair[1][at % 40 + at % 3 :]),
    VALUES,
    st.integers(0, 1000),
    st.text("0123456789.:+-\\ \0aZ", max_size=6).map(str.encode),
)
ANYTHING = VALUES | NEARLY | st.tuples(VRS, st.binary(max_size=60))


@given(ANYTHING)
@example(("DT", b"20240101-0500"))
@example(("DT", b"1000-1100-1200"))
def test_what_the_standard_allows_is_kept_and_nothing_else(case: tuple[str, bytes]) -> None:
    vr, value = case
    result = kept(vr, value)
    assert (result is not None) == is_element(value, vr)
    if result is not None:
        assert result.rstrip(b" ") == value.rstrip(b" \0")


@given(ANYTHING, OFFSETS)
def test_what_is_written_after_a_shift_is_valid(case: tuple[str, bytes], offset: int) -> None:
    vr, value = case
    result = shifted(vr, value, offset)
    if result is None:
        # Only near the year 1, and where a range would read otherwise.
        assert not is_element(value, vr) or b"-" in value or b"00" in value
    else:
        assert is_element(value, vr)
        assert is_element(result, vr)
        assert result.count(b"\\") == value.count(b"\\")


@given(st.sampled_from(["DA", "DT"]).flatmap(lambda vr: st.tuples(st.just(vr), elements(vr))))
def test_no_date_passes_unchanged(case: tuple[str, bytes]) -> None:
    vr, value = case
    for offset in (-3650, -30, -1, 1, 365):
        result = shifted(vr, value, offset)
        if result is not None and is_element(value, vr):
            pairs = zip(value.rstrip(b" \0").split(b"\\"), result.split(b"\\"), strict=True)
            assert all(b.rstrip(b" ") != a.rstrip(b" ") for a, b in pairs if a.strip(b" "))


@given(st.sampled_from(["DA", "DT"]).flatmap(lambda vr: st.tuples(st.just(vr), full_dates(vr))))
def test_a_shift_of_a_full_date_can_be_taken_back(case: tuple[str, str]) -> None:
    vr, text = case
    value = text.encode() + b" " * (len(text) % 2)
    for offset in (-3650, -366, -30, -1, 7):
        there = shifted(vr, value, offset)
        assert there is not None
        assert shifted(vr, there, -offset) == value


def instant(day: bytes, clock: bytes) -> datetime:
    return datetime.strptime((day + clock).decode().strip(), "%Y%m%d%H%M%S.%f")  # noqa: DTZ007 - local


MOMENTS = st.datetimes(datetime(1860, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - local, as in DA


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=4000)), ANY_OFFSETS)
def test_intervals_between_dates_and_times_of_any_vr_stay_exact(
    first: datetime, later: timedelta, offset: int
) -> None:
    """A DT against a DA with its TM, over midnights, months, leap days and centuries."""
    second = first + later
    as_dt = shifted("DT", f"{first:%Y%m%d%H%M%S.%f} ".encode(), offset)
    as_da = shifted("DA", f"{second:%Y%m%d}".encode(), offset)
    as_tm = shifted("TM", f"{second:%H%M%S.%f} ".encode(), offset)
    assert as_dt is not None
    assert as_da is not None
    assert as_tm is not None
    moved = instant(as_dt[:8], as_dt[8:])
    assert instant(as_da, as_tm) - moved == later
    assert moved - first == timedelta(days=offset)


@given(st.lists(full_dates("DT"), min_size=2, max_size=6), OFFSETS)
def test_full_dates_keep_their_order(texts: list[str], offset: int) -> None:
    ordered = sorted(texts)
    results = [shifted("DT", text.encode(), offset) for text in ordered]
    assert None not in results
    moved = [result.decode().rstrip() for result in results if result is not None]
    assert sorted(moved) == moved
    assert [len(text) for text in moved] == [len(text) for text in ordered]


@given(DAYS, DAYS, st.sampled_from([4, 6]), ANY_OFFSETS)
def test_months_and_years_are_never_swapped(
    first: date, second: date, length: int, offset: int
) -> None:
    texts = sorted(text_of(day)[:length] for day in (first, second))
    results = [shifted("DT", text.encode(), offset) for text in texts]
    assert results[0] is not None
    assert results[1] is not None
    assert results[0] <= results[1]


def bounds(text: str) -> tuple[date, date]:
    """Give the first day of a month or year and that of the next."""
    year, month = int(text[:4]), int(text[4:] or 1)
    months = 1 if len(text) == 6 else 12
    after = year * 12 + month - 1 + months
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)


@given(DAYS, st.sampled_from([4, 6]), ANY_OFFSETS)
def test_a_month_or_year_is_written_less_than_one_of_its_kind_beside_the_exact_place(
    day: date, length: int, offset: int
) -> None:
    text = text_of(day)[:length]
    result = shifted("DT", text.encode(), offset)
    assert result is not None
    (first, after), (new_first, new_after) = bounds(text), bounds(result.decode())
    edge = (first if offset < 0 else after - timedelta(1)) + timedelta(offset)
    assert new_first <= edge < new_after


@given(moments("DT"), ZONES, OFFSETS)
def test_an_offset_from_utc_makes_no_difference_to_what_is_written(
    text: str, zone: str, offset: int
) -> None:
    assume(not is_zone(text[-5:]))
    plain = shifted("DT", text.encode(), offset)
    assert shifted("DT", (text + zone).encode(), offset) == plain


@given(st.times(), OFFSETS)
def test_a_time_of_day_is_written_as_it_was(at: time, offset: int) -> None:
    value = f"{at:%H%M%S.%f} ".encode()
    assert shifted("TM", value, offset) == value


@given(st.text(), st.binary(min_size=32, max_size=32), st.booleans())
def test_an_offset_lies_in_the_past_within_ten_years(
    patient: str,
    secret: bytes,
    weeks: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    offset = day_offset(Key.from_bytes(secret), Patient(patient), whole_weeks=weeks)
    assert -3650 <= offset <= -30
    assert not weeks or offset % 7 == 0
    assert offset == day_offset(Key.from_bytes(secret), Patient(patient), whole_weeks=weeks)
