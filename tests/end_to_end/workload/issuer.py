"""What the backend needs of the frontend: signed tokens, and the keys to check them with."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

ISSUER = "todo-frontend"
AUDIENCE = "todo-backend"
_KEY_ID = "end-to-end"
# As long as the frontend's tokens: the backend refuses longer ones.
_LIFETIME_S = 15 * 60


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """A stand-in for Better Auth's jwt plugin."""

    jwks_url: str
    private_key: Ed25519PrivateKey

    def token(self, user_id: str) -> str:
        """Return a token for a user, valid for a quarter of an hour."""
        now = int(time.time())
        claims = {"sub": user_id, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + _LIFETIME_S}
        return jwt.encode(claims, self.private_key, algorithm="EdDSA", headers={"kid": _KEY_ID})


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """Serve the key set on loopback for as long as the context lasts."""
    private_key = Ed25519PrivateKey.generate()
    key = OKPAlgorithm.to_jwk(private_key.public_key()).replace("{", f'{{"kid": "{_KEY_ID}", ', 1)
    document = f'{{"keys": [{key}]}}'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(document)))
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Issuer(jwks_url=f"http://127.0.0.1:{server.server_port}/api/auth/jwks", private_key=private_key)
    finally:
        server.shutdown()
        server.server_close()
