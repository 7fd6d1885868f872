"""``python -m anami IN… -o OUT``: the same engine and the same results as the page, on CPython.

Prints numbers and codes, never a name or value: not even a file's name, unless ``--show-paths``
asks for it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn

from anami import report
from anami._version import __version__
from anami.codelist import CodeList
from anami.commands import COMMANDS, Seal, open_private, write_crosswalk
from anami.edits import CODE, EDITED_TAGS
from anami.errands import add_sending, prepare
from anami.errors import AnamiError, RefusedError
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
SOME_REFUSED: Final = 3
NOT_ALL_SENT: Final = 4
REQUIRED: Final = "the following arguments are required"


class _ArgumentParser(argparse.ArgumentParser):
    """A parser whose errors never repeat an argument: it may be the name of a file."""

    def error(self, message: str) -> NoReturn:
        """End with status 2, saying of argparse's own messages only what comes before values."""
        if not message.startswith(REQUIRED):
            message = message.partition(":")[0]
        super().error(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns 0, 1 failed, 2 bad usage, 3 some inputs were refused, 4 not everything was sent.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        return COMMANDS[given[0]](_ArgumentParser(), given[1:])
    parser = _parser()
    options = parser.parse_intermixed_args(given)
    _require_pairs(parser, options)
    with ExitStack() as stack:
        errand = prepare(parser, options, stack) if options.send else None
        code = _run(parser, options)
        if errand is None or code == FAILED:
            return code
        return code if errand.carry_out() else NOT_ALL_SENT


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """De-identify and write; return the exit status."""
    try:
        protocol = _protocol(options)
        work = Work(protocol, _key(options), _subjects(options, protocol), bool(options.crosswalk))
        inputs = find_inputs(options.inputs, options.output)
        seal = Seal(_crosswalk_passphrase(options))
    except FileNotFoundError:
        parser.error("an input, the key file or the code list does not exist")
    except AnamiError as error:
        parser.error(f"{error.code} {error.where}".strip())
    except OSError:
        parser.error("an input, the key file or the code list cannot be read")
    outputs = _outputs(parser, options)
    try:
        done = run(inputs, work, outputs.sink, options.jobs)
        built = report.build_report(work.protocol, done.files, done.profiles)
        if outputs.report is not None:
            with outputs.report as file:
                file.write((json.dumps(built, indent=1) + "\n").encode())
        if outputs.crosswalk is not None:
            with outputs.crosswalk as file:
                write_crosswalk(file, done, work, seal)
        outputs.sink.close()
    except (OSError, RefusedError):
        outputs.give_up()
        sys.stderr.write("anami: reading or writing failed half-way; no output is left\n")
        return FAILED
    except BaseException:
        outputs.give_up()
        raise
    _print(built, inputs, show_paths=options.show_paths)
    return SOME_REFUSED if built["totals"][Status.REFUSED.value] else DONE


@dataclass(frozen=True, slots=True)
class _Outputs:
    """All that a run writes, opened before the work that would be lost without it."""

    sink: Sink
    report: BinaryIO | None
    crosswalk: BinaryIO | None

    def give_up(self) -> None:
        """Leave nothing behind."""
        for file in (self.report, self.crosswalk):
            if file is not None:
                _remove(file)
        self.sink.discard()


def _require_pairs(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse options that would do nothing: whoever gives them counts on what they do."""
    if options.project and not options.passphrase_env:
        parser.error("--project needs --passphrase-env")
    if options.crosswalk_passphrase_env and not options.crosswalk:
        parser.error("--crosswalk-passphrase-env needs --crosswalk")
    if not options.output and not options.send:
        parser.error(f"{REQUIRED}: -o/--output or --send")
    if not options.send and (options.send_user_env or options.send_token_env):
        parser.error("--send-user-env and --send-token-env need --send")


def _outputs(parser: argparse.ArgumentParser, options: argparse.Namespace) -> _Outputs:
    if options.report and options.report.resolve() == options.output.resolve():
        parser.error("the output and the report have the same name")
    if options.crosswalk and options.crosswalk.resolve().is_relative_to(options.output.resolve()):
        parser.error("the crosswalk undoes the work, so it may not lie in the output")
    try:
        sink = sink_for(options.output)
    except FileExistsError:
        parser.error("the output, or an unfinished one, exists already; nothing is overwritten")
    except OSError:
        parser.error("the output cannot be written")
    opened: dict[str, BinaryIO | None] = {"report": None, "crosswalk": None}
    for name, opener in (("report", _open_new), ("crosswalk", open_private)):
        try:
            path = getattr(options, name)
            opened[name] = opener(path) if path else None
        except OSError as error:
            _Outputs(sink, **opened).give_up()
            if isinstance(error, FileExistsError):
                parser.error(f"the {name} exists already; nothing is overwritten")
            parser.error(f"the {name} cannot be written")
    return _Outputs(sink, **opened)


def _open_new(path: Path) -> BinaryIO:
    return path.open("xb")


def _remove(file: BinaryIO) -> None:
    with suppress(OSError):
        file.close()
    with suppress(OSError):
        Path(file.name).unlink()


def _parser() -> argparse.ArgumentParser:
    parser = _ArgumentParser(
        prog="anami", description="De-identify DICOM by the PS3.15 Basic Profile."
    )
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="file, folder or ZIP archive"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="OUT.zip or a folder")
    add_sending(parser)
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
        "--id-prefix", metavar="TEXT", help="stands before codes that no code list gives"
    )
    parser.add_argument(
        "--edit",
        action="append",
        default=[],
        type=_edit,
        metavar="NAME=VALUE",
        help=f"write VALUE as NAME: {', '.join(EDITED_TAGS)}; {CODE} is the patient's code",
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


def _edit(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in EDITED_TAGS:
        raise ValueError
    return name, value


def _protocol(options: argparse.Namespace) -> Protocol:
    protocol = (
        Protocol.load(options.protocol) if options.protocol else Protocol.preset(options.preset)
    )
    protocol = replace(protocol, options=checked_options([*protocol.options, *options.option]))
    document = protocol.as_dict()
    if options.id_prefix is not None:
        document.setdefault("replacement", {})["patient_id_prefix"] = options.id_prefix
    for name, value in options.edit:
        document.setdefault("edits", {})[name] = value
    return Protocol.load(document)


def _subjects(options: argparse.Namespace, protocol: Protocol) -> CodeList | None:
    if not options.code_list:
        return None
    return CodeList.read(options.code_list.read_bytes(), protocol.replacement.patient_id_prefix)


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
