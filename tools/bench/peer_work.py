"""One process that has a library do files one after another, and says how long that took.

    python tools/bench/peer_work.py REQUEST.json ANSWER.json

Runs under the interpreter that the library is installed for, so it imports nothing of the project
but, where that is what is measured, Anami. Each file is read from disk, de-identified as the
library's own command does it by default, and written to disk.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[str, str], object]


def anami() -> Work:
    """De-identify by the Basic Profile."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from anami import Key, Protocol, deidentify  # noqa: PLC0415 - only where it is measured

    protocol, key = Protocol.preset("basic"), Key.random()

    def work(source: str, target: str) -> None:
        outcome = deidentify(source, protocol, key)
        with Path(target).open("wb") as file:
            outcome.write(file)

    return work


def dicognito() -> Work:
    """Anonymise as `python -m dicognito` does."""
    import pydicom  # noqa: PLC0415 - see anami
    from dicognito.anonymizer import Anonymizer  # noqa: PLC0415 - see anami

    anonymizer = Anonymizer()

    def work(source: str, target: str) -> None:
        with pydicom.dcmread(source, force=False) as dataset:
            anonymizer.anonymize(dataset)
            dataset.save_as(target, enforce_file_format=False)

    return work


def kitware() -> Work:
    """Anonymise as `dicom-anonymizer` does."""
    from dicomanonymizer import anonymize_dicom_file  # noqa: PLC0415 - see anami

    def work(source: str, target: str) -> None:
        anonymize_dicom_file(source, target)

    return work


def deid() -> Work:
    """Get and put identifiers as `deid identifiers --action all` does, its recipe read once."""
    os.environ["MESSAGELEVEL"] = "QUIET"
    from deid.config import DeidRecipe  # noqa: PLC0415 - see anami
    from deid.dicom import get_identifiers, replace_identifiers  # noqa: PLC0415 - see anami

    recipe = DeidRecipe()

    def work(source: str, target: str) -> None:
        found: Any = get_identifiers([source])
        folder = str(Path(target).parent)
        replace_identifiers(
            [source], ids=found, deid=recipe, save=True, overwrite=True, output_folder=folder
        )

    return work


PEERS: dict[str, Callable[[], Work]] = {
    "anami-cpython": anami,
    "dicognito": dicognito,
    "kitware": kitware,
    "deid": deid,
}


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    """Do the files; return the seconds they took, or which kind of exception came up."""
    output = Path(request["output"])
    aside = output.with_suffix(".warm")
    aside.mkdir()
    try:
        work = PEERS[request["peer"]]()
        work(request["warm"], str(aside / "warm.dcm"))
        pairs = [(name, str(output / Path(name).name)) for name in request["files"]]
        begun = time.perf_counter()
        for source, target in pairs:
            work(source, target)
        return {"seconds": time.perf_counter() - begun, "error": ""}
    except Exception as error:  # noqa: BLE001 - whatever a library raises, by its kind alone
        return {"seconds": 0, "error": f"raised {type(error).__name__}"}


def main() -> None:
    """Answer the request."""
    logging.disable()
    warnings.simplefilter("ignore")
    request, answer = map(Path, sys.argv[1:])
    answer.write_text(json.dumps(carry_out(json.loads(request.read_text("utf-8")))), "utf-8")


if __name__ == "__main__":
    main()
