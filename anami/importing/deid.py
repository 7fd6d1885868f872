"""pydicom/deid's recipes: ``FORMAT dicom``, sections, and one action with its field a line.

A field may be an expander that selects many attributes by their names; it is expanded over PS3.6
when the recipe is read. Where two actions meet on one attribute, the tool's order decides: KEEP,
ADD, REPLACE, JITTER, REMOVE, BLANK, the first being strongest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from anami.errors import ImportFormatError, UnknownKeywordError
from anami.importing.draft import LARGEST, Draft, Imported, Loss
from anami.rules import OwnRule, RuleAction, attribute_of
from anami.standard import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["read_recipe"]

UNKNOWN: Final = "?"
SECTIONS: Final = frozenset(("header", "labels", "filter", "values", "fields"))
WEAKEST_FIRST: Final = ("BLANK", "REMOVE", "JITTER", "REPLACE", "ADD", "KEEP")
FIELD: Final = r"""(?:[^\s"']+|"[^"]*"|'[^']*')+"""
LINE: Final = re.compile(rf"(\w+)\s+({FIELD})\s*(.*)")
HEX_TAG: Final = re.compile(r"\(?([0-9A-Fa-f]{4}),?\s*([0-9A-Fa-f]{4})\)?")
PRIVATE: Final = re.compile(r"""\(([0-9A-Fa-f]{4}),["']([^"']+)["'],([0-9A-Fa-f]{1,2})\)""")
PLAIN: Final = {
    "KEEP": RuleAction.KEEP,
    "BLANK": RuleAction.EMPTY,
    "REMOVE": RuleAction.REMOVE,
}
EXPANDERS: Final[dict[str, Callable[[str, str], bool]]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": str.__contains__,
}
NAME_PART: Final = re.compile(r"[A-Za-z0-9]+")
DYNAMIC: Final = re.compile(r"(?i)(var|func|deid_func):(\S*)")
UID_FUNCTIONS: Final = frozenset(("basic_uid", "dicom_uuid", "pydicom_uid", "suffix_uid"))
JITTER_FUNCTION: Final = "jitter"


@dataclass(frozen=True, slots=True)
class _Instruction:
    """One action line of the header section."""

    number: int
    action: str
    target: str
    value: str


@dataclass(slots=True)
class _Recipe:
    """A recipe, split into lines that mean something."""

    instructions: list[_Instruction] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    dicom: bool = False
    section: str = ""
    group: str = ""


def read_recipe(text: str) -> Imported:
    """Read a recipe.

    Raises:
        ImportFormatError: it isn't a recipe for DICOM.

    """
    if len(text) > LARGEST:
        raise ImportFormatError
    draft, recipe = Draft(), _Recipe()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        # A number sign begins a comment anywhere, as the tool reads values and sections.
        bare = line.split("#", 1)[0].strip()
        if bare:
            _read_line(draft, recipe, number, bare)
    if not recipe.dicom:
        raise ImportFormatError
    order = {action: rank for rank, action in enumerate(WEAKEST_FIRST)}
    ranked = sorted(recipe.instructions, key=lambda one: order.get(one.action, len(order)))
    for instruction in ranked:
        _carry_over(draft, recipe, instruction)
    draft.lose(1, Loss.UNLISTED, "dicom")
    return draft.finished()


def _read_line(draft: Draft, recipe: _Recipe, number: int, line: str) -> None:
    if line.upper().startswith("FORMAT"):
        if line[len("FORMAT") :].strip().lower() != "dicom":
            raise ImportFormatError
        recipe.dicom = True
    elif line.startswith("%"):
        name, _, recipe.group = line[1:].strip().partition(" ")
        recipe.section, recipe.group = name.lower(), recipe.group.strip()
        if recipe.section not in SECTIONS:
            draft.lose(number, Loss.UNREADABLE, name)
    elif recipe.section == "header":
        _read_action(draft, recipe, number, line)
    elif recipe.section == "fields":
        word, _, target = line.partition(" ")
        if word.upper() == "FIELD" and target.strip():
            recipe.groups.setdefault(recipe.group, []).append(target.strip())
        else:
            draft.lose(number, Loss.UNREADABLE, word)
    elif recipe.section in ("filter", "labels"):
        draft.lose(number, Loss.FILTER, recipe.section)
    elif recipe.section == "values":
        draft.lose(number, Loss.SELECTION, recipe.section)
    else:
        draft.lose(number, Loss.UNREADABLE, line.split(maxsplit=1)[0])


def _read_action(draft: Draft, recipe: _Recipe, number: int, line: str) -> None:
    found = LINE.fullmatch(line)
    action = found[1].upper() if found else ""
    if found is None:
        draft.lose(number, Loss.UNREADABLE, line.split(maxsplit=1)[0])
    elif action not in WEAKEST_FIRST:
        # Not understood is not kept: it is stronger than all that is.
        recipe.instructions.append(_Instruction(number, UNKNOWN, found[2], ""))
    else:
        recipe.instructions.append(_Instruction(number, action, found[2], found[3].strip()))


def _carry_over(draft: Draft, recipe: _Recipe, one: _Instruction) -> None:
    private = PRIVATE.fullmatch(one.target)
    if private is not None:
        group, element = int(private[1], 16), int(private[3], 16)
        rule = OwnRule(RuleAction.REMOVE, group << 16 | element, creator=private[2])
        _add(draft, one, rule, single=True)
        return
    targets = [one.target]
    kind, _, name = one.target.partition(":")
    if kind.lower() == "fields":
        targets = recipe.groups.get(name, [""])
    for target in targets:
        try:
            tags = _selected(target)
        except UnknownKeywordError:
            draft.lose(one.number, Loss.UNKNOWN_ATTRIBUTE, target)
            continue
        if tags is None:
            # A rule for everything, or by values or expressions: the profile decides alone.
            draft.lose(one.number, Loss.SELECTION, target.partition(":")[0])
            continue
        for tag in tags:
            _add(draft, one, OwnRule(RuleAction.REMOVE, tag), single=target == one.target)


def _selected(target: str) -> list[int] | None:
    """Return the tags that a field names, None if it can't be told without a file.

    Raises:
        UnknownKeywordError: PS3.6 has no such keyword.

    """
    found = HEX_TAG.fullmatch(target)
    if found is not None:
        return [int(found[1] + found[2], 16)]
    kind, colon, name = target.partition(":")
    if not colon:
        return None if kind.lower() in ("all", "allfields", "") else [attribute_of(kind)[0]]
    return _expanded(kind.lower(), name.lower())


def _expanded(kind: str, name: str) -> list[int] | None:
    """Return the tags of PS3.6 that an expander selects, None if it can't be told."""
    tags = sorted(dictionary.tags())
    what, _, value = name.partition(":")
    if (kind, what) == ("select", "group") and re.fullmatch(r"[0-9a-f]{1,4}", value):
        return [tag for tag in tags if tag >> 16 == int(value, 16)]
    if (kind, what) == ("select", "vr"):
        return [tag for tag in tags if (dictionary.vr_of(tag) or "").lower() == value]
    # Expressions of a script are never run.
    if kind not in EXPANDERS or not NAME_PART.fullmatch(name):
        return None
    return [
        tag
        for tag in tags
        if EXPANDERS[kind](dictionary.keyword_of(tag).lower(), name)
        or (kind == "contains" and name in f"{tag:08x}")
    ]


def _add(draft: Draft, one: _Instruction, rule: OwnRule, *, single: bool) -> None:
    """Add the rule that an action makes for one attribute; `rule` names the attribute."""
    if one.action == UNKNOWN:
        draft.remove(one.number, rule, Loss.UNKNOWN_FUNCTION)
    elif one.action == "REMOVE" and one.value:
        # Which values a function means can't be told; removing all of them is what is safe.
        draft.remove(one.number, rule, Loss.CONDITION)
    elif one.action in PLAIN:
        draft.add(one.number, replace(rule, action=PLAIN[one.action]))
    elif one.action == "JITTER":
        _shift(draft, one, rule, single=single)
    else:
        _replace(draft, one, rule, single=single)


def _shift(draft: Draft, one: _Instruction, rule: OwnRule, *, single: bool) -> None:
    if single or dictionary.vr_of(rule.tag) in ("DA", "DT"):
        draft.add(one.number, replace(rule, action=RuleAction.SHIFT), Loss.OFFSET_BY_KEY)
    else:
        draft.remove(one.number, rule, Loss.WRONG_VR)


def _replace(draft: Draft, one: _Instruction, rule: OwnRule, *, single: bool) -> None:
    """Carry over ADD and REPLACE: a constant, a value of a table, or a function."""
    dynamic = DYNAMIC.match(one.value)
    if dynamic is None:
        loss = Loss.ADDS_ATTRIBUTE if one.action == "ADD" else None
        draft.add(one.number, replace(rule, action=RuleAction.REPLACE, value=one.value), loss)
    elif dynamic[1].lower() == "var":
        draft.remove(one.number, rule, Loss.NEEDS_TABLE)
    elif dynamic[1].lower() != "deid_func":
        draft.remove(one.number, rule, Loss.UNSUPPORTED_FUNCTION)
    elif dynamic[2].lower() == JITTER_FUNCTION:
        _shift(draft, one, rule, single=single)
    elif dynamic[2].lower() in UID_FUNCTIONS and dictionary.vr_of(rule.tag) == "UI":
        draft.add(one.number, replace(rule, action=RuleAction.HASH))
    else:
        draft.remove(one.number, rule, Loss.UNSUPPORTED_FUNCTION)
