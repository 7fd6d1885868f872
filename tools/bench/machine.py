"""Facts about the machine and the versions that a bench ran with."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.bench.set_up import HERE
from tools.environment import ROOT, SetUpError, npm_version, run

if TYPE_CHECKING:
    from tools.bench.set_up import Peers


def facts(peers: Peers, chromium: str) -> dict[str, Any]:
    """Describe the machine: cores, processor, memory in bytes, versions, commit, date."""
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": commit(),
        "cores": os.cpu_count() or 0,
        "processor": _processor(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.release()}",
        "load": f"{os.getloadavg()[0]:.1f}",
        "versions": {
            "Python": platform.python_version(),
            "Chromium": chromium,
            "Pyodide": npm_version("pyodide"),
            **_locked(),
            **_program("gdcmanon", peers.gdcmanon),
            "dcmjs": json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"][
                "dcmjs"
            ],
        },
    }


def commit() -> str:
    """Give the commit, with a plus where the sources differ from it."""
    try:
        name = run(["git", "rev-parse", "--short=12", "HEAD"], doing="git").strip()
        changed = run(["git", "status", "--porcelain", "--", "anami", "static"], doing="git")
    except SetUpError:
        return "unknown"
    return name + ("+" if changed.strip() else "")


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _locked() -> dict[str, str]:
    lines = (ROOT / "requirements" / "bench.in").read_text("utf-8").split()
    return dict(line.split("==", 1) for line in lines)


def _program(name: str, path: str) -> dict[str, str]:
    """Ask a program for its version; it may end with any status."""
    if not path:
        return {}
    said = subprocess.run(
        [path, "--version"], capture_output=True, text=True, errors="replace", check=False
    )
    found = re.search(r"\d+\.\d+\.\d+", said.stdout + said.stderr)
    return {name: found[0] if found else "unknown"}
