"""UIDs: references to instances are replaced, registered UIDs stay (PS3.15 2026d E.1.1, E.3.9)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from anami.concerns.texts import encode
from anami.identity import Key, dummy_uid
from anami.model import Element
from anami.standard import uids

if TYPE_CHECKING:
    from anami.concerns.context import Context

__all__ = ["is_standard_class", "keep_structural", "replace", "replacement"]

_PADDING: Final = "\0 \t\r\n"
_STORAGE_CLASS: Final = re.compile(r"1\.2\.840\.10008\.5\.1\.4\.(1\.1|34|4[0-9])(\.\d{1,3}){1,4}")


@lru_cache(maxsize=4096)
def replacement(key: Key, uid: str) -> str:
    """Return what stands for one UID: itself if PS3.6 registers exactly it, else a keyed one."""
    if not uid or uids.is_registered(uid):
        return uid
    return dummy_uid(key, uid)


def is_standard_class(uid: str) -> bool:
    """Tell whether a SOP Class is the standard's: registered, or of the form of a later edition's.

    The form leaves no room for an identifier of a person: four short numbers.
    """
    return uids.is_registered(uid) or _STORAGE_CLASS.fullmatch(uid) is not None


def replace(element: Element, context: Context) -> Element:
    """Return the element with each of its UIDs replaced; the number of values stays."""
    text = context.load(element.value).decode("latin-1")
    new = "\\".join(replacement(context.key, uid.strip(_PADDING)) for uid in text.split("\\"))
    return Element(element.tag, "UI", encode(new, "UI"))


def keep_structural(element: Element, context: Context) -> Element | None:
    """Keep a UID that names a class, syntax or scheme; one that nobody registered is replaced.

    Replacing keeps equal ones equal, and a value typed into such an attribute can't pass.
    """
    if element.items is not None:
        return None
    texts = [
        uid.strip(_PADDING) for uid in context.load(element.value).decode("latin-1").split("\\")
    ]
    new = "\\".join(
        uid if is_standard_class(uid) else replacement(context.key, uid) for uid in texts
    )
    return Element(element.tag, "UI", encode(new, "UI"))
