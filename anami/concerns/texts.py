"""Text values: decoding by character set, encoding, padding (PS3.5 2026d §6.1, §6.2).

The only place that turns bytes into text and back.
"""

from __future__ import annotations

import contextlib
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

from anami.standard.charsets import CODECS, DEFINED_TERMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anami.model import Element

__all__ = ["CHARSET_VRS", "character_sets", "decode", "encode", "padded", "values"]

CHARSET_VRS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))
"""VRs whose text depends on Specific Character Set."""
SHORT = 256
"""Bytes of the longest value whose readings are remembered; instances of a series share many."""
_SINGLE_VALUE_VRS = frozenset(("LT", "ST", "UT", "UR"))
_NUL_PADDED = frozenset(("UI", "OB", "UN"))


def character_sets(element: Element | None, inherited: tuple[str, ...]) -> tuple[str, ...]:
    """Return the defined terms of a (0008,0005) element, or those inherited if there is none.

    Common misspellings of a term ("ISO-IR 100") are read as the term that is meant; anything
    else unknown makes the whole element unusable, and ASCII is assumed.
    """
    if element is None or not isinstance(element.value, bytes):
        return inherited
    return _defined_terms(element.value)


@lru_cache(maxsize=256)
def _defined_terms(value: bytes) -> tuple[str, ...]:
    found = value.decode("ascii", "replace").strip("\0 ").upper().split("\\")
    terms = [
        term.strip().replace("ISO-IR", "ISO_IR").replace("ISO-2022", "ISO 2022") for term in found
    ]
    terms = [
        term.replace("ISO IR", "ISO_IR").replace("ISO 2022-IR", "ISO 2022 IR") for term in terms
    ]
    if all(term == "" or term in DEFINED_TERMS for term in terms):
        return tuple(terms)
    return ()


def decode(value: bytes, terms: Sequence[str], vr: str = "LO") -> str:
    """Decode a text value.

    Args:
        value: the bytes of the element.
        terms: defined terms in force; () is the default repertoire.
        vr: decides whether the character set applies.

    Raises:
        ValueError: a byte has no meaning in the character set.

    """
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    if vr not in CHARSET_VRS or not terms:
        raise ValueError(vr)
    return _decode_with(value, terms, vr)


def _decode_with(value: bytes, terms: Sequence[str], vr: str) -> str:
    if len(terms) == 1 and terms[0] in CODECS and b"\x1b" not in value:
        return value.decode(CODECS[terms[0]])
    from pydicom import charset  # noqa: PLC0415 - only code extensions need it

    delimiters = (
        {0x0D, 0x0A, 0x09, 0x0C} if vr in _SINGLE_VALUE_VRS else {0x5C, 0x0D, 0x0A, 0x09, 0x0C}
    )
    if vr == "PN":
        delimiters |= {0x5E, 0x3D}
    with warnings.catch_warnings():
        # pydicom warns where it substitutes; a substitute is no decoding.
        warnings.simplefilter("error")
        try:
            encodings = charset.convert_encodings(list(terms))
            return charset.decode_bytes(value, encodings, delimiters)
        except (UserWarning, LookupError, UnicodeError) as error:
            raise ValueError(vr) from error


def readings(value: bytes, terms: Sequence[str], vr: str) -> tuple[str, ...]:
    """Return every plausible reading of a text value, for searching; never fails, may be empty."""
    if len(value) <= SHORT:
        return _remembered_readings(value, tuple(terms), vr)
    return _readings(value, terms, vr)


@lru_cache(maxsize=8192)
def _remembered_readings(value: bytes, terms: tuple[str, ...], vr: str) -> tuple[str, ...]:
    return _readings(value, terms, vr)


def forget() -> None:
    """Forget what was read of earlier instances."""
    _remembered_readings.cache_clear()
    _defined_terms.cache_clear()


def _readings(value: bytes, terms: Sequence[str], vr: str) -> tuple[str, ...]:
    try:
        return (decode(value, terms, vr),)
    except ValueError:
        texts = [value.decode("latin-1")]
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(value.decode("utf-8"))
        return tuple(texts)


def values(text: str, vr: str) -> list[str]:
    """Split a text into its values and strip what only pads them."""
    parts = [text] if vr in _SINGLE_VALUE_VRS else text.split("\\")
    return [part.strip(" \0") for part in parts]


def padded(value: bytes, vr: str) -> bytes:
    """Return the value with even length (PS3.5 §6.2: NUL for UI and bytes, space for text)."""
    if len(value) % 2 == 0:
        return value
    return value + (b"\0" if vr in _NUL_PADDED else b" ")


def encode(text: str, vr: str) -> bytes:
    """Encode text that Anami makes itself, which is always ASCII."""
    return padded(text.encode("ascii"), vr)
