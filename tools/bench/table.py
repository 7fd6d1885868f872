"""The tables of a bench, as cells, as text and as Markdown. Pure functions of the results."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any, Final

from tools.bench import figures
from tools.bench.figures import NONE
from tools.bench.model import CONTENDER, GIGA, MEGA, WORKLOAD_TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.bench.model import Row

Cells = list[list[str]]

HEAD: Final = (
    "what",
    "timed",
    "runs",
    "s",
    "files/s",
    "MB/s",
    "peak MB",
    "browser engine ×",
    "browser job ×",
    "CPython ×",
    "zip -0 ×",
    "cat ×",
)
_RATIOS: Final = ("anami-engine-1", "anami-page-2", "anami-cpython")
"""How many times as fast as a row these are: columns of the table."""
_STAGES: Final = ("survey", "deidentify", "archive")
_FLOORS: Final = ("zip", "cat")
"""How many times as long as these a row takes: columns of the table."""


def number(value: float | None) -> str:
    """Write a figure with three digits that count, the way tables want it."""
    if value is None:
        return NONE
    limits = ((100, 0), (10, 1), (0.1, 2))
    digits = next((digits for limit, digits in limits if abs(value) >= limit), 3)
    return f"{value:,.{digits}f}"


def megabytes(value: float) -> str:
    """Write bytes as millions."""
    return number(value / MEGA) if value else NONE


def workload_cells(results: figures.Results, workload: str) -> Cells:
    """Give the head and a line for each contender that took part in a workload."""
    lines = [list(HEAD)]
    for (where, _), row in figures.rows(results).items():
        if where == workload:
            lines.append(_line(results, row))
    return lines


def _line(results: figures.Results, row: Row) -> list[str]:
    who = CONTENDER[row.contender]
    if row.status != "ok":
        blank = [NONE] * (len(HEAD) - 3)
        return [who.label, who.way, f"{row.status}: {row.why}", *blank]

    def against(one: str, other: str) -> str:
        return NONE if one == other else number(figures.ratio(results, row.workload, one, other))

    return [
        who.label,
        who.way,
        str(len(row.seconds)),
        number(row.median),
        number(figures.files_per_second(results, row)),
        number(figures.megabytes_per_second(results, row)),
        megabytes(row.peak),
        *(against(name, row.contender) for name in _RATIOS),
        *(against(name, row.contender) for name in _FLOORS),
    ]


def workload_title(results: figures.Results, workload: str) -> str:
    """Name a workload with its size."""
    described = results["workloads"][workload]
    size = described["bytes"] / MEGA
    return (
        f"{described['title']}: {described['files']:,} files, {number(size)} MB "
        f"({described['origin']})"
    )


def target_cells(results: figures.Results) -> Cells:
    """Give a line for each target."""
    lines = [["target", "wanted", "figure", "verdict"]]
    lines += [
        [target.text, target.wanted, target.figure, target.verdict]
        for target in figures.targets(results)
    ]
    return lines


def start_cells(results: figures.Results) -> Cells:
    """Give start-up and download."""
    lines = [["start and download", "figure"]]
    names = {
        "cold": "first visit to ready, ms",
        "warm": "later visit to ready, ms",
        "bare": "Pyodide alone, later visit, ms",
    }
    start = results.get("start", {})
    lines += [
        [f"{label} (median of {len(start[name])})", number(median(start[name]))]
        for name, label in names.items()
        if start.get(name)
    ]
    found = results.get("download", {})
    lines += [
        [f"first visit downloads, {kind}, MB", number(found[kind] / MEGA)]
        for kind in ("raw", "gzip", "brotli")
        if kind in found
    ]
    return lines


def stage_cells(results: figures.Results) -> Cells:
    """Give the stages of jobs on the page, by its own clock; saving is what comes after them."""
    lines = [["medians in ms", "timed", *(WORKLOAD_TITLES[name] for name in _of(results))]]
    wanted = (name for name in CONTENDER if name.startswith(("anami-page", "anami-engine")))
    for contender in wanted:
        for stage in _STAGES:
            cells = [_stage(results, workload, contender, stage) for workload in _of(results)]
            if set(cells) != {NONE}:
                who = CONTENDER[contender]
                lines.append([f"{who.label}: {stage}", who.way, *cells])
    return lines


def _of(results: figures.Results) -> list[str]:
    """List the workloads that were measured."""
    return list(results.get("workloads", {}))


def _stage(results: figures.Results, workload: str, contender: str, stage: str) -> str:
    row = figures.rows(results).get((workload, contender))
    values = row.timings.get(stage) if row and row.status == "ok" else None
    return number(median(values)) if values else NONE


def growth_cells(results: figures.Results) -> Cells:
    """Give how time per file grows with the number of files."""
    lines = [["tiny files, 2 workers, drop to saved ZIP", "runs", "s", "ms per file"]]
    points = results.get("growth", ())
    return [*lines, *([f"{point['files']:,}", *_growth_figures(point)] for point in points)]


def _growth_figures(point: dict[str, Any]) -> list[str]:
    if point["status"] != "ok":
        return [f"{point['status']}: {point['why']}", NONE, NONE]
    seconds = point["seconds"]
    return [str(len(seconds)), number(median(seconds)), number(figures.per_file(point))]


def memory_cells(results: figures.Results) -> Cells:
    """Give the browser's memory by the number of bytes."""
    lines = [["files of 10 MB, 2 workers", "peak MB", "over idle MB"]]
    for one in results.get("memory", {}).get("sizes", ()):
        name = f"{one['bytes'] / GIGA:.3g} GB"
        if one["status"] == "ok":
            over = one["peak"] - one["idle"]
            lines.append([name, megabytes(one["peak"]), megabytes(over)])
        else:
            lines.append([name, f"{one['status']}: {one['why']}", NONE])
    return lines


def all_cells(results: figures.Results) -> list[tuple[str, Cells]]:
    """Give every table with its title, targets first; those without a line are left out."""
    tables = [("Targets", target_cells(results))]
    tables += [
        (workload_title(results, name), workload_cells(results, name))
        for name in results.get("workloads", {})
    ]
    tables += [
        ("Where the page's time goes", stage_cells(results)),
        ("Start and download", start_cells(results)),
        ("Growth", growth_cells(results)),
        ("Memory", memory_cells(results)),
    ]
    return [(title, cells) for title, cells in tables if len(cells) > 1]


def text(cells: Cells) -> str:
    """Lay cells out in columns: the first to the left, figures to the right."""
    # What a failed row says in place of figures may run on to the right.
    widths = [
        max(len(line[at]) for line in cells if ": " not in line[at] or at == 0)
        for at in range(len(cells[0]))
    ]
    lines = []
    for line in cells:
        left = line[0].ljust(widths[0])
        rest = (_aligned(cell, width) for cell, width in zip(line[1:], widths[1:], strict=True))
        lines.append("  ".join((left, *rest)).rstrip())
    return "\n".join(lines)


def _aligned(cell: str, width: int) -> str:
    return cell.rjust(width) if cell[:1].isdigit() or cell == NONE else cell.ljust(width)


def markdown(cells: Cells) -> str:
    """Write cells as a table of Markdown."""
    head, *lines = cells
    rule = ["---", *("---:" if _figures(lines, at) else "---" for at in range(1, len(head)))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def _figures(lines: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether a column is one of figures."""
    return all(line[at][:1].isdigit() or line[at] == NONE or ": " in line[at] for line in lines)
