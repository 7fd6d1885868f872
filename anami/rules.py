"""Own rules: what a person wants done to one attribute, whatever profile and options say.

Rules as values, their JSON form, and which rule governs an element. What a rule may not touch
stands here as well: markers, encoding and pixel geometry are not the person's to change. Nothing
here carries a rule out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from anami.errors import (
    ContradictoryRulesError,
    ForbiddenRuleError,
    RuleValueError,
    UnknownKeywordError,
)
from anami.model import tag_text
from anami.standard import allowed, dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["OwnRule", "RuleAction", "RuleTable", "attribute_of", "checked", "fits", "read_rule"]


class RuleAction(StrEnum):
    """What a rule of one's own can ask for."""

    KEEP = "keep"
    REMOVE = "remove"
    EMPTY = "empty"
    REPLACE = "replace"
    HASH = "hash"
    SHIFT = "shift"
    CLEAN = "clean"
    ROUND_AGE = "round_age"


TEXT_VRS: Final = frozenset(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"))
ACTION_VRS: Final[Mapping[RuleAction, frozenset[str]]] = {
    RuleAction.REPLACE: TEXT_VRS | {"AS", "DA", "DS", "DT", "IS", "TM"},
    RuleAction.HASH: (TEXT_VRS - {"UR"}) | {"UI"},
    RuleAction.SHIFT: frozenset(("DA", "DT")),
    RuleAction.CLEAN: frozenset(("LO", "LT", "SH", "ST", "UC", "UT")),
    RuleAction.ROUND_AGE: frozenset(("AS",)),
}
"""Action → VRs that it makes sense for. The other actions suit every VR."""
PRIVATE_VRS: Final = {RuleAction.REPLACE: "UT", RuleAction.ROUND_AGE: "AS"}
"""Action with a value → VR by which it is judged as long as a private attribute's isn't known."""
NEEDS_VALUE: Final = frozenset((RuleAction.REPLACE,))
TAKES_VALUE: Final = NEEDS_VALUE | {RuleAction.ROUND_AGE}

NEVER_GROUPS: Final = frozenset((0x0000, 0x0002, 0x0004, 0xFFFE))
UNTOUCHABLE: Final[Mapping[int, str]] = {
    0x00080001: "length to end: belongs to the encoding",
    0x00080005: "Specific Character Set: all texts are read by it",
    0x00080016: "SOP Class UID: says what the instance is",
    0x00120062: "Patient Identity Removed: a marker of what was done",
    0x00120063: "De-identification Method: a marker of what was done",
    0x00120064: "De-identification Method Code Sequence: a marker of what was done",
    0x00280303: "Longitudinal Temporal Information Modified: a marker of what was done",
    0x00420015: "Encapsulated Document Length: belongs to the document",
}
KEPT_ANYWAY: Final = frozenset(
    (
        0x00080016,
        *(0x00280002, 0x00280003, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011),
        *(0x00280100, 0x00280101, 0x00280102, 0x00280103),
        *(0x00281101, 0x00281102, 0x00281103, 0x00281201, 0x00281202, 0x00281203),
        *allowed.TOP_LEVEL_ONLY,
    )
)
"""What pixels are read by, at least: it stays, and another value would make another picture."""
SOP_INSTANCE_UID: Final = 0x00080018
LONGEST: Final = {"AE": 16, "CS": 16, "SH": 16, "LO": 64, "PN": 64}
SHAPES: Final = {
    "AS": r"[0-9]{3}[DWMY]",
    "CS": r"[A-Z0-9 _]+",
    "DA": r"[0-9]{8}",
    "DS": r"(?=.{1,16}$)[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([Ee][+-]?[0-9]+)?",
    "DT": r"[0-9]{4}([0-9]{2}){0,5}",
    "IS": r"(?=.{1,12}$)[+-]?[0-9]+",
    "TM": r"([01][0-9]|2[0-3])([0-5][0-9]){0,2}",
    "UR": r"[!-~]+",
}
WIDTH: Final = re.compile(r"[1-9][0-9]?")
REPEATING: Final = 0xFF00_FFFF
LAST_REPEAT: Final = 0x1E
CREATOR: Final = re.compile(r"(?=.{1,64}$)[!-\[\]-~]([ -\[\]-~]*[!-\[\]-~])?")
TAG: Final = re.compile(r"\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\)")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One rule.

    Attributes:
        action: what is to be done.
        tag: the attribute; for a private one, its group and its element within the block.
        creator: private creator, "" for a standard attribute.
        path: sequences around the attribute, outermost first; None: wherever it stands.
        value: for REPLACE the value; for ROUND_AGE the width of a group of ages in years, "" to
            keep ages as they are up to 89.
        reason: why, in the person's words.
        repeating: it holds for each group of the repeating groups 50xx and 60xx (PS3.5 §7.6).

    """

    action: RuleAction
    tag: int
    creator: str = ""
    path: tuple[int, ...] | None = None
    value: str = ""
    reason: str = ""
    repeating: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as the protocol document holds it."""
        attribute: object = self.attribute
        if self.creator:
            attribute = {
                "creator": self.creator,
                "group": f"{self.tag >> 16:04X}",
                "element": f"{self.tag & 0xFF:02X}",
            }
        document: dict[str, Any] = {"attribute": attribute, "action": self.action.value}
        if self.path is not None:
            document["path"] = [_name(tag) for tag in self.path]
        if self.value:
            document["value"] = self.value
        if self.reason:
            document["reason"] = self.reason
        return document

    @property
    def attribute(self) -> str:
        """The attribute as a person reads it: keyword, tag, or private creator and tag."""
        if self.creator:
            return f"({self.tag >> 16:04X},{self.creator},{self.tag & 0xFF:02X})"
        if dictionary.vr_of(self.tag) is None or (
            not self.repeating and self.tag & REPEATING in _repeating_tags(self.tag)
        ):
            return tag_text(self.tag)
        return dictionary.keyword_of(self.tag)

    @property
    def place(self) -> str:
        """The attribute and the sequences around it, as a person reads them."""
        return " > ".join((*map(_name, self.path or ()), self.attribute))


def attribute_of(text: str) -> tuple[int, bool]:
    """Return the tag that a keyword or ``(gggg,eeee)`` names, and whether its groups repeat.

    Raises:
        UnknownKeywordError: PS3.6 knows no such keyword.

    """
    found = TAG.fullmatch(text)
    if found:
        return int(found[1] + found[2], 16), False
    try:
        tag = dictionary.tag_of(text)
    except KeyError:
        raise UnknownKeywordError from None
    return tag, bool(_repeating_tags(tag))


def read_rule(document: Mapping[str, Any], where: str = "") -> OwnRule:
    """Return the rule that a document holds; the document follows the schema.

    Raises:
        UnknownKeywordError: it names an attribute or sequence that PS3.6 doesn't know.
        ForbiddenRuleError: nobody may have a rule for that attribute.
        RuleValueError: action or value don't fit the attribute.

    """
    try:
        attribute, creator, repeating = document["attribute"], "", False
        if isinstance(attribute, str):
            tag, repeating = attribute_of(attribute)
        else:
            creator = attribute["creator"]
            tag = int(attribute["group"], 16) << 16 | int(attribute["element"], 16)
        path = document.get("path")
        rule = OwnRule(
            action=RuleAction(document["action"]),
            tag=tag,
            creator=creator,
            path=None if path is None else tuple(attribute_of(one)[0] for one in path),
            value=document.get("value", ""),
            reason=document.get("reason", ""),
            repeating=repeating,
        )
        return checked(rule)
    except (UnknownKeywordError, ForbiddenRuleError, RuleValueError) as error:
        error.where = where
        raise


def checked(rule: OwnRule) -> OwnRule:
    """Return the rule if it may be had.

    Raises:
        UnknownKeywordError: PS3.6 doesn't know the attribute, or a part of the path as sequence.
        ForbiddenRuleError: nobody may have a rule for that attribute.
        RuleValueError: action or value don't fit the attribute.

    """
    if any(dictionary.vr_of(tag) != "SQ" for tag in rule.path or ()):
        raise UnknownKeywordError
    if bool(rule.value) < (rule.action in NEEDS_VALUE) or (
        rule.value and rule.action not in TAKES_VALUE
    ):
        raise RuleValueError
    if rule.creator and not (CREATOR.fullmatch(rule.creator) and rule.tag >> 16 & 1):
        raise ForbiddenRuleError
    vr = PRIVATE_VRS.get(rule.action, "")
    if not rule.creator:
        _require_touchable(rule)
        vr = dictionary.vr_of(rule.tag) or ""
        if not vr:
            raise UnknownKeywordError
        if rule.action in ACTION_VRS and vr not in ACTION_VRS[rule.action]:
            raise RuleValueError
    if rule.value and not _suits(rule, vr):
        raise RuleValueError
    return rule


def _require_touchable(rule: OwnRule) -> None:
    tag = rule.tag
    group = tag >> 16
    if group & 1 or group in NEVER_GROUPS or not tag & 0xFFFF or tag in UNTOUCHABLE:
        # A private attribute without its creator could be anything: blocks differ between files.
        raise ForbiddenRuleError
    if tag in KEPT_ANYWAY and rule.action is not RuleAction.KEEP:
        raise ForbiddenRuleError
    if tag == SOP_INSTANCE_UID and rule.action not in (RuleAction.KEEP, RuleAction.HASH):
        raise ForbiddenRuleError


def _suits(rule: OwnRule, vr: str) -> bool:
    if rule.action is RuleAction.ROUND_AGE:
        return WIDTH.fullmatch(rule.value) is not None
    return fits(rule.value, vr)


def fits(value: str, vr: str) -> bool:
    """Tell whether an attribute of a VR can have a value (PS3.5 2026d Table 6.2-1)."""
    if vr not in {"LT", "ST", "UT"} and value != value.strip():
        return False
    if len(value) > LONGEST.get(vr, len(value)) or "\\" in value:
        return False
    if not value.isascii() or not value.isprintable():
        return False
    shape = SHAPES.get(vr)
    if shape is not None and re.fullmatch(shape, value) is None:
        return False
    return vr not in ("DA", "DT") or _is_day(value)


def _is_day(text: str) -> bool:
    year, month, day = text[:4], text[4:6] or "01", text[6:8] or "01"
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _repeating_tags(tag: int) -> frozenset[int]:
    """Return the first tag of the repeating groups that `tag` belongs to, if it does."""
    if tag >> 24 in (0x50, 0x60) and (tag >> 16 & 0xFF) <= LAST_REPEAT:
        return frozenset((tag & REPEATING,))
    return frozenset()


def _name(tag: int) -> str:
    return dictionary.keyword_of(tag) or tag_text(tag)


class RuleTable:
    """Finds the rule for an element; what stands at a path is stronger than what stands anywhere.

    Raises:
        ContradictoryRulesError: two rules are for the same attribute in the same place.

    """

    __slots__ = ("_rules", "creators")

    creators: frozenset[str]
    """Private creators that rules name."""

    def __init__(self, rules: Iterable[OwnRule]) -> None:
        self._rules: dict[tuple[int, str, bool, tuple[int, ...] | None], OwnRule] = {}
        for index, rule in enumerate(rules):
            key = (rule.tag, rule.creator, rule.repeating, rule.path)
            if key in self._rules:
                where = f"rules[{index}]"
                raise ContradictoryRulesError(where)
            self._rules[key] = rule
        self.creators = frozenset(rule.creator for rule in self._rules.values() if rule.creator)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def find(self, path: tuple[int, ...], creator: str = "") -> OwnRule | None:
        """Return the rule for the element at `path`, or None.

        Args:
            path: tags, outermost sequence first, the element's own last.
            creator: for a private element, the creator of its block in its own item.

        """
        tag, around = path[-1], path[:-1]
        if tag >> 16 & 1:
            if not creator:
                return None
            tag &= 0xFFFF_00FF
        keys = [(tag, False)]
        keys.extend((first, True) for first in _repeating_tags(tag))
        for place in (around, None):
            for one, repeating in keys:
                rule = self._rules.get((one, creator, repeating, place))
                if rule is not None:
                    return rule
        return None
