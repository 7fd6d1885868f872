"""The page's archive: what Python runs there, byte-compiled and trimmed, as one file.

It spares the browser from fetching and unpacking wheels and from compiling sources at each start
(docs/decisions/0018). Pyodide itself compiles, under Node, so that the byte code is that of its own
Python; nothing of this machine enters: the same sources give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.environment import NODE_MODULES, ROOT, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# No ending that servers know: some would send a .gz file as a compressed form of something else.
NAME: Final = "python.pack"
# Wheels that the archive stands for. Any other wheel is installed in the plain way.
PACKAGES: Final = ("anami", "pydicom")


def write_archive(target: Path, wheels: Sequence[Path]) -> None:
    """Write the archive, made from app.py, the wheels of `PACKAGES` and Pyodide's library.

    Raises SetUpError when Node or Pyodide fails.
    """
    here = ROOT / "tools"
    chosen = sorted(wheel for wheel in wheels if wheel.name.partition("-")[0] in PACKAGES)
    command: list[str | Path] = ["node", here / "page_archive.mjs", NODE_MODULES / "pyodide"]
    command += [here / "page_archive_inside.py", target, ROOT / "app.py", *chosen]
    run(command, doing="compiling the page's Python")
