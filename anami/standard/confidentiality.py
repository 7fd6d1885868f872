"""Table E.1-1 of PS3.15 2026d: what each profile and option does to an attribute.

What belongs here: the 657 rows as the standard prints them, and finding the
row of a tag.  Corrections to a row stand in ``corrections``; what happens to
attributes without a row, in ``allowed``.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from anami.standard._data import load

# PS3.5 7.6: repeating groups are the even groups from 00 to 1E; others of
# 50xx and 60xx are no curves and no overlays.
_LAST_REPEAT = 0x1E
PRIVATE_PATTERN = "private"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of Table E.1-1; codes are the standard's, "" is an empty cell.

    ``tag`` is eight hexadecimal digits, ``50xxxxxx``, ``60xx3000``,
    ``60xx4000`` or ``private``.  ``keyword`` and ``vr`` are from PS3.6.
    """

    tag: str
    name: str
    keyword: str
    vr: tuple[str, ...]
    retired: bool
    in_standard_iod: bool
    basic: str
    rtn_safe_priv: str = ""
    rtn_uids: str = ""
    rtn_dev_id: str = ""
    rtn_inst_id: str = ""
    rtn_pat_chars: str = ""
    rtn_long_full_dates: str = ""
    rtn_long_modif_dates: str = ""
    clean_desc: str = ""
    clean_struct_cont: str = ""
    clean_graph: str = ""


OPTION_COLUMNS: tuple[str, ...] = (
    *("rtn_safe_priv", "rtn_uids", "rtn_dev_id", "rtn_inst_id", "rtn_pat_chars"),
    *("rtn_long_full_dates", "rtn_long_modif_dates"),
    *("clean_desc", "clean_struct_cont", "clean_graph"),
)
"""Names of the option columns of a row, in the order of the standard."""

ROWS: tuple[Row, ...] = tuple(
    Row(pattern, name, keyword, tuple(vr.split()), retired, in_standard_iod, basic, **options)
    for _, pattern, name, keyword, vr, retired, in_standard_iod, basic, options in load("e1_1")[
        "rows"
    ]
)
"""The 657 rows, in the order of the standard."""

_BY_PATTERN: dict[str, Row] = {row.tag: row for row in ROWS}
_BY_TAG: dict[int, Row] = {
    int(row.tag, 16): row for row in ROWS if "x" not in row.tag and row.tag != PRIVATE_PATTERN
}


def _repeating_row(group: int, element: int) -> Row | None:
    if group & 0xFF > _LAST_REPEAT:
        return None
    if group >> 8 == 0x50:  # noqa: PLR2004 - the groups are named by the standard
        return _BY_PATTERN["50xxxxxx"]
    return _BY_PATTERN.get(f"60xx{element:04x}")


@functools.lru_cache(maxsize=8192)
def row_for(tag: int) -> Row | None:
    """Return the row that governs a tag, or None when the table has none.

    The row may be that of the exact tag, of a repeating group (even groups
    5000-501E and 6000-601E only, PS3.5 7.6), or, for any odd group, the row of
    Private Attributes.  The group length and the private reservation elements
    of an odd group are private attributes too.
    """
    group, element = tag >> 16, tag & 0xFFFF
    if group & 1:
        return _BY_PATTERN[PRIVATE_PATTERN]
    if group >> 8 in {0x50, 0x60}:
        return _repeating_row(group, element)
    return _BY_TAG.get(tag)
