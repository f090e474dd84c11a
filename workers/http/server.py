"""The HTTP server for people, probes and monitoring; it is read-only."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

import uvicorn

from workers.http.answer import Answerer
from workers.http.application import Application
from workers.http.guarded_protocol import GuardedProtocol
from workers.http.history import History
from workers.http.refusals import AsgiApplication, Refusals
from workers.http.sampler import Sampler
from workers.http.site import Site
from workers.settings.settings import Settings, SettingsError

_BACKLOG: Final = 128


class HttpServer:
    """Serves a site on background threads, from construction until `close`.

    Args:
        settings: address, port, and the file to write the port to.
        site: the site to serve.
        now: wall clock, timezone-aware.
        clock: monotonic clock, in seconds.
        history: samples taken with that clock; None = start empty.

    Raises:
        SettingsError: the server cannot listen on the address, or cannot write the port file.
    """

    def __init__(
        self,
        settings: Settings,
        site: Site,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        history: History | None = None,
    ) -> None:
        history = history if history is not None else History(clock)
        answerer = Answerer(settings, site, history, now, clock)
        try:
            self._socket = _listen(settings.http_host, settings.http_port)
        except (OSError, UnicodeError, OverflowError) as error:
            told = error.strerror if isinstance(error, OSError) and error.strerror else "no such address"
            reason = told.partition(" (while ")[0]
            raise SettingsError(
                [f"CLAIMS_HTTP_PORT: cannot listen on {settings.http_host}, port {settings.http_port}: {reason}"]
            ) from None
        self.host = settings.http_host
        self.port: int = self._socket.getsockname()[1]
        if settings.http_port_file is not None:
            try:
                _write_port(settings.http_port_file, self.port)
            except OSError as error:
                self._socket.close()
                raise SettingsError(
                    [f"--http-port-file: cannot write {settings.http_port_file}: {error.strerror}"]
                ) from None
        self._server = uvicorn.Server(make_config(Application(answerer), settings.http_allowed_hosts))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="http", daemon=True)
        self._thread.start()
        self._sampler = Sampler(site.snapshot, history)

    @property
    def address(self) -> str:
        """The URL of the server, `http://host:port`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def close(self) -> None:
        """Stop the server; responses in progress may take another second."""
        self._sampler.close()
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> "HttpServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self.close()


def make_config(application: AsgiApplication, allowed_hosts: Sequence[str]) -> uvicorn.Config:
    """uvicorn's settings for an application on a port that anyone may reach."""
    return uvicorn.Config(
        Refusals(application, allowed_hosts),
        interface="asgi3",
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        headers=[("server", "claims-worker")],
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        # A warning for each malformed request would let a port scanner fill the log.
        log_level="error",
    )


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    # An IPv6 address for everyone is also one for IPv4.
    dual = family == socket.AF_INET6 and socket.has_dualstack_ipv6()
    return socket.create_server(
        (str(address[0]), int(address[1])), family=family, backlog=_BACKLOG, dualstack_ipv6=dual
    )


def _write_port(path: Path, port: int) -> None:
    # A reader that waits for the file must never see an empty one.
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(f"{port}\n", encoding="ascii")
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
