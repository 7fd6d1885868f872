"""How each contender does its work once, and the rounds in which all of them do."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pydicom

from tools.bench import browser, native
from tools.bench.model import CONTENDER, Row, Sample, order, repeats_for
from tools.bench.native import RunError
from tools.environment import ROOT, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tools.bench.model import Workload
    from tools.bench.set_up import Peers

TIMEOUT: Final = 300.0
SOME_REFUSED: Final = 3
_IDENTITY: Final = ("PatientName", "SOPInstanceUID")
# Those whose memory is that of several processes: one more run, not timed, watches them.
_WATCHED: Final = ("anami-page", "anami-command-2", "dcmjs")


@dataclass(frozen=True, slots=True)
class Ground:
    """What runs need: a folder on disk, the peers, browsers, both sites, a small file."""

    place: Path
    peers: Peers
    browsers: browser.Browsers
    site: browser.Site
    dcmjs: browser.Site | None
    warm: Path


def carry_out(ground: Ground, contender: str, workload: Workload, *, metered: bool) -> Sample:
    """Do a workload once.

    Raises:
        RunError: it did not end well.

    """
    name, _, rest = contender.partition("-")
    if name == "anami" and rest.startswith(("page", "engine")):
        warm = ground.warm if rest.startswith("engine") else None
        how = browser.Job(
            int(rest[-1]), save=warm is None, warm=warm, metered=metered, timeout=TIMEOUT
        )
        return browser.job(ground.browsers, ground.site, workload, how)
    if contender == "dcmjs":
        if ground.dcmjs is None:
            raise RunError
        return browser.dcmjs(
            ground.browsers,
            ground.dcmjs,
            workload,
            ground.warm,
            metered=metered,
            timeout=TIMEOUT,
        )
    output = ground.place / "output"
    if CONTENDER[contender].way == "per file":
        python = native.own_python() if CONTENDER[contender].anami else ground.peers.python
        sample = native.in_process(
            contender, python, workload, ground.warm, output, timeout=TIMEOUT
        )
        return replace(sample, outputs=deidentified(workload, output))
    return _command(ground, contender, workload, output, metered=metered)


def _command(
    ground: Ground, contender: str, workload: Workload, output: Path, *, metered: bool
) -> Sample:
    zipped = CONTENDER[contender].anami or contender == "zip"
    if zipped:
        output = output.with_suffix(".zip")
    else:
        output.mkdir()
    words = _WORDS[contender](ground.peers, workload, output)
    seconds, peak = native.timed(
        words,
        cwd=ROOT if CONTENDER[contender].anami else workload.folder,
        timeout=TIMEOUT,
        metered=metered,
        statuses=(0, SOME_REFUSED) if CONTENDER[contender].anami else (0,),
    )
    if contender == "cat":
        return Sample(seconds, len(workload.files), peak)
    if zipped:
        with zipfile.ZipFile(output) as archive:
            return Sample(seconds, len(archive.namelist()), peak)
    return Sample(seconds, deidentified(workload, output), peak)


def _anami(jobs: int) -> Callable[[Peers, Workload, Path], list[str | Path]]:
    return lambda _peers, workload, output: [
        native.own_python(), "-m", "anami", workload.folder, "-o", output, "--jobs", str(jobs)
    ]  # fmt: skip


_WORDS: Final[dict[str, Callable[[Peers, Workload, Path], list[str | Path]]]] = {
    "cat": lambda _peers, workload, _output: ["cat", *workload.files],
    "zip": lambda peers, _workload, output: [peers.zip, "-0", "-q", "-r", "-D", output, "."],
    "anami-command-1": _anami(1),
    "anami-command-2": _anami(2),
    "dicognito-command": lambda peers, workload, output: [
        peers.python, "-m", "dicognito", "--quiet", "--output-directory", output, workload.folder
    ],
    "kitware-command": lambda peers, workload, output: [
        peers.python.with_name("dicom-anonymizer"), workload.folder, output
    ],
    "deid-command": lambda peers, workload, output: [
        peers.python.with_name("deid"), "--quiet", "--outfolder", output, "--overwrite",
        "identifiers", "--action", "all", "--input", workload.folder
    ],
    "gdcmanon": lambda peers, workload, output: [
        peers.gdcmanon, "--de-identify", "--certificate", peers.certificate, "--recursive",
        "--input", workload.folder, "--output", output
    ],
}  # fmt: skip
"""The command of each contender that is one, with its defaults."""


def deidentified(workload: Workload, output: Path) -> int:
    """Count the files in a folder whose patient's name, or else whose UID, is no original's.

    A modest test, not of how well a peer de-identifies, but that it did its work on each file.
    """
    originals = [one for one in map(_identity, workload.files) if one is not None]
    names = {name for name, _ in originals} - {""}
    uids = {uid for _, uid in originals}
    found = [_identity(path) for path in output.rglob("*") if path.is_file()]
    kept = [one for one in found if one is not None]
    return sum(name not in names if names else uid not in uids for name, uid in kept)


def _identity(path: Path) -> tuple[str, str] | None:
    """Give the name and the UID; None for what isn't a DICOM file that can be read."""
    try:
        dataset = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(_IDENTITY))
        name, uid = (str(dataset.get(keyword, "")) for keyword in _IDENTITY)
    except Exception:  # noqa: BLE001 - whatever a peer wrote: what can't be read doesn't count
        return None
    return name, uid


def compare(
    ground: Ground, workload: Workload, contenders: Sequence[str], repeats: int
) -> list[Row]:
    """Run all contenders over a workload in rounds; a failure ends a contender, not the bench."""
    rows = {name: Row(workload.id, name) for name in contenders}
    for name, row in rows.items():
        why = ground.peers.missing.get(name.removesuffix("-command"), "")
        if why:
            row.status, row.why = "skipped", why
    # So that nobody finds the disk colder than the next.
    native.timed(["cat", *workload.files], cwd=workload.folder, timeout=TIMEOUT)
    for turn in range(-1, repeats):
        for name in order(contenders, max(turn, 0)):
            row = rows[name]
            timed = turn >= 0
            enough = row.seconds and turn >= repeats_for(name, row.seconds[0], repeats)
            if row.status == "ok" and not enough and (timed or name.startswith(_WATCHED)):
                _once(ground, workload, row, timed=timed)
        say(f"{workload.id}: round {turn + 1} of {repeats} is done")
    _tidy(ground.place)
    return list(rows.values())


def _once(ground: Ground, workload: Workload, row: Row, *, timed: bool) -> None:
    _tidy(ground.place)
    try:
        sample = carry_out(ground, row.contender, workload, metered=not timed)
    except Exception as error:  # noqa: BLE001 - one contender's fault is a row, never the end
        row.status = "failed"
        row.why = str(error) if isinstance(error, RunError) else f"bench: {type(error).__name__}"
    else:
        row.add(sample, timed=timed)
        if sample.outputs != len(workload.files):
            row.status = "failed"
            row.why = f"{sample.outputs} of {len(workload.files)} files came out de-identified"
    if row.status != "ok":
        say(f"{workload.id}: {row.contender}: {row.why}")


def _tidy(place: Path) -> None:
    """Take outputs away and have the disk finish what it was given, before the next run."""
    for path in place.glob("output*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    os.sync()
