"""What a bench measures, as data: workloads, contenders, rows, and the form of the results.

Nothing here runs anything. Sizes are bytes, times are seconds unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORM: Final = 1
"""Version of the form of results.json."""
MEGA: Final = 1000**2
GIGA: Final = 1000**3
FEWER: Final = ((15.0, 1), (6.0, 3))
"""A peer whose first run takes longer than so many seconds is run only so often."""

Status = Literal["ok", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way of doing the work.

    Attributes:
        id: names it in the results.
        label: names it to people.
        way: what is timed: the whole command, the per-file work in a running process, a job on the
            page from drop to saved ZIP, or the page's own time for de-identifying.

    """

    id: str
    label: str
    way: Literal["floor", "command", "per file", "end to end", "engine"]

    @property
    def anami(self) -> bool:
        """Whether it is Anami."""
        return self.id.startswith("anami")


CONTENDERS: Final = (
    Contender("cat", "cat (reading once)", "floor"),
    Contender("zip", "zip -0", "floor"),
    Contender("anami-page-1", "Anami, browser, 1 worker", "end to end"),
    Contender("anami-page-2", "Anami, browser, 2 workers", "end to end"),
    Contender("anami-engine-1", "Anami, browser, 1 worker", "engine"),
    Contender("anami-engine-2", "Anami, browser, 2 workers", "engine"),
    Contender("anami-command-1", "python -m anami, 1 process", "command"),
    Contender("anami-command-2", "python -m anami, 2 processes", "command"),
    Contender("anami-cpython", "Anami, CPython, 1 process", "per file"),
    Contender("dicognito", "dicognito", "per file"),
    Contender("dicognito-command", "dicognito", "command"),
    Contender("kitware", "Kitware dicom-anonymizer", "per file"),
    Contender("kitware-command", "Kitware dicom-anonymizer", "command"),
    Contender("deid", "pydicom deid", "per file"),
    Contender("deid-command", "pydicom deid", "command"),
    Contender("gdcmanon", "gdcmanon", "command"),
    Contender("dcmjs", "dcmjs, browser, 1 worker", "per file"),
)
CONTENDER: Final = {one.id: one for one in CONTENDERS}

LIMITED: Final = {"anami-engine-2": ("ct", "mr")}
"""Contenders that only take part in some workloads: elsewhere they would tell nothing new."""

WORKLOAD_TITLES: Final = {
    "ct": "CT series",
    "mr": "MR series",
    "tiny": "many tiny files",
    "enhanced": "enhanced multi-frame headers",
    "big": "one 2 GB file",
}


@dataclass(frozen=True, slots=True)
class Workload:
    """Files in a folder of their own.

    Attributes:
        id: one of `WORKLOAD_TITLES`.
        folder: holds these files and no others.
        files: in order.
        size: of all of them.
        origin: "real" or "generated", and of what.

    """

    id: str
    folder: Path
    files: tuple[Path, ...]
    size: int
    origin: str

    def described(self) -> dict[str, Any]:
        """Give what the results say of it."""
        return {
            "title": WORKLOAD_TITLES[self.id],
            "files": len(self.files),
            "bytes": self.size,
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one contender over one workload.

    Attributes:
        seconds: of the way that the contender is timed.
        outputs: files that came out.
        peak: highest memory: PSS of all of the browser's processes, or RSS of a process tree.
        idle: the same before the work began; 0 for a process of its own.
        timings: the page's own, in milliseconds.

    """

    seconds: float
    outputs: int
    peak: int = 0
    idle: int = 0
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """What one contender came to on one workload; `why` tells what is not "ok"."""

    workload: str
    contender: str
    status: Status = "ok"
    why: str = ""
    seconds: list[float] = field(default_factory=list)
    outputs: int = 0
    peak: int = 0
    idle: int = 0
    timings: dict[str, list[float]] = field(default_factory=dict)

    def add(self, sample: Sample, *, timed: bool) -> None:
        """Take a run in; of an untimed one only the memory and the outputs count."""
        self.outputs = sample.outputs
        if sample.peak > self.peak:
            self.peak, self.idle = sample.peak, sample.idle
        if timed:
            self.seconds.append(sample.seconds)
            for name, value in sample.timings.items():
                self.timings.setdefault(name, []).append(value)

    @property
    def median(self) -> float | None:
        """Median time in seconds, None without a timed run or after a failure."""
        return median(self.seconds) if self.status == "ok" and self.seconds else None

    def as_dict(self) -> dict[str, Any]:
        """Give the row as the results have it."""
        return asdict(self)


def taking_part(contenders: Sequence[str], workload: str) -> list[str]:
    """Leave out those that don't take part in a workload."""
    return [name for name in contenders if workload in LIMITED.get(name, WORKLOAD_TITLES)]


def order(contenders: Sequence[str], repeat: int) -> list[str]:
    """Interleave: each repeat runs everything once, and each begins one further on.

    So nothing always runs behind the same neighbour, and a slow spell of the machine hits all.
    """
    if not contenders:
        return []
    shift = repeat % len(contenders)
    return [*contenders[shift:], *contenders[:shift]]


def repeats_for(contender: str, first: float, repeats: int) -> int:
    """Tell how often a contender is run whose first run took `first` seconds.

    Anami and the floor get all repeats; a peer that would take minutes for them gets fewer.
    """
    if CONTENDER[contender].anami or CONTENDER[contender].way == "floor":
        return repeats
    return min(repeats, next((few for limit, few in FEWER if first > limit), repeats))
