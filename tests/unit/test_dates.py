"""What becomes of dates and times when an option retains them, whole or shifted, by example."""

from __future__ import annotations

from collections import Counter

import pytest

from anami.concerns import dates
from anami.concerns.context import Context
from anami.identity import Key, Patient, day_offset
from anami.model import Dataset, Element, Encoding, Part, Range
from anami.standard import confidentiality

STUDY_DATE, STUDY_TIME, ACQUISITION_DATETIME = 0x00080020, 0x00080030, 0x0008002A
TAGS = {"DA": STUDY_DATE, "TM": STUDY_TIME, "DT": ACQUISITION_DATETIME}
PRIVATE = 0x00291010
KEY = Key.from_bytes(bytes(range(32)))
OTHER_KEY = Key.from_bytes(bytes(range(32, 64)))
SOMEBODY = Patient("id\0PIDX77301Q\0")


def context(offset: int = -30, source: bytes = b"") -> Context:
    def load(part: Part) -> bytes:
        return source[part.start : part.stop] if isinstance(part, Range) else part

    return Context(
        key=KEY,
        patient=SOMEBODY,
        patient_id="PIDX77301Q",
        encoding=Encoding(implicit=False),
        load=load,
        item=Dataset(),
        character_sets=(),
        own_uid=lambda tag: f"2.25.{tag}",
        finds=lambda _value, _tag, _vr: False,
        day_offset=offset,
    )


def kept(vr: str, value: bytes) -> Part | None:
    made = dates.keep(Element(TAGS[vr], vr, value), context())
    return None if made is None else made.value


def shifted(vr: str, value: bytes, offset: int = -30) -> Part | None:
    made = dates.shift(Element(TAGS[vr], vr, value), context(offset))
    return None if made is None else made.value


@pytest.mark.parametrize(
    "vr, value",
    [
        ("DA", b"20240229"),
        ("DA", b"2024.02.29"),
        ("DA", b"18991231"),
        ("DA", b"00010101"),
        ("DA", b"99991231"),
        ("DA", b"20240101-20240131 "),
        ("DA", b"20240101- "),
        ("DA", b"-20240101 "),
        ("DA", b"2024.01.01-2024.01.31 "),
        ("DA", b"20240101\\20240102 "),
        ("DA", b"20240101\\\\20240103"),
        ("DA", b""),
        ("TM", b"00"),
        ("TM", b"2359"),
        ("TM", b"235960"),
        ("TM", b"070907.0705 "),
        ("TM", b"120000.1"),
        ("TM", b"120000.123456 "),
        ("TM", b"12:30 "),
        ("TM", b"12:30:60"),
        ("TM", b"12:30:59.123"),
        ("TM", b"1000-1100 "),
        ("TM", b"10:00:00-11:00:00 "),
        ("TM", b"101500\\101600 "),
        ("DT", b"2024"),
        ("DT", b"202402"),
        ("DT", b"20240229"),
        ("DT", b"2024022923"),
        ("DT", b"202402292359"),
        ("DT", b"20240229235960"),
        ("DT", b"20240229235959.999999 "),
        ("DT", b"20240229235959.9+0530 "),
        ("DT", b"20240229235959+1400 "),
        ("DT", b"20240229235959-1200 "),
        ("DT", b"2024+0000 "),
        ("DT", b"2024-0500 "),
        ("DT", b"20240101-0500-20240201-0500 "),
        ("DT", b"20240101-2025 "),
        ("DT", b"20240101-0500-"),
        ("DT", b"-20240101-0500"),
    ],
)
def test_every_form_of_the_standard_is_kept_as_it_is(vr: str, value: bytes) -> None:
    assert kept(vr, value) == value


