"""What technical text and code meanings never hold, so that its presence gives free text away."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["CONTROL", "tells"]

CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Control and format characters; a fixed list, as the same text must pass everywhere or nowhere."""

_MASS_NUMBER: Final = re.compile(r"\^\d{1,3}m?\^")
"""How DICOM prints a superscript: ``^18^Fluorine`` (PS3.16 2026d CID 4020)."""

_TELLTALE: Final = re.compile(
    r"""\^ | @ | https?: | www\.                       # person name, e-mail, address of a page
    | (?<!\d)(19|20)\d\d[-./]?[01]\d[-./]?[0-3]\d      # a date, year first
    | (?<!\d)[0-3]?\d[-./][0-3]?\d[-./](19|20)\d\d(?!\d)  # a date, year last
    | (?<!\d)[0-3]?\d/[0-3]?\d/\d\d(?!\d)              # with a short year only where it can't be
    | (?<!\d)[0-3]\d[-.][0-3]\d[-.]\d\d(?!\d)          # the number of a version
    | \d{7}                                            # as long as an identifier or a telephone's
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def tells(text: str) -> bool:
    """Tell whether `text` holds what is typed about persons, or characters that hide something."""
    return bool(CONTROL.search(text) or _TELLTALE.search(_MASS_NUMBER.sub("", text)))
