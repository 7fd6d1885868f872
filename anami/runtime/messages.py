"""The closed set of messages that a page may send to a worker, parsed at the door.

What belongs here: the shape of each request, and nothing that carries it out. A request is plain
JSON data; the bytes of files never travel in it (`anami.runtime.browser` hands them over as
sources, one per entry of ``files``, in the same order). Every request gets exactly one reply,
``{"ok": true, "result": …}`` or ``{"ok": false, "error": {"code": …}}``.

``static/messages.js`` holds the same list for the JavaScript side; a contract test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeAlias

from anami.edits import Edits
from anami.model import KnownValue
from anami.outcome import SurveyRecord

__all__ = [
    "REQUESTS",
    "Attributes",
    "Boot",
    "Candidates",
    "Codes",
    "Crosswalk",
    "Deidentify",
    "Describe",
    "Digest",
    "FileReference",
    "Import",
    "Known",
    "MessageError",
    "Plan",
    "Preview",
    "ReadCodes",
    "Report",
    "ReportPage",
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
        weight: how many instances it stands for, in a preview.
        edits: values typed for it, as the reply to `Plan` has them.

    """

    index: int
    patient_key: str = ""
    weight: int = 1
    edits: Edits = field(default_factory=Edits)


@dataclass(frozen=True, slots=True)
class Codes:
    """A subject code list as the person's file holds it.

    Attributes:
        content: the bytes of the CSV file; b"" if there is no list.
        prefix: for subjects without a code.

    """

    content: bytes = field(default=b"", repr=False)
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Boot:
    """Say what runs here."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Look at the headers of some files."""

    files: tuple[FileReference, ...]
    codes: Codes


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
    """Settle which inputs become entries, in which order and under which names.

    Attributes:
        edits: place in `records` → values typed for that input alone.

    """

    records: tuple[SurveyRecord, ...]
    digests: dict[int, str]
    protocol: dict[str, Json]
    key: bytes
    edits: dict[int, Edits]


@dataclass(frozen=True, slots=True)
class Deidentify:
    """De-identify some files."""

    files: tuple[FileReference, ...]
    known: Known
    protocol: dict[str, Json]
    key: bytes
    codes: Codes


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


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Write a report as a page to print or as a table.

    Attributes:
        report: as the reply to `Report` gave it, each file perhaps with a ``sha256`` besides.
        form: ``html``, ``attributes.csv`` or ``files.csv``.
        words: locale texts by key.
        language: BCP 47 tag of the words.
        direction: ``ltr`` or ``rtl``.

    """

    report: dict[str, Json]
    form: str
    words: dict[str, str]
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Describe:
    """Tell what a protocol document would do, or why it can't be had."""

    protocol: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Import:
    """Read another tool's script."""

    tool: str
    text: str


@dataclass(frozen=True, slots=True)
class Attributes:
    """List the attributes that a rule may be for."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Try a protocol on some files and tell where it departs from the profile alone."""

    files: tuple[FileReference, ...]
    known: Known
    protocol: dict[str, Json]
    key: bytes
    codes: Codes


@dataclass(frozen=True, slots=True)
class ReadCodes:
    """Read a subject code list and say how many persons it has, or what is wrong with it."""

    codes: Codes


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Make the table of originals and replacements.

    Attributes:
        records: of the originals that were de-identified.
        results: of their results, in the same order.

    """

    records: tuple[SurveyRecord, ...]
    results: tuple[SurveyRecord, ...]
    protocol: dict[str, Json]
    key: bytes
    codes: Codes


Request: TypeAlias = (
    Boot
    | Survey
    | Candidates
    | Digest
    | Plan
    | Deidentify
    | Report
    | ReportPage
    | Describe
    | Import
    | Attributes
    | Preview
    | ReadCodes
    | Crosswalk
)


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


_EDITS: Final = {field.name for field in fields(Edits)}


def _edits(value: Json) -> Edits:
    """Return typed values.

    Raises:
        EditValueError: one can't be written.

    """
    given = _mapping(value, "edits")
    if given.keys() - _EDITS:
        raise MessageError(field="edits")
    return Edits(**{name: _text(text, "edits") for name, text in given.items()})


def _edits_by_place(value: Json) -> dict[int, Edits]:
    edits = {}
    for place, given in _mapping(value, "edits").items():
        if not place.isdecimal():
            raise MessageError(field="edits")
        edits[int(place)] = _edits(given)
    return edits


def _files(value: Json) -> tuple[FileReference, ...]:
    entries = [_mapping(entry, "files") for entry in _items(value, "files")]
    return tuple(
        FileReference(
            index=_whole(entry.get("index"), "files.index"),
            patient_key=_text(entry.get("patient_key", ""), "files.patient_key"),
            weight=_whole(entry.get("weight", 1), "files.weight"),
            edits=_edits(entry.get("edits", {})),
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


def _report(value: Json) -> dict[str, Json]:
    return _mapping(value, "report")


def _profiles(value: Json) -> dict[str, list[Json]]:
    return {
        name: _items(listing, "profiles") for name, listing in _mapping(value, "profiles").items()
    }


def _outcomes(value: Json) -> tuple[dict[str, Json], ...]:
    return tuple(_mapping(entry, "files") for entry in _items(value, "files"))


def _codes(value: Json) -> Codes:
    given = _mapping(value, "codes")
    if not given:
        return Codes()
    if given.keys() != {"content", "prefix"}:
        raise MessageError(field="codes")
    try:
        # One character a byte: JSON has no bytes.
        content = _text(given["content"], "codes.content").encode("latin-1")
    except UnicodeEncodeError:
        raise MessageError(field="codes.content") from None
    return Codes(content, _text(given["prefix"], "codes.prefix"))


def _words(value: Json) -> dict[str, str]:
    return {key: _text(text, "words") for key, text in _mapping(value, "words").items()}


def _one_text(value: Json) -> str:
    return _text(value, "text")


_Fields: TypeAlias = Mapping[str, Callable[[Json], object]]

REQUESTS: Final[Mapping[str, tuple[Callable[..., Request], _Fields]]] = {
    "boot": (Boot, {}),
    "survey": (Survey, {"files": _files, "codes": _codes}),
    "candidates": (Candidates, {"records": _records}),
    "digest": (Digest, {"files": _files}),
    "plan": (
        Plan,
        {
            "records": _records,
            "digests": _digests,
            "protocol": _protocol,
            "key": _key,
            "edits": _edits_by_place,
        },
    ),
    "deidentify": (
        Deidentify,
        {
            "files": _files,
            "known": _known,
            "protocol": _protocol,
            "key": _key,
            "codes": _codes,
        },
    ),
    "report": (
        Report,
        {"protocol": _protocol, "profiles": _profiles, "files": _outcomes},
    ),
    "report_page": (
        ReportPage,
        {
            "report": _report,
            "form": _one_text,
            "words": _words,
            "language": _one_text,
            "direction": _one_text,
        },
    ),
    "describe": (Describe, {"protocol": _protocol}),
    "import": (Import, {"tool": _one_text, "text": _one_text}),
    "attributes": (Attributes, {}),
    "preview": (
        Preview,
        {
            "files": _files,
            "known": _known,
            "protocol": _protocol,
            "key": _key,
            "codes": _codes,
        },
    ),
    "read_codes": (ReadCodes, {"codes": _codes}),
    "crosswalk": (
        Crosswalk,
        {
            "records": _records,
            "results": _records,
            "protocol": _protocol,
            "key": _key,
            "codes": _codes,
        },
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
