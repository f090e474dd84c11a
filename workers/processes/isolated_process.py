"""The worker's view of the disposable process that processes suspect records (`workers.kafka.isolation.Isolation`)."""

import contextlib
import os
import pickle
import selectors
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, assert_never

from schemas.value import value
from workers.kafka.isolation import Interrupted, RecordFailed
from workers.kafka.record import InputRecord, Processed, TryLater
from workers.kafka.worker_exit import WorkerExit
from workers.processes.isolated_messages import MAX_MESSAGE_BYTES, Answer, Begun, Ended, Failed, Later, Limits
from workers.processes.pipe_frames import FrameReader, write_frame
from workers.settings.settings import Settings

Command = Callable[[int], Sequence[str]]
"""Descriptor for the answers → the command line of the process."""

START_S: Final = 10
"""Seconds that the process may take to start, twice as many on an overloaded machine."""

RECORD_S: Final = 12
"""Seconds that one record may take, twice as many on an overloaded machine.

More than the three requests to a schema registry that a record may need.
"""

_MEMORY_FACTOR: Final = 384
_CPU_S: Final = 10

_MOST_TIMES: Final = 2
"""How often the time limit fits into the time that a process on an overloaded machine may take."""

_LEAST_CPU_S: Final = 0.15
"""With this much CPU time per second the largest event is processed within the time limit."""

_UNREADABLE: Final = "an answer that cannot be read"
_PIECE: Final = 1 << 18
_REAP_S: Final = 5.0


def limits_of(settings: Settings) -> Limits:
    """The limits for records of the largest allowed size: several times what an event may cost.

    1 MiB of anything takes less than a second of CPU time and 300 MB (`tests/benchmarks`).
    """
    return Limits(memory_bytes=_MEMORY_FACTOR * max(settings.max_event_bytes, 1024 * 1024), cpu_s=_CPU_S)


class IsolatedProcess:
    """Starts a disposable process for the first record, and a new one after each that ended.

    Args:
        settings: the worker's settings.
        stop: set when the worker is asked to stop.
        command: command line of the process; None = `python -m workers.processes.isolated`.
        limits: its CPU and memory limits; None = those of the settings.
        start_s: seconds that it may take to start.
        record_s: seconds that one record may take.
    """

    def __init__(
        self,
        settings: Settings,
        stop: threading.Event,
        command: Command | None = None,
        limits: Limits | None = None,
        start_s: int = START_S,
        record_s: int = RECORD_S,
    ) -> None:
        self._settings = settings
        self._stop = stop
        self._command = command if command is not None else _own_command
        self._limits = limits if limits is not None else limits_of(settings)
        self._start_s = start_s
        self._record_s = record_s
        self._running: _Child | None = None

    def process(self, record: InputRecord, alive: Callable[[], None]) -> Processed:
        """The outcome of `record`; see `workers.kafka.isolation.Isolation`."""
        alive()
        if self._stop.is_set():
            raise Interrupted
        try:
            return self._process(record, alive)
        except TryLater:
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Kill the process if it is running."""
        if self._running is not None:
            self._running.kill()
            self._running = None

    def _process(self, record: InputRecord, alive: Callable[[], None]) -> Processed:
        child = self._running if self._running is not None else self._start(alive)
        child.send(pickle.dumps(record))
        begun = self._wait(child, self._record_s, alive)
        if isinstance(begun, Failed):
            raise RecordFailed("error", begun.detail)
        if not isinstance(begun, Begun):
            self.close()
            raise TryLater(f"the process that checks suspect records ended before it began with one: {begun}")
        answer = self._wait(child, self._record_s, alive)
        match answer:
            case Processed():
                return answer
            case Later():
                raise TryLater(answer.reason)
            case Ended():
                raise WorkerExit(answer.code, answer.message, answer.position)
            case Failed():
                raise RecordFailed("error", answer.detail)
            case _Gone():
                self.close()
                raise answer.blame()
            case Begun():
                raise RecordFailed("error", _UNREADABLE)
            case _:
                assert_never(answer)

    def _start(self, alive: Callable[[], None]) -> "_Child":
        child = self._running = _Child(self._command)
        child.send(pickle.dumps((self._settings, self._limits)))
        answer = self._wait(child, self._start_s, alive)
        if isinstance(answer, Begun):
            return child
        self.close()
        match answer:
            case Ended():
                raise WorkerExit(answer.code, answer.message, answer.position)
            case Later():
                raise TryLater(answer.reason)
        raise TryLater(f"the process that checks suspect records could not start: {answer}")

    def _wait(self, child: "_Child", seconds: int, alive: Callable[[], None]) -> "Answer | _Gone":
        # Count seconds instead of reading a clock: if this machine stands still or is overloaded, that is not the
        # record's fault.
        left = seconds
        for _ in range(_MOST_TIMES * seconds):
            answer = child.listen(1.0)
            if answer is not None:
                return answer
            alive()
            if self._stop.is_set():
                raise Interrupted
            left -= not child.starved()
            if not left:
                break
        return _Gone(code=None, waited_s=seconds)


@value
class _Gone:
    """The process ended without an answer, or gave none in time (`code` None)."""

    code: int | None
    waited_s: int = 0

    def __str__(self) -> str:
        if self.code is None:
            return f"no answer within {self.waited_s} s"
        if self.code >= 0:
            return f"exit code {self.code}"
        return f"ended by signal {-self.code}"

    def blame(self) -> RecordFailed | TryLater:
        """Why there is no answer: the record's fault, unless something else killed the process."""
        if self.code is None:
            return RecordFailed("no-answer", str(self))
        if self.code == -signal.SIGKILL:
            # This process kills only a child that it does not ask again.
            return TryLater(
                f"the process that checks suspect records was killed ({self}); if it needs more memory than this "
                "container has, raise the memory limit"
            )
        if self.code == -signal.SIGXCPU:
            return RecordFailed("cpu-time", "more CPU time than a record may take")
        return RecordFailed("exit" if self.code >= 0 else "signal", str(self))


