"""VRs of private attributes: Table E.3.10-1, and pydicom's private dictionary for the rest.

What belongs here: what a private attribute is made of, by creator, group and element in its block;
nothing of whether it is safe. Both sources are large and asked late.
"""

from __future__ import annotations

import functools

__all__ = ["vr_of"]


@functools.lru_cache(maxsize=8192)
def vr_of(creator: str, group: int, element: int) -> str | None:
    """Return the VR of a private attribute, None if neither source has one, or it has several.

    Args:
        creator: private creator.
        group: odd group number.
        element: element number within the block, 0 to 255.

    """
    return _listed().get((creator, group, element)) or _known_to_pydicom(creator, group, element)


@functools.cache
def _listed() -> dict[tuple[str, int, int], str]:
    from anami.standard import safe_private  # noqa: PLC0415 - only rules for private ones need it

    return {
        (row.private_creator, int(row.group, 16), int(row.element_in_block, 16)): row.vr
        for row in safe_private.ROWS
        if row.vr.isalpha()
    }


def _known_to_pydicom(creator: str, group: int, element: int) -> str | None:
    from pydicom.datadict import private_dictionary_VR  # noqa: PLC0415 - a large table

    try:
        vr = private_dictionary_VR(group << 16 | 0x1000 | element, creator)
    except KeyError:
        return None
    return vr if vr.isalpha() and vr != "UN" else None
