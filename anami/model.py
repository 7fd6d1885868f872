"""The words that every part of Anami shares: values without behaviour, nothing that reads files.

Nothing here may import another module of the package. All types are immutable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, Protocol, TypeAlias

__all__ = [
    "OVERHEAD",
    "Action",
    "Caution",
    "Dataset",
    "Decision",
    "Element",
    "ElementPath",
    "Encoding",
    "KnownValue",
    "Part",
    "Range",
    "Reason",
    "Source",
    "Status",
    "tag_text",
]


class Source(Protocol):
    """Random access to the bytes of one input; sizes and offsets in bytes."""

    @property
    def size(self) -> int:
        """Number of bytes."""

    def read(self, start: int, stop: int) -> bytes:
        """Return exactly the bytes [start, stop), or raise OSError."""


class Action(StrEnum):
    """Action codes of PS3.15 2026d Table E.1-1a, and A for an attribute that Anami adds."""

    DUMMY = "D"
    EMPTY = "Z"
    REMOVE = "X"
    KEEP = "K"
    CLEAN = "C"
    UID = "U"
    ADD = "A"


class Reason(StrEnum):
    """Why a decision was taken: a stable code, worded in the locale files as ``reason.<code>``."""

    TABLE = "table"
    TABLE_TYPE = "table-type"
    TABLE_UNKNOWN_IOD = "table-unknown-iod"
    CONFORMANCE = "conformance"
    NOT_LISTED = "not-listed"
    UNSAFE = "unsafe"
    UNKNOWN_ATTRIBUTE = "unknown-attribute"
    INVALID_VALUE = "invalid-value"
    PRIVATE = "private"
    GROUP_LENGTH = "group-length"
    COMMAND_GROUP = "command-group"
    FILE_META = "file-meta"
    FILE_SET_GROUP = "file-set-group"
    GRAPHICS = "graphics"
    NESTED_PIXELS = "nested-pixels"
    DUPLICATE_ELEMENT = "duplicate-element"
    INSTANCE_REFERENCE = "instance-reference"
    STRUCTURAL_UID = "structural-uid"
    REGISTERED_UID = "registered-uid"
    SAFE_VR = "safe-vr"
    SAFE_TEXT = "safe-text"
    SEQUENCE = "sequence"
    LABEL = "label"
    CODED_CONCEPT = "coded-concept"
    LOCAL_CODE = "local-code"
    CHARACTER_SET = "character-set"
    PIXELS = "pixels"
    MARKER = "marker"
    DEPENDENT = "dependent"
    CLEAN_DESCRIPTORS = "clean-descriptors"
    CLEAN_GRAPHICS = "clean-graphics"
    CLEAN_STRUCTURED_CONTENT = "clean-structured-content"
    RETAIN_DEVICE_IDENTITY = "retain-device-identity"
    RETAIN_INSTITUTION_IDENTITY = "retain-institution-identity"
    RETAIN_FULL_DATES = "retain-full-dates"
    RETAIN_MODIFIED_DATES = "retain-modified-dates"
    RETAIN_PATIENT_CHARACTERISTICS = "retain-patient-characteristics"
    RETAIN_SAFE_PRIVATE = "retain-safe-private"
    RETAIN_UIDS = "retain-uids"
    OWN_RULE = "own-rule"
    EDITED = "edited"


class Caution(StrEnum):
    """What a person should know about an instance; worded in locale files as ``warning.<code>``."""

    BURNED_IN_LIKELY = "burned-in-likely"
    HEAD_VOLUME = "head-volume"
    STRUCTURED_CONTENT = "structured-content-replaced"
    DOCUMENT_REPLACED = "document-replaced"
    GRAPHICS_REMOVED = "graphics-removed"
    UNKNOWN_IOD = "unknown-iod"
    TRAILING_BYTES = "trailing-bytes-dropped"
    IRREGULAR_ENCODING = "irregular-encoding"
    ALREADY_DEIDENTIFIED = "already-deidentified"
    DUPLICATE_UID = "duplicate-sop-instance-uid"
    COMPRESSED_TEXT = "compressed-stream-text"
    PADDING_BITS = "unused-bits"


class Status(StrEnum):
    """What became of an input. Each input has exactly one."""

    DEIDENTIFIED = "de-identified"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes [start, stop) of the source, not loaded."""

    start: int
    stop: int

    def __len__(self) -> int:
        """Return the number of bytes."""
        return self.stop - self.start


