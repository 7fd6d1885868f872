"""What the build and the checks stand on: .venv, node_modules, browsers, a validator, an archive.

Each is made when it is missing, and made again only when the lock file that names it changes.
Whether it is current is a stamp inside it, written last, so that an interrupted set-up is never
taken for a finished one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
NODE_MODULES: Final = ROOT / "node_modules"
PAGE_WHEELS: Final = VENV / "page-wheels"

OLDEST_NODE: Final = 20

_BROWSER_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
_BROWSER_PATHS: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
# Debian's names of what tests/browser/engines.py drives, by the program that each brings.
_OTHER_BROWSERS: Final = {
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
}
# Debian's fonts of scripts that few machines have, by a language of each.
_FONTS: Final = {
    **dict.fromkeys(("ar", "bn", "hi"), "fonts-noto-core"),
    **dict.fromkeys(("ja", "zh"), "fonts-noto-cjk"),
}
_DOWNLOAD_SECONDS: Final = 600
_PIP: Final = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
_PINNED: Final = ("--require-hashes", "--no-deps", "--only-binary=:all:")


class SetUpError(Exception):
    """Something that the build needs is missing and cannot be made; the message says what to do."""


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(f"anami: {text}", flush=True)


def completed(
    command: Sequence[str | Path], cwd: Path, timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program quietly to its end, however it ends, for so many seconds at most.

    Raises OSError when it cannot be started, subprocess.TimeoutExpired when it takes longer.
    """
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )


def run(command: Sequence[str | Path], *, doing: str, cwd: Path = ROOT) -> str:
    """Run a program quietly and return what it printed.

    Raises SetUpError with the program's own words when it cannot be started or fails.
    """
    try:
        done = completed(command, cwd)
    except OSError as error:
        message = f"{doing} failed: {error}"
        raise SetUpError(message) from error
    if done.returncode:
        message = f"{doing} failed (exit {done.returncode}):\n{done.stdout}{done.stderr}".rstrip()
        raise SetUpError(message)
    return done.stdout


def venv_program(name: str) -> Path:
    """Path of a program inside .venv on this operating system."""
    return (
        VENV
        / ("Scripts" if os.name == "nt" else "bin")
        / (name + (".exe" if os.name == "nt" else ""))
    )


def ensure_python() -> None:
    """Make .venv as requirements/dev.txt says, unless it is already so.

    Raises SetUpError when the venv module is incomplete or a download fails.
    """
    own_venv(VENV, ROOT / "requirements" / "dev.txt")


def own_venv(place: Path, lock: Path) -> Path:
    """Return the Python of an environment made as its own lock file says, unless it is already so.

    Raises SetUpError when it can't be made, for instance because a package has no wheel here.
    """
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = place / ".anami-stamp"
    wanted = digest(sys.version.encode(), str(place).encode(), lock.read_bytes())
    if read_stamp(stamp) != wanted:
        say(f"making {place.relative_to(ROOT)} from {lock.relative_to(ROOT)}")
        shutil.rmtree(place, ignore_errors=True)
        try:
            run([sys.executable, "-m", "venv", place], doing="python -m venv")
        except SetUpError as error:
            shutil.rmtree(place, ignore_errors=True)
            hint = "\nOn Debian and Ubuntu the package python3-venv is needed as well."
            raise SetUpError(str(error) + hint) from error
        run([python, *_PIP, "install", *_PINNED, "--requirement", lock], doing="pip install")
        stamp.write_text(wanted, encoding="ascii")
    return python


def ensure_node() -> None:
    """Make node_modules as package-lock.json says, unless it is already so.

    Raises SetUpError when Node.js is missing or too old, or npm fails.
    """
    needs = f"Node.js {OLDEST_NODE} or newer is needed"
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        message = f"{needs}, and {'node' if node is None else 'npm'} is not on the PATH"
        raise SetUpError(message)
    version = run([node, "--version"], doing="node --version").strip()
    major = re.match(r"v(\d+)\.", version)
    if major is None or int(major[1]) < OLDEST_NODE:
        message = f"{needs}; {node} is {version}"
        raise SetUpError(message)
    stamp = NODE_MODULES / ".anami-stamp"
    wanted = digest((ROOT / "package.json").read_bytes(), (ROOT / "package-lock.json").read_bytes())
    if read_stamp(stamp) == wanted:
        return
    say("filling node_modules from package-lock.json")
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], doing="npm ci")
    stamp.write_text(wanted, encoding="ascii")


