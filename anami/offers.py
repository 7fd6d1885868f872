"""What a person can choose from: presets, options, attributes and actions, as data for a page.

Nothing here decides anything: it tells what `anami.protocol` and `anami.rules` accept, so that
whoever shows a choice shows no other.
"""

from __future__ import annotations

from typing import Any, Final

from anami.protocol import EXCLUSIVE, IMPLEMENTED_OPTIONS, OPTIONS, PRESETS, Protocol
from anami.rules import (
    ACTION_VRS,
    KEPT_ANYWAY,
    NEEDS_VALUE,
    NEVER_GROUPS,
    TAKES_VALUE,
    UNTOUCHABLE,
    RuleAction,
)
from anami.standard import dictionary
from anami.standard.codes import CID_7050
from anami.terms import Terms

__all__ = ["attributes", "offers"]

IMPORTABLE: Final = ("ctp", "kitware", "deid")


def offers(terms: Terms | None = None) -> dict[str, Any]:
    """Return presets, options and actions, ready for JSON, and what a site fixes of them.

    Options are in the order of PS3.16 CID 7050, with the name, section and code that the standard
    gives them; those with ``offered`` false exist in the standard and can't be carried out yet.
    """
    return {
        "terms": (terms or Terms()).as_dict(),
        "presets": {name: Protocol.preset(name).as_dict() for name in PRESETS},
        "options": [
            {
                "name": code.option_key,
                "title": code.meaning,
                "section": code.section,
                "code": f"{code.designator} {code.value}",
                "offered": code.option_key in IMPLEMENTED_OPTIONS,
                "excludes": sorted(EXCLUSIVE - {code.option_key})
                if code.option_key in EXCLUSIVE
                else [],
            }
            for code in CID_7050
            if code.option_key in OPTIONS
        ],
        "actions": [
            {
                "name": action.value,
                "value": "needed"
                if action in NEEDS_VALUE
                else "possible"
                if action in TAKES_VALUE
                else "",
                "vrs": sorted(ACTION_VRS.get(action, ())),
            }
            for action in RuleAction
        ],
        "importable": list(IMPORTABLE),
    }


def attributes() -> list[tuple[str, str, str, str]]:
    """Return tag, keyword, name and VR of each attribute that a rule may be for, by tag.

    Attributes that nobody may have a rule for are left out, and so are those of which the rule can
    only say what is done anyway.
    """
    return [
        (f"({tag >> 16:04X},{tag & 0xFFFF:04X})", entry.keyword, entry.name, entry.vr)
        for tag in sorted(dictionary.tags())
        if (entry := dictionary.entry_for(tag)) is not None and _may_have_a_rule(tag)
    ]


def _may_have_a_rule(tag: int) -> bool:
    never = tag >> 16 in NEVER_GROUPS or not tag & 0xFFFF or tag in UNTOUCHABLE
    return not never and tag not in KEPT_ANYWAY
