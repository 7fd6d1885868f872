"""Subresource Integrity: index.html says of each script and style what its SHA-256 must be.

What workers run, assets.js compares with the manifest. The document's own modules and styles are
fetched by the browser itself, before any code of ours runs, so the browser has to be told: by
`integrity` on the elements, and by a `modulepreload` for each module that another one imports,
which also spares the start a round of requests for each depth of imports.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ENTRY: Final = "static/page.js"
_COMMENT: Final = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_IMPORT: Final = re.compile(
    r"""^(?:import|export)\b[^'"();]*?from\s*['"](\.[^'"]+)['"]|\bimport\(['"](\.[^'"]+)['"]\)""",
    re.MULTILINE,
)
_LOADED: Final = re.compile(r'<(?:script type="module" src|link rel="stylesheet" href)="([^"]+)"')
_TOLD: Final = re.compile(r' integrity="sha256-[^"]*"|<link rel="modulepreload"[^>]*>\n')


def digest(data: bytes) -> str:
    """Write bytes' SHA-256 as `integrity` has it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode('ascii')}"


def modules(site: Path, entry: str = ENTRY) -> list[str]:
    """Give the modules that the page's script imports, at whatever depth, without itself."""
    found = [entry]
    for path in found:
        text = _COMMENT.sub("", (site / path).read_text("utf-8"))
        for names in _IMPORT.findall(text):
            imported = (site / path).parent / (names[0] or names[1])
            inside = imported.resolve().relative_to(site.resolve()).as_posix()
            # What is only sometimes there (tools.static_site) is imported where it is needed.
            absent = names[1] and not (site / inside).is_file()
            if inside not in found and not absent:
                found.append(inside)
    return sorted(found[1:])


def untold(text: str) -> str:
    """Give the document as its source has it, without hashes."""
    return _TOLD.sub("", text)


def tell(site: Path) -> None:
    """Write the hashes of what the document loads into a site's index.html, or write them anew."""
    page = site / "index.html"
    text = untold(page.read_text("utf-8"))
    preloads = "".join(
        f'<link rel="modulepreload" href="{path}" integrity="{_of(site, path)}">\n'
        for path in modules(site)
    )
    text = _LOADED.sub(lambda found: f'{found[0]} integrity="{_of(site, found[1])}"', text)
    page.write_text(
        text.replace('<script type="module"', f'{preloads}<script type="module"'),
        encoding="utf-8",
        newline="\n",
    )


def _of(site: Path, path: str) -> str:
    return digest((site / path).read_bytes())
