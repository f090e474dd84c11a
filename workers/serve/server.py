"""Runs the service: the HTTP server in the event loop, the checks in processes of their own."""

import asyncio
import contextlib
import ipaddress
import threading
import time
from typing import Any, Final

import structlog
import uvicorn

from workers.http.listen import listen, url_of
from workers.http.server import make_config
from workers.serve.application import CheckService, unready_reasons
from workers.serve.bearer_tokens import BearerTokens
from workers.serve.certificate import Certificate, open_certificate
from workers.serve.check_metrics import CheckMetrics
from workers.serve.check_pool import CheckPool
from workers.serve.usable_cores import usable_cores
from workers.settings.settings import Settings, SettingsError

PORT: Final = 9465
"""The port, unless a setting names one."""

_HANDSHAKE_S: Final = 5.0
_LOOK_AT_STOP_S: Final = 0.1
_LOOK_AT_CERTIFICATE_S: Final = 10.0

_log = structlog.get_logger(__name__)


def settings_of_service(settings: Settings) -> Settings:
    """The settings with the service's own port and number of processes, unless they were chosen.

    Raises:
        SettingsError: the service would send patient data unencrypted in production.
    """
    chosen = settings.model_fields_set
    own: dict[str, Any] = {} if "http_port" in chosen else {"http_port": PORT}
    if "processes" not in chosen:
        own["processes"] = usable_cores()
    is_open = settings.mode == "production" and not settings.allow_plaintext and settings.serve_tls_certificate is None
    if is_open and not _is_loopback(settings.http_host):
        words = (
            "required when CLAIMS_MODE is 'production'; set it and CLAIMS_SERVE_TLS_KEY, "
            "or CLAIMS_ALLOW_PLAINTEXT=true behind a proxy that encrypts"
        )
        raise SettingsError([f"CLAIMS_SERVE_TLS_CERTIFICATE: {words}"])
    return settings.model_copy(update=own)


def run_service(settings: Settings, stop: threading.Event) -> None:
    """Serve until `stop` is set.

    Raises:
        SettingsError: the address cannot be listened on, or tokens or certificate cannot be used.
    """
    tokens = None if settings.serve_tokens is None else BearerTokens(settings.serve_tokens, time.monotonic)
    certificate = open_certificate(settings)
    with listen(settings) as opened, asyncio.Runner(loop_factory=_Loop) as runner:
        address = url_of("http" if certificate is None else "https", settings.http_host, opened.getsockname()[1])
        pool = CheckPool(
            settings,
            settings.processes,
            on_opened=lambda tables: metrics.opened(tables),
            on_ended=lambda cause: metrics.ended(cause),
        )
        metrics = CheckMetrics(lambda: not unready_reasons(pool))
        service = CheckService(pool, metrics, tokens)
        tls = None if certificate is None else certificate.context
        server = uvicorn.Server(make_config(service.application, settings.http_allowed_hosts, tls))
        _log.info(f"listening on {address}", processes=settings.processes)
        runner.run(_serve(server, [opened], pool, certificate, stop))


async def _serve(
    server: uvicorn.Server,
    sockets: list[Any],
    pool: CheckPool,
    certificate: Certificate | None,
    stop: threading.Event,
) -> None:
    running = [asyncio.create_task(pool.run()), asyncio.create_task(_end_on(stop, server))]
    if certificate is not None:
        running.append(asyncio.create_task(_follow(certificate)))
    try:
        await server.serve(sockets)
    finally:
        for task in running:
            task.cancel()
        for task in running:
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _end_on(stop: threading.Event, server: uvicorn.Server) -> None:
    while not stop.is_set():
        await asyncio.sleep(_LOOK_AT_STOP_S)
    server.should_exit = True


async def _follow(certificate: Certificate) -> None:
    while True:
        await asyncio.sleep(_LOOK_AT_CERTIFICATE_S)
        certificate.reload()


class _Loop(asyncio.SelectorEventLoop):
    """An event loop whose servers do not wait long for a handshake: the limits of a connection begin after it."""

    async def create_server(self, *args: Any, **named: Any) -> asyncio.Server:
        """A server, as the event loop's own."""
        if named.get("ssl") is not None:
            named.setdefault("ssl_handshake_timeout", _HANDSHAKE_S)
        return await super().create_server(*args, **named)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
