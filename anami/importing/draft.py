"""The protocol that an importer is putting together, and its list of what is lost on the way.

What belongs here is what all importers share: rules that may be had, what is done anyway, and the
one way in which an instruction that can't be followed fails: towards removing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from anami.edits import CODE, EDITED_TAGS, Edits
from anami.errors import EditValueError, ForbiddenRuleError, RuleValueError, UnknownKeywordError
from anami.protocol import Protocol
from anami.rules import KEPT_ANYWAY, NEVER_GROUPS, OwnRule, RuleAction, checked
from anami.standard import dictionary

__all__ = ["Draft", "Imported", "Line", "Loss"]

SPECIFIC_CHARACTER_SET: Final = 0x00080005
LENGTH_TO_END: Final = 0x00080001
PATIENT_CODES: Final = frozenset((0x00100010, 0x00100020))
"""Patient's Name and Patient ID: the profile replaces them by the patient's code."""
EDITS: Final = {tag: name for name, tag in EDITED_TAGS.items()}
MARKERS: Final = frozenset((0x00120062, 0x00120063, 0x00120064, 0x00280303))
LARGEST: Final = 16 * 1024 * 1024
"""Characters of a script; more is none."""


class Loss(StrEnum):
    """Why a line is not carried over as it stands; worded as ``protocol.import.<code>``."""

    UNKNOWN_FUNCTION = "unknown-function"
    UNSUPPORTED_FUNCTION = "unsupported-function"
    CONDITION = "condition"
    NEEDS_TABLE = "needs-table"
    OTHER_SOURCE = "other-source"
    OFFSET_BY_KEY = "offset-by-key"
    WRONG_VR = "wrong-vr"
    BAD_VALUE = "bad-value"
    DUMMY_VALUE = "dummy-value"
    ADDS_ATTRIBUTE = "adds-attribute"
    OWN_MARKER = "own-marker"
    NOT_CHANGEABLE = "not-changeable"
    PRIVATE_ATTRIBUTE = "private-attribute"
    ALWAYS_REMOVED = "always-removed"
    UNKNOWN_ATTRIBUTE = "unknown-in-dictionary"
    UNLISTED = "unlisted-by-profile"
    LEFT_TO_PROFILE = "left-to-profile"
    GROUP_KEPT = "group-by-profile"
    FILTER = "filter"
    SELECTION = "selection"
    OVERRULED = "overruled"
    UNREADABLE = "unreadable-line"


@dataclass(frozen=True, slots=True)
class Line:
    """One instruction that is not carried over as it stands.

    Attributes:
        number: line of the script, counted from 1.
        code: why.
        subject: keyword, tag, or name of the function or section; never a value.
        outcome: the rule that stands for it now, "" if there is none and the profile decides.

    """

    number: int
    code: Loss
    subject: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an importer gives back."""

    protocol: Protocol
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Draft:
    """Collects rules, typed values and losses; the last for an attribute counts."""

    rules: dict[tuple[int, str], tuple[set[int], OwnRule]] = field(default_factory=dict)
    edits: dict[int, tuple[int, str]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    options: set[str] = field(default_factory=set)

    def lose(self, number: int, code: Loss, subject: str, outcome: str = "") -> None:
        """List a line as not carried over."""
        self.lines.append(Line(number, code, subject[:100], outcome))

    def add(self, number: int, rule: OwnRule, loss: Loss | None = None) -> None:
        """Add a rule; if it may not be had, remove instead, and say so.

        Args:
            number: line of the script.
            rule: what the line asks for.
            loss: why the rule is not all that the line asks for.

        """
        rule = self._without_repeating(rule)
        if self._is_done_anyway(number, rule) or self._is_typed(number, rule, loss):
            return
        try:
            self._take(number, checked(rule), loss)
        except RuleValueError:
            suits = rule.action not in (RuleAction.REPLACE, RuleAction.ROUND_AGE)
            self.remove(number, rule, Loss.WRONG_VR if suits else Loss.BAD_VALUE)
        except UnknownKeywordError:
            # The profile removes what PS3.6 doesn't know.
            if rule.action is not RuleAction.REMOVE:
                self.lose(number, Loss.UNKNOWN_ATTRIBUTE, rule.attribute)
        except ForbiddenRuleError:
            self._refuse(number, rule, removes=rule.action is RuleAction.REMOVE)

    def write(self, number: int, tag: int, value: str) -> bool:
        """Write a value in place of an attribute, or where it is missing; tell whether it can be.

        Args:
            number: line of the script.
            tag: one of the four attributes that can be edited.
            value: may hold ``{code}``.

        """
        try:
            Edits(**{EDITS[tag]: value})
        except EditValueError:
            return False
        self._overrule(OwnRule(RuleAction.REPLACE, tag, value=value))
        self.edits[tag] = number, value
        return True

    def remove(self, number: int, rule: OwnRule, loss: Loss) -> None:
        """Remove an attribute whose instruction can't be followed: not understood is not kept."""
        if rule.tag in PATIENT_CODES:
            # The profile never keeps them, and what it writes is needed.
            self._overrule(replace(rule, action=RuleAction.HASH))
            self.lose(number, loss, rule.attribute)
            return
        if rule.tag in MARKERS:
            self.lose(number, Loss.OWN_MARKER, rule.attribute)
            return
        rule = self._without_repeating(rule)
        instead = replace(rule, action=RuleAction.REMOVE, value="")
        try:
            self._take(number, checked(instead), loss)
        except (ForbiddenRuleError, UnknownKeywordError):
            self._refuse(number, rule, removes=False)

    def finished(self) -> Imported:
        """Return the protocol and the list, both in a fixed order."""
        protocol = Protocol(
            options=frozenset(self.options),
            rules=tuple(self.rules[key][1] for key in sorted(self.rules)),
            edits=Edits(**{EDITS[tag]: value for tag, (_, value) in self.edits.items()}),
        )
        return Imported(protocol, tuple(sorted(self.lines, key=lambda line: line.number)))

    def _take(self, number: int, rule: OwnRule, loss: Loss | None) -> None:
        numbers = self._overrule(rule)
        self.rules[rule.tag, rule.creator] = {*numbers, number}, rule
        if loss is not None:
            self.lose(number, loss, rule.attribute, rule.action.value)

    def _overrule(self, rule: OwnRule) -> set[int]:
        """Take back what was said of the same attribute; return the lines that said the same."""
        numbers, earlier = self.rules.pop((rule.tag, rule.creator), (set(), rule))
        if earlier != rule:
            for one in sorted(numbers):
                self.lose(one, Loss.OVERRULED, earlier.attribute, rule.action.value)
            numbers = set()
        if rule.creator:
            return numbers
        number, value = self.edits.pop(rule.tag, (0, rule.value))
        if value != rule.value:
            self.lose(number, Loss.OVERRULED, rule.attribute, rule.action.value)
        return numbers

    def _without_repeating(self, rule: OwnRule) -> OwnRule:
        """Let a rule for an overlay or curve hold for each of them, as it does in other tools."""
        entry = dictionary.entry_for(rule.tag)
        if entry is None or rule.tag >> 24 not in (0x50, 0x60):
            return rule
        return replace(rule, tag=rule.tag & 0xFF00_FFFF, repeating=True)

    def _is_done_anyway(self, number: int, rule: OwnRule) -> bool:
        """Tell whether an instruction needs no rule, because the engine does what it says."""
        if rule.creator:
            return False
        keeps = rule.action is RuleAction.KEEP
        if rule.tag in KEPT_ANYWAY or rule.tag == SPECIFIC_CHARACTER_SET:
            return keeps
        if rule.tag in MARKERS:
            self.lose(number, Loss.OWN_MARKER, rule.attribute)
            return True
        if rule.tag in PATIENT_CODES and rule.action is RuleAction.HASH:
            self._overrule(rule)
            return True
        return False

    def _is_typed(self, number: int, rule: OwnRule, loss: Loss | None) -> bool:
        """Make a constant a typed value, where that is what the script means.

        An ID that everybody gets would merge all patients, but typed IDs are kept apart; and what
        is to be added where it is missing no rule can add.
        """
        adds = rule.tag in PATIENT_CODES or (rule.tag in EDITS and loss is Loss.ADDS_ATTRIBUTE)
        if rule.action is not RuleAction.REPLACE or not adds or rule.creator or CODE in rule.value:
            return False
        return self.write(number, rule.tag, rule.value)

    def _refuse(self, number: int, rule: OwnRule, *, removes: bool) -> None:
        """List a line for which there can be no rule, unless it `removes` what goes anyway."""
        if removes and (rule.tag >> 16 in NEVER_GROUPS or rule.tag == LENGTH_TO_END):
            # The engine writes none of these, or its own.
            return
        if rule.tag >> 16 & 1:
            # The profile removes private attributes (PS3.15 E.3.10).
            if not removes:
                self.lose(number, Loss.PRIVATE_ATTRIBUTE, rule.attribute)
        elif dictionary.vr_of(rule.tag) is None:
            if not removes:
                self.lose(number, Loss.UNKNOWN_ATTRIBUTE, rule.attribute)
        else:
            self.lose(number, Loss.NOT_CHANGEABLE, rule.attribute)
