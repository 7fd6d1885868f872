"""What comes out of the engine: survey records and outcomes, as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from anami.errors import UnreadableError
from anami.model import Decision, KnownValue, Part, Range, Source, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Outcome", "ResultSource", "SurveyRecord"]

COPY_PIECE: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SurveyRecord:
    """What the first pass learns of one input. Holds values of the original: never to be logged.

    Attributes:
        status: ``readable``, ``refused`` or ``skipped``.
        code: why it can't be de-identified, "" if it can.
        size: bytes.
        patient_code: what a subject code list gives the patient, "" without a list.
        patient_key, study_key, series_key: equal for instances that belong together.
        instance_number: None if absent or no number.
        frames: number of frames, 1 if not stated.
        warnings: codes, as without any option.
        spared: option and code of each warning that does not hold once the option is chosen.
        known: values by which the patient could be recognised.

    """

    status: str
    code: str = ""
    size: int = 0
    patient_key: str = ""
    patient_code: str = ""
    patient_name: str = ""
    patient_id: str = ""
    study_key: str = ""
    study_date: str = ""
    study_description: str = ""
    series_key: str = ""
    series_number: str = ""
    series_description: str = ""
    modality: str = ""
    sop_instance_uid: str = ""
    sop_class_uid: str = ""
    sop_class_name: str = ""
    transfer_syntax_uid: str = ""
    instance_number: int | None = None
    frames: int = 1
    warnings: tuple[str, ...] = ()
    spared: tuple[tuple[str, str], ...] = ()
    known: tuple[KnownValue, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain data, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input.

    Attributes:
        status: de-identified, refused or skipped.
        code: why it was refused or skipped; "" if de-identified.
        where: for a refused file: path of the element at fault, if one is; never a value.
        decisions: what was done to each element.
        warnings: codes.
        parts: the result: bytes, and ranges of the source.
        sop_class: SOP Class UID of the result.
        source: what the ranges refer to.

    """

    status: Status
    code: str = ""
    where: str = ""
    decisions: Sequence[Decision] = ()
    warnings: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    sop_class: str = ""
    source: Source | None = None

    @property
    def size(self) -> int:
        """Bytes of the result."""
        return sum(len(part) for part in self.parts)

    def check_source(self) -> None:
        """Read the last byte of each range, to notice a source that shrank or vanished.

        Raises:
            UnreadableError: it did.

        """
        for part in self.parts:
            if isinstance(part, Range) and len(part) and self.source is not None:
                _exactly(self.source, Range(part.stop - 1, part.stop))

    def write(self, file: IO[bytes]) -> None:
        """Write the result to a binary file object, ranges piece by piece.

        Raises:
            ValueError: there is no result: the input was refused or skipped.
            UnreadableError: the source changed or can't be read any more.

        """
        if self.status is not Status.DEIDENTIFIED or self.source is None:
            raise ValueError(self.code)
        for part in self.parts:
            if isinstance(part, bytes):
                file.write(part)
                continue
            file.writelines(
                _exactly(self.source, Range(start, min(start + COPY_PIECE, part.stop)))
                for start in range(part.start, part.stop, COPY_PIECE)
            )


class ResultSource:
    """A result as a source, so that it can be read like any input."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.size = outcome.size

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes [start, stop)."""
        pieces, source = [], self._outcome.source
        for part in self._outcome.parts:
            begin, end = max(start, 0), min(stop, len(part))
            if begin < end:
                if isinstance(part, bytes):
                    pieces.append(part[begin:end])
                elif source is not None:
                    pieces.append(source.read(part.start + begin, part.start + end))
            start, stop = start - len(part), stop - len(part)
        return b"".join(pieces)


def _exactly(source: Source, wanted: Range) -> bytes:
    try:
        piece = source.read(wanted.start, wanted.stop)
    except OSError:
        raise UnreadableError from None
    if len(piece) != len(wanted):
        raise UnreadableError
    return piece
