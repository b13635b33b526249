"""An identity provider of another origin: what an OpenID Connect server shows and answers.

It knows one person and asks for nothing but a click.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

NAME = "Portail des Saisons"
CLIENT = "academy"
BUTTON = "C’est moi / It’s me"


@dataclass
class Provider:
    """The provider: its origin, and who it says is there."""

    origin: str
    claims: dict[str, object] = field(
        default_factory=lambda: {
            "sub": "saisons-0001",
            "email": "florence.vallieres@saisons.example",
            "email_verified": True,
            "given_name": "Florence",
            "family_name": "Vallières",
        }
    )

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which an academy knows this provider."""
        return {
            "OIDC_PROVIDERS": "saisons",
            "OIDC_SAISONS_NAME": NAME,
            "OIDC_SAISONS_SERVER_URL": self.origin,
            "OIDC_SAISONS_CLIENT_ID": CLIENT,
            "OIDC_SAISONS_CLIENT_SECRET": "only for the journeys, it protects nothing",
        }

    def answer(self, path: str) -> dict[str, object] | None:
        """Return what an address other than the page answers."""
        identity = {"iss": self.origin, "aud": CLIENT, "exp": 4_000_000_000} | self.claims
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.origin,
                "authorization_endpoint": f"{self.origin}/authorize",
                "token_endpoint": f"{self.origin}/token",
                "userinfo_endpoint": f"{self.origin}/userinfo",
                "jwks_uri": f"{self.origin}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/token": {
                "access_token": "access",
                "token_type": "Bearer",
                "id_token": jwt.encode(identity, "k" * 32, algorithm="HS256"),
            },
            "/userinfo": self.claims,
            "/keys": {"keys": []},
        }.get(path)


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    served = Provider(f"http://localhost:{server.server_address[1]}")
    server.provider = served  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/authorize":
            self._page(parse_qs(asked.query))
        else:
            self._json(asked.path)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._json(self.path)

    def _page(self, query: dict[str, list[str]]) -> None:
        back = urlencode({"code": "code", "state": query["state"][0]})
        address = f"{query['redirect_uri'][0]}?{back}"
        head = f"<!doctype html><link rel=icon href=data:,><title>{NAME}</title>"
        page = f'{head}<a href="{address}">{BUTTON}</a>'
        self._send(200, "text/html; charset=utf-8", page.encode())

    def _json(self, path: str) -> None:
        found = self.server.provider.answer(path)  # type: ignore[attr-defined]
        body = json.dumps(found).encode()
        self._send(404 if found is None else 200, "application/json", body)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Say nothing: the journeys' own report is enough."""
