"""Coded entries: the code-sequence macro (PS3.3 2026d §8.8) without the free text of local schemes.

A code of a scheme that PS3.16 §8 registers means what its registry says; its meaning stays. A local
scheme's code and meaning are whatever a site typed (PS3.15 E.3.5 note), so both are replaced: the
code by a keyed label, equal for equal codes, and the meaning by a constant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from anami.concerns.builders import REMOVED
from anami.concerns.telltales import tells
from anami.concerns.texts import decode, encode, padded, values
from anami.identity import label
from anami.model import Dataset, Element
from anami.standard import dictionary
from anami.standard.codes import CODING_SCHEMES, PERSON_OR_PLACE_SCHEMES

if TYPE_CHECKING:
    from anami.concerns.context import Context

__all__ = ["LOCAL_SCHEME", "keep_code", "scheme_is_registered"]

CODE_VALUE: Final = 0x00080100
SCHEME: Final = 0x00080102
SCHEME_VERSION: Final = 0x00080103
CODE_MEANING: Final = 0x00080104
MAPPING_RESOURCE: Final = 0x00080105
EXTENSION_FLAG: Final = 0x0008010B
CONTEXT_IDENTIFIER: Final = 0x0008010F
LONG_CODE_VALUE: Final = 0x00080119
URN_CODE_VALUE: Final = 0x00080120

LOCAL_SCHEME: Final = "99ANAMI"
LOCAL_MEANING: Final = "Local code"

_CODE: Final = re.compile(r"[A-Za-z0-9.\-_/{}\[\]%()*'+^:~&=<>,]{1,64}")
_UID: Final = re.compile(r"(?:urn:oid:)?(?!1\.2\.840\.10008\.)[0-2](?:\.\d+){4,}")
"""A UID that isn't the standard's own says what somebody made, not what is meant."""
_VERSION: Final = re.compile(r"[A-Za-z0-9.\-_]{1,16}")
_IDENTIFIER: Final = re.compile(r"[A-Z0-9_ ]{1,16}")
_THING_SCHEMES: Final = frozenset(
    scheme.upper() for scheme in CODING_SCHEMES - PERSON_OR_PLACE_SCHEMES
)
"""Schemes for things, in capitals."""
_LONGEST_MEANING: Final = 64


def scheme_is_registered(item: Dataset) -> bool:
    """Tell whether the item's Coding Scheme Designator is one of PS3.16 §8 for things.

    Schemes that number persons or places are registered too, but their codes identify.
    """
    return _scheme(item) in _THING_SCHEMES


def _scheme(item: Dataset) -> str:
    """Return the item's Coding Scheme Designator in capitals, since writers differ ("NCIT")."""
    element = item.get(SCHEME)
    if element is None or not isinstance(element.value, bytes):
        return ""
    return element.value.rstrip(b"\0 ").decode("latin-1").strip().upper()


def keep_code(element: Element, context: Context) -> Element | None:
    """Keep one element of a coded entry, or put a stand-in for a local one."""
    if element.items is not None:
        return None
    vr = dictionary.vr_of(element.tag) or ""
    try:
        text = decode(
            context.load(element.value).rstrip(b"\0 "), context.character_sets, vr
        ).strip()
    except ValueError:
        text = ""
    registered = scheme_is_registered(context.item)
    if element.tag in (CODE_VALUE, LONG_CODE_VALUE, URN_CODE_VALUE):
        return _code_value(element, vr, text, context, registered=registered)
    if element.tag == CODE_MEANING:
        return _meaning(element, text, context, registered=registered)
    if element.tag == SCHEME:
        return Element(element.tag, "SH", encode(text if registered else LOCAL_SCHEME, "SH"))
    return _other(element, vr, text, registered=registered)


def _code_value(
    element: Element, vr: str, text: str, context: Context, *, registered: bool
) -> Element:
    if registered and _CODE.fullmatch(text) and not _UID.fullmatch(text):
        return Element(element.tag, vr, encode(text, vr))
    # A code says something only within its scheme (PS3.3 2026d §8.2).
    stand_in = label(context.key, "code", f"{_scheme(context.item)}\0{text}")
    return Element(element.tag, vr, encode(f"urn:anami:{stand_in}" if vr == "UR" else stand_in, vr))


def _meaning(element: Element, text: str, context: Context, *, registered: bool) -> Element:
    """Keep a registered code's meaning, unless it is none; a local one's goes."""
    if not registered:
        return Element(element.tag, "LO", encode(LOCAL_MEANING, "LO"))
    kept = context.load(element.value).rstrip(b"\0 ")
    fits = 0 < len(text) <= _LONGEST_MEANING and len(values(text, "LO")) == 1
    if fits and not tells(text) and not context.identifies(kept, element.tag, "LO"):
        return Element(element.tag, "LO", padded(kept, "LO"))
    return Element(element.tag, "LO", encode(REMOVED, "LO"))


def _other(element: Element, vr: str, text: str, *, registered: bool) -> Element | None:
    """Keep versions and context identifiers in their own form; all other text of the macro goes."""
    if element.tag == SCHEME_VERSION and registered and _VERSION.fullmatch(text):
        return Element(element.tag, vr, encode(text, vr))
    if element.tag == EXTENSION_FLAG and text in ("Y", "N"):
        return Element(element.tag, vr, encode(text, vr))
    if element.tag in (CONTEXT_IDENTIFIER, MAPPING_RESOURCE) and _IDENTIFIER.fullmatch(text):
        return Element(element.tag, vr, encode(text, vr))
    return None
