"""Browsers that Playwright cannot drive as Debian ships them: Firefox and WebKitGTK.

Firefox speaks WebDriver BiDi on a WebSocket of its own, so it needs no driver program; WebKitGTK
comes with one for the classic WebDriver protocol. Only what the core flow needs is here: give
files, click, type, ask the page, take a picture. Both are W3C protocols, named by their sections.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from websockets.sync.client import ClientConnection

START_SECONDS: Final = 60
ANSWER_SECONDS: Final = 120
LOCAL_SCHEMES: Final = frozenset({"blob", "data", "about"})
# Their own traffic is not the page's: what a fresh profile would ask its maker is turned off.
FIREFOX_PREFERENCES: Final[Mapping[str, object]] = {
    "browser.download.folderList": 2,
    "browser.download.alwaysOpenPanel": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.firstRunURL": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
# Classic WebDriver tells nothing of the console, so the page keeps it, from when it is loaded on.
LISTEN: Final = """
  globalThis.noticed = [];
  for (const kind of ['debug', 'log', 'info', 'warn', 'error']) {
    console[kind] = (...words) => noticed.push(`console ${kind}: ${words.join(' ')}`);
  }
  addEventListener('error', ({ message }) => noticed.push(`uncaught: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => noticed.push(`uncaught: ${reason}`));
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    noticed.push(`forbidden: ${blockedURI}`);
  });
"""
OFF_ORIGIN: Final = """
  return performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => /^https?:/.test(name) && new URL(name).origin !== location.origin);
"""
# WebDriver's key of an element reference (section 12.1 "Elements").
ELEMENT: Final = "element-6066-11e4-a52e-4f735466cecf"


class Driven(Protocol):
    """A page in a browser, as a person and a curious neighbour would use it."""

    problems: list[str]

    def open(self, url: str) -> None:
        """Load a page."""

    def run(self, body: str) -> Any:  # noqa: ANN401 - whatever the page says
        """Run the body of an async function in the page and return its JSON value."""

    def click(self, css: str) -> None:
        """Click the middle of an element, scrolled into view."""

    def type_into(self, css: str, text: str) -> None:
        """Press keys with an element focused."""

    def give_files(self, css: str, files: Sequence[Path]) -> None:
        """Choose files in a file input."""

    def downloaded(self, name: str) -> bytes:
        """Wait for a file that was saved, and return its bytes."""

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""


class DriverError(Exception):
    """The browser answered a command with an error."""


class Firefox:
    """Debian's Firefox, headless, by WebDriver BiDi."""

    def __init__(self, conversation: ClientConnection, downloads: Path) -> None:
        self._downloads = downloads
        self.problems: list[str] = []
        self._origin = ""
        self._ids = itertools.count(1)
        self._socket = conversation
        self._send("session.new", capabilities={"alwaysMatch": {}})
        self._send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._tab = self._send("browsingContext.getTree")["contexts"][0]["context"]
        self._send(
            "browsingContext.setViewport",
            context=self._tab,
            viewport={"width": 1280, "height": 900},
        )

    def open(self, url: str) -> None:
        """Load a page."""
        self._origin = _origin(url)
        self._send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def run(self, body: str) -> Any:  # noqa: ANN401 - whatever the page says
        """Run the body of an async function in the page and return its JSON value."""
        answer = self._send(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await (async () => {{ {body} }})())",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise DriverError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value") or "null")

    def click(self, css: str) -> None:
        """Click the middle of an element, scrolled into view."""
        _scroll_to(self, css)
        origin = {"type": "element", "element": {"sharedId": self._locate(css)}}
        self._act(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def type_into(self, css: str, text: str) -> None:
        """Press keys with an element focused."""
        self.click(css)
        keys = ({"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp"))
        self._act("key", *keys)

    def give_files(self, css: str, files: Sequence[Path]) -> None:
        """Choose files in a file input."""
        self._send(
            "input.setFiles",
            context=self._tab,
            element={"sharedId": self._locate(css)},
            files=[str(file) for file in files],
        )

    def downloaded(self, name: str) -> bytes:
        """Wait for a file that was saved, and return its bytes."""
        return _whole(self._downloads / name)

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""
        answer = self._send("browsingContext.captureScreenshot", context=self._tab)
        return base64.b64decode(answer["data"])

    def _act(self, kind: str, *actions: Mapping[str, object]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self._send("input.performActions", context=self._tab, actions=[source])

    def _locate(self, css: str) -> str:
        found = self._send(
            "browsingContext.locateNodes",
            context=self._tab,
            locator={"type": "css", "value": css},
            maxNodeCount=1,
        )["nodes"]
        if not found:
            message = f"nothing matches {css}"
            raise DriverError(message)
        return str(found[0]["sharedId"])

    def _send(self, method: str, **params: object) -> dict[str, Any]:
        """Send a command and wait for its answer; events that come meanwhile are noted."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv(timeout=ANSWER_SECONDS))
            if message["type"] == "event":
                self._note(message["method"], message["params"])
            elif message.get("id") == number:
                if message["type"] == "error":
                    text = f"{method}: {message['error']}: {message['message']}"
                    raise DriverError(text)
                result: dict[str, Any] = message["result"]
                return result

    def _note(self, event: str, params: dict[str, Any]) -> None:
        """Note what the page wrote to the console and asked for."""
        if event == "log.entryAdded":
            self.problems.append(f"console {params['level']}: {params['text']}")
            return
        url = params["request"]["url"]
        if urlsplit(url).scheme not in LOCAL_SCHEMES and _origin(url) != self._origin:
            self.problems.append(f"request off-origin: {url}")


class WebKit:
    """Debian's WebKitGTK in its small browser, by classic WebDriver."""

    def __init__(self, port: int, downloads: Path) -> None:
        self._downloads = downloads
        self.problems: list[str] = []
        self._port = port
        self._path = ""
        made = self._send("POST", "/session", {"capabilities": {}})
        self._path = f"/session/{made['sessionId']}"
        limits = {"script": ANSWER_SECONDS * 1000, "pageLoad": ANSWER_SECONDS * 1000}
        self._send("POST", "/timeouts", limits)

    def open(self, url: str) -> None:
        """Load a page."""
        self._send("POST", "/url", {"url": url})
        self.run(LISTEN)

    def run(self, body: str) -> Any:  # noqa: ANN401 - whatever the page says
        """Run the body of an async function in the page and return its JSON value."""
        script = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => {{ {body} }})().then((value) => done(JSON.stringify([value ?? null])),"
            "(error) => done(JSON.stringify({ error: String(error) })));"
        )
        answer = json.loads(self._send("POST", "/execute/async", {"script": script, "args": []}))
        if isinstance(answer, dict):
            raise DriverError(answer["error"])
        return answer[0]

    def click(self, css: str) -> None:
        """Click the middle of an element, scrolled into view."""
        _scroll_to(self, css)
        self._send("POST", f"/element/{self._locate(css)}/click", {})

    def type_into(self, css: str, text: str) -> None:
        """Press keys with an element focused."""
        self._send("POST", f"/element/{self._locate(css)}/value", {"text": text})

    def give_files(self, css: str, files: Sequence[Path]) -> None:
        """Choose files in a file input."""
        self.type_into(css, "\n".join(str(file) for file in files))

    def downloaded(self, name: str) -> bytes:
        """Wait for a file that was saved, and return its bytes."""
        return _whole(self._downloads / name)

    def screenshot(self) -> bytes:
        """Return a PNG of what is in view."""
        return base64.b64decode(self._send("GET", "/screenshot"))

    def close(self) -> None:
        """Note what happened, then close the browser; who started the driver ends it."""
        self.problems += self.run("return noticed;")
        self.problems += [f"request off-origin: {url}" for url in self.run(OFF_ORIGIN)]
        self._send("DELETE", "")

    def _locate(self, css: str) -> str:
        found = self._send("POST", "/element", {"using": "css selector", "value": css})
        return str(found[ELEMENT])

    def _send(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
        """Send a command and return the value of its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_SECONDS)
        with contextlib.closing(connection):
            text = None if body is None else json.dumps(body)
            connection.request(method, self._path + path, text)
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
        if answer.status != http.client.OK:
            message = f"{path}: {value['error']}: {value['message']}"
            raise DriverError(message)
        return value


@contextlib.contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """Start Firefox with a fresh profile in a folder; downloads go to ``downloads`` there."""
    profile, downloads = folder / "profile", folder / "downloads"
    profile.mkdir()
    downloads.mkdir()
    preferences = {**FIREFOX_PREFERENCES, "browser.download.dir": str(downloads)}
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items())
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    command = [program, "--headless", "--no-remote", "--profile", str(profile)]
    with _started([*command, "--remote-debugging-port", "0"], folder / "log"):
        told = profile / "WebDriverBiDiServer.json"
        _wait(told.is_file)
        # It is written in place: empty at first.
        _wait(lambda: told.stat().st_size > 0)
        where = json.loads(told.read_text("utf-8"))
        address = f"ws://{where['ws_host']}:{where['ws_port']}/session"
        with connect(address, max_size=None, open_timeout=START_SECONDS) as conversation:
            yield Firefox(conversation, downloads)


@contextlib.contextmanager
def webkit(driver: str, display_server: str, folder: Path) -> Iterator[WebKit]:
    """Start WebKitGTK on a display of its own, with its home in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    downloads = folder / "downloads"
    downloads.mkdir()
    homes = ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    home = dict.fromkeys(homes, str(folder))
    (folder / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n', "utf-8")
    with (
        _display(display_server, folder) as display,
        _started(
            [driver, f"--port={port}"],
            folder / "log",
            home | {"DISPLAY": display, "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"},
        ),
    ):
        _wait(lambda: _answers(port))
        driven = WebKit(port, downloads)
        yield driven
        driven.close()


@contextlib.contextmanager
def _display(program: str, folder: Path) -> Iterator[str]:
    """Start an X server without a screen; it chooses a free number and tells it."""
    told = folder / "display"
    with told.open("w") as tell:
        words = [program, "-displayfd", str(tell.fileno()), "-screen", "0", "1280x1000x24"]
        with _started([*words, "-nolisten", "tcp"], folder / "display-log", tell=tell.fileno()):
            _wait(lambda: told.read_text("ascii").endswith("\n"))
            yield f":{told.read_text('ascii').strip()}"


@contextlib.contextmanager
def _started(
    command: Sequence[str], log: Path, variables: Mapping[str, str] | None = None, tell: int = -1
) -> Iterator[None]:
    """Run a program while the body runs; end it with all that it started."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | dict(variables or {}),
            pass_fds=[tell] if tell >= 0 else [],
            start_new_session=True,
        )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(ready: Callable[[], bool], every: float = 0.1) -> None:
    """Wait until something is so."""
    end = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > end:
            message = "waited in vain for the browser"
            raise DriverError(message)
        time.sleep(every)


def _whole(file: Path) -> bytes:
    """Wait until a file is there and no longer grows, and return its bytes."""
    sizes = [-1]

    def settled() -> bool:
        sizes.append(file.stat().st_size if file.is_file() else -1)
        return sizes[-1] > 0 and sizes[-1] == sizes[-2]

    _wait(settled, every=0.5)
    return file.read_bytes()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _scroll_to(driven: Driven, css: str) -> None:
    """Bring an element into view, without the motion that the page's style asks for."""
    driven.run(
        f"document.querySelector({json.dumps(css)})"
        ".scrollIntoView({ block: 'center', behavior: 'instant' });"
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
