"""Table E.3.10-1 of PS3.15 2026d: private attributes that are known to be safe.

What belongs here: the 479 rows as the standard prints them.  Import this
module only when the Retain Safe Private Option is used.
"""

from __future__ import annotations

from typing import NamedTuple

from anami.standard._data import load


class SafePrivateRow(NamedTuple):
    """One row; the key is group, private creator and element within its block."""

    tag: str
    group: str
    element_in_block: str
    private_creator: str
    vr: str
    vm: str
    meaning: str


ROWS: tuple[SafePrivateRow, ...] = tuple(
    SafePrivateRow(*(cell or "" for cell in row)) for row in load("e3_10_1")["rows"]
)
"""The 479 rows, in the order of the standard; ``vr`` is "" where it prints none."""
