"""What one instance taught the engine must not excuse, keep or hide anything in the next one."""

from __future__ import annotations

import gc
from operator import is_
from typing import TYPE_CHECKING

import pytest

from anami import Protocol, deidentify, engine, splits, survey
from anami.engine import forget
from anami.leakcheck import search
from anami.memo import Glance, Tables
from anami.model import Dataset, Element, ElementPath, KnownValue
from anami.needles import NeedleSet, Wanted
from anami.source import BytesSource
from anami.splits import ElementMemory, Limits, Split
from anami.writer import Span
from tests import builders as b
from tests.runs import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from anami.model import Part

BASIC = Protocol.preset("basic")
PRIVATE = Protocol.load(
    {"schema": "anami-protocol/1", "profile": "basic", "options": ["rtn_safe_priv"]}
)


def told(data: bytes, protocol: Protocol = BASIC) -> tuple[str, tuple[Part, ...], object]:
    """Give the code, the parts and the decisions."""
    outcome = deidentify(data, protocol, KEY)
    return outcome.code, outcome.parts, tuple(outcome.decisions)


def alone(batch: Iterable[bytes], protocol: Protocol = BASIC) -> list[object]:
    """Give the same for each of a batch with nothing remembered."""
    found: list[object] = []
    for data in batch:
        forget()
        found.append(told(data, protocol))
    forget()
    return found


def with_day(kept: str, removed: str) -> bytes:
    """Make an instance that keeps a number of eight digits and loses a date."""
    return b.part10(b.put(b.ct(), b.el("ExposureInuAs", kept), b.el("AcquisitionDate", removed)))


def test_a_leak_is_found_after_another_file_was_withheld() -> None:
    batch = [with_day("7", "20240105"), with_day("20230303", "20230303")]
    batch.append(with_day("20240105", "20240105"))
    assert [deidentify(data, BASIC, KEY).code for data in batch] == ["", *["leak-found"] * 2]
    expected = alone(batch)
    assert [told(data) for data in batch] == expected


class Failing(BytesSource):
    """A source whose bulk data, of 20,000 bytes, can't be read any more."""

    def read(self, start: int, stop: int) -> bytes:
        """Fail when that is asked for."""
        if start and stop - start == 20_000:
            raise OSError
        return super().read(start, stop)


def test_a_leak_is_found_after_another_file_could_not_be_searched() -> None:
    bulk = b.Element(0x00281201, "OW", bytes(20_000))

    def file(kept: str, removed: str, *more: b.Element) -> bytes:
        elements = b.put(b.ct(), b.el("ExposureInuAs", kept), b.el("AcquisitionDate", removed))
        return b.part10(b.put(elements, *more))

    forget()
    assert deidentify(file("20240105", "20230303"), BASIC, KEY).code == ""
    broken = Failing(file("7", "20240105", bulk))
    assert deidentify(broken, BASIC, KEY).code == "unreadable"
    assert deidentify(file("20240105", "20240105"), BASIC, KEY).code == "leak-found"


class Interrupting(BytesSource):
    """A source during whose search another file is de-identified, as another thread may."""

    def __init__(self, data: bytes, other: bytes) -> None:
        """Take the bytes of both files."""
        super().__init__(data)
        self._other = other
        self.codes: list[str] = []

    def read(self, start: int, stop: int) -> bytes:
        """Do the other file when the bulk data is asked for."""
        if start and stop - start == 20_000 and not self.codes:
            self.codes.append(deidentify(self._other, BASIC, KEY).code)
        return super().read(start, stop)


def test_files_of_one_patient_that_are_done_at_once_share_no_search() -> None:
    bulk = b.Element(0x00281201, "OW", bytes(20_000))
    kept, removed = b.el("ExposureInuAs", "20230303"), b.el("AcquisitionDate", "20230303")
    outer = Interrupting(b.part10(b.put(b.ct(), kept, bulk)), b.part10(b.put(b.ct(), removed)))
    forget()
    assert deidentify(b.part10(b.ct()), BASIC, KEY).code == ""
    assert deidentify(outer, BASIC, KEY).code == ""
    assert outer.codes == [""]
    leaking = b.part10(b.put(b.ct(), kept, removed))
    assert deidentify(leaking, BASIC, KEY).code == "leak-found"


