"""The generator stops when a source is not the one that was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import places
from tools import generate_tables as generator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


def test_a_changed_source_stops_the_generator(tmp_path: Path) -> None:
    for name in generator.SOURCE_SHA256:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(generator.SourceChangedError, match=r"SHA-256 of e1-1\.json"):
        generator.read_sources(tmp_path)


def test_another_wheel_stops_the_generator(tmp_path: Path) -> None:
    wheel = tmp_path / "highdicom.whl"
    wheel.write_bytes(b"another")
    with pytest.raises(generator.SourceChangedError, match="SHA-256 of wheel"):
        generator.read_highdicom(wheel)


@pytest.mark.parametrize(
    "change,complaint",
    [
        (lambda table: table["rows"].pop(), "rows of E.1-1"),
        (lambda table: table["rows"][0].update(basic_prof="K"), "content digest of E.1-1"),
        (lambda table: table["rows"][0].update(new_option="K"), "headings of E.1-1"),
        (lambda table: table.update(edition="2027a"), "edition of E.1-1"),
    ],
)
def test_a_changed_row_count_code_heading_or_edition_stops_the_generator(
    change: Callable[[dict[str, Any]], object],
    complaint: str,
) -> None:
    table = generator.read_sources(places.shared("standard"))["e1-1.json"]
    change(table)
    with pytest.raises(generator.SourceChangedError, match=complaint):
        generator.e1_1(table)


def test_the_committed_tables_are_what_the_generator_writes() -> None:
    sources = generator.read_sources(places.shared("standard"))
    for name, text in generator.tables_of_extracts(sources).items():
        assert (generator.TARGET / name).read_text("utf-8") == text
