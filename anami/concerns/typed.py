"""Values typed on purpose → elements at the root of the data set (`anami.edits`).

The policy has taken what stood there, and the leak check searches what is written here like all
else: a typed value that holds an original one withholds the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anami.concerns.builders import text_element
from anami.edits import EDITED_TAGS
from anami.errors import LeakFoundError
from anami.model import Action, Decision, Element, ElementPath, Reason
from anami.standard import dictionary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from anami.edits import Edits
    from anami.model import Dataset

__all__ = ["with_edits"]


def with_edits(
    elements: tuple[Element, ...], found: Dataset, edits: Edits, originals: Mapping[int, str]
) -> tuple[tuple[Element, ...], tuple[Decision, ...]]:
    """Return the elements with the typed values in place, and a decision for each that is added.

    Args:
        elements: what is written otherwise, of the root.
        found: the original data set.
        edits: with the patient's code filled in.
        originals: attribute → original text, for those that are too short for the leak check.

    Raises:
        LeakFoundError: a typed value is the original one.

    """
    written = {element.tag: element for element in elements}
    added = []
    for name, value in edits.as_dict().items():
        tag = EDITED_TAGS[name]
        vr = dictionary.vr_of(tag) or ""
        if value.casefold() == originals.get(tag, "").casefold():
            raise LeakFoundError(str(ElementPath(tag)))
        written[tag] = text_element(tag, vr, value)
        if found.get(tag) is None:
            added.append(Decision(ElementPath(tag), vr, Action.ADD, Reason.EDITED))
    return tuple(written[tag] for tag in sorted(written)), tuple(added)
