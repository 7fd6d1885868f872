"""Values typed on purpose → elements at the root of the data set (`anami.edits`).

The policy has taken what stood there, and the leak check searches what is written here like all
else: a typed value that holds an original one withholds the file.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from anami.concerns.builders import text_element
from anami.edits import EDITED_TAGS
from anami.errors import LeakFoundError
from anami.model import Action, ElementPath, Reason
from anami.rulings import Ruling
from anami.standard import dictionary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anami.edits import Edits
    from anami.model import Dataset, Element

__all__ = ["with_edits"]


def with_edits(
    found: Dataset, edits: Edits, originals: Mapping[int, str]
) -> tuple[tuple[Element, ...], tuple[tuple[Ruling, ...], ...]]:
    """Return the typed values as elements, and what is decided about each that is added.

    Args:
        found: the original data set.
        edits: with the patient's code filled in.
        originals: attribute → original text, for those that are too short for the leak check.

    Raises:
        LeakFoundError: a typed value is the original one.

    """
    written = []
    added = []
    for name, value in edits.as_dict().items() if edits else ():
        tag = EDITED_TAGS[name]
        vr = dictionary.vr_of(tag) or ""
        if value.casefold() == originals.get(tag, "").casefold():
            raise LeakFoundError(str(ElementPath(tag)))
        written.append(text_element(tag, vr, value))
        if found.get(tag) is None:
            added.append(_added(tag, vr))
    return tuple(written), tuple(added)


@cache
def _added(tag: int, vr: str) -> tuple[Ruling, ...]:
    return (Ruling(tag, vr, Action.ADD, Reason.EDITED),)
