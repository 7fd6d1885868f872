"""Many records → one plan: which inputs become which entries of the archive, in which order.

The same for the page and the command line. Names come only from replacements, never from an
original or a file's name, and the order depends only on what the instances are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from anami.errors import DuplicateInstanceError
from anami.identity import Key, Patient, label, patient_code
from anami.model import Caution, KnownValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from anami.outcome import SurveyRecord
    from anami.protocol import Protocol

__all__ = ["Entry", "Plan", "Skip", "duplicate_candidates", "plan"]

FOLDER_CODE: Final = 8
SAFE_FOLDER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
LAST: Final = 10**13
"""Sorts instances without a number after those with one (IS has at most 12 digits)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An input that is to be de-identified, and the name of its entry in the archive."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Skip:
    """An input that is left out, with the code that says why."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the readable inputs of a batch.

    Attributes:
        entries: in archive order.
        skipped: inputs that are the same file as an entry.
        known: patient key → identifying values of all instances of that patient.
        warnings: input → codes, for what only shows among several inputs.

    """

    entries: tuple[Entry, ...]
    skipped: tuple[Skip, ...]
    known: dict[str, tuple[KnownValue, ...]]
    warnings: dict[int, tuple[str, ...]]


def duplicate_candidates(records: Sequence[SurveyRecord]) -> list[list[int]]:
    """Return groups of inputs that may be one file: same SOP Instance UID, same size.

    The caller hashes the whole of these few files and gives the digests to `plan`; without a
    digest nothing is taken for a duplicate.
    """
    groups: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.status == "readable":
            groups[record.sop_instance_uid, record.size].append(index)
    return [group for group in groups.values() if len(group) > 1]


def plan(
    records: Sequence[SurveyRecord], digests: Mapping[int, str], _protocol: Protocol, key: Key
) -> Plan:
    """Plan the archive.

    Args:
        records: one per input; only readable ones become entries.
        digests: input → SHA-256 of the whole file, for `duplicate_candidates`.
        key: from which folder names follow.

    """
    skipped = _duplicates(records, digests)
    left_out = {skip.index for skip in skipped}
    readable = [
        index
        for index, record in enumerate(records)
        if record.status == "readable" and index not in left_out
    ]
    folders = _folders(records, readable, key)
    readable.sort(
        key=lambda index: (
            folders[index],
            *_position(records[index]),
            digests.get(index, ""),
            index,
        )
    )
    entries, number, folder = [], 0, ""
    for index in readable:
        number = number + 1 if folders[index] == folder else 1
        folder = folders[index]
        entries.append(Entry(index, f"{folder}/{number:06d}.dcm"))
    return Plan(tuple(entries), skipped, known_by_patient(records), _shared_uids(records, readable))


def known_by_patient(records: Iterable[SurveyRecord]) -> dict[str, tuple[KnownValue, ...]]:
    """Return patient key → identifying values of all instances of that patient."""
    known: defaultdict[str, dict[KnownValue, None]] = defaultdict(dict)
    for record in records:
        known[record.patient_key].update(dict.fromkeys(record.known))
    return {patient: tuple(values) for patient, values in known.items()}


def _duplicates(records: Sequence[SurveyRecord], digests: Mapping[int, str]) -> tuple[Skip, ...]:
    """Return inputs of which an earlier one is the same file, byte for byte."""
    first: dict[tuple[str, str], int] = {}
    skipped = []
    for index, record in enumerate(records):
        digest = digests.get(index)
        if digest is None or record.status != "readable":
            continue
        if first.setdefault((record.sop_instance_uid, digest), index) != index:
            skipped.append(Skip(index, DuplicateInstanceError.code))
    return tuple(skipped)


def _shared_uids(
    records: Sequence[SurveyRecord], readable: Iterable[int]
) -> dict[int, tuple[str, ...]]:
    """Return a warning for inputs that differ but claim one SOP Instance UID: all are kept."""
    by_uid: defaultdict[str, list[int]] = defaultdict(list)
    for index in readable:
        by_uid[records[index].sop_instance_uid].append(index)
    return {
        index: (Caution.DUPLICATE_UID.value,)
        for group in by_uid.values()
        if len(group) > 1
        for index in group
    }


def _folders(records: Sequence[SurveyRecord], readable: Iterable[int], key: Key) -> dict[int, str]:
    """Return index → folder. Each is made once: a series may have ten thousand instances."""
    made: dict[tuple[str, ...], str] = {}
    folders = {}
    for index in readable:
        record = records[index]
        keys = (record.patient_key, record.patient_code, record.study_key, record.series_key)
        folder = made.get(keys)
        if folder is None:
            folder = made[keys] = _folder(record, key)
        folders[index] = folder
    return folders


def _folder(record: SurveyRecord, key: Key) -> str:
    """Return ``PATIENT/STUDY/SERIES`` of replacement codes."""
    patient = patient_code(key, Patient(record.patient_key, record.patient_code))
    study = label(key, "study-folder", record.study_key, FOLDER_CODE)
    series = label(key, "series-folder", f"{record.study_key}\0{record.series_key}", FOLDER_CODE)
    folder = f"SUBJECT-{patient}" if record.patient_code else f"ANON-{patient}"
    if not SAFE_FOLDER.fullmatch(folder):
        folder = f"SUBJECT-{label(key, 'subject-folder', record.patient_code, FOLDER_CODE)}"
    return f"{folder}/STUDY-{study}/SERIES-{series}"


def _position(record: SurveyRecord) -> tuple[int, str, int]:
    number = record.instance_number
    return (LAST if number is None else number, record.sop_instance_uid, record.size)
