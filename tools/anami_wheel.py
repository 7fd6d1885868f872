"""anami's wheel, from the sources alone: the same bytes on every machine.

One builder serves the page (tools/static_site.py) and pip (pyproject.toml names this module as its
build backend, PEP 517). Members are stored, not deflated, in sorted order and with one constant
date: deflated bytes differ from one zlib to the next, and a wheel that anybody can rebuild bit for
bit is worth more than its size.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
# The oldest date that a ZIP entry can carry.
ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


def version() -> str:
    """Return `__version__` of anami/_version.py, read without importing it.

    Raises LookupError when the module doesn't assign it a string literal.
    """
    tree = ast.parse((ROOT / "anami" / "_version.py").read_text("utf-8"))
    for node in tree.body:
        match node:
            case (
                ast.Assign(
                    targets=[ast.Name(id="__version__")], value=ast.Constant(value=str(text))
                )
                | ast.AnnAssign(
                    target=ast.Name(id="__version__"), value=ast.Constant(value=str(text))
                )
            ):
                return text
    message = "anami/_version.py assigns no string to __version__"
    raise LookupError(message)


def build_wheel(
    wheel_directory: str,
    config_settings: dict[str, Any] | None = None,  # noqa: ARG001 - PEP 517 fixes the signature
    metadata_directory: str | None = None,  # noqa: ARG001 - PEP 517 fixes the signature
) -> str:
    """Write anami's wheel into a directory and return its file name (PEP 517)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name = f"{project['name']}-{version()}"
    info = f"{name}.dist-info"
    members = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in _sources()}
    licences = [ROOT / file for file in project["license-files"] if (ROOT / file).is_file()]
    members |= {f"{info}/licenses/{path.name}": path.read_bytes() for path in licences}
    members[f"{info}/METADATA"] = _metadata(project, [path.name for path in licences]).encode()
    members[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: anami_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    scripts = "".join(f"{key} = {value}\n" for key, value in sorted(project["scripts"].items()))
    members[f"{info}/entry_points.txt"] = f"[console_scripts]\n{scripts}".encode()
    # PEP 427: the record stands last and has no hash of its own.
    members[f"{info}/RECORD"] = _record(members, f"{info}/RECORD")
    file_name = f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / file_name, "w", zipfile.ZIP_STORED) as archive:
        for member, data in members.items():
            entry = zipfile.ZipInfo(member, ZIP_DATE)
            entry.create_system = 3  # Unix, whatever this machine is
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return file_name


def build_sdist(
    sdist_directory: str,  # noqa: ARG001 - PEP 517 fixes the signature
    config_settings: dict[str, Any] | None = None,  # noqa: ARG001 - PEP 517 fixes the signature
) -> str:
    """Refuse: the repository is the source distribution (PEP 517 requires the hook)."""
    raise UnsupportedOperation


class UnsupportedOperation(Exception):  # noqa: N818 - PEP 517 fixes the name
    """A source distribution was asked for."""


def _sources() -> list[Path]:
    found = (ROOT / "anami").rglob("*")
    return sorted(
        (path for path in found if path.is_file() and "__pycache__" not in path.parts),
        key=lambda path: path.relative_to(ROOT).as_posix(),
    )


def _metadata(project: dict[str, Any], licences: list[str]) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {version()}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        *(f"License-File: {name}" for name in licences),
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {requirement}" for requirement in project["dependencies"]),
        *_extras(project["optional-dependencies"]),
    ]
    return "\n".join(lines) + "\n"


def _extras(extras: dict[str, list[str]]) -> Iterator[str]:
    """Give the lines that tell of what is installed only if asked for, ``anami[EXTRA]``."""
    for extra, requirements in sorted(extras.items()):
        yield f"Provides-Extra: {extra}"
        for requirement in requirements:
            yield f"Requires-Dist: {requirement} ; extra == '{extra}'"


def _record(members: dict[str, bytes], own_name: str) -> bytes:
    rows = []
    for member, data in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{member},sha256={digest},{len(data)}\n")
    return "".join([*rows, f"{own_name},,\n"]).encode()
