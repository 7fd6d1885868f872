"""Table E.3.4-1 of PS3.15 2026d: what the Clean Structured Content Option does.

What belongs here: the 214 rows as the standard prints them.  Import this
module only when the option is used.
"""

from __future__ import annotations

from typing import NamedTuple

from anami.standard._data import load


class ContentRow(NamedTuple):
    """One row; the key is concept name code, coding scheme and value type."""

    code_meaning: str
    code_value: str
    coding_scheme: str
    value_type: str
    retired: str
    in_std_template: str
    basic_prof: str
    rtn_uids: str
    rtn_dev_id: str
    rtn_inst_id: str
    rtn_pat_chars: str
    rtn_long_full_dates: str
    rtn_long_modif_dates: str
    clean_desc: str


ROWS: tuple[ContentRow, ...] = tuple(ContentRow(*row) for row in load("e3_4_1")["rows"])
"""The 214 rows, in the order of the standard."""
