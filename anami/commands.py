"""``anami import`` and ``anami crosswalk decrypt``, and the crosswalk of a run.

A crosswalk holds originals. It is made only where it was asked for, in a file of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from anami import crosswalk
from anami.errors import ProtocolError
from anami.importing import IMPORTERS
from anami.replaced import crosswalk_rows

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from anami.running import Done, Work

__all__ = ["COMMANDS", "Seal", "open_private", "write_crosswalk"]

DONE: Final = 0


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
        with open_private(options.output) as file:
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


def open_private(path: Path) -> BinaryIO:
    """Open a file that isn't there yet; only its owner may read it.

    Raises:
        FileExistsError: it is there.
        OSError: it can't be written.

    """
    return open(path, "xb", opener=_owners)


def _owners(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


class Seal:
    """How a crosswalk is closed: with a passphrase, or left open."""

    def __init__(self, passphrase: str | None) -> None:
        """Try the passphrase on nothing, for it is too late when the work is done.

        Args:
            passphrase: None leaves crosswalks open.

        Raises:
            PassphraseError: the passphrase is empty.
            CrosswalkSupportError: nothing is installed that seals.

        """
        self._passphrase = passphrase
        self.close(b"")

    def close(self, table: bytes) -> bytes:
        """Return a table as it is to be written."""
        if self._passphrase is None:
            return table
        return crosswalk.encrypt(table, self._passphrase)


def write_crosswalk(file: BinaryIO, done: Done, work: Work, seal: Seal) -> None:
    """Write originals and replacements of a run.

    Args:
        file: a new file of its own.
        done: the run; its results were surveyed.
        work: what was done.
        seal: closes the table.

    Raises:
        OSError: the file can't be written.

    """
    pairs = ((done.records[index], result) for index, result in done.results.items())
    rows = crosswalk_rows(pairs, work.protocol, work.key, work.subjects)
    file.write(seal.close(crosswalk.to_csv(rows)))
