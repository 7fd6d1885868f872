"""dist/: the static site, put together from the sources, node_modules and the page's wheels.

Nothing is generated but the lock of wheels (packages.json), the archive of byte code, anami's own
wheel, the bill of materials, the hashes in index.html and the manifest, and no time, path or
machine enters them: the same commit gives the same bytes. What others published is copied as it is,
so that anyone can compare it. The site is made beside its place and moved there when whole, so that
a failed build leaves the last good one.

What a site sets for itself (`tools.site_config`) is one more file, site.json. With destinations
come the policy that lets the page speak to them and the modules that do; without, neither is there.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

from tools import anami_wheel, integrity, page_archive, site_config
from tools.environment import (
    NODE_MODULES,
    ROOT,
    SetUpError,
    ensure_node,
    ensure_page_wheels,
    ensure_python,
    npm_version,
    pyodide_info,
    run,
    say,
    venv_program,
)

DIST: Final = ROOT / "dist"

PYODIDE_FILES: Final = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
)
# Browser libraries, as ES modules: npm package, file in it, name in dist/vendor.
VENDORED: Final = (
    ("hash-wasm", "dist/crc32.umd.min.js", "crc32.js"),
    ("@zip.js/zip.js", "index.min.js", "zip.js"),
    ("@cornerstonejs/codec-charls", "dist/charlswasm_decode.js", "charls.js"),
    ("@cornerstonejs/codec-charls", "dist/charlswasm_decode.wasm", "charls.wasm"),
    ("@cornerstonejs/codec-openjpeg", "dist/openjpegwasm_decode.js", "openjpeg.js"),
    ("@cornerstonejs/codec-openjpeg", "dist/openjpegwasm_decode.wasm", "openjpeg.wasm"),
    ("@cornerstonejs/codec-openjph", "dist/openjphjs.js", "openjph.js"),
    ("@cornerstonejs/codec-openjph", "dist/openjphjs.wasm", "openjph.wasm"),
    ("jpeg-lossless-decoder-js", "release/lossless-min.js", "jpeg-lossless.js"),
    # scrypt and SHA-256 piece by piece, which browsers don't have: modules that import one another.
    *(
        ("@noble/hashes", name, f"noble-hashes/{name}")
        for name in (
            "_md.js",
            "_u64.js",
            "hmac.js",
            "pbkdf2.js",
            "scrypt.js",
            "sha2.js",
            "utils.js",
        )
    ),
)
# What only sending needs: files of static/, libraries and their licences, as above and below.
_SENDING: Final = re.compile(r"(view-)?send.*")
SENDING_VENDORED: Final = (("oauth4webapi", "build/index.js", "oauth4webapi.js"),)
SENDING_LICENCES: Final = (("oauth4webapi/LICENSE.md", "oauth4webapi.txt"),)
_REWORDED: Final = ("lead", "notes.local")
"""Texts of index.html that say that nothing is sent; with a destination, others say when."""
LICENCES: Final = (
    ("hash-wasm/LICENSE", "hash-wasm.txt"),
    ("@zip.js/zip.js/LICENSE", "zip.js.txt"),
    ("@noble/hashes/LICENSE", "noble-hashes.txt"),
    ("@cornerstonejs/codec-charls/LICENSE", "cornerstonejs-codecs.txt"),
    ("jpeg-lossless-decoder-js/LICENSE", "jpeg-lossless-decoder-js.txt"),
)
_ASK_STANDARD: Final = (
    "import json, anami.standard as s;"
    "print(json.dumps({'edition': s.EDITION, 'table_digest': s.table_digest()}))"
)


def build(target: Path = DIST, settings: dict[str, Any] | None = None) -> Path:
    """Make the site in `target`, replacing what is there, and return `target`.

    Args:
        target: the folder.
        settings: what the site sets for itself, as `tools.site_config` gives it.

    Raises SetUpError when a tool or a package is missing.

    """
    ensure_python()
    ensure_node()
    wheels = ensure_page_wheels()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        site = Path(scratch) / "site"
        _copy_page(site)
        _copy_libraries(site)
        _add_wheels(site, wheels)
        _add_licences(site)
        _add_bill(site)
        integrity.tell(site)
        _write_manifest(site)
        if settings:
            configure(site, settings)
        shutil.rmtree(target, ignore_errors=True)
        site.rename(target)
    files = [path for path in target.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    say(f"built {target} ({len(files)} files, {size / 1e6:.1f} MB)")
    return target


def vendored(site: Path) -> tuple[tuple[str, str, str], ...]:
    """Give the browser libraries of a site: npm package, file in it, name in vendor/."""
    sending = [row for row in SENDING_VENDORED if (site / "vendor" / row[2]).is_file()]
    return (*VENDORED, *sending)


def configure(site: Path, settings: dict[str, Any]) -> None:
    """Make a site that was built without settings the one that these settings ask for."""
    _write_json(site / site_config.NAME, settings)
    page = site / "index.html"
    text = site_config.allowing(page.read_text("utf-8"), site_config.origins(settings))
    if settings.get("destinations"):
        text = _add_sending(site, text)
        _add_bill(site)
    _put(page, text.encode())
    integrity.tell(site)
    manifest = json.loads((site / "manifest.json").read_text("utf-8"))
    (site / "manifest.json").unlink()
    _write_json(site / "manifest.json", {**manifest, "files": _files(site)})


def _add_sending(site: Path, page: str) -> str:
    """Add what sends, and return index.html with the words for a page that does."""
    for path in _sources():
        if _SENDING.fullmatch(path.name):
            _put(site / path.relative_to(ROOT), path.read_bytes())
    for package, file, name in SENDING_VENDORED:
        _put(site / "vendor" / name, (NODE_MODULES / package / file).read_bytes())
    for source, name in SENDING_LICENCES:
        _put(site / "LICENSES" / name, (NODE_MODULES / source).read_bytes())
    words = json.loads((ROOT / "static" / "locales" / "en.json").read_text("utf-8"))
    for key in _REWORDED:
        other = f"{key}.sending"
        put = f'data-i18n="{other}">{html.escape(words[other], quote=False)}<'
        page = _replaced_once(page, rf'data-i18n="{re.escape(key)}">[^<]*<', put)
    return page


def _replaced_once(text: str, pattern: str, put: str) -> str:
    replaced, count = re.subn(pattern, lambda _: put, text)
    if count != 1:
        message = f"index.html must have {pattern} once; it has it {count} times"
        raise SetUpError(message)
    return replaced


def _sources() -> list[Path]:
    """List the files of static/."""
    paths = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    return [
        path
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]


def _copy_page(site: Path) -> None:
    for path in _sources():
        if not _SENDING.fullmatch(path.name):
            _put(site / path.relative_to(ROOT), path.read_bytes())
    for name in ("index.html", "app.py", "sw.js", "manifest.webmanifest"):
        _put(site / name, (ROOT / name).read_bytes())


def _copy_libraries(site: Path) -> None:
    for name in PYODIDE_FILES:
        _put(site / "pyodide" / name, (NODE_MODULES / "pyodide" / name).read_bytes())
    for package, file, name in VENDORED:
        _put(site / "vendor" / name, (NODE_MODULES / package / file).read_bytes())


def _add_wheels(site: Path, wheels: list[Path]) -> None:
    """Copy the wheels, make the archive that spares them, and write packages.json.

    That is a lock in Pyodide's own format with one key more: ``archive``, the file that holds the
    named packages. Pyodide and micropip look only there.
    """
    folder = site / "wheels"
    folder.mkdir(parents=True)
    for wheel in wheels:
        _put(folder / wheel.name, wheel.read_bytes())
    anami_wheel.build_wheel(str(folder))
    packages = {}
    for wheel in sorted(folder.iterdir()):
        name, version = wheel.name.split("-")[:2]
        packages[name] = {
            "depends": ["pydicom"] if name == "anami" else [],
            "file_name": wheel.name,
            "imports": [name],
            "install_dir": "site",
            "name": name,
            "package_type": "package",
            "sha256": _sha256(wheel),
            "unvendored_tests": False,
            "version": version,
        }
    page_archive.write_archive(site / page_archive.NAME, sorted(folder.iterdir()))
    archive = {"file_name": page_archive.NAME, "packages": page_archive.PACKAGES}
    lock = {"info": pyodide_info(), "packages": packages, "archive": archive}
    _write_json(site / "packages.json", lock)


def _add_licences(site: Path) -> None:
    folder = site / "LICENSES"
    for path in sorted((ROOT / "licenses").glob("*.txt")):
        _put(folder / path.name, path.read_bytes())
    for source, name in LICENCES:
        _put(folder / name, (NODE_MODULES / source).read_bytes())
    for wheel in sorted((site / "wheels").iterdir()):
        name = wheel.name.split("-")[0]
        with zipfile.ZipFile(wheel) as archive:
            texts = [
                archive.read(member)
                for member in sorted(archive.namelist())
                if ".dist-info/licenses/" in member
            ]
        _put(folder / f"{name}.txt", b"\n\n".join(texts))


def _add_bill(site: Path) -> None:
    """Say what of others' work is in the site, for programs and for people (tools/sbom.py)."""
    run(
        [venv_program("python"), "-B", "-m", "tools.sbom", site],
        doing="writing the bill of materials",
    )