class _Child:
    def __init__(self, command: Command) -> None:
        self._reader = FrameReader(MAX_MESSAGE_BYTES)
        self._answers: deque[Answer] = deque()
        self._outbox = memoryview(b"")
        self._cpu_s = 0.0
        self._reading, writing = os.pipe()
        try:
            self._process = subprocess.Popen(
                command(writing), stdin=subprocess.PIPE, pass_fds=(writing,), close_fds=True
            )
        except OSError as error:
            os.close(self._reading)
            raise TryLater(f"the process that checks suspect records could not start: {error.strerror}") from None
        finally:
            os.close(writing)
        if self._process.stdin is None:
            raise RuntimeError("the process has no standard input")
        self._writing = self._process.stdin.fileno()
        for descriptor in (self._reading, self._writing):
            os.set_blocking(descriptor, False)

    def send(self, body: bytes) -> None:
        """Give it a message; it is written while this process listens."""
        self._outbox = memoryview(write_frame(body, MAX_MESSAGE_BYTES))

    def listen(self, seconds: float) -> Answer | _Gone | None:
        """Its next answer, or its end; None if nothing happened for this many seconds."""
        while not self._answers:
            with selectors.DefaultSelector() as selector:
                selector.register(self._reading, selectors.EVENT_READ)
                if self._outbox:
                    selector.register(self._writing, selectors.EVENT_WRITE)
                ready = [key.fd for key, _ in selector.select(seconds)]
            if not ready:
                return None
            if self._writing in ready:
                self._write()
            if self._reading in ready and not self._read():
                return _Gone(code=self._reap())
        return self._answers.popleft()

    def starved(self) -> bool:
        """Whether it could run since the last call, but hardly got CPU time; False where the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return False
        before, self._cpu_s = self._cpu_s, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return fields[0] == "R" and self._cpu_s - before < _LEAST_CPU_S

    def kill(self) -> None:
        """Kill it and close the pipes."""
        self._process.kill()
        self._process.wait()
        os.close(self._reading)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _write(self) -> None:
        try:
            self._outbox = self._outbox[os.write(self._writing, self._outbox) :]
        except BlockingIOError:
            pass
        except OSError:
            self._outbox = memoryview(b"")  # It has ended, which reading shows.

    def _read(self) -> bool:
        """Read what is there; False at the end of the pipe."""
        piece = os.read(self._reading, _PIECE)
        try:
            self._answers.extend(map(pickle.loads, self._reader.feed(piece)))
        except Exception:  # noqa: BLE001 (a process with damaged memory can send anything)
            self._answers.append(Failed(detail=_UNREADABLE))
        return bool(piece)

    def _reap(self) -> int | None:
        try:
            return self._process.wait(_REAP_S)
        except subprocess.TimeoutExpired:
            return None


def _own_command(answer_to: int) -> list[str]:
    return [sys.executable, "-m", "workers.processes.isolated", str(answer_to), str(os.getpid())]
