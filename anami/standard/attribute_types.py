"""PS3.3: the Type of an attribute, by SOP Class and path.

What belongs here: looking a path up in the generated trie.  The source is
edition 2024c, the newest that has its macros expanded; for a SOP Class of a
later edition, `is_known_sop_class` says no and the caller must assume the
worst.

Retired SOP Classes are looked up in the IOD that took their place.
"""

from __future__ import annotations

import functools
from typing import Literal, NamedTuple, cast

from anami.standard._data import load

AttributeType = Literal["1", "1C", "2", "2C", "3"]
_STRICTNESS = ("1", "1C", "2", "2C", "3")
_SELF = "self"

# Retired SOP Class -> the IOD that PS3.3 gave to its successor.
_SUCCESSORS: dict[str, str] = {
    "1.2.840.10008.5.1.4.1.1.3": "ultrasound-multi-frame-image",  # retired 1993 form
    "1.2.840.10008.5.1.4.1.1.5": "nuclear-medicine-image",  # retired 1993 form
    "1.2.840.10008.5.1.4.1.1.6": "ultrasound-image",  # retired 1993 form
    "1.2.840.10008.5.1.4.1.1.12.3": "x-ray-angiographic-image",  # bi-plane
}


class _Tables(NamedTuple):
    nodes: list[str]
    modules: dict[str, tuple[int, ...]]  # IOD -> root node of each module
    complete: frozenset[str]  # IODs none of whose modules is missing
    iods: dict[str, str]  # SOP Class UID -> IOD


@functools.cache
def _tables() -> _Tables:
    document = load("attribute_types")
    return _Tables(
        document["nodes"],
        {name: tuple(map(int, roots.split())) for name, _, roots in document["iods"]},
        frozenset(name for name, complete, _ in document["iods"] if complete),
        {**_SUCCESSORS, **document["sop_classes"]},
    )


@functools.cache
def children(number: int) -> dict[int, tuple[str, int]]:
    """Return the attributes of a node: tag -> (Type or "", node below or -1)."""
    edges = {}
    for edge in _tables().nodes[number].split():
        tag, _, rest = edge.partition("=")
        found, _, below = rest.partition(">")
        child = number if below == _SELF else int(below or -1)
        edges[int(tag, 16)] = (found, child)
    return edges


def _first_repeat(tag: int) -> int:
    """Return the tag in the first group of its repeating group: 6002,3000 -> 6000,3000."""
    group = tag >> 16
    return tag & 0xFF00FFFF if group >> 8 in {0x50, 0x60} and not group & 1 else tag


def module_roots() -> dict[str, tuple[int, ...]]:
    """Return the root nodes of each IOD, one a module; `children` leads on from them."""
    return _tables().modules


def is_known_sop_class(uid: str) -> bool:
    """Whether all modules of the SOP Class's IOD are in the table."""
    tables = _tables()
    return tables.iods.get(uid) in tables.complete


def known_sop_classes() -> frozenset[str]:
    """UIDs of all SOP Classes for which `attribute_type` can answer fully."""
    tables = _tables()
    return frozenset(uid for uid, iod in tables.iods.items() if iod in tables.complete)


@functools.lru_cache(maxsize=32768)
def attribute_type(sop_class_uid: str, path: tuple[int, ...]) -> AttributeType | None:
    """Type of an attribute in the IOD of a SOP Class.

    ``path`` is the tags of the enclosing sequences, outermost first, and the
    tag of the attribute.  Where several modules of the IOD define it, the
    strictest Type counts (1, 1C, 2, 2C, 3 in that order), whether a module is
    mandatory or not.  None when the IOD does not define it there, or the SOP
    Class is unknown: see `is_known_sop_class`.
    """
    tables = _tables()
    found: list[str] = []
    for root in tables.modules.get(tables.iods.get(sop_class_uid, ""), ()):
        node, here = root, ""
        for tag in path:
            here, node = children(node).get(_first_repeat(tag), ("", -1)) if node >= 0 else ("", -1)
        if here:
            found.append(here)
    return cast("AttributeType", min(found, key=_STRICTNESS.index)) if found else None
