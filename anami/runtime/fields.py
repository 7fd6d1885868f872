"""Fields of messages: from decoded JSON to values, parsed at the door or not at all.

What belongs here: one parser a kind of field, shared by the requests of `anami.runtime.messages`.
Each raises `MessageError`, which names the field and never what it held.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from anami.edits import Edits
from anami.model import KnownValue
from anami.outcome import SurveyRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def mapping(value: Json, what: str) -> dict[str, Json]:
    """Return an object whose keys are text."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise MessageError(field=what)
    return value


def items(value: Json, what: str) -> list[Json]:
    """Return an array."""
    if not isinstance(value, list):
        raise MessageError(field=what)
    return value


def text(value: Json, what: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise MessageError(field=what)
    return value


def whole(value: Json, what: str) -> int:
    """Return a whole number from zero."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise MessageError(field=what)
    return value


_EDITS: Final = {one.name for one in fields_of(Edits)}


def edits(value: Json) -> Edits:
    """Return typed values.

    Raises:
        EditValueError: one can't be written.

    """
    given = mapping(value, "edits")
    if given.keys() - _EDITS:
        raise MessageError(field="edits")
    return Edits(**{name: text(one, "edits") for name, one in given.items()})


def edits_by_place(value: Json) -> dict[int, Edits]:
    """Return typed values by place."""
    by_place = {}
    for place, given in mapping(value, "edits").items():
        if not place.isdecimal():
            raise MessageError(field="edits")
        by_place[int(place)] = edits(given)
    return by_place


def files(value: Json) -> tuple[FileReference, ...]:
    """Return the files of a request."""
    entries = [mapping(entry, "files") for entry in items(value, "files")]
    return tuple(
        FileReference(
            index=whole(entry.get("index"), "files.index"),
            patient_key=text(entry.get("patient_key", ""), "files.patient_key"),
            weight=whole(entry.get("weight", 1), "files.weight"),
            edits=edits(entry.get("edits", {})),
        )
        for entry in entries
    )


_KNOWN_FIELDS: Final = {"kind", "value"}


def known(value: Json) -> Known:
    """Return known values by patient."""
    known: Known = {}
    for patient, values in mapping(value, "known").items():
        entries = [mapping(entry, "known") for entry in items(values, "known")]
        if any(entry.keys() != _KNOWN_FIELDS for entry in entries):
            raise MessageError(field="known")
        known[patient] = tuple(
            KnownValue(kind=text(entry["kind"], "known"), value=text(entry["value"], "known"))
            for entry in entries
        )
    return known


_RECORD_FIELDS: Final = {one.name for one in fields_of(SurveyRecord)} - {"known"}


def records(value: Json) -> tuple[SurveyRecord, ...]:
    """Rebuild the records that a survey reply gave out; the page only keeps and returns them."""
    records = []
    for entry in items(value, "records"):
        given = {
            name: content for name, content in mapping(entry, "records").items() if name != "index"
        }
        if given.keys() != _RECORD_FIELDS:
            raise MessageError(field="records")
        given["warnings"] = tuple(
            text(code, "records") for code in items(given["warnings"], "records")
        )
        given["spared"] = tuple(
            (text(option, "records"), text(code, "records"))
            for option, code in items(given["spared"], "records")
        )
        records.append(SurveyRecord(**given))
    return tuple(records)


_FOLDER_KEYS: Final = ("patient_key", "patient_code", "study_key", "series_key")
_INSTANCE_FIELDS: Final = 4


def instances(value: Json, keys: Sequence[str] = ("", "", "", "")) -> Records:
    """Return as much of surveyed records as a plan needs; a row each, for there may be many."""
    records = {}
    patient_key, patient_code, study_key, series_key = keys
    for row in items(value, "instances"):
        if len(items(row, "instances")) != _INSTANCE_FIELDS:
            raise MessageError(field="instances")
        index, uid, number, size = row
        if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
            raise MessageError(field="instances")
        records[whole(index, "instances")] = SurveyRecord(
            "readable",
            size=whole(size, "instances"),
            sop_instance_uid=text(uid, "instances"),
            instance_number=number,
            patient_key=patient_key,
            patient_code=patient_code,
            study_key=study_key,
            series_key=series_key,
        )
    return records


def folders(value: Json) -> Records:
    """Return the instances of folders, by input."""
    records: Records = {}
    for entry in items(value, "folders"):
        folder = mapping(entry, "folders")
        if folder.keys() != {*_FOLDER_KEYS, "instances"}:
            raise MessageError(field="folders")
        keys = [text(folder[name], "folders") for name in _FOLDER_KEYS]
        records.update(instances(folder["instances"], keys))
    return records


def tally(value: Json) -> dict[tuple[str, str, str], int]:
    """Return how many inputs ended alike."""
    counts: dict[tuple[str, str, str], int] = {}
    for entry in items(value, "tally"):
        row = mapping(entry, "tally")
        if row.keys() != {"status", "code", "profile", "count"}:
            raise MessageError(field="tally")
        alike = tuple(text(row[name], "tally") for name in ("status", "code", "profile"))
        counts[alike[0], alike[1], alike[2]] = whole(row["count"], "tally")
    return counts


def digests(value: Json) -> dict[int, str]:
    """Return SHA-256 by place."""
    digests = {}
    for index, digest in mapping(value, "digests").items():
        if not index.isdecimal():
            raise MessageError(field="digests")
        digests[int(index)] = text(digest, "digests")
    return digests


def key(value: Json) -> bytes:
    """Return a key, of whatever length."""
    try:
        return bytes.fromhex(text(value, "key"))
    except ValueError:
        raise MessageError(field="key") from None


def protocol(value: Json) -> dict[str, Json]:
    """Return a protocol document, unread."""
    return mapping(value, "protocol")


def report(value: Json) -> dict[str, Json]:
    """Return a report, unread."""
    return mapping(value, "report")


def profiles(value: Json) -> dict[str, list[Json]]:
    """Return lists of decisions by identifier."""
    return {
        name: items(listing, "profiles") for name, listing in mapping(value, "profiles").items()
    }


def codes(value: Json) -> Codes:
    """Return a subject code list, or none."""
    given = mapping(value, "codes")
    if not given:
        return Codes()
    if given.keys() != {"content", "prefix"}:
        raise MessageError(field="codes")
    try:
        # One character a byte: JSON has no bytes.
        content = text(given["content"], "codes.content").encode("latin-1")
    except UnicodeEncodeError:
        raise MessageError(field="codes.content") from None
    return Codes(content, text(given["prefix"], "codes.prefix"))


def words(value: Json) -> dict[str, str]:
    """Return locale texts by key."""
    return {key: text(one, "words") for key, one in mapping(value, "words").items()}


def one_text(value: Json) -> str:
    """Return a text that is a field of its own."""
    return text(value, "text")


def one_number(value: Json) -> int:
    """Return a whole number that is a field of its own."""
    return whole(value, "number")


def texts(value: Json) -> tuple[str, ...]:
    """Return a list of texts."""
    return tuple(text(one, "texts") for one in items(value, "texts"))
