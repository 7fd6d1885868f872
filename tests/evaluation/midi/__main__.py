"""Evaluate the engine on planted identities: ``python -m tests.evaluation.midi [--failures]``."""

from __future__ import annotations

import io
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pydicom

from anami import Key, Protocol, deidentify, survey
from anami.batch import plan
from anami.model import Status
from tests import builders
from tests.evaluation.midi.planting import subjects
from tests.evaluation.midi.scoring import Score, SubjectJudge, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom import Dataset

    from tests.evaluation.midi.planting import Subject

DEVELOPMENT: Final = (21, 22, 23, 24)
HELD_OUT: Final = (9301, 9302, 9303, 9304)
"""Seeds never used while developing; they draw from lists of their own."""
ROOT: Final = Path(__file__).resolve().parents[3]
TARGET: Final = 0.999
STRUCTURED: Final = "clean_struct_cont"

IMAGES: Final = (
    "pydicom__pydicom/src/pydicom/data/test_files/dicomdirtests/77654033/CR2/6247",
    "pydicom__pydicom/src/pydicom/data/test_files/dicomdirtests/77654033/CT2/17106",
    "pydicom__pydicom/src/pydicom/data/test_files/dicomdirtests/98892001/CT5N/2062",
    "pydicom__pydicom/src/pydicom/data/test_files/dicomdirtests/98892003/MR1/5641",
    "pydicom__pydicom/src/pydicom/data/test_files/dicomdirtests/98892003/MR700/4528",
    "pydicom__pydicom/src/pydicom/data/test_files/CT_small.dcm",
    "pydicom__pydicom/src/pydicom/data/test_files/MR_small.dcm",
    "pydicom__pydicom/src/pydicom/data/test_files/rtplan.dcm",
    "pydicom__pydicom/src/pydicom/data/test_files/rtdose_rle_1frame.dcm",
    "QIICR__dcmqi/data/segmentations/23x38x3/image/IMG0001.dcm",
    "QIICR__dcmqi/data/segmentations/23x38x3/seg/label.seg",
    "ImagingDataCommons__highdicom/data/test_files/seg_image_ct_binary_overlap.dcm",
    "ImagingDataCommons__highdicom/data/test_files/dx_image.dcm",
    "ImagingDataCommons__highdicom/data/test_files/sm_image.dcm",
    "qurit__rt-utils/tests/empty/dummy_rt.dcm",
    "microsoft__Tools-for-Health-Data-Anonymization/DICOM/samples/lung.dcm",
    "neurolabusc__dcm_qa_canon/In/10000_DTI_AP-ortho/0001.dcm",
    "neurolabusc__dcm_qa_enh/In/Siemens/XA10/6_1.dcm",
    "nipy__nibabel/nibabel/nicom/tests/data/csa_slice_norm.dcm",
    "pydicom__pydicom-data/data_store/data/US1_J2KI.dcm",
    "pydicom__pydicom/_history/presentation_lut.zip_/presentation_lut/dish_p07.pre",
    "medcognetics__dicom-utils/tests/jpeg2k_3d.dcm",
)
REPORTS: Final = (
    "pydicom__pydicom/src/pydicom/data/test_files/reportsi_with_empty_number_tags.dcm",
    "SMI__StructuredReports/src/applications/SRAnonTool/test/report10.dcm",
    "pydicom__pydicom/src/pydicom/data/test_files/test-SR.dcm",
    "ImagingDataCommons__highdicom/data/test_files/sr_document_with_multiple_groups.dcm",
)
"""Files of the corpus that are read and written whole by pydicom, small, and of many kinds."""


def bases() -> tuple[list[Dataset], list[Dataset], str]:
    """Return instances to plant in, structured reports, and a word on where they come from."""
    shared = Path(os.environ.get("ANAMI_SHARED", ROOT.parent / "shared"))
    files = shared / "corpus" / "files"
    images = [_read((files / name).read_bytes()) for name in IMAGES if (files / name).is_file()]
    reports = [_read((files / name).read_bytes()) for name in REPORTS if (files / name).is_file()]
    if images and reports:
        return images, reports, f"{len(images)} instances and {len(reports)} reports of the corpus"
    made = {template.name: _read(template.file()) for template in builders.templates()}
    reports = [dataset for dataset in made.values() if dataset.Modality == "SR"]
    images = [dataset for dataset in made.values() if dataset.Modality not in ("SR", "DOC")]
    return images, reports, "the corpus is absent (ANAMI_SHARED): templates of tests/builders.py"


def _read(data: bytes) -> Dataset:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(data))
        dataset.decode()
    return dataset


def carry_out(subject: Subject, protocol: Protocol, key: Key) -> list[bytes]:
    """De-identify a subject's instances as a batch; b"" for one without a result."""
    records = [survey(one.data) for one in subject.instances]
    known = plan(records, {}, protocol, key).known
    made = []
    for one, record in zip(subject.instances, records, strict=True):
        structured = record.modality in ("SR", "KO")
        options = protocol.options | {STRUCTURED} if structured else protocol.options
        outcome = deidentify(
            one.data, Protocol(options=options), key, known=known.get(record.patient_key, ())
        )
        sink = io.BytesIO()
        if outcome.status is Status.DEIDENTIFIED:
            outcome.write(sink)
        made.append(sink.getvalue())
    return made


def evaluate(
    seeds: Sequence[int], images: Sequence[Dataset], reports: Sequence[Dataset], *, held_out: bool
) -> Score:
    """Plant, de-identify and judge the subjects of some seeds."""
    protocol, score, taken = Protocol.preset("tcia-like"), Score(), set[str]()
    for seed in seeds:
        key = Key.from_bytes(seed.to_bytes(32, "big"))
        for subject in subjects(seed, images, reports, held_out=held_out):
            results = carry_out(subject, protocol, key)
            judged = [
                (data, one.answers) for data, one in zip(results, subject.instances, strict=True)
            ]
            SubjectJudge(judged, taken).into(score)
    return score


def main(arguments: Sequence[str]) -> int:
    """Print the tables; return 1 if an action type of the held-out seeds misses the target.

    Only the attributes of held-out failures are listed: to see the values would make those seeds
    development seeds.
    """
    started = time.monotonic()
    # The corpus is full of what pydicom has remarks on.
    warnings.simplefilter("ignore")
    images, reports, source = bases()
    _say(f"planted in {source}")
    developed = evaluate(DEVELOPMENT, images, reports, held_out=False)
    held_out = evaluate(HELD_OUT, images, reports, held_out=True)
    scores = (
        (f"development seeds {DEVELOPMENT[0]}-{DEVELOPMENT[-1]}", developed),
        (f"held-out seeds {HELD_OUT[0]}-{HELD_OUT[-1]}", held_out),
    )
    _say("\n".join(lines(scores)))
    if "--failures" in arguments:
        for name, score in scores:
            _say(f"failures, {name}")
            for failure, count in score.failures.most_common():
                example = score.examples[failure] if score is developed else ""
                _say(f"  {count:5} {' '.join(failure)}  {example}")
    missed = sorted({action for action, _ in held_out.total if held_out.share(action) < TARGET})
    _say(f"target {TARGET:.1%} missed: {', '.join(missed)}" if missed else "target reached")
    _say(f"{time.monotonic() - started:.0f} s")
    return 1 if missed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
