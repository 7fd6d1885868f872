"""Run the engine on bytes and look at what came out with eyes of our own."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pydicom

from anami import Edits, Key, Protocol, deidentify
from anami.model import KnownValue, Range, Status
from tests import strict
from tests.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = Key.from_bytes(bytes(range(32)))
OTHER_KEY = Key.from_bytes(bytes(range(32, 64)))
BASIC = Protocol.preset("basic")
ENCODINGS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class Run:
    """An outcome and the bytes it stands for."""

    source: bytes
    status: Status
    code: str
    warnings: tuple[str, ...]
    decisions: tuple[tuple[str, int, str, str, str], ...]
    parts: tuple[bytes | Range, ...]
    data: bytes

    @property
    def done(self) -> bool:
        """Tell whether there is a result."""
        return self.status is Status.DEIDENTIFIED

    @cached_property
    def read(self) -> strict.Read:
        """Give the result as the strict reader sees it."""
        assert self.done, f"{self.status} {self.code}"
        return strict.read(self.data)

    @cached_property
    def dataset(self) -> pydicom.FileDataset:
        """Give the result as pydicom sees it."""
        assert self.done, f"{self.status} {self.code}"
        return pydicom.dcmread(io.BytesIO(self.data))

    def reasons(self, tag: int) -> set[tuple[str, str]]:
        """Give (action, reason) of the decisions about a tag, at any depth."""
        return {(action, reason) for _, t, _, action, reason in self.decisions if t == tag}


def anami(
    *arguments: object, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line with these variables alone, or those of this process."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "anami", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=env,
    )


def run(
    data: bytes,
    key: Key = KEY,
    known: tuple[KnownValue, ...] = (),
    protocol: Protocol = BASIC,
    edits: Edits | None = None,
) -> Run:
    """De-identify bytes and compose the result from its parts."""
    before = bytes(data)
    outcome = deidentify(data, protocol, key, known=known, edits=edits)
    assert data == before
    made = b""
    if outcome.status is Status.DEIDENTIFIED:
        sink = io.BytesIO()
        outcome.write(sink)
        made = sink.getvalue()
        pieces = []
        for part in outcome.parts:
            if isinstance(part, Range):
                assert 0 <= part.start <= part.stop <= len(data)
                pieces.append(data[part.start : part.stop])
            else:
                pieces.append(bytes(part))
        assert b"".join(pieces) == made
        assert not outcome.code
    else:
        assert outcome.code
        assert not outcome.parts
    return Run(
        source=data,
        status=outcome.status,
        code=outcome.code,
        warnings=tuple(str(w) for w in outcome.warnings),
        decisions=tuple(
            (str(d.path), d.tag, d.vr, str(d.action), str(d.reason)) for d in outcome.decisions
        ),
        parts=outcome.parts,
        data=made,
    )


def spellings(token: str) -> list[bytes]:
    """Encode a token in lower case in every common encoding that has all of its characters."""
    found = []
    for encoding in ENCODINGS:
        try:
            found.append(token.lower().encode(encoding))
        except UnicodeError:
            continue
    return found


def leaks(data: bytes, *tokens: str) -> list[str]:
    """List the tokens found in bytes, in any case and common encoding."""
    folded = data.lower()
    return [t for t in tokens if any(spelling in folded for spelling in spellings(t))]


def assert_clean(outcome: Run, *tokens: str) -> None:
    """Check that a result holds none of the tokens: in the file, and in the clear if deflated."""
    if outcome.done:
        assert not leaks(outcome.data, *tokens)
        assert not leaks(outcome.read.plain, *tokens)
    assert not leaks(repr(outcome.decisions).encode(), *tokens)
    assert not leaks(repr((outcome.code, outcome.warnings)).encode(), *tokens)


def deidentified(data: bytes, *tokens: str) -> Run:
    """Run, and insist on a result that is clean, readable and valid."""
    outcome = run(data)
    assert outcome.done, f"{outcome.status} {outcome.code}"
    assert_clean(outcome, *tokens)
    assert outcome.dataset is not None
    str(outcome.dataset)
    return outcome
