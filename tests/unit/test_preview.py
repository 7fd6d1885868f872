"""A preview tells where a protocol departs from the profile, and what will be written."""

from __future__ import annotations

from anami import Key, Protocol
from anami.edits import Edits
from anami.preview import Sample, preview
from anami.source import BytesSource
from tests import builders

KEY = Key.from_bytes(bytes(32))


def _sample(index: int = 0, weight: int = 1, edits: Edits | None = None) -> Sample:
    file = builders.part10(builders.ordered(builders.ct()))
    return Sample(index, BytesSource(file), weight, edits=edits or Edits())


def test_the_profile_alone_departs_nowhere() -> None:
    assert preview([_sample()], Protocol(), KEY)["rows"] == []


def test_an_option_shows_what_it_keeps_for_how_many_and_with_an_example() -> None:
    protocol = Protocol(options=frozenset({"rtn_pat_chars"}))
    rows = preview([_sample(weight=30)], protocol, KEY)["rows"]
    sex = next(row for row in rows if row["path"] == "(0010,0040)")
    assert (sex["name"], sex["before"], sex["now"], sex["count"]) == (
        "Patient's Sex",
        ["Z"],
        "K",
        30,
    )
    assert sex["original"] == sex["result"] != ""
    assert sex["reasons"] == ["retain-patient-characteristics"]


def test_what_stands_in_the_result_is_told_as_it_is_written() -> None:
    edits = Edits(patient_name="Case^Seven", study_description="Teaching")
    names = preview([_sample(4, edits=edits)], Protocol(), KEY)["names"]
    assert names[4]["patient_name"] == "Case^Seven"
    assert names[4]["study_description"] == "Teaching"
    assert names[4]["patient_id"]


def test_a_sample_that_would_be_refused_is_told_by_its_code() -> None:
    cut = builders.part10(builders.ordered(builders.ct()))[:-9]
    result = preview([Sample(1, BytesSource(cut))], Protocol(), KEY)
    assert result["ended"] == {1: "truncated"}
    assert result["names"] == {}
