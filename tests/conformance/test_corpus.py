"""Real files of many makers: counted, readable, clean, with their pixels and references."""

from __future__ import annotations

import collections
import json
import re
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from pydicom._uid_dict import UID_dictionary

from anami import words
from anami.errors import all_codes
from anami.standard import corrections
from tests import strict
from tests.builders import DEFLATED
from tests.conformance.corpus import FILES, Pair, done, pairs
from tests.places import shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom import Dataset
    from pydicom.dataelem import DataElement

# Originals are often not quite right, and pydicom says so each time one of their values is read.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

UID = re.compile(r"2\.25\.[1-9][0-9]{0,38}\Z")
# Dates and times that stand for nothing.
CONSTANT = ("19000101", "000000", "000000.000000", "19000101000000")
# At least so many must come out of the corpus: a change that refuses what was fine fails here.
LEAST_DEIDENTIFIED = 178


def table(code: str) -> set[int]:
    """Give the tags of the standard's table that have exactly this code."""
    rows: list[dict[str, Any]] = json.loads(
        shared("standard", "e1-1.json").read_text(encoding="utf-8")
    )["rows"]
    return {
        int(r["tag_pattern"], 16)
        for r in rows
        if r["basic_prof"] == code and re.fullmatch("[0-9A-F]{8}", r["tag_pattern"])
    }


def walk(
    dataset: Dataset, path: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], DataElement]]:
    """Yield path and element of everything in a data set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for tag in dataset:
            here = (*path, int(tag.tag))
            yield here, tag
            if tag.VR == "SQ":
                for number, item in enumerate(tag.value):
                    yield from walk(item, (*here, number))


@pytest.mark.leak("T38")
def test_every_file_has_exactly_one_outcome_with_a_coded_reason() -> None:
    found = pairs()
    assert len(found) == FILES
    codes = set(all_codes())
    for pair in found:
        assert pair.made.done or pair.made.code in codes
        assert pair.made.code != "internal-error", pair.name


def test_most_of_the_corpus_comes_out() -> None:
    lost = [f"{p.made.code}: {p.name}" for p in pairs() if not p.made.done]
    assert FILES - len(lost) >= LEAST_DEIDENTIFIED, "\n".join(lost)


@pytest.mark.leak("T32", "T37")
def test_every_result_reads_again_with_both_readers() -> None:
    for pair in done():
        assert pair.made.read.root, pair.name
        theirs = sum(1 for _ in walk(pair.after()))
        ours = sum(1 for _ in pair.made.read.all())
        assert theirs == ours, pair.name


@pytest.mark.leak("T1", "T18")
def test_no_attribute_that_the_table_removes_is_left_at_any_depth() -> None:
    excepted = {entry.tag for entry in corrections.CORRECTIONS}
    removed = table("X")
    for pair in done():
        left = {n.tag for n in pair.made.read.all()} & removed
        assert not left - excepted, (pair.name, [f"{t:08X}" for t in left])


@pytest.mark.leak("T9", "T15")
def test_no_private_or_forbidden_group_is_left_at_any_depth() -> None:
    for pair in done():
        for node in pair.made.read.all():
            group = node.tag >> 16
            assert not group & 1, pair.name
            assert group not in {0, 2, 4}, pair.name
            assert group >> 8 not in {0x50, 0x60}, pair.name
            assert node.tag & 0xFFFF or group == 0x7FE0, pair.name


def test_every_emptied_attribute_changed() -> None:
    """Attributes of code Z or D never keep their value; U never keeps its UID."""
    changing = table("Z") | table("D") | table("U") | table("Z/D")
    for pair in done():
        before = {path: e for path, e in walk(pair.before()) if e.VR != "SQ"}
        for path, element in walk(pair.after()):
            if path[-1] in changing and element.VR != "SQ" and element.value and path in before:
                old = before[path].value
                # An original that is a registered UID, or by chance the dummy itself, may stay.
                same = element.value == old and str(old) not in {*UID_dictionary, *CONSTANT}
                assert not same, (pair.name, f"{path[-1]:08X}")


def pixel_value(dataset: Dataset) -> bytes | None:
    for tag in (0x7FE00010, 0x7FE00008, 0x7FE00009):
        if tag in dataset:
            value: bytes = dataset[tag].value
            return value
    return None


@pytest.mark.leak("T29", "T39")
def test_pixel_data_is_bit_identical() -> None:
    compared = 0
    for pair in done():
        old, new = pixel_value(pair.before()), pixel_value(pair.after())
        assert (old is None) == (new is None), pair.name
        if old is None or new is None:
            continue
        compared += 1
        if pair.made.read.syntax != str(
            getattr(pair.before().file_meta, "TransferSyntaxUID", pair.made.read.syntax)
        ):
            continue
        # An odd length is padded, and what follows the last frame is not pixel data.
        assert new == old or new == old + b"\0" or old.startswith(new), pair.name
        if len(new) < len(old):
            assert "trailing" in " ".join(pair.made.warnings) or len(old) - len(new) < 2, pair.name
    assert compared > 100


def uid_pairs(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield (original, replacement) of each UID that stands at one place before and after."""
    before = {path: e for path, e in walk(pair.before()) if e.VR == "UI"}
    for path, element in walk(pair.after()):
        if element.VR != "UI" or path not in before or not element.value:
            continue
        old, new = before[path], element
        olds = [old.value] if isinstance(old.value, str) else list(old.value)
        news = [new.value] if isinstance(new.value, str) else list(new.value)
        assert len(olds) == len(news), pair.name
        yield from zip(map(str, olds), map(str, news), strict=True)


