"""What an archive says of instances that were sent to it: STOW-RS and QIDO-RS, without a network.

What belongs here: which instances a request holds, what an answer says became of each, and whether
the archive has what was sent. Who carries requests is elsewhere: the page's `fetch`, or
`anami.runtime.dicomweb`. Only results are sent, so nothing here holds a value of an original.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from anami.reader import read_instance, uid_is_wellformed
from anami.surveying import STUDY_UID, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from anami.model import Source

__all__ = [
    "CODES",
    "UID_TWICE",
    "Comparison",
    "Fate",
    "Identity",
    "Next",
    "Reply",
    "State",
    "compare",
    "identity_of",
    "is_passing",
    "judge",
]

Json: TypeAlias = Any

SOP_CLASS: Final = "00080016"
SOP_INSTANCE: Final = "00080018"
REFERENCED_CLASS: Final = "00081150"
REFERENCED_INSTANCE: Final = "00081155"
WARNING_REASON: Final = "00081196"
FAILURE_REASON: Final = "00081197"
FAILED_SEQUENCE: Final = "00081198"
REFERENCED_SEQUENCE: Final = "00081199"


class Identity(NamedTuple):
    """By what an archive knows an instance."""

    study: str
    sop_class: str
    sop_instance: str


def identity_of(source: Source) -> Identity:
    """Return the UIDs of a result, read from its own bytes.

    Raises:
        AnamiError: the bytes are no instance.

    """
    instance = read_instance(source)
    return Identity(text_of(instance.dataset, STUDY_UID), instance.sop_class, instance.sop_instance)


class State(StrEnum):
    """What became of one instance that was sent."""

    STORED = "stored"
    WARNED = "warned"
    FAILED = "failed"


class Fate(NamedTuple):
    """What an answer says of one instance.

    Attributes:
        state: what became of it.
        code: why, in kebab case, "" if it was stored and nothing was said.
        reason: the archive's own number as four hexadecimal digits, "" if it gave none.

    """

    state: State
    code: str = ""
    reason: str = ""


class Next(StrEnum):
    """What whoever sent is to do with the instances of which the answer says nothing."""

    GO_ON = "go-on"
    AGAIN = "again"
    SPLIT = "split"
    SIGN_IN = "sign-in"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a store request, understood.

    Attributes:
        fates: SOP Instance UID → what became of it, of those that the answer names.
        then: what is to be done with the others: nothing is left (go on), send them again after a
            while, send them in smaller requests, ask who is signed in, or stop.

    """

    fates: Mapping[str, Fate]
    then: Next


_WARNINGS: Final = {
    # PS3.18 §I.2.2.1.
    0xB000: "coerced",
    0xB006: "elements-discarded",
    0xB007: "class-mismatch-stored",
}
_FAILURES: Final = {
    # PS3.18 §I.2.2.2, and codes of PS3.7 Annex C that archives use besides.
    0x0110: "processing-failure",
    0x0117: "invalid-instance",
    0x0122: "class-unsupported",
    0x0124: "not-authorised",
    0xC122: "transfer-syntax-unsupported",
}
_FAILURE_FAMILIES: Final = {0xA7: "out-of-resources", 0xA9: "class-mismatch"}
_NOT_UNDERSTOOD: Final = 0xC
_ALREADY_THERE: Final = frozenset((0x0111, 0xB00E))
"""Duplicate SOP Instance (PS3.7 §C.5.6), and the number that some archives use for the same."""

UID_TWICE: Final = "uid-twice"
"""Not sent: another has the same SOP Instance UID, and an archive would keep only one of them."""


def is_passing(status: int) -> bool:
    """Tell whether an HTTP status is of a moment's trouble, so that asking again may help."""
    return status >= _BROKEN or status in _PASSING


_SIGN_IN: Final = frozenset((401, 403, 407))
_NO_SERVICE: Final = frozenset((404, 405, 406, 410, 501))
_PASSING: Final = frozenset((408, 421, 425, 429))
_TOO_LARGE: Final = 413
_REDIRECT, _REFUSED, _BROKEN = 300, 400, 500


def judge(status: int, body: str, sent: Sequence[str]) -> Reply:
    """Tell what an answer to a store request means (PS3.18 §10.5.3).

    What the body says of an instance counts whatever the status; an archive that stored half of a
    request may call that an error. A body that is no store response says nothing of anything.

    Args:
        status: of HTTP.
        body: as text; what is no JSON is no store response.
        sent: SOP Instance UIDs of the request.

    """
    said = _said(body)
    fates = {uid: said[uid] for uid in sent if uid in said}
    left = [uid for uid in sent if uid not in fates]
    if not left:
        return Reply(fates, Next.GO_ON)
    if status in _SIGN_IN:
        return Reply(fates, Next.SIGN_IN)
    if status in _NO_SERVICE or _REDIRECT <= status < _REFUSED:
        return Reply(fates, Next.STOP)
    if status < _REDIRECT or is_passing(status):
        return Reply(fates, Next.AGAIN)
    if len(sent) > 1:
        return Reply(fates, Next.SPLIT)
    code = "too-large" if status == _TOO_LARGE else "refused"
    return Reply({left[0]: Fate(State.FAILED, code, f"HTTP {status}")}, Next.GO_ON)


