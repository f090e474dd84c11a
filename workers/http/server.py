"""The HTTP server for people, probes and monitoring; it is read-only."""

import ssl
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType

import uvicorn

from workers.http.answer import Answerer
from workers.http.application import Answers, Application
from workers.http.guarded_protocol import GuardedProtocol
from workers.http.history import History
from workers.http.listen import listen, url_of
from workers.http.refusals import AsgiApplication, Refusals
from workers.http.sampler import Sampler
from workers.http.site import Site
from workers.settings.settings import Settings


class HttpServer:
    """Serves a site on background threads, from construction until `close`.

    Args:
        settings: address, port, and the file to write the port to.
        site: the site to serve.
        now: wall clock, timezone-aware.
        clock: monotonic clock, in seconds.
        history: samples taken with that clock; None = start empty.
        answers: finds the responses; None = the pages of a worker.

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
        answers: Answers | None = None,
    ) -> None:
        history = history if history is not None else History(clock)
        answerer = answers if answers is not None else Answerer(settings, site, history, now, clock)
        self._socket = listen(settings)
        self.host = settings.http_host
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(make_config(Application(answerer), settings.http_allowed_hosts))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="http", daemon=True)
        self._thread.start()
        self._sampler = Sampler(site.snapshot, history)

    @property
    def address(self) -> str:
        """The URL of the server, `http://host:port`."""
        return url_of("http", self.host, self.port)

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


def make_config(
    application: AsgiApplication, allowed_hosts: Sequence[str], tls: ssl.SSLContext | None = None
) -> uvicorn.Config:
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
        ssl_context_factory=None if tls is None else lambda config, default: tls,
    )
