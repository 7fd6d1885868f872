"""The example study: nobody's, always the same, valid, and with something for Anami to do."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from typing import TYPE_CHECKING, Final

import pydicom
import pytest

from anami import Key, Protocol, deidentify, survey
from anami.example import SLICES, example_files
from anami.protocol import PRESETS

if TYPE_CHECKING:
    from pathlib import Path

FILES: Final = dict(example_files())
KEY: Final = Key.from_bytes(bytes(32))
SECRETS: Final = (
    b"Sample",
    b"Anna",
    b"Invented",
    b"EX-123456",
    b"OLD-98765",
    b"19710203",
    b"Dotted",
)


def test_the_example_is_the_same_each_time() -> None:
    again = dict(example_files())
    assert again == FILES
    digest = hashlib.sha256(b"".join(FILES.values())).hexdigest()
    assert digest == "fb9663f59e600708ee1e70fbdc94df51b6b26c071aa4156e2032a11a7fe69d03", (
        "if the example was changed on purpose, write the new digest here"
    )


def test_the_example_is_a_head_in_slices_a_screenshot_and_a_report() -> None:
    records = [survey(content) for content in FILES.values()]
    assert {record.status for record in records} == {"readable"}
    assert [record.modality for record in records] == [*["CT"] * SLICES, "OT", "SR"]
    assert len({record.patient_key for record in records}) == 1
    assert len({record.study_key for record in records}) == 1
    assert len({record.series_key for record in records}) == 3
    assert [set(record.warnings) for record in records[-3:]] == [
        {"head-volume"},
        {"burned-in-likely"},
        {"structured-content-replaced"},
    ]


def test_the_example_has_private_and_nested_attributes_with_names() -> None:
    dataset = pydicom.dcmread(io.BytesIO(FILES["example/CT/IM0001.dcm"]))
    block = dataset.private_block(0x0029, "PHANTOM WORKS 01")
    assert block[0x10].value[0].private_block(0x0029, "PHANTOM WORKS 01")[0x01].value
    assert dataset.OtherPatientIDsSequence[0].PatientID


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_nothing_of_the_invented_patient_is_left(preset: str) -> None:
    for name, content in FILES.items():
        outcome = deidentify(content, Protocol.preset(preset), KEY)
        assert outcome.status == "de-identified", name
        written = io.BytesIO()
        outcome.write(written)
        assert not [secret for secret in SECRETS if secret in written.getvalue()], name


def test_the_example_is_small_enough_to_be_handed_out() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    assert len(packed.getvalue()) < 300_000


def test_a_validator_finds_no_error(dciodvfy: str, tmp_path: Path) -> None:
    for name in (
        "example/CT/IM0001.dcm",
        "example/screenshot/IM0001.dcm",
        "example/report/SR0001.dcm",
    ):
        file = tmp_path / "file.dcm"
        file.write_bytes(FILES[name])
        done = subprocess.run([dciodvfy, str(file)], capture_output=True, text=True, check=False)
        assert "Error" not in done.stderr, name
