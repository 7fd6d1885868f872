"""`python3 build.py audit`: whether vulnerabilities are known in what Anami is made of.

pip-audit asks for each Python lock, npm for each package-lock.json. pip-audit stands in an
environment of its own as requirements/audit.txt pins it. A database that can't be reached is said
to be so and is no failure: this is for people and for machines with a network, not for every build.
"""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING, Final

from tools.environment import ROOT, SetUpError, completed, own_venv, say

if TYPE_CHECKING:
    from pathlib import Path

_PLACE: Final = ROOT / ".audit"
_LOCK: Final = ROOT / "requirements" / "audit.txt"
_PYTHON_LOCKS: Final = sorted((ROOT / "requirements").glob("*.txt"))
_NPM_FOLDERS: Final = (".", "tools/bench")
_SECONDS: Final = 300


def _ask(command: list[str | Path], folder: Path) -> str:
    """Run an auditor and return what it printed, whatever its exit status."""
    return completed(command, folder, _SECONDS).stdout


def python_findings(printed: str) -> list[str] | None:
    """Read what `pip-audit --format json` printed; None if it is no answer.

    It also skips what its database doesn't answer for: a package that nobody was asked about is not
    one without vulnerabilities.
    """
    try:
        rows = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    if any("skip_reason" in row for row in rows):
        return None
    return [
        f"{row['name']} {row.get('version', '')}: {found['id']}"
        for row in rows
        for found in row.get("vulns", ())
    ]


def npm_findings(printed: str) -> list[str] | None:
    """Read what `npm audit --json` printed; None if it is no answer."""
    try:
        said = json.loads(printed)
        rows = said["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return None
    return [f"{name}: {row['severity']}" for name, row in sorted(rows.items())]


def _look(name: str, found: list[str] | None) -> bool:
    """Say how one lock fares; whether nothing is wrong with it."""
    if found is None:
        say(f"{name}: skipped, the database gives no answer for all of it")
        return True
    for line in found:
        print(line)
    say(f"{name}: {len(found)} known")
    return not found


def main() -> int:
    """Ask about every lock; 1 if a vulnerability is known, else 0, also if nobody answers."""
    well = True
    try:
        python: Path | None = own_venv(_PLACE, _LOCK)
    except SetUpError as error:
        say(str(error))
        python = None
    for lock in _PYTHON_LOCKS:
        words = ["-m", "pip_audit", "--format", "json", "--no-deps", "--disable-pip"]
        words += ["--progress-spinner", "off", "--requirement"]
        printed = _ask([python, *words, lock], ROOT) if python else ""
        well &= _look(lock.name, python_findings(printed))
    npm = shutil.which("npm")
    for folder in _NPM_FOLDERS:
        printed = _ask([npm, "audit", "--json"], ROOT / folder) if npm else ""
        well &= _look(f"{folder}/package-lock.json", npm_findings(printed))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
