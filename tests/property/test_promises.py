"""What must hold for every input: nothing leaks, nothing crashes, equal in gives equal out."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pydicom
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom._uid_dict import UID_dictionary

from anami import deidentify, survey
from anami.errors import all_codes
from anami.model import KnownValue
from tests import builders as b
from tests import strategies as s
from tests.runs import BASIC, KEY, OTHER_KEY, Run, assert_clean, run

if TYPE_CHECKING:
    from pathlib import Path

CODES = frozenset(all_codes())
UID = re.compile(r"2\.25\.[1-9][0-9]{0,38}\Z")


def assert_coded(made: Run) -> None:
    """Check that an input that was not de-identified says why, and not "my own fault"."""
    if not made.done:
        assert made.code in CODES
        assert made.code != "internal-error"


@given(s.instances())
@settings(max_examples=max(200, settings().max_examples))
def test_a_known_person_never_appears_in_a_result(case: s.Case) -> None:
    made = run(case.data)
    assert_coded(made)
    assert_clean(made, *s.TOKENS)


@given(s.instances(binary=False))
@settings(max_examples=max(200, settings().max_examples))
def test_a_person_known_only_by_hidden_text_never_appears_in_a_result(case: s.Case) -> None:
    """Without a name in Patient's Name the leak check knows nothing: the policy must suffice."""
    anonymous = [e for e in case.elements if e.tag not in {0x00100010, 0x00100020, 0x00100030}]
    made = run(b.part10(anonymous, case.form, codec=case.codec))
    assert_coded(made)
    if not made.done:
        return
    allowed = {tag for _, tag, _, _, reason in made.decisions if reason in {"safe-text", "safe-vr"}}
    for node in made.read.all():
        if node.items is None and node.tag not in allowed:
            folded = node.value.lower()
            assert s.FAMILY.lower().encode() not in folded
            assert s.GIVEN.lower().encode() not in folded
            assert s.BIRTH.encode() not in folded
            assert s.UID_ROOT.encode() not in folded


@given(s.instances(wrong_vr=False))
def test_a_well_formed_file_is_never_refused_as_malformed(case: s.Case) -> None:
    made = run(case.data)
    assert made.done or made.code in {"leak-found", "document-type"}


@given(s.mangled())
@settings(max_examples=max(200, settings().max_examples))
def test_a_mangled_file_never_leaks_and_never_crashes(data: bytes) -> None:
    made = run(data, known=(KnownValue("person-name", f"{s.FAMILY}^{s.GIVEN}"),))
    assert_coded(made)
    if made.done:
        assert_clean(made, s.FAMILY, s.UID_ROOT)


@given(st.binary(max_size=600), st.booleans())
def test_noise_never_crashes(noise: bytes, marked: bool) -> None:  # noqa: FBT001 - hypothesis
    data = bytes(128) + b"DICM" + noise if marked else noise
    made = run(data)
    assert_coded(made)
    assert survey(data).status in {"readable", "refused", "skipped"}


@given(s.instances())
def test_the_same_key_gives_the_same_bytes(case: s.Case) -> None:
    one, two = run(case.data), run(case.data)
    assert one == two
    other = run(case.data, OTHER_KEY)
    assert other.status == one.status
    if one.done:
        assert other.data != one.data


@given(s.instances())
def test_a_result_reads_again_ascending_and_with_its_pixels(case: s.Case) -> None:
    made = run(case.data)
    if not made.done:
        return
    assert made.read.root
    source = pydicom.dcmread(io.BytesIO(b.part10(s.identity(), case.form)))
    again = made.dataset
    if made.read.syntax == case.form.uid:
        assert again.PixelData == source.PixelData
    else:
        swapped = bytearray(source.PixelData)
        swapped[::2], swapped[1::2] = source.PixelData[1::2], source.PixelData[::2]
        assert again.PixelData in {source.PixelData, bytes(swapped)}
    assert again.PatientIdentityRemoved == "YES"


@given(s.instances())
def test_every_kept_uid_is_mapped_or_registered(case: s.Case) -> None:
    made = run(case.data)
    if not made.done:
        return
    for element in made.dataset.iterall():
        if element.VR == "UI" and element.value:
            for uid in [element.value] if element.VM == 1 else element.value:
                assert UID.match(uid) or uid in UID_dictionary or uid == "1.2.3"


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), s.forms)
def test_one_uid_has_one_replacement_wherever_it_stands(numbers: list[int], form: b.Form) -> None:
    uids = [f"{s.UID_ROOT}.{n}" for n in numbers]
    data = b.part10(
        b.put(
            s.identity(),
            b.el("IrradiationEventUID", "\\".join(uids)),
            *[b.el("FrameOfReferenceUID", uids[0])],
            b.seq("ReferencedInstanceSequence", *(b.referenced(b.CT, u) for u in uids)),
        ),
        form,
    )
    made = run(data)
    assert made.done
    value = made.dataset["IrradiationEventUID"].value
    many = [value] if isinstance(value, str) else list(value)
    assert len(many) == len(uids)
    single = [i.ReferencedSOPInstanceUID for i in made.dataset.ReferencedInstanceSequence]
    assert [str(u) for u in many] == [str(u) for u in single]
    assert made.dataset.FrameOfReferenceUID == many[0]
    mapping = dict(zip(uids, many, strict=True))
    assert len(set(mapping.values())) == len(mapping)
    if f"{s.UID_ROOT}.1" in mapping:
        assert mapping[f"{s.UID_ROOT}.1"] == made.dataset.SOPInstanceUID


@given(s.instances())
@settings(max_examples=25)
def test_bytes_path_and_file_object_give_the_same(case: s.Case) -> None:
    import tempfile  # noqa: PLC0415 - hypothesis and tmp_path do not mix
    from pathlib import Path  # noqa: PLC0415

    def written(source: bytes | Path | io.BufferedReader | io.BytesIO) -> bytes:
        outcome = deidentify(source, BASIC, KEY)
        sink = io.BytesIO()
        if outcome.status == "de-identified":
            outcome.write(sink)
        return str(outcome.status).encode() + sink.getvalue()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scan")
        path.write_bytes(case.data)
        expected = written(case.data)
        assert written(path) == expected
        assert written(io.BytesIO(case.data)) == expected
        with path.open("rb") as file:
            assert written(file) == expected
        assert path.read_bytes() == case.data


@given(s.instances())
@settings(max_examples=40)
def test_a_result_can_be_deidentified_again(case: s.Case) -> None:
    made = run(case.data)
    if made.done:
        again = run(made.data)
        assert again.done, again.code
        assert_clean(again, *s.TOKENS)


@given(s.instances(wrong_vr=False))
def test_survey_and_deidentify_agree_on_what_can_be_read(case: s.Case) -> None:
    record = survey(case.data)
    assert record.status == "readable"
    assert record.patient_id == s.PATIENT_ID
    assert record.size == len(case.data)
