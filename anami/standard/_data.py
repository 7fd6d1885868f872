"""Reads the generated data files.  Nothing else belongs here."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read ``data/<name>.json``.  The caller keeps what it makes of it."""
    text = files("anami.standard").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document