Part: TypeAlias = bytes | Range


def tag_text(tag: int) -> str:
    """Return a tag as the standard prints it: ``(0010,0010)``."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


@dataclass(frozen=True, slots=True)
class ElementPath:
    """Where an element stands: the sequences and item numbers around it, and its tag.

    Attributes:
        tag: the element's tag.
        items: (sequence tag, zero-based item number), outermost first.

    """

    tag: int
    items: tuple[tuple[int, int], ...] = ()

    @property
    def tags(self) -> tuple[int, ...]:
        """The tags alone, outermost first: the place in an IOD."""
        return (*(tag for tag, _ in self.items), self.tag)

    def __str__(self) -> str:
        """Return for instance ``(0008,1140)[0]/(0008,1155)``."""
        return "".join(f"{tag_text(tag)}[{item}]/" for tag, item in self.items) + tag_text(self.tag)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done to one element and why. Holds no value, so that no report can leak one."""

    path: ElementPath
    vr: str
    action: Action
    reason: Reason

    @property
    def tag(self) -> int:
        """The element's tag."""
        return self.path.tag


class KnownValue(NamedTuple):
    """A value of an original by which its patient could be recognised; only the leak check sees it.

    Attributes:
        kind: what sort of value, which sets how it is searched for (see `anami.leakcheck`).
        value: the decoded text.

    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a data set is encoded (PS3.5 2026d §7, Annex A)."""

    implicit: bool
    little: bool = True


FRAGMENT_VRS: Final = frozenset(("OB", "OD", "OF", "OL", "OV", "OW"))
OPAQUE_VRS: Final = FRAGMENT_VRS | {"UN"}
"""VRs of values that are bytes and nothing else (PS3.5 2026d §6.2)."""
OVERHEAD: Final = 512
"""Bytes that an element or item takes in memory beside its value, about."""


@dataclass(frozen=True, slots=True)
class Element:
    """One data element, split but not decoded.

    Attributes:
        tag: group in the upper, element in the lower 16 bits.
        vr: as found; from PS3.6 where the encoding is implicit; ``UN`` if unknown.
        value: the value bytes, a range of the source, or b"" for a sequence.
        items: the items of a sequence, else None.
        encapsulated: the value is a range of fragments with undefined length (PS3.5 §A.4).
        shared: the reader gives this very object again wherever the same bytes stand, so what
            follows from it may be remembered by its identity (see `anami.memo`).

    """

    tag: int
    vr: str
    value: Part = b""
    items: tuple[Dataset, ...] | None = None
    encapsulated: bool = False
    shared: bool = field(default=False, compare=False, repr=False)

    @property
    def weight(self) -> int:
        """Bytes of memory that it takes with all that it contains, about."""
        if self.items is None:
            return OVERHEAD + (len(self.value) if isinstance(self.value, bytes) else 0)
        inner = (one for item in self.items for one in (*item.elements, *item.superseded))
        return OVERHEAD * (1 + len(self.items)) + sum(one.weight for one in inner)


def as_shared(element: Element) -> Element:
    """Return an element as one that comes again, and so as this very object."""
    return Element(
        element.tag, element.vr, element.value, element.items, element.encapsulated, shared=True
    )


@dataclass(frozen=True, slots=True)
class Dataset:
    """The elements of a data set or item in ascending order, and those that stood there twice.

    Attributes:
        elements: one per tag, ascending.
        superseded: earlier elements of a tag that occurs again; readers take the last one.

    """

    elements: tuple[Element, ...] = ()
    superseded: tuple[Element, ...] = field(default=())
    _by_tag: dict[int, Element] = field(init=False, default_factory=dict, compare=False, repr=False)

    def get(self, tag: int) -> Element | None:
        """Return the element with `tag`, or None."""
        if not self._by_tag and self.elements:
            self._by_tag.update({element.tag: element for element in self.elements})
        return self._by_tag.get(tag)
