"""``anami import`` and ``anami crosswalk decrypt``, and the crosswalk of a run.

A crosswalk holds originals. It is made only where it was asked for, in a file of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anami import crosswalk
from anami.concerns.patients import ID_PREFIX
from anami.concerns.uids import replacement
from anami.crosswalk import Kind, Row
from anami.errors import ProtocolError
from anami.identity import Patient, patient_code
from anami.importing import IMPORTERS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from anami.running import Done, Work

__all__ = ["COMMANDS", "write_crosswalk"]

DONE: Final = 0
BAD_USAGE: Final = 2


def import_script(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> int:
    """Turn another tool's script into a protocol document; list what could not be carried over."""
    parser.prog = "anami import"
    parser.add_argument("language", choices=sorted(IMPORTERS))
    parser.add_argument("script", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="P.json")
    options = parser.parse_args(arguments)
    try:
        imported = IMPORTERS[options.language](options.script.read_text(encoding="utf-8-sig"))
        document = json.dumps(imported.protocol.as_dict(), indent=1)
        with options.output.open("x", encoding="utf-8") as file:
            file.write(document + "\n")
    except ProtocolError as error:
        parser.error(f"{error.code} {error.where}".strip())
    except FileExistsError:
        parser.error("the output exists already; nothing is overwritten")
    except (OSError, ValueError):
        parser.error("the script cannot be read, or the output not written")
    for line in imported.lines:
        now = f", now {line.outcome}" if line.outcome else ""
        sys.stdout.write(f"line {line.number}: {line.code}, {line.subject}{now}\n")
    sys.stdout.write(
        f"{len(imported.protocol.rules)} rules; {len(imported.lines)} lines not as they stood\n"
    )
    return DONE


def open_crosswalk(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> int:
    """Open a sealed crosswalk and write it as CSV."""
    parser.prog = "anami crosswalk"
    parser.add_argument("action", choices=["decrypt"])
    parser.add_argument("sealed", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="TABLE.csv")
    parser.add_argument("--passphrase-env", required=True, metavar="VAR")
    options = parser.parse_args(arguments)
    try:
        passphrase = os.environ.get(options.passphrase_env, "")
        opened = crosswalk.decrypt(options.sealed.read_bytes(), passphrase)
        with options.output.open("xb") as file:
            file.write(opened)
    except ProtocolError as error:
        parser.error(error.code)
    except FileExistsError:
        parser.error("the output exists already; nothing is overwritten")
    except OSError:
        parser.error("the crosswalk cannot be read, or the output not written")
    return DONE


COMMANDS: Final = {"import": import_script, "crosswalk": open_crosswalk}
"""First argument → what it starts instead of a run."""


def write_crosswalk(path: Path, done: Done, work: Work, passphrase: str | None) -> None:
    """Write originals and replacements of a run to a new file.

    Args:
        path: of the file, which must not exist.
        done: the run.
        work: what was done.
        passphrase: seals the table; None leaves it open.

    Raises:
        ProtocolError: the passphrase is empty, or nothing is installed that seals.
        OSError: the file exists or can't be written.

    """
    table = crosswalk.to_csv(_rows(done, work))
    with path.open("xb") as file:
        file.write(table if passphrase is None else crosswalk.encrypt(table, passphrase))


def _rows(done: Done, work: Work) -> Iterator[Row]:
    """Yield what replaced what in the instances that were de-identified."""
    keeps_uids = "rtn_uids" in work.protocol.options
    prefix = work.protocol.replacement.patient_id_prefix or ID_PREFIX
    for record, file in zip(done.records, done.files, strict=True):
        if not file["entry"]:
            continue
        code = patient_code(work.key, Patient(record.patient_key, record.patient_code))
        given = record.patient_code or prefix + code
        yield Row(Kind.PATIENT_ID, record.patient_id, given)
        yield Row(Kind.PATIENT_NAME, record.patient_name, f"Anonymous^{code}")
        for kind, uid in (
            (Kind.STUDY, record.study_key),
            (Kind.SERIES, record.series_key),
            (Kind.INSTANCE, record.sop_instance_uid),
        ):
            yield Row(kind, uid, uid if keeps_uids else replacement(work.key, uid))
