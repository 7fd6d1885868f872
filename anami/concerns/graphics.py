"""Graphics: annotations of presentation states are replaced, overlays and curves go (PS3.15 E.3.3).

Table E.1-1 has D for Graphic Annotation Sequence (0070,0001); Graphic Layer (0070,0002) is a name
that people type, so it becomes a keyed label wherever it stands, and references to it still fit.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from anami.concerns.builders import item, text_element
from anami.identity import label
from anami.model import Element
from anami.standard.allowed import KEYED_CS

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.concerns.context import Context

__all__ = ["REPLACEMENTS"]

GRAPHIC_ANNOTATION_SEQUENCE: Final = 0x00700001
GRAPHIC_LAYER_SEQUENCE: Final = 0x00700060
GRAPHIC_LAYER: Final = 0x00700002


def annotation(element: Element, context: Context) -> Element:
    """Return one annotation that shows a single point, on a layer that the instance has."""
    order = "<" if context.encoding.little else ">"
    point = item(
        text_element(0x00700005, "CS", "PIXEL"),
        Element(0x00700020, "US", struct.pack(f"{order}H", 2)),
        Element(0x00700021, "US", struct.pack(f"{order}H", 1)),
        Element(0x00700022, "FL", struct.pack(f"{order}2f", 1.0, 1.0)),
        text_element(0x00700023, "CS", "POINT"),
    )
    layer = text_element(GRAPHIC_LAYER, "CS", _label(_first_layer(context), context))
    return Element(
        element.tag, "SQ", items=(item(layer, Element(0x00700009, "SQ", items=(point,))),)
    )


def _first_layer(context: Context) -> str:
    """Return the name of the first Graphic Layer of the instance, or a made-up one."""
    layers = context.item.get(GRAPHIC_LAYER_SEQUENCE)
    first = layers.items[0].get(GRAPHIC_LAYER) if layers and layers.items else None
    return _text(first, context) if first is not None else "LAYER"


def _text(element: Element, context: Context) -> str:
    return context.load(element.value).decode("latin-1").strip(" \0")


def coded_label(element: Element, context: Context) -> Element:
    """Return a coded string that a person typed as a name, with the label that stands for it."""
    return text_element(element.tag, "CS", _label(_text(element, context), context))


def _label(name: str, context: Context) -> str:
    return label(context.key, "coded-label", name)


REPLACEMENTS: Final[dict[int, Callable[[Element, Context], Element]]] = {
    GRAPHIC_ANNOTATION_SEQUENCE: annotation,
    **dict.fromkeys(KEYED_CS, coded_label),
}
