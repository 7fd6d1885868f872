"""Subject code lists: original Patient ID → code, as a study's own list gives them.

A code list is the person's file and holds patients' identifiers: it is read, used and forgotten, is
never part of a protocol or a result, and no error repeats what stands in it. CSV in UTF-8 or UTF-16
with a header; comma, semicolon or tab, as spreadsheets in different countries write it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from anami.errors import (
    CircularMergeError,
    CodeListCollisionError,
    CodeListDuplicateError,
    CodeListError,
    CodeListHeaderError,
    CodeListValueError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CodeList", "Subject"]

PATIENT_ID: Final = "patient_id"
CODE: Final = "code"
DAY_OFFSET: Final = "day_offset"
SAME_AS: Final = "same_as"
COLUMNS: Final = frozenset((PATIENT_ID, CODE, DAY_OFFSET, SAME_AS))
REQUIRED: Final = frozenset((PATIENT_ID, CODE))

LARGEST: Final = 64 * 1024 * 1024
LONGEST_ID: Final = 64
"""Characters of an LO (PS3.5 2026d Table 6.2-1)."""
CODE_SHAPE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,30}[A-Za-z0-9_-])?")
"""A code becomes Patient ID, Patient's Name and a folder's name, so it must suit all three."""
OFFSET_SHAPE: Final = re.compile(r"[+-]?[0-9]{1,5}")
LARGEST_OFFSET: Final = 36_525
"""Days: a hundred years."""
DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who stands behind an original ID.

    Attributes:
        code: what replaces the ID.
        day_offset: days by which the subject's dates are shifted; None: the key decides.
        canonical_id: the original ID under which all of the subject's IDs are merged.

    """

    code: str
    day_offset: int | None = None
    canonical_id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the list, as it stands there."""

    number: int
    patient_id: str
    code: str
    day_offset: int | None
    same_as: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """Original Patient IDs and their subjects; never changed once it is read."""

    subjects: Mapping[str, Subject] = field(repr=False)

    @classmethod
    def read(cls, content: bytes, prefix: str = "") -> CodeList:
        """Read a code list.

        Args:
            content: the bytes of the CSV file. Columns: ``patient_id`` and ``code``, and if wished
                ``day_offset`` (whole days, not 0) and ``same_as`` (another ``patient_id`` of the
                list that is the same person).
            prefix: for subjects without a code: they become PREFIX-0001, PREFIX-0002 and so on, by
                the order of their first lines. It may bring a hyphen of its own, as a prefix of
                keyed codes does.

        Raises:
            CodeListError: it isn't CSV in UTF-8 or UTF-16.
            CodeListHeaderError: a column is missing, unknown, or there twice.
            CodeListValueError: a cell doesn't suit its column, or there is no code and no prefix.
            CodeListDuplicateError: an original ID stands on two lines.
            CodeListCollisionError: two subjects would get one code, or a code is an original ID.
            CircularMergeError: ``same_as`` leads in a circle.

        """
        lines = {}
        for line in _lines(_decoded(content)):
            if line.patient_id in lines:
                raise CodeListDuplicateError(_where(line))
            lines[line.patient_id] = line
        merged = {line.patient_id: _canonical(line, lines) for line in lines.values()}
        offsets = _offsets(lines, merged)
        codes = _codes(lines, merged, prefix.rstrip("_-"))
        return cls(
            {
                one: Subject(codes[canonical], offsets.get(canonical), canonical)
                for one, canonical in merged.items()
            }
        )

    def subject(self, patient_id: str) -> Subject | None:
        """Return the subject of an original Patient ID, None if the list doesn't have it.

        Spaces around an ID mean nothing (PS3.5 2026d §6.2, LO).
        """
        return self.subjects.get(patient_id.strip())


def _where(line: _Line) -> str:
    return f"line {line.number}"


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise CodeListError
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise CodeListError from None
    if "\0" in text:
        # UTF-16 without its mark, or no text at all.
        raise CodeListError
    return text


def _lines(text: str) -> Iterator[_Line]:
    """Give the lines below the header; lines without any cell filled are passed over."""
    delimiter, text, skipped = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = _header(next(reader, []), skipped + 1)
        start = reader.line_num + 1
        for cells in reader:
            number, start = skipped + start, reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield _line(number, names, [cell.strip() for cell in cells])
    except csv.Error:
        where = f"line {skipped + reader.line_num}"
        raise CodeListError(where) from None


def _delimiter(text: str) -> tuple[str, str, int]:
    """Return the delimiter, the text from the header on, and how many lines stood before it."""
    head, _, rest = text.partition("\n")
    if re.fullmatch(r"(?i)sep=[,;\t]", head.rstrip("\r")):
        # Spreadsheets write and read this line; it is no part of the table.
        return head[4], rest, 1
    return max(DELIMITERS, key=head.count), text, 0


def _header(cells: list[str], number: int) -> list[str]:
    names = [re.sub(r"[\s_-]+", "_", cell.strip().casefold()) for cell in cells]
    if len(names) != len(set(names)) or not REQUIRED <= set(names) <= COLUMNS:
        where = f"line {number}"
        raise CodeListHeaderError(where)
    return names


def _line(number: int, names: list[str], cells: list[str]) -> _Line:
    row = dict(zip(names, cells, strict=False))
    line = _Line(
        number=number,
        patient_id=row.get(PATIENT_ID, ""),
        code=row.get(CODE, ""),
        day_offset=_offset(row.get(DAY_OFFSET, ""), number),
        same_as=row.get(SAME_AS, ""),
    )
    fits = (
        len(cells) == len(names)
        and 0 < len(line.patient_id) <= LONGEST_ID
        and (not line.code or CODE_SHAPE.fullmatch(line.code))
    )
    if not fits:
        raise CodeListValueError(_where(line))
    return line


def _offset(text: str, number: int) -> int | None:
    if not text:
        return None
    # An offset of 0 would publish the true dates.
    if not OFFSET_SHAPE.fullmatch(text) or not 0 < abs(int(text)) <= LARGEST_OFFSET:
        where = f"line {number}"
        raise CodeListValueError(where)
    return int(text)


def _canonical(line: _Line, lines: Mapping[str, _Line]) -> str:
    """Follow ``same_as`` to the ID that is merged with no other."""
    seen = {line.patient_id}
    current = line
    while current.same_as:
        if current.same_as in seen:
            raise CircularMergeError(_where(line))
        if current.same_as not in lines:
            raise CodeListValueError(_where(current))
        current = lines[current.same_as]
        seen.add(current.patient_id)
    return current.patient_id


def _offsets(lines: Mapping[str, _Line], merged: Mapping[str, str]) -> dict[str, int]:
    offsets: dict[str, int] = {}
    for line in lines.values():
        if line.day_offset is None:
            continue
        if offsets.setdefault(merged[line.patient_id], line.day_offset) != line.day_offset:
            raise CodeListValueError(_where(line))
    return offsets


def _codes(lines: Mapping[str, _Line], merged: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the code of each canonical ID: the one that stands there, else the next number."""
    order = list(dict.fromkeys(merged.values()))
    codes: dict[str, str] = {}
    for line in lines.values():
        if line.code and codes.setdefault(merged[line.patient_id], line.code) != line.code:
            raise CodeListValueError(_where(line))
    for position, canonical in enumerate(order, start=1):
        if canonical not in codes:
            if not prefix:
                raise CodeListValueError(_where(lines[canonical]))
            codes[canonical] = f"{prefix}-{position:04d}"
    originals = {one.casefold() for one in lines}
    taken: set[str] = set()
    for canonical, code in codes.items():
        # Folders of many systems don't tell capital letters from small ones.
        folded = code.casefold()
        if folded in taken or folded in originals:
            raise CodeListCollisionError(_where(lines[canonical]))
        taken.add(folded)
    return codes
