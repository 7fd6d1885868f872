"""Time and memory stay bounded, whatever a file claims: each ends with its code."""

from __future__ import annotations

import struct

import pytest

from anami import deidentify, parsing, reader, survey
from tests import builders as b
from tests.runs import BASIC, KEY, run

CONTENT = 0x0040A730
HUGE = 1 << 42


class Endless:
    """A source that claims terabytes, gives zeros after its head, and counts what is asked for."""

    size = HUGE

    def __init__(self, head: bytes) -> None:
        self._head = head
        self.asked = 0

    def read(self, start: int, stop: int) -> bytes:
        """Return bytes of the head, and zeros."""
        self.asked += stop - start
        assert self.asked < 64 * 1024 * 1024, "too much was asked for"
        return self._head[start:stop].ljust(stop - start, b"\0")


def before(tag: int) -> list[b.Element]:
    """Give the elements of a CT that stand before a tag."""
    return [e for e in b.ct() if e.tag < tag]


def nested(depth: int) -> bytes:
    """Encode sequences within sequences of undefined length."""
    opening = b"\x40\0\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\0\xe0\xff\xff\xff\xff"
    closing = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    return opening * depth + closing * depth


@pytest.mark.parametrize(
    "depth,code", [(64, ""), (65, "nesting-too-deep"), (50_000, "nesting-too-deep")]
)
def test_nesting_is_bounded(depth: int, code: str) -> None:
    data = b.part10(before(CONTENT), trailing=nested(depth))
    assert run(data).code == code
    assert survey(data).code == code


@pytest.mark.parametrize("length", [0x7FFFFFFF, 0xFFFFFFFE])
@pytest.mark.parametrize("vr", ["UT", "OB", "UN", "SQ"])
def test_gigabytes_that_are_only_declared_are_truncated(length: int, vr: str) -> None:
    lie = b.Element(0x00104000, vr, b"ab", length=length)
    assert run(b.part10(b.ordered([*b.ct(), lie]))).code == "truncated"


@pytest.mark.parametrize("vr,code", [("UT", "header-too-large"), ("SQ", "malformed")])
def test_gigabytes_that_a_file_really_has_are_not_read_into_memory(vr: str, code: str) -> None:
    lie = b.Element(0x00104000, vr, b"", length=0xFFFFFFF0)
    source = Endless(b.part10([*before(0x00104000), lie]))
    assert deidentify(source, BASIC, KEY).code == code


@pytest.mark.parametrize("form", [b.EXPLICIT, b.IMPLICIT], ids=lambda form: form.name)
def test_terabytes_of_zeros_after_the_pixels_are_dropped(form: b.Form) -> None:
    source = Endless(b.part10([*before(0x7FE00010), b.Element(0x7FE00010, "OW", bytes(128))], form))
    outcome = deidentify(source, BASIC, KEY)
    assert outcome.code == ""
    assert outcome.warnings == ("trailing-bytes-dropped",)
    assert outcome.size < 10_000


@pytest.mark.parametrize("form", [b.EXPLICIT, b.IMPLICIT, b.BIG], ids=lambda form: form.name)
@pytest.mark.parametrize("size,code", [(100_000, ""), (1 << 21, "malformed")])
def test_zeros_after_a_data_set_without_pixels_are_dropped_if_they_may_be_padding(
    form: b.Form, size: int, code: str
) -> None:
    assert run(b.part10(b.sr(), form, trailing=bytes(size))).code == code


@pytest.mark.parametrize("frames", ["1", "2147483647", "999999999999", "-5", "0"])
def test_an_image_may_claim_any_size(frames: str) -> None:
    """Neither the result nor what is shown of it is laid out by what the image claims."""
    claims = (b.el("Rows", 65_535), b.el("Columns", 65_535), b.el("NumberOfFrames", frames))
    data = b.part10(b.put(b.ct(), *claims))
    assert run(data).done
    assert survey(data).status == "readable"


def test_a_million_items_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    many = b.Element(0x00081140, "SQ", item * 20_000)
    data = b.part10(b.put(b.ct(), many))
    assert run(data).done
    # The bound is lowered as if there were fifty times as many: a million take too long here.
    monkeypatch.setattr(parsing, "HEADER_LIMIT", parsing.HEADER_LIMIT // 53)
    assert run(data).code == "header-too-large"


def test_a_deflate_bomb_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "INFLATED_LIMIT", 1024 * 1024)
    bomb = b.put(b.ct(), b.Element(0x00104000, "UT", bytes(4 * 1024 * 1024)))
    data = b.part10(bomb, b.DEFLATED)
    assert len(data) < 20_000
    assert run(data).code == survey(data).code == "header-too-large"


def test_a_stream_of_many_empty_fragments_comes_out_as_it_was() -> None:
    data = b.part10(b.put(b.ct(), b.encapsulated(*[b""] * 5000)), b.JPEG)
    made = run(data)
    assert made.done
    assert len(made.data) < len(data) + 2000
