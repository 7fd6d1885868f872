"""What a concern may know of the instance while it works on one element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.identity import Key, Patient
    from anami.model import Dataset, Encoding, Part

__all__ = ["Context"]


@dataclass(frozen=True, slots=True)
class Context:
    """The instance around an element.

    Attributes:
        key: from which replacements follow.
        patient: whose instance it is.
        patient_id: the original Patient ID, "" if none.
        encoding: how values must be encoded.
        load: returns the bytes of a part.
        item: the data set or item that holds the element, as found.
        character_sets: defined terms of Specific Character Set in force there.
        own_uid: returns a UID that only this instance has, for a tag that needs one made up.
        identifies: tells whether a value (bytes, tag, VR) holds something by which the patient is
            known, in this instance or elsewhere in the batch.
        options: names of the PS3.15 E.3 options that are carried out.
        day_offset: days by which this patient's dates are shifted, never zero where it is used.
        id_prefix: what stands before a patient's code in Patient ID; "" for the usual prefix.
        known_words: words of the patient's known names, identifiers and institutions, case-folded.

    """

    key: Key
    patient: Patient
    patient_id: str
    encoding: Encoding
    load: Callable[[Part], bytes]
    item: Dataset
    character_sets: tuple[str, ...]
    own_uid: Callable[[int], str]
    identifies: Callable[[bytes, int, str], bool]
    options: frozenset[str] = frozenset()
    day_offset: int = 0
    known_words: frozenset[str] = frozenset()
    id_prefix: str = ""