def _said(body: str) -> dict[str, Fate]:
    """Return SOP Instance UID → what a store response says of it (PS3.18 Table I.1-1)."""
    try:
        response = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(response, list) and len(response) == 1:
        response = response[0]
    fates = {}
    for item in _items(response, REFERENCED_SEQUENCE):
        fates[_text(item, REFERENCED_INSTANCE)] = _stored(_number(item, WARNING_REASON))
    for item in _items(response, FAILED_SEQUENCE):
        # Named in both, it failed: better sent again than lost.
        fates[_text(item, REFERENCED_INSTANCE)] = _failed(_number(item, FAILURE_REASON))
    return fates


def _stored(reason: int | None) -> Fate:
    if not reason:
        return Fate(State.STORED)
    if reason in _ALREADY_THERE:
        return Fate(State.WARNED, "already-there", f"{reason:04X}")
    return Fate(State.WARNED, _WARNINGS.get(reason, "other-warning"), f"{reason:04X}")


def _failed(reason: int | None) -> Fate:
    if reason is None:
        return Fate(State.FAILED, "other-failure")
    text = f"{reason:04X}"
    if reason in _ALREADY_THERE:
        # An answer that got lost leaves the instance there; the check by QIDO-RS tells for sure.
        return Fate(State.WARNED, "already-there", text)
    code = _FAILURES.get(reason) or _FAILURE_FAMILIES.get(reason >> 8)
    if code is None:
        code = "not-understood" if reason >> 12 == _NOT_UNDERSTOOD else "other-failure"
    return Fate(State.FAILED, code, text)


CODES: Final = frozenset(
    (
        *_WARNINGS.values(),
        *_FAILURES.values(),
        *_FAILURE_FAMILIES.values(),
        *("already-there", "other-warning", "not-understood", "other-failure"),
        *("too-large", "refused", UID_TWICE),
    )
)
"""All codes that a `Fate` may have."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a study of the archive has beside what was sent.

    Attributes:
        present: number of instances that were sent and are there, with their SOP Class.
        missing: SOP Instance UIDs that were sent and are not there, or as another SOP Class.
        others: number of instances that are there and were not sent now.
        readable: the archive's answer could be read; if not, nothing is known.

    """

    present: int = 0
    missing: tuple[str, ...] = ()
    others: int = 0
    readable: bool = True


def compare(bodies: Iterable[str], sent: Mapping[str, str]) -> Comparison:
    """Compare an archive's list of a study's instances with what was sent (PS3.18 §10.6.1).

    Args:
        bodies: the answers of a search for instances, a page each; "" is an empty page.
        sent: SOP Instance UID → SOP Class UID.

    """
    found: dict[str, str] = {}
    for body in bodies:
        page = _page(body)
        if page is None:
            return Comparison(missing=tuple(sent), readable=False)
        for item in page:
            if uid_is_wellformed(uid := _text(item, SOP_INSTANCE)):
                found[uid] = _text(item, SOP_CLASS)
    # Not every archive tells the SOP Class, though PS3.18 Table 10.6.3-5 has it as required.
    missing = tuple(uid for uid, sop in sent.items() if found.get(uid) not in {sop, ""})
    return Comparison(
        present=len(sent) - len(missing),
        missing=missing,
        others=len(found.keys() - sent.keys()),
    )


def _page(body: str) -> list[Json] | None:
    if not body.strip():
        return []
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return page if isinstance(page, list) else None


def _values(item: Json, tag: str) -> list[Json]:
    """Return an attribute's values in the DICOM JSON Model (PS3.18 §F.2.2), [] if it has none."""
    element = item.get(tag) if isinstance(item, dict) else None
    values = element.get("Value") if isinstance(element, dict) else None
    return values if isinstance(values, list) else []


def _items(response: Json, tag: str) -> list[Json]:
    """Return items that name a well-formed SOP Instance UID."""
    items = _values(response, tag)
    return [item for item in items if uid_is_wellformed(_text(item, REFERENCED_INSTANCE))]


def _text(item: Json, tag: str) -> str:
    values = _values(item, tag)
    return values[0] if values and isinstance(values[0], str) else ""


def _number(item: Json, tag: str) -> int | None:
    values = _values(item, tag)
    if not values:
        return None
    try:
        return int(values[0])
    except (TypeError, ValueError):
        return None
