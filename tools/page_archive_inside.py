"""Makes the page's archive; runs inside Pyodide, started by page_archive.mjs.

Byte code must be that of Pyodide's own Python, so Pyodide compiles. What is needed is found by
importing the page's program and looking at what was imported; what functions import late is found
in their sources. Finds the wheels in /wheels and app.py in /page; writes /archive.
"""

from __future__ import annotations

import ast
import gzip
import importlib
import importlib.util
import io
import marshal
import sys
import zipfile
from pathlib import Path
from typing import Final

PAGE: Final = Path("/page")
STDLIB: Final = next(path for path in sys.path if path.endswith(".zip"))
# The oldest date that a ZIP entry can carry.
DATE: Final = (1980, 1, 1, 0, 0, 0)
# Only statements that run count: no docstrings, no assertions.
OPTIMISATION: Final = 2
UNCHECKED_HASH: Final = (0b01).to_bytes(4, "little")

OWN: Final = ("anami", "app")
ENTRANCES: Final = ("app", "anami.runtime.browser")
# What C code imports late, and how Python and Pyodide tell of errors.
LATE: Final = ("_strptime", "linecache", "tokenize", "traceback")
# Only the command line has it: the page seals with the browser's own cryptography.
ABSENT: Final = ("cryptography",)
# Whole packages: which of their modules are used is for a file or for the browser to say.
WHOLE: Final = ("_pyodide", "encodings", "pyodide")
# pydicom's examples open files that the page hasn't got, when they are imported.
EMPTY: Final = frozenset(("pydicom/examples/__init__.py",))


def unpack() -> None:
    """Put the wheels' files into /page and make it importable."""
    for wheel in sorted(Path("/wheels").iterdir()):
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(PAGE)
    sys.path.insert(0, str(PAGE))


def late_imports(source: bytes) -> set[str]:
    """Give the modules that functions of a module import, by their absolute names."""
    found = set()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, functions)):
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                # What is imported from a package may be a module of it.
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {node.module} | {name for name in names if exists(name)}
    return found


def exists(name: str) -> bool:
    """Tell whether a module can be found; its package is imported on the way."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def import_all() -> None:
    """Import whatever the program imports, early or late."""
    waiting = {*ENTRANCES, *LATE}
    seen: set[str] = set()
    while waiting:
        for name in sorted(waiting):
            importlib.import_module(name)
        own = {name for name in sys.modules if name.partition(".")[0] in OWN} - seen
        seen |= own
        files = [sys.modules[name].__file__ for name in sorted(own)]
        waiting = set().union(*(late_imports(Path(file).read_bytes()) for file in files if file))
        waiting = {name for name in waiting if name.partition(".")[0] not in ABSENT}


def members(imported: set[str]) -> dict[str, bytes]:
    """Give the sources of the modules, and the data of our own package, by their place."""
    with zipfile.ZipFile(STDLIB) as stdlib:
        found = {
            name: stdlib.read(name)
            for name in stdlib.namelist()
            if name.endswith(".py") and (name in imported or name.partition("/")[0] in WHOLE)
        }
    for path in (path for path in PAGE.rglob("*") if path.is_file()):
        name = path.relative_to(PAGE).as_posix()
        is_data = name.startswith("anami/") and not name.endswith((".py", ".pyc"))
        # pydicom asks for its own version.
        is_metadata = name.startswith("pydicom-") and name.endswith(".dist-info/METADATA")
        if is_data or is_metadata or name in imported:
            found[name] = b"" if name in EMPTY else path.read_bytes()
    return found


def compiled(name: str, source: bytes) -> bytes:
    """Give the content of a .pyc file that is never compared with its source."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=OPTIMISATION)
    digest = importlib.util.source_hash(source)
    # PEP 552: the magic number, flags that say "unchecked hash", the hash, the code.
    return importlib.util.MAGIC_NUMBER + UNCHECKED_HASH + digest + marshal.dumps(code)


def packed(files: dict[str, bytes]) -> bytes:
    """Give a ZIP of stored entries, deflated as a whole: the page inflates it once."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            is_source = name.endswith(".py")
            entry = zipfile.ZipInfo(name + "c" if is_source else name, DATE)
            archive.writestr(entry, compiled(name, files[name]) if is_source else files[name])
    return gzip.compress(sink.getvalue(), 9, mtime=0)


def main() -> None:
    """Make the archive."""
    unpack()
    import_all()
    roots = (f"{STDLIB}/", f"{PAGE}/")
    imported = set()
    for module in list(sys.modules.values()):
        # Pyodide's own start imported modules as well: they count.
        file = getattr(module, "__file__", None) or ""
        imported |= {file.removeprefix(root) for root in roots if file.startswith(root)}
    Path("/archive").write_bytes(packed(members(imported)))


main()
