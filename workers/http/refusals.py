"""Refuses the requests that no application behind this server should see."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog

from workers.http.allowed_hosts import find_refusal
from workers.http.response import Answer, Receive, Send, say, send_answer

AsgiApplication = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_UNKNOWN_HOST: Final = "the host name of this address is not in CLAIMS_HTTP_ALLOWED_HOSTS"

_log = structlog.get_logger(__name__)


class Refusals:
    """An ASGI application in front of another one.

    Args:
        application: answers what is not refused.
        allowed_hosts: host names besides IP addresses and names without a dot (`workers.http.allowed_hosts`).
    """

    def __init__(self, application: AsgiApplication, allowed_hosts: Sequence[str]) -> None:
        self._application = application
        self._allowed_hosts = allowed_hosts
        self._has_refused_a_host = False

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        refusal = self._refuse(scope)
        if refusal is None:
            await self._application(scope, receive, send)
        else:
            # What follows on a connection in doubt is in doubt too (RFC 9112, section 6.1).
            await send_answer(send, refusal, close=True)

    def _refuse(self, scope: Mapping[str, Any]) -> Answer | None:
        names = [name for name, _ in scope["headers"]]
        if b"content-length" in names and b"transfer-encoding" in names:
            # A proxy in front may believe the other one (RFC 9112, section 6.3).
            return say(HTTPStatus.BAD_REQUEST)
        hosts = [text.decode("latin-1") for name, text in scope["headers"] if name == b"host"]
        status = find_refusal(hosts, self._allowed_hosts)
        if status == HTTPStatus.MISDIRECTED_REQUEST:
            if not self._has_refused_a_host:
                _log.warning(f"refused an HTTP request: {_UNKNOWN_HOST}")
            self._has_refused_a_host = True
            return say(status, f"{status.phrase}: {_UNKNOWN_HOST}")
        return None if status is None else say(status)
