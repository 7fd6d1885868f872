"""Valid in, valid out: an external validator finds no error that the original did not have."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests import builders as b
from tests.conformance.accepted_dciodvfy import ACCEPTED
from tests.conformance.corpus import done
from tests.runs import run

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = shutil.which("dciodvfy")
# Where the validator could not read the original at all, nothing can be compared.
BLIND = ("dataset read failed", "Information Object Not found", "Tags out of order")

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="dciodvfy is absent: install dicom3tools")


def normalised(message: str) -> str:
    """Keep what is wrong and where by tag or module; drop values, item numbers and lengths."""
    message = re.sub(r"\[\d+\]", "", message)
    message = re.sub(r" = <[^>]*>", "", message)
    message = re.sub(r" = '[^']*'? ?\(0x[0-9a-f]+\)", "", message)
    message = re.sub(r"<0x[0-9a-f]+>|<[^<>]*> for value \d+", "<>", message)
    message = re.sub(r"(same value as \w+) <[^>]*>", r"\1", message)
    message = re.sub(r"\b(Item|value|frame|got|expected)( #?| [<=]*)\d+", r"\1", message)
    return " ".join(message.split())


def errors(path: Path) -> set[str]:
    """Run the validator and give its normalised errors."""
    assert PROGRAM is not None
    made = subprocess.run([PROGRAM, str(path)], capture_output=True, check=False, timeout=60)
    text = (made.stdout + made.stderr).decode("latin-1")
    return {normalised(line) for line in text.splitlines() if line.startswith("Error")}


def unexpected(before: set[str], after: set[str]) -> list[str]:
    """Give the new errors that no written reason covers."""
    return sorted(
        e for e in after - before if not any(re.search(pattern, e) for pattern in ACCEPTED)
    )


@pytest.mark.leak("T25", "T26")
def test_no_file_of_the_corpus_has_an_error_that_it_did_not_have(tmp_path: Path) -> None:
    new: list[str] = []
    used: set[str] = set()
    for number, pair in enumerate(done()):
        target = tmp_path / f"{number}.dcm"
        target.write_bytes(pair.made.data)
        before, after = errors(pair.path), errors(target)
        if any(word in e for e in before for word in BLIND):
            continue
        used |= {p for p in ACCEPTED for e in after - before if re.search(p, e)}
        new += [f"{pair.name}: {e}" for e in unexpected(before, after)]
    assert not new, "\n".join(new)
    assert used == set(ACCEPTED), "an accepted error no longer happens: take it off the list"


@pytest.mark.leak("T25", "T26")
@pytest.mark.parametrize("name", b.MAKERS)
def test_a_template_gains_no_error(name: str, tmp_path: Path) -> None:
    data = b.part10(b.MAKERS[name]())
    made = run(data)
    if not made.done:
        pytest.skip(f"refused: {made.code}")
    source, target = tmp_path / "source.dcm", tmp_path / "target.dcm"
    source.write_bytes(data)
    target.write_bytes(made.data)
    assert not unexpected(errors(source), errors(target))
