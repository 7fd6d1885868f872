"""A real archive for tests: Orthanc with its DICOMweb plugin, and a proxy that makes trouble.

Each archive has a fresh store of its own and listens on this machine alone. The proxy adds the CORS
headers that Orthanc leaves to a web server, and notes what went through it.
"""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections import deque
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from anami.sending import identity_of
from anami.source import BytesSource
from tools import server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PLUGIN: Final = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
START_SECONDS: Final = 60
HOST: Final = "127.0.0.1"


def program() -> str:
    """Give the path of Orthanc, or skip the test where it or its plugin is absent."""
    path = shutil.which("Orthanc") or shutil.which("Orthanc", path="/usr/sbin")
    if path is None or not PLUGIN.exists():
        pytest.skip("Orthanc is absent: install orthanc and orthanc-dicomweb")
    return path


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Orthanc:
    """An archive that can be killed and started again with the same store."""

    def __init__(self, folder: Path, users: dict[str, str] | None = None) -> None:
        """Prepare an archive in an empty folder; `users` have to sign in, if there are any."""
        self.folder = folder
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}/dicom-web"
        self._program = program()
        self._config = folder / "orthanc.json"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "StorageDirectory": str(folder / "store"),
            "IndexDirectory": str(folder / "store"),
            "HttpPort": self.port,
            "DicomServerEnabled": False,
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": bool(users),
            "RegisteredUsers": users or {},
            "Plugins": [str(PLUGIN)],
        }
        self._config.write_text(json.dumps(settings), encoding="utf-8")

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, str(self._config)], stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
                return
            time.sleep(0.05)
        pytest.fail("Orthanc didn't start")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON can say
        """Give the answer of Orthanc's own interface."""
        with urllib.request.urlopen(f"http://{HOST}:{self.port}{path}", timeout=30) as answer:
            return json.load(answer)

    def instances(self) -> dict[str, bytes]:
        """Give all instances that it has, by SOP Instance UID, as it would give them to anybody."""
        found = {}
        for identifier in self.ask("/instances"):
            url = f"http://{HOST}:{self.port}/instances/{identifier}/file"
            with urllib.request.urlopen(url, timeout=30) as answer:
                data = answer.read()
            found[identity_of(BytesSource(data)).sop_instance] = data
        return found

    def holds(self, tokens: Iterable[str]) -> list[str]:
        """Give the tokens that stand anywhere in its database, its files or its log."""
        files = [path.read_bytes().lower() for path in self.folder.rglob("*") if path.is_file()]
        spelt = {
            token: [token.lower().encode(code) for code in ("utf-8", "utf-16-le")]
            for token in tokens
        }
        return [
            token
            for token, spellings in spelt.items()
            if any(one in data for data in files for one in spellings)
        ]


@dataclass
class Request:
    """A store request that reached the proxy: which instances it held, and what came of it."""

    uids: list[str]
    answered: bool = False
    at: float = field(default_factory=time.monotonic)


class Proxy:
    """Stands before an archive; has one trouble of `troubles` ready for each store request."""

    def __init__(self, target: Callable[[], int]) -> None:
        """Begin to listen; `target` gives the archive's port."""
        self.target = target
        self.troubles: deque[str] = deque()
        self.refused: set[str] = set()
        self.requests: list[Request] = []
        self.searches: list[str] = []
        self.authorizations: set[str] = set()
        self.before: Callable[[int], None] = lambda _number: None
        proxy = self

        class _Bound(_Handler):
            owner = proxy

        self._running = ExitStack()
        host = server.Server((HOST, 0), _Bound)
        self.origin = self._running.enter_context(server.running(host)).rstrip("/")
        self.url = f"{self.origin}/dicom-web"

    def close(self) -> None:
        """Stop listening."""
        self._running.close()

    def confirmed_twice(self) -> list[str]:
        """Give the instances that were sent again though an answer had confirmed them."""
        confirmed: set[str] = set()
        again = []
        for request in self.requests:
            again += [uid for uid in request.uids if uid in confirmed]
            if request.answered:
                confirmed.update(set(request.uids) - self.refused)
        return again


