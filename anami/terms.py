"""Terms: what a site fixes of the protocol, so that those who work for it needn't and can't choose.

What belongs here: where people start, which parts of a protocol they can't change, and the check
that a protocol keeps to it, wherever it came from. What else a site sets (addresses, languages,
contact) is no business of a protocol's: `tools/site_config.py` knows it.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, Final

from anami import schema
from anami.errors import LockedSettingError
from anami.protocol import EXCLUSIVE, OPTIONS, PRESETS, Protocol, checked_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from anami.edits import Edits

__all__ = ["GROUPS", "PARTS", "Terms"]

RULES: Final = "rules"
EDITS: Final = "edits"
WHO: Final = frozenset(("edits", "patient_id_prefix"))
"""Parts that a preset leaves as they are."""
REPLACEMENT: Final = frozenset(("patient_id_prefix", "whole_weeks"))
PARTS: Final = OPTIONS | REPLACEMENT | {RULES, EDITS}
"""Parts of a protocol that can be locked: each option, own rules, how replacements are made, values
typed on purpose."""
GROUPS: Final = {"all": PARTS, "options": OPTIONS, "replacement": REPLACEMENT}
"""Names that stand for several parts."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a site fixes.

    Attributes:
        start: the protocol that people start with; locked parts are as they are in it.
        locked: names of `PARTS` that nobody can change.

    """

    start: Protocol = Protocol()  # noqa: RUF009 - frozen, like every protocol
    locked: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, document: dict[str, Any]) -> Terms:
        """Read the members of site.json that concern the protocol; {} fixes nothing.

        ``preset`` or ``protocol`` is the start, ``options`` sets some of its options on or off.
        ``locked`` names parts or groups of them, ``changeable`` those of them that are free all the
        same. An option that is locked would mean little if a rule could undo it, so rules are
        locked with it unless they are named as changeable.

        Raises:
            MalformedProtocolError: a member is unknown or not of its form.
            ProtocolError: the start can't be had; see `Protocol.preset` and `Protocol.load`.

        """
        members = dict(document)
        written = members.pop("protocol", None)
        schema.validate(members, _schema(), _schema())
        preset = Protocol.preset(members.get("preset", "basic"))
        start = preset if written is None else Protocol.load(written)
        start = replace(start, options=_switched(start.options, members.get("options", {})))
        locked, free = (_parts(members.get(name, ())) for name in ("locked", "changeable"))
        locked -= free
        if locked & OPTIONS and RULES not in free:
            locked |= {RULES}
        if locked & start.options & EXCLUSIVE:
            # The other one could be chosen only against it.
            locked |= EXCLUSIVE
        return cls(start, locked)

    def require(self, protocol: Protocol) -> None:
        """Stop unless a protocol leaves everything that is locked as it is.

        Raises:
            LockedSettingError: it doesn't; ``where`` names the parts.

        """
        changed = sorted(part for part in self.locked if self._differs(protocol, part))
        if changed:
            raise LockedSettingError(" ".join(changed))

    def require_edits(self, typed: Iterable[Edits]) -> None:
        """Stop if values typed for single patients, studies or series are not for people to give.

        Raises:
            LockedSettingError: edits are locked, and something was typed.

        """
        if EDITS in self.locked and any(typed):
            raise LockedSettingError(EDITS)

    def allows_preset(self, preset: Protocol) -> bool:
        """Say whether people may choose a preset: it says how, and what they typed stays."""
        return not any(self._differs(preset, part) for part in self.locked - WHO)

    def as_dict(self) -> dict[str, Any]:
        """Return what a page needs to know of it, ready for JSON."""
        allowed = [name for name in PRESETS if self.allows_preset(Protocol.preset(name))]
        return {"start": self.start.as_dict(), "locked": sorted(self.locked), "presets": allowed}

    def _differs(self, protocol: Protocol, part: str) -> bool:
        return bool(_part(protocol, part) != _part(self.start, part))


def _part(protocol: Protocol, name: str) -> Any:  # noqa: ANN401 - parts are of several types
    if name in OPTIONS:
        return name in protocol.options
    return getattr(protocol.replacement if name in REPLACEMENT else protocol, name)


def _switched(options: frozenset[str], switches: dict[str, bool]) -> frozenset[str]:
    on = {name for name, wanted in switches.items() if wanted}
    return checked_options(sorted((options - switches.keys()) | on))


def _parts(names: list[str]) -> frozenset[str]:
    return frozenset().union(*(GROUPS.get(name, {name}) for name in names))


@functools.cache
def _schema() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(get_data("anami", "terms_schema.json") or b"")
    return document
