"""The program that each worker runs: a message comes in, the engine is called, a reply goes out.

What belongs here: which engine call answers which request, and the shape of the reply. The shapes
of requests are in `anami.runtime.messages`, the browser's own things in `anami.runtime.browser`;
this module runs under CPython as well, where tests call it.

No reply holds a value of a file, except survey records and known values, which only the page's own
memory and screen see. No exception leaves `answer`.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

import anami
from anami import (
    Key,
    Protocol,
    batch,
    crosswalk,
    engine,
    example,
    imageinfo,
    inspection,
    offers,
    preview,
    replaced,
    report,
    report_pages,
    sending,
    standard,
)
from anami.codelist import CodeList
from anami.edits import Edits
from anami.errors import (
    AnamiError,
    InternalError,
    ProtocolError,
    UnreadableError,
    WorkerLostError,
)
from anami.importing import IMPORTERS
from anami.model import Decision, Range, Source, Status
from anami.protocol import describe
from anami.runtime import messages
from anami.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["answer"]

Json: TypeAlias = Any
Reply: TypeAlias = tuple[Json, bytes]

DIGEST_CHUNK = 4 * 1024 * 1024


class _Agreed:
    """What the site fixes, told once when a worker boots; every later request is held to it."""

    terms = Terms()


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
    except MemoryError:
        # What is left of this worker's memory is in pieces: a new one tries again, file by file.
        return _failure(WorkerLostError.code)
    except Exception:  # noqa: BLE001 - one reply to each request, and no text of an exception in it
        return _failure(InternalError.code)
    return {"ok": True, "result": result}, header


def _failure(code: str) -> tuple[dict[str, Any], bytes]:
    return {"ok": False, "error": {"code": code}}, b""


def _boot(request: messages.Boot, _sources: Sequence[Source]) -> Reply:
    _Agreed.terms = Terms.parse(request.terms)
    return {
        "versions": {"anami": anami.__version__, "python": platform.python_version()},
        "edition": standard.EDITION,
        "table_digest": standard.table_digest(),
        **offers.offers(_Agreed.terms),
    }, b""


@functools.lru_cache(maxsize=2)
def _subjects(codes: messages.Codes) -> CodeList | None:
    """Return the code list, read once for all batches of a run."""
    return CodeList.read(codes.content, codes.prefix) if codes.content else None


def _forget(_request: messages.Forget, _sources: Sequence[Source]) -> Reply:
    engine.forget()
    return {}, b""


def _survey(request: messages.Survey, sources: Sequence[Source]) -> Reply:
    subjects = _subjects(request.codes)
    records = []
    known: dict[str, dict[tuple[str, str], None]] = {}
    for file, source in zip(request.files, sources, strict=True):
        record = engine.survey(source, subjects=subjects)
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
    _Agreed.terms.require_edits(request.edits.values())
    indices = tuple(request.folders)
    places = {index: at for at, index in enumerate(indices)}
    plan = batch.plan(
        tuple(request.folders.values()),
        {places[index]: digest for index, digest in request.digests.items() if index in places},
        _protocol(request.protocol),
        Key.from_bytes(request.key),
        {places[index]: typed for index, typed in request.edits.items() if index in places},
    )
    return {
        "entries": [
            {
                "index": indices[entry.index],
                "name": entry.name,
                "edits": plan.edits.get(entry.index, Edits()).as_dict(),
            }
            for entry in plan.entries
        ],
        "skipped": [{"index": indices[skip.index], "code": skip.code} for skip in plan.skipped],
        "warnings": {indices[at]: list(codes) for at, codes in plan.warnings.items()},
    }, b""


def _deidentify(request: messages.Deidentify, sources: Sequence[Source]) -> Reply:
    protocol = _protocol(request.protocol)
    key = Key.from_bytes(request.key)
    subjects = _subjects(request.codes)
    outcomes = []
    profiles: dict[str, Json] = {}
    header = bytearray()
    for file, source in zip(request.files, sources, strict=True):
        known = request.known.get(file.patient_key, ())
        try:
            outcome = engine.deidentify(
                source, protocol, key, known=known, subjects=subjects, edits=file.edits
            )
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


def _profile(decisions: Sequence[Decision], profiles: dict[str, Json]) -> str:
    """Add the rows of `decisions` to `profiles` and return their identifier.

    Most instances of a series share one, so the page keeps it once.
    """
    identifier, rows = report.told(decisions)
    profiles.setdefault(identifier, rows)
    return identifier


def _protocol(document: dict[str, Json]) -> Protocol:
    """Return the protocol of a document, if the site allows it; a run's batches bring the same one.

    Raises ProtocolError if it can't be had.
    """
    return _loaded(json.dumps(document, sort_keys=True), _Agreed.terms)


@functools.lru_cache(maxsize=4)
def _loaded(document: str, terms: Terms) -> Protocol:
    protocol = Protocol.load(json.loads(document))
    terms.require(protocol)
    return protocol


def _report(request: messages.Report, _sources: Sequence[Source]) -> Reply:
    return {
        "report": report.summary(_protocol(request.protocol), request.tally, request.profiles)
    }, b""


def _report_page(request: messages.ReportPage, _sources: Sequence[Source]) -> Reply:
    if request.form == "html":
        return {
            "text": report_pages.as_html(
                request.report, request.words, request.language, request.direction
            )
        }, b""
    return {"text": report_pages.as_csv(request.report, request.form.removesuffix(".csv"))}, b""


def _describe_protocol(request: messages.DescribeProtocol, _sources: Sequence[Source]) -> Reply:
    try:
        protocol = _protocol(request.protocol)
    except ProtocolError as error:
        return {"said": [], "protocol": None, "code": error.code, "where": error.where}, b""
    return {
        "said": describe(protocol),
        "protocol": protocol.as_dict(),
        "code": "",
        "where": "",
    }, b""


def _import(request: messages.Import, _sources: Sequence[Source]) -> Reply:
    if request.tool not in IMPORTERS:
        raise messages.MessageError(field="tool")
    imported = IMPORTERS[request.tool](request.text)
    return {
        "protocol": imported.protocol.as_dict(),
        "lines": [
            {
                "number": line.number,
                "code": str(line.code),
                "subject": line.subject,
                "outcome": line.outcome,
            }
            for line in imported.lines
        ],
    }, b""


def _attributes(_request: messages.Attributes, _sources: Sequence[Source]) -> Reply:
    return {"attributes": offers.attributes()}, b""


def _preview(request: messages.Preview, sources: Sequence[Source]) -> Reply:
    samples = [
        preview.Sample(
            file.index, source, file.weight, request.known.get(file.patient_key, ()), file.edits
        )
        for file, source in zip(request.files, sources, strict=True)
    ]
    return preview.preview(
        samples,
        _protocol(request.protocol),
        Key.from_bytes(request.key),
        _subjects(request.codes),
    ), b""


def _read_codes(request: messages.ReadCodes, _sources: Sequence[Source]) -> Reply:
    try:
        subjects = CodeList.read(request.codes.content, request.codes.prefix)
    except ProtocolError as error:
        return {"persons": 0, "code": error.code, "where": error.where}, b""
    persons = {subject.canonical_id for subject in subjects.subjects.values()}
    return {"persons": len(persons), "code": "", "where": ""}, b""


def _crosswalk(request: messages.Crosswalk, _sources: Sequence[Source]) -> Reply:
    rows = replaced.crosswalk_rows(
        zip(request.records, request.results, strict=True),
        _protocol(request.protocol),
        Key.from_bytes(request.key),
        _subjects(request.codes),
    )
    return {"csv": crosswalk.to_csv(rows).decode("utf-8")}, b""


def _describe(request: messages.Describe, sources: Sequence[Source]) -> Reply:
    images = []
    header = bytearray()
    for file, source in zip(request.files, sources, strict=True):
        described, tables = imageinfo.describe(source)
        images.append({"index": file.index, "base": len(header), **described})
        header += tables
    return {"images": images}, bytes(header)


def _inspect(request: messages.Inspect, sources: Sequence[Source]) -> Reply:
    protocol = _protocol(request.protocol)
    key = Key.from_bytes(request.key)
    subjects = _subjects(request.codes)
    return {
        "inspections": [
            {
                "index": file.index,
                **inspection.inspect(
                    source,
                    protocol,
                    key,
                    known=request.known.get(file.patient_key, ()),
                    subjects=subjects,
                    edits=file.edits,
                ),
            }
            for file, source in zip(request.files, sources, strict=True)
        ]
    }, b""


def _example(_request: messages.Example, _sources: Sequence[Source]) -> Reply:
    header = bytearray()
    files = []
    for name, content in example.example_files():
        files.append({"name": name, "offset": len(header), "length": len(content)})
        header += content
    return {"files": files}, bytes(header)


def _identify(request: messages.Identify, sources: Sequence[Source]) -> Reply:
    return {
        "identities": {
            file.index: sending.identity_of(source)
            for file, source in zip(request.files, sources, strict=True)
        }
    }, b""


def _judge_sent(request: messages.JudgeSent, _sources: Sequence[Source]) -> Reply:
    reply = sending.judge(request.status, request.body, request.sent)
    return {"fates": dict(reply.fates), "then": reply.then}, b""


def _compare_sent(request: messages.CompareSent, _sources: Sequence[Source]) -> Reply:
    return asdict(sending.compare(request.bodies, request.sent)), b""


_HANDLERS: dict[type, Callable[[Any, Sequence[Source]], Reply]] = {
    messages.Boot: _boot,
    messages.Forget: _forget,
    messages.Survey: _survey,
    messages.Candidates: _candidates,
    messages.Digest: _digest,
    messages.Plan: _plan,
    messages.Deidentify: _deidentify,
    messages.Report: _report,
    messages.ReportPage: _report_page,
    messages.DescribeProtocol: _describe_protocol,
    messages.Import: _import,
    messages.Attributes: _attributes,
    messages.Preview: _preview,
    messages.ReadCodes: _read_codes,
    messages.Crosswalk: _crosswalk,
    messages.Describe: _describe,
    messages.Inspect: _inspect,
    messages.Example: _example,
    messages.Identify: _identify,
    messages.JudgeSent: _judge_sent,
    messages.CompareSent: _compare_sent,
}
