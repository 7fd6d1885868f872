"""A site that may send, an archive to send to, and a proxy between them that makes trouble."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests import builders
from tests.archive import Orthanc, Proxy
from tests.issuer import CLIENT, Issuer
from tools import server, site_config, static_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

SENT_MILLISECONDS: Final = 120_000
TRIAL: Final = "Trial archive"
GUARDED: Final = "Guarded archive"
SHARED: Final = "Shared archive"
"""Destinations without signing in, with a password, and with an account elsewhere."""


@dataclass
class Desk:
    """A site that may send, the proxy that it sends to, and the archive behind that."""

    site: str
    proxy: Proxy
    issuer: Issuer
    archive: Orthanc | None = None

    def open_archive(self, folder: Path, users: dict[str, str] | None = None) -> Orthanc:
        """Put a fresh archive behind the proxy, and forget what went through it."""
        self.close_archive()
        self.archive = Orthanc(folder, users)
        self.archive.start()
        proxy = self.proxy
        proxy.troubles.clear()
        proxy.refused.clear()
        proxy.requests.clear()
        proxy.searches.clear()
        proxy.authorizations.clear()
        proxy.before = lambda _number: None
        return self.archive

    def close_archive(self) -> None:
        """End the archive."""
        if self.archive is not None:
            self.archive.kill()


@contextmanager
def opened(dist: Path, folder: Path) -> Iterator[Desk]:
    """Serve a copy of a built site, in a new folder, that may send to all three destinations."""
    shutil.copytree(dist, folder)
    made = Desk("", Proxy(lambda: made.archive.port if made.archive else 0), Issuer())
    viewer = f"{made.proxy.origin}/viewer?study={{StudyInstanceUID}}"
    destinations = [
        {"name": TRIAL, "url": made.proxy.url, "viewer": viewer},
        {"name": GUARDED, "url": made.proxy.url, "signIn": "basic"},
        {
            "name": SHARED,
            "url": made.proxy.url,
            "signIn": {"issuer": made.issuer.url, "clientId": CLIENT},
        },
    ]
    settings = {"schema": site_config.SCHEMA, "destinations": destinations}
    static_site.configure(folder, site_config.checked(settings))
    try:
        with server.running(server.make_server(folder)) as made.site:
            yield made
    finally:
        made.close_archive()
        made.proxy.close()
        made.issuer.close()


def write_studies(folder: Path, studies: int, each: int) -> None:
    """Write CT studies of one invented person."""
    folder.mkdir(parents=True)
    for study in range(1, studies + 1):
        person = replace(builders.PERSONA, uid_root=f"{builders.PERSONA.uid_root}.{study}")
        for number in range(1, each + 1):
            file = folder / f"S{study}I{number}"
            file.write_bytes(builders.part10(builders.ct(person, number=number)))


def wait_for_stage(page: Page, stage: str, why: str = "") -> None:
    """Wait until the step that sends has come so far, for the reason given."""
    region = page.get_by_test_id("send")
    expect(region).to_have_attribute("data-stage", stage, timeout=SENT_MILLISECONDS)
    expect(region).to_have_attribute("data-why", why)
