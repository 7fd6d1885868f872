"""survey() and deidentify(): the only module that knows the order of the stages.

Each function takes one input and ends, whatever the input is, in exactly one record or outcome with
a code. Nothing is kept between calls but tables, so that any worker can take any file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from anami import bitstreams, markers, needles, reader, secrets, splits, surveying, witness
from anami.concerns import descriptors, texts
from anami.concerns.documents import media_type
from anami.concerns.typed import with_edits
from anami.concerns.uids import is_standard_class, replacement
from anami.edits import Edits
from anami.errors import (
    InternalError,
    PrivateSopClassError,
    ReferencedPixelsError,
    RefusedError,
    SkippedError,
    SpeechError,
    UnreadableError,
)
from anami.identity import day_offset, patient_code
from anami.lane import Circumstances, Lane
from anami.model import (
    Action,
    Caution,
    Element,
    KnownValue,
    Part,
    Source,
    Status,
)
from anami.outcome import Outcome, SurveyRecord
from anami.policy import MARKERS, Policy
from anami.protocol import Protocol, require_carried_out
from anami.reader import Instance, read_instance
from anami.rewrite import Rewriter
from anami.rules import OwnRule, RuleTable
from anami.rulings import Decisions
from anami.source import SourceLike, loader, open_source
from anami.writer import FileMeta, deflated_blocks, encode_meta, joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from anami.codelist import CodeList
    from anami.identity import Key, Patient
    from anami.pieces import Piece
    from anami.rulings import Ruling

__all__ = ["deidentify", "forget", "survey"]

SPECIFIC_CHARACTER_SET: Final = 0x00080005
SPEECH_CLASSES: Final = frozenset(
    ("1.2.840.10008.5.1.4.1.1.9.4.1", "1.2.840.10008.5.1.4.1.1.9.4.2")
)
"""Basic Voice and General Audio Waveform Storage."""
REFERENCED_PIXELS: Final = frozenset(
    f"1.2.840.10008.1.2.4.{number}" for number in (94, 95, 204, 205)
)
"""JPIP transfer syntaxes, with and without deflate (PS3.5 2026d §A.6, §A.7)."""
REFERENCED_SERIES: Final = 0x00081115
ENCAPSULATED_CLASSES: Final = "1.2.840.10008.5.1.4.1.1.104."
"""Root of the Encapsulated PDF, CDA, STL, OBJ and MTL Storage SOP Classes."""


NO_EDITS: Final = Edits()
LANES: Final = 8
"""Lanes that are kept at hand: series that take turns, as from several patients."""


def survey(source: SourceLike, *, subjects: CodeList | None = None) -> SurveyRecord:
    """Look at one input without changing anything: what it is, and by what its patient is known.

    Args:
        source: path, bytes, binary file object or Source. Pixel data is not read.
        subjects: the subject code list, if there is one.

    Returns:
        a record; an unreadable input is one with status ``refused`` or ``skipped`` and its code.

    """
    try:
        opened = open_source(source)
        instance = read_instance(opened)
        _require_possible(instance)
        return surveying.record_of(instance, opened.size, subjects)
    except SkippedError as error:
        return SurveyRecord("skipped", error.code, size=_size(source))
    except RefusedError as error:
        return SurveyRecord("refused", error.code, size=_size(source))
    except OSError:
        return SurveyRecord("refused", UnreadableError.code)
    except Exception:  # noqa: BLE001 - fail closed: a fault of ours ends one file
        return SurveyRecord("refused", InternalError.code, size=_size(source))


def deidentify(  # noqa: PLR0913 - each is one thing that only the caller knows
    source: SourceLike,
    protocol: Protocol,
    key: Key,
    *,
    known: Iterable[KnownValue] = (),
    subjects: CodeList | None = None,
    edits: Edits | None = None,
) -> Outcome:
    """De-identify one instance.

    Args:
        source: path, bytes, binary file object or Source; never changed.
        protocol: what the person chose.
        key: from which every replacement follows.
        known: identifying values of the same patient found in the rest of the batch.
        subjects: the subject code list, if there is one; who isn't on it is refused.
        edits: values typed for this instance, each stronger than the protocol's of the same name.

    Returns:
        an outcome; its parts are there only if its status is DEIDENTIFIED.

    Raises:
        UnsupportedOptionError: the protocol asks for what this version can't carry out.

    """
    if edits is not None:
        protocol = replace(protocol, edits=edits.over(protocol.edits))
    require_carried_out(protocol)
    try:
        return _deidentify(open_source(source), protocol, key, tuple(known), subjects)
    except SkippedError as error:
        return Outcome(Status.SKIPPED, error.code, error.where)
    except RefusedError as error:
        return Outcome(Status.REFUSED, error.code, error.where)
    except OSError:
        return Outcome(Status.REFUSED, UnreadableError.code)
    except Exception:  # noqa: BLE001 - fail closed: what went wrong may hold a value
        return Outcome(Status.REFUSED, InternalError.code)


def _size(source: SourceLike) -> int:
    try:
        return open_source(source).size
    except (OSError, RefusedError):
        return 0


def _require_possible(instance: Instance) -> None:
    """Refuse what no profile without more options makes safe and useful."""
    if not is_standard_class(instance.sop_class):
        raise PrivateSopClassError
    if instance.sop_class in SPEECH_CLASSES:
        raise SpeechError
    if instance.transfer_syntax in REFERENCED_PIXELS:
        raise ReferencedPixelsError
    if instance.sop_class.startswith(ENCAPSULATED_CLASSES):
        media_type(instance.dataset)


@lru_cache(maxsize=64)
def _cached_policy(
    sop_class: str,
    options: frozenset[str],
    rules: tuple[OwnRule, ...],
    edited: frozenset[int],
    *,
    lists_references: bool,
) -> Policy:
    return Policy(sop_class, lists_references, options, RuleTable(rules), edited)


_TAG: Final = attrgetter("tag")
_WRITTEN: Final = attrgetter("written")
_ENTRIES: Final = attrgetter("entries")
LARGEST_REMEMBERED: Final = 8 * 1024 * 1024
"""Bytes in memory of the largest instance that is remembered, so of which a lane stays at hand."""
_LANES: Final[dict[Circumstances, Lane]] = {}
"""The lanes that are at hand, the one used last at the end; never the one in use."""


def forget() -> None:
    """Forget what was learnt of earlier instances: values of originals, replacements, keys.

    Only speed depends on it: results are the same with and without.
    """
    _LANES.clear()
    for remembering in (bitstreams, reader, splits, surveying, texts, descriptors):
        remembering.forget()
    for remembered in (needles.needles_of, replacement, day_offset):
        remembered.cache_clear()


def _lane(
    instance: Instance,
    protocol: Protocol,
    key: Key,
    known: tuple[KnownValue, ...],
    subjects: CodeList | None,
) -> tuple[Lane, secrets.Allowed]:
    """Take the lane of an instance, and return it with what may stand in its result on purpose."""
    dataset = instance.dataset
    lists = dataset.get(REFERENCED_SERIES) is not None
    policy = _cached_policy(
        instance.sop_class,
        protocol.options,
        protocol.rules,
        protocol.edits.tags,
        lists_references=lists,
    )
    retained, secret = surveying.retained_and_secret(dataset, policy)
    allowed = secrets.Allowed.by(retained, secret, protocol.options)
    values = secrets.still_secret((*known, *surveying.known_values(dataset)), allowed)
    patient = surveying.patient_of(instance, subjects)
    offset = patient.day_offset
    if offset is None:
        offset = day_offset(key, patient, whole_weeks=protocol.replacement.whole_weeks)
    given = Circumstances(
        sop_class=instance.sop_class,
        lists_references=lists,
        protocol=protocol,
        key=key,
        patient=patient,
        patient_id=surveying.patient_texts(dataset)[surveying.PATIENT_ID],
        day_offset=offset,
        encoding=instance.encoding,
        terms=texts.character_sets(dataset.get(SPECIFIC_CHARACTER_SET), ()),
        known=frozenset(values),
    )
    return _LANES.pop(given, None) or Lane(given, policy), allowed


def _keep(lane: Lane) -> None:
    """Keep a lane at hand for the next instance."""
    _LANES[lane.circumstances] = lane
    for oldest in list(_LANES)[:-LANES]:
        _LANES.pop(oldest, None)


def _deidentify(
    source: Source,
    protocol: Protocol,
    key: Key,
    known: tuple[KnownValue, ...],
    subjects: CodeList | None,
) -> Outcome:
    instance = read_instance(source)
    _require_possible(instance)
    lane, allowed = _lane(instance, protocol, key, known, subjects)
    try:
        return _carried_out(instance, lane, allowed)
    finally:
        if instance.held <= LARGEST_REMEMBERED:
            _keep(lane)


def _carried_out(instance: Instance, lane: Lane, allowed: secrets.Allowed) -> Outcome:
    protocol, key = lane.circumstances.protocol, lane.circumstances.key
    load = loader(instance.source)
    rewriter = Rewriter(lane.policy, lane.subject, instance.sop_instance, load, lane.memory)
    pieces = rewriter.rewrite(instance.dataset)
    made, rulings = lane.markers(instance.dataset)
    retained = lane.policy.rule((surveying.SOP_INSTANCE_UID,)).action is Action.KEEP
    typed, added = _typed(instance, protocol, key, lane.subject.patient)
    identifiers = surveying.identifiers(instance, key, retained=retained)
    elements = _in_order(pieces, (*typed, *made, *identifiers))
    meta = FileMeta(
        sop_class=instance.sop_class,
        sop_instance=surveying.sop_instance(instance, key, retained=retained),
        transfer_syntax=instance.transfer_syntax,
        version_name=markers.IMPLEMENTATION_VERSION_NAME,
    )
    head, body = encode_meta(meta), joined(lane.encoder.encode(elements))
    sides = tuple(bitstreams.sides(instance.dataset, instance.encoding, load))
    written = witness.Written(head, body, elements, instance.encoding, sides, lane.encoder)
    lane.require_clean(written, pieces, allowed, load)
    parts: tuple[Part, ...] = (head, *body)
    if instance.inflated:
        parts = (head, deflated_blocks(b"".join(map(load, body))))
    warnings = {*instance.warnings, *surveying.risks(instance, lane.policy)}
    if any(bitstreams.has_text(piece) for piece in sides):
        warnings.add(Caution.COMPRESSED_TEXT)
    return Outcome(
        Status.DEIDENTIFIED,
        decisions=Decisions((*map(_ENTRIES, pieces), *added, rulings)),
        warnings=tuple(sorted(warnings)),
        parts=parts,
        sop_class=instance.sop_class,
        source=instance.source,
    )


def _typed(
    instance: Instance, protocol: Protocol, key: Key, patient: Patient
) -> tuple[tuple[Element, ...], tuple[tuple[Ruling, ...], ...]]:
    """Return the values that were typed for the instance; see `with_edits`."""
    if protocol.edits == NO_EDITS:
        return (), ()
    return with_edits(
        instance.dataset,
        protocol.edits.filled(patient_code(key, patient)),
        surveying.patient_texts(instance.dataset),
    )


def _in_order(pieces: list[Piece], instead: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return what is written, in ascending order, `instead` in place of what else would be.

    SOP Class and Instance UID are written as those that the instance was read as, wherever they
    stood.
    """
    written = tuple(chain.from_iterable(map(_WRITTEN, pieces)))
    by_tag = dict(zip(map(_TAG, written), written, strict=True))
    for tag in MARKERS:
        by_tag.pop(tag, None)
    by_tag.update((element.tag, element) for element in instead)
    return tuple(map(by_tag.__getitem__, sorted(by_tag)))
