"""Choices → a ZIP archive with something wrong in it, and what the command line makes of it.

Written field by field (APPNOTE 6.3.10), so that local headers, directory and end can disagree.
"""

from __future__ import annotations

import re
import struct
import tempfile
import time
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from anami import report
from anami.running import Work, run
from anami.runtime.cpython import find_inputs, sink_for
from tests import builders as b
from tests.fuzz.mutation import own_seeds
from tests.fuzz.oracle import CODES, SECONDS, Verdict, leaking, told
from tests.runs import BASIC, KEY
from tests.strategies import MANGLERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.choices import Choices

__all__ = ["archive", "judge"]

P: Final = b.PERSONA
NAMES: Final = (
    *("a.dcm", "b", "c/d.dcm", f"{P.family}.dcm", f"{P.name}/{P.patient_id}/1.dcm", "x.zip"),
    *("../../../outside", "/outside", "C:\\outside", "\\\\host\\share\\outside", "..\\outside"),
    *("a/../../outside", "", ".", "..", "/", "a/", "con", "aux.dcm", "a\0b", "\0", "a\nb", "~/x"),
    *("a" * 300, "a/" * 120 + "x", "\u202egnp.mcd", "DICOMDIR", ".hidden", "|id", "$(id)", "%s%n"),
)
SIZES: Final = (0, 1, 100, 0xFFFE, 0xFFFF, 1 << 31, 0xFFFFFFFE, 0xFFFFFFFF)
METHODS: Final = (0, 8, 8, 9, 12, 14, 99)
PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+){2}/\d{6}\.dcm")
BOMB: Final = 8 * 1024 * 1024
"""Bytes of zeros that deflate to 8 kB."""


@dataclass(slots=True)
class Entry:
    """An entry as its local header and its line of the directory state it."""

    name: bytes
    packed: bytes
    method: int
    size: int
    crc: int
    flags: int = 0x800
    packed_size: int = 0
    local_size: int = 0
    offset: int = 0
    extra: bytes = b""
    comment: bytes = b""


@cache
def _contents() -> tuple[bytes, ...]:
    sound = [b.part10(seed.elements, seed.form) for seed in own_seeds()[:3]]
    inner = _written([_entry(b"inner.dcm", sound[0], 0)])
    return (*sound, sound[0][:-30], b"", b"no DICOM", inner, bytes(BOMB))


