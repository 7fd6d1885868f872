"""The closed set of messages that a page may send to a worker, parsed at the door.

What belongs here: the shape of each request, and nothing that carries it out. A request is plain
JSON data; the bytes of files never travel in it (`anami.runtime.browser` hands them over as
sources, one per entry of ``files``, in the same order). Every request gets exactly one reply,
``{"ok": true, "result": …}`` or ``{"ok": false, "error": {"code": …}}``.

``static/messages.js`` holds the same list for the JavaScript side; a contract test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
Records: TypeAlias = dict[int, SurveyRecord]


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

    instances: Records


@dataclass(frozen=True, slots=True)
class Digest:
    """Compute the SHA-256 of whole files."""

    files: tuple[FileReference, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Settle which inputs become entries, in which order and under which names.

    Each folder is there as a whole, and so is each group of instances with one SOP Instance UID.
    """

    folders: Records
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
        profiles: lists of decisions, by the identifier that the tally refers to.
        tally: (status, code, profile) → number of inputs of which that became.

    """

    protocol: dict[str, Json]
    profiles: dict[str, list[Json]]
    tally: dict[tuple[str, str, str], int]


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


_FOLDER_KEYS: Final = ("patient_key", "patient_code", "study_key", "series_key")
_INSTANCE_FIELDS: Final = 4


def _instances(value: Json, keys: Sequence[str] = ("", "", "", "")) -> Records:
    """Rebuild as much of surveyed records as a plan needs; a row each, for there may be many."""
    records = {}
    patient_key, patient_code, study_key, series_key = keys
    for row in _items(value, "instances"):
        if len(_items(row, "instances")) != _INSTANCE_FIELDS:
            raise MessageError(field="instances")
        index, uid, number, size = row
        if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
            raise MessageError(field="instances")
        records[_whole(index, "instances")] = SurveyRecord(
            "readable",
            size=_whole(size, "instances"),
            sop_instance_uid=_text(uid, "instances"),
            instance_number=number,
            patient_key=patient_key,
            patient_code=patient_code,
            study_key=study_key,
            series_key=series_key,
        )
    return records


def _folders(value: Json) -> Records:
    records: Records = {}
    for entry in _items(value, "folders"):
        folder = _mapping(entry, "folders")
        if folder.keys() != {*_FOLDER_KEYS, "instances"}:
            raise MessageError(field="folders")
        keys = [_text(folder[name], "folders") for name in _FOLDER_KEYS]
        records.update(_instances(folder["instances"], keys))
    return records


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


def _tally(value: Json) -> dict[tuple[str, str, str], int]:
    tally: dict[tuple[str, str, str], int] = {}
    for entry in _items(value, "tally"):
        row = _mapping(entry, "tally")
        if row.keys() != {"status", "code", "profile", "count"}:
            raise MessageError(field="tally")
        alike = tuple(_text(row[name], "tally") for name in ("status", "code", "profile"))
        tally[alike[0], alike[1], alike[2]] = _whole(row["count"], "tally")
    return tally


_Fields: TypeAlias = Mapping[str, Callable[[Json], object]]

REQUESTS: Final[Mapping[str, tuple[Callable[..., Request], _Fields]]] = {
    "boot": (Boot, {}),
    "survey": (Survey, {"files": _files}),
    "candidates": (Candidates, {"instances": _instances}),
    "digest": (Digest, {"files": _files}),
    "plan": (
        Plan,
        {"folders": _folders, "digests": _digests, "protocol": _protocol, "key": _key},
    ),
    "deidentify": (
        Deidentify,
        {"files": _files, "known": _known, "protocol": _protocol, "key": _key},
    ),
    "report": (
        Report,
        {"protocol": _protocol, "profiles": _profiles, "tally": _tally},
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