def test_a_large_instance_leaves_no_lane_and_eight_patients_do() -> None:
    forget()
    lanes = engine._LANES  # noqa: SLF001 - what is kept is seen nowhere else
    item = [b.el("ImageComments", "Quux")]
    large = b.seq("SourceImageSequence", *[item] * (engine.LARGEST_REMEMBERED // 1024))
    assert deidentify(b.part10(b.put(b.ct(), large)), BASIC, KEY).code == ""
    assert not lanes
    for number in range(engine.LANES + 4):
        data = b.part10(b.put(b.ct(), b.el("PatientID", f"QX{number}Y")))
        assert deidentify(data, BASIC, KEY).code == ""
    assert len(lanes) == engine.LANES


def held_by(root: object) -> int:
    """Count the bytes of all long values that can be reached."""
    seen: dict[int, object] = {}
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen[id(one)] = one
        if not callable(one):
            waiting += gc.get_referents(one)
    return sum(len(one) for one in seen.values() if isinstance(one, bytes))


def test_what_is_remembered_is_bounded_by_bytes_whatever_varies() -> None:
    tables: Tables[bytes] = Tables(64 * 1024)
    most = 0
    for number in range(500):
        table = tables.table((number, "ISO_IR 100"))
        tables.put(table, number, bytes(1000), 1000)
        assert table == {number: bytes(1000)}
        most = max(most, held_by(tables))
    assert 32 * 1024 < most <= 64 * 1024


def test_elements_of_undefined_length_and_guesses_are_bounded_by_bytes() -> None:
    memory = ElementMemory()

    def encoded(number: int) -> bytes:
        return number.to_bytes(4, "little") + b"\xff" * 4 + bytes(60_000)

    most = 0
    for number in range(2000):
        split = Split((Element(number, "SQ"),), 0, 0, frozenset(), encoded(number))
        memory.keep(split, defined=False)
        memory.guess(number, split)
        for earlier in range(max(0, number - 9), number):
            assert memory.recall(encoded(earlier), 0, implicit=True) is not None
        if number % 100 == 0:
            most = max(most, held_by((memory.splits, memory.undefined, memory.following)))
    assert most <= 3 * splits.REMEMBERED


def _plain(tag: int, value: bytes) -> bytes:
    """Encode an element of VR LO."""
    return b.encode_element(b.Element(tag, "LO", value), b.EXPLICIT)


def _taken(memory: ElementMemory, data: bytes, **limits: int) -> list[Element]:
    elements: list[Element] = []
    given = {"stop": len(data), "depth": 0, "group": 0, **limits}
    memory.take(data, 0, Limits(**given, implicit=False), elements)
    return elements


def test_what_came_twice_in_a_row_is_taken_as_one_and_apart_when_a_part_differs() -> None:
    memory = ElementMemory()
    tags = range(0x00181000, 0x00181008)
    header = b"".join(_plain(tag, b"AB") for tag in tags)
    first = _taken(memory, header)
    assert [element.tag for element in first] == list(tags)
    again = [_taken(memory, header) for _ in range(3)]
    assert all(map(is_, elements, first) for elements in again)
    assert len(memory.following[0].parts) == len(tags)
    other = header.replace(_plain(tags[3], b"AB"), _plain(tags[3], b"XY"))
    found = _taken(memory, other)
    assert [element.value for element in found] == [b"AB"] * 3 + [b"XY"] + [b"AB"] * 4
    assert found[2] is first[2]
    assert found[4] is first[4]


def test_nothing_is_taken_beyond_the_end_the_group_or_the_deepest_level() -> None:
    memory = ElementMemory()
    header = _plain(0x00181000, b"AB") + _plain(0x00181001, b"CD") + _plain(0x00200010, b"EF")
    whole = [_taken(memory, header) for _ in range(4)][-1]
    assert len(whole) == 3
    assert _taken(memory, header, stop=len(header) - 1) == whole[:2]
    assert _taken(memory, header, group=0x0018) == whole[:2]
    assert _taken(memory, header, depth=splits.DEEPEST) == whole
    assert _taken(memory, header, depth=splits.DEEPEST + 1) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xfe\xff\x0d\xe0LO\x02\x00AB", id="delimiter"),
        pytest.param(b"\xe0\x7f\x10\x00US\x02\x00AB", id="pixels"),
        pytest.param(b"\x10\x00\x10\x00LO\x04\x00AB", id="truncated"),
        pytest.param(b"\x10\x00\x10\x00lo\x02\x00AB", id="no VR"),
        pytest.param(b"\x10\x00\x10\x00OB\x00\x00\x02\x00\x00\x00AB", id="opaque"),
        pytest.param(b"\x10\x00\x10\x00SQ\x00\x00\x00\x00\x00\x00", id="sequence"),
    ],
)
def test_what_is_not_plain_is_left_to_the_reader(data: bytes) -> None:
    assert _taken(ElementMemory(), data) == []


def test_a_glance_answers_by_the_elements_that_it_looked_at() -> None:
    asked = []

    def find(dataset: Dataset, tag: int) -> bytes:
        asked.append(dataset)
        name = dataset.get(tag)
        more = dataset.get(0x00100020) if name is not None and name.value == b"AB" else None
        return b"".join(one.value for one in (name, more) if one and isinstance(one.value, bytes))

    glance: Glance[bytes] = Glance()
    name, other, number = (
        Element(0x00100010, "PN", b"AB", shared=True),
        Element(0x00100010, "PN", b"CD", shared=True),
        Element(0x00100020, "LO", b"12", shared=True),
    )
    assert glance.ask(find, Dataset((other,)), 0x00100010) == b"CD"
    assert glance.ask(find, Dataset((other, number)), 0x00100010) == b"CD"
    assert len(asked) == 1
    assert glance.ask(find, Dataset((name, number)), 0x00100010) == b"AB12"
    assert glance.ask(find, Dataset((name,)), 0x00100010) == b"AB"
    assert glance.ask(find, Dataset((name, number)), 0x00100010) == b"AB12"
    assert len(asked) == 3
    assert glance.ask(find, Dataset((name, number)), 0x00100020) == b"12"
    glance.clear()
    assert glance.ask(find, Dataset((name, number)), 0x00100010) == b"AB12"
    assert len(asked) == 5


