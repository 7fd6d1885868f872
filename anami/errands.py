"""``--send``: after a run, its results go to an archive by DICOMweb, and the archive is asked.

Prints numbers, codes and names of entries, which hold replacement values only.
"""

from __future__ import annotations

import base64
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anami.errors import AnamiError
from anami.runtime.dicomweb import Archive, Delivery, deliver, parcels_of, verify
from anami.sending import State

if TYPE_CHECKING:
    import argparse
    from contextlib import ExitStack

__all__ = ["Errand", "add_sending", "prepare"]


def add_sending(parser: argparse.ArgumentParser) -> None:
    """Add the options of sending."""
    parser.add_argument(
        "--send", metavar="URL", help="send the results to this DICOMweb service (STOW-RS)"
    )
    signs = parser.add_mutually_exclusive_group()
    signs.add_argument(
        "--send-user-env", metavar="VAR", help="environment variable with USER:PASSWORD for it"
    )
    signs.add_argument(
        "--send-token-env", metavar="VAR", help="environment variable with a bearer token for it"
    )


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be sent, and where to."""

    archive: Archive
    output: Path

    def carry_out(self) -> bool:
        """Send what the run has written; say whether the archive has all of it."""
        try:
            parcels = parcels_of(self.output)
            delivery = deliver(self.archive, parcels, Delivery())
            checked = verify(self.archive, delivery)
        except (AnamiError, OSError):
            sys.stderr.write("anami: reading what was to be sent failed half-way\n")
            return False
        for place, fate in sorted(delivery.fates.items()):
            if fate.state is not State.STORED:
                number = f" ({fate.reason})" if fate.reason else ""
                sys.stdout.write(f"{parcels[place].name}: {fate.state}, {fate.code}{number}\n")
        kept, failed = delivery.count(State.STORED, State.WARNED), delivery.count(State.FAILED)
        left = len(parcels) - kept - failed
        why = f", {delivery.stopped}" if delivery.stopped else ""
        sys.stdout.write(
            f"{len(parcels)} to send = {kept} sent + {failed} failed + {left} not sent{why}\n"
        )
        if checked.readable:
            sys.stdout.write(f"the archive has {checked.present} of {kept} sent\n")
        else:
            sys.stdout.write("the archive didn't tell what it has\n")
        return kept == len(parcels) and checked.readable and not checked.missing


def prepare(
    parser: argparse.ArgumentParser, options: argparse.Namespace, stack: ExitStack
) -> Errand:
    """Look at the options of sending before the work begins; without an output, make one."""
    try:
        archive = Archive(options.send, _authorization(options))
    except ValueError:
        parser.error("--send needs the http or https address of a DICOMweb service")
    except KeyError:
        parser.error("--send-user-env or --send-token-env names a variable that is not set")
    if options.output is None:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="anami-"))
        options.output = Path(folder, "output.zip")
    return Errand(archive, options.output)


def _authorization(options: argparse.Namespace) -> str:
    """Return the header's value: Basic (RFC 7617), Bearer (RFC 6750) or none."""
    if options.send_user_env:
        user = os.environ[options.send_user_env].encode()
        return f"Basic {base64.b64encode(user).decode()}"
    if options.send_token_env:
        return f"Bearer {os.environ[options.send_token_env]}"
    return ""
