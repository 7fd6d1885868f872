"""What the instances of one subject share, so that it need be found out only once.

A lane is everything that follows from protocol, key, subject and what is known of it: the policy,
the replacements' context, what was done to earlier elements, what was already searched. It holds
values of originals and the key, in memory only; `anami.engine.forget` drops all lanes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from anami import markers, needles, secrets, witness
from anami.model import as_shared
from anami.pieces import Memory, Subject
from anami.writer import Encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from anami.identity import Key, Patient
    from anami.model import Dataset, Element, Encoding, KnownValue, Part
    from anami.pieces import Piece
    from anami.policy import Policy
    from anami.protocol import Protocol
    from anami.rulings import Entries

__all__ = ["Circumstances", "Lane"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides, beside an element itself, what becomes of it; equal ones share a lane.

    Attributes:
        sop_class: SOP Class UID.
        lists_references: see `anami.policy.Policy`.
        protocol: what the person chose.
        key: from which replacements follow.
        patient: whose instance it is.
        patient_id: the original Patient ID.
        day_offset: days by which dates are shifted.
        encoding: of the data set.
        terms: character sets of the root data set.
        known: values that must not be found.

    """

    sop_class: str
    lists_references: bool
    protocol: Protocol
    key: Key
    patient: Patient
    patient_id: str
    day_offset: int
    encoding: Encoding
    terms: tuple[str, ...]
    known: frozenset[KnownValue]


@dataclass(slots=True)
class Lane:
    """The shared part of the instances under the same circumstances.

    Attributes:
        policy: the protocol compiled for their SOP Class.
        subject: see `anami.rewrite`.
        memory: what was done to elements.
        encoder: what was encoded.

    """

    circumstances: Circumstances
    policy: Policy
    subject: Subject = field(init=False)
    memory: Memory = field(init=False, default_factory=Memory)
    encoder: Encoder = field(init=False)
    _codecs: tuple[str, ...] = field(init=False)
    _vigil: witness.Vigil = field(init=False)
    _counted: Sequence[Piece] = field(init=False, default=())
    _identities: set[int] = field(init=False, default_factory=set)
    _allowed: secrets.Allowed | None = field(init=False, default=None)
    _markers: tuple[object, tuple[Element, ...], Entries] = field(
        init=False, default=(None, (), ())
    )

    def __post_init__(self) -> None:
        """Find out what all instances of the lane share."""
        given = self.circumstances
        self._codecs = witness.codecs_of(given.terms)
        self.encoder = Encoder(given.encoding)
        self._vigil = witness.Vigil(self._codecs)
        self.subject = Subject(
            key=given.key,
            patient=given.patient,
            patient_id=given.patient_id,
            encoding=given.encoding,
            identifies=witness.identifier_test(given.known, self._codecs),
            options=given.protocol.options,
            day_offset=given.day_offset,
            known_words=needles.words_of(given.known),
            id_prefix=given.protocol.replacement.patient_id_prefix,
        )

    def markers(self, original: Dataset) -> tuple[tuple[Element, ...], Entries]:
        """Return the markers to write and what is decided about them."""
        asked = markers.earlier_codes(original)
        if self._markers[0] != asked:
            made = markers.markers(asked, self.circumstances.protocol)
            made = tuple(map(as_shared, made))
            self._markers = (asked, made, markers.rulings(made))
        return self._markers[1:]

    def require_clean(
        self,
        written: witness.Written,
        pieces: Sequence[Piece],
        allowed: secrets.Allowed,
        load: Callable[[Part], bytes],
    ) -> None:
        """Search a result for every value that must not be in it.

        Args:
            written: what would be handed out.
            pieces: of what it was made; they know what was removed.
            allowed: what may stand in it on purpose.
            load: returns the bytes of a part.

        Raises:
            LeakFoundError: something was found.

        """
        if allowed != self._allowed or self._vigil.is_full:
            self._begin_anew()
            self._allowed = allowed
        identities = set(map(id, pieces))
        new = _removed(piece for piece in pieces if id(piece) not in self._identities)
        if not self._counted:
            new |= self.circumstances.known

        def every() -> Iterable[KnownValue]:
            return secrets.still_secret((*_removed(pieces), *self.circumstances.known), allowed)

        try:
            self._vigil.require_clean(written, secrets.still_secret(new, allowed), every, load)
        except BaseException:
            # A search that ended early has not searched for everything in everything.
            self._begin_anew()
            raise
        # As long as the pieces are held, nothing else can have their identities.
        self._counted, self._identities = pieces, identities

    def _begin_anew(self) -> None:
        self._counted, self._identities = (), set()
        self._vigil = witness.Vigil(self._codecs)


def _removed(pieces: Iterable[Piece]) -> set[KnownValue]:
    removed: set[KnownValue] = set()
    for piece in pieces:
        if piece.removed:
            removed |= piece.removed
    return removed
