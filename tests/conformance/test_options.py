"""Options in every allowed combination, on real files: true markers, no leak, no new error."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from functools import cache
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

import pytest

from anami import Protocol
from anami.protocol import IMPLEMENTED_OPTIONS
from tests import builders as b
from tests.conformance.corpus import quiet_read
from tests.conformance.option_figures import FULL, LARGE, SINGLE, new_errors, title, with_options
from tests.conformance.test_dciodvfy import PROGRAM
from tests.places import ROOT, shared
from tests.runs import Run, leaks, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pydicom

# Originals are often not quite right, and pydicom says so each time one of their values is read.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

P = b.PERSONA
FULL_DATES, MODIFIED_DATES = "rtn_long_full_dates", "rtn_long_modif_dates"
Options = frozenset[str]
ALLOWED: tuple[Options, ...] = tuple(
    frozenset(chosen)
    for count in range(len(IMPLEMENTED_OPTIONS) + 1)
    for chosen in combinations(sorted(IMPLEMENTED_OPTIONS), count)
    if not {FULL_DATES, MODIFIED_DATES} <= set(chosen)
)
ALWAYS_SECRET = (
    P.family,
    P.given,
    P.patient_id,
    P.accession,
    P.birth_date,
    P.birth_time,
    P.physician_family,
    P.physician_given,
    P.phone,
    P.study_id,
)
"""What no option retains."""
RETAINED = {
    "rtn_inst_id": (P.institution, "Qworxhaven", "Plumbargo"),
    "rtn_dev_id": (P.station, P.serial),
    "rtn_uids": (P.uid_root,),
    FULL_DATES: (P.study_date, P.study_time),
    MODIFIED_DATES: (P.study_time,),  # whole days: the time of day stays
}
"""Option → what it retains, and nothing else may."""
SMALL = {
    "CT": "pydicom__pydicom/src/pydicom/data/test_files/dicomdirtests/77654033/CT2/17106",
    "MR": "neurolabusc__dcm_qa_canon/In/10000_DTI_AP-ortho/0001.dcm",
    "US": "pydicom__pydicom/src/pydicom/data/test_files/ExplVR_BigEnd.dcm",
    "SR": "pydicom__pydicom/src/pydicom/data/test_files/test-SR.dcm",
    "KO": "ThalesMMS__DICOM-Swift/Tests/DicomCoreTests/Fixtures/StructuredReports/"
    "kos_key_object_selection.dcm",
    "PR": "pydicom__pydicom/_history/presentation_lut.zip_/presentation_lut/gran_p01.pre",
    "RTPLAN": "pydicom__pydicom/src/pydicom/data/test_files/rtplan.dcm",
    "RTSTRUCT": "pydicom__pydicom/src/pydicom/data/test_files/rtstruct.dcm",
    "SEG": "QIICR__dcmqi/data/segmentations/23x38x3/seg/label.seg",
}
"""Small files of the corpus, as varied as it has them."""


def private_ct() -> list[b.Element]:
    """Make a CT that has something for each option: AE titles, private blocks, annotations."""
    drawn = [e for e in b.pr() if e.tag == 0x00700001]
    return b.put(
        b.ct(),
        *drawn,
        b.el("RetrieveAETitle", "QWRXAE"),
        b.el("DateOfLastCalibration", "20190102"),
        b.el("PatientSize", "1.71"),
        b.el("Allergies", f"CONTRAST {P.family}"),
        b.seq(
            "AcquisitionContextSequence",
            [
                b.el("ValueType", "PNAME"),
                b.code("ConceptNameCodeSequence", "121008", "DCM", "Person Observer Name"),
                b.el("PersonName", P.physician),
            ],
        ),
        b.Element(0x00910010, "LO", "Made up"),
        b.Element(0x00911001, "LO", P.name),
        b.Element(0x70530010, "LO", "Philips PET Private Group"),
        b.Element(0x70531000, "DS", "0.000551"),
        b.Element(0x70531001, "LO", P.name),
    )


TINY = {"ct": b.part10(private_ct()), "sr": b.part10(b.sr())}


@cache
def code_values() -> dict[str, str]:
    path = shared("standard", "cid-7050.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return {row["option_key"]: row["code_value"] for row in rows}


def check_markers(made: Run, options: Options, dataset: pydicom.Dataset) -> None:
    codes = [item.CodeValue for item in dataset.DeidentificationMethodCodeSequence]
    assert sorted(codes) == sorted(code_values()[name] for name in ("always", *options))
    assert dataset.PatientIdentityRemoved == "YES"
    said = "UNMODIFIED" if FULL_DATES in options else "REMOVED"
    said = "MODIFIED" if MODIFIED_DATES in options else said
    assert dataset.LongitudinalTemporalInformationModified == said
    if "rtn_safe_priv" not in options:
        assert not any(node.tag >> 16 & 1 for node in made.read.all())


def check(data: bytes, options: Options) -> Run:
    """De-identify and look at all that must hold whatever the options are."""
    made = run(data, protocol=Protocol(options=options))
    assert made.done, f"{title(options)}: {made.status} {made.code}"
    dataset = quiet_read(made.data)
    assert sum(1 for _ in dataset.iterall()) == sum(1 for _ in made.read.all()), title(options)
    check_markers(made, options, dataset)
    return made


def test_all_allowed_combinations_are_768() -> None:
    assert len(ALLOWED) == 768


@pytest.mark.parametrize("name", TINY)
def test_every_allowed_combination_is_clean_and_says_truly_what_it_is(name: str) -> None:
    for number, options in enumerate(ALLOWED):
        made = check(TINY[name], options)
        kept = set(chain.from_iterable(RETAINED.get(option, ()) for option in options))
        gone = set(chain.from_iterable(RETAINED.values())) - kept
        assert not leaks(made.data, *ALWAYS_SECRET, *gone), title(options)
        if not number % 16:
            again = run(TINY[name], protocol=Protocol(options=options))
            assert again.data == made.data, title(options)


def test_the_tiny_files_have_something_for_each_option() -> None:
    plain = {name: run(data).read.plain for name, data in TINY.items()}
    for options in SINGLE:
        made = {n: run(d, protocol=Protocol(options=options)).read for n, d in TINY.items()}
        shorter = [len(made[name].plain) - len(plain[name]) for name in TINY]
        # More than the code of the option itself.
        assert max(shorter) > 100 or any(
            {node.tag for node in made[name].all()} - {n.tag for n in run(TINY[name]).read.all()}
            for name in TINY
        ), title(options)


def pairs_of(options: Options) -> set[tuple[tuple[str, bool], tuple[str, bool]]]:
    settings = [(name, name in options) for name in sorted(IMPLEMENTED_OPTIONS)]
    return set(combinations(settings, 2))


@cache
def covering() -> tuple[Options, ...]:
    """Choose combinations so that each two options are met on and off in every allowed way."""
    left = set().union(*map(pairs_of, ALLOWED))
    chosen: list[Options] = []
    while left:
        best = max(ALLOWED, key=lambda options: len(pairs_of(options) & left))
        chosen.append(best)
        left -= pairs_of(best)
    return tuple(chosen)


def test_the_covering_choice_meets_every_allowed_pair_of_settings() -> None:
    met = set().union(*map(pairs_of, covering()))
    names = sorted(IMPLEMENTED_OPTIONS)
    for one, two in combinations(names, 2):
        for setting in product((False, True), repeat=2):
            forbidden = {one, two} == {FULL_DATES, MODIFIED_DATES} and all(setting)
            assert (((one, setting[0]), (two, setting[1])) in met) != forbidden
    assert len(covering()) < 20


DATED = {"MR", "US", "RTPLAN"}
"""Their makers put the day into UIDs: it can't be retained beside dates that go."""