@cache
def _deflated(content: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    return engine.compress(content) + engine.flush()


def _entry(name: bytes, content: bytes, method: int) -> Entry:
    packed = _deflated(content) if method == 8 else content
    made = Entry(name, packed, method, len(content), zlib.crc32(content))
    made.packed_size, made.local_size = len(packed), len(content)
    return made


def archive(choices: Choices) -> bytes:
    """Make one archive."""
    entries: list[Entry] = []
    for _ in range(choices.below(5)):
        name = choices.pick(NAMES) if choices.often(50) else f"{len(entries)}.dcm"
        at = choices.below(7) if not choices.often(2) else 7
        entry = _entry(name.encode("utf-8"), _contents()[at], choices.pick(METHODS[:3]))
        if choices.often(30):
            _falsify(entry, choices)
        entries.append(entry)
    if entries and choices.often(10):
        entries.append(entries[0])
    data = _written(entries, choices)
    if choices.often(25):
        change = choices.pick(MANGLERS)
        data = change(data, choices.below(65536) / 65536, choices.below(65536)) or data
    return data


def _falsify(entry: Entry, choices: Choices) -> None:
    """Make one field of an entry false."""
    kind = choices.below(10)
    if kind == 0:
        entry.size = choices.pick(SIZES)
    elif kind == 1:
        entry.packed_size = choices.pick(SIZES)
    elif kind == 2:
        entry.local_size = choices.pick(SIZES)
    elif kind == 3:
        entry.method = choices.pick(METHODS)
    elif kind == 4:
        entry.flags = choices.below(65536)
    elif kind == 5:
        entry.crc ^= 1
    elif kind == 6:
        entry.offset = choices.pick((-1, 1, 30, 70, 1 << 31))
    elif kind == 7:
        size = choices.pick((0, 8, 16, 24, 28, 65535))
        entry.extra = struct.pack("<HH", 1, size) + choices.rest(28)
    elif kind == 8:
        entry.comment = P.name.encode()
    else:
        entry.packed = entry.packed[: choices.below(len(entry.packed) + 1)]


def _written(entries: list[Entry], choices: Choices | None = None) -> bytes:
    """Write local entries, directory and end."""
    odd = choices is not None and choices.often(15)
    data = bytearray(choices.rest(40) if choices and odd and choices.often(50) else b"")
    directory = bytearray()
    for one in entries:
        start = len(data)
        head = (20, one.flags, one.method, 0, 33, one.crc, one.packed_size & 0xFFFFFFFF)
        sizes = (len(one.name), len(one.extra))
        data += struct.pack("<4s5H3I2H", b"PK\3\4", *head, one.local_size & 0xFFFFFFFF, *sizes)
        data += one.name + one.extra + one.packed
        stated = (start + one.offset) & 0xFFFFFFFF
        rest = (len(one.comment), 0, 0, 0o120777 << 16, stated)
        fields = (20, *head, one.size & 0xFFFFFFFF, *sizes, *rest)
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", *fields)
        directory += one.name + one.extra + one.comment
    count, at, comment = len(entries), len(data), b""
    if choices and odd:
        count = choices.pick((0, 1, 0xFFFF, count))
        at = choices.pick((at, 0, 0xFFFFFFFF, at + 1))
        comment = P.name.encode()
    end = (0, 0, count, count, len(directory), at, len(comment))
    return bytes(data + directory + struct.pack("<4s4H2IH", b"PK\5\6", *end) + comment)


def judge(data: bytes) -> Verdict:
    """Give an archive to the command line's engine, and look at all that it wrote."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        place = Path(folder)
        source, target = place / "in" / f"{P.family}.zip", place / "out"
        source.parent.mkdir()
        source.write_bytes(data)
        started = time.process_time()
        try:
            inputs = find_inputs([source])
            sink = sink_for(target)
            done = run(inputs, Work(BASIC, KEY), sink, 1)
            sink.close()
            built = report.build_report(BASIC, done.files, done.profiles)
        except Exception as error:  # noqa: BLE001 - whatever comes out is the finding
            return Verdict("exception", *told("exception", error))
        took = time.process_time() - started
        rows = built["files"]
        codes = {row["code"] or row["status"] for row in rows}
        name = codes.pop() if len(codes) == 1 else f"{len(codes)} different ends"
        if took > SECONDS:
            return Verdict(name, "slow", f"{took:.1f} s")
        if source.read_bytes() != data:
            return Verdict(name, "input changed")
        return Verdict(name, next(_faults(place, rows, len(inputs)), ""))


def _faults(place: Path, rows: list[dict[str, Any]], inputs: int) -> Iterator[str]:
    """Yield what is wrong with what was written, and with how it was counted and told."""
    target = place / "out"
    done = [row["entry"] for row in rows if row["status"] == "de-identified"]
    codes = {row["code"] for row in rows if row["status"] != "de-identified"}
    files = {p.relative_to(target).as_posix(): p for p in target.rglob("*") if p.is_file()}
    if len(rows) != inputs or not inputs:
        yield "not all inputs are told of"
    if not codes <= CODES or "internal-error" in codes:
        yield "a code that should not be"
    if set(files) != set(done) or len(done) != len(files):
        yield "what is told is not what is written"
    if not all(map(PLAIN.fullmatch, files)):
        yield "an entry has an odd name"
    if {p.name for p in place.iterdir()} != {"in", "out"} or len([*(place / "in").iterdir()]) > 1:
        yield "something was written elsewhere"
    if any(leaking(path.read_bytes()) for path in files.values()):
        yield "leak"
    if leaking(repr(rows).encode()):
        yield "leak in the report"
