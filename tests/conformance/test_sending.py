"""python -m anami --send: from files to a real archive, through trouble, and what it says of it."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from anami import cli
from anami.runtime import dicomweb
from anami.runtime.dicomweb import Archive, Delivery, deliver, parcels_of, verify
from anami.sending import State
from tests import builders as b
from tests.archive import Orthanc, Proxy
from tests.conformance.corpus import quiet_read
from tests.runs import anami

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

P = b.PERSONA
DUMMY = "REMOVED"
"""What whoever published a file wrote for a name, and what is written here for a text."""
SHORT = 6
"""Characters: a shorter value may stand anywhere by chance."""


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scans")
    for number in range(1, 9):
        (folder / f"CT{number}").write_bytes(b.part10(b.ct(number=number)))
    (folder / "MR").write_bytes(b.part10(b.mr()))
    (folder / "RT").write_bytes(b.part10(b.rtstruct()))
    return folder


@pytest.fixture
def orthanc(tmp_path: Path) -> Iterator[Orthanc]:
    archive = Orthanc(tmp_path / "orthanc")
    archive.start()
    yield archive
    archive.kill()


@pytest.fixture
def proxy(orthanc: Orthanc) -> Iterator[Proxy]:
    before = Proxy(lambda: orthanc.port)
    yield before
    before.close()


@pytest.fixture(scope="module")
def written(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("written") / "out.zip"
    assert cli.main([str(scans), "-o", str(target)]) == 0
    return target


def test_results_arrive_as_they_were_written_and_nothing_else_does(
    scans: Path, orthanc: Orthanc, tmp_path: Path
) -> None:
    target = tmp_path / "out.zip"
    made = anami(scans, "-o", target, "--send", orthanc.url, "--edit", "patient_name=Heart^Seven")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "10 to send = 10 sent + 0 failed + 0 not sent\n" in made.stdout
    assert "the archive has 10 of 10 sent\n" in made.stdout
    with zipfile.ZipFile(target) as archive:
        assert sorted(map(archive.read, archive.namelist())) == sorted(orthanc.instances().values())
    assert orthanc.holds(P.tokens) == []
    assert orthanc.holds(["Heart^Seven"]) == ["Heart^Seven"]


def test_without_an_output_nothing_stays_on_this_machine(scans: Path, tmp_path: Path) -> None:
    archive = Orthanc(tmp_path / "orthanc", {"alice": "wonder"})
    archive.start()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    try:
        wrong = anami(scans, "--send", archive.url, env=os.environ | {"TMPDIR": str(scratch)})
        assert (wrong.returncode, wrong.stderr) == (4, "")
        assert "10 to send = 0 sent + 0 failed + 10 not sent, sign-in\n" in wrong.stdout
        made = anami(
            *(scans, "--send", archive.url, "--send-user-env", "SIGN"),
            env=os.environ | {"TMPDIR": str(scratch), "SIGN": "alice:wonder"},
        )
        assert made.returncode == 0, made.stdout + made.stderr
        assert "wonder" not in made.stdout + made.stderr
    finally:
        archive.kill()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--send", "ftp://127.0.0.1/"),
        ("--send", "http://127.0.0.1/?a=b"),
        ("--send", "http://user:secret@127.0.0.1/"),
        ("--send", "http://127.0.0.1/", "--send-token-env", "ABSENT_VARIABLE"),
        ("-o", "out.zip", "--send-token-env", "HOME"),
        (),
    ],
)
def test_an_address_or_sign_in_that_makes_no_sense_is_bad_usage(
    scans: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(scans), *arguments])
    assert ended.value.code == 2
    assert "secret" not in capsys.readouterr().err


TROUBLES = ("drop", "429", "503", "page", "deaf", "half")


def test_after_every_kind_of_trouble_everything_is_there_once(
    written: Path, orthanc: Orthanc, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dicomweb, "INSTANCES_PER_REQUEST", 3)
    proxy.troubles.extend(TROUBLES)
    waits: list[float] = []
    parcels = parcels_of(written)
    archive = Archive(proxy.url, "Bearer t", waits.append)
    delivery = deliver(archive, parcels, Delivery())
    assert delivery.stopped == ""
    assert delivery.count(State.STORED) == len(parcels)
    assert proxy.confirmed_twice() == []
    assert len(waits) == len(TROUBLES)
    assert waits[1] >= 1.0
    assert orthanc.instances().keys() == {one.sop_instance for one in delivery.identities.values()}
    checked = verify(archive, delivery)
    assert (checked.present, checked.missing, checked.others) == (len(parcels), (), 0)
    assert proxy.authorizations == {"Bearer t"}


def test_an_archive_that_stays_away_ends_the_sending_which_is_taken_up_later(
    written: Path, orthanc: Orthanc, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dicomweb, "INSTANCES_PER_REQUEST", 3)
    waits: list[float] = []
    parcels = parcels_of(written)
    archive = Archive(proxy.url, "", waits.append)
    proxy.before = lambda number: orthanc.kill() if number == 3 else None
    delivery = deliver(archive, parcels, Delivery())
    assert delivery.stopped == "unreachable"
    assert 0 < len(delivery.fates) < len(parcels)
    assert len(waits) == dicomweb.ATTEMPTS - 1
    assert waits[0] < waits[-1] <= dicomweb.LONGEST_WAIT
    orthanc.start()
    deliver(archive, parcels, delivery)
    assert (delivery.stopped, delivery.count(State.STORED)) == ("", len(parcels))
    assert proxy.confirmed_twice() == []
    assert len(orthanc.instances()) == len(parcels)


def test_one_that_is_refused_is_named_and_the_others_arrive(
    written: Path, orthanc: Orthanc, proxy: Proxy
) -> None:
    parcels = parcels_of(written)
    archive = Archive(proxy.url)
    refused = deliver(Archive(orthanc.url), parcels[:1], Delivery()).identities[0].sop_instance
    proxy.refused = {refused}
    delivery = deliver(archive, parcels, Delivery())
    failed = {place: fate for place, fate in delivery.fates.items() if fate.state is State.FAILED}
    assert [(place, fate.code, fate.reason) for place, fate in failed.items()] == [
        (0, "class-mismatch", "A900")
    ]
    assert delivery.count(State.STORED) == len(parcels) - 1


def test_two_that_claim_one_uid_are_not_both_sent(written: Path, orthanc: Orthanc) -> None:
    parcels = parcels_of(written)
    delivery = deliver(Archive(orthanc.url), [*parcels, parcels[0]], Delivery())
    assert delivery.fates[len(parcels)].code == "uid-twice"
    assert delivery.count(State.STORED) == len(parcels)
    again = deliver(Archive(orthanc.url), [*parcels, parcels[0]], delivery)
    assert again.count(State.FAILED) == 1


IDENTIFYING = (
    *("PatientName", "PatientID", "AccessionNumber", "ReferringPhysicianName"),
    *("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"),
)


def test_real_files_leave_no_original_value_in_the_archive(corpus: Path, orthanc: Orthanc) -> None:
    """A file in every twenty, which suffices: each goes through the same code."""
    found = sorted(path for path in (corpus / "files").rglob("*") if path.is_file())
    chosen = [path for path in found[::20] if path.stat().st_size < 4_000_000]
    originals = [quiet_read(path.read_bytes()) for path in chosen]
    values = {str(one.get(name, "")) for one in originals for name in IDENTIFYING} - {DUMMY}
    made = anami(*chosen, "--send", orthanc.url, "--edit", "patient_name=Heart^Seven")
    assert made.returncode in {0, 3}, made.stdout + made.stderr
    stored = orthanc.instances()
    assert f"the archive has {len(stored)} of {len(stored)} sent\n" in made.stdout
    assert len(stored) > len(chosen) // 2
    assert {str(quiet_read(data).PatientName) for data in stored.values()} == {"Heart^Seven"}
    assert orthanc.holds(value for value in values if len(value) > SHORT) == []
