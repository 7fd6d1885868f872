"""`python3 build.py verify PLACE`: whether what lies there is what its manifest says, and no more.

PLACE is the address of a deployed page or a folder. Each file is compared with the manifest, the
hashes in index.html with the files, and the Content-Security-Policy with the one that this
repository has. Archives that the page may send to (site.json) are named. `--build` also builds
this commit, with the same site.json, and compares the manifests: only that ties what is served to
sources that somebody has read. Needs the standard library alone, but for `--build`.

It tells what the host sent to this machine, at this moment.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tools import integrity, site_config
from tools.environment import ROOT, SetUpError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"')
_HASHED: Final = re.compile(
    r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"[^>]* integrity="([^"]+)"[^>]*>'
)
_SCRIPT: Final = re.compile(r"<script\b[^>]*>", re.IGNORECASE)
_INLINE_STYLE: Final = re.compile(r"<style\b|\son\w+\s*=", re.IGNORECASE)
_SECONDS: Final = 60

MANIFEST: Final = "manifest.json"
_NO_MANIFEST: Final = f"{MANIFEST}: absent, or not a manifest"


class _AnotherHostError(Exception):
    """The host sends us elsewhere: what comes from there is not its own."""


class _Same(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: each file must be where the manifest says."""

    def redirect_request(self, *_given: Any) -> None:  # noqa: ANN401 - what the base class gives
        raise _AnotherHostError


def reader(place: str) -> Callable[[str], bytes]:
    """Give a function that reads a file of the place by its path.

    It raises OSError when the file is not there, or is somewhere else.
    """
    if not re.match(r"https?://", place):
        return lambda path: (Path(place) / path).read_bytes()
    opener = urllib.request.build_opener(_Same)
    base = place if place.endswith("/") else f"{place}/"

    def read(path: str) -> bytes:
        request = urllib.request.Request(base + path, headers={"Cache-Control": "no-cache"})  # noqa: S310 - the person named the address
        try:
            with opener.open(request, timeout=_SECONDS) as response:
                data: bytes = response.read()
                return data
        except _AnotherHostError as error:
            raise OSError from error

    return read


def problems(read: Callable[[str], bytes], own: bytes | None = None) -> Iterator[str]:
    """Say what is wrong in a place, one line each.

    Args:
        read: gives a file of the place.
        own: the manifest of one's own build, if that is to be compared as well.

    """
    try:
        manifest = read(MANIFEST)
        files = json.loads(manifest)["files"]
    except (OSError, ValueError, KeyError, TypeError):
        yield _NO_MANIFEST
        return
    if own is not None and manifest != own:
        yield f"{MANIFEST}: not that of this commit"
        theirs, ours = _hashes(manifest), _hashes(own)
        for path in sorted(theirs.keys() | ours.keys()):
            if theirs.get(path) != ours.get(path):
                yield f"{path}: not as this commit builds it"
    for path, described in sorted(files.items()):
        try:
            data = read(path)
        except OSError:
            yield f"{path}: absent"
            continue
        if hashlib.sha256(data).hexdigest() != described["sha256"]:
            yield f"{path}: not as the manifest says"
        elif path == "index.html":
            yield from _of_document(data.decode("utf-8", "replace"), read)


def settings_of(read: Callable[[str], bytes]) -> dict[str, Any]:
    """Give what the site sets for itself; nothing if it sets nothing, or nothing that is valid."""
    try:
        return site_config.checked(json.loads(read(site_config.NAME)))
    except (OSError, ValueError, SetUpError):
        return {}


def _hashes(manifest: bytes) -> dict[str, str]:
    return {path: row["sha256"] for path, row in json.loads(manifest)["files"].items()}


def _of_document(text: str, read: Callable[[str], bytes]) -> Iterator[str]:
    """Say what of the document is laxer than it should be."""
    allowed = " ".join(["connect-src 'self'", *site_config.origins(settings_of(read))])
    plain = (ROOT / "index.html").read_text("utf-8")
    wanted = _POLICY.search(plain.replace("connect-src 'self'", allowed))
    found = _POLICY.search(text)
    if not wanted or not found or found[1].split() != wanted[1].split():
        yield "index.html: the Content-Security-Policy is not that of this repository"
    told = dict(_HASHED.findall(text))
    for script in _SCRIPT.findall(text):
        source = re.search(r' src="([^"]+)"', script)
        if not source or source[1] not in told:
            yield "index.html: a script without its hash"
    if _INLINE_STYLE.search(text):
        yield "index.html: a style or a listener within the document"
    for path, expected in told.items():
        try:
            same = integrity.digest(read(path)) == expected
        except OSError:
            same = False
        if not same:
            yield f"{path}: not as index.html says"


def unlisted(folder: Path) -> Iterator[str]:
    """Say which files of a folder the manifest doesn't name."""
    listed = {*json.loads((folder / MANIFEST).read_bytes())["files"], MANIFEST}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (inside := path.relative_to(folder).as_posix()) not in listed:
            yield f"{inside}: not in the manifest"


def main(arguments: list[str]) -> int:
    """Verify one place; 0 if all is well, 1 if something is not."""
    parser = argparse.ArgumentParser(prog="build.py verify", description=__doc__)
    parser.add_argument("place", help="address of a deployed page, or a folder")
    parser.add_argument("--build", action="store_true", help="compare with a build of this commit")
    parser.add_argument("--against", metavar="FOLDER", help="compare with a build that is there")
    chosen = parser.parse_args(arguments)
    own = (Path(chosen.against) / MANIFEST).read_bytes() if chosen.against else None
    read = reader(chosen.place)
    # Whoever serves the page may let it send to archives: that is not to be overlooked.
    settings = settings_of(read)
    for origin in site_config.origins(settings):
        say(f"this page may send to {origin}, as its site.json says")
    if chosen.build:
        from tools import static_site  # noqa: PLC0415 - what builds isn't needed otherwise

        with tempfile.TemporaryDirectory() as scratch:
            built = static_site.build(Path(scratch) / "site", settings)
            own = (built / MANIFEST).read_bytes()
    wrong = list(problems(read, own))
    if (Path(chosen.place) / MANIFEST).is_file() and wrong != [_NO_MANIFEST]:
        wrong += unlisted(Path(chosen.place))
    for line in wrong:
        print(line)
    if wrong:
        say(f"{len(wrong)} things are not as they should be")
        return 1
    say("every file is as its manifest says" + (", and as this commit builds it" if own else ""))
    if not own:
        say("compared with no build: --build ties it to this commit")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
