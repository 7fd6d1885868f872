"""Protocol → rule per element: what is to be done to (place in the IOD, tag, VR), and why.

The whole of Table E.1-1 and the allow-list that stands on top of it live here as one function of
the tags around an element; nothing here sees a value. A rule says what to do if the value is what
it should be; `Policy.without` says what to do if it isn't (fail closed).

Order of the questions, first answer wins:

1. markers of earlier work; a root attribute for which a value was typed; an own rule;
2. what never passes: private, command, file meta, file set, overlay and curve groups, and group
   lengths;
3. a row of Table E.1-1, its compound code resolved by the attribute's Type in the IOD;
4. outside the table: known to PS3.6 and safe → kept after a check of its value; else removed.

A removal outside the table, or where the table's literal code breaks the IOD (`corrections`), asks
the attribute's Type first: Type 1 gets a dummy, Type 2 becomes empty, all else goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from anami.model import Action, Reason
from anami.options import option_rule
from anami.rules import OwnRule, RuleAction, RuleTable
from anami.standard import allowed, attribute_types, confidentiality, corrections, dictionary, uids

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Check", "Policy", "Rule"]

SAFE_VRS: Final = frozenset(
    (
        "AT",
        "CS",
        "DS",
        "FD",
        "FL",
        "IS",
        "OB",
        "OD",
        "OF",
        "OL",
        "OV",
        "OW",
        "SL",
        "SS",
        "SV",
        "UL",
        "US",
        "UV",
    )
)
STRING_CHECKS: Final = {"CS": "coded", "DS": "decimal", "IS": "integer", "AT": "tags"}
LENGTH_TO_END: Final = 0x00080001
DEVICE_TEXTS: Final = frozenset((0x00181019, 0x00181020))
"""Software Versions, also of a secondary capture device: outside the table, but they tell the
device apart, so they stay only with Retain Device Identity."""
UNFORMATTED_TEXT: Final = 0x00700006
GRAPHIC_ANNOTATIONS: Final = 0x00700001
DOCUMENT_LENGTH: Final = 0x00420015
MARKERS: Final = frozenset((0x00120062, 0x00120063, 0x00120064, 0x00280303))
"""What says that and how an instance was de-identified: written anew, see `anami.markers`."""
SPECIFIC_CHARACTER_SET: Final = 0x00080005

OWN_ACTIONS: Final[Mapping[RuleAction, tuple[Action, str]]] = {
    RuleAction.KEEP: (Action.KEEP, "retained"),
    RuleAction.REMOVE: (Action.REMOVE, ""),
    RuleAction.EMPTY: (Action.EMPTY, "nothing"),
    RuleAction.REPLACE: (Action.DUMMY, "typed"),
    RuleAction.HASH: (Action.DUMMY, "label"),
    RuleAction.SHIFT: (Action.CLEAN, "shift-date"),
    RuleAction.CLEAN: (Action.CLEAN, "descriptor"),
    RuleAction.ROUND_AGE: (Action.CLEAN, "round-age"),
}
"""Own rule → action, and how it is carried out."""

Check = str
"""Name of the check that a kept value must pass; see `anami.concerns.values.CHECKS`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done to an element and why.

    Attributes:
        action: the code of Table E.1-1a.
        reason: why.
        vr: the VR that PS3.6 gives, one only; "" if it gives several or none.
        check: for KEEP and CLEAN: which check the value must pass.
        value: what an own rule puts in place of the value, or its setting.

    """

    action: Action
    reason: Reason
    vr: str = ""
    check: Check = ""
    value: str = ""


@dataclass(slots=True)
class Policy:
    """The rules for instances of one SOP Class.

    Attributes:
        sop_class: SOP Class UID.
        own_rules: what the person wants done to single attributes, stronger than all else.
        options: names of the PS3.15 E.3 options that are carried out.
        lists_references: the instance lists what it refers to (Referenced Series Sequence).
        edited: root attributes in whose place a typed value is written.
        known_iod: PS3.3 Types are known for this SOP Class.

    """

    sop_class: str
    lists_references: bool = False
    options: frozenset[str] = frozenset()
    own_rules: RuleTable = field(default_factory=lambda: RuleTable(()))
    edited: frozenset[int] = frozenset()
    known_iod: bool = field(init=False)
    _rules: dict[tuple[int, ...], Rule] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look the SOP Class up once."""
        self.known_iod = attribute_types.is_known_sop_class(self.sop_class)

    @property
    def retains(self) -> bool:
        """Whether an option or own rule may retain something."""
        return bool(self.options) or bool(self.own_rules)

    def rule(self, path: tuple[int, ...]) -> Rule:
        """Return the rule for the attribute at `path` (tags, outermost sequence first)."""
        rule = self._rules.get(path)
        if rule is None:
            rule = self._rules[path] = self._decide(path)
        return rule

    def without(self, path: tuple[int, ...], reason: Reason) -> Rule:
        """Return the rule for an attribute that can't be kept at `path`, for `reason`.

        Keeps the IOD valid (PS3.3 §5.7 Types): a dummy for Type 1 and 1C, zero length for 2 and 2C.
        """
        vr = _single_vr(path[-1])
        attribute_type = self._type(path)
        if attribute_type in ("1", "1C"):
            return Rule(Action.DUMMY, reason, vr)
        if attribute_type in ("2", "2C"):
            return Rule(Action.EMPTY, reason, vr)
        return Rule(Action.REMOVE, reason, vr)

    def fallback(self, path: tuple[int, ...]) -> Rule:
        """Return the rule for an attribute whose value failed its check: as if not retained."""
        row = confidentiality.row_for(path[-1])
        if row is None:
            return self.without(path, Reason.INVALID_VALUE)
        return replace(self._table_rule(path, row.basic), reason=Reason.INVALID_VALUE)

    def _type(self, path: tuple[int, ...]) -> str | None:
        return attribute_types.attribute_type(self.sop_class, path) if self.known_iod else None

    def _decide(self, path: tuple[int, ...]) -> Rule:
        tag = path[-1]
        written = self._written_anew(tag) if len(path) == 1 else None
        if written is not None:
            return written
        own = self.own_rules.find(path)
        if own is not None:
            return self._own_rule(path, own)
        reason = _never_passes(tag)
        if reason is not None:
            return Rule(Action.REMOVE, reason)
        if tag in allowed.TOP_LEVEL_ONLY:
            return self._pixel_rule(path)
        row = confidentiality.row_for(tag)
        if row is None:
            return self._outside_table(path)
        return self._option_rule(path, row) or self._table_rule(path, row.basic)

    def _written_anew(self, tag: int) -> Rule | None:
        """Return the rule for a root attribute of which nothing stays, None for others."""
        if tag in MARKERS:
            return Rule(Action.REMOVE, Reason.MARKER)
        if tag in self.edited:
            # What is typed is written once the patient is known, whether or not this stood there.
            return Rule(Action.DUMMY, Reason.EDITED, _single_vr(tag), "typed")
        return None

    def _option_rule(self, path: tuple[int, ...], row: confidentiality.Row) -> Rule | None:
        """Return what the chosen options do to a row's attribute, None if nothing."""
        tag = path[-1]
        if tag == UNFORMATTED_TEXT and GRAPHIC_ANNOTATIONS in path and self._has("clean_graph"):
            return Rule(Action.CLEAN, Reason.CLEAN_GRAPHICS, "ST", "descriptor")
        chosen = option_rule(row, self.options)
        if chosen is None:
            return None
        return Rule(chosen.action, chosen.reason, _single_vr(tag), chosen.check)

    def _has(self, option: str) -> bool:
        return option in self.options

    def _own_rule(self, path: tuple[int, ...], own: OwnRule) -> Rule:
        """Carry out what the person wants, as far as the attribute's Type leaves the file valid."""
        action, check = OWN_ACTIONS[own.action]
        without = self.without(path, Reason.OWN_RULE)
        if action is Action.REMOVE or (action is Action.EMPTY and without.action is Action.DUMMY):
            return without
        if own.action is RuleAction.ROUND_AGE and own.value:
            check = f"{check}-{own.value}"
        return Rule(action, Reason.OWN_RULE, _single_vr(path[-1]), check, own.value)

    def _pixel_rule(self, path: tuple[int, ...]) -> Rule:
        if len(path) == 1:
            return Rule(Action.KEEP, Reason.PIXELS, check="pixels")
        # Only icons hold nested pixel data, and icons show the patient as the image does.
        return Rule(Action.REMOVE, Reason.NESTED_PIXELS)

    def _table_rule(self, path: tuple[int, ...], code: str) -> Rule:
        """Resolve a code of Table E.1-1 at this place of this IOD."""
        vr = _single_vr(path[-1])
        attribute_type = self._type(path)
        raised = corrections.corrected_action(path[-1], attribute_type)
        if raised is not None:
            return Rule(Action(raised), Reason.CONFORMANCE, vr)
        if "/" not in code:
            return Rule(Action(code), Reason.TABLE, vr)
        if not self.known_iod:
            return Rule(Action(_strictest(code)), Reason.TABLE_UNKNOWN_IOD, vr)
        if code.endswith("U*") and self.lists_references:
            # The list is valid only while the references are there (PS3.3 2026d §C.12.2).
            return Rule(Action.UID, Reason.CONFORMANCE, vr)
        return Rule(Action(_resolve(code, attribute_type)), Reason.TABLE_TYPE, vr)

    def _outside_table(self, path: tuple[int, ...]) -> Rule:
        """Apply the allow-list: keep only what is known to carry no identity."""
        tag = path[-1]
        vr = dictionary.vr_of(tag)
        if vr is None:
            return Rule(Action.REMOVE, Reason.UNKNOWN_ATTRIBUTE)
        if tag in DEVICE_TEXTS and self._has("rtn_dev_id"):
            return Rule(Action.KEEP, Reason.RETAIN_DEVICE_IDENTITY, vr, "text")
        if tag in allowed.CONDITION_GONE:
            return Rule(Action.REMOVE, Reason.DEPENDENT)
        if tag in allowed.UNSAFE:
            return self.without(path, Reason.UNSAFE)
        if vr == "UI" and uids.role(tag) == "instance" and self._has("rtn_uids"):
            return Rule(Action.KEEP, Reason.RETAIN_UIDS, "UI", "retained")
        rule = _special_rule(tag, vr) or _safe_rule(tag, vr)
        return rule or self.without(path, Reason.NOT_LISTED)


