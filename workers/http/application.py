"""The worker's pages as an ASGI application: checks each request, and answers it with an `Answerer`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog

from workers.http.allowed_hosts import find_refusal
from workers.http.answer import PROBES, Answerer
from workers.http.request import BodyRefused, Request
from workers.http.response import TEXT, Answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_BODY_S: Final = 10.0
_MAX_DIGITS: Final = 12
_METHODS: Final = frozenset(("GET", "HEAD", "POST"))
_UNKNOWN_HOST: Final = "the host name of this address is not in CLAIMS_HTTP_ALLOWED_HOSTS"
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

_log = structlog.get_logger(__name__)


class Application:
    """An ASGI application for HTTP requests.

    Args:
        answerer: finds the response to a request.
        allowed_hosts: host names besides IP addresses and names without a dot (`workers.http.allowed_hosts`).
    """

    def __init__(self, answerer: Answerer, allowed_hosts: Sequence[str]) -> None:
        self._answerer = answerer
        self._allowed_hosts = allowed_hosts
        self._has_refused_a_host = False

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        answer = self._refuse(scope)
        if answer is None:
            answer = await self._answer(scope, receive)
            headers = _write_headers(answer)
        else:
            # What follows on a connection in doubt is in doubt too (RFC 9112, section 6.1).
            headers = [*_write_headers(answer), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    def _refuse(self, scope: Mapping[str, Any]) -> Answer | None:
        names = [name for name, _ in scope["headers"]]
        if b"content-length" in names and b"transfer-encoding" in names:
            # A proxy in front may believe the other one (RFC 9112, section 6.3).
            return _say(HTTPStatus.BAD_REQUEST)
        hosts = [text.decode("latin-1") for name, text in scope["headers"] if name == b"host"]
        status = find_refusal(hosts, self._allowed_hosts)
        if status == HTTPStatus.MISDIRECTED_REQUEST:
            if not self._has_refused_a_host:
                _log.warning(f"refused an HTTP request: {_UNKNOWN_HOST}")
            self._has_refused_a_host = True
            return _say(status, f"{status.phrase}: {_UNKNOWN_HOST}")
        return None if status is None else _say(status)

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> Answer:
        if scope["method"] not in _METHODS:
            return _say(HTTPStatus.METHOD_NOT_ALLOWED)
        request = _read_request(scope, receive)
        try:
            if request.path in PROBES:
                # Not in a thread: other requests may occupy all of them.
                return self._answerer.answer(request)
            return await asyncio.to_thread(self._answerer.answer, request)
        except BodyRefused as refused:
            return _say(refused.status)
        except Exception as error:  # noqa: BLE001 (one failing page must not end the server)
            _log.error("HTTP request failed", exc_info=error)
            return _say(HTTPStatus.INTERNAL_SERVER_ERROR)


def _read_request(scope: Mapping[str, Any], receive: Receive) -> Request:
    headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in reversed(scope["headers"])}
    loop = asyncio.get_running_loop()

    def read_body(limit: int) -> bytes:
        """Read the body from the thread that answers."""
        length = headers.get("content-length", "0")
        if len(length) > _MAX_DIGITS or int(length) > limit:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return asyncio.run_coroutine_threadsafe(_read_body(receive, limit), loop).result()

    return Request(
        path=scope["raw_path"].decode("ascii"),
        headers=headers,
        method="POST" if scope["method"] == "POST" else "GET",
        read_body=read_body,
    )


async def _read_body(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    try:
        # A total time: each piece alone would be in time for a slow sender.
        async with asyncio.timeout(_BODY_S):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise BodyRefused(HTTPStatus.BAD_REQUEST)
                body += message["body"]
                if len(body) > limit:
                    raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if not message["more_body"]:
                    return bytes(body)
    except TimeoutError:
        raise BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from None


def _write_headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", answer.content_type.encode("ascii")),
        (b"content-length", b"%d" % len(answer.body)),
        (b"content-security-policy", answer.policy.encode("ascii")),
        (b"referrer-policy", answer.referrer.encode("ascii")),
        *_HEADERS,
    ]
    if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", b"%d" % answer.retry_after_s))
    return headers


def _say(status: HTTPStatus, words: str | None = None) -> Answer:
    return Answer(status=status, content_type=TEXT, body=f"{words or status.phrase}\n".encode())
