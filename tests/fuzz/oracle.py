"""Who judges what became of a hostile file: not only that nothing crashed.

An input passes when it ends in one record and one outcome with a code that isn't "our own fault",
when both agree, and when a result holds no value of the person, reads again (in our strict
reader, in pydicom, in the engine's own) and keeps its SOP Class. Time and memory are bounded.
"""

from __future__ import annotations

import io
import json
import time
import traceback
import warnings
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal
from zlib import crc32

import pydicom

from anami import Protocol, deidentify, engine, imageinfo, survey, surveying
from anami.errors import AnamiError, all_codes
from anami.inspection import inspect
from anami.model import KnownValue, Status
from anami.reader import read_instance
from anami.source import open_source
from anami.standard import dictionary
from tests import builders as b
from tests import strict
from tests.runs import BASIC, KEY, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anami.outcome import Outcome, SurveyRecord

__all__ = ["CODES", "SECONDS", "Verdict", "judge", "leaking", "told"]

P: Final = b.PERSONA
CODES: Final = frozenset(all_codes())
KNOWN: Final = tuple(
    KnownValue(kind, value)
    for kind, value in (
        ("name", P.name),
        ("name", P.physician),
        ("identifier", P.patient_id),
        ("identifier", P.accession),
        ("identifier", P.serial),
        ("institution", P.institution),
        ("institution", P.address),
        ("birth-date", P.birth_date),
    )
)
"""What the survey of the person's other instances would tell: the mutated one may name nobody."""
TOKENS: Final = (
    *(P.family, P.given, P.physician_family, P.physician_given, P.patient_id, P.accession),
    *(P.serial, P.institution, P.birth_date, P.uid_root),
)
NEEDLES: Final = tuple((token, one) for token in TOKENS for one in spellings(token))
PIXEL_DATA: Final = 0x7FE00010
MOST_TABLES: Final = 16 * 1024 * 1024
CLEANING: Final = Protocol(
    options=frozenset(
        ("clean_desc", "clean_graph", "clean_struct_cont", "rtn_long_modif_dates", "rtn_safe_priv")
    )
)
"""One file in four is tried with options that keep more, and still name nobody."""
SECONDS: Final = 5.0
"""Processor time for one input; a sound one of this size takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an input ended, and what is wrong with that.

    Attributes:
        outcome: status, with the code unless it was de-identified.
        fault: "" if all is well; else what kind of fault, and where, the same for the same fault.
        detail: more for a person to read; may hold values of the fictitious person.

    """

    outcome: str
    fault: str = ""
    detail: str = ""


def judge(data: bytes, *, thorough: bool = True) -> Verdict:
    """Survey and de-identify a file, and look at all that came of it.

    Args:
        data: the file.
        thorough: read a result with other readers and de-identify it once more; slower.

    """
    before = bytes(data)
    protocol = CLEANING if crc32(data) % 4 == 0 else BASIC
    started = time.process_time()
    try:
        record = survey(data)
        outcome = deidentify(data, protocol, KEY, known=KNOWN)
    except Exception as error:  # noqa: BLE001 - whatever comes out is the finding
        return Verdict("exception", *told("exception", error))
    took = time.process_time() - started
    done = outcome.status is Status.DEIDENTIFIED
    name = str(outcome.status) if done else f"{outcome.status}: {outcome.code}"
    if took > SECONDS:
        return Verdict(name, "slow", f"{took:.1f} s")
    if data != before:
        return Verdict(name, "input changed")
    if "internal-error" in {outcome.code, record.code}:
        return Verdict(name, *_own_fault(data, protocol))
    try:
        found = _result(outcome, thorough=thorough) if done else iter(())
        shown = _shown(data, outcome) if thorough else iter(())
        return Verdict(name, *next(chain(_told_alike(record, outcome), found, shown), ("", "")))
    except Exception as error:  # noqa: BLE001 - as above
        return Verdict(name, *told("unreadable result", error))


