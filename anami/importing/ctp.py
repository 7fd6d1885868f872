"""RSNA CTP's DicomAnonymizer.script, and the RSNA Anonymizer's in the same form.

XML: ``<p t="NAME">`` holds a parameter, ``<e en="T" t="ggggeeee">`` what to do with an attribute,
``<k>`` a group to keep and ``<r>`` something to remove; ``en="F"`` is a line that is switched off.
CTP keeps whatever a script doesn't name; Anami lets the profile decide, which is stricter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from anami.errors import ImportFormatError
from anami.importing.draft import LARGEST, Draft, Imported, Loss
from anami.rules import OwnRule, RuleAction

__all__ = ["read_script"]

TAG: Final = re.compile(r"[0-9A-Fa-f]{8}")
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
    if not TAG.fullmatch(entry.target):
        draft.lose(entry.number, Loss.UNREADABLE, "tag")
        return
    rule = OwnRule(RuleAction.REMOVE, int(entry.target, 16))
    script, always = ALWAYS.subn("", entry.text.strip(), count=1)
    adds = Loss.ADDS_ATTRIBUTE if always else None
    script = PARAMETER.sub(lambda found: parameters.get(found[1], found[0]), script)
    if not script:
        # CTP empties then, the RSNA Anonymizer keeps; neither is meant for certain.
        draft.lose(entry.number, Loss.LEFT_TO_PROFILE, rule.attribute)
    elif "@" not in script and "{" not in script:
        draft.add(entry.number, OwnRule(RuleAction.REPLACE, rule.tag, value=script), adds)
    else:
        _read_call(draft, entry.number, rule, script)


def _read_call(draft: Draft, number: int, rule: OwnRule, script: str) -> None:
    whole = CALL.fullmatch(script)
    name = whole[1].lower() if whole else ""
    if whole is None:
        names = {found.lower() for found in re.findall(r"@\s*([A-Za-z]+)", script)}
        draft.remove(number, rule, _loss_of(names))
    elif name in PLAIN:
        loss = Loss.ADDS_ATTRIBUTE if name == "require" else None
        draft.add(number, OwnRule(PLAIN[name], rule.tag), loss)
    elif name in SOURCES:
        _read_source(
            draft, number, rule, name, [one.strip() for one in (whole[2] or "").split(",")]
        )
    else:
        draft.remove(number, rule, _loss_of({name}))


def _read_source(draft: Draft, number: int, rule: OwnRule, name: str, arguments: list[str]) -> None:
    action, position = SOURCES[name]
    source = arguments[position] if position < len(arguments) else THIS
    own = source in ("", THIS)
    made = OwnRule(action, rule.tag)
    if action is RuleAction.HASH:
        # A hash of another attribute tells as little as one of its own.
        draft.add(number, made, None if own else Loss.OTHER_SOURCE)
    elif not own:
        draft.remove(number, rule, Loss.OTHER_SOURCE)
    elif action is RuleAction.ROUND_AGE:
        width = arguments[1] if len(arguments) > 1 else ""
        draft.add(number, OwnRule(action, rule.tag, value=width))
    else:
        draft.add(number, made, Loss.OFFSET_BY_KEY if name == "incrementdate" else None)


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
