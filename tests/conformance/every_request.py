"""The worker's program, asked for everything that it can do: under CPython, and inside Pyodide.

Knows nothing but app.py and the standard library, because in Pyodide there is nothing else.
"""

from __future__ import annotations

import hashlib
import importlib.abc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import app

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec

Json: TypeAlias = Any
KEY = bytes(range(32)).hex()


class Bytes:
    """A source in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, start: int, stop: int) -> bytes:
        """Give the bytes [start, stop)."""
        return self._data[start:stop]


class Missing(importlib.abc.MetaPathFinder):
    """Notes each module that was asked for and that nobody has."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        """Note the name; find nothing."""
        del path, target
        self.names.add(fullname)
        return None


def ask(sources: Sequence[Bytes], kind: str, **fields: Json) -> tuple[Any, bytes]:
    """Send one request as the page does and return the result."""
    reply, header = app.answer({"type": kind, **fields}, sources)
    assert reply["ok"], (kind, reply)
    return json.loads(json.dumps(reply["result"])), header


def everything(folder: Path, protocols: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Send all requests for the files of a folder; return digests of what came back."""
    sources = [Bytes(path.read_bytes()) for path in sorted(folder.iterdir())]
    files = [{"index": index} for index in range(len(sources))]
    booted, _ = ask((), "boot")
    surveyed, _ = ask(sources, "survey", files=files)
    records = surveyed["records"]
    candidates, _ = ask((), "candidates", records=records)
    digests, _ = ask(sources, "digest", files=files)
    patients = [{**file, "patient_key": records[file["index"]]["patient_key"]} for file in files]
    made = []
    for protocol in protocols:
        chosen = {"protocol": protocol, "key": KEY}
        plan, _ = ask((), "plan", records=records, digests=digests["digests"], **chosen)
        done, header = ask(sources, "deidentify", files=patients, known=surveyed["known"], **chosen)
        outcomes = done["outcomes"]
        told = [{**outcome, "profile": outcome.get("profile", "")} for outcome in outcomes]
        for outcome in told:
            outcome.pop("parts", None)
            outcome.pop("where", None)
        report, _ = ask((), "report", protocol=protocol, profiles=done["profiles"], files=told)
        made.append(
            {
                "outcomes": [[outcome["status"], outcome["code"]] for outcome in outcomes],
                "header": hashlib.sha256(header).hexdigest(),
                "rest": digest([plan, done, report]),
            }
        )
    booted.pop("versions")
    return {"survey": digest([booted, surveyed, candidates, digests]), "made": made}


def digest(value: Json) -> str:
    """SHA-256 of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def main(folder: str, protocols: str) -> str:
    """Run inside Pyodide; return the results and the modules that were not found, as JSON."""
    missing = Missing()
    sys.meta_path.append(missing)
    result = everything(Path(folder), json.loads(protocols))
    return json.dumps({**result, "missing": sorted(missing.names)})
