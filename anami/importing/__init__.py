"""Scripts of other de-identification tools → protocols, and what could not be carried over.

Each tool's language has a module; each reads text and returns an `Imported`. No module runs
anything that it reads: no expression, no regular expression, no function of a script. A line that
says to keep becomes a rule that keeps; a line that isn't understood never does. Every line that is
not carried over as it stands is in `Imported.lines`, with its number and a code (see
docs/decisions/0015-importing.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami.importing import ctp, deid, kitware
from anami.importing.draft import Imported, Line, Loss

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["IMPORTERS", "Imported", "Line", "Loss"]

IMPORTERS: Final[dict[str, Callable[[str], Imported]]] = {
    "ctp": ctp.read_script,
    "deid": deid.read_recipe,
    "kitware": kitware.read_dictionary,
}
"""Name of a tool's language → what reads it."""
