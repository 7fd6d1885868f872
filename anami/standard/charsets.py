"""PS3.3 2026d C.12.1.1.2: Defined Terms of Specific Character Set (0008,0005).

What belongs here: the terms, and which codec of Python each names.  How bytes with code
extensions are decoded is pydicom's.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Table C.12-2: single-byte character sets without code extensions.
SINGLE_BYTE: frozenset[str] = frozenset(
    f"ISO_IR {number}" for number in (6, 13, 100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 203)
)
# Tables C.12-3 and C.12-4: character sets with code extensions (ISO 2022).
CODE_EXTENSIONS: frozenset[str] = frozenset(
    f"ISO 2022 IR {number}"
    for number in (6, 13, 58, 87, 100, 101, 109, 110, 126, 127, 138, 144, 148, 149, 159, 166, 203)
)
# Table C.12-5: multi-byte character sets without code extensions.
MULTI_BYTE: frozenset[str] = frozenset({"ISO_IR 192", "GB18030", "GBK"})

DEFINED_TERMS: frozenset[str] = SINGLE_BYTE | CODE_EXTENSIONS | MULTI_BYTE
"""Every Defined Term.  Value 1 may be empty as well: the default repertoire
(ISO_IR 6 is not in the standard's table but is written in practice for it)."""


def is_defined(values: tuple[str, ...]) -> bool:
    """Whether each value of Specific Character Set is a Defined Term or empty."""
    return all(not value or value in DEFINED_TERMS for value in values)


def _codecs() -> dict[str, str]:
    """Return term → codec, as pydicom has them."""
    latin = {100: "latin_1", 101: "iso8859_2", 109: "iso8859_3", 110: "iso8859_4"}
    others = {number: f"iso_ir_{number}" for number in (126, 127, 138, 144, 148, 166)}
    single = {6: "iso8859", 13: "shift_jis", **latin, **others}
    extended = {58: "iso_ir_58", 87: "iso2022_jp", 149: "euc_kr", 159: "iso2022_jp_2"}
    return {
        **{f"ISO_IR {number}": codec for number, codec in single.items()},
        **{f"ISO 2022 IR {number}": codec for number, codec in (single | extended).items()},
        "": "iso8859",
        "ISO_IR 192": "UTF8",
        "GB18030": "GB18030",
        "GBK": "GBK",
    }


CODECS: Mapping[str, str] = MappingProxyType(_codecs())
"""Defined term → the codec of Python.  pydicom knows the same, but loading it takes longer than
de-identifying a hundred files.  A term that pydicom has no codec for is not here."""
