"""What the person chose: one JSON document with a schema version, no secret and no patient's value.

This version carries out the Basic Application Level Confidentiality Profile. The document has a
place for PS3.15's options, own rules and edited values; whatever this version can't carry out is
refused when the document is loaded, never ignored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from anami.errors import MalformedProtocolError, UnknownPresetError, UnsupportedOptionError
from anami.standard import EDITION
from anami.standard.codes import CID_7050

__all__ = ["OPTIONS", "PRESETS", "Protocol"]

SCHEMA: Final = "anami-protocol/1"
BASIC: Final = "basic"
OPTIONS: Final = frozenset(code.option_key for code in CID_7050) - {"always"}
"""Option names of PS3.15 E.3, as CID 7050 lists them."""
IMPLEMENTED_OPTIONS: Final[frozenset[str]] = frozenset()
MEMBERS: Final = frozenset(("schema", "edition", "profile", "options"))
PRESETS: Final = {BASIC: ()}


@dataclass(frozen=True, slots=True)
class Protocol:
    """Profile and options.

    Attributes:
        profile: always ``basic``: options only make sense on top of the profile (PS3.15 E.1).
        options: names of PS3.15 E.3 options, see `OPTIONS`.

    """

    profile: str = BASIC
    options: frozenset[str] = frozenset()

    @classmethod
    def preset(cls, name: str) -> Protocol:
        """Return a preset.

        Raises:
            UnknownPresetError: there is none of that name.

        """
        if name not in PRESETS:
            raise UnknownPresetError
        return cls(options=frozenset(PRESETS[name]))

    @classmethod
    def load(cls, document: str | Path | dict[str, Any]) -> Protocol:
        """Read a protocol document.

        Args:
            document: the parsed document, or the path of its file.

        Raises:
            MalformedProtocolError: it isn't JSON or doesn't follow the schema.
            UnsupportedOptionError: it asks for what this version can't carry out.

        """
        if not isinstance(document, dict):
            document = _read_document(Path(document))
        if set(document) - MEMBERS or document.get("schema") != SCHEMA:
            raise MalformedProtocolError
        options = document.get("options", [])
        if document.get("profile") != BASIC or not _is_text_list(options):
            raise MalformedProtocolError
        return cls(options=checked_options(options))

    def as_dict(self) -> dict[str, Any]:
        """Return the document, ready for JSON."""
        return {
            "schema": SCHEMA,
            "edition": EDITION,
            "profile": self.profile,
            "options": sorted(self.options),
        }


def checked_options(names: list[str]) -> frozenset[str]:
    """Return the options if all are known and can be carried out.

    Raises:
        MalformedProtocolError: a name is not an option of PS3.15 E.3.
        UnsupportedOptionError: an option isn't implemented, so it must not be claimed.

    """
    chosen = frozenset(names)
    if chosen - OPTIONS:
        raise MalformedProtocolError
    if chosen - IMPLEMENTED_OPTIONS:
        raise UnsupportedOptionError
    return chosen


def _read_document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise MalformedProtocolError from None
    if not isinstance(document, dict):
        raise MalformedProtocolError
    return document


def _is_text_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
