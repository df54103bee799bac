"""An organisation's own provider of sign-in, for real: it serves discovery, keys, sign-in page and tokens over HTTP.

It keeps its own rules: the client's secret, the proof key (S256), one use per code, the address that was registered.
What it should do wrong, a test says in ``claims``, ``without``, ``signs_with`` or ``header``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "zicht", "a secret of the tests", "k1"
TOKEN_LASTS = 60  # seconds
SHUT_WITHIN = 0.01  # seconds


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


own_key = cache(new_key)  # a key takes longer to make than a test


@dataclass
class Provider:
    """Who signs in there, by default ``subject`` without a second factor; and what was asked of it."""

    address: str = ""
    subject: str = "medewerker-1"
    key: rsa.RSAPrivateKey = field(default_factory=own_key)
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    header: dict[str, Any] = field(default_factory=lambda: {"kid": KEY_ID})
    signs_with: Any = None
    algorithm: str = "RS256"
    says: dict[str, Any] = field(default_factory=dict)
    down: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    traded: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        ways = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.address}/{path}" for name, path in ways.items()}
        return {
            "issuer": self.address,
            **found,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.says

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Somebody signed in: where they are sent to, with a code of use once."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def trade(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The token for a code; None when a rule of the protocol is broken."""
        self.traded.append(form)
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        kept = asked and asked["code_challenge_method"] == "S256" and asked["code_challenge"] == proof.decode()
        same = kept and form["redirect_uri"] == asked["redirect_uri"]
        if not same or (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return None
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "id_token": self.token(asked["nonce"]),
        }

    def token(self, nonce: str) -> str:
        now = int(time.time())
        told = {"iss": self.address, "sub": self.subject, "aud": CLIENT, "exp": now + TOKEN_LASTS, "iat": now}
        told |= {"nonce": nonce, "email": "beheer.1@gemeente.example", "preferred_username": "beheer.1"} | self.claims
        kept = {name: value for name, value in told.items() if name not in self.without}
        return jwt.encode(kept, self.signs_with or self.key, algorithm=self.algorithm, headers=self.header)

    def visit(self, address: str) -> str:
        """Sign in as a person in a browser would: where the provider sends them."""
        answer = requests.get(address, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.provider.down:
            self.send_error(503)
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(dict(parse_qsl(parts.query))))
            self.end_headers()
        elif parts.path == "/.well-known/openid-configuration":
            self._json(self.provider.discovery())
        elif parts.path == "/keys":
            self._json(self.provider.keys())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answer = self.provider.trade({name: values[0] for name, values in form.items()})
        self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def _json(self, what: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


@contextmanager
def served() -> Iterator[Provider]:
    """A provider on a free port of this machine, until the test is done."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(SHUT_WITHIN,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
