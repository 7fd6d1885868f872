"""Programs outside the browser: run one, take its time and its highest memory.

What a program prints could hold a value of a file, so it goes nowhere; a failure is told by its
exit status alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tools.bench.model import Sample
from tools.environment import ROOT, venv_program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.bench.model import Workload

PAUSE: Final = 0.1
FIRST_PAUSE: Final = 0.005
WORKER: Final = Path(__file__).resolve().with_name("peer_work.py")


class RunError(Exception):
    """A run did not end well; the message says how, without a value of a file."""


@dataclass(slots=True)
class Watcher:
    """Highest memory of a process in bytes, or of it and its descendants, watched from a thread.

    What the system tells of an ended child (`ru_maxrss`) is no use: it counts the moment in which
    the child was still a copy of this process.
    """

    root: int
    whole_tree: bool
    peak: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look until told to stop; the first looks come fast, since some programs are."""
        pause = FIRST_PAUSE
        while not self._done.wait(pause):
            pause = min(pause * 2, PAUSE)
            if self.whole_tree:
                found = sum(_memory(pid, "VmRSS") for pid in _family(self.root))
            else:
                found = _memory(self.root, "VmHWM")
            self.peak = max(self.peak, found)

    def stop(self) -> None:
        """Stop looking."""
        self._done.set()


def _family(root: int) -> list[int]:
    found = [root]
    for pid in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                children = (task / "children").read_text(encoding="ascii").split()
                found.extend(int(child) for child in children)
    return found


def _memory(pid: int, name: str) -> int:
    """Read a size of /proc/PID/status in bytes; 0 when the process has ended."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0


def timed(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    timeout: float,
    metered: bool = False,
    statuses: Sequence[int] = (0,),
) -> tuple[float, int]:
    """Run a program and return its seconds and its highest memory in bytes.

    The memory is that of the program's own process; with `metered`, which costs time, that of the
    processes that it starts as well.

    Raises:
        RunError: it could not be started, took too long, or ended with another status.

    """
    begun = time.perf_counter()
    try:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        message = "could not be started"
        raise RunError(message) from error
    late = threading.Event()

    def give_up() -> None:
        late.set()
        _end(process.pid)

    clock = threading.Timer(timeout, give_up)
    clock.daemon = True
    clock.start()
    watcher = Watcher(process.pid, metered)
    threading.Thread(target=watcher.watch, daemon=True).start()
    try:
        _, status = os.waitpid(process.pid, 0)
    except BaseException:
        _end(process.pid)
        raise
    finally:
        watcher.stop()
        clock.cancel()
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if late.is_set():
        message = f"took longer than {timeout:.0f} s"
        raise RunError(message)
    if process.returncode not in statuses:
        message = f"ended with status {process.returncode}"
        raise RunError(message)
    return seconds, watcher.peak


def _end(pid: int) -> None:
    """End a process and whatever it started: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def in_process(  # noqa: PLR0913 - each is one independent circumstance of a run
    peer: str,
    python: Path,
    workload: Workload,
    warm: Path,
    output: Path,
    *,
    timeout: float,
) -> Sample:
    """Have the files done one after another by a Python library in one process.

    The time is that of the files alone: imports, and one small file that loads what is loaded
    late, are over when it begins.
    """
    request, answer = output.with_suffix(".request"), output.with_suffix(".answer")
    output.mkdir()
    told = {
        "peer": peer,
        "warm": str(warm),
        "files": [str(path) for path in workload.files],
        "output": str(output),
    }
    request.write_text(json.dumps(told), encoding="utf-8")
    words = [python, WORKER, request, answer]
    _, peak = timed(words, cwd=ROOT, timeout=timeout)
    replied: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    request.unlink()
    answer.unlink()
    if replied["error"]:
        raise RunError(str(replied["error"]))
    return Sample(float(replied["seconds"]), count(output), peak)


def count(folder: Path) -> int:
    """Count the files under a folder, except what lists others."""
    return sum(path.is_file() and path.name != "DICOMDIR" for path in folder.rglob("*"))


def own_python() -> Path:
    """Path of the project's own interpreter."""
    return venv_program("python")
