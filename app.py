"""The program that each worker runs: a message comes in, the engine is called, a reply goes out.

What belongs here: which engine call answers which request, and the shape of the reply. The shapes
of requests are in `anami.runtime.messages`, the browser's own things in `anami.runtime.browser`;
this module runs under CPython as well, where tests call it.

No reply holds a value of a file, except survey records and known values, which only the page's own
memory and screen see. No exception leaves `answer`.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import anami
from anami import Key, Protocol, batch, engine, report, standard
from anami.errors import AnamiError, InternalError, UnreadableError
from anami.model import Decision, Range, Source, Status
from anami.protocol import PRESETS
from anami.runtime import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["answer"]

Json: TypeAlias = Any
Reply: TypeAlias = tuple[Json, bytes]

DIGEST_CHUNK = 4 * 1024 * 1024


def answer(message: object, sources: Sequence[Source]) -> tuple[dict[str, Any], bytes]:
    """Carry out one request.

    Args:
        message: decoded JSON, one of the set in `anami.runtime.messages`.
        sources: the bytes of the request's ``files``, in the same order.

    Returns:
        The body of the reply, and the header bytes that its parts refer to.

    """
    try:
        request = messages.parse(message)
        result, header = _HANDLERS[type(request)](request, sources)
    except messages.MessageError as error:
        return _failure(error.code)
    except AnamiError as error:
        return _failure(error.code)
    except Exception:  # noqa: BLE001 - one reply to each request, and no text of an exception in it
        return _failure(InternalError.code)
    return {"ok": True, "result": result}, header


def _failure(code: str) -> tuple[dict[str, Any], bytes]:
    return {"ok": False, "error": {"code": code}}, b""


def _boot(_request: messages.Boot, _sources: Sequence[Source]) -> Reply:
    versions = {name: importlib.metadata.version(name) for name in ("pydicom", "micropip")}
    return {
        "versions": {"anami": anami.__version__, "python": platform.python_version(), **versions},
        "edition": standard.EDITION,
        "table_digest": standard.table_digest(),
        "presets": {name: Protocol.preset(name).as_dict() for name in PRESETS},
    }, b""


def _survey(request: messages.Survey, sources: Sequence[Source]) -> Reply:
    records = []
    known: dict[str, dict[tuple[str, str], None]] = {}
    for file, source in zip(request.files, sources, strict=True):
        record = engine.survey(source)
        described = record.as_dict()
        described.pop("known", None)
        records.append({"index": file.index, **described})
        values = known.setdefault(record.patient_key, {})
        values.update(dict.fromkeys((value.kind, value.value) for value in record.known))
    return {
        "records": records,
        "known": {
            patient: [{"kind": kind, "value": value} for kind, value in values]
            for patient, values in known.items()
        },
    }, b""


def _candidates(request: messages.Candidates, _sources: Sequence[Source]) -> Reply:
    indices = tuple(request.instances)
    groups = batch.duplicate_candidates(tuple(request.instances.values()))
    return {"groups": [[indices[at] for at in group] for group in groups]}, b""


def _digest(request: messages.Digest, sources: Sequence[Source]) -> Reply:
    digests = {}
    for file, source in zip(request.files, sources, strict=True):
        try:
            digests[file.index] = _sha256(source)
        except OSError:
            # No digest, so never taken for a copy: its own turn decides what becomes of it.
            continue
    return {"digests": digests}, b""


def _sha256(source: Source) -> str:
    digest = hashlib.sha256()
    for start in range(0, source.size, DIGEST_CHUNK):
        digest.update(source.read(start, min(start + DIGEST_CHUNK, source.size)))
    return digest.hexdigest()


def _plan(request: messages.Plan, _sources: Sequence[Source]) -> Reply:
    indices = tuple(request.folders)
    places = {index: at for at, index in enumerate(indices)}
    plan = batch.plan(
        tuple(request.folders.values()),
        {places[index]: digest for index, digest in request.digests.items() if index in places},
        _protocol(request.protocol),
        Key.from_bytes(request.key),
    )
    return {
        "entries": [{"index": indices[entry.index], "name": entry.name} for entry in plan.entries],
        "skipped": [{"index": indices[skip.index], "code": skip.code} for skip in plan.skipped],
        "warnings": {indices[at]: list(codes) for at, codes in plan.warnings.items()},
    }, b""


def _deidentify(request: messages.Deidentify, sources: Sequence[Source]) -> Reply:
    protocol = _protocol(request.protocol)
    key = Key.from_bytes(request.key)
    outcomes = []
    profiles: dict[str, Json] = {}
    header = bytearray()
    for file, source in zip(request.files, sources, strict=True):
        known = request.known.get(file.patient_key, ())
        try:
            outcome = engine.deidentify(source, protocol, key, known=known)
        except OSError:
            outcomes.append(_refused(file.index, UnreadableError.code))
            continue
        except Exception:  # noqa: BLE001 - one file's fault is that file's alone
            outcomes.append(_refused(file.index, InternalError.code))
            continue
        done = outcome.status is Status.DEIDENTIFIED
        outcomes.append(
            {
                "index": file.index,
                "status": str(outcome.status),
                "code": outcome.code,
                "where": outcome.where,
                "warnings": [str(code) for code in outcome.warnings],
                "parts": [_part(part, header) for part in outcome.parts] if done else [],
                "profile": _profile(outcome.decisions, profiles) if done else "",
            }
        )
    return {"outcomes": outcomes, "profiles": profiles}, bytes(header)


def _refused(index: int, code: str) -> Json:
    return {"index": index, "status": "refused", "code": code, "where": "", "warnings": []}


def _part(part: bytes | Range, header: bytearray) -> Json:
    if isinstance(part, Range):
        return {"start": part.start, "stop": part.stop}
    described = {"offset": len(header), "length": len(part)}
    header += part
    return described


def _profile(decisions: tuple[Decision, ...], profiles: dict[str, Json]) -> str:
    """Add the rows of `decisions` to `profiles` and return their identifier.

    Most instances of a series share one, so the page keeps it once.
    """
    identifier, rows = _rows(decisions)
    profiles.setdefault(identifier, rows)
    return identifier


@lru_cache(maxsize=64)
def _rows(decisions: tuple[Decision, ...]) -> tuple[str, list[Json]]:
    rows = report.decision_rows(decisions)
    return report.profile_id(rows), rows


def _protocol(document: dict[str, Json]) -> Protocol:
    """Return the protocol of a document; every batch of a run brings the same one."""
    return _loaded(json.dumps(document, sort_keys=True))


@lru_cache(maxsize=4)
def _loaded(document: str) -> Protocol:
    return Protocol.load(json.loads(document))


def _report(request: messages.Report, _sources: Sequence[Source]) -> Reply:
    return {
        "report": report.summary(_protocol(request.protocol), request.tally, request.profiles)
    }, b""


_HANDLERS: dict[type, Callable[[Any, Sequence[Source]], Reply]] = {
    messages.Boot: _boot,
    messages.Survey: _survey,
    messages.Candidates: _candidates,
    messages.Digest: _digest,
    messages.Plan: _plan,
    messages.Deidentify: _deidentify,
    messages.Report: _report,
}