@pytest.mark.parametrize("kind", SMALL)
def test_combinations_that_meet_every_pair_hold_on_real_files(kind: str) -> None:
    data = shared("corpus", "files", *SMALL[kind].split("/")).read_bytes()
    before = quiet_read(data)
    secrets = [
        str(before.get(keyword, ""))
        for keyword in ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber")
    ]
    # The word Anonymous is ours as well.
    secrets = [one for one in secrets if len(one) >= 6 and one != "Anonymous"]
    for options in covering():
        first = run(data, protocol=Protocol(options=options))
        if kind in DATED and {"rtn_uids", FULL_DATES} & options == {"rtn_uids"}:
            assert first.code == "leak-found", title(options)
            continue
        made = check(data, options)
        assert first.data == made.data
        retained = {FULL_DATES, "rtn_uids", "rtn_dev_id"} & options
        if not retained:
            assert not leaks(made.read.header(), *secrets), title(options)


@pytest.mark.parametrize("options", [*SINGLE, *FULL], ids=title)
def test_no_option_breaks_a_file_of_the_corpus(options: Options) -> None:
    plain = {pair.name: pair.made for pair in with_options(frozenset())}
    for pair in with_options(options):
        if pair.made.done:
            assert plain[pair.name].done, pair.name
            if len(pair.made.data) < LARGE:  # the others take long, and their headers are no others
                assert pair.made.read.root, pair.name
        elif plain[pair.name].done:
            assert pair.made.code == "leak-found", (pair.name, pair.made.code)


MAY_WITHHOLD = 50
"""Of 178: days and patients' numbers stand in UIDs also with no mark beside them."""


