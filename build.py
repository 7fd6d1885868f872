#!/usr/bin/env python3
"""Build, serve and test Anami. Needs Python 3.11 and Node.js 20 or newer, and nothing else.

It makes its own .venv and node_modules from the lock files, and makes them again only when those
change. What it does is in tools/; this file is the command line.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python should hear why it cannot
    sys.exit("anami: Python 3.11 or newer is needed; this is " + sys.version.split()[0])

from tools import checks, environment, server, site_config, static_site


class _Module(NamedTuple):
    """A command that is a module of its own: further arguments go to it."""

    path: str
    help: str
    needs_venv: bool = True


_MODULES = {
    "evaluate": _Module(
        "tests.evaluation.midi",
        "plant identities in files and count what becomes of them; --failures lists them",
    ),
    "bench": _Module("tools.bench", "measure speed and memory beside other tools; see bench -h"),
    "fuzz": _Module("tests.fuzz", "try hostile files; see fuzz -h"),
    "verify": _Module(
        "tools.verify",
        "compare a deployed page, or a folder, with its manifest; see verify -h",
        needs_venv=False,
    ),
    "audit": _Module(
        "tools.audit", "ask whether vulnerabilities are known of what is used", needs_venv=False
    ),
}


def main(arguments: list[str]) -> int:
    """Do what the command line says and return the exit status: 0 done, 1 failed, 2 bad usage."""
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="make dist/, the static site")
    serving = commands.add_parser("serve", help="make dist/ and serve it on this machine")
    for parts in (building, serving):
        settings = parts.add_mutually_exclusive_group()
        settings.add_argument(
            "--destination",
            action="append",
            metavar="NAME=URL",
            help="let the page send to this DICOMweb archive; may be given again",
        )
        settings.add_argument(
            "--site", type=Path, metavar="site.json", help="what the site sets; see docs/hosting.md"
        )
    serving.add_argument("--port", type=int, default=server.FIRST_PORT, help="port to try first")
    commands.add_parser("check", help="run the linters and type checkers only")
    commands.add_parser(
        "test", help="run every check; further arguments go to pytest", add_help=False
    )
    for name, module in _MODULES.items():
        commands.add_parser(name, help=module.help, add_help=False)
    chosen, rest = parser.parse_known_args(arguments)
    if rest and chosen.command not in ("test", *_MODULES):
        parser.error(f"unknown arguments: {' '.join(rest)}")
    try:
        return 0 if _carry_out(chosen, rest) else 1
    except environment.SetUpError as error:
        print(f"anami: {error}", file=sys.stderr)
        return 1


def _run_module(command: str, arguments: list[str]) -> bool:
    """Run the module of a command, in .venv if it needs that; say whether it ended well."""
    python, module = sys.executable, _MODULES[command]
    if module.needs_venv:
        environment.ensure_python()
        python = str(environment.venv_program("python"))
    command_line = [python, "-m", module.path, *arguments]
    # Started with an argument list of our own; the person at the keyboard wrote the rest.
    return subprocess.run(command_line, cwd=environment.ROOT, check=False).returncode == 0  # noqa: S603


def _settings(chosen: argparse.Namespace) -> dict[str, Any] | None:
    """Return what the site sets for itself, None if nothing.

    Raises SetUpError when it can't be taken.
    """
    if chosen.site:
        return site_config.read(chosen.site)
    return site_config.of_destinations(chosen.destination) if chosen.destination else None


def _carry_out(chosen: argparse.Namespace, rest: list[str]) -> bool:
    """Run one command; say whether all that it checks is well."""
    command = chosen.command
    if command == "check":
        results = checks.lint()
        checks.report(results)
        return all(result.passed for result in results)
    if command == "test":
        return checks.test(rest)
    if command in _MODULES:
        return _run_module(command, rest)
    dist = static_site.build(settings=_settings(chosen))
    if command == "serve":
        server.serve(dist, chosen.port)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
