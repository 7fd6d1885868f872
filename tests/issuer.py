"""An OpenID provider for tests: signs everybody in at once, and insists on code and PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from tools import server

CLIENT: Final = "anami"


class Issuer:
    """Listens on this machine; gives the tokens token-1, token-2 … for codes that it gave out."""

    def __init__(self) -> None:
        """Begin to listen."""
        self.given: list[str] = []
        self.asked: dict[str, dict[str, str]] = {}
        self.returns: set[str] = set()
        self.refuse = False
        issuer = self

        class _Bound(_Handler):
            owner = issuer

        self._running = ExitStack()
        host = server.Server((server.HOST, 0), _Bound)
        self.url = self._running.enter_context(server.running(host)).rstrip("/")

    def close(self) -> None:
        """Stop listening."""
        self._running.close()

    def redeem(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Give tokens for a code, None if the code or its verifier isn't right."""
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or form.get("grant_type") != "authorization_code":
            return None
        challenge = _base64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if challenge != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return None
        if form.get("redirect_uri") != asked["redirect_uri"] or form.get("client_id") != CLIENT:
            return None
        token = f"token-{len(self.given) + 1}"
        self.given.append(token)
        now = int(time.time())
        claims = {"iss": self.url, "sub": "somebody", "aud": CLIENT, "iat": now, "exp": now + 300}
        header = _base64(json.dumps({"alg": "RS256"}).encode())
        body = _base64(json.dumps(claims | {"nonce": asked["nonce"]}).encode())
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": f"{header}.{body}.{_base64(b'not looked at: it came over a direct line')}",
        }


class _Handler(BaseHTTPRequestHandler):
    owner: Issuer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_OPTIONS(self) -> None:
        """Allow what a page of another origin asks for."""
        self._answer(204, None)

    def do_GET(self) -> None:
        """Tell what there is, or send a person back, signed in."""
        url = urlsplit(self.path)
        if url.path != "/authorize":
            self._answer(
                200,
                {
                    "issuer": self.owner.url,
                    "authorization_endpoint": f"{self.owner.url}/authorize",
                    "token_endpoint": f"{self.owner.url}/token",
                },
            )
            return
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.owner.returns.add(asked["redirect_uri"])
        code = f"code-{len(self.owner.returns)}-{time.monotonic_ns()}"
        self.owner.asked[code] = asked
        answer = {"error": "access_denied"} if self.owner.refuse else {"code": code}
        query = urlencode({**answer, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{query}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """Give tokens for a code."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        given = self.owner.redeem(form)
        self._answer(200 if given else 400, given or {"error": "invalid_grant"})

    def _answer(self, status: int, content: dict[str, Any] | None) -> None:
        data = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Content-Type", "application/json")
        if content is not None:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
