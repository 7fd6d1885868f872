"""What only the bench needs: the peers, in a place of their own beside the project's.

Python peers stand in .bench/venv as requirements/bench.txt pins them, dcmjs in .bench/node as
tools/bench/package-lock.json does; nothing of either comes near dist/. What can't be had is
reported as missing, with the reason, and its rows say so.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.environment import (
    ROOT,
    SetUpError,
    debian_program,
    digest,
    own_venv,
    read_stamp,
    run,
    say,
)

PLACE: Final = ROOT / ".bench"
HERE: Final = Path(__file__).resolve().parent
_LOCK: Final = ROOT / "requirements" / "bench.txt"
_PYTHON_PEERS: Final = ("dicognito", "kitware", "deid")


@dataclass(slots=True)
class Peers:
    """Where the peers are, and why one isn't there.

    Attributes:
        python: the interpreter that the Python peers are installed for.
        dcmjs: its ES module.
        gdcmanon, zip: programs.
        certificate: for gdcmanon, which encrypts the originals' values in its results.
        missing: contender without "-command" → why it can't run.

    """

    python: Path = PLACE / "venv" / "bin" / "python"
    dcmjs: Path = PLACE / "node" / "node_modules" / "dcmjs" / "build" / "dcmjs.es.js"
    gdcmanon: str = ""
    zip: str = ""
    certificate: Path = PLACE / "certificate.pem"
    missing: dict[str, str] = field(default_factory=dict)


def ensure_peers() -> Peers:
    """Set up what can be set up."""
    peers = Peers()
    try:
        peers.python = own_venv(PLACE / "venv", _LOCK)
    except SetUpError as error:
        say(str(error))
        peers.missing |= dict.fromkeys(_PYTHON_PEERS, "not installable here")
    try:
        _node_peers()
    except SetUpError as error:
        say(str(error))
        peers.missing["dcmjs"] = "not installable here"
    peers.gdcmanon = debian_program("gdcmanon", "libgdcm-tools") or ""
    peers.zip = debian_program("zip", "zip") or ""
    if not peers.zip:
        peers.missing["zip"] = "zip is not installed"
    if not peers.gdcmanon:
        peers.missing["gdcmanon"] = "gdcmanon (Debian's libgdcm-tools) is not installed"
    elif not _certificate(peers.certificate):
        peers.missing["gdcmanon"] = "gdcmanon needs a certificate, and openssl is not installed"
    return peers


def _node_peers() -> None:
    folder = PLACE / "node"
    sources = [HERE / "package.json", HERE / "package-lock.json"]
    stamp = folder / ".anami-stamp"
    wanted = digest(str(folder).encode(), *(source.read_bytes() for source in sources))
    if read_stamp(stamp) == wanted:
        return
    say("filling .bench/node from tools/bench/package-lock.json")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for source in sources:
        shutil.copy(source, folder)
    npm = shutil.which("npm") or "npm"
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    run(words, doing="npm ci", cwd=folder)
    stamp.write_text(wanted, encoding="ascii")


def _certificate(path: Path) -> bool:
    """Make a self-signed certificate that is good for nothing else."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return False
    path.parent.mkdir(exist_ok=True)
    words = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bench"]
    words += ["-days", "30", "-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    try:
        run(words, doing="openssl req")
    except SetUpError as error:
        say(str(error))
        return False
    return True
