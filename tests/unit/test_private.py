"""Retain Safe Private: known elements stay, in blocks of their own data set (PS3.15 E.3.10)."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anami import Key
from anami.concerns import dates, private, uids
from anami.concerns.builders import item, text_element
from anami.concerns.context import Context
from anami.concerns.private_declarations import Characteristics, declared_characteristics
from anami.identity import Patient
from anami.model import Action, Dataset, Element, Encoding, Part, Range
from anami.standard import safe_private

SIEMENS: Final = "SIEMENS MR HEADER"
PHILIPS: Final = "Philips Imaging DD 001"
GE: Final = "GEMS_PARM_01"
MEDCOM: Final = "SIEMENS MEDCOM HEADER"
NAME: Final = "Vellqwist"
EXPLICIT: Final = Encoding(implicit=False)
IMPLICIT: Final = Encoding(implicit=True)
BIG: Final = Encoding(implicit=False, little=False)
LOCAL: Final = (0x0009, "LOCAL 1.0")
SAMPLES: Final = {
    "AT": b"\x28\x00\x10\x00",
    "CS": b"YES ",
    "DS": b"1.5 ",
    "IS": b"7 ",
    "LO": b"FINE",
    "LT": b"FINE",
    "OB": b"\x01\x02",
    "OW": b"\x01\x02",
    "SH": b"FINE",
    "ST": b"FINE",
    "UI": b"1.2.3.4.5\0",
    "FD": bytes(8),
    "FL": bytes(4),
    "SL": bytes(4),
    "SS": bytes(2),
    "UL": bytes(4),
    "US": bytes(2),
}


def load(part: Part) -> bytes:
    """Load a part; ranges are of zeros."""
    return bytes(len(part)) if isinstance(part, Range) else part


def context(dataset: Dataset, encoding: Encoding = EXPLICIT) -> Context:
    """Make the instance around a data set."""
    return Context(
        key=Key.from_bytes(bytes(32)),
        patient=Patient("id\0PID1\0"),
        patient_id="PID1",
        encoding=encoding,
        load=load,
        item=dataset,
        character_sets=(),
        own_uid=lambda tag: f"2.25.{tag}",
        finds=lambda value, _tag, _vr: NAME.upper().encode() in value.upper(),
        day_offset=7,
        options=frozenset(("rtn_safe_priv",)),
    )


def text(element: Element, _context: Context) -> Element | None:
    """Clean a text: what is fine stays."""
    return element if element.value == b"FINE" else None


def sequence(element: Element) -> Element:
    """Rewrite the items of a sequence."""
    return Element(element.tag, "SQ", items=(item(text_element(0x00080060, "CS", "MR")),))


HANDS: Final = private.Hands(text=text, moment=dates.shift, uid=uids.replace, sequence=sequence)


def creator(group: int, block: int, name: str) -> Element:
    """Reserve a block."""
    return text_element(group << 16 | block, "LO", name)


def put(tag: int, vr: str, value: Part = b"", items: tuple[Dataset, ...] | None = None) -> Element:
    """Make an element."""
    return Element(tag, vr, value, items=items)


def verdicts(
    *elements: Element,
    encoding: Encoding = EXPLICIT,
    said: Characteristics | None = None,
    superseded: tuple[Element, ...] = (),
) -> tuple[private.Verdict, ...]:
    """Judge a data set."""
    dataset = Dataset(item(*elements).elements, superseded)
    return private.safe_elements(dataset, context(dataset, encoding), said or {}, HANDS)


def kept(
    *elements: Element, encoding: Encoding = EXPLICIT, said: Characteristics | None = None
) -> list[Element]:
    """Give what would be written."""
    found = verdicts(*elements, encoding=encoding, said=said)
    return [verdict.written for verdict in found if verdict.written is not None]


def number(tag: int, *values: int) -> Element:
    """Make a US."""
    return put(tag, "US", struct.pack(f"<{len(values)}H", *values))


def characteristic(
    status: str,
    *nonidentifying: int,
    actions: tuple[tuple[str, tuple[int, ...]], ...] = (),
    vrs: tuple[tuple[int, str], ...] = (),
    block: tuple[int, str] = LOCAL,
) -> Dataset:
    """Make an item of Private Data Element Characteristics Sequence."""
    elements = [
        number(0x00080301, block[0]),
        text_element(0x00080302, "LO", block[1]),
        text_element(0x00080303, "CS", status),
    ]
    if nonidentifying:
        elements.append(number(0x00080304, *nonidentifying))
    if actions:
        items = tuple(
            item(number(0x00080306, *which), text_element(0x00080307, "CS", code))
            for code, which in actions
        )
        elements.append(put(0x00080305, "SQ", items=items))
    if vrs:
        items = tuple(
            item(number(0x00080308, which), text_element(0x0008030A, "CS", vr)) for which, vr in vrs
        )
        elements.append(put(0x00080310, "SQ", items=items))
    return item(*elements)


def said(*items: Dataset) -> Characteristics:
    """Read characteristics."""
    root = item(put(0x00080300, "SQ", items=items))
    return declared_characteristics(root, context(root).encoding)


def local(element: int, vr: str = "LO", value: Part = b"FINE") -> tuple[Element, Element]:
    """Make an element of the local block and its creator."""
    return creator(0x0009, 0x10, LOCAL[1]), put(0x00091000 | element, vr, value)


@pytest.mark.parametrize("row", safe_private.ROWS, ids=lambda row: row.tag + row.private_creator)
def test_every_row_is_kept_wherever_its_block_is_and_nowhere_else(
    row: safe_private.SafePrivateRow,
) -> None:
    group, low = int(row.group, 16), int(row.element_in_block, 16)
    vr = row.vr.split("/")[0] or "FD"
    items = (item(),) if vr == "SQ" else None
    element = put(group << 16 | 0x4200 | low, vr, SAMPLES.get(vr, b""), items)
    written = kept(creator(group, 0x42, row.private_creator), element)
    assert [one.tag for one in written] == [group << 16 | 0x10, group << 16 | 0x1000 | low]
    assert written[1].vr == vr
    assert not kept(creator(group, 0x42, row.private_creator + " "), put(element.tag + 0x100, vr))
    assert not kept(creator(group, 0x42, "SOMEBODY ELSE"), element)
    other = creator(group + 2, 0x42, row.private_creator)
    assert not kept(other, element)


def test_an_element_that_no_row_lists_goes_and_its_creator_with_it() -> None:
    assert not kept(creator(0x0029, 0x10, MEDCOM), put(0x00291008, "CS", b"YES "))
    found = verdicts(creator(0x0029, 0x10, MEDCOM), put(0x00291008, "CS", b"YES "))
    assert [verdict.action for verdict in found] == [Action.REMOVE, Action.REMOVE]


def test_one_verdict_for_each_private_element_in_order_and_none_for_others() -> None:
    elements = (
        text_element(0x00080060, "CS", "MR"),
        put(0x00090000, "UL", bytes(4)),
        put(0x00090001, "LO", b"FINE"),
        creator(0x0019, 0x10, SIEMENS),
        put(0x0019100C, "IS", b"7 "),
        put(0x00191099, "IS", b"7 "),
        put(0x00192099, "IS", b"7 "),
    )
    found = verdicts(*elements)
    assert [verdict.found for verdict in found] == list(elements[1:])
    assert [str(verdict.action) for verdict in found] == ["X", "X", "K", "C", "X", "X"]


def test_items_do_not_inherit_the_blocks_around_them() -> None:
    assert not kept(put(0x0019100C, "IS", b"7 "))


def test_a_known_creator_that_goes_here_may_stand_elsewhere() -> None:
    named = characteristic("UNSAFE", block=(0x0011, "DECLARED"))
    found = verdicts(
        creator(0x0009, 0x10, f"{NAME} 1.0"),
        creator(0x0011, 0x10, "DECLARED"),
        creator(0x0019, 0x10, SIEMENS),
        put(0x00191077, "LO", b"FINE"),
        said=said(named),
    )
    assert [verdict.telling for verdict in found] == [True, False, False, True]
    assert all(verdict.written is None for verdict in found)


@pytest.mark.parametrize("group", sorted(private.FORBIDDEN_GROUPS))
def test_groups_that_belong_to_nobody_are_never_kept(group: int) -> None:
    safe = said(characteristic("SAFE", block=(group, "X")))
    assert not kept(creator(group, 0x10, "X"), put(group << 16 | 0x1001, "IS", b"7 "), said=safe)


def test_a_creator_that_stands_there_twice_reserves_nothing() -> None:
    twice = creator(0x0019, 0x10, "OTHER")
    element = put(0x0019100C, "IS", b"7 ")
    found = verdicts(creator(0x0019, 0x10, SIEMENS), element, superseded=(twice,))
    assert all(verdict.written is None for verdict in found)


def test_a_creator_that_tells_of_the_patient_reserves_nothing() -> None:
    block = (0x0009, f"FOR {NAME.upper()}")
    safe = said(characteristic("SAFE", block=block))
    assert not kept(creator(0x0009, 0x10, block[1]), put(0x00091001, "IS", b"7 "), said=safe)


@pytest.mark.parametrize(
    "tag,vr,value",
    [
        (0x0019100C, "IS", f"{NAME}".encode() + b" "),
        (0x0019100D, "CS", b"Doe^John"),
        (0x0019100D, "CS", NAME.upper().encode() + b" "),
        (0x0019100D, "PN", b"YES "),
        (0x0019100C, "DA", b"20200102"),
        (0x0019100E, "FD", bytes(12)),
        (0x0019100E, "FD", bytes(8 * 9)),
        (0x0019100E, "LO", bytes(24)),
        (0x0019100E, "UN", NAME.encode() * 8),
    ],
)
def test_a_kept_value_must_be_what_its_vr_says(tag: int, vr: str, value: bytes) -> None:
    assert not kept(creator(0x0019, 0x10, SIEMENS), put(tag, vr, value))


def test_without_a_vr_that_of_the_table_counts() -> None:
    reserved = put(0x00190010, "UN", SIEMENS.encode() + b" ")
    for encoding in (IMPLICIT, EXPLICIT):
        written = kept(
            reserved,
            put(0x0019100C, "UN", b"7 "),
            put(0x0019100E, "UN", bytes(24)),
            encoding=encoding,
        )
        assert [one.vr for one in written] == ["LO", "IS", "FD"]
    assert not kept(reserved, put(0x0019100E, "UN", bytes(24)), encoding=BIG)


def test_a_row_without_vr_keeps_numbers_but_nothing_of_unknown_kind() -> None:
    reserved = creator(0x0119, 0x10, "SIEMENS Ultrasound SC2000")
    assert kept(reserved, put(0x01191011, "FD", bytes(8)))
    assert not kept(reserved, put(0x01191011, "UN", bytes(8)))
    assert not kept(reserved, put(0x01191011, "LO", NAME.encode() + b" "))


def test_texts_are_cleaned_uids_replaced_and_sequences_rewritten() -> None:
    reserved = creator(0x0099, 0x10, "NQHeader")
    written = kept(
        reserved,
        put(0x00991002, "UI", b"1.2.3.4.5\0"),
        put(0x00991005, "LT", b"FINE"),
        put(0x00991020, "SH", NAME.encode() + b" "),
    )
    assert [one.tag for one in written] == [0x00990010, 0x00991002, 0x00991005]
    assert bytes(load(written[1].value)).startswith(b"2.25.")
    stack = put(0x2001105F, "SQ", items=(item(put(0x20011099, "LO", NAME.encode())),))
    _, made = kept(creator(0x2001, 0x10, PHILIPS), stack)
    assert made.items == sequence(stack).items


def test_a_sequence_that_nobody_knows_goes_and_opaque_bytes_are_no_sequence() -> None:
    unknown = put(0x20011098, "SQ", items=(item(text_element(0x00080060, "CS", "MR")),))
    hidden = put(0x2001105F, "UN", b"\xfe\xff\x00\xe0" + bytes(4))
    wrong = put(0x20011001, "SQ", items=(item(),))
    assert not kept(creator(0x2001, 0x10, PHILIPS), unknown, hidden, wrong)


def test_opaque_bytes_stay_only_where_the_table_lists_them_and_the_search_sees_them() -> None:
    reserved = creator(0x7E01, 0x10, "HOLOGIC, Inc.")
    assert kept(reserved, put(0x7E011012, "OB", b"\1\2"))
    assert kept(reserved, put(0x7E011012, "OB", Range(0, private.LONGEST_OPAQUE)))
    assert not kept(reserved, put(0x7E011012, "OB", Range(0, private.LONGEST_OPAQUE + 2)))
    assert not kept(reserved, put(0x7E011012, "OB", b"xx" + NAME.encode() + b"x"))
    assert not kept(*local(1, "OB", b"\1\2"), said=said(characteristic("SAFE")))
    odd = kept(reserved, put(0x7E011012, "OB", Range(0, 3)))
    assert odd[1].value == bytes(4)


def test_what_an_instance_declares_safe_is_kept_but_cleaned() -> None:
    safe = said(characteristic("SAFE"))
    assert len(kept(*local(1), said=safe)) == 2
    assert not kept(*local(1, "LO", NAME.encode()), said=safe)
    assert not kept(*local(1, "PN", b"FINE"), said=safe)
    assert not kept(*local(1, "UN", b"FINE"), said=safe)
    _, moved = kept(*local(1, "DA", b"20200102"), said=safe)
    assert moved.value == b"20200109"
    assert not kept(*local(1))


def test_of_a_mixed_block_only_what_is_named_is_kept() -> None:
    mixed = said(characteristic("MIXED", 1, 3))
    assert len(kept(*local(1), said=mixed)) == 2
    assert not kept(*local(2), said=mixed)


def test_a_declaration_can_tell_the_vr() -> None:
    safe = said(characteristic("SAFE", vrs=((1, "IS"),)))
    written = kept(*local(1, "UN", b"7 "), said=safe, encoding=IMPLICIT)
    assert written[1].vr == "IS"


@pytest.mark.parametrize("status", ["UNSAFE", "MIXED", "", "safe"])
def test_a_warning_in_the_instance_outweighs_the_table(status: str) -> None:
    warned = said(characteristic(status, block=(0x0019, SIEMENS)))
    reserved, element = creator(0x0019, 0x10, SIEMENS), put(0x0019100C, "IS", b"7 ")
    assert kept(reserved, element)
    assert not kept(reserved, element, said=warned)


def test_what_an_instance_says_twice_must_be_true_twice() -> None:
    assert not kept(*local(1), said=said(characteristic("SAFE"), characteristic("UNSAFE")))
    assert kept(*local(1), said=said(characteristic("SAFE"), characteristic("MIXED", 1)))
    assert not kept(*local(2), said=said(characteristic("MIXED", 2), characteristic("MIXED", 1)))
    quarrel = said(
        characteristic("UNSAFE", actions=(("Z", (1,)),)),
        characteristic("UNSAFE", actions=(("D", (1,)),)),
    )
    assert not kept(*local(1), said=quarrel)


@pytest.mark.parametrize("status", ["MIXED", "SAFE", "UNSAFE"])
def test_the_action_that_an_instance_recommends_is_followed(status: str) -> None:
    asked = said(
        characteristic(
            status, actions=(("D", (1, 2)), ("Z", (3,)), ("X", (4,)), ("U", (5, 6)), ("K", (7,)))
        )
    )
    found = verdicts(
        creator(0x0009, 0x10, LOCAL[1]),
        put(0x00091001, "LO", NAME.encode() + b" "),
        put(0x00091002, "DS", b"77"),
        put(0x00091003, "LO", NAME.encode() + b" "),
        put(0x00091004, "LO", b"FINE"),
        put(0x00091005, "UI", b"1.2.3.4\0"),
        put(0x00091006, "LO", b"1.2.3.4\0"),
        put(0x00091007, "LO", b"FINE"),
        said=asked,
    )
    assert "".join(str(verdict.action) for verdict in found) == "KDDZXUXX"
    values = [v.written.value for v in found if v.written]
    assert NAME.encode() not in b"".join(map(load, values))
    assert values[1] != b""
    assert values[2] == b"0 "
    assert values[3] == b""


def test_an_action_reaches_values_without_a_vr() -> None:
    asked = said(characteristic("UNSAFE", actions=(("Z", (1,)), ("U", (2,)))))
    written = kept(
        creator(0x0009, 0x10, LOCAL[1]),
        put(0x00091001, "UN", NAME.encode() + b" "),
        put(0x00091002, "UN", b"1.2.3.4\0"),
        said=asked,
        encoding=IMPLICIT,
    )
    assert written[1].value == b""
    assert load(written[2].value).startswith(b"2.25.")


def test_a_declaration_without_block_or_number_says_nothing() -> None:
    assert said(item(text_element(0x00080303, "CS", "SAFE"))) == {}
    assert said(characteristic("SAFE", block=(9, ""))) == {}
    assert declared_characteristics(item(), context(item()).encoding) == {}


blocks = st.dictionaries(
    st.tuples(st.sampled_from([0x0019, 0x0043, 0x2001]), st.integers(0x10, 0xFF)),
    st.sampled_from([SIEMENS, GE, PHILIPS, "SOMEBODY ELSE"]),
    max_size=12,
)
places = st.lists(
    st.tuples(
        st.sampled_from([0x0019, 0x0043, 0x2001]),
        st.integers(0x0F, 0xFF),
        st.sampled_from([0x0C, 0x39, 0x27, 0x08, 0xFA]),
    ),
    max_size=30,
    unique=True,
)


@given(blocks, places)
def test_blocks_are_numbered_without_gaps_and_still_say_whose_each_element_is(
    reserved: dict[tuple[int, int], str], found: list[tuple[int, int, int]]
) -> None:
    anywhere = [*found, *((group, block, low) for group, block in reserved for low in (0x0C, 0x39))]
    elements = {
        group << 16 | block << 8 | low: put(group << 16 | block << 8 | low, "IS", b"7 ")
        for group, block, low in anywhere
    }
    for (group, block), name in reserved.items():
        elements[group << 16 | block] = creator(group, block, name)
    judged = verdicts(*elements.values())
    written = [verdict.written for verdict in judged if verdict.written is not None]
    tags = [element.tag for element in written]
    assert all(before < after for before, after in pairwise(tags))
    names = {e.tag: load(e.value).strip() for e in written if e.tag & 0xFFFF <= 0xFF}
    used = {e.tag & 0xFFFF0000 | e.tag >> 8 & 0xFF for e in written if e.tag & 0xFFFF > 0xFF}
    assert used == names.keys()
    for group in {tag >> 16 for tag in names}:
        numbers = sorted(tag & 0xFF for tag in names if tag >> 16 == group)
        assert numbers == list(range(0x10, 0x10 + len(numbers)))
    for verdict in judged:
        made = verdict.written
        if made is None or made.tag & 0xFFFF <= 0xFF:
            continue
        place = (verdict.found.tag >> 16, verdict.found.tag >> 8 & 0xFF)
        owner = names[made.tag & 0xFFFF0000 | made.tag >> 8 & 0xFF]
        assert owner == reserved[place].encode()
        assert made.tag & 0xFF00FF == verdict.found.tag & 0xFF00FF
