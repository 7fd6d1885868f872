"""What a site may set for its own page, and the words about what it may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tools import site_config

if TYPE_CHECKING:
    from pathlib import Path

ARCHIVE = {"name": "Archive", "url": "https://pacs.example.org/dicom-web"}
OPENID = {"issuer": "https://login.example.org/realms/trial", "clientId": "anami"}


def _with(**members: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON can say
    return {"schema": "anami-site/1", **members}


def _to(url: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON can say
    return _with(destinations=[{**ARCHIVE, "url": url, **members}])


@pytest.mark.parametrize(
    "url, origins",
    [
        ("https://pacs.example.org/dicom-web", ["https://pacs.example.org"]),
        ("https://PACS.example.org:443/dicom-web/", ["https://pacs.example.org"]),
        ("https://pacs.example.org:8443/a/b", ["https://pacs.example.org:8443"]),
        ("http://127.0.0.1:8042/dicom-web", ["http://127.0.0.1:8042"]),
        ("http://localhost:8042", ["http://localhost:8042"]),
        ("/dicom-web", []),
    ],
)
def test_the_page_may_speak_to_the_origin_of_a_destination_and_to_no_more(
    url: str, origins: list[str]
) -> None:
    assert site_config.origins(site_config.checked(_to(url))) == origins


@pytest.mark.parametrize(
    "url",
    [
        "http://pacs.example.org/dicom-web",
        "https://*.example.org/dicom-web",
        "https://user:word@pacs.example.org/",
        "https://pacs.example.org/?series=1",
        "https://pacs.example.org/#top",
        "https://pacs.example.org/?",
        "https://[::1]:8042/dicom-web",
        "https://pacs.example.org:99999/",
        "https://pacs.example.org;script-src *",
        "https://pacs.example.org/a b",
        'https://pacs.example.org/a"b',
        "https://pâcs.example.org/",
        "https:///dicom-web",
        "//pacs.example.org/dicom-web",
        "/dicom-web?a",
        "ftp://pacs.example.org/",
        "javascript:alert(1)",
        "pacs.example.org",
        "*",
        "",
        7,
    ],
)
def test_an_address_that_a_policy_cannot_name_or_a_network_can_read_is_refused(url: str) -> None:
    with pytest.raises(site_config.SiteError, match=r"destinations\[0\]\.url: "):
        site_config.checked(_to(url))


def test_signing_in_elsewhere_lets_the_page_speak_to_that_origin_too() -> None:
    sign_in = {**OPENID, "origins": ["https://tokens.example.org"]}
    settings = site_config.checked(_to(ARCHIVE["url"], signIn=sign_in))
    assert site_config.origins(settings) == [
        "https://login.example.org",
        "https://pacs.example.org",
        "https://tokens.example.org",
    ]


def test_a_destination_given_on_the_command_line_is_the_same_as_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "site.json"
    file.write_text(json.dumps(_with(destinations=[ARCHIVE])), encoding="utf-8")
    given = site_config.of_destinations(["Archive=https://pacs.example.org/dicom-web"])
    assert given == site_config.read(file)
    assert given["destinations"][0]["signIn"] == "none"


@pytest.mark.parametrize(
    "document, where, words",
    [
        ([], "must be an object", ""),
        ({}, "schema: ", "is missing"),
        ({"schema": "anami-site/2"}, "schema: ", "must be"),
        (_with(destination=[]), "destination: ", "is not known; known are .*destinations"),
        (_with(destinations=[]), "destinations: ", "must be a list of 1"),
        (_with(destinations=[{"name": "A"}]), r"destinations\[0\]\.url: ", "is missing"),
        (_with(destinations=[ARCHIVE, ARCHIVE]), r"destinations\[1\]", "stands there already"),
        (
            _with(destinations=[ARCHIVE, {**ARCHIVE, "url": "/other"}]),
            r"destinations\[1\]\.name: ",
            "stands there already",
        ),
        (_to("/a", name="a\nb"), r"destinations\[0\]\.name: ", "control character"),
        (_to("/a", name="a\u202eb"), r"destinations\[0\]\.name: ", "control character"),
        (_to("/a", viewer="https://v.example.org/"), "viewer: ", "must hold {StudyInstanceUID}"),
        (_to("/a", viewer="javascript:{StudyInstanceUID}"), "viewer: ", "must be an https"),
        (_to("/a", viewer="/v?{StudyInstanceUID}&<b>"), "viewer: ", "a character"),
        (_to("/a", signIn="kerberos"), "signIn: ", "must be one of none, basic, bearer"),
        (_to("/a", signIn={"issuer": OPENID["issuer"]}), "signIn.clientId: ", "is missing"),
        (_to("/a", signIn={**OPENID, "issuer": "/login"}), "issuer: ", "a whole address"),
        (_to("/a", signIn={**OPENID, "origins": ["https://a.org/b"]}), "origins", "an origin"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(document: object, where: str, words: str) -> None:
    with pytest.raises(site_config.SiteError, match=f"{where}.*{words}"):
        site_config.checked(document)


@pytest.mark.parametrize(
    "text, words",
    [
        ("{", "is not JSON"),
        ('{"schema": "anami-site/1", "schema": "anami-site/1"}', "stands there twice"),
        (None, "can't be read"),
    ],
)
def test_a_file_that_is_no_settings_is_named(tmp_path: Path, text: str | None, words: str) -> None:
    file = tmp_path / "site.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(site_config.SiteError, match=f"site.json: .*{words}"):
        site_config.read(file)


def test_a_destination_without_a_name_is_refused() -> None:
    with pytest.raises(site_config.SiteError, match="written NAME=URL"):
        site_config.of_destinations(["https://pacs.example.org/dicom-web"])
