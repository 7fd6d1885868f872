"""``python -m anami IN… -o OUT``: the same engine and the same results as the page, on CPython.

Prints numbers and codes, never a name or value: not even a file's name, unless ``--show-paths``
asks for it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

from anami import report
from anami._version import __version__
from anami.codelist import CodeList
from anami.commands import COMMANDS, write_crosswalk
from anami.errors import AnamiError, ProtocolError, RefusedError
from anami.identity import KEY_BYTES, Key
from anami.model import Status
from anami.protocol import PRESETS, Protocol, checked_options
from anami.running import Work, run
from anami.runtime.cpython import Input, Sink, find_inputs, sink_for

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

DONE: Final = 0
FAILED: Final = 1
BAD_USAGE: Final = 2
SOME_REFUSED: Final = 3
REQUIRED: Final = "the following arguments are required"


class _ArgumentParser(argparse.ArgumentParser):
    """A parser whose errors never repeat an argument: it may be the name of a file."""

    def error(self, message: str) -> NoReturn:
        """End with status 2, saying of argparse's own messages only what comes before values."""
        if not message.startswith(REQUIRED):
            message = message.partition(":")[0]
        super().error(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 failed, 2 bad usage, 3 some inputs were refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        return COMMANDS[given[0]](_ArgumentParser(), given[1:])
    parser = _parser()
    options = parser.parse_intermixed_args(given)
    try:
        work = Work(_protocol(options), _key(options), _subjects(options))
        inputs = find_inputs(options.inputs, options.output)
    except FileNotFoundError:
        parser.error("an input, the key file or the code list does not exist")
    except AnamiError as error:
        parser.error(f"{error.code} {error.where}".strip())
    except OSError:
        parser.error("an input, the key file or the code list cannot be read")
    sink, report_file = _outputs(parser, options)
    try:
        done = run(inputs, work, sink, options.jobs)
        built = report.build_report(work.protocol, done.files, done.profiles)
        if report_file is not None:
            with report_file:
                report_file.write(json.dumps(built, indent=1) + "\n")
        if options.crosswalk:
            write_crosswalk(options.crosswalk, done, work, _crosswalk_passphrase(options))
        sink.close()
    except ProtocolError as error:
        _give_up(sink, report_file)
        sys.stderr.write(f"anami: {error.code}; no output is left\n")
        return FAILED
    except (OSError, RefusedError):
        _give_up(sink, report_file)
        sys.stderr.write("anami: reading or writing failed half-way; no output is left\n")
        return FAILED
    except BaseException:
        _give_up(sink, report_file)
        raise
    _print(built, inputs, show_paths=options.show_paths)
    return SOME_REFUSED if built["totals"][Status.REFUSED.value] else DONE


def _outputs(
    parser: argparse.ArgumentParser, options: argparse.Namespace
) -> tuple[Sink, TextIO | None]:
    """Open the output and the report, both new, before the work that would be lost without them."""
    if options.report and options.report.resolve() == options.output.resolve():
        parser.error("the output and the report have the same name")
    try:
        sink = sink_for(options.output)
    except FileExistsError:
        parser.error("the output, or an unfinished one, exists already; nothing is overwritten")
    except OSError:
        parser.error("the output cannot be written")
    try:
        return sink, options.report.open("x", encoding="utf-8") if options.report else None
    except FileExistsError:
        sink.discard()
        parser.error("the report exists already; nothing is overwritten")
    except OSError:
        sink.discard()
        parser.error("the report cannot be written")


def _give_up(sink: Sink, report_file: TextIO | None) -> None:
    """Leave neither output nor report behind."""
    if report_file is not None:
        with suppress(OSError):
            report_file.close()
        with suppress(OSError):
            Path(report_file.name).unlink()
    sink.discard()


def _parser() -> argparse.ArgumentParser:
    parser = _ArgumentParser(
        prog="anami", description="De-identify DICOM by the PS3.15 Basic Profile."
    )
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="file, folder or ZIP archive"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="OUT.zip or a folder"
    )
    protocols = parser.add_mutually_exclusive_group()
    protocols.add_argument("--protocol", type=Path, metavar="P.json", help="protocol document")
    protocols.add_argument("--preset", choices=sorted(PRESETS), default="basic")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME", help="PS3.15 E.3 option"
    )
    keys = parser.add_mutually_exclusive_group()
    keys.add_argument(
        "--key-file", type=Path, metavar="F", help="32 bytes, or 64 hexadecimal digits"
    )
    keys.add_argument(
        "--passphrase-env", metavar="VAR", help="environment variable with a passphrase"
    )
    parser.add_argument(
        "--project", default="", metavar="NAME", help="project name, with --passphrase-env"
    )
    parser.add_argument(
        "--code-list", type=Path, metavar="F.csv", help="subject code list: original ID, code"
    )
    parser.add_argument(
        "--crosswalk",
        type=Path,
        metavar="T.csv",
        help="write originals and replacements: keep safe",
    )
    parser.add_argument(
        "--crosswalk-passphrase-env", metavar="VAR", help="seal the crosswalk with this passphrase"
    )
    parser.add_argument("--report", type=Path, metavar="R.json", help="write a new report")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes")
    parser.add_argument(
        "--show-paths", action="store_true", help="name the refused and skipped files"
    )
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _protocol(options: argparse.Namespace) -> Protocol:
    protocol = (
        Protocol.load(options.protocol) if options.protocol else Protocol.preset(options.preset)
    )
    return replace(protocol, options=protocol.options | checked_options(options.option))


def _subjects(options: argparse.Namespace) -> CodeList | None:
    return CodeList.read(options.code_list.read_bytes()) if options.code_list else None


def _crosswalk_passphrase(options: argparse.Namespace) -> str | None:
    if not options.crosswalk_passphrase_env:
        return None
    return os.environ.get(options.crosswalk_passphrase_env, "")


def _key(options: argparse.Namespace) -> Key:
    if options.key_file:
        content = options.key_file.read_bytes()
        if len(content) == KEY_BYTES:
            return Key.from_bytes(content)
        try:
            return Key.from_bytes(bytes.fromhex(content.decode("ascii").strip()))
        except ValueError:
            return Key.from_bytes(b"")
    if options.passphrase_env:
        return Key.from_passphrase(
            os.environ.get(options.passphrase_env, ""), project=options.project
        )
    return Key.random()


def _print(built: dict[str, Any], inputs: Sequence[Input], *, show_paths: bool) -> None:
    for file, item in zip(built["files"], inputs, strict=True):
        if file["status"] != Status.DEIDENTIFIED.value:
            place = f" at {file['where']}" if file["where"] else ""
            name = f" {_shown(item.path)}" if show_paths else ""
            sys.stdout.write(
                f"input {file['input']}: {file['status']}, {file['code']}{place}{name}\n"
            )
    totals = built["totals"]
    sys.stdout.write(
        f"{totals['inputs']} inputs = {totals['de-identified']} de-identified"
        f" + {totals['refused']} refused + {totals['skipped']} skipped\n"
    )


def _shown(path: Path) -> str:
    """Return a path as text that any terminal takes: a name may be no text at all."""
    encoding = sys.stdout.encoding or "ascii"
    return str(path).encode(encoding, "backslashreplace").decode(encoding)
