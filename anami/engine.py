"""survey() and deidentify(): the only module that knows the order of the stages.

Each function takes one input and ends, whatever the input is, in exactly one record or outcome with
a code. Nothing is kept between calls but tables, so that any worker can take any file.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from anami import bitstreams, leakcheck, markers, secrets, surveying, witness
from anami.concerns.documents import media_type
from anami.concerns.typed import with_edits
from anami.concerns.uids import is_standard_class
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
from anami.model import (
    Caution,
    Dataset,
    Element,
    KnownValue,
    Part,
    Source,
    Status,
)
from anami.outcome import Outcome, SurveyRecord
from anami.policy import Policy
from anami.protocol import Protocol, require_carried_out
from anami.reader import Instance, read_instance
from anami.rewrite import Rewriter, Subject
from anami.rules import OwnRule, RuleTable
from anami.source import SourceLike, loader, open_source
from anami.writer import FileMeta, compose, deflated_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from anami.codelist import CodeList
    from anami.edits import Edits
    from anami.identity import Key

__all__ = ["deidentify", "survey"]

SOP_INSTANCE_UID: Final = 0x00080018
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


def _policy(instance: Instance, protocol: Protocol) -> Policy:
    return _cached_policy(
        instance.sop_class,
        protocol.options,
        protocol.rules,
        protocol.edits.tags,
        lists_references=instance.dataset.get(REFERENCED_SERIES) is not None,
    )


def _deidentify(
    source: Source,
    protocol: Protocol,
    key: Key,
    known: tuple[KnownValue, ...],
    subjects: CodeList | None,
) -> Outcome:
    instance = read_instance(source)
    _require_possible(instance)
    policy = _policy(instance, protocol)
    allowed = secrets.Allowed.by(
        surveying.retained_values(instance.dataset, policy) if policy.retains else frozenset(),
        surveying.own_secrets(instance.dataset, policy) if policy.retains else frozenset(),
        protocol.options,
    )
    known = secrets.still_secret((*known, *surveying.known_values(instance.dataset)), allowed)
    load = loader(instance.source)
    subject = _subject(instance, key, known, protocol, subjects)
    rewriter = Rewriter(policy, subject)
    rewritten, typed = with_edits(
        rewriter.rewrite(instance.dataset),
        instance.dataset,
        protocol.edits.filled(patient_code(key, subject.patient)),
        surveying.patient_texts(instance.dataset),
    )
    elements, added = markers.add_markers(rewritten, instance.dataset, protocol)
    elements = _with_identifiers(
        elements,
        surveying.identifiers(instance, key, retained="rtn_uids" in protocol.options),
    )
    meta = FileMeta(
        sop_class=instance.sop_class,
        sop_instance=_text_of(elements, SOP_INSTANCE_UID),
        transfer_syntax=instance.transfer_syntax,
        version_name=markers.IMPLEMENTATION_VERSION_NAME,
    )
    head, body = compose(meta, elements, instance.encoding)
    sides = tuple(bitstreams.sides(instance.dataset, instance.encoding, load))
    written = witness.Written(head, body, elements, instance.encoding, sides)
    values = secrets.still_secret((*rewriter.removed, *known), allowed)
    witness.require_clean(written, values, instance.dataset, load)
    parts: tuple[Part, ...] = (head, *body)
    if instance.inflated:
        parts = (head, deflated_blocks(b"".join(map(load, body))))
    warnings = {*instance.warnings, *surveying.risks(instance, policy)}
    if any(bitstreams.has_text(piece) for piece in sides):
        warnings.add(Caution.COMPRESSED_TEXT)
    return Outcome(
        Status.DEIDENTIFIED,
        decisions=(*rewriter.decisions, *typed, *added),
        warnings=tuple(sorted(warnings)),
        parts=parts,
        sop_class=instance.sop_class,
        source=instance.source,
    )


def _subject(
    instance: Instance,
    key: Key,
    known: tuple[KnownValue, ...],
    protocol: Protocol,
    subjects: CodeList | None,
) -> Subject:
    patient = surveying.patient_of(instance, subjects)
    offset = patient.day_offset
    if offset is None:
        offset = day_offset(key, patient, whole_weeks=protocol.replacement.whole_weeks)
    return Subject(
        key=key,
        patient=patient,
        options=protocol.options,
        day_offset=offset,
        known_words=leakcheck.words_of(known),
        id_prefix=protocol.replacement.patient_id_prefix,
        patient_id=surveying.whole_text_of(instance.dataset, surveying.PATIENT_ID),
        sop_instance=instance.sop_instance,
        encoding=instance.encoding,
        load=loader(instance.source),
        identifies=witness.identifier_test(known, instance.dataset),
    )


def _with_identifiers(
    elements: tuple[Element, ...], identifiers: tuple[Element, ...]
) -> tuple[Element, ...]:
    """Write the SOP Class and Instance UID that the instance was read as, wherever they stood."""
    by_tag = {element.tag: element for element in (*elements, *identifiers)}
    return tuple(by_tag[tag] for tag in sorted(by_tag))


def _text_of(elements: tuple[Element, ...], tag: int) -> str:
    element = Dataset(elements).get(tag)
    if element is None or not isinstance(element.value, bytes):
        return ""
    return element.value.rstrip(b"\0 ").decode("ascii")
