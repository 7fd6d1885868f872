"""What a concern may know of the instance while it works on one element."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from anami.concerns.texts import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.identity import Key, Patient
    from anami.model import Dataset, Encoding, Part

__all__ = ["Context"]

ESCAPE: Final = b"\x1b"


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
        finds: tells whether bytes (with tag and VR) hold something by which the patient is known,
            in this instance or elsewhere in the batch; see `identifies`.
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
    finds: Callable[[bytes, int, str], bool]
    options: frozenset[str] = frozenset()
    day_offset: int = 0
    known_words: frozenset[str] = frozenset()
    id_prefix: str = ""

    def identifies(self, value: bytes, tag: int, vr: str) -> bool:
        """Tell whether a value holds something by which the patient is known.

        Text beyond ASCII is searched as it reads, too: in the character set in force here, which
        may be another one than the file's, past escape sequences, and with letters composed.
        """
        if self.finds(value, tag, vr):
            return True
        if value.isascii() and ESCAPE not in value:
            return False
        try:
            text = decode(value, self.character_sets, vr)
        except ValueError:
            return False
        spellings = {text, unicodedata.normalize("NFKC", text)}
        return any(self.finds(spelling.encode("utf-8"), tag, vr) for spelling in spellings)
