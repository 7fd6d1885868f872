"""RSNA CTP's DicomAnonymizer.script, and the RSNA Anonymizer's in the same form.

XML: ``<p t="NAME">`` holds a parameter, ``<e en="T" t="ggggeeee">`` what to do with an attribute,
``<k>`` a group to keep and ``<r>`` something to remove; ``en="F"`` is a line that is switched off.
CTP keeps whatever a script doesn't name; Anami lets the profile decide, which is stricter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final
from xml.parsers import expat

from anami.edits import CODE
from anami.errors import ImportFormatError
from anami.importing.draft import LARGEST, PATIENT_CODES, Draft, Imported, Loss
from anami.rules import OwnRule, RuleAction

__all__ = ["read_script"]

TAG: Final = re.compile(r"[0-9A-Fa-f]{8}")
PRIVATE: Final = re.compile(
    r"([0-9A-Fa-f]{3}[13579BDFbdf]),?\[([!-\[\]-~ ]{1,64})\],?([0-9A-Fa-f]{1,2})"
)
"""A private attribute in whatever block its owner has."""
CALL: Final = re.compile(r"@\s*([A-Za-z]+)\s*(?:\(([^()]*)\))?")
PARAMETER: Final = re.compile(r"@\s*param\s*\(\s*@?([^()@\s]+)\s*\)")
ALWAYS: Final = re.compile(r"@\s*always\s*\(\s*\)\s*")
THIS: Final = "this"

PLAIN: Final = {
    "keep": RuleAction.KEEP,
    "process": RuleAction.KEEP,
    "require": RuleAction.KEEP,
    "remove": RuleAction.REMOVE,
    "empty": RuleAction.EMPTY,
    "blank": RuleAction.EMPTY,
}
"""Functions without a source; ``process`` keeps a sequence and treats what is in it."""
ADDING: Final = frozenset(("empty", "blank"))
"""Functions without a source that write something where there was nothing, if they are to."""
SOURCES: Final = {
    "hash": (RuleAction.HASH, 0),
    "hashname": (RuleAction.HASH, 0),
    "hashptid": (RuleAction.HASH, 1),
    "hashuid": (RuleAction.HASH, 1),
    "hashdate": (RuleAction.SHIFT, 0),
    "incrementdate": (RuleAction.SHIFT, 0),
    "round": (RuleAction.ROUND_AGE, 0),
    "acc": (RuleAction.HASH, 0),
    "ptid": (RuleAction.HASH, 0),
    "uid": (RuleAction.HASH, 0),
}
"""Function → what it becomes, and which argument names the attribute that it reads."""
CODES: Final = re.compile(r"@\s*(?:hash|hashname|hashptid|ptid)\b\s*(?:\([^()]*\))?")
"""Functions that make a patient's code; in Patient's Name or ID it may stand within a text."""
CONDITIONS: Final = frozenset(("if", "select"))
TABLES: Final = frozenset(("lookup", "integer"))
FILTERS: Final = frozenset(("quarantine", "skip"))
UNSUPPORTED: Final = frozenset(
    (
        *("append", "always", "call", "contents", "date", "dateinterval", "decrypt", "encrypt"),
        *("initials", "lowercase", "modifydate", "param", "pathelement", "time", "truncate"),
        *("uppercase", "value"),
    )
)
"""Functions that write text made at run time, or keep a part of the original."""
ALWAYS_DONE: Final = frozenset(("privategroups", "curves", "overlays"))
"""What the profile removes in any case (PS3.15 E.3.3, E.3.10)."""


@dataclass(slots=True)
class _Entry:
    """One element of the script."""

    kind: str
    number: int
    target: str
    enabled: bool
    text: str = ""


@dataclass(slots=True)
class _Reader:
    """Collects the elements of a script with their line numbers."""

    entries: list[_Entry] = field(default_factory=list)
    depth: int = 0

    def read(self, text: str) -> list[_Entry]:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True

        def start(name: str, attributes: dict[str, str]) -> None:
            self.depth += 1
            if self.depth == 1 and name != "script":
                raise ImportFormatError
            if self.depth > 1:
                enabled = name == "p" or attributes.get("en") == "T"
                target = attributes.get("t", "").strip()
                self.entries.append(_Entry(name, parser.CurrentLineNumber, target, enabled))

        def end(_name: str) -> None:
            self.depth -= 1

        def characters(data: str) -> None:
            if self.depth > 1:
                self.entries[-1].text += data

        def refuse(*_: object) -> None:
            # A document type could define entities that grow without bound.
            raise ImportFormatError

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = refuse
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - no keyword
        except expat.ExpatError:
            raise ImportFormatError from None
        return self.entries


def read_script(text: str) -> Imported:
    """Read a script.

    Raises:
        ImportFormatError: it isn't XML, has a document type, or isn't a ``script``.

    """
    if len(text) > LARGEST:
        raise ImportFormatError
    entries = _Reader().read(text.removeprefix("\ufeff"))
    parameters = {entry.target: entry.text.strip() for entry in entries if entry.kind == "p"}
    draft = Draft()
    unlisted = 1
    for entry in entries:
        if entry.kind == "e" and entry.enabled:
            _read_element(draft, entry, parameters)
        elif entry.kind == "k" and entry.enabled:
            _read_keep(draft, entry)
        elif entry.kind == "r":
            _read_remove(draft, entry)
            if entry.target == "unspecifiedelements":
                unlisted = entry.number
        elif entry.kind not in ("e", "k", "p"):
            draft.lose(entry.number, Loss.UNREADABLE, entry.kind)
    draft.lose(unlisted, Loss.UNLISTED, "unspecifiedelements")
    return draft.finished()


def _read_keep(draft: Draft, entry: _Entry) -> None:
    if entry.target.startswith("safe"):
        draft.options.add("rtn_safe_priv")
    else:
        draft.lose(entry.number, Loss.GROUP_KEPT, entry.target)


def _read_remove(draft: Draft, entry: _Entry) -> None:
    """Read an ``r``: what it removes, the profile removes; what it leaves, the profile removes."""
    if entry.target in ALWAYS_DONE:
        if not entry.enabled:
            draft.lose(entry.number, Loss.ALWAYS_REMOVED, entry.target)
    elif entry.target != "unspecifiedelements":
        draft.lose(entry.number, Loss.UNREADABLE, entry.target)


def _read_element(draft: Draft, entry: _Entry, parameters: dict[str, str]) -> None:
    rule = _attribute(entry.target)
    if rule is None:
        draft.lose(entry.number, Loss.UNREADABLE, "tag")
        return
    script, always = ALWAYS.subn("", entry.text.strip(), count=1)
    adds = Loss.ADDS_ATTRIBUTE if always else None
    script = PARAMETER.sub(lambda found: parameters.get(found[1], found[0]), script)
    if not script:
        # CTP empties then, the RSNA Anonymizer keeps; neither is meant for certain.
        draft.lose(entry.number, Loss.LEFT_TO_PROFILE, rule.attribute)
    elif "@" not in script and "{" not in script:
        draft.add(entry.number, replace(rule, action=RuleAction.REPLACE, value=script), adds)
    elif not _writes_code(draft, entry.number, rule, script):
        _read_call(draft, entry.number, rule, script, adds)


def _attribute(target: str) -> OwnRule | None:
    """Return a rule that removes what an element of the script names, None if it can't be told."""
    private = PRIVATE.fullmatch(target)
    if private:
        tag = int(private[1], 16) << 16 | int(private[3], 16)
        return OwnRule(RuleAction.REMOVE, tag, creator=private[2].strip())
    if TAG.fullmatch(target):
        return OwnRule(RuleAction.REMOVE, int(target, 16))
    return None