class _Handler(BaseHTTPRequestHandler):
    """Passes a request on, with or without trouble."""

    protocol_version = "HTTP/1.1"
    owner: Proxy

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_OPTIONS(self) -> None:
        """Allow what a page of another origin asks for."""
        self._answer(204, b"", {})

    def do_GET(self) -> None:
        """Pass a query on."""
        self.owner.searches.append(self.path)
        self._note_signing()
        self._pass_on("GET", None, {})

    def do_POST(self) -> None:
        """Pass a store request on, with the next trouble."""
        self._note_signing()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = _parts(body, self.headers["Content-Type"])
        request = Request([identity_of(BytesSource(part)).sop_instance for part in parts])
        self.owner.requests.append(request)
        self.owner.before(len(self.owner.requests))
        trouble = self.owner.troubles.popleft() if self.owner.troubles else ""
        if trouble == "drop":
            self._hang_up()
        elif trouble == "429":
            self._answer(429, b"", {"Retry-After": "1"})
        elif trouble == "401":
            self._answer(401, b"", {"WWW-Authenticate": "Bearer"})
        elif trouble == "503":
            self._answer(503, b"busy", {"Content-Type": "text/plain"})
        elif trouble == "page":
            self._answer(200, b"<!doctype html><p>Please sign in", {"Content-Type": "text/html"})
        else:
            request.answered = self._store(body, parts, request.uids, trouble)

    def _store(self, body: bytes, parts: list[bytes], uids: list[str], trouble: str) -> bool:
        kind = {"Content-Type": self.headers["Content-Type"]}
        if not self.owner.refused.intersection(uids):
            return self._pass_on("POST", body, kind, trouble)
        kept = [
            part for part, uid in zip(parts, uids, strict=True) if uid not in self.owner.refused
        ]
        boundary = _boundary(self.headers["Content-Type"])
        head = b"--" + boundary + b"\r\nContent-Type: application/dicom\r\n\r\n"
        rest = b"".join(head + part + b"\r\n" for part in kept) + b"--" + boundary + b"--\r\n"
        answer = json.loads(self._forward("POST", rest, kind)[1]) if kept else {}
        failed = [
            {
                "00081155": {"vr": "UI", "Value": [uid]},
                "00081197": {"vr": "US", "Value": [0xA900]},
            }
            for uid in uids
            if uid in self.owner.refused
        ]
        answer["00081198"] = {"vr": "SQ", "Value": failed}
        text = json.dumps(answer).encode()
        self._answer(202 if kept else 409, text, {"Content-Type": "application/dicom+json"})
        return True

    def _note_signing(self) -> None:
        self.owner.authorizations.add(self.headers.get("Authorization", ""))

    def _forward(
        self, method: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, str]:
        connection = http.client.HTTPConnection(HOST, self.owner.target(), timeout=60)
        given = {
            name: self.headers[name] for name in ("Accept", "Authorization") if self.headers[name]
        }
        try:
            connection.request(method, self.path, body, given | headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("Content-Type", "")
        finally:
            connection.close()

    def _pass_on(
        self, method: str, body: bytes | None, headers: dict[str, str], trouble: str = ""
    ) -> bool:
        try:
            status, content, kind = self._forward(method, body, headers)
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return False
        if trouble == "deaf":
            self._hang_up()
        elif trouble == "half":
            self._answer(status, content, {"Content-Type": kind}, sent=len(content) // 2)
        else:
            self._answer(status, content, {"Content-Type": kind} if kind else {})
            return True
        return False

    def _answer(
        self, status: int, content: bytes, headers: dict[str, str], sent: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "null"))
        self.send_header("Access-Control-Allow-Headers", "accept, authorization, content-type")
        self.send_header("Access-Control-Expose-Headers", "Retry-After")
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:sent])
        if sent is not None:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _boundary(kind: str) -> bytes:
    return kind.partition("boundary=")[2].strip('"').encode()


def _parts(body: bytes, kind: str) -> list[bytes]:
    """Give the instances of a multipart body."""
    pieces = body.split(b"--" + _boundary(kind))[1:-1]
    return [piece.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for piece in pieces]