def _special_rule(tag: int, vr: str) -> Rule | None:
    """Return the rule for attributes that the rest of the instance depends on, else None."""
    if tag == SPECIFIC_CHARACTER_SET:
        return Rule(Action.KEEP, Reason.CHARACTER_SET, "CS", "character-set")
    if tag == DOCUMENT_LENGTH:
        return Rule(Action.DUMMY, Reason.DEPENDENT, "UL")
    if tag in allowed.KEYED_CS:
        return Rule(Action.DUMMY, Reason.LABEL, "CS")
    if tag in allowed.CODE_MACRO and vr not in ("SQ", "UI"):
        return Rule(Action.KEEP, Reason.CODED_CONCEPT, vr, "code")
    return None


def _safe_rule(tag: int, vr: str) -> Rule | None:
    """Return the rule for an attribute that may be kept, else None."""
    single = _single_vr(tag)
    if vr == "SQ":
        return Rule(Action.KEEP, Reason.SEQUENCE, "SQ")
    if vr == "UI":
        return _uid_rule(tag)
    if tag in allowed.SAFE_TEXT:
        return Rule(Action.KEEP, Reason.SAFE_TEXT, single, "text")
    if all(one in SAFE_VRS for one in vr.split(" or ")):
        return Rule(Action.KEEP, Reason.SAFE_VR, single, STRING_CHECKS.get(vr, "binary"))
    return None


