"""Reads the generated data files.  Nothing else belongs here."""

from __future__ import annotations

import json
from pkgutil import get_data
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read ``data/<name>.json``.  The caller keeps what it makes of it."""
    document: dict[str, Any] = json.loads(get_data("anami.standard", f"data/{name}.json") or b"")
    return document