def ensure_page_wheels() -> list[Path]:
    """Return the wheels that requirements/page.txt names, fetched for Pyodide's Python if need be.

    They are kept as published: their hashes are the ones that the lock file and the index give.
    """
    lock = ROOT / "requirements" / "page.txt"
    python = pyodide_info()["python"]
    stamp = PAGE_WHEELS / ".anami-stamp"
    wanted = digest(python.encode(), lock.read_bytes())
    if read_stamp(stamp) != wanted:
        say("fetching the page's wheels from requirements/page.txt")
        shutil.rmtree(PAGE_WHEELS, ignore_errors=True)
        target = ["--python-version", python, "--platform", "any"]
        target += ["--implementation", "py", "--abi", "none"]
        run(
            [
                venv_program("python"),
                *_PIP,
                "download",
                *_PINNED,
                *target,
                "--dest",
                PAGE_WHEELS,
                "--requirement",
                lock,
            ],
            doing="pip download",
        )
        stamp.write_text(wanted, encoding="ascii")
    return sorted(PAGE_WHEELS.glob("*.whl"))


def pyodide_info() -> dict[str, str]:
    """Return the `info` table of Pyodide's own lock: python, arch, platform, abi_version."""
    lock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    return {str(key): str(value) for key, value in lock["info"].items()}


def npm_version(package: str) -> str:
    """Version of an installed npm package."""
    described = json.loads((NODE_MODULES / package / "package.json").read_text("utf-8"))
    return str(described["version"])


def ensure_browser() -> str:
    """Path of a Chromium or Chrome: $ANAMI_CHROMIUM, an installed one, Playwright's, or Debian's.

    Raises SetUpError when none of these is to be had.
    """
    chosen = os.environ.get("ANAMI_CHROMIUM") or find_browser()
    if chosen:
        return chosen
    say("no Chromium or Chrome found; asking Playwright for one")
    if chosen := _playwright_browser():
        return chosen
    if _apt_install("chromium") and (chosen := find_browser()):
        return chosen
    message = "the browser tests need Chromium or Chrome; install one or name it in ANAMI_CHROMIUM"
    raise SetUpError(message)


def find_browser() -> str | None:
    """Path of an installed Chromium or Chrome, or None."""
    found = (shutil.which(name) for name in (*_BROWSER_NAMES, *_BROWSER_PATHS))
    return next((path for path in found if path), None)


def ensure_other_browsers() -> bool:
    """Say whether Firefox and WebKitGTK can be driven; install them if this is Debian and we may.

    They add a minute to the first run; the tests in them are skipped where they are absent.
    """
    missing = [package for name, package in _OTHER_BROWSERS.items() if not shutil.which(name)]
    return not missing or _apt_install(*missing)


def ensure_validator() -> str | None:
    """Path of dicom3tools' dciodvfy, installed if this is a Debian machine and we may, or None."""
    return debian_program("dciodvfy", "dicom3tools")


def languages_without_fonts(languages: Sequence[str]) -> list[str]:
    """Those whose letters no font here has, once Debian's were asked for if we may."""
    missing = [language for language in languages if not _has_font(language)]
    if not missing or not _apt_install(*sorted({_FONTS[language] for language in missing})):
        return missing
    return [language for language in missing if not _has_font(language)]


def _has_font(language: str) -> bool:
    """Say whether fontconfig knows a font; where there is no fontconfig, the system brings them."""
    if language not in _FONTS or shutil.which("fc-list") is None:
        return True
    return bool(run(["fc-list", f":lang={language}"], doing="fc-list"))


def ensure_archive() -> bool:
    """Say whether Orthanc and its DICOMweb plugin are there; install them if we may.

    The package brings a service along. Where that would start at once, whoever looks after the
    machine decides; tests start archives of their own.
    """
    plugin = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
    if plugin.exists() or Path("/run/systemd/system").is_dir():
        return plugin.exists()
    return _apt_install("orthanc", "orthanc-dicomweb") and plugin.exists()


def debian_program(name: str, package: str) -> str | None:
    """Path of a program, its package installed if this is Debian and we may, or None."""
    return shutil.which(name) or (shutil.which(name) if _apt_install(package) else None)


def _playwright_browser() -> str | None:
    python = venv_program("python")
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    try:
        subprocess.run(
            [python, "-m", "playwright", "install", "chromium"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_DOWNLOAD_SECONDS,
            check=True,
        )
        path = run([python, "-c", ask], doing="asking Playwright for its browser").strip()
    except (subprocess.SubprocessError, SetUpError):
        return None
    return shutil.which(path)


def _apt_install(*packages: str) -> bool:
    """Install Debian packages if there is apt-get and we are root; say whether it was done."""
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    say(f"installing Debian's {' and '.join(packages)}")
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    try:
        run([*quiet, "update"], doing="apt-get update")
        run(
            [*quiet, "install", "--yes", "--no-install-recommends", *packages],
            doing="apt-get install",
        )
    except SetUpError as error:
        say(str(error))
        return False
    return True


def digest(*parts: bytes) -> str:
    """Return one SHA-256 of several inputs, as hexadecimal digits."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def read_stamp(stamp: Path) -> str:
    """Return what a finished set-up wrote of its inputs, "" if it never ended."""
    return stamp.read_text("ascii") if stamp.is_file() else ""
