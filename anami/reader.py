"""Source → elements: split an input into data elements without decoding their values.

May know: PS3.5 (encoding), PS3.10 (file format), VRs of PS3.6. May not know: what is done to an
element. Large opaque values and all top-level pixel data stay ranges of the source. Everything
irregular ends in one of three ways, each with a code: understood and noted as a warning, refused
(`TruncatedError`, `MalformedError`, …) or skipped (`NotDicomError`, …).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anami.errors import (
    DicomdirError,
    EmptyFileError,
    HeaderTooLargeError,
    MalformedError,
    MissingIdentifierError,
    NestingTooDeepError,
    NotDicomError,
    PrivateTransferSyntaxError,
    TruncatedError,
)
from anami.model import OPAQUE_VRS, Caution, Dataset, Encoding, Source, tag_text
from anami.parsing import EXPLICIT_VRS, PIXEL_DATA, ElementParser
from anami.source import BytesSource, Window
from anami.standard import dictionary

__all__ = ["Instance", "read_instance"]

IMPLICIT_LITTLE: Final = "1.2.840.10008.1.2"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
DEFLATED_LITTLE: Final = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG: Final = "1.2.840.10008.1.2.2"
MEDIA_STORAGE_DIRECTORY: Final = "1.2.840.10008.1.3.10"

STANDARD_SYNTAX: Final = re.compile(r"1\.2\.840\.10008\.1\.2(\.\d{1,3}){0,4}")
"""Transfer syntaxes of later editions have this form; encoded in explicit VR little endian."""

LITTLE: Final = (IMPLICIT_LITTLE, DEFLATED_LITTLE)
NATIVE: Final = frozenset((IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED_LITTLE, EXPLICIT_BIG))
"""Syntaxes in which pixel data is one value, never fragments."""
LONGEST_UID: Final = 64
PREAMBLE: Final = 128
META_GROUP: Final = 0x0002
FILE_SET_GROUP: Final = 0x0004
SOP_CLASS_UID: Final = 0x00080016
SOP_INSTANCE_UID: Final = 0x00080018
TRANSFER_SYNTAX_UID: Final = 0x00020010
MEDIA_SOP_CLASS_UID: Final = 0x00020002
MEDIA_SOP_INSTANCE_UID: Final = 0x00020003
PIXEL_DATA_ELEMENT: Final = 0x7FE00010
DIRECTORY_RECORDS: Final = 0x00041220

INFLATED_LIMIT: Final = 512 * 1024 * 1024
"""A deflated data set must be inflated in memory; beyond this it is refused."""

META_ENCODING: Final = Encoding(implicit=False)


@dataclass(frozen=True, slots=True)
class Instance:
    """One SOP Instance, split.

    Attributes:
        source: what the ranges in `dataset` refer to: the input, or its inflated bytes.
        meta: File Meta Information as found, never written again.
        dataset: the data set.
        encoding: the encoding found, which is the one written.
        transfer_syntax: UID to be written: the declared one unless the bytes contradict it.
        inflated: the data set was deflated.
        sop_class: SOP Class UID.
        sop_instance: SOP Instance UID.
        warnings: codes.
        held: bytes of memory that it takes, about.

    """

    source: Source
    meta: Dataset
    dataset: Dataset
    encoding: Encoding
    transfer_syntax: str
    inflated: bool
    sop_class: str
    sop_instance: str
    warnings: tuple[Caution, ...]
    held: int


def read_instance(source: Source) -> Instance:
    """Split `source` into elements.

    Raises:
        SkippedError: it is empty, not DICOM, or a DICOMDIR.
        RefusedError: it is DICOM but truncated, malformed, or lacks its identifiers.

    """
    if source.size == 0:
        raise EmptyFileError
    window = Window(source)
    start, has_magic = _data_start(window)
    try:
        return _read(source, window, start)
    except (TruncatedError, MalformedError, NestingTooDeepError, HeaderTooLargeError):
        # Without the magic word only a readable data set makes an input DICOM at all.
        if not has_magic:
            raise NotDicomError from None
        raise


def _data_start(window: Window) -> tuple[int, bool]:
    """Return where the first element stands and whether "DICM" stood before it (PS3.10 §7.1)."""
    head = window.read(0, min(window.size, PREAMBLE + 8))
    if head[PREAMBLE : PREAMBLE + 4] == b"DICM":
        return PREAMBLE + 4, True
    if head[:4] == b"DICM":
        return 4, True
    if not _plausible_start(head):
        raise NotDicomError
    return 0, False


def _plausible_start(head: bytes) -> bool:
    """Tell whether bytes without the magic word could start a data set: low group, known tag."""
    if len(head) < 8:  # noqa: PLR2004 - tag and length, the least an element has
        return False
    little = int.from_bytes(head[:2], "little") << 16 | int.from_bytes(head[2:4], "little")
    big = int.from_bytes(head[:4], "big")
    return any(
        tag >> 16 in (0x0002, 0x0008) and (tag & 0xFFFF == 0 or dictionary.vr_of(tag) is not None)
        for tag in (little, big)
    )


def _read(source: Source, window: Window, start: int) -> Instance:
    warnings: set[Caution] = set()
    meta, start = _read_meta(window, start)
    declared = _uid(meta, TRANSFER_SYNTAX_UID)
    if _uid(meta, MEDIA_SOP_CLASS_UID) == MEDIA_STORAGE_DIRECTORY:
        raise DicomdirError
    if declared and not STANDARD_SYNTAX.fullmatch(declared):
        raise PrivateTransferSyntaxError
    inflated = declared == DEFLATED_LITTLE
    if inflated:
        source = BytesSource(_inflate(source, start))
        window, start = Window(source), 0
    encoding, transfer_syntax = _choose_encoding(window, start, declared)
    if declared != transfer_syntax:
        warnings.add(Caution.IRREGULAR_ENCODING)
    parser = ElementParser(window, encoding)
    dataset = parser.read_dataset(start)
    warnings |= parser.warnings
    _require_one_image(dataset, transfer_syntax)
    if dataset.get(DIRECTORY_RECORDS) is not None:
        raise DicomdirError
    sop_class = _uid(dataset, SOP_CLASS_UID) or _uid(meta, MEDIA_SOP_CLASS_UID)
    sop_instance = _uid(dataset, SOP_INSTANCE_UID) or _uid(meta, MEDIA_SOP_INSTANCE_UID)
    if not sop_class or not sop_instance:
        raise MissingIdentifierError
    if sop_class == MEDIA_STORAGE_DIRECTORY:
        raise DicomdirError
    return Instance(
        source=source,
        meta=meta,
        dataset=dataset,
        encoding=encoding,
        transfer_syntax=transfer_syntax,
        inflated=inflated,
        sop_class=sop_class,
        sop_instance=sop_instance,
        warnings=tuple(sorted(warnings)),
        held=parser.held,
    )


def _require_one_image(dataset: Dataset, transfer_syntax: str) -> None:
    """Refuse an instance with two images, with text in the place of one, or with fragments of none.

    Which of two is meant can't be told, and what calls itself text is not passed on as pixels.
    Fragments in a syntax without any (PS3.5 2026d §A.4) can't be decoded by anybody, and readers
    that go by the syntax lose their way in them; floating point pixels never have any.
    """
    every = (*dataset.elements, *dataset.superseded)
    found = [element for element in every if element.tag in PIXEL_DATA]
    fragmented = () if transfer_syntax in NATIVE else (PIXEL_DATA_ELEMENT,)
    if len(found) > 1 or any(
        element.vr not in OPAQUE_VRS or (element.encapsulated and element.tag not in fragmented)
        for element in found
    ):
        raise MalformedError(tag_text(found[0].tag))


def _read_meta(window: Window, start: int) -> tuple[Dataset, int]:
    """Read group 0002 by its tags; its stated length is often wrong and never needed."""
    parser = ElementParser(window, META_ENCODING)
    return parser.read_group(start, META_GROUP)


def _inflate(source: Source, start: int) -> bytes:
    """Inflate a deflated data set (PS3.5 §A.5); bytes after the stream's end are dropped."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(source.read(start, source.size), INFLATED_LIMIT)
    except zlib.error:
        raise MalformedError from None
    if inflater.unconsumed_tail and not inflater.eof:
        raise HeaderTooLargeError
    if not inflater.eof:
        raise TruncatedError
    return data


