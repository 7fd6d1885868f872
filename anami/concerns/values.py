"""Checks of values that are kept: each returns the element to write, or None if it must not pass.

PS3.15 2026d E.3.5 asks to see that numeric strings are numbers and coded strings are codes. A value
that is not what its VR says could be anything, so it fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, Literal

from anami.concerns import codes, dates, descriptors, uids
from anami.concerns.context import Context
from anami.concerns.telltales import CONTROL, tells
from anami.concerns.texts import character_sets, decode, encode, padded, values
from anami.identity import label
from anami.model import OPAQUE_VRS, Element, Part, Range
from anami.standard import dictionary

__all__ = ["CHECKS"]

_DECIMAL: Final = re.compile(rb"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_INTEGER: Final = re.compile(rb"[+-]?\d{1,12}")
_CODED: Final = re.compile(rb"[A-Z0-9_ ]{0,16}")
_AGE: Final = re.compile(rb"[0-9]{3}[DWMY]")
_YEARS: Final = {b"Y": (1, 1), b"M": (1, 12), b"W": (7, 365), b"D": (1, 365)}
"""Unit of an age → what to multiply and divide by for years; leap days are too few to matter."""
_UTC_OFFSET: Final = re.compile(rb"[+-](?:0\d|1[0-4])[0-5]\d")
_UID: Final = re.compile(rb"[0-9.]{1,64}")
_LINE_BREAKS: Final = re.compile(r"[\t\n\f\r]")
OLDEST: Final = 89
WIDEST: Final = 99
"""Years of the widest group of ages that a rule can ask for (`anami.rules`)."""
UNLIMITED: Final = 2**32
LONGEST_NUMBER: Final = 64
"""Characters of one number: more than PS3.5 allows (16 for DS), as writers exceed that."""
_LONGEST: Final = {"SH": 16, "LO": 64, "ST": 1024, "LT": 10240}
_SIZES: Final = {"AT": 4, "FD": 8, "FL": 4, "OD": 8, "OF": 4, "OL": 4, "OV": 8, "OW": 2}
_NUMBER_SIZES: Final = {"SL": 4, "SS": 2, "SV": 8, "UL": 4, "US": 2, "UV": 8, "FL": 4, "FD": 8}
_ITEMS: Final = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
_STRING_VRS: Final = frozenset(
    (
        "AE",
        "AS",
        "CS",
        "DA",
        "DS",
        "DT",
        "IS",
        "LO",
        "LT",
        "PN",
        "SH",
        "ST",
        "TM",
        "UC",
        "UI",
        "UN",
        "UR",
        "UT",
    )
)

CheckFunction = Callable[[Element, Context], "Element | None"]


def _string_value(element: Element, context: Context) -> bytes | None:
    """Return the bytes of a value that stands there with a text VR (or UN), else None."""
    if element.vr not in _STRING_VRS or element.items is not None or element.encapsulated:
        return None
    return context.load(element.value)


def _each_matches(value: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Tell whether each value is empty or matches; none is longer than `LONGEST_NUMBER`."""
    parts = value.split(b"\\")
    if max(map(len, parts)) <= LONGEST_NUMBER:
        # One look at all values: a contour has a hundred thousand.
        return _every(pattern).fullmatch(value) is not None
    stripped = (part.strip(b" \0") for part in parts)
    return all(
        not part or (len(part) <= LONGEST_NUMBER and pattern.fullmatch(part)) for part in stripped
    )


@lru_cache
def _every(pattern: re.Pattern[bytes]) -> re.Pattern[bytes]:
    """Return the pattern of several values, each padded, or empty, or as `pattern` says."""
    one = rb"[ \0]*+(?:%b)?[ \0]*+" % pattern.pattern
    return re.compile(rb"%b(?:\\%b)*+" % (one, one))


def _numeric_string(
    element: Element, context: Context, vr: str, pattern: re.Pattern[bytes]
) -> Element | None:
    value = _string_value(element, context)
    if value is None or not _each_matches(value, pattern):
        return None
    if _too_many_strings(element, value):
        return None
    return Element(element.tag, vr, padded(value.rstrip(b"\0"), vr))


def _decimal(element: Element, context: Context) -> Element | None:
    return _numeric_string(element, context, "DS", _DECIMAL)


def _integer(element: Element, context: Context) -> Element | None:
    return _numeric_string(element, context, "IS", _INTEGER)


def _coded(element: Element, context: Context) -> Element | None:
    """Keep coded strings that have a code's characters; of several, blank those that don't."""
    value = _string_value(element, context)
    if value is None or _too_many_strings(element, value):
        return None
    parts = [part.strip(b" \0") for part in value.split(b"\\")]
    kept = [part if _CODED.fullmatch(part) else b"" for part in parts]
    if not any(kept) and any(parts):
        return None
    if kept == parts:
        return Element(element.tag, "CS", padded(value.rstrip(b"\0"), "CS"))
    return Element(element.tag, "CS", padded(b"\\".join(kept), "CS"))