def _told_alike(record: SurveyRecord, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield where survey and de-identification don't agree on what an input is."""
    if outcome.code and outcome.code not in CODES:
        yield f"unknown code {outcome.code}", ""
    if record.status != "readable" and record.code != outcome.code:
        yield "survey and result disagree", f"{record.code} / {outcome.code}"


def _own_fault(data: bytes, protocol: Protocol) -> tuple[str, str]:
    """Do it again without the engine's safety net, to see what went wrong."""
    engine.forget()
    try:
        instance = read_instance(open_source(data))
        surveying.record_of(instance, len(data))
        engine._deidentify(open_source(data), protocol, KEY, KNOWN, None)  # noqa: SLF001 - see above
    except AnamiError as error:
        return "internal error, not again", error.code
    except Exception as error:  # noqa: BLE001 - as above
        return told("internal error", error)
    return "internal error, not again", ""


def _result(outcome: Outcome, *, thorough: bool) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a result."""
    sink = io.BytesIO()
    outcome.write(sink)
    made = sink.getvalue()
    if len(made) != outcome.size:
        yield "size differs", ""
    read = strict.read(made)
    found = leaking(_searched(read))
    if found and not (found == [P.uid_root] and _in_numbers_alone(read)):
        yield f"leak of {'+'.join(found)}", _where(read)
    if not thorough:
        return
    if leaking(repr((tuple(outcome.decisions), outcome.warnings)).encode()):
        yield "leak in decisions", ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(made))
        for element in dataset.iterall():
            str(element.value)
    if str(dataset.SOPClassUID) != outcome.sop_class:
        yield "SOP Class differs", ""
    if dataset.PatientIdentityRemoved != "YES":
        yield "markers are absent", ""
    again = deidentify(made, BASIC, KEY)
    if again.status is not Status.DEIDENTIFIED:
        yield f"result is not taken again: {again.code}", again.where


def _shown(data: bytes, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what the page would show of an input."""
    inspected = inspect(data, BASIC, KEY, known=KNOWN)
    described, tables = imageinfo.describe(data)
    # What crosses to the page is JSON, which has no infinity and no number that isn't one.
    json.dumps([inspected, described], allow_nan=False)
    if outcome.status is not Status.DEIDENTIFIED and inspected["code"] not in CODES | {""}:
        yield "inspection tells an unknown code", str(inspected["code"])
    if len(tables) > MOST_TABLES:
        yield "tables of an image are huge", str(len(tables))


def _searched(read: strict.Read) -> bytes:
    """Give all bytes but those of an image: a file may have the name where its pixels should be."""
    pixel = read.get(PIXEL_DATA)
    order: Literal["big", "little"] = "big" if read.syntax == b.BIG.uid else "little"
    rows, columns, bits, samples = (
        int.from_bytes(node.value, order) if (node := read.get(tag)) else 1
        for tag in (0x00280010, 0x00280011, 0x00280100, 0x00280002)
    )
    photometric, frames = read.get(0x00280004), read.get(0x00280008)
    if photometric is not None and b"_422" in photometric.value:
        samples = 2  # two pixels share their colour (PS3.3 C.7.6.3.1.2)
    stated = frames.value.strip(b" \0") if frames is not None else b"1"
    many = int(stated) if stated.isdigit() else 1
    size = (rows * columns * bits * samples * many + 7) // 8
    if pixel is None or len(pixel.value) != size + size % 2:
        return read.plain
    return read.header()


def leaking(data: bytes) -> list[str]:
    """List what of the person stands in bytes."""
    folded = data.lower()
    return list(dict.fromkeys(token for token, spelling in NEEDLES if spelling in folded))


def _in_numbers_alone(read: strict.Read) -> bool:
    """Tell whether a UID stands only where numbers or bulk data do: docs/security.md, known limits.

    It may be found there if it stands nowhere else in the file, so that nobody knows it as one.
    """
    texts = {"SQ", "UC", "UR", "UT"}
    return all(
        (dictionary.vr_of(node.tag) or node.vr)[:2] in {*b.LONG_VRS, *b.PACK, "AT"} - texts
        for node in read.all()
        if not node.items and leaking(node.value)
    )


def _where(read: strict.Read) -> str:
    """Say in which elements something of the person stands."""
    nodes = [node for node in read.all() if node.items is None and leaking(node.value)]
    return " ".join(f"{'/'.join(f'{tag:08X}' for tag in n.path)}:{n.vr}" for n in nodes)


def told(kind: str, error: Exception) -> tuple[str, str]:
    """Name a fault by its exception and the line of ours that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/anami/" in f.filename] or list(frames)
    place = f"{ours[-1].filename.rpartition('/')[2]}:{ours[-1].name}"
    detail = "".join(traceback.format_exception(error))
    if isinstance(error, strict.IrregularError):
        # Its message says what is irregular; offsets differ from file to file.
        return f"{kind}: {str(error).split(' at ')[0][-40:]}", detail
    return f"{kind}: {type(error).__name__} in {place}", detail
