"""A schema registry on the loopback that answers rightly, slowly, or with nonsense."""

import http.server
import json
import threading
import time
from types import TracebackType
from typing import Final, Literal, Self

from schemas.sources import read_index, read_released
from workers.local_kafka.reserved_port import ReservedPort

Mood = Literal["right", "slow", "failing", "lying"]
"""`failing` answers 500 to everything, `lying` answers 200 with the page of a login."""

_SLOW_S: Final = 1.5


class ToyRegistry:
    """Knows the released schemas by their shipped ids; a context manager. `mood` may be set at any time."""

    def __init__(self) -> None:
        self._port = ReservedPort()
        self.url = f"http://{self._port.address}"
        self.mood: Mood = "right"
        self._server: http.server.ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._port.close()

    def open(self) -> None:
        """Answer requests."""
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                number = int(self.path.rpartition("/")[2])
                found = [read_released(each["name"], each["version"]) for each in read_index() if each["id"] == number]
                self._answer({"schema": json.dumps(found[0])} if found else {"error_code": 40403})

            def do_POST(self) -> None:
                asked = json.loads(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["schema"])
                ids = [each["id"] for each in read_index() if read_released(each["name"], each["version"]) == asked]
                self._answer({"id": ids[0]} if ids else {"error_code": 40403})

            def _answer(self, right: dict[str, object]) -> None:
                if registry.mood == "slow":
                    time.sleep(_SLOW_S)
                status = 500 if registry.mood == "failing" else 404 if "error_code" in right else 200
                body = b"<html>Please log in</html>" if registry.mood == "lying" else json.dumps(right).encode()
                self.send_response(200 if registry.mood == "lying" else status)
                self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self._port.number), Handler)
        threading.Thread(target=self._server.serve_forever, name="toy-registry", daemon=True).start()

    def close(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