@pytest.mark.parametrize(
    "vr, value",
    [
        ("DA", b"20230229"),
        ("DA", b"19000229"),
        ("DA", b"20240431"),
        ("DA", b"20241301"),
        ("DA", b"20240100"),
        ("DA", b"00000000"),
        ("DA", b"00000101"),
        ("DA", b"2024"),
        ("DA", b"202401"),
        ("DA", b"2024-01-01"),
        ("DA", b"2024.0101 "),
        ("DA", b"01.02.2024"),
        ("DA", b" 20240101 "),
        ("DA", b"20240101120000"),
        ("DA", b"-"),
        ("DA", b"20240101-20240102-20240103"),
        ("DA", b"20240102-20240101 "),
        ("DA", b"20240101-Smith "),
        ("DA", b"20240101\\Smith "),
        ("DA", b"20240101\0Smith"),
        ("DA", b"Smith "),
        ("DA", b"NaN "),
        ("DA", "٢٠٢٤٠١٠١".encode()),
        ("TM", b"2400"),
        ("TM", b"240000"),
        ("TM", b"24:00:00"),
        ("TM", b"1260"),
        ("TM", b"120061"),
        ("TM", b"12000"),
        ("TM", b"021 "),
        ("TM", b"120000. "),
        ("TM", b"120000.1234567"),
        ("TM", b"1200.5"),
        ("TM", b"120000+0100 "),
        ("TM", b"12:3000 "),
        ("TM", b"12:30:59:1"),
        ("DT", b"2024022924"),
        ("DT", b"202302290000"),
        ("DT", b"20240229235959.1234567"),
        ("DT", b"20240229235959-0000 "),
        ("DT", b"20240229235959+1401 "),
        ("DT", b"20240229235959-1201 "),
        ("DT", b"20240229235959+01 "),
        ("DT", b"20240229235959+0160 "),
        ("DT", b"2024.02.29"),
        ("DT", b"20240229 120000 "),
        ("DT", b"202"),
        ("DT", b"1000-1100-1200"),
    ],
)
def test_what_is_no_date_or_time_is_neither_kept_nor_shifted(vr: str, value: bytes) -> None:
    assert kept(vr, value) is None
    assert shifted(vr, value) is None


def test_a_million_hyphens_are_no_work() -> None:
    """Each hyphen may part a range: without a limit, the work grows with the square."""
    assert kept("DT", b"-" * 1_000_000) is None


@pytest.mark.parametrize(
    "vr, value, expected",
    [
        ("DA", b"20240101 \0", b"20240101"),
        ("DA", b"20240101\0\0", b"20240101"),
        ("DA", b"    ", b""),
        ("TM", b"1200    ", b"1200"),
        ("TM", b"12000", None),
        ("DT", b"20240101120000.5\0\0", b"20240101120000.5"),
    ],
)
def test_padding_beyond_even_length_goes(vr: str, value: bytes, expected: bytes | None) -> None:
    assert kept(vr, value) == expected


@pytest.mark.parametrize(
    "value, offset, expected",
    [
        (b"20240331", -30, b"20240301"),
        (b"20240301", -1, b"20240229"),
        (b"20230301", -1, b"20230228"),
        (b"20240229", -366, b"20230228"),
        (b"20240229", -365, b"20230301"),
        (b"19000301", -1, b"19000228"),
        (b"20000101", -1, b"19991231"),
        (b"18500615", -3650, b"18400617"),
        (b"20240229", 7, b"20240307"),
        (b"2024.03.31", -30, b"2024.03.01"),
        (b"00100101", -3, b"00091229"),
        (b"20240331-20240401 ", -30, b"20240301-20240302 "),
        (b"20240331- ", -30, b"20240301- "),
        (b"-20240331 ", -30, b"-20240301 "),
        (b"20240331 \\20240401 ", -30, b"20240301\\20240302 "),
        (b"20240331\\\\20240401", -30, b"20240301\\\\20240302"),
    ],
)
def test_a_date_moves_by_the_offset_in_its_own_form(
    value: bytes, offset: int, expected: bytes
) -> None:
    assert shifted("DA", value, offset) == expected


