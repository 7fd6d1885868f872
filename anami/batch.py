"""Many records → one plan: which inputs become which entries of the archive, in which order.

The same for the page and the command line. Names come only from replacements, never from an
original or a file's name, and the order depends only on what the instances are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from anami.concerns.patients import ID_PREFIX
from anami.edits import Edits, apart
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
DEVICES: Final = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)[0-9]")
"""Names that no folder of Windows can have."""
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
        edits: entry's input → values typed for it, the protocol's among them, with Patient IDs that
            keep patients apart; what `deidentify` is to be given. Inputs without any are left out.

    """

    entries: tuple[Entry, ...]
    skipped: tuple[Skip, ...]
    known: dict[str, tuple[KnownValue, ...]]
    warnings: dict[int, tuple[str, ...]]
    edits: dict[int, Edits] = field(default_factory=dict)


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
    records: Sequence[SurveyRecord],
    digests: Mapping[int, str],
    protocol: Protocol,
    key: Key,
    edits: Mapping[int, Edits] | None = None,
) -> Plan:
    """Plan the archive.

    Args:
        records: one per input; only readable ones become entries.
        digests: input → SHA-256 of the whole file, for `duplicate_candidates`.
        protocol: what the person chose; its edits are every input's.
        key: from which folder names follow.
        edits: input → values typed for it alone, each stronger than the protocol's.

    """
    skipped = _duplicates(records, digests)
    left_out = {skip.index for skip in skipped}
    readable = [
        index
        for index, record in enumerate(records)
        if record.status == "readable" and index not in left_out
    ]
    typed = _settled(records, readable, protocol, key, edits or {})
    folders = _folders(records, readable, typed, key)
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
    return Plan(
        tuple(entries),
        skipped,
        known_by_patient(records),
        _shared_uids(records, readable),
        typed,
    )


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


def _settled(
    records: Sequence[SurveyRecord],
    readable: Sequence[int],
    protocol: Protocol,
    key: Key,
    edits: Mapping[int, Edits],
) -> dict[int, Edits]:
    """Return input → what is typed for it; a Patient ID typed for several patients is numbered."""
    if not edits and not protocol.edits:
        return {}
    typed = {index: edits.get(index, Edits()).over(protocol.edits) for index in readable}
    codes = {records[index].patient_key: _code(records[index], key) for index in readable}
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for index, values in typed.items():
        if values.patient_id:
            wanted[records[index].patient_key].add(values.patient_id)
    prefix = protocol.replacement.patient_id_prefix
    others = [records[index] for index in readable if records[index].patient_key not in wanted]
    ids = apart(wanted, codes, [_written_id(record, key, prefix) for record in others])
    return {
        index: replace(values, patient_id=ids[records[index].patient_key, values.patient_id])
        if values.patient_id
        else values
        for index, values in typed.items()
        if values
    }


def _code(record: SurveyRecord, key: Key) -> str:
    return patient_code(key, Patient(record.patient_key, record.patient_code))


def _written_id(record: SurveyRecord, key: Key, prefix: str) -> str:
    """Return the Patient ID of a patient for whom none is typed."""
    return record.patient_code or (prefix or ID_PREFIX) + _code(record, key)


def _folders(
    records: Sequence[SurveyRecord],
    readable: Sequence[int],
    typed: Mapping[int, Edits],
    key: Key,
) -> dict[int, str]:
    """Return input → ``PATIENT/STUDY/SERIES``.

    A patient's folder has the Patient ID that was typed, if that can be a folder's name and isn't
    the name that another patient's folder has without one; else the patient's code.
    """
    own = {index: _patient_folder(records[index], key) for index in readable}
    owners = {own[index].casefold(): records[index].patient_key for index in readable}
    folders = {}
    labels: dict[tuple[str, str], str] = {}
    for index in readable:
        record = records[index]
        name = typed[index].patient_id if index in typed else ""
        taken = owners.get(name.casefold(), record.patient_key) != record.patient_key
        if taken or not SAFE_FOLDER.fullmatch(name) or DEVICES.fullmatch(name):
            name = own[index]
        # Each is made once: a series may have ten thousand instances.
        keys = record.study_key, record.series_key
        if keys not in labels:
            labels[keys] = _labels(*keys, key)
        folders[index] = f"{name}/{labels[keys]}"
    return folders


def _labels(study_key: str, series_key: str, key: Key) -> str:
    study = label(key, "study-folder", study_key, FOLDER_CODE)
    series = label(key, "series-folder", f"{study_key}\0{series_key}", FOLDER_CODE)
    return f"STUDY-{study}/SERIES-{series}"


def _patient_folder(record: SurveyRecord, key: Key) -> str:
    """Return the name of a patient's folder where no Patient ID is typed: a replacement code."""
    patient = _code(record, key)
    folder = f"SUBJECT-{patient}" if record.patient_code else f"ANON-{patient}"
    if SAFE_FOLDER.fullmatch(folder):
        return folder
    return f"SUBJECT-{label(key, 'subject-folder', record.patient_code, FOLDER_CODE)}"


def _position(record: SurveyRecord) -> tuple[int, str, int]:
    number = record.instance_number
    return (LAST if number is None else number, record.sop_instance_uid, record.size)
