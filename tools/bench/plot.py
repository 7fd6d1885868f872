"""The picture of a bench: bars of each workload, and how time per file grows. An SVG, by hand.

No plotting library: bars and a line are a few rectangles, and the same results give the same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from tools.bench import figures
from tools.bench.model import CONTENDER, WORKLOAD_TITLES
from tools.bench.table import number

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH: Final = 860
_MARGIN: Final = 24
_LABELS: Final = 290
_VALUES: Final = 130
_BAR: Final = 14
_STEP: Final = 20
_HEAD: Final = 46
_GAP: Final = 26
_LINE_HEIGHT: Final = 170
_COLOURS: Final = {"anami": "#0b6e99", "peer": "#9aa5ad", "floor": "#d9a441"}
_NAMES: Final = {"anami": "Anami", "peer": "other tools", "floor": "zip -0: the floor"}
_STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#1d2730}.title{font-size:14px;font-weight:600}"
    ".quiet{fill:#55626c}"
)
_WAYS: Final = {"per file": "library", "end to end": "drop to saved ZIP"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its value, and whose it is."""

    label: str
    value: float
    kind: str


def draw(results: figures.Results) -> str:
    """Draw the results as one SVG."""
    body: list[str] = []
    top = _legend(body)
    for workload in WORKLOAD_TITLES:
        bars, unit = bars_of(results, workload)
        if bars:
            top = _panel(body, top, f"{WORKLOAD_TITLES[workload]}, {unit}", bars)
    points = [one for one in results.get("growth", ()) if one["status"] == "ok"]
    if len(points) > 1:
        top = _curve(body, top, [(one["files"], figures.per_file(one)) for one in points])
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img">',
            "<title>Files per second of Anami and of other tools, by workload</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>',
            *body,
            "</svg>\n",
        )
    )


def bars_of(results: figures.Results, workload: str) -> tuple[list[Bar], str]:
    """Give the bars of a workload, the fastest first; one file is told in MB/s."""
    described = results.get("workloads", {}).get(workload)
    if described is None:
        return [], ""
    single = described["files"] == 1
    rate = figures.megabytes_per_second if single else figures.files_per_second
    bars = []
    for (where, name), row in figures.rows(results).items():
        value = rate(results, row) if where == workload and name != "cat" else None
        if value:
            who = CONTENDER[name]
            kind = "anami" if who.anami else "floor" if who.way == "floor" else "peer"
            way = _WAYS.get(who.way, who.way)
            label = who.label if kind == "floor" else f"{who.label} ({way})"
            bars.append(Bar(label, value, kind))
    return sorted(bars, key=lambda bar: -bar.value), "MB/s" if single else "files/s"


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{escape(words)}</text>'


def _legend(body: list[str]) -> int:
    x = float(_MARGIN)
    for kind, name in _NAMES.items():
        body.append(f'<rect x="{x}" y="16" width="12" height="12" fill="{_COLOURS[kind]}"/>')
        body.append(_text(x + 18, 27, name))
        x += 60 + 7 * len(name)
    return 40


def _panel(body: list[str], top: int, title: str, bars: Iterable[Bar]) -> int:
    """Draw one workload, each bar with its figure; return where the next panel begins."""
    body.append(_text(_MARGIN, top + 26, title, ' class="title"'))
    bars = list(bars)
    scale = (WIDTH - _LABELS - _VALUES) / max(bar.value for bar in bars)
    y = top + _HEAD
    for bar in bars:
        length = max(1.0, bar.value * scale)
        body.append(_text(_LABELS - 8, y + 11, bar.label, ' text-anchor="end"'))
        body.append(
            f'<rect x="{_LABELS}" y="{y}" width="{length:.1f}" height="{_BAR}" rx="2" '
            f'fill="{_COLOURS[bar.kind]}"/>'
        )
        body.append(_text(_LABELS + length + 6, y + 11, number(bar.value), ' class="quiet"'))
        y += _STEP
    return y + _GAP


def _curve(body: list[str], top: int, points: list[tuple[int, float]]) -> int:
    """Draw milliseconds per file, from zero up, against the number of files, logarithmic."""
    title = "Growth: milliseconds per file, by number of files"
    body.append(_text(_MARGIN, top + 26, title, ' class="title"'))
    left, right = _MARGIN + 60, WIDTH - _VALUES
    base, height = top + _HEAD + _LINE_HEIGHT, _LINE_HEIGHT - 30
    first, last = (math.log10(points[at][0]) for at in (0, -1))
    highest = max(value for _, value in points)
    places = [
        (
            left + (math.log10(files) - first) / (last - first) * (right - left),
            base - value / highest * height,
        )
        for files, value in points
    ]
    body.append(f'<path d="M{left} {base}H{right}" stroke="#55626c"/>')
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    colour = _COLOURS["anami"]
    body.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for (x, y), (files, value) in zip(places, points, strict=True):
        middle = ' text-anchor="middle"'
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
        body.append(_text(x, y - 10, number(value), middle))
        body.append(_text(x, base + 18, f"{files:,}", middle))
    return base + 40