def _never_passes(tag: int) -> Reason | None:
    """Return why no element of this group is ever kept, or None (PS3.15 E.1.1, E.3.3, E.3.10)."""
    group, element = tag >> 16, tag & 0xFFFF
    if group & 1:
        return Reason.PRIVATE
    if element == 0 or tag == LENGTH_TO_END:
        return Reason.GROUP_LENGTH
    fixed = {0x0000: Reason.COMMAND_GROUP, 0x0002: Reason.FILE_META, 0x0004: Reason.FILE_SET_GROUP}
    if group in fixed:
        return fixed[group]
    if group & 0xFF00 in (0x5000, 0x6000):
        # The table names overlay data and comments and all of a curve; without them the rest of
        # the module describes nothing, and its labels are free text.
        return Reason.GRAPHICS
    return None


def _uid_rule(tag: int) -> Rule:
    if uids.role(tag) == "structural":
        return Rule(Action.KEEP, Reason.STRUCTURAL_UID, "UI", "structural-uid")
    return Rule(Action.UID, Reason.INSTANCE_REFERENCE, "UI")


def _single_vr(tag: int) -> str:
    """Return the VR of PS3.6 if it names exactly one, else ""."""
    vr = dictionary.vr_of(tag) or ""
    return vr if len(vr) == 2 else ""  # noqa: PLR2004 - "OB or OW" and the like


def _resolve(code: str, attribute_type: str | None) -> str:
    """Resolve a compound code by Type, as Table E.1-1a words it.

    An element that is present has its condition met, so 1C counts as 1 and 2C as 2. Where a code
    offers nothing for Type 2, zero length is enough to stay valid.
    """
    choices = code.replace("*", "").split("/")
    if attribute_type in ("1", "1C"):
        return choices[-1] if choices[-1] in ("D", "U") else "Z"
    if attribute_type in ("2", "2C"):
        return "Z"
    return choices[0]


def _strictest(code: str) -> str:
    """Resolve a compound code where the IOD is unknown: the choice that satisfies every Type."""
    return code.replace("*", "").split("/")[-1]
