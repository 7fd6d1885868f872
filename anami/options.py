"""PS3.15 options → what they do to a row of Table E.1-1: one function of (row, chosen options).

The option's code stands in place of the profile's (PS3.15 2026d E.1.1). Where two chosen options
name one attribute:

- C goes before K. That settles the eleven dates of calibration, installation and manufacture for
  which Retain Device Identity says K and Modified Dates says C: they are shifted, since one date
  left as it was would tell the offset of all others;
- of two C, the cleaning that knows more of the value goes first, in the order of `CLEANERS`.

Full Dates and Modified Dates together are refused where protocols are read (E.3.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from anami.model import Action, Reason
from anami.standard.confidentiality import OPTION_COLUMNS

if TYPE_CHECKING:
    from anami.standard.confidentiality import Row

__all__ = ["OptionRule", "option_rule"]


class OptionRule(NamedTuple):
    """What the chosen options say of a row."""

    action: Action
    reason: Reason
    check: str


REASONS: Final = {
    "clean_desc": Reason.CLEAN_DESCRIPTORS,
    "clean_graph": Reason.CLEAN_GRAPHICS,
    "clean_struct_cont": Reason.CLEAN_STRUCTURED_CONTENT,
    "rtn_dev_id": Reason.RETAIN_DEVICE_IDENTITY,
    "rtn_inst_id": Reason.RETAIN_INSTITUTION_IDENTITY,
    "rtn_long_full_dates": Reason.RETAIN_FULL_DATES,
    "rtn_long_modif_dates": Reason.RETAIN_MODIFIED_DATES,
    "rtn_pat_chars": Reason.RETAIN_PATIENT_CHARACTERISTICS,
    "rtn_safe_priv": Reason.RETAIN_SAFE_PRIVATE,
    "rtn_uids": Reason.RETAIN_UIDS,
}
"""Option → the reason that its decisions carry."""

CLEANERS: Final = {
    "rtn_long_modif_dates": "shift-date",
    "clean_desc": "descriptor",
    "rtn_pat_chars": "descriptor",
    "rtn_dev_id": "ae-title",
    "clean_graph": "descriptor",
}
"""Option with code C → the check that cleans a value, in the order in which they apply."""


SPECIMEN_PREPARATION: Final = "00400610"
TIMEZONE_OFFSET: Final = "00080201"


def option_rule(row: Row, options: frozenset[str]) -> OptionRule | None:
    """Return what the chosen options do to the attributes of a row, None if nothing."""
    codes = {name: getattr(row, name) for name in OPTION_COLUMNS if name in options}
    for name, check in CLEANERS.items():
        if codes.get(name) == "C":
            return OptionRule(Action.CLEAN, REASONS[name], check)
    if row.tag == SPECIMEN_PREPARATION and "clean_struct_cont" in options:
        # The table has C for its step content; the sequence around it must be entered for that.
        return OptionRule(Action.CLEAN, REASONS["clean_struct_cont"], "")
    for name, code in codes.items():
        if code == "K":
            check = "utc-offset" if row.tag == TIMEZONE_OFFSET else "retained"
            return OptionRule(Action.KEEP, REASONS[name], check)
    return None
