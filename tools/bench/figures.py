"""The arithmetic of a bench: rates, ratios, and whether each target is reached.

Pure functions of the results as docs/bench/results.json has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from tools.bench.model import MEGA, WORKLOAD_TITLES, Row

if TYPE_CHECKING:
    from collections.abc import Callable

Results = dict[str, Any]

REAL_SERIES: Final = ("ct", "mr")
NOT_MEASURED: Final = "not measured"
NONE: Final = "–"
"""Stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Target:
    """One line of "must show": what is wanted, the figure, and the verdict."""

    text: str
    wanted: str
    figure: str
    verdict: str


def rows(results: Results) -> dict[tuple[str, str], Row]:
    """Give the rows by workload and contender."""
    return {
        (row.workload, row.contender): row
        for row in (Row(**described) for described in results.get("rows", ()))
    }


def files_per_second(results: Results, row: Row) -> float | None:
    """Give the rate of a row."""
    seconds = row.median
    return results["workloads"][row.workload]["files"] / seconds if seconds else None


def megabytes_per_second(results: Results, row: Row) -> float | None:
    """Give the rate of a row in millions of bytes of input."""
    seconds = row.median
    return results["workloads"][row.workload]["bytes"] / MEGA / seconds if seconds else None


def ratio(results: Results, workload: str, one: str, other: str) -> float | None:
    """Tell how many times as fast `one` is as `other` on a workload; None if either is missing."""
    found = rows(results)
    pair = [found.get((workload, name)) for name in (one, other)]
    times = [row.median if row else None for row in pair]
    return times[1] / times[0] if times[0] and times[1] else None


def targets(results: Results) -> list[Target]:
    """Hold the results to every figure that the bench must show."""
    lines = []
    for workload in REAL_SERIES:
        lines += [
            _times(results, workload, "anami-engine-1", "dicognito", 3),
            _times(results, workload, "anami-engine-1", "kitware", 3),
            _times(results, workload, "anami-cpython", "dicognito", 15),
        ]
    lines += [
        _times(results, workload, "anami-engine-1", "dcmjs", 1) for workload in WORKLOAD_TITLES
    ]
    lines += [_floor(results, workload) for workload in ("big", *REAL_SERIES)]
    lines += [_peak_of_big(results), _peak_of_ten(results), _growth(results)]
    return [*lines, _warm(results), _download(results)]


_NAMES: Final = {
    "anami-engine-1": "engine in the browser, 1 worker",
    "anami-cpython": "CPython, 1 process",
    "dicognito": "dicognito",
    "kitware": "Kitware dicom-anonymizer",
    "dcmjs": "dcmjs in the same browser",
}


def _judged(
    text: str, wanted: str, value: float | None, reached: Callable[[float], bool], shown: str
) -> Target:
    """Make a line; `shown` formats the figure."""
    if value is None:
        return Target(text, wanted, NONE, NOT_MEASURED)
    verdict = "reached" if reached(value) else "missed"
    return Target(text, wanted, shown.format(value), verdict)


def _times(results: Results, workload: str, one: str, other: str, least: float) -> Target:
    text = f"{_NAMES[one]}, against {_NAMES[other]}: {WORKLOAD_TITLES[workload]}"
    wanted = f"≥ {least} ×" if least > 1 else "faster"
    row, rival = (rows(results).get((workload, name)) for name in (one, other))
    if row and row.median and rival and rival.status == "failed":
        return Target(text, wanted, f"{_NAMES[other].split()[0]} failed", "reached")
    value = ratio(results, workload, one, other)
    return _judged(text, wanted, value, lambda v: v >= least if least > 1 else v > 1, "{:.2f} ×")


def _floor(results: Results, workload: str) -> Target:
    value = ratio(results, workload, "zip", "anami-page-2")
    return _judged(
        f"drop to saved ZIP, 2 workers, against zip -0: {WORKLOAD_TITLES[workload]}",
        "≤ 2.5 × its time",
        value,
        lambda v: v <= 2.5,  # noqa: PLR2004 - the target
        "{:.2f} ×",
    )


def _peak_of_big(results: Results) -> Target:
    row = rows(results).get(("big", "anami-page-2"))
    value = (row.peak - row.idle) / MEGA if row and row.status == "ok" and row.peak else None
    text = "peak memory of the browser over idle: one 2 GB file"
    return _judged(text, "< 600 MB", value, lambda v: v < 600, "{:.0f} MB")  # noqa: PLR2004


def _peak_of_ten(results: Results) -> Target:
    sizes = sorted(results.get("memory", {}).get("sizes", ()), key=lambda one: one["bytes"])
    ends = [one for one in sizes if one.get("status") == "ok"]
    text = "peak memory of the browser: ten times the bytes"
    if any(one["status"] == "failed" for one in sizes):
        return Target(text, "≤ 1.10 ×", "a run failed", "missed")
    value = ends[-1]["peak"] / ends[0]["peak"] if len(ends) > 1 else None
    if value is not None:
        small, large = (one["bytes"] / 1e9 for one in (ends[0], ends[-1]))
        text = f"peak memory of the browser: {large:.3g} GB against {small:.3g} GB"
    return _judged(text, "≤ 1.10 ×", value, lambda v: v <= 1.1, "{:.2f} ×")  # noqa: PLR2004


def per_file(point: dict[str, Any]) -> float:
    """Give the milliseconds per file of a point of the growth curve."""
    return float(median(point["seconds"])) * 1000 / int(point["files"])


def _growth(results: Results) -> Target:
    points = sorted(results.get("growth", ()), key=lambda one: one["files"])
    text = "time per file, 100,000 files against 1,000"
    if any(one["status"] != "ok" for one in points):
        return Target(text, "≤ 1.20 ×", "a run failed", "missed")
    value = per_file(points[-1]) / per_file(points[0]) if len(points) > 1 else None
    if len(points) > 1:
        text = f"time per file, {points[-1]['files']:,} files against {points[0]['files']:,}"
    return _judged(text, "≤ 1.20 ×", value, lambda v: v <= 1.2, "{:.2f} ×")  # noqa: PLR2004


def _warm(results: Results) -> Target:
    start = results.get("start", {})
    value = None
    if start.get("warm") and start.get("bare"):
        value = median(start["warm"]) / median(start["bare"])
    return _judged(
        "warm start to ready, against Pyodide's own bare start",
        "≤ 2 ×",
        value,
        lambda v: v <= 2,  # noqa: PLR2004 - the target
        "{:.2f} ×",
    )


def _download(results: Results) -> Target:
    value = results.get("download", {}).get("brotli")
    value = value / MEGA if value else None
    return _judged("cold download, brotli", "< 6 MB", value, lambda v: v < 6, "{:.2f} MB")  # noqa: PLR2004