def _choose_encoding(window: Window, start: int, declared: str) -> tuple[Encoding, str]:
    """Return the encoding that the first element shows, and the transfer syntax to write.

    Writers are known that declare one encoding and use another; the bytes decide (as GDCM and
    pydicom do), because a wrong guess would misread every element.
    """
    head = window.read(start, min(start + 8, window.size))
    if len(head) < 8:  # noqa: PLR2004
        raise TruncatedError if declared else NotDicomError
    explicit = head[4:6] in EXPLICIT_VRS
    little = _looks_little(head) or (declared in LITTLE and not explicit)
    if declared == EXPLICIT_BIG and explicit and not little:
        return Encoding(implicit=False, little=False), EXPLICIT_BIG
    if not little:
        if not explicit:
            raise MalformedError
        return Encoding(implicit=False, little=False), EXPLICIT_BIG
    if not explicit:
        if declared not in ("", IMPLICIT_LITTLE):
            return _implicit_though_declared_explicit(declared)
        return Encoding(implicit=True), IMPLICIT_LITTLE
    if declared in ("", IMPLICIT_LITTLE, EXPLICIT_BIG):
        return Encoding(implicit=False), EXPLICIT_LITTLE
    return Encoding(implicit=False), declared


def _implicit_though_declared_explicit(declared: str) -> tuple[Encoding, str]:
    if declared in (EXPLICIT_LITTLE, EXPLICIT_BIG):
        return Encoding(implicit=True), IMPLICIT_LITTLE
    # Encapsulated pixel data can't be written with implicit VR (PS3.5 §A.4).
    raise MalformedError


def _looks_little(head: bytes) -> bool:
    """Tell the byte order from the first group number, which is small in every data set."""
    return int.from_bytes(head[:2], "little") <= int.from_bytes(head[:2], "big")


def _uid(dataset: Dataset, tag: int) -> str:
    """Return a single UID, or "" if absent, a range, or not made of the characters of a UID."""
    element = dataset.get(tag)
    if element is None or not isinstance(element.value, bytes):
        return ""
    # The same few UIDs stand in all instances of a series.
    read = _wellformed if len(element.value) <= 2 * LONGEST_UID else _wellformed.__wrapped__
    return read(element.value)


@lru_cache(maxsize=1024)
def _wellformed(value: bytes) -> str:
    text = value.rstrip(b"\0 ").decode("ascii", "replace")
    return text if uid_is_wellformed(text) else ""


def forget() -> None:
    """Forget UIDs of earlier instances."""
    _wellformed.cache_clear()


def uid_is_wellformed(text: str) -> bool:
    """Tell whether `text` has the characters and length of a UID (PS3.5 2026d §9.1)."""
    parts = text.split(".")
    if not 0 < len(text) <= LONGEST_UID:
        return False
    return all(part.isascii() and part.isdigit() for part in parts)
