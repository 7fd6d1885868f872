"""What the documents say is what the program says: links, codes, commands, examples, tables."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from anami import cli, errors, needles
from anami.model import Caution, Reason, Status
from anami.protocol import PRESET_NAMES
from tests import builders as b
from tests.places import ROOT
from tools import generate_docs

if TYPE_CHECKING:
    from collections.abc import Iterator

DECISIONS: Final = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES: Final = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *DECISIONS]
PICTURES: Final = ROOT / "docs" / "screenshots"

LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
QUOTED: Final = re.compile(r"`([^`\n]+)`")
FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE_LIKE: Final = re.compile(r"[a-z]+(-[a-z]+)+")
# Kebab-case words of other kinds: a folder of the page, words of a policy and of browsers.
NO_CODES: Final = frozenset(
    (
        *(
            "anami-output",
            "connect-src",
            "force-cache",
            "frame-ancestors",
            "manifest-src",
            "only-if-cached",
        ),
        *("script-src", "worker-src"),
    )
)

named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def prose(page: Path) -> str:
    """Give a page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path, language: str) -> Iterator[str]:
    """Give the fenced blocks of a page in a language."""
    for found, text in FENCE.findall(page.read_text(encoding="utf-8")):
        if found == language:
            yield text


def anchors(page: Path) -> set[str]:
    """Give the fragments under which a page's headings are reached."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def test_what_it_does_is_what_the_running_tables_say() -> None:
    assert generate_docs.TARGET.read_text(encoding="utf-8") == generate_docs.document(), (
        "run python -m tools.generate_docs"
    )


@named
def test_each_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(prose(page)):
        path, _, fragment = link.partition("#")
        if path.startswith("https://"):
            continue
        target = (page.parent / path).resolve() if path else page
        if target.is_relative_to(PICTURES):
            continue
        assert target.exists(), link
        assert not fragment or fragment in anchors(target), link


def test_each_picture_is_there() -> None:
    if not PICTURES.exists():
        pytest.skip("docs/screenshots is absent: its pictures are made from the built page")
    shown = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in LINK.findall(prose(page))
        if link.endswith(".png")
    }
    assert [path for path in sorted(shown) if not path.exists()] == []


@named
def test_each_code_that_a_page_names_exists(page: Path) -> None:
    codes = {*errors.all_codes(), *Caution, *Reason, *Status, *PRESET_NAMES} | NO_CODES
    found = {one for one in QUOTED.findall(prose(page)) if CODE_LIKE.fullmatch(one)}
    assert found <= codes


@named
def test_each_file_that_a_page_names_exists(page: Path) -> None:
    folders = tuple(f"{one.name}/" for one in ROOT.iterdir() if one.is_dir())
    for name in QUOTED.findall(prose(page)):
        if name.startswith(folders) and not name.startswith("dist/") and "*" not in name:
            assert (ROOT / name.split(":")[0].split()[0]).exists(), name


@named
def test_each_command_of_a_page_is_one_of_build_py(page: Path) -> None:
    shown = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"\{([a-z,]+)\}", shown)
    assert found
    commands = set(re.findall(r"build\.py ([a-z]+)", page.read_text(encoding="utf-8")))
    assert commands <= set(found[1].split(","))


def test_the_readme_has_the_two_commands_each_as_a_line_to_copy() -> None:
    lines = [line for text in blocks(ROOT / "README.md", "sh") for line in text.splitlines()]
    assert [line for line in lines if "build.py" in line] == [
        "python3 build.py serve",
        "python3 build.py test",
    ]


def test_the_command_line_of_the_readme_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("SCANS").mkdir()
    Path("SCANS", "scan").write_bytes(b.part10(b.ct()))
    lines = [line for text in blocks(ROOT / "README.md", "sh") for line in text.splitlines()]
    [command] = [line for line in lines if "-m anami" in line]
    assert cli.main(command.split()[3:]) == 0
    assert Path("OUT.zip").exists()
    report = json.loads(Path("REPORT.json").read_text(encoding="utf-8"))
    assert report["totals"]["de-identified"] == 1


def test_the_options_that_the_readme_names_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert set(re.findall(r"`(--[a-z-]+)", prose(ROOT / "README.md"))) <= known


def test_the_python_of_the_readme_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scan.dcm").write_bytes(b.part10(b.ct()))
    [example] = blocks(ROOT / "README.md", "python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own text
    assert Path("anonymous.dcm").read_bytes()[128:132] == b"DICM"


def test_the_policy_in_the_documents_is_that_of_the_page() -> None:
    page = (ROOT / "index.html").read_text(encoding="utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', page)
    assert found
    security = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert " ".join(found[1].split()) in " ".join(security.split())


def test_the_lengths_of_the_leak_check_are_those_that_security_states() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\w+) \| .*? \| ([^|]+) \|$", text, re.MULTILINE))
    for kind, shortest in needles.SHORTEST.items():
        assert rows[kind].split(";")[0] == str(shortest), kind
    name = needles.SHORTEST_NAME
    assert rows["name"] == f"{name} characters, {name - 1} beyond ASCII"
    assert f"only, {needles.SHORTEST_NUMBER} outside texts" in rows["identifier"]
    assert f"needs {needles.SHORTEST_IN_BINARY} characters" in " ".join(text.split())


def test_decisions_are_numbered_without_gap_and_have_their_three_parts() -> None:
    assert [page.name[:4] for page in DECISIONS] == [
        f"{number:04d}" for number in range(1, len(DECISIONS) + 1)
    ]
    for page in DECISIONS:
        assert {"context", "choice", "what-it-costs"} <= anchors(page), page.name


def test_each_decision_that_the_code_refers_to_exists() -> None:
    sources = [
        path
        for folder in ("anami", "static", "tools", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js", ".css"}
    ]
    referred = {
        number
        for path in sources
        for number in re.findall(r"docs/decisions/(\d{4})", path.read_text(encoding="utf-8"))
    }
    assert referred <= {page.name[:4] for page in DECISIONS}
