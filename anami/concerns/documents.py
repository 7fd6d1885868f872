"""Encapsulated documents: replaced by a blank one of the same type (Table E.1-1: (0042,0011) D).

The document's title is text outside the table and goes by the allow-list; its length is corrected.
A type for which no blank document is known is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami.concerns.texts import padded
from anami.errors import DocumentTypeError
from anami.model import Dataset, Element

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.concerns.context import Context

__all__ = ["BLANKS", "REPLACEMENTS", "media_type"]

MIME_TYPE: Final = 0x00420012
ENCAPSULATED_DOCUMENT: Final = 0x00420011
DOCUMENT_LENGTH: Final = 0x00420015


def _blank_pdf() -> bytes:
    """Return a PDF 1.4 of one empty page, with a true cross-reference table (ISO 32000-1 §7.5)."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
    )
    document = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(document)
    document += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    document += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return document + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )


_BLANK_CDA: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId root="2.16.840.1.113883.1.3"'
    b' extension="POCD_HD000040"/><id nullFlavor="MSK"/><code nullFlavor="MSK"/>'
    b'<title>Removed</title><effectiveTime nullFlavor="MSK"/>'
    b'<confidentialityCode nullFlavor="MSK"/><component><structuredBody><component><section>'
    b"<text>Removed</text></section></component></structuredBody></component></ClinicalDocument>\n"
)

BLANKS: Final[dict[str, bytes]] = {
    "application/pdf": _blank_pdf(),
    "text/xml": _BLANK_CDA,
    "model/stl": bytes(84),
    "application/sla": bytes(84),
    "model/obj": b"# Removed\n",
    "model/mtl": b"# Removed\n",
}
"""Media type in lower case → a blank document. STL: 80 header bytes and zero triangles."""


def media_type(dataset: Dataset) -> str:
    """Return the media type of the instance in lower case, without parameters.

    Raises:
        DocumentTypeError: it has none, or one for which no blank document is known.

    """
    element = dataset.get(MIME_TYPE)
    value = element.value if element is not None and isinstance(element.value, bytes) else b""
    found = value.decode("latin-1").split(";")[0].strip(" \0").lower()
    if found not in BLANKS:
        raise DocumentTypeError
    return found


def document(element: Element, context: Context) -> Element:
    """Return the blank document; where no type is stated (no such IOD), two zero bytes."""
    return Element(element.tag, "OB", padded(_blank(context.item), "OB"))


def _blank(dataset: Dataset) -> bytes:
    try:
        return BLANKS[media_type(dataset)]
    except DocumentTypeError:
        return bytes(2)


def document_length(element: Element, context: Context) -> Element:
    """Return Encapsulated Document Length of the blank document, unpadded (PS3.3 §C.24.2)."""
    length = len(_blank(context.item))
    return Element(
        element.tag, "UL", length.to_bytes(4, "little" if context.encoding.little else "big")
    )


REPLACEMENTS: Final[dict[int, Callable[[Element, Context], Element]]] = {
    ENCAPSULATED_DOCUMENT: document,
    DOCUMENT_LENGTH: document_length,
}
