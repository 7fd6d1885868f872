"""PS3.3 2026d C.12.1.1.2: Defined Terms of Specific Character Set (0008,0005).

What belongs here: the terms.  How bytes are decoded with them is pydicom's.
"""

from __future__ import annotations

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
