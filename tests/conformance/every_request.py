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


SCRIPT = '<script><e en="T" t="00100010" n="PatientName">@hashptid()</e></script>'
CODES = {"content": "patient_id,code\n1,ONE-01\n", "prefix": ""}


def everything(folder: Path, protocols: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Send all requests for the files of a folder; return digests of what came back."""
    sources = [Bytes(path.read_bytes()) for path in sorted(folder.iterdir())]
    files = [{"index": index} for index in range(len(sources))]
    booted, _ = ask((), "boot", terms={})
    surveyed, _ = ask(sources, "survey", files=files, codes={})
    records = surveyed["records"]
    rows = [
        [record["index"], record["sop_instance_uid"], record["instance_number"], record["size"]]
        for record in records
        if record["status"] == "readable"
    ]
    candidates, _ = ask((), "candidates", instances=rows)
    digests, _ = ask(sources, "digest", files=files)
    patients = [{**file, "patient_key": records[file["index"]]["patient_key"]} for file in files]
    asked = {"files": patients, "known": surveyed["known"], "key": KEY, "codes": {}}
    made = [once(sources, records, digests["digests"], protocol, asked) for protocol in protocols]
    booted.pop("versions")
    looked = [booted, surveyed, candidates, digests, *others(sources, files, protocols[0], asked)]
    ask((), "forget")
    return {"survey": digest(looked), "made": made}


def once(
    sources: Sequence[Bytes], records: Json, digests: Json, protocol: Json, asked: dict[str, Json]
) -> dict[str, Any]:
    """Plan, de-identify and report by one protocol."""
    chosen = {"protocol": protocol, "key": KEY}
    names = ("patient_key", "patient_code", "study_key", "series_key")
    folders = [
        {
            **{name: record[name] for name in names},
            "instances": [
                [record["index"], record["sop_instance_uid"], record["instance_number"], 1]
            ],
        }
        for record in records
        if record["status"] == "readable"
    ]
    plan, _ = ask((), "plan", folders=folders, digests=digests, edits={}, **chosen)
    done, header = ask(sources, "deidentify", **{**asked, **chosen})
    outcomes = done["outcomes"]
    tally = [
        {
            "status": outcome["status"],
            "code": outcome["code"],
            "profile": outcome.get("profile", ""),
            "count": 1,
        }
        for outcome in outcomes
    ]
    report, _ = ask((), "report", protocol=protocol, profiles=done["profiles"], tally=tally)
    return {
        "outcomes": [[outcome["status"], outcome["code"]] for outcome in outcomes],
        "header": hashlib.sha256(header).hexdigest(),
        "rest": digest([plan, done, report]),
    }


def others(
    sources: Sequence[Bytes], files: Sequence[Json], protocol: Json, asked: dict[str, Json]
) -> list[Json]:
    """Ask for what the page shows beside the work."""
    few = {**asked, "files": asked["files"][:8], "protocol": protocol}
    example, drawn = ask((), "example")
    return [
        ask((), "attributes")[0],
        ask((), "describe_protocol", protocol=protocol)[0],
        ask((), "import", tool="ctp", text=SCRIPT)[0],
        ask((), "read_codes", codes=CODES)[0],
        ask(sources, "describe", files=files)[0],
        ask(sources[:8], "preview", **few)[0],
        ask(sources[:8], "inspect", **few)[0],
        [example, hashlib.sha256(drawn).hexdigest()],
    ]


def digest(value: Json) -> str:
    """SHA-256 of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def main(folder: str, protocols: str) -> str:
    """Run inside Pyodide; return the results and the modules that were not found, as JSON."""
    missing = Missing()
    sys.meta_path.append(missing)
    result = everything(Path(folder), json.loads(protocols))
    return json.dumps({**result, "missing": sorted(missing.names)})
