"""An endpoint that issues OAuth tokens on this machine, or does not, as the test wants."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

_VALID_S: Final = 60


class TokenEndpoint:
    """Answers every request with a token that a broker accepts unsigned; a context manager.

    `refusal` replaces the answer: the HTTP status and the JSON document.
    """

    def __init__(self) -> None:
        self.refusal: tuple[int, dict[str, str]] | None = None
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, document = endpoint.refusal or (200, _token())
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _token() -> dict[str, str]:
    now = int(time.time())
    parts = ({"alg": "none"}, {"sub": "worker", "iat": now, "exp": now + _VALID_S})
    token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return {"access_token": f"{token}.", "token_type": "Bearer", "expires_in": str(_VALID_S)}
