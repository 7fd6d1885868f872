"""The bill of materials: what the built site contains of others' work, in CycloneDX.

Run in .venv, at the end of a build: `python -m tools.sbom SITE` writes SITE/sbom.cdx.json and, for
people, SITE/LICENSES/contents.txt. Names, versions and hashes come from the lock files and from the
site itself; the one table here says what those can't: the libraries that are compiled into a
package. No time and no random number enters, so two builds of a commit give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools import page_archive, static_site
from tools.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME: Final = "sbom.cdx.json"
OVERVIEW: Final = "LICENSES/contents.txt"

# Compiled into a package, which doesn't tell the version: name, SPDX licence, licence text.
_INSIDE: Final = {
    "@cornerstonejs/codec-charls": (("CharLS", "BSD-3-Clause", "codecs.txt"),),
    "@cornerstonejs/codec-openjpeg": (("OpenJPEG", "BSD-2-Clause", "codecs.txt"),),
    "@cornerstonejs/codec-openjph": (("OpenJPH", "BSD-2-Clause", "codecs.txt"),),
    "pyodide": (
        ("cpython", "Python-2.0", "python.txt"),
        ("emscripten", "MIT", "pyodide.txt"),
        ("musl", "MIT", "pyodide.txt"),
    ),
}
_WHEEL_LICENCES: Final = {"micropip": "MPL-2.0", "pydicom": "MIT", "anami": "MIT"}
_NAMESPACE: Final = uuid.UUID("5d1a4f4e-6b0a-5d51-9a4e-0d9f6c2b7e11")
"""Of serial numbers: version 5, of what the bill says, so that they repeat with it."""


def _component(  # noqa: PLR0913 - the columns of one row
    name: str,
    version: str | None,
    licence: str,
    text: str,
    *,
    kind: ComponentType = ComponentType.LIBRARY,
    purl: PackageURL | None = None,
    hashes: Iterable[HashType] = (),
    files: Iterable[str] = (),
    inside: Iterable[Component] = (),
) -> Component:
    where = [Property(name="anami:licence-text", value=f"LICENSES/{text}")]
    where += [Property(name="anami:file", value=file) for file in files]
    return Component(
        name=name,
        version=version,
        type=kind,
        bom_ref=f"{name}@{version}" if version else name,
        purl=purl,
        scope=ComponentScope.REQUIRED,
        licenses=[LicenseFactory().make_from_string(licence)],
        hashes=hashes,
        properties=where,
        components=inside,
    )


def _npm_components(site: Path) -> Iterable[Component]:
    """Give what node_modules contributes: each package that a file of the site comes from."""
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    files: dict[str, list[str]] = {
        "pyodide": [f"pyodide/{name}" for name in static_site.PYODIDE_FILES]
    }
    for package, _source, name in static_site.vendored(site):
        files.setdefault(package, []).append(f"vendor/{name}")
    for package, names in sorted(files.items()):
        described = lock[f"node_modules/{package}"]
        algorithm, _, digest = described["integrity"].partition("-")
        if algorithm != "sha512":
            raise ValueError(package)
        namespace, _, plain = package.rpartition("/")
        version = described["version"]
        yield _component(
            package,
            version,
            described["license"],
            _npm_text(package),
            purl=PackageURL("npm", namespace or None, plain, version),
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())],
            files=names,
            inside=[
                _component(name, None, spdx, text) for name, spdx, text in _INSIDE.get(package, ())
            ],
        )


def _npm_text(package: str) -> str:
    """Give the file in LICENSES that holds an npm package's own licence."""
    if package.startswith("@cornerstonejs/"):
        return "cornerstonejs-codecs.txt"
    rows = (*static_site.LICENCES, *static_site.SENDING_LICENCES)
    texts = {source.rpartition("/")[0]: name for source, name in rows}
    return texts.get(package, f"{package}.txt")


def _wheel_components(site: Path) -> Iterable[Component]:
    """Give the wheels of the site, Anami's own left out."""
    packages = json.loads((site / "packages.json").read_text("utf-8"))["packages"]
    for name, described in sorted(packages.items()):
        if name == "anami":
            continue
        yield _component(
            name,
            described["version"],
            _WHEEL_LICENCES[name],
            f"{name}.txt",
            purl=PackageURL("pypi", None, name, described["version"]),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=described["sha256"])],
            files=[f"wheels/{described['file_name']}", page_archive.NAME],
        )


def bill(site: Path) -> dict[str, Any]:
    """Compose the bill of a built site, as CycloneDX 1.6 says it in JSON."""
    packages = json.loads((site / "packages.json").read_text("utf-8"))["packages"]
    own = _component(
        "anami",
        packages["anami"]["version"],
        _WHEEL_LICENCES["anami"],
        "anami.txt",
        kind=ComponentType.APPLICATION,
    )
    bom = Bom(components=[*_npm_components(site), *_wheel_components(site)])
    bom.metadata.component = own
    bom.register_dependency(own, bom.components)
    said: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    # When a build was made is nobody's business: two of the same commit are the same.
    del said["metadata"]["timestamp"]
    del said["serialNumber"]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    said["serialNumber"] = f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest)}"
    return said


def overview(said: dict[str, Any]) -> str:
    """Write for people what a bill says: a line for each part, with its licence and its text."""
    lines = [
        "What this site contains of others' work. Each licence's text stands beside this file.",
        "",
    ]

    def add(component: dict[str, Any], depth: int) -> None:
        [licence] = component["licenses"]
        [text] = [row["value"] for row in component["properties"] if row["name"].endswith("text")]
        name = " ".join(filter(None, (component["name"], component.get("version"))))
        spdx = licence.get("expression") or licence["license"]["id"]
        lines.append(f"{'    ' * depth}{name}: {spdx} ({text.rpartition('/')[2]})")
        for inner in component.get("components", ()):
            add(inner, depth + 1)

    for component in said["components"]:
        add(component, 0)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the bill and the overview into the site that is named."""
    [folder] = arguments
    site = Path(folder)
    said = bill(site)
    text = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False)
    (site / NAME).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    (site / OVERVIEW).write_text(overview(said), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
