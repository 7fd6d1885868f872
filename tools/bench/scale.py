"""How time grows with the number of files, and memory with the number of bytes."""

from __future__ import annotations

import shutil
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from tools.bench import browser, workloads
from tools.bench.model import GIGA, MEGA, Workload
from tools.bench.native import RunError
from tools.environment import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.bench.runs import Ground

GROWTH: Final = ((1_000, 5), (10_000, 1), (100_000, 1))
"""Files, and how often: a repeat of the last takes minutes."""
QUICK_GROWTH: Final = ((100, 3), (1_000, 1))
MEMORY: Final = ((GIGA, 1), (10 * GIGA, 1))
QUICK_MEMORY: Final = ((50 * MEGA, 1), (200 * MEGA, 1))
WORKERS: Final = 2
TIMEOUT: Final = 1800.0
_COPIES: Final = 3.3
"""Inputs, the page's own output, the saved ZIP, and some room."""


def growth(ground: Ground, wanted: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Time the page from drop to saved ZIP with more and more tiny files."""
    points: list[dict[str, Any]] = [
        {"files": files, "status": "ok", "why": "", "seconds": [], "timings": []}
        for files, _ in wanted
    ]
    for turn in range(max(repeats for _, repeats in wanted)):
        for point, (files, repeats) in zip(points, wanted, strict=True):
            if turn < repeats and point["status"] == "ok":
                _grow(ground, point)
                say(f"growth: {files:,} files, {turn + 1} of {repeats} is done")
    for files, _ in wanted:
        shutil.rmtree(_tiny_folder(ground, files), ignore_errors=True)
    return points


def _tiny_folder(ground: Ground, files: int) -> Path:
    return ground.place / f"growth-{files}"


def _grow(ground: Ground, point: dict[str, Any]) -> None:
    files: int = point["files"]
    folder = _tiny_folder(ground, files)
    if not folder.exists():
        for _ in workloads.tiny(folder, files):
            pass
    paths = tuple(sorted(path for path in folder.rglob("*.dcm")))
    workload = Workload("tiny", folder, paths, sum(path.stat().st_size for path in paths), "")
    how = browser.Job(WORKERS, timeout=TIMEOUT)
    try:
        sample = browser.job(ground.browsers, ground.site, workload, how)
    except RunError as error:
        point["status"], point["why"] = "failed", str(error)
        return
    if sample.outputs != files:
        point["status"], point["why"] = "failed", f"{sample.outputs} of {files} files came out"
    point["seconds"].append(sample.seconds)
    point["timings"].append(sample.timings)


def memory(ground: Ground, wanted: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Watch the browser's memory while the page does files of 10 MB that come to some sizes."""
    sizes = []
    for size, repeats in wanted:
        free = shutil.disk_usage(ground.place).free
        if free < size * _COPIES:
            why = f"{size * _COPIES / GIGA:.0f} GB of disk are needed, {free / GIGA:.0f} are free"
            sizes.append({"bytes": size, "status": "skipped", "why": why})
            continue
        sizes.append(_watch(ground, size, repeats))
        say(f"memory: {size / GIGA:.3g} GB is done")
    return {"workers": WORKERS, "sizes": sizes}


def _watch(ground: Ground, size: int, repeats: int) -> dict[str, Any]:
    folder = ground.place / "volumes"
    files = tuple(workloads.volumes(folder, size))
    total = sum(path.stat().st_size for path in files)
    workload = Workload("big", folder, files, total, "generated")
    peaks, idles = [], []
    try:
        for _ in range(repeats):
            how = browser.Job(WORKERS, metered=True, timeout=TIMEOUT)
            sample = browser.job(ground.browsers, ground.site, workload, how)
            if sample.outputs != len(files):
                why = f"{sample.outputs} of {len(files)} files came out"
                return {"bytes": total, "status": "failed", "why": why}
            peaks.append(sample.peak)
            idles.append(sample.idle)
    except RunError as error:
        return {"bytes": total, "status": "failed", "why": str(error)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    described = {"bytes": total, "files": len(files), "status": "ok", "why": ""}
    return described | {"peak": int(median(peaks)), "idle": int(median(idles))}