def _files(site: Path) -> dict[str, dict[str, str | int]]:
    return {
        path.relative_to(site).as_posix(): _described(path)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def _write_manifest(site: Path) -> None:
    files = _files(site)
    packages = json.loads((site / "packages.json").read_text("utf-8"))["packages"]
    versions = {name: described["version"] for name, described in packages.items()}
    versions |= {"pyodide": npm_version("pyodide"), "python": pyodide_info()["python"]}
    standard = json.loads(
        run([venv_program("python"), "-B", "-c", _ASK_STANDARD], doing="reading anami.standard")
    )
    _write_json(
        site / "manifest.json", {"files": files, "versions": versions, "standard": standard}
    )


def rewrite(site: Path, path: str, data: bytes) -> None:
    """Put other content into a file of a built site, and its hash into what names hashes."""
    _put(site / path, data)
    integrity.tell(site)
    manifest = json.loads((site / "manifest.json").read_text("utf-8"))
    for changed in (path, "index.html"):
        manifest["files"][changed] = _described(site / changed)
    _write_json(site / "manifest.json", manifest)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_json(path: Path, value: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    _put(path, f"{text}\n".encode())


def _described(path: Path) -> dict[str, str | int]:
    return {"sha256": _sha256(path), "bytes": path.stat().st_size}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
