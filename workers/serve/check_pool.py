"""The processes that check bodies: one per core, each replaced when it ends."""

import asyncio
import contextlib
import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final, Literal, TypeAlias

import structlog

from workers.processes.pipe_frames import FrameReader, write_frame
from workers.serve.messages import MAX_MESSAGE_BYTES, Answer, Answered, Asked, Failed, Limits, Opened
from workers.serve.problem import RequestRefused
from workers.settings.settings import Settings

Command = Callable[[int], Sequence[str]]
"""Descriptor for the answers → the command line of a process."""

LIMITS: Final = Limits(memory_bytes=384 * 1024 * 1024, cpu_s=6)
"""Several times what 1 MiB of anything costs (tests/benchmarks)."""

WAIT_S: Final = 5.0
"""Seconds that a body waits for a process."""

CHECK_S: Final = 12.0
"""Seconds for one body, so that the whole request stays within `guarded_protocol.REQUEST_S`."""

_TRIES: Final = 2
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
_PIECE: Final = 1 << 18

_log = structlog.get_logger(__name__)

BUSY: Final = "the service is busy; try again"

EndCause: TypeAlias = Literal["cpu-time", "error", "killed", "no-answer", "signal"]
"""Why a process ended: its CPU time ran out, an exception, SIGKILL by someone else, no answer, another signal."""

_CAUSES: Final[Mapping[int, EndCause]] = {-signal.SIGXCPU: "cpu-time", -signal.SIGKILL: "killed"}


class CheckPool:
    """Keeps the processes running while `run` runs. Use it in one event loop.

    Args:
        settings: the worker's settings.
        processes: how many.
        on_opened: called with the code tables of a process that is ready or has reloaded them.
        on_ended: called when a process ended, with the cause.
        command: command line of a process; None = `python -m workers.serve.check_process`.
        limits: for each body.
    """

    def __init__(
        self,
        settings: Settings,
        processes: int,
        *,
        on_opened: Callable[[Opened], None],
        on_ended: Callable[[EndCause], None],
        command: Command | None = None,
        limits: Limits = LIMITS,
    ) -> None:
        self._first_message = pickle.dumps((settings, limits))
        self._processes = processes
        self._on_opened = on_opened
        self._on_ended = on_ended
        self._command = command if command is not None else _own_command
        # The process that worked last has the warmest caches.
        self._idle: asyncio.LifoQueue[_Process] = asyncio.LifoQueue()
        self._running: set[_Process] = set()

    @property
    def is_ready(self) -> bool:
        """Whether a process can check."""
        return any(process.opened is not None for process in self._running)

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """Required code tables that a process lacks."""
        missing = {name for process in self._running if process.opened for name in process.opened.missing}
        return tuple(sorted(missing))

    @property
    def catalogue(self) -> str | None:
        """The version of the edit catalog; None until a process is ready."""
        return next((process.opened.catalogue for process in self._running if process.opened), None)

    async def run(self) -> None:
        """Start the processes and replace those that end, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._processes):
                group.create_task(self._keep_one())

    async def check(self, asked: Asked) -> Answered:
        """The response to a body.

        Raises:
            RequestRefused: no process is free in time, or the body ends the processes that check it.
        """
        for _ in range(_TRIES):
            process = await self._take()
            try:
                async with asyncio.timeout(CHECK_S):
                    answer = await process.ask(asked)
            except TimeoutError:
                process.kill("no-answer")
                raise _unavailable(HTTPStatus.SERVICE_UNAVAILABLE, "late", "no answer in time; try again") from None
            except asyncio.CancelledError:
                # Its answer would go to the next caller.
                process.kill("no-answer")
                raise
            if isinstance(answer, Answered):
                self._idle.put_nowait(process)
                return answer
            if answer != "killed":
                # Not by someone else, as when memory runs out: it would end the next process, too.
                break
        words = "this body ends the process that checks it, which is a defect of this service; the log says where"
        raise RequestRefused(HTTPStatus.UNPROCESSABLE_ENTITY, "not-checkable", words)

    async def _take(self) -> "_Process":
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    process = await self._idle.get()
                    if process in self._running:
                        return process
        except TimeoutError:
            if not self.is_ready:
                words = "no process is ready; try again"
                raise _unavailable(HTTPStatus.SERVICE_UNAVAILABLE, "not-ready", words) from None
            raise _unavailable(HTTPStatus.TOO_MANY_REQUESTS, "busy", BUSY) from None

    async def _keep_one(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            opened = False
            try:
                process = await _start(self._command)
            except OSError as error:
                _log.error("a process that checks could not start", reason=error.strerror)
            else:
                self._running.add(process)
                try:
                    process.send(self._first_message)
                    async for tables in process.openings():
                        self._on_opened(tables)
                        if not opened:
                            self._idle.put_nowait(process)
                        opened = True
                    cause = await process.end()
                    self._on_ended(cause)
                    _log.error("a process that checks ended; starting another", cause=cause)
                finally:
                    self._running.discard(process)
                    await process.close()
            if opened:
                pause = _FIRST_PAUSE_S
            else:
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE_S, 2 * pause)


def _unavailable(status: HTTPStatus, name: str, detail: str) -> RequestRefused:
    return RequestRefused(status, name, detail, headers={"retry-after": "1"})


async def _start(command: Command) -> "_Process":
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *command(writing), stdin=asyncio.subprocess.PIPE, pass_fds=(writing,), close_fds=True
        )
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb")
    )
    return _Process(process, reader, transport)


class _Process:
    def __init__(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader, transport: asyncio.ReadTransport
    ) -> None:
        self._process = process
        self._reader = reader
        self._transport = transport
        self._waiting: asyncio.Future[Answered | EndCause] | None = None
        self._cause: EndCause | None = None
        self.opened: Opened | None = None

    def send(self, message: bytes) -> None:
        """Give it a message."""
        if self._process.stdin is not None:
            # No need to drain: it has one body at a time, which is in memory already.
            self._process.stdin.write(write_frame(message, MAX_MESSAGE_BYTES))

    async def ask(self, asked: Asked) -> "Answered | EndCause":
        """The answer, or why there is none."""
        self._waiting = asyncio.get_running_loop().create_future()
        self.send(pickle.dumps(asked))
        return await self._waiting

    async def openings(self) -> AsyncIterator[Opened]:
        """Its code tables, when it is ready and after each change, until it ends. Answers go to those who asked."""
        frames = FrameReader(MAX_MESSAGE_BYTES)
        while piece := await self._reader.read(_PIECE):
            try:
                messages: list[Answer] = [pickle.loads(body) for body in frames.feed(piece)]
            except Exception:  # noqa: BLE001 (a process with damaged memory can send anything)
                self.kill("error")
                return
            for message in messages:
                match message:
                    case Opened():
                        self.opened = message
                        yield message
                    case Answered():
                        self._settle(message)
                    case Failed():
                        self._cause = "error"

    async def end(self) -> EndCause:
        """Wait until it has ended; returns why."""
        code = await self._process.wait()
        cause: EndCause = self._cause or _CAUSES.get(code, "signal" if code < 0 else "error")
        self._settle(cause)
        return cause

    def kill(self, cause: EndCause) -> None:
        """Kill it."""
        self._cause = self._cause or cause
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def close(self) -> None:
        """Kill it if it runs, and close its pipes."""
        self.kill("killed")
        await self._process.wait()
        self._transport.close()

    def _settle(self, answer: "Answered | EndCause") -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)


def _own_command(answer_to: int) -> list[str]:
    return [sys.executable, "-m", "workers.serve.check_process", str(answer_to), str(os.getpid())]
