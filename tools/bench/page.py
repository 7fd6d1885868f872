"""docs/speed.md and its picture, made from docs/bench/results.json.

    python3 build.py bench --page

writes both anew without measuring. A test holds them to the results.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tools.bench import figures, plot, table
from tools.environment import ROOT

RESULTS: Final = ROOT / "docs" / "bench" / "results.json"
PICTURE: Final = RESULTS.with_name("speed.svg")
TARGET: Final = ROOT / "docs" / "speed.md"
_TEMPLATE: Final = Path(__file__).resolve().with_name("speed.md")


def document(results: figures.Results) -> str:
    """Compose the page."""
    tables = [f"## {title}\n\n{table.markdown(cells)}" for title, cells in table.all_cells(results)]
    return (
        _TEMPLATE.read_text(encoding="utf-8")
        .replace("{machine}", machine(results))
        .replace("{tables}", "\n\n".join(tables))
    )


def machine(results: figures.Results) -> str:
    """Tell on what the figures were taken."""
    facts = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    return (
        f"Taken on {facts['date']} at commit `{facts['commit']}`: {facts['cores']} cores "
        f"({facts['processor']}), {table.number(facts['memory'] / 2**30)} GiB of memory, "
        f"{facts['system']}; load {facts['load']} when it began; "
        f"{results['seconds'] / 60:.0f} minutes. {versions}."
    )


def load(path: Path = RESULTS) -> figures.Results:
    """Read results."""
    results: figures.Results = json.loads(path.read_text(encoding="utf-8"))
    return results


def write(results: figures.Results) -> None:
    """Write the page and the picture."""
    TARGET.write_text(document(results), encoding="utf-8")
    PICTURE.write_text(plot.draw(results), encoding="utf-8")
