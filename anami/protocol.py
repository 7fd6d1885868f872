"""What the person chose: one JSON document with a schema version, no secret and no patient's value.

Profile, options, own rules, replacement scheme and values typed on purpose. The document is data:
reading one runs nothing, and `describe` tells what it would do before it does it. Whatever this
version can't carry out is refused when the document is loaded, never ignored. The form of the
document is `protocol_schema.json`; see docs/decisions/0014-protocol-document.md.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from anami import schema
from anami.edits import Edits
from anami.errors import (
    ContradictoryOptionsError,
    MalformedProtocolError,
    ProtocolVersionError,
    UnknownOptionError,
    UnknownPresetError,
    UnsupportedOptionError,
)
from anami.rules import OwnRule, RuleAction, RuleTable, read_rule
from anami.standard import EDITION, confidentiality
from anami.standard.codes import CID_7050

__all__ = [
    "OPTIONS",
    "PRESETS",
    "Protocol",
    "Replacement",
    "checked_options",
    "departures",
    "describe",
    "document_schema",
    "require_carried_out",
]

SCHEMA: Final = "anami-protocol/1"
SCHEMA_FAMILY: Final = "anami-protocol/"
BASIC: Final = "basic"
PROFILE_KEY: Final = "always"
"""How CID 7050's table names the profile itself."""
OPTIONS: Final = frozenset(code.option_key for code in CID_7050) - {PROFILE_KEY}
"""Option names of PS3.15 E.3, as CID 7050 lists them."""
EXCLUSIVE: Final = frozenset(("rtn_long_full_dates", "rtn_long_modif_dates"))
"""Options that exclude one another (PS3.15 2026d E.3.6)."""

# What the engine carries out so far; a protocol that asks for more is refused.
IMPLEMENTED_OPTIONS: Final = OPTIONS - {"clean_pixel", "clean_faces"}

