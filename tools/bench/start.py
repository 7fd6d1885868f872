"""Start-up and download: how long until the page is ready, and how much it fetches for that."""

from __future__ import annotations

import gzip
import json
import shutil
from typing import TYPE_CHECKING, Final

from tools.bench.browser import HERE, Browsers, Site, open_page
from tools.environment import NODE_MODULES, run, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PRIMING: Final = 2
"""Visits after which the browser has cached what it will, compiled code included."""
_BARE: Final = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
_BROTLI: Final = (
    "const z = require('zlib'), f = require('fs');"
    "const o = {params: {[z.constants.BROTLI_PARAM_QUALITY]: 11}};"
    "const sizes = process.argv.slice(1).map((p) =>"
    " z.brotliCompressSync(f.readFileSync(p), o).length);"
    "console.log(JSON.stringify(sizes));"
)


def measure(
    browsers: Browsers, site: Site, repeats: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return milliseconds from navigation to ready, of each visit, and what a first one fetches.

    `cold` is a first visit with an empty profile; `warm` a later one in a browser started anew;
    `bare` the same of a page that only loads Pyodide.
    """
    bare = _host_bare(browsers)
    found: dict[str, list[float]] = {"cold": [], "warm": [], "bare": []}
    for _ in range(_PRIMING):
        _visit(browsers, "start-warm", site)
        _visit(browsers, "start-bare", bare)
    for repeat in range(repeats):
        shutil.rmtree(browsers.place / "profile-start-cold", ignore_errors=True)
        found["cold"].append(_visit(browsers, "start-cold", site))
        found["warm"].append(_visit(browsers, "start-warm", site))
        found["bare"].append(_visit(browsers, "start-bare", bare))
        say(f"start: round {repeat + 1} of {repeats} is done")
    return found, _download(browsers, site)


def _visit(browsers: Browsers, profile: str, site: Site) -> float:
    with browsers.session(profile) as (context, _):
        page = open_page(context, site)
        return float(page.evaluate("() => window.anami.timings.boot"))


def _host_bare(browsers: Browsers) -> Site:
    folder = browsers.place / "bare"
    folder.mkdir()
    shutil.copy(HERE / "bare.html", folder / "index.html")
    for name in _BARE:
        shutil.copy(NODE_MODULES / "pyodide" / name, folder)
    return browsers.host(folder)


def _download(browsers: Browsers, site: Site) -> dict[str, int]:
    """Return what a first visit fetches: the number of files, bytes raw, gzip and brotli."""
    site.asked.clear()
    _visit(browsers, "download", site)
    paths = [site.folder / (name or "index.html") for name in sorted(site.asked)]
    paths = [path for path in paths if path.is_file()]
    return {
        "files": len(paths),
        "raw": sum(path.stat().st_size for path in paths),
        "gzip": sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths),
        "brotli": sum(_brotli(paths)),
    }


def _brotli(paths: Sequence[Path]) -> list[int]:
    """Let Node.js compress, which has brotli built in."""
    sizes: list[int] = json.loads(run(["node", "-e", _BROTLI, *paths], doing="brotli"))
    return sizes
