"""Where material outside the repository stands; tests that need it skip when it is absent."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ANAMI_SHARED", ROOT.parent / "shared"))


def shared(*parts: str) -> Path:
    """Give a path in the shared folder, or skip the test when it does not exist."""
    import pytest  # noqa: PLC0415 - the fuzzer's environment, which needs the folder alone, has none

    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is absent: set ANAMI_SHARED to the folder that holds it")
    return path