PRESET_NAMES: Final = (
    BASIC,
    "second-opinion",
    "research",
    "teaching",
    "hipaa-safe-harbor",
    "tcia-like",
)
"""Presets that exist as documents; `PRESETS` are those of them that can be carried out."""
TABLE_OPTIONS: Final = frozenset(confidentiality.OPTION_COLUMNS)
SAFE_PRIVATE: Final = "rtn_safe_priv"
"""E.3.10 lets a conformance statement list private attributes that are known to be safe."""
LARGEST: Final = 4 * 1024 * 1024
"""Bytes that a protocol document may have."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """How replacements are made.

    Attributes:
        patient_id_prefix: stands before each patient's code; "" for none.
        whole_weeks: dates are shifted by whole weeks only.

    """

    patient_id_prefix: str = ""
    whole_weeks: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the members that differ from what is done without being asked."""
        members = {"patient_id_prefix": self.patient_id_prefix, "whole_weeks": self.whole_weeks}
        return {name: value for name, value in members.items() if value}


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is to be done to each instance.

    Attributes:
        profile: always ``basic``: options only make sense on top of the profile (PS3.15 E.1).
        options: names of PS3.15 E.3 options, see `OPTIONS`.
        rules: own rules per attribute, stronger than profile and options.
        replacement: how replacements are made.
        edits: values typed on purpose, for every instance.
        edition: the edition of PS3.15 for which the document was written; the one in force is
            `anami.standard.EDITION`.

    """

    profile: str = BASIC
    options: frozenset[str] = frozenset()
    rules: tuple[OwnRule, ...] = ()
    replacement: Replacement = field(default_factory=Replacement)
    edits: Edits = field(default_factory=Edits)
    edition: str = field(default=EDITION, compare=False)

    def __hash__(self) -> int:
        """Return a hash that fits equality; of all rules it would cost more than it saves."""
        return hash((self.options, len(self.rules), self.replacement, self.edits))

    @classmethod
    def preset(cls, name: str) -> Protocol:
        """Return a preset.

        Raises:
            UnknownPresetError: there is none of that name, or this version can't carry it out.

        """
        if name not in PRESETS:
            raise UnknownPresetError
        return _preset_protocol(name)

    @classmethod
    def parse(cls, document: dict[str, Any]) -> Protocol:
        """Read a document without asking whether this version can carry it out.

        Raises:
            MalformedProtocolError: it doesn't follow the schema, or one of its subclasses.
            ContradictoryOptionsError: options exclude one another.

        """
        version = document.get("schema")
        if version != SCHEMA and isinstance(version, str) and version.startswith(SCHEMA_FAMILY):
            raise ProtocolVersionError
        schema.validate(document, document_schema(), document_schema())
        rules = tuple(
            read_rule(rule, f"rules[{index}]")
            for index, rule in enumerate(document.get("rules", ()))
        )
        RuleTable(rules)
        return cls(
            options=_consistent_options(document.get("options", [])),
            rules=rules,
            replacement=Replacement(**document.get("replacement", {})),
            edits=Edits(**document.get("edits", {})),
            edition=document.get("edition", EDITION),
        )

    @classmethod
    def load(cls, document: str | Path | dict[str, Any]) -> Protocol:
        """Read a protocol document that is to be carried out.

        Args:
            document: the parsed document, or the path of its file.

        Raises:
            MalformedProtocolError: it isn't JSON or doesn't follow the schema.
            ContradictoryOptionsError: options exclude one another.
            UnsupportedOptionError: it asks for an option that this version can't carry out.

        """
        if not isinstance(document, dict):
            document = _read_document(Path(document))
        protocol = cls.parse(document)
        require_carried_out(protocol)
        return protocol

    def as_dict(self) -> dict[str, Any]:
        """Return the document, ready for JSON, with the edition in force; empty parts left out."""
        parts = {
            "rules": [rule.as_dict() for rule in self.rules],
            "replacement": self.replacement.as_dict(),
            "edits": self.edits.as_dict(),
        }
        return {
            "schema": SCHEMA,
            "edition": EDITION,
            "profile": self.profile,
            "options": sorted(self.options),
            **{name: part for name, part in parts.items() if part},
        }


def checked_options(names: list[str]) -> frozenset[str]:
    """Return the options if all are known, agree and can be carried out.

    Raises:
        UnknownOptionError: a name is not an option of PS3.15 E.3.
        ContradictoryOptionsError: options exclude one another.
        UnsupportedOptionError: an option isn't implemented, so it must not be claimed.

    """
    chosen = _consistent_options(names)
    if chosen - IMPLEMENTED_OPTIONS:
        raise UnsupportedOptionError(" ".join(sorted(chosen - IMPLEMENTED_OPTIONS)))
    return chosen


def require_carried_out(protocol: Protocol) -> None:
    """Stop unless this version can carry out all that a protocol asks for.

    Raises:
        ContradictoryOptionsError: options exclude one another.
        UnsupportedOptionError: it asks for an option that isn't implemented.

    """
    checked_options(sorted(protocol.options))


def describe(protocol: Protocol) -> list[tuple[str, dict[str, str]]]:
    """Tell what a protocol would do: keys of locale texts, each with the values for its places.

    Order: profile, options, rules that go against them, all rules, replacement, edits.
    """
    told = [("protocol.says.profile", {"edition": EDITION})]
    if protocol.edition != EDITION:
        told.append(("protocol.says.other-edition", {"edition": protocol.edition}))
    told.extend((f"protocol.says.option.{name}", {}) for name in sorted(protocol.options))
    told.extend(
        ("protocol.says.departs", {"attribute": rule.place}) for rule in departures(protocol)
    )
    for rule in protocol.rules:
        values = {"attribute": rule.place}
        if rule.value:
            values["value"] = rule.value
        grouped = "-grouped" if rule.action is RuleAction.ROUND_AGE and rule.value else ""
        told.append((f"protocol.says.rule.{rule.action}{grouped}", values))
    for name, setting in protocol.replacement.as_dict().items():
        values = {"value": setting} if isinstance(setting, str) else {}
        told.append((f"protocol.says.replacement.{name}", values))
    told.extend(
        (f"protocol.says.edit.{name}", {"value": value})
        for name, value in protocol.edits.as_dict().items()
    )
    return told


def departures(protocol: Protocol) -> tuple[OwnRule, ...]:
    """Return the own rules that go against what profile and options say of Table E.1-1.

    With one of them nothing of CID 7050 may be claimed: neither that the profile was followed, if a
    rule lets more through than the table allows, nor that an option was, if a rule takes away what
    the option retains ("each Attribute specified to be retained shall be retained", PS3.15 2026d
    E.1.1), nor the profile without the option, whose other attributes are still there. A value that
    tells nothing of the original is no less protection than removing. Of a private attribute even
    that tells that it was there, so every rule but one that removes needs Retain Safe Private,
    which lets a statement of conformance list what else is known to be safe (E.3.10).
    """
    return tuple(rule for rule in protocol.rules if _departs(rule, protocol.options))


def _departs(rule: OwnRule, options: frozenset[str]) -> bool:
    if rule.creator:
        return rule.action is not RuleAction.REMOVE and SAFE_PRIVATE not in options
    row = confidentiality.row_for(rule.tag)
    if row is None:
        return False
    codes = {getattr(row, name) for name in options & TABLE_OPTIONS}
    code = "C" if "C" in codes else "K" if "K" in codes else ""
    if rule.action is RuleAction.KEEP:
        return code != "K"
    if rule.action is RuleAction.ROUND_AGE:
        return not code or bool(rule.value)
    if rule.action in (RuleAction.SHIFT, RuleAction.CLEAN):
        return code != "C"
    return code == "K"


def _consistent_options(names: list[str]) -> frozenset[str]:
    chosen = frozenset(names)
    if chosen - OPTIONS:
        where = "options"
        raise UnknownOptionError(where)
    if chosen >= EXCLUSIVE:
        raise ContradictoryOptionsError(" ".join(sorted(EXCLUSIVE)))
    return chosen


@functools.cache
def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of the protocol document."""
    return _resource("protocol_schema.json")


def _resource(*name: str) -> dict[str, Any]:
    text = files("anami").joinpath(*name).read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@functools.cache
def _preset_protocol(name: str) -> Protocol:
    return Protocol.parse(_resource("presets", f"{name}.json"))


def _offered() -> dict[str, tuple[str, ...]]:
    """Return the presets that this version can carry out, with their options."""
    offered = {}
    for name in PRESET_NAMES:
        protocol = _preset_protocol(name)
        try:
            require_carried_out(protocol)
        except UnsupportedOptionError:
            continue
        offered[name] = tuple(sorted(protocol.options))
    return offered


def _read_document(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise MalformedProtocolError
        document = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_members)
    except (OSError, ValueError, RecursionError):
        raise MalformedProtocolError from None
    if not isinstance(document, dict):
        raise MalformedProtocolError
    return document


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's members; one that stands there twice has no meaning (RFC 8259 §4)."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedProtocolError
    return members


PRESETS: Final = _offered()
"""Presets that this version can carry out, each with its options."""