def _writes_code(draft: Draft, number: int, rule: OwnRule, script: str) -> bool:
    """Carry over a text with the patient's code in it: ``TRIAL-@hashptid(@SITEID,this)``."""
    template = CODES.sub(lambda _: CODE, script)
    rest = template.replace(CODE, "").strip()
    if rule.tag not in PATIENT_CODES or template.count(CODE) != 1 or not rest or "@" in rest:
        return False
    return draft.write(number, rule.tag, template)


def _read_call(draft: Draft, number: int, rule: OwnRule, script: str, adds: Loss | None) -> None:
    whole = CALL.fullmatch(script)
    name = whole[1].lower() if whole else ""
    if whole is None:
        # What has no parentheses is a parameter, unless nothing has.
        found = re.findall(r"@\s*([A-Za-z]+)\s*\(", script)
        found = found or re.findall(r"@\s*([A-Za-z]+)", script)
        draft.remove(number, rule, _loss_of({one.lower() for one in found}))
    elif name in PLAIN:
        loss = adds if name in ADDING else None
        loss = Loss.ADDS_ATTRIBUTE if name == "require" else loss
        draft.add(number, replace(rule, action=PLAIN[name]), loss)
    elif name in SOURCES:
        arguments = [one.strip() for one in (whole[2] or "").split(",")]
        _read_source(draft, number, rule, (name, *arguments), adds)
    else:
        draft.remove(number, rule, _loss_of({name}))


def _read_source(
    draft: Draft, number: int, rule: OwnRule, call: tuple[str, ...], adds: Loss | None
) -> None:
    name, *arguments = call
    action, position = SOURCES[name]
    source = arguments[position] if position < len(arguments) else THIS
    own = source in ("", THIS)
    made = replace(rule, action=action)
    if action is RuleAction.HASH:
        # A hash of another attribute tells as little as one of its own.
        draft.add(number, made, adds if own else Loss.OTHER_SOURCE)
    elif not own:
        draft.remove(number, rule, Loss.OTHER_SOURCE)
    elif action is RuleAction.ROUND_AGE:
        width = arguments[1] if len(arguments) > 1 else ""
        draft.add(number, replace(made, value=width), adds)
    else:
        draft.add(number, made, Loss.OFFSET_BY_KEY if name == "incrementdate" else adds)


def _loss_of(names: set[str]) -> Loss:
    """Return why functions can't be carried over; one that isn't known weighs most."""
    known = PLAIN.keys() | SOURCES.keys() | CONDITIONS | TABLES | FILTERS | UNSUPPORTED
    if names - known:
        return Loss.UNKNOWN_FUNCTION
    for some, loss in (
        (CONDITIONS, Loss.CONDITION),
        (TABLES, Loss.NEEDS_TABLE),
        (FILTERS, Loss.FILTER),
    ):
        if names & some:
            return loss
    return Loss.UNSUPPORTED_FUNCTION