@pytest.mark.parametrize("options", [*SINGLE, *FULL], ids=title)
def test_no_option_withholds_much_more_than_the_profile(options: Options) -> None:
    plain = {pair.name for pair in with_options(frozenset()) if pair.made.done}
    lost = [p.name for p in with_options(options) if p.name in plain and not p.made.done]
    # Some makers build UIDs from the patient's ID or birth date: such a file can't retain them.
    assert len(lost) <= (MAY_WITHHOLD if "rtn_uids" in options else 0), "\n".join(lost)


@pytest.mark.skipif(PROGRAM is None, reason="dciodvfy is absent: install dicom3tools")
@pytest.mark.parametrize("options", [*SINGLE, *FULL], ids=title)
def test_an_option_adds_no_error(options: Options) -> None:
    new = [f"{error} in {name}" for name, error in new_errors(options)]
    assert not new, "\n".join(new)


# ------------------------------------------------------------------ one passphrase, two machines

PASSPHRASE, OTHER = "seventeen blue herons", "eighteen blue herons"
CHANGING = (MODIFIED_DATES, "rtn_dev_id", "rtn_pat_chars", "clean_desc", "clean_struct_cont")


def batch(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, make in b.MAKERS.items():
        (folder / name).write_bytes(b.part10(make()))
    other = b.Persona(
        family="Zworbik", given="Elfriede", patient_id="PIDX88402R", uid_root="1.2.3.9"
    )
    (folder / "other").write_bytes(b.part10(b.ct(other)))
    (folder / "private").write_bytes(
        b.part10(b.put(private_ct(), b.el("SOPInstanceUID", "1.2.3.8")))
    )
    return folder


def deidentified_by(source: Path, target: Path, passphrase: str, seed: str) -> dict[str, bytes]:
    """Run the command line in a process of its own."""
    options = [part for name in CHANGING for part in ("--option", name)]
    made = subprocess.run(
        [
            *(sys.executable, "-m", "anami", str(source), "-o", str(target), *options),
            *("--passphrase-env", "ANAMI_TEST_PASSPHRASE", "--project", "herons"),
        ],
        cwd=ROOT,
        env={**os.environ, "ANAMI_TEST_PASSPHRASE": passphrase, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr
    return {str(p.relative_to(target)): p.read_bytes() for p in target.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    """Give the results of three processes: two with one passphrase, one with another."""
    folder = tmp_path_factory.mktemp("machines")
    chosen = ((PASSPHRASE, "1"), (PASSPHRASE, "2"), (OTHER, "1"))
    return [
        deidentified_by(batch(folder / str(number) / "in"), folder / str(number) / "out", *one)
        for number, one in enumerate(chosen)
    ]


def replacements(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each value that follows from the key, with the kind of value that it is."""
    for data in files.values():
        dataset = quiet_read(data)
        for element in dataset.iterall():
            values = element.value if element.VM > 1 else [element.value]
            for value in map(str, values if element.VR != "SQ" else ()):
                if element.VR == "UI" and value.startswith("2.25."):
                    yield "uid", value
                elif element.keyword in {"PatientID", "PatientName", "StudyID"} and value:
                    yield element.keyword, value
                elif element.VR == "AE":
                    yield "ae", value
        if "StudyDate" in dataset:
            yield (
                f"date {dataset.Modality} {dataset.Rows if 'Rows' in dataset else 0}",
                dataset.StudyDate,
            )


def test_two_processes_with_one_passphrase_give_the_same_files(
    machines: list[dict[str, bytes]],
) -> None:
    assert len(machines[0]) == len(b.MAKERS) + 2
    assert machines[0] == machines[1]


def test_another_passphrase_gives_no_equal_replacement(machines: list[dict[str, bytes]]) -> None:
    one, two = set(replacements(machines[0])), set(replacements(machines[2]))
    assert {"uid", "PatientID", "PatientName", "StudyID", "ae"} <= {kind for kind, _ in one}
    assert len(one) > 20
    assert one & two == set()
    assert not set(machines[0]) & set(machines[2])


def test_two_patients_of_one_batch_are_shifted_apart(machines: list[dict[str, bytes]]) -> None:
    shifted: dict[str, set[str]] = {}
    for data in machines[0].values():
        dataset = quiet_read(data)
        shifted.setdefault(str(dataset.PatientID), set()).add(str(dataset.StudyDate))
    assert len(shifted) == 2
    assert all(len(days) == 1 for days in shifted.values())
    assert len(set().union(*shifted.values())) == 2


def test_the_small_files_are_those_that_the_corpus_has() -> None:
    path = shared("corpus", "manifest.csv")
    with path.open(encoding="utf-8", newline="") as file:
        listed = {row["path"]: row["modality"] for row in csv.DictReader(file)}
    for kind, name in SMALL.items():
        assert listed[f"files/{name}"] == kind
