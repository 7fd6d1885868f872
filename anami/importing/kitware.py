"""Kitware dicom-anonymizer's dictionaries: JSON, tag → action or object with action and arguments.

The tool lays a dictionary over PS3.15's Basic Profile, as Anami does with rules.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from anami.errors import ImportFormatError
from anami.importing.draft import LARGEST, Draft, Imported, Loss
from anami.rules import OwnRule, RuleAction
from anami.standard import dictionary

__all__ = ["read_dictionary"]

TAG: Final = re.compile(
    r"\(\s*0x([0-9A-Fa-f]{1,4})\s*,\s*0x([0-9A-Fa-f]{1,4})\s*"
    r"(?:,\s*0x[Ff]{2}00\s*,\s*0x(?:0000|[Ff]{4})\s*)?\)"
)
"""A tag, or a tag of the repeating groups with its mask."""
SIMPLE: Final = {
    "keep": RuleAction.KEEP,
    "delete": RuleAction.REMOVE,
    "empty": RuleAction.EMPTY,
    "delete_or_empty": RuleAction.EMPTY,
    "replace_UID": RuleAction.HASH,
}
DUMMY_ACTIONS: Final = frozenset(
    ("replace", "empty_or_replace", "delete_or_replace", "delete_or_empty_or_replace")
)
UID_OR_EMPTY: Final = "delete_or_empty_or_replace_UID"
DUMMY_TEXT: Final = "ANONYMIZED"
DUMMY_NUMBER: Final = "0"
DUMMY_VALUES: Final = {
    **dict.fromkeys(("LO", "LT", "SH", "PN", "CS", "ST", "UT"), DUMMY_TEXT),
    **dict.fromkeys(("DS", "IS"), DUMMY_NUMBER),
}
"""VR → the constant that the tool writes; it has none that is valid for other VRs."""
ARGUMENTS: Final = {"replace_with_value": {"value"}, "regexp": {"find", "replace"}}


def read_dictionary(text: str) -> Imported:
    """Read a dictionary.

    Raises:
        ImportFormatError: it isn't a JSON object.

    """
    try:
        pairs = json.loads(text[: LARGEST + 1], object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise ImportFormatError from None
    if not isinstance(pairs, _Pairs) or len(text) > LARGEST:
        raise ImportFormatError
    draft = Draft()
    position = 0
    for key, instruction in pairs:
        # JSON is read without line numbers; the keys stand in the text in this order.
        position = max(text.find(json.dumps(key), position), position)
        number = text.count("\n", 0, position) + 1
        position += 1
        _read(draft, number, key, instruction)
    return draft.finished()


class _Pairs(list[tuple[str, Any]]):
    """The members of a JSON object, in order and with those that stand there twice."""


def _read(draft: Draft, number: int, key: str, instruction: object) -> None:
    found = TAG.fullmatch(key.strip())
    if found is None:
        draft.lose(number, Loss.UNREADABLE, "tag")
        return
    tag = int(found[1], 16) << 16 | int(found[2], 16)
    rule = OwnRule(RuleAction.REMOVE, tag)
    arguments: dict[str, Any] = dict(instruction) if isinstance(instruction, _Pairs) else {}
    name = arguments.pop("action", None) if isinstance(instruction, _Pairs) else instruction
    if not isinstance(name, str) or set(arguments) != ARGUMENTS.get(name, set()):
        draft.remove(number, rule, Loss.UNKNOWN_FUNCTION)
    elif name in SIMPLE:
        draft.add(number, OwnRule(SIMPLE[name], tag))
    elif name in DUMMY_ACTIONS:
        _add_dummy(draft, number, tag)
    elif name == UID_OR_EMPTY:
        is_uid = dictionary.vr_of(tag) == "UI"
        draft.add(number, OwnRule(RuleAction.HASH if is_uid else RuleAction.EMPTY, tag))
    elif name == "replace_with_value":
        value = arguments["value"]
        draft.add(
            number,
            OwnRule(RuleAction.REPLACE, tag, value=value if isinstance(value, str) else ""),
        )
    else:
        known = name in ARGUMENTS
        draft.remove(number, rule, Loss.UNSUPPORTED_FUNCTION if known else Loss.UNKNOWN_FUNCTION)


def _add_dummy(draft: Draft, number: int, tag: int) -> None:
    """Carry over the tool's code D: a constant, by VR."""
    vr = dictionary.vr_of(tag)
    if vr == "UI":
        draft.add(number, OwnRule(RuleAction.HASH, tag))
    elif vr in DUMMY_VALUES:
        draft.add(number, OwnRule(RuleAction.REPLACE, tag, value=DUMMY_VALUES[vr]))
    else:
        # Where the attribute is of Type 1, the engine writes a dummy in place of removing.
        draft.remove(number, OwnRule(RuleAction.REPLACE, tag), Loss.DUMMY_VALUE)
