"""The closed set of messages that a page may send to a worker, parsed at the door.

What belongs here: the shape of each request, and nothing that carries it out. A request is plain
JSON data; the bytes of files never travel in it (`anami.runtime.browser` hands them over as
sources, one per entry of ``files``, in the same order). Every request gets exactly one reply,
``{"ok": true, "result": …}`` or ``{"ok": false, "error": {"code": …}}``.

``static/messages.js`` holds the same list for the JavaScript side; a contract test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from anami.runtime import fields
from anami.runtime.fields import Codes, FileReference, Json, Known, MessageError, Records

if TYPE_CHECKING:
    from anami.edits import Edits
    from anami.outcome import SurveyRecord

__all__ = [
    "REQUESTS",
    "Attributes",
    "Boot",
    "Candidates",
    "Codes",
    "CompareSent",
    "Crosswalk",
    "Deidentify",
    "Describe",
    "DescribeProtocol",
    "Digest",
    "Example",
    "FileReference",
    "Forget",
    "Identify",
    "Import",
    "Inspect",
    "JudgeSent",
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


@dataclass(frozen=True, slots=True)
class Boot:
    """Say what runs here.

    Attributes:
        terms: what the site fixes of each protocol, for `anami.terms.Terms`; {} for nothing.

    """

    terms: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Forget:
    """Forget what was learnt of the files so far: they were cleared away."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Look at the headers of some files."""

    files: tuple[FileReference, ...]
    codes: Codes


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

    Each folder is there as a whole, and so is each group of instances with one SOP Instance UID;
    if anything was typed, all inputs are, for one ID typed for several patients is numbered.

    Attributes:
        edits: input → values typed for it alone.

    """

    folders: Records
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
        profiles: lists of decisions, by the identifier that the tally refers to.
        tally: (status, code, profile) → number of inputs of which that became.

    """

    protocol: dict[str, Json]
    profiles: dict[str, list[Json]]
    tally: dict[tuple[str, str, str], int]


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
class DescribeProtocol:
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


@dataclass(frozen=True, slots=True)
class Describe:
    """Tell how the pixels of some files are to be read and shown."""

    files: tuple[FileReference, ...]


@dataclass(frozen=True, slots=True)
class Inspect:
    """Show what becomes of each element of some files."""

    files: tuple[FileReference, ...]
    known: Known
    protocol: dict[str, Json]
    key: bytes
    codes: Codes


@dataclass(frozen=True, slots=True)
class Example:
    """Make the files of the example study."""


@dataclass(frozen=True, slots=True)
class Identify:
    """Tell by what an archive will know some results."""

    files: tuple[FileReference, ...]


@dataclass(frozen=True, slots=True)
class JudgeSent:
    """Tell what an archive's answer to a store request means.

    Attributes:
        status: of HTTP.
        body: of the answer.
        sent: SOP Instance UIDs of the request.

    """

    status: int
    body: str
    sent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareSent:
    """Compare what an archive has of a study with what was sent.

    Attributes:
        bodies: of its answers to a search for instances.
        sent: SOP Instance UID → SOP Class UID.

    """

    bodies: tuple[str, ...]
    sent: dict[str, str]


Request: TypeAlias = (
    Boot
    | Forget
    | Survey
    | Candidates
    | Digest
    | Plan
    | Deidentify
    | Report
    | ReportPage
    | DescribeProtocol
    | Import
    | Attributes
    | Preview
    | ReadCodes
    | Crosswalk
    | Describe
    | Inspect
    | Example
    | Identify
    | JudgeSent
    | CompareSent
)


_Fields: TypeAlias = Mapping[str, Callable[[Json], object]]

REQUESTS: Final[Mapping[str, tuple[Callable[..., Request], _Fields]]] = {
    "boot": (Boot, {"terms": fields.protocol}),
    "forget": (Forget, {}),
    "survey": (Survey, {"files": fields.files, "codes": fields.codes}),
    "candidates": (Candidates, {"instances": fields.instances}),
    "digest": (Digest, {"files": fields.files}),
    "plan": (
        Plan,
        {
            "folders": fields.folders,
            "digests": fields.digests,
            "protocol": fields.protocol,
            "key": fields.key,
            "edits": fields.edits_by_place,
        },
    ),
    "deidentify": (
        Deidentify,
        {
            "files": fields.files,
            "known": fields.known,
            "protocol": fields.protocol,
            "key": fields.key,
            "codes": fields.codes,
        },
    ),
    "report": (
        Report,
        {"protocol": fields.protocol, "profiles": fields.profiles, "tally": fields.tally},
    ),
    "report_page": (
        ReportPage,
        {
            "report": fields.report,
            "form": fields.one_text,
            "words": fields.words,
            "language": fields.one_text,
            "direction": fields.one_text,
        },
    ),
    "describe_protocol": (DescribeProtocol, {"protocol": fields.protocol}),
    "import": (Import, {"tool": fields.one_text, "text": fields.one_text}),
    "attributes": (Attributes, {}),
    "preview": (
        Preview,
        {
            "files": fields.files,
            "known": fields.known,
            "protocol": fields.protocol,
            "key": fields.key,
            "codes": fields.codes,
        },
    ),
    "read_codes": (ReadCodes, {"codes": fields.codes}),
    "crosswalk": (
        Crosswalk,
        {
            "records": fields.records,
            "results": fields.records,
            "protocol": fields.protocol,
            "key": fields.key,
            "codes": fields.codes,
        },
    ),
    "describe": (Describe, {"files": fields.files}),
    "inspect": (
        Inspect,
        {
            "files": fields.files,
            "known": fields.known,
            "protocol": fields.protocol,
            "key": fields.key,
            "codes": fields.codes,
        },
    ),
    "example": (Example, {}),
    "identify": (Identify, {"files": fields.files}),
    "judge_sent": (
        JudgeSent,
        {"status": fields.one_number, "body": fields.one_text, "sent": fields.texts},
    ),
    "compare_sent": (CompareSent, {"bodies": fields.texts, "sent": fields.words}),
}
"""Each request's type: the class that it becomes, and a parser for each of its fields."""


def parse(message: object) -> Request:
    """Return the request that `message` stands for.

    Args:
        message: decoded JSON, with a ``type`` and exactly the fields of that type.

    Raises:
        MessageError: the type is unknown, a field is missing, unexpected or of the wrong shape.

    """
    given = fields.mapping(message, "message")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in REQUESTS:
        raise MessageError(field="type")
    build, parsers = REQUESTS[kind]
    if given.keys() - {"type"} != parsers.keys():
        raise MessageError(field=kind)
    return build(**{name: parser(given[name]) for name, parser in parsers.items()})
