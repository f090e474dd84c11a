"""A TCP proxy on the loopback that can fail as networks do; for one target address, in a thread of its own."""

import asyncio
import contextlib
import socket
import struct
import threading
from types import TracebackType
from typing import Final, Literal, Self

Mode = Literal["open", "slow", "stalled", "half-open", "unanswered", "cut", "reset"]
"""How the network behaves.

`open`: everything passes. `slow`: each piece of at most 16 KiB waits for 100 ms. `stalled`: nothing passes, and all of
it does later. `unanswered`: what the target sends is dropped, and what is sent to it passes. `half-open`: what is sent
on connections of that time is dropped for good, and neither end learns of it. `cut`: connections are closed, and new
ones too. `reset`: a connection is reset as soon as something is sent on it.
"""

_PIECE: Final = 16 << 10
_SLOW_S: Final = 0.1
_LOOK_S: Final = 0.05


class TcpProxy:
    """Passes connections on to `target` (`host:port`); a context manager. `mode` may be set at any time."""

    def __init__(self, target: str, port: int) -> None:
        self._host, _, self._target_port = target.partition(":")
        self._port = port
        self.mode: Mode = "open"
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tcp-proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the proxy did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self._port))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode in ("cut", "reset"):
            _drop(writer, reset=self.mode == "reset")
            return
        try:
            there, back = await asyncio.open_connection(self._host, int(self._target_port))
        except OSError:
            _drop(writer, reset=False)
            return
        connection = _Connection(self)
        # asyncio logs a cancelled connection as an error of its own when the proxy closes.
        with contextlib.suppress(asyncio.CancelledError):
            async with asyncio.TaskGroup() as ways:
                ways.create_task(connection.carry(reader, back))
                ways.create_task(connection.carry(there, writer, answers=True))


class _Connection:
    """The two ways of one connection."""

    def __init__(self, proxy: TcpProxy) -> None:
        self._proxy = proxy
        self._dead = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool = False) -> None:
        """Carry bytes one way until the connection ends."""
        waiting = b""
        try:
            while True:
                mode = self._proxy.mode
                if mode in ("cut", "reset"):
                    _drop(writer, reset=mode == "reset")
                    return
                self._dead = self._dead or mode == "half-open"
                if mode == "stalled":
                    await asyncio.sleep(_LOOK_S)
                    continue
                if not waiting:
                    try:
                        waiting = await asyncio.wait_for(reader.read(_PIECE), _LOOK_S)
                    except TimeoutError:
                        continue
                    if not waiting:
                        if not self._dead:
                            writer.close()
                        return
                    continue  # the mode may have changed meanwhile
                if mode == "slow":
                    await asyncio.sleep(_SLOW_S)
                if not self._dead and not (answers and mode == "unanswered"):
                    writer.write(waiting)
                    await writer.drain()
                waiting = b""
        except OSError:
            _drop(writer, reset=False)


def _drop(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    if reset:
        found = writer.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()
