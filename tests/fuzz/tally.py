"""What a run of hostile inputs comes to: counts by outcome, faults with one input each."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fuzz.oracle import Verdict

__all__ = ["Tally"]


@dataclass
class Tally:
    """Counts of one run or of several.

    Attributes:
        outcomes: how inputs ended → how many.
        faults: what was wrong → how many.
        seconds: how long it took, of all processes together.
        peak: largest resident size of a guided process, MiB; 0 if none was guided.

    """

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    peak: int = 0

    @property
    def inputs(self) -> int:
        """How many inputs were tried."""
        return self.outcomes.total()

    def note(self, data: bytes, verdict: Verdict, found: Path | None) -> None:
        """Count one input; keep the first of each fault in the folder `found`."""
        self.outcomes[verdict.outcome] += 1
        if not verdict.fault:
            return
        self.faults[verdict.fault] += 1
        if found is None or self.faults[verdict.fault] > 3:
            return
        found.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in verdict.fault)[:80]
        path = found / f"{name}.{sha256(data).hexdigest()[:8]}"
        path.write_bytes(data)
        path.with_suffix(path.suffix + ".txt").write_text(verdict.detail, encoding="utf-8")

    def add(self, other: Tally) -> None:
        """Take in the counts of another run."""
        self.outcomes.update(other.outcomes)
        self.faults.update(other.faults)
        self.seconds += other.seconds
        self.peak = max(self.peak, other.peak)

    def save(self, path: Path) -> None:
        """Write the counts to a file, which is whole at any moment."""
        document = {
            "outcomes": dict(self.outcomes),
            "faults": dict(self.faults),
            "seconds": self.seconds,
            "peak": self.peak,
        }
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(document, indent=1), encoding="utf-8")
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Tally:
        """Read counts from a file."""
        document = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            Counter(document["outcomes"]),
            Counter(document["faults"]),
            document["seconds"],
            document["peak"],
        )

    def table(self) -> str:
        """Give the counts for a person to read."""
        speed = self.inputs / self.seconds if self.seconds else 0.0
        lines = [f"{count:>10,}  {name}" for name, count in self.outcomes.most_common()]
        peak = f", peak {self.peak} MiB" if self.peak else ""
        lines.append(f"{self.inputs:>10,}  inputs, {speed:.0f} a second and process{peak}")
        lines.append(f"{self.faults.total():>10,}  faults")
        lines += [f"{count:>10,}  {name}" for name, count in self.faults.most_common()]
        return "\n".join(lines)