def test_a_uid_is_found_beside_bytes_of_a_length_or_tag_that_are_digits() -> None:
    uid = b"1.2.276.0.7230010.3.1.4.8323329.1234.1700000000.1234"
    place = Span(4, 4 + len(uid), ElementPath(0x0020000D), "UI")
    for before, after in ((b"UI\0\0", b"\x20\0"), (b"UI\x004", b"\x30\0"), (b"UI\x004", b"\0\x30")):
        found = search(
            before + uid + after,
            {uid},
            NeedleSet(()),
            lambda offset: place if place.start <= offset < place.stop else None,
        )
        assert [hit.path for hit in found] == [place.path]


@pytest.mark.parametrize("others", [0, 100])
def test_a_name_of_two_bytes_is_found_among_few_and_among_many_values(others: int) -> None:
    known = [KnownValue("identifier", f"QX{number}Y{number}") for number in range(others)]
    wanted = Wanted(("latin-1",)).add([KnownValue("name", "\u00d6z"), *known])
    text = "for \u00d6z only".encode("latin-1")
    place = Span(0, len(text), ElementPath(0x00204000), "LT")
    assert search(text, set(), wanted.words, lambda _: place)


def declaring() -> b.Element:
    """Make the element by which an instance declares a block of its own safe."""
    return b.seq(
        "PrivateDataElementCharacteristicsSequence",
        [
            b.el("PrivateGroupReference", 9),
            b.el("PrivateCreatorReference", "OF NO TABLE"),
            b.el("BlockIdentifyingInformationStatus", "SAFE"),
        ],
    )


def test_what_one_instance_declares_safe_within_items_is_not_kept_in_the_next() -> None:
    item = [
        b.Element(0x00090010, "LO", "OF NO TABLE"),
        b.Element(0x00091001, "US", 7),
        b.el("CodeValue", "113691"),
        b.el("CodingSchemeDesignator", "DCM"),
        b.el("CodeMeaning", "IEC Body Dosimetry Phantom"),
    ]
    plain = b.put(b.ct(), b.seq("CTDIPhantomTypeCodeSequence", item))
    batch = [b.part10(b.put(plain, declaring())), b.part10(plain)]
    expected = alone(batch, PRIVATE)
    assert [told(data, PRIVATE) for data in batch] == expected
    forget()
    assert [told(data, PRIVATE) for data in reversed(batch)] == expected[::-1]


@pytest.mark.parametrize("first", ["SIEMENS MR HEADER", "SOMEBODY ELSE"])
def test_a_block_that_is_reserved_twice_is_nobodys_though_it_was_somebodys_before(
    first: str,
) -> None:
    creator = b.Element(0x00190010, "LO", "SIEMENS MR HEADER")
    value = b.Element(0x0019100C, "IS", "7 ")
    twice = b.Element(0x00190010, "LO", first)
    batch = [
        b.part10(b.ordered([*b.ct(), creator, value])),
        b.part10(b.ordered([*b.ct(), twice, creator, value])),
    ]
    expected = alone(batch, PRIVATE)
    assert [told(data, PRIVATE) for data in batch] == expected


def words_in_memory(part: str) -> Iterator[str]:
    """Yield what holds a text, in whatever encoding, among all that can be reached."""
    for holder in gc.get_objects():
        for held in gc.get_referents(holder):
            if isinstance(held, (bytes, str)):
                text = held if isinstance(held, str) else held.decode("latin-1")
                if part in text.replace("\0", "").casefold():
                    yield type(holder).__name__


def test_after_forgetting_no_value_of_an_original_is_left() -> None:
    # Put together here, so that the tests themselves don't hold it.
    secret = "".join(reversed("trowyzzyx"))
    cleaning = Protocol.load(
        {
            "schema": "anami-protocol/1",
            "profile": "basic",
            "options": ["clean_desc", "rtn_long_modif_dates", "rtn_safe_priv"],
        }
    )

    def work() -> None:
        data = b.part10(
            b.put(
                b.ct(),
                b.el("PatientName", f"{secret}^Erika"),
                b.el("PatientID", f"{secret}77"),
                b.el("StudyDescription", f"Knee, {secret}"),
                b.el("ImageComments", f"M\u00fcller {secret}"),
            )
        )
        for protocol in (BASIC, cleaning):
            survey(data)
            assert deidentify(data, protocol, KEY).code == ""

    work()
    assert len(list(words_in_memory(secret))) > 1
    forget()
    gc.collect()
    # This function and those within it hold the word that they look for.
    assert set(words_in_memory(secret)) <= {"cell", "frame"}