def _text(element: Element, context: Context) -> Element | None:
    """Keep a technical text unless it is too long, undecodable, or holds what none has."""
    value = _string_value(element, context)
    if value is None:
        return None
    vr = dictionary.vr_of(element.tag) or ""
    value = value.rstrip(b"\0 ")
    try:
        text = decode(value, context.character_sets, vr)
    except ValueError:
        return None
    longest = _LONGEST.get(vr)
    if longest is not None and any(len(part) > longest for part in values(text, vr)):
        return None
    if tells(text) or context.identifies(value, element.tag, vr):
        return None
    return Element(element.tag, vr, padded(value, vr))


def _tags(element: Element, context: Context) -> Element | None:
    """Keep pointers to standard attributes; others point at nothing."""
    if element.vr not in ("AT", "UN") or len(element.value) % 4 or isinstance(element.value, Range):
        return None
    order: Literal["little", "big"] = "little" if context.encoding.little else "big"
    numbers = [
        int.from_bytes(element.value[i : i + 2], order) for i in range(0, len(element.value), 2)
    ]
    pointed = [
        group << 16 | number for group, number in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    if any(tag >> 16 & 1 or dictionary.vr_of(tag) is None for tag in pointed):
        return None
    return Element(element.tag, "AT", element.value)


def _binary(element: Element, context: Context) -> Element | None:
    """Keep numbers and bulk data of a fitting size, with the VR found if PS3.6 has it."""
    allowed = (dictionary.vr_of(element.tag) or "").split(" or ")
    if element.items is not None or element.encapsulated:
        return None
    vr = element.vr
    if vr not in allowed:
        if vr != "UN" or not context.encoding.little:
            same_size = _NUMBER_SIZES.get(vr) == _NUMBER_SIZES.get(allowed[0], -1)
            if not same_size or vr.startswith("F") != allowed[0].startswith("F"):
                return None
        vr = allowed[0]
    if _too_many_numbers(element, vr):
        return None
    if len(element.value) % _NUMBER_SIZES.get(vr, _SIZES.get(vr, 1)):
        return None
    if _begins_as_items(element.value, context):
        return None
    value = element.value if isinstance(element.value, Range) else padded(element.value, "OB")
    if isinstance(value, Range) and len(value) % 2:
        value = padded(context.load(value), "OB")
    return Element(element.tag, vr, value)


def _begins_as_items(value: Part, context: Context) -> bool:
    """Tell whether bulk data begins with an item: where no VR is told, a sequence may hide so."""
    if isinstance(value, Range):
        value = context.load(Range(value.start, min(value.start + 4, value.stop)))
    return value.startswith(_ITEMS)


def _highest_multiplicity(tag: int) -> int:
    """Return how many values PS3.6 allows at most; more would be room for something else."""
    if tag >> 16 & 1:
        return UNLIMITED  # PS3.6 has no private attributes; `anami.concerns.private` counts
    entry = dictionary.entry_for(tag)
    highest = entry.vm.split("-")[-1] if entry is not None else "1"
    return int(highest) if highest.isdigit() else UNLIMITED


def _too_many_strings(element: Element, value: bytes) -> bool:
    return value.count(b"\\") >= _highest_multiplicity(element.tag)


def _too_many_numbers(element: Element, vr: str) -> bool:
    size = _NUMBER_SIZES.get(vr)
    return size is not None and len(element.value) > size * _highest_multiplicity(element.tag)


def _character_set(element: Element, context: Context) -> Element | None:
    """Keep Specific Character Set if every term is a defined one, in its proper spelling."""
    terms = character_sets(element, ())
    if not terms or context.character_sets != terms:
        return None
    return Element(element.tag, "CS", encode("\\".join(terms), "CS"))


def _pixels(element: Element, _context: Context) -> Element | None:
    """Keep the bytes of pixel data untouched; a VR that can't be is put right (PS3.5 §A.4).

    What calls itself text is none, and no table of offsets ends within a number.
    """
    allowed = (dictionary.vr_of(element.tag) or "").split(" or ")
    if element.items is not None or element.vr not in {*allowed, *OPAQUE_VRS}:
        return None
    if len(element.value) % (_SIZES["OV"] if "OV" in allowed else 1):
        return None
    if element.vr in allowed:
        return element
    vr = "OB" if element.encapsulated else allowed[-1]
    return Element(element.tag, vr, element.value, encapsulated=element.encapsulated)


def _retained(element: Element, context: Context) -> Element | None:
    """Keep what an option retains if it is what its VR says (PS3.15 2026d E.3.6 to E.3.11)."""
    vr = (dictionary.vr_of(element.tag) or element.vr).split(" or ")[0]
    check = RETAINED_CHECKS.get(vr)
    return check(element, context) if check is not None else None


def _age(element: Element, context: Context) -> Element | None:
    """Keep ages; each above 89 years becomes 90 (45 CFR 164.514(b)(2)(i)(C))."""
    value = _string_value(element, context)
    if value is None or not _each_matches(value, _AGE):
        return None
    ages = [age.strip(b" \0") for age in value.split(b"\\")]
    capped = [b"090Y" if age.endswith(b"Y") and int(age[:-1]) > OLDEST else age for age in ages]
    return Element(element.tag, "AS", padded(b"\\".join(capped), "AS"))


def _grouped_age(width: int, element: Element, context: Context) -> Element | None:
    """Replace each age by the first year of its group; each above 89 years becomes 90.

    Groups of `width` years begin at birth, so an age under one year is in the first: ``000Y``.
    """
    kept = _age(element, context)
    if kept is None or not isinstance(kept.value, bytes):
        return None
    ages = []
    for age in kept.value.split(b"\\"):
        number, unit = age.strip(b" \0")[:3], age.strip(b" \0")[3:]
        if not number:
            ages.append(b"")
            continue
        times, divisor = _YEARS[unit]
        years = int(number) * times // divisor
        ages.append(b"%03dY" % (OLDEST + 1 if years > OLDEST else years // width * width))
    return Element(element.tag, "AS", padded(b"\\".join(ages), "AS"))


def _plain_text(element: Element, context: Context) -> Element | None:
    """Keep a text that can be read and holds nothing by which the patient is known."""
    value = _string_value(element, context)
    vr = dictionary.vr_of(element.tag) or element.vr
    if value is None:
        return None
    value = value.rstrip(b"\0 ")
    try:
        text = decode(value, context.character_sets, vr)
    except ValueError:
        return None
    if CONTROL.search(_LINE_BREAKS.sub("", text)) or context.identifies(value, element.tag, vr):
        return None
    return Element(element.tag, vr, padded(value, vr))


def _utc_offset(element: Element, context: Context) -> Element | None:
    """Keep an offset from UTC that is one (PS3.3 2026d §C.12.1.1.8): ``+0530``."""
    value = _string_value(element, context)
    if value is None or not _UTC_OFFSET.fullmatch(value.strip(b" \0")):
        return None
    return Element(element.tag, "SH", padded(value.strip(b" \0"), "SH"))


def _any_uid(element: Element, context: Context) -> Element | None:
    """Keep UIDs that are UIDs."""
    value = _string_value(element, context)
    if value is None or not _each_matches(value, _UID):
        return None
    return Element(element.tag, "UI", padded(value.rstrip(b"\0 "), "UI"))


def _ae_title(element: Element, context: Context) -> Element | None:
    """Replace each AE title by a keyed label: which device it was stays, which site goes."""
    value = _string_value(element, context)
    if value is None:
        return None
    titles = [title.strip(" \0") for title in value.decode("latin-1").split("\\")]
    labels = [label(context.key, "ae-title", title) if title else "" for title in titles]
    return Element(element.tag, "AE", encode("\\".join(labels), "AE"))


RETAINED_CHECKS: Final[dict[str, CheckFunction]] = {
    "AS": _age,
    "CS": _coded,
    "DA": dates.keep,
    "DS": _decimal,
    "DT": dates.keep,
    "IS": _integer,
    "TM": dates.keep,
    "UI": _any_uid,
    **dict.fromkeys(("LO", "LT", "SH", "ST", "UC", "UR", "UT"), _plain_text),
    **dict.fromkeys(("FD", "FL", "SL", "SS", "SV", "UL", "US", "UV"), _binary),
}
"""VR → the check of a value that an option retains. Of all other VRs nothing is retained."""

CHECKS: Final[dict[str, CheckFunction]] = {
    "ae-title": _ae_title,
    "binary": _binary,
    "character-set": _character_set,
    "code": codes.keep_code,
    "coded": _coded,
    "decimal": _decimal,
    "integer": _integer,
    "descriptor": descriptors.clean,
    "pixels": _pixels,
    "retained": _retained,
    "round-age": _age,
    **{f"round-age-{width}": partial(_grouped_age, width) for width in range(1, WIDEST + 1)},
    "shift-date": dates.shift,
    "structural-uid": uids.keep_structural,
    "tags": _tags,
    "text": _text,
    "utc-offset": _utc_offset,
}
"""Check name (see `anami.policy.Rule`) → function."""