@pytest.mark.leak("T23")
def test_every_uid_maps_to_one_replacement_in_the_whole_corpus() -> None:
    forward: dict[str, set[str]] = collections.defaultdict(set)
    backward: dict[str, set[str]] = collections.defaultdict(set)
    for pair in done():
        for old, new in uid_pairs(pair):
            forward[old].add(new)
            backward[new].add(old)
    assert len(forward) > 200
    torn = {old: new for old, new in forward.items() if len(new) > 1}
    merged = {new: old for new, old in backward.items() if len(old) > 1}
    assert not torn
    assert not merged


@pytest.mark.leak("T24")
def test_references_between_files_still_resolve() -> None:
    before, after = {}, {}
    for pair in done():
        before[str(pair.before().get("SOPInstanceUID", ""))] = pair.name
        after[str(pair.after().SOPInstanceUID)] = pair.name
    resolved = 0
    for pair in done():
        for old, new in uid_pairs(pair):
            if old in before and before[old] != pair.name:
                assert new in after, pair.name
                resolved += 1
    assert resolved


def structural() -> set[int]:
    """Give the tags whose UIDs name classes, encodings and schemes, not instances."""
    roles = json.loads(shared("standard", "uid-roles.json").read_text(encoding="utf-8"))
    return {int(tag.replace(",", ""), 16) for tag, _ in roles["structural_keep"]}


def test_no_uid_of_an_instance_is_kept() -> None:
    classes = structural()
    for pair in done():
        for node in pair.made.read.all():
            if node.vr == "UI" and node.tag not in classes:
                for value in node.value.rstrip(b"\0 ").decode("ascii").split("\\"):
                    assert not value or UID.match(value) or value in UID_dictionary, (
                        pair.name,
                        f"{node.tag:08X}",
                    )


@pytest.mark.leak("T30")
def test_no_result_is_much_larger_than_its_source() -> None:
    for pair in done():
        # A deflated file may be written in stored blocks, so its plain size counts.
        plain = len(pair.made.source)
        if pair.made.read.syntax == DEFLATED.uid:
            plain = len(pair.made.read.plain)
        assert len(pair.made.data) < plain + 4096, pair.name


def test_no_patient_name_or_id_of_the_corpus_is_left_in_its_own_file() -> None:
    """A search of our own, apart from the engine's, that skips only words of imaging itself."""
    for pair in done():
        dataset = pair.before()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names = re.split(r"[\^=\s,]+", str(dataset.get("PatientName", "")))
            names.append(str(dataset.get("PatientID", "")))
            names.append(str(dataset.get("AccessionNumber", "")))
        header = pair.made.read.header().lower()
        for word in names:
            if len(word) >= 6 and word.lower() not in words.COMMON_WORDS | words.OWN_WORDS:
                assert word.lower().encode() not in header, (pair.name, len(word))


def test_the_strict_reader_is_strict() -> None:
    good = done()[0].made.data
    with pytest.raises(strict.IrregularError):
        strict.read(good + b"\x10\0\x10\0PN\2\0AA")
    with pytest.raises(strict.IrregularError):
        strict.read(good[:-1])
