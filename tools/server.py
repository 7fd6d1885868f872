"""A static host on this machine: what any other static host would send, and nothing more."""

from __future__ import annotations

import contextlib
import errno
import functools
import signal
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST: Final = "127.0.0.1"
FIRST_PORT: Final = 8000


class Handler(SimpleHTTPRequestHandler):
    """Serves files under one folder, quietly, with the MIME types that browsers insist on."""

    protocol_version = "HTTP/1.1"
    # Complete in itself: the operating system's own table may be wrong.
    extensions_map: Final = {  # type: ignore[misc] # the base class leaves it open, here it is closed
        "": "application/octet-stream",
        ".css": "text/css; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".ico": "image/x-icon",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".mjs": "text/javascript; charset=utf-8",
        ".png": "image/png",
        ".py": "text/x-python; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
        ".zip": "application/zip",
    }

    def guess_type(self, path: Any) -> str:  # noqa: ANN401 - the base class takes any path type
        """Look the type up in this class's table only."""
        name = str(path).rpartition("/")[2]
        dot = name.rfind(".")
        extension = name[dot:].lower() if dot >= 0 else ""
        return self.extensions_map.get(extension, self.extensions_map[""])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a line per file helps nobody."""


class Server(ThreadingHTTPServer):
    """One thread per connection; a browser that hangs up is not worth a traceback."""

    daemon_threads = True
    # A port that another program listens on is taken, also on Windows.
    allow_reuse_address = False

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - base class
        """Ignore connections that the browser closed."""
        import sys  # noqa: PLC0415 - needed only on this path

        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def make_server(folder: Path, port: int = 0) -> Server:
    """Return a server of `folder` on `port`, or on a free port if that one is taken (0: any)."""
    handler = functools.partial(Handler, directory=str(folder))
    try:
        return Server((HOST, port), handler)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        return Server((HOST, 0), handler)


def address(server: Server) -> str:
    """Return the URL of the server's root."""
    return f"http://{HOST}:{server.server_port}/"


@contextlib.contextmanager
def running(host: Server) -> Iterator[str]:
    """Serve in the background; give the URL of the root, and stop serving at the end."""
    with host:
        thread = threading.Thread(target=host.serve_forever, daemon=True)
        thread.start()
        try:
            yield address(host)
        finally:
            host.shutdown()
            thread.join()


def serve(folder: Path, port: int = FIRST_PORT) -> None:
    """Serve a folder until interrupted; the first line printed is the address."""
    # A program started in the background is born ignoring SIGINT; it should still end when asked.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.default_int_handler)
    with make_server(folder, port) as server:
        print(f"Anami is at {address(server)} (Ctrl-C ends)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
