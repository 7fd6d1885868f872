"""survey() and deidentify(): the only module that knows the order of the stages.

Each function takes one input and ends, whatever the input is, in exactly one record or outcome with
a code. Nothing is kept between calls but tables, so that any worker can take any file.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from anami import leakcheck, markers, surveying
from anami.concerns.texts import character_sets
from anami.concerns.uids import is_standard_class
from anami.errors import (
    InternalError,
    LeakFoundError,
    PrivateSopClassError,
    RefusedError,
    SkippedError,
    UnreadableError,
)
from anami.model import (
    Dataset,
    Element,
    ElementPath,
    Encoding,
    KnownValue,
    Part,
    Range,
    Source,
    Status,
)
from anami.outcome import Outcome, SurveyRecord
from anami.policy import Policy
from anami.protocol import Protocol, checked_options
from anami.reader import Instance, read_instance
from anami.rewrite import Rewriter, Subject
from anami.source import SourceLike, open_source
from anami.writer import FileMeta, Span, compose, deflated_blocks, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from anami.identity import Key

__all__ = ["deidentify", "survey"]

SPECIFIC_CHARACTER_SET: Final = 0x00080005
META_PATH: Final = ElementPath(0x00020000)
SOP_INSTANCE_UID: Final = 0x00080018
SEARCHED_RANGE: Final = 16 * 1024 * 1024
"""Kept bulk data but pixel data is loaded for the leak check up to this many bytes a value."""
PIXEL_GROUP: Final = 0x7FE0


def survey(source: SourceLike) -> SurveyRecord:
    """Look at one input without changing anything: what it is, and by what its patient is known.

    Args:
        source: path, bytes, binary file object or Source. Only the header is read.

    Returns:
        a record; an unreadable input is one with status ``refused`` or ``skipped`` and its code.

    """
    try:
        opened = open_source(source)
        instance = read_instance(opened)
        _require_standard_class(instance)
        return surveying.record_of(instance, opened.size)
    except SkippedError as error:
        return SurveyRecord("skipped", error.code, size=_size(source))
    except RefusedError as error:
        return SurveyRecord("refused", error.code, size=_size(source))
    except OSError:
        return SurveyRecord("refused", UnreadableError.code)
    except Exception:  # noqa: BLE001 - fail closed: a fault of ours ends one file
        return SurveyRecord("refused", InternalError.code, size=_size(source))


def deidentify(
    source: SourceLike, protocol: Protocol, key: Key, *, known: Iterable[KnownValue] = ()
) -> Outcome:
    """De-identify one instance.

    Args:
        source: path, bytes, binary file object or Source; never changed.
        protocol: what the person chose.
        key: from which every replacement follows.
        known: identifying values of the same patient found in the rest of the batch.

    Returns:
        an outcome; its parts are there only if its status is DEIDENTIFIED.

    Raises:
        UnsupportedOptionError: the protocol asks for what this version can't carry out.

    """
    checked_options(sorted(protocol.options))
    try:
        return _deidentify(open_source(source), protocol, key, tuple(known))
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


def _require_standard_class(instance: Instance) -> None:
    if not is_standard_class(instance.sop_class):
        raise PrivateSopClassError


@lru_cache(maxsize=64)
def _policy(sop_class: str) -> Policy:
    return Policy(sop_class)


def _deidentify(
    source: Source, protocol: Protocol, key: Key, known: tuple[KnownValue, ...]
) -> Outcome:
    instance = read_instance(source)
    _require_standard_class(instance)
    policy = _policy(instance.sop_class)
    known = tuple({*known, *surveying.known_values(instance.dataset)})
    rewriter = Rewriter(policy, _subject(instance, key, known))
    rewritten = rewriter.rewrite(instance.dataset)
    elements, added = markers.add_markers(rewritten, instance.dataset, protocol, instance.encoding)
    elements = _with_identifiers(elements, instance, key)
    meta = FileMeta(
        sop_class=instance.sop_class,
        sop_instance=_text_of(elements, SOP_INSTANCE_UID),
        transfer_syntax=instance.transfer_syntax,
        version_name=markers.IMPLEMENTATION_VERSION_NAME,
    )
    head, body = compose(meta, elements, instance.encoding)
    _check_leaks(head, body, elements, instance, (*rewriter.removed, *known))
    parts: tuple[Part, ...] = (head, *body)
    if instance.inflated:
        parts = (head, deflated_blocks(b"".join(_load(instance.source)(part) for part in body)))
    warnings = {*instance.warnings, *surveying.risks(instance, policy)}
    return Outcome(
        Status.DEIDENTIFIED,
        decisions=(*rewriter.decisions, *added),
        warnings=tuple(sorted(warnings)),
        parts=parts,
        sop_class=instance.sop_class,
        source=instance.source,
    )


def _subject(instance: Instance, key: Key, known: tuple[KnownValue, ...]) -> Subject:
    return Subject(
        key=key,
        patient=surveying.patient_of(instance),
        patient_id=surveying.text_of(instance.dataset, surveying.PATIENT_ID),
        sop_instance=instance.sop_instance,
        encoding=instance.encoding,
        load=_load(instance.source),
        identifies=_identifier_test(instance, known),
    )


def _identifier_test(
    instance: Instance, known: tuple[KnownValue, ...]
) -> Callable[[bytes, int, str], bool]:
    """Return a test whether a value holds something by which the patient is known."""
    uids, wanted = leakcheck.needles(known, _codecs(_terms(instance)))

    def identifies(value: bytes, tag: int, vr: str) -> bool:
        place = Span(0, len(value), ElementPath(tag), vr)
        return bool(leakcheck.search(value, uids, wanted, lambda _: place))

    return identifies


def _terms(instance: Instance) -> tuple[str, ...]:
    return character_sets(instance.dataset.get(SPECIFIC_CHARACTER_SET), ())


def _load(source: Source) -> Callable[[Part], bytes]:
    def load(part: Part) -> bytes:
        if isinstance(part, bytes):
            return part
        value = source.read(part.start, part.stop)
        if len(value) != len(part):
            raise UnreadableError
        return value

    return load


def _with_identifiers(
    elements: tuple[Element, ...], instance: Instance, key: Key
) -> tuple[Element, ...]:
    """Add SOP Class and Instance UID where only File Meta Information had them."""
    present = {element.tag for element in elements}
    missing = [
        element for element in surveying.identifiers(instance, key) if element.tag not in present
    ]
    return (
        tuple(sorted((*elements, *missing), key=lambda element: element.tag))
        if missing
        else elements
    )


def _text_of(elements: tuple[Element, ...], tag: int) -> str:
    element = Dataset(elements).get(tag)
    return (
        element.value.rstrip(b"\0 ").decode("ascii")
        if element and isinstance(element.value, bytes)
        else ""
    )


def _check_leaks(
    head: bytes,
    body: tuple[Part, ...],
    elements: tuple[Element, ...],
    instance: Instance,
    values: Iterable[KnownValue],
) -> None:
    """Raise LeakFoundError if a value that must not pass stands in what would be handed out."""
    uids, wanted = leakcheck.needles(values, _codecs(_terms(instance)))
    hits = leakcheck.search(head, uids, wanted, lambda _: Span(128, len(head), META_PATH, "UI"))
    places = _Places(elements, instance.encoding)
    offset = 0
    for part in body:
        if isinstance(part, bytes) or places.is_searched(offset, part):
            piece = _load(instance.source)(part)
            hits += leakcheck.search(piece, uids, wanted, places.relative_to(offset))
        offset += len(part)
    if hits:
        raise LeakFoundError(str(hits[0].path))


def _codecs(terms: tuple[str, ...]) -> tuple[str, ...]:
    if not terms:
        return ()
    from pydicom.charset import python_encoding  # noqa: PLC0415 - only files beyond ASCII need it

    return tuple(codec for term in terms if (codec := python_encoding.get(term)))


class _Places:
    """Maps an offset in the composed data set to the value there; made only when asked."""

    def __init__(self, elements: tuple[Element, ...], encoding: Encoding) -> None:
        self._elements = elements
        self._encoding = encoding
        self._spans: list[Span] = []
        self._starts: list[int] = []

    def _at(self, offset: int) -> Span | None:
        if not self._spans:
            self._spans = list(spans(self._elements, self._encoding))
            self._starts = [span.start for span in self._spans]
        index = bisect_right(self._starts, offset) - 1
        return self._spans[index] if index >= 0 and offset < self._spans[index].stop else None

    def relative_to(self, base: int) -> Callable[[int], Span | None]:
        """Return a function from an offset in the part that starts at `base` to the span there.

        It gives None between values and in the markers, which Anami itself writes.
        """

        def locate(offset: int) -> Span | None:
            span = self._at(base + offset)
            if span is None or markers.is_marker(span.path.tags[0]):
                return None
            return Span(span.start - base, span.stop - base, span.path, span.vr)

        return locate

    def is_searched(self, offset: int, part: Range) -> bool:
        """Tell whether a kept range is searched: all bulk data but pixels, up to a bound."""
        span = self._at(offset)
        return (
            len(part) <= SEARCHED_RANGE and span is not None and span.path.tag >> 16 != PIXEL_GROUP
        )
