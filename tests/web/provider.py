"""An identity provider for tests, a process of its own that prints its port. It signs whoever ``/set`` names in without asking.

``/set?…`` changes what it does: ``user``, ``claim.NAME``, and ``fault``, one of nonce, audience, issuer, expired, signature, none, secret, denied, code, no_token.
``/rotate`` makes a new key and forgets the old one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "duixian", "a secret of the client, long enough"


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})


class Provider(BaseHTTPRequestHandler):
    key, stranger = new_key(), new_key()
    said: dict[str, str] = {"user": "reader"}  # noqa: RUF012
    codes: dict[str, dict[str, str]] = {}  # noqa: RUF012

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        query = dict(parse_qsl(where.query))
        issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        match where.path:
            case "/.well-known/openid-configuration":
                places = {"authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/keys"}
                self._json({"issuer": issuer, **places, "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]})
            case "/keys":
                self._json({"keys": [type(self).key.as_dict(private=False)]})
            case "/authorize":
                self._authorize(query)
            case "/set":
                type(self).said = query
                self._json({})
            case "/rotate":
                type(self).key = new_key()
                self._json({})
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        asked = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or self.headers["Authorization"] != f"Basic {basic}" or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            self._json({"error": "invalid_grant"}, 400)
            return
        answer: dict[str, Any] = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300}
        if self.said.get("fault") != "no_token":
            answer["id_token"] = self._token(asked["nonce"])
        self._json(answer)

    def _authorize(self, query: dict[str, str]) -> None:
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe()
        if self.said.get("fault") == "denied":
            back = {"error": "access_denied", "state": query["state"]}
        else:
            self.codes[code] = query
            back = {"code": "another" if self.said.get("fault") == "code" else code, "state": query["state"]}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def _token(self, nonce: str) -> str:
        fault, now = self.said.get("fault"), int(time.time())
        claims: dict[str, Any] = {
            "iss": f"http://127.0.0.1:{self.server.server_address[1]}", "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce,
            "preferred_username": self.said.get("user"),
        }  # fmt: skip
        claims |= {name.removeprefix("claim."): value for name, value in self.said.items() if name.startswith("claim.")}
        claims |= {"nonce": {"nonce": "another"}, "audience": {"aud": "another"}, "issuer": {"iss": "http://another.example"}, "expired": {"iat": now - 900, "exp": now - 600}}.get(fault or "", {})
        if fault == "none":
            parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in ({"alg": "none"}, claims)]
            return f"{parts[0]}.{parts[1]}."
        if fault == "secret":
            return jwt.encode({"alg": "HS256", "kid": self.key.kid}, claims, OctKey.import_key(SECRET))
        signer = self.stranger if fault == "signature" else self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, signer)

    def _json(self, value: object, status: int = 200) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    sys.exit()
