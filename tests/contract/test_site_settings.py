"""A page without a destination can't send, and one with a destination can send there alone."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.places import ROOT
from tools import integrity, site_config, static_site, verify

HOSTING = (ROOT / "docs" / "hosting.md").read_text("utf-8")
if TYPE_CHECKING:
    from pathlib import Path

SENDING = re.compile(r"(^|/)(view-)?send\b|oidc", re.IGNORECASE)
STATIC_IMPORT = re.compile(r"^(?:import|export)\b[^;'\"]*['\"](\.[^'\"]+)['\"]", re.MULTILINE)


def _manifest(site: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((site / "manifest.json").read_text("utf-8"))
    return loaded


def _files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def _policy(site: Path) -> dict[str, str]:
    text = (site / "index.html").read_text("utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', text)
    assert found
    return dict(rule.strip().partition(" ")[::2] for rule in found[1].split(";"))


@pytest.fixture(scope="module")
def sending(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site that ``--destination`` makes of the built one."""
    site = tmp_path_factory.mktemp("sending") / "site"
    shutil.copytree(dist, site)
    given = site_config.of_destinations(["Archive=https://pacs.example.org:8443/dicom-web"])
    static_site.configure(site, given)
    return site


def test_a_site_without_a_destination_holds_nothing_that_sends(dist: Path) -> None:
    names = [path.relative_to(dist).as_posix() for path in dist.rglob("*")]
    assert not [name for name in names if SENDING.search(name)]
    assert "site.json" not in names
    built = (dist / "index.html").read_text("utf-8")
    assert integrity.untold(built) == (ROOT / "index.html").read_text("utf-8")
    assert _policy(dist)["connect-src"] == "'self'"


def test_no_module_of_a_site_without_a_destination_needs_one_that_sends(dist: Path) -> None:
    imported = [
        (script, name)
        for script in (dist / "static").glob("*.js")
        for name in STATIC_IMPORT.findall(script.read_text("utf-8"))
    ]
    assert len(imported) > 100
    assert [name for script, name in imported if not (script.parent / name).exists()] == []


def test_a_site_with_a_destination_differs_in_the_policy_its_words_and_what_sends(
    dist: Path, sending: Path
) -> None:
    before, after = _files(dist), _files(sending)
    sources = {path.name for path in (ROOT / "static").iterdir() if SENDING.search(path.name)}
    changed = {name for name in before if before[name] != after[name]}
    # A library that sends stands in the bill of materials.
    changed -= {"sbom.cdx.json", "LICENSES/contents.txt"}
    assert changed == {"index.html", "manifest.json"}
    added = after.keys() - before.keys()
    assert {name for name in added if name.startswith("static/")} == {
        f"static/{name}" for name in sources
    }
    assert {name for name in added if "/" not in name} == {"site.json"}
    # Allowed besides: libraries of what sends, and their licences.
    assert {name.split("/")[0] for name in added} <= {"site.json", "static", "vendor", "LICENSES"}


def test_the_policy_names_exactly_the_destination_and_the_rest_of_it_stands(
    dist: Path, sending: Path
) -> None:
    with_destination = _policy(sending)
    assert with_destination["connect-src"] == "'self' https://pacs.example.org:8443"
    assert with_destination | {"connect-src": "'self'"} == _policy(dist)


def test_the_settings_are_listed_with_their_hash_like_every_other_file(sending: Path) -> None:
    listed = _manifest(sending)["files"]
    assert listed == {
        path.relative_to(sending).as_posix(): static_site._described(path)  # noqa: SLF001 - the hash of the build itself
        for path in sending.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert "site.json" in listed


def test_a_page_with_a_destination_nowhere_says_that_nothing_is_ever_sent(sending: Path) -> None:
    text = (sending / "index.html").read_text("utf-8")
    assert 'data-i18n="lead.sending"' in text
    assert "no file leaves it" not in text


def test_a_site_with_a_destination_is_verified_and_a_policy_that_allows_more_is_not(
    sending: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(sending)]) == 0
    assert "may send to Archive, https://pacs.example.org:8443/dicom-web" in capsys.readouterr().out
    laxer = tmp_path / "laxer"
    shutil.copytree(sending, laxer)
    page = (laxer / "index.html").read_text("utf-8")
    more = page.replace("connect-src 'self'", "connect-src 'self' https://elsewhere.example.org")
    static_site.rewrite(laxer, "index.html", more.encode())
    assert verify.main([str(laxer)]) == 1
    assert "Content-Security-Policy" in capsys.readouterr().out


def test_the_same_settings_give_the_same_bytes(dist: Path, sending: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(dist, again)
    given = site_config.of_destinations(["Archive=https://pacs.example.org:8443/dicom-web"])
    static_site.configure(again, given)
    assert _files(again) == _files(sending)


def test_the_example_of_the_documentation_can_be_built() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", HOSTING, re.MULTILINE | re.DOTALL)
    settings = site_config.checked(json.loads(example))
    assert site_config.origins(settings) == [
        "https://login.example.org",
        "https://pacs.example.org",
    ]


def test_the_documentation_names_each_member_and_what_can_be_required() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", HOSTING, re.MULTILINE))
    known = {*site_config._MEMBERS, *site_config._DESTINATION}  # noqa: SLF001 - the contract is about these tables
    assert known == named
    assert all(f"`{what}`" in HOSTING for what in site_config.REQUIRED)
    assert all(f"`{what}`" in HOSTING for what in site_config._OPENID)  # noqa: SLF001 - as above


@pytest.mark.parametrize(
    "members, at, words",
    [
        ({"locked": ["all"]}, "name", "is needed"),
        ({"name": "A", "preset": "unheard-of"}, "preset", "unknown-preset"),
        ({"name": "A", "options": {"rtn_nothing": True}}, "options member 1", "unknown-member"),
        ({"name": "A", "preset": "basic", "protocol": {}}, "protocol", "instead of preset"),
        ({"languages": ["xx"]}, r"languages\[0\]", "must be one of ar, bn"),
        ({"languages": ["de"], "language": "en"}, "language", "one of languages"),
        ({"name": "A", "contact": {}}, "contact", "must hold a text"),
        ({"name": "A", "contact": {"xx": "hello"}}, "contact.xx", "must be one of"),
        ({"name": "A", "project": {}}, "project.name", "is missing"),
        ({"name": "A", "required": ["passphrase"]}, r"required\[0\]", "must be one of project"),
    ],
)
def test_settings_that_cannot_be_had_are_refused_with_their_place(
    members: dict[str, Any], at: str, words: str
) -> None:
    with pytest.raises(site_config.SiteError, match=f"{at}.*{words}"):
        site_config.checked({"schema": site_config.SCHEMA, **members})
