"""An API of your own. It verifies session tokens of Vestibule by the published keys.

    python3 api.py               ISSUER=http://localhost:8080 AUDIENCE=vestibule PORT=3001

Needs PyJWT 2.4 or later with cryptography: Debian's packages python3-jwt and python3-cryptography, or pip install "pyjwt[crypto]".
"""
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

ISSUER = os.environ.get("ISSUER", "http://localhost:8080")
AUDIENCE = os.environ.get("AUDIENCE", "vestibule")
PORT = int(os.environ.get("PORT", "3001"))


class Keys(jwt.PyJWKClient):
    """Keeps the keys. Fetches them again when a token names another key, but at most every 30 seconds: anybody can invent key ids."""

    fetched = float("-inf")
    last = None

    def fetch_data(self):
        if time.monotonic() - self.fetched > 30:
            self.last = super().fetch_data()
            self.fetched = time.monotonic()
        return self.last


keys = Keys(ISSUER + "/.well-known/jwks.json")


def authenticate(authorization):
    """Returns the claims of the bearer token; raises jwt.PyJWTError if it is missing or not valid."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise jwt.InvalidTokenError("no token")
    if jwt.get_unverified_header(token).get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("not an access token")
    return jwt.decode(
        token,
        keys.get_signing_key_from_jwt(token).key,
        algorithms=["ES256"],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": ["sub", "exp", "iss", "aud"]},
    )


class Api(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/orders":
            self.answer(404, {"error": "Not found"})
            return
        try:
            claims = authenticate(self.headers.get("Authorization"))
        except (jwt.PyJWTError, OSError) as failure:
            # Without keys nothing can be verified: that is not the fault of the token. PyJWT hides the error of the connection.
            if isinstance(failure, OSError) or isinstance(failure.__context__, OSError):
                self.answer(503, {"error": "The keys of the issuer cannot be fetched"}, {"Retry-After": "5"})
            else:
                self.answer(401, {"error": "A valid token is required"}, {"WWW-Authenticate": "Bearer"})
        else:
            self.answer(200, {"user_id": claims["sub"], "email": claims.get("email"), "orders": [{"id": 1, "item": "a book"}]})

    def answer(self, status, body, headers=None):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *ignored):
        """Request lines are not logged."""


if __name__ == "__main__":
    print(f"http://127.0.0.1:{PORT}/orders", flush=True)
    ThreadingHTTPServer(("127.0.0.1", PORT), Api).serve_forever()
