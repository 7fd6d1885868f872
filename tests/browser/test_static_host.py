"""The built site on a plain static host, under a path of its own."""

from __future__ import annotations

import json
import re
import struct
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Watch

BOOT_MILLISECONDS = 120_000
# Texts of others are shown as they were published; the licences name their homes.
# What networks show beside a link; some take no more than 300 kB.
LARGEST_PICTURE = 300_000
OWN_TEXT = re.compile(r"(index\.html|sw\.js|manifest\.webmanifest|static/.*\.(js|css|json|svg))")
# A namespace is a name, never fetched.
NAMESPACE = re.compile(r"http://www\.w3\.org/\d{4}/\w+")


def is_ready(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.locator("html")).to_have_attribute("data-ready", "true", timeout=BOOT_MILLISECONDS)


def test_the_page_gets_ready_under_a_path_and_asks_only_its_own_folder(
    page: Page, site: str, watch: Watch
) -> None:
    is_ready(page, site)
    assert watch.requests
    assert [url for url in watch.requests if not url.startswith(site)] == []


def test_no_request_is_made_for_what_is_not_there(page: Page, site: str) -> None:
    missing: list[str] = []
    page.on("response", lambda got: missing.append(got.url) if got.status != 200 else None)
    is_ready(page, site)
    assert missing == []


def test_the_page_shows_the_version_of_the_manifest(page: Page, site: str, dist: Path) -> None:
    is_ready(page, site)
    manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    assert page.evaluate("() => window.anami.version") == manifest["versions"]["anami"]


def test_the_policy_of_the_page_allows_its_own_origin_only(dist: Path) -> None:
    text = (dist / "index.html").read_text("utf-8")
    found = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', text)
    assert found
    rules = dict(rule.strip().partition(" ")[::2] for rule in found[1].split(";") if rule.strip())
    assert rules["default-src"] == "'none'"
    # Nothing that a file holds becomes markup or code, where browsers have Trusted Types.
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert rules.pop("trusted-types") == "anami"
    sources = {source for rule in rules.values() for source in rule.split()}
    assert sources <= {"'none'", "'self'", "'wasm-unsafe-eval'", "blob:", "data:"}
    assert "data:" not in rules["script-src"]
    assert rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'none'"


def test_no_file_of_ours_names_an_absolute_address(dist: Path) -> None:
    named = {}
    for path in sorted(dist.rglob("*")):
        inside = path.relative_to(dist).as_posix()
        if path.is_file() and OWN_TEXT.fullmatch(inside):
            text = NAMESPACE.sub("", path.read_text("utf-8"))
            if found := re.findall(
                r"""(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}|(?:src|href)=["']/""", text
            ):
                named[inside] = found
    assert named == {}


def test_the_picture_for_links_is_there_and_of_the_size_that_the_page_says(dist: Path) -> None:
    page = (dist / "index.html").read_text("utf-8")
    told = dict(re.findall(r'<meta property="og:([a-z:]+)" content="([^"]*)">', page))
    picture = (dist / told["image"]).read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (
        int(told["image:width"]),
        int(told["image:height"]),
    )
    assert len(picture) < LARGEST_PICTURE


@pytest.mark.parametrize(
    "path, kind",
    [
        ("index.html", "text/html; charset=utf-8"),
        ("pyodide/pyodide.mjs", "text/javascript; charset=utf-8"),
        ("vendor/crc32.js", "text/javascript; charset=utf-8"),
        ("pyodide/pyodide.asm.wasm", "application/wasm"),
        ("pyodide/python_stdlib.zip", "application/zip"),
        ("manifest.json", "application/json"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("sw.js", "text/javascript; charset=utf-8"),
        ("app.py", "text/x-python; charset=utf-8"),
    ],
)
def test_the_local_server_sends_the_right_type_and_no_special_header(
    site: str, path: str, kind: str
) -> None:
    with urllib.request.urlopen(urljoin(site, path)) as response:  # noqa: S310 - our own address
        headers = {name.lower(): value for name, value in response.headers.items()}
    assert headers["content-type"] == kind
    assert set(headers) == {"server", "date", "content-type", "content-length", "last-modified"}


def test_the_local_server_sends_a_wheel_as_plain_bytes(site: str, dist: Path) -> None:
    wheel = next((dist / "wheels").iterdir())
    with urllib.request.urlopen(urljoin(site, f"wheels/{wheel.name}")) as response:  # noqa: S310 - our own address
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.read() == wheel.read_bytes()
