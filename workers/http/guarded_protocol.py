"""uvicorn's HTTP/1.1 with limits that it lacks: deadlines, the size of a request, and room for new connections."""

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS: Final = 128

HEAD_S: Final = 5.0
"""Seconds for the whole head of a request, from the opening of the connection or the end of the response before it."""

REQUEST_S: Final = 30.0
"""Seconds from the head of a request to the end of its response."""

_DRAIN_S: Final = 1.0

_BAD_REQUEST: Final = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

_MAX_REQUEST: Final = 8 * 1024 * 1024
"""Bytes that a client may send before its response ends; the rest of a body that nobody needs counts too."""


class GuardedProtocol(H11Protocol):
    """One connection. What exceeds a limit is cut off without a response.

    A connection waits while no complete request head is there. If all connections are taken, a new one replaces the
    one that has waited longest, so that slow or idle clients never keep a probe out.
    """

    head_s = HEAD_S
    request_s = REQUEST_S

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._received = 0
        self._waiting_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > _MAX_REQUEST:
            self.transport.abort()
            return
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        if self._waiting_since is not None and self.conn.our_state is h11.SEND_RESPONSE:
            self._waiting_since = None
            self._start_timer(self.request_s)

    def send_400_response(self, msg: str) -> None:
        if self.cycle is not None:
            self.cycle.disconnected = True
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            # As bytes: h11 refuses a text after HEAD, and would have to be asked for each state.
            self.transport.write(_BAD_REQUEST)
            self.transport.close()
        else:
            # A response to this request is there, at least in part.
            self.transport.abort()

    def on_response_complete(self) -> None:
        self._await_head()
        super().on_response_complete()

    def shutdown(self) -> None:
        """The server stops: a request in progress has a moment to end."""
        super().shutdown()
        self._start_timer(_DRAIN_S)

    def _await_head(self) -> None:
        self._received = 0
        self._waiting_since = self.loop.time()
        self._start_timer(self.head_s)

    def _make_room(self) -> None:
        # One that was cut off a moment ago is still listed.
        there = [each for each in self.connections if not each.transport.is_closing()]
        if len(there) <= MAX_CONNECTIONS:
            return
        waiting = [each for each in there if isinstance(each, GuardedProtocol) and each._waiting_since is not None]
        min(waiting, key=lambda each: each._waiting_since or 0.0).transport.abort()

    def _start_timer(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