@pytest.mark.parametrize(
    "value, expected",
    [
        (b"20240331", b"20240301"),
        (b"2024033107", b"2024030107"),
        (b"202403310709", b"202403010709"),
        (b"20240331070911", b"20240301070911"),
        (b"20240331235960.999999 ", b"20240301235960.999999 "),
        (b"20240331000000\\20240330235959 ", b"20240301000000\\20240229235959 "),
        (b"20240331-2025 ", b"20240301-2024 "),
    ],
)
def test_a_date_time_moves_and_its_time_of_day_stays(value: bytes, expected: bytes) -> None:
    assert shifted("DT", value) == expected


@pytest.mark.parametrize(
    "value, expected",
    [
        (b"20240331070911+0200 ", b"20240301070911"),
        (b"20240331070911.25-0500", b"20240301070911.25 "),
        (b"20240331-0500 ", b"20240301"),
        (b"20240331-0500-20240401-0400 ", b"20240301-20240302 "),
    ],
)
def test_the_offset_of_a_shifted_date_time_goes_and_local_time_stays(
    value: bytes, expected: bytes
) -> None:
    assert shifted("DT", value) == expected


@pytest.mark.parametrize(
    "value, offset, expected",
    [
        # The first day of the month or year decides where it goes in the past …
        (b"202403", -30, b"202401"),
        (b"202403", -1, b"202402"),
        (b"202401", -1, b"202312"),
        (b"2024", -1, b"2023"),
        (b"2024", -366, b"2022"),
        # … and the last one in the future.
        (b"202402", 1, b"202403"),
        (b"202302", 28, b"202303"),
        (b"202312", 31, b"202401"),
        (b"2024", 1, b"2025"),
    ],
)
def test_a_month_or_year_becomes_another_month_or_year(
    value: bytes, offset: int, expected: bytes
) -> None:
    assert shifted("DT", value, offset) == expected


@pytest.mark.parametrize("value", [b"07", b"070911.5", b"07:09:11", b"235960", b"0709-0811 "])
def test_times_of_day_stay_when_dates_are_shifted(value: bytes) -> None:
    assert shifted("TM", value) == value


@pytest.mark.parametrize(
    "vr, value, offset",
    [
        ("DA", b"00010130", -30),
        ("DA", b"99991231", 1),
        ("DT", b"0001", -30),
        ("DT", b"9999", 1),
        ("DT", b"999912", 1),
        ("DA", b"20240101", -(10**12)),
    ],
)
def test_a_date_that_leaves_the_calendar_is_not_written(vr: str, value: bytes, offset: int) -> None:
    assert shifted(vr, value, offset) is None


@pytest.mark.parametrize(
    "value",
    [
        b"20241231-2024 ",  # would become 20241201-2023, backwards
        b"1100-1201 ",  # would become 1099-1200, which looks like an offset
    ],
)
def test_a_range_that_would_read_otherwise_is_not_written(value: bytes) -> None:
    assert kept("DT", value) == value
    assert shifted("DT", value) is None


@pytest.mark.parametrize("vr, value", [("DA", b"20240101"), ("DT", b"2024"), ("DT", b"202401")])
def test_an_offset_of_zero_lets_no_date_pass(vr: str, value: bytes) -> None:
    assert shifted(vr, value, 0) is None


@pytest.mark.parametrize("vr", ["DA", "DT", "TM"])
def test_empty_stays_empty(vr: str) -> None:
    assert kept(vr, b"") == b""
    assert shifted(vr, b"") == b""
    assert shifted(vr, b"\\ ") == b"\\ "


@pytest.mark.parametrize("found", ["LO", "UN", "TM", "OB"])
def test_the_standards_vr_counts_and_not_the_one_found(found: str) -> None:
    made = dates.shift(Element(STUDY_DATE, found, b"20240331"), context())
    assert made == Element(STUDY_DATE, "DA", b"20240301")
    assert dates.keep(Element(STUDY_DATE, found, b"120000"), context()) is None


