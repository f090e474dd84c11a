"""The worker's pages as an ASGI application."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Protocol

import structlog

from workers.http.answer import PROBES
from workers.http.request import BodyRefused, Request
from workers.http.request_body import read_body_within
from workers.http.response import Answer, Receive, Send, say, send_answer

_MAX_DIGITS: Final = 12
_METHODS: Final = frozenset(("GET", "HEAD", "POST"))

_log = structlog.get_logger(__name__)


class Answers(Protocol):
    """Finds the response to a request."""

    def answer(self, request: Request) -> Answer:
        """Return the response; raises `BodyRefused` if the body is needed but cannot be read."""
        ...


class Application:
    """An ASGI application for HTTP requests.

    Args:
        answerer: finds the response to a request.
    """

    def __init__(self, answerer: Answers) -> None:
        self._answerer = answerer

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        await send_answer(send, await self._answer(scope, receive))

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> Answer:
        if scope["method"] not in _METHODS:
            return say(HTTPStatus.METHOD_NOT_ALLOWED)
        request = _read_request(scope, receive)
        try:
            if request.path in PROBES:
                # Not in a thread: other requests may occupy all of them.
                return self._answerer.answer(request)
            return await asyncio.to_thread(self._answerer.answer, request)
        except BodyRefused as refused:
            return say(refused.status)
        except Exception as error:  # noqa: BLE001 (one failing page must not end the server)
            _log.error("HTTP request failed", exc_info=error)
            return say(HTTPStatus.INTERNAL_SERVER_ERROR)


def _read_request(scope: Mapping[str, Any], receive: Receive) -> Request:
    headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in reversed(scope["headers"])}
    loop = asyncio.get_running_loop()

    def read_body(limit: int) -> bytes:
        """Read the body from the thread that answers."""
        length = headers.get("content-length", "0")
        if len(length) > _MAX_DIGITS or int(length) > limit:
            raise BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return asyncio.run_coroutine_threadsafe(read_body_within(receive, limit), loop).result()

    return Request(
        path=scope["raw_path"].decode("ascii"),
        headers=headers,
        method="POST" if scope["method"] == "POST" else "GET",
        read_body=read_body,
        query=scope["query_string"].decode("latin-1"),
    )
