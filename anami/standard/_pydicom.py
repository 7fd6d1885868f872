"""pydicom's tables without the rest of pydicom.

What belongs here: loading one of its modules of constants by itself. Importing it in the usual way
would import its readers, writers and decoders first, which takes longer than all of Anami.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["constants"]


@functools.cache
def constants(name: str) -> ModuleType:
    """Return ``pydicom.<name>``, a module that imports nothing, such as ``_dicom_dict``.

    Raises ModuleNotFoundError when pydicom is absent or has no such module.
    """
    full = f"pydicom.{name}"
    if full in sys.modules:
        return sys.modules[full]
    package = importlib.util.find_spec("pydicom")
    spec = package and PathFinder.find_spec(full, package.submodule_search_locations)
    if not spec or not spec.loader:
        raise ModuleNotFoundError(full)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