def test_a_private_date_goes_by_the_vr_found() -> None:
    assert dates.shift(Element(PRIVATE, "DA", b"20240331"), context()) == Element(
        PRIVATE, "DA", b"20240301"
    )
    assert dates.shift(Element(PRIVATE, "LO", b"20240331"), context()) is None


def test_a_value_still_in_the_file_is_loaded() -> None:
    element = Element(STUDY_DATE, "DA", Range(2, 10))
    made = dates.shift(element, context(source=b"..20240331.."))
    assert made == Element(STUDY_DATE, "DA", b"20240301")


def test_sequences_and_fragments_are_no_dates() -> None:
    for element in (
        Element(STUDY_DATE, "SQ", items=(Dataset(),)),
        Element(STUDY_DATE, "OB", b"20240101", encapsulated=True),
    ):
        assert dates.keep(element, context()) is None
        assert dates.shift(element, context()) is None


def test_of_the_rows_of_both_options_only_those_that_are_no_dates_are_not_retained() -> None:
    examples = {"DA": b"20240331", "DT": b"20240331120000", "TM": b"120000"}
    rows = [row for row in confidentiality.ROWS if row.rtn_long_modif_dates]
    assert rows == [row for row in confidentiality.ROWS if row.rtn_long_full_dates]
    refused = set()
    for row in rows:
        element = Element(int(row.tag, 16), row.vr[0], examples.get(row.vr[0], b"+0100 "))
        results = dates.keep(element, context()), dates.shift(element, context())
        if results == (None, None):
            refused.add(row.keyword)
        else:
            assert None not in results
    assert refused == {"CertifiedTimestamp", "FrameOriginTimestamp", "TimezoneOffsetFromUTC"}


def test_injection_and_acquisition_stay_as_far_apart_across_midnight() -> None:
    """PET: Radiopharmaceutical Start DateTime (DT) against Acquisition Date and Time (DA, TM)."""
    offset = day_offset(KEY, SOMEBODY)
    injected = shifted("DT", b"20240229235000.00 ", offset)
    acquired = shifted("DA", b"20240301", offset), shifted("TM", b"005000", offset)
    assert isinstance(injected, bytes)
    assert injected[8:].rstrip() == b"235000.00"
    assert acquired[1] == b"005000"
    assert acquired[0] == shifted("DA", injected[:8], 1)


def test_a_patient_has_one_offset_and_strangers_have_others() -> None:
    people = [Patient(f"id\0{number}\0") for number in range(2000)]
    offsets = [day_offset(KEY, person) for person in people]
    assert offsets == [day_offset(KEY, person) for person in people]
    assert max(Counter(offsets).values()) < 8
    assert offsets != [day_offset(OTHER_KEY, person) for person in people]


def test_offsets_fill_their_range_and_are_never_zero() -> None:
    people = [Patient(f"id\0{number}\0") for number in range(20000)]
    days = {day_offset(KEY, person) for person in people}
    weeks = {day_offset(KEY, person, whole_weeks=True) for person in people}
    assert (min(days), max(days)) == (-3650, -30)
    assert weeks == set(range(-3647, -34, 7))


def test_the_offset_in_weeks_is_another_than_the_one_in_days() -> None:
    people = [Patient(f"id\0{number}\0") for number in range(1000)]
    close = [
        person
        for person in people
        if abs(day_offset(KEY, person) - day_offset(KEY, person, whole_weeks=True)) < 7
    ]
    assert len(close) < 20


def test_an_offset_is_the_same_in_every_version() -> None:
    """Projects come back next year: these two numbers must never change."""
    assert day_offset(KEY, SOMEBODY) == -2193
    assert day_offset(KEY, SOMEBODY, whole_weeks=True) == -1799
