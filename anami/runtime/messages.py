"""The closed set of messages that a page may send to a worker, parsed at the door.

What belongs here: the shape of each request, and nothing that carries it out. A request is plain
JSON data; the bytes of files never travel in it (`anami.runtime.browser` hands them over as
sources, one per entry of ``files``, in the same order). Every request gets exactly one reply,
``{"ok": true, "result": …}`` or ``{"ok": false, "error": {"code": …}}``.

``static/messages.js`` holds the same list for the JavaScript side; a contract test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

from anami.model import KnownValue
from anami.outcome import SurveyRecord

__all__ = [
    "REQUESTS",
    "Boot",
    "Candidates",
    "Deidentify",
    "Digest",
    "FileReference",
    "Known",
    "MessageError",
    "Plan",
    "Report",
    "Request",
    "Survey",
    "parse",
]

Json: TypeAlias = Any
Known: TypeAlias = dict[str, tuple[KnownValue, ...]]


class MessageError(ValueError):
    """A message that is not one of the set. Holds the name of the field, never its content."""

    code: Final = "bad-message"

    def __init__(self, *, field: str) -> None:
        super().__init__(field)


@dataclass(frozen=True, slots=True)
class FileReference:
    """One input file of a request.

    Attributes:
        index: the input's number in the page, from zero; the only name a file has here.
        patient_key: the patient whose known values the leak check uses; "" where not needed.

    """

    index: int
    patient_key: str = ""


@dataclass(frozen=True, slots=True)
class Boot:
    """Say what runs here."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Look at the headers of some files."""

    files: tuple[FileReference, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Name the inputs that may be copies of one another, so that they can be digested."""

    records: tuple[SurveyRecord, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """Compute the SHA-256 of whole files."""

    files: tuple[FileReference, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Settle which inputs become entries, in which order and under which names."""

    records: tuple[SurveyRecord, ...]
    digests: dict[int, str]
    protocol: dict[str, Json]
    key: bytes


@dataclass(frozen=True, slots=True)
class Deidentify:
    """De-identify some files."""

    files: tuple[FileReference, ...]
    known: Known
    protocol: dict[str, Json]
    key: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """Compose the report of a finished run.

    Attributes:
        protocol: the protocol document that the run used.
        profiles: lists of decisions, by the identifier that files refer to.
        files: what became of each input: number, status, code, warnings, profile.

    """

    protocol: dict[str, Json]
    profiles: dict[str, list[Json]]
    files: tuple[dict[str, Json], ...]


Request: TypeAlias = Boot | Survey | Candidates | Digest | Plan | Deidentify | Report


def _mapping(value: Json, what: str) -> dict[str, Json]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise MessageError(field=what)
    return value


def _items(value: Json, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise MessageError(field=what)
    return value


def _text(value: Json, what: str) -> str:
    if not isinstance(value, str):
        raise MessageError(field=what)
    return value


def _whole(value: Json, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise MessageError(field=what)
    return value


def _files(value: Json) -> tuple[FileReference, ...]:
    entries = [_mapping(entry, "files") for entry in _items(value, "files")]
    return tuple(
        FileReference(
            index=_whole(entry.get("index"), "files.index"),
            patient_key=_text(entry.get("patient_key", ""), "files.patient_key"),
        )
        for entry in entries
    )


_KNOWN_FIELDS: Final = {"kind", "value"}


def _known(value: Json) -> Known:
    known: Known = {}
    for patient, values in _mapping(value, "known").items():
        entries = [_mapping(entry, "known") for entry in _items(values, "known")]
        if any(entry.keys() != _KNOWN_FIELDS for entry in entries):
            raise MessageError(field="known")
        known[patient] = tuple(
            KnownValue(kind=_text(entry["kind"], "known"), value=_text(entry["value"], "known"))
            for entry in entries
        )
    return known


_RECORD_FIELDS: Final = {field.name for field in fields(SurveyRecord)} - {"known"}


def _records(value: Json) -> tuple[SurveyRecord, ...]:
    """Rebuild the records that a survey reply gave out; the page only keeps and returns them."""
    records = []
    for entry in _items(value, "records"):
        given = {
            name: content for name, content in _mapping(entry, "records").items() if name != "index"
        }
        if given.keys() != _RECORD_FIELDS:
            raise MessageError(field="records")
        given["warnings"] = tuple(
            _text(code, "records") for code in _items(given["warnings"], "records")
        )
        records.append(SurveyRecord(**given))
    return tuple(records)


def _digests(value: Json) -> dict[int, str]:
    digests = {}
    for index, digest in _mapping(value, "digests").items():
        if not index.isdecimal():
            raise MessageError(field="digests")
        digests[int(index)] = _text(digest, "digests")
    return digests


def _key(value: Json) -> bytes:
    try:
        return bytes.fromhex(_text(value, "key"))
    except ValueError:
        raise MessageError(field="key") from None


def _protocol(value: Json) -> dict[str, Json]:
    return _mapping(value, "protocol")


def _profiles(value: Json) -> dict[str, list[Json]]:
    return {
        name: _items(listing, "profiles") for name, listing in _mapping(value, "profiles").items()
    }


def _outcomes(value: Json) -> tuple[dict[str, Json], ...]:
    return tuple(_mapping(entry, "files") for entry in _items(value, "files"))


_Fields: TypeAlias = Mapping[str, Callable[[Json], object]]

REQUESTS: Final[Mapping[str, tuple[Callable[..., Request], _Fields]]] = {
    "boot": (Boot, {}),
    "survey": (Survey, {"files": _files}),
    "candidates": (Candidates, {"records": _records}),
    "digest": (Digest, {"files": _files}),
    "plan": (
        Plan,
        {"records": _records, "digests": _digests, "protocol": _protocol, "key": _key},
    ),
    "deidentify": (
        Deidentify,
        {"files": _files, "known": _known, "protocol": _protocol, "key": _key},
    ),
    "report": (
        Report,
        {"protocol": _protocol, "profiles": _profiles, "files": _outcomes},
    ),
}
"""Each request's type: the class that it becomes, and a parser for each of its fields."""


def parse(message: object) -> Request:
    """Return the request that `message` stands for.

    Args:
        message: decoded JSON, with a ``type`` and exactly the fields of that type.

    Raises:
        MessageError: the type is unknown, a field is missing, unexpected or of the wrong shape.

    """
    given = _mapping(message, "message")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in REQUESTS:
        raise MessageError(field="type")
    build, parsers = REQUESTS[kind]
    if given.keys() - {"type"} != parsers.keys():
        raise MessageError(field=kind)
    return build(**{name: parser(given[name]) for name, parser in parsers.items()})
