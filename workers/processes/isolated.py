"""A disposable process that processes suspect records, one at a time, without a Kafka client.

Its parent starts it as `python -m workers.processes.isolated` and sends the settings, then one record after the other,
on standard input. The process answers on a pipe: first that it begins with the record, then the result. So if it ends,
its parent knows whether a record was at work. Its CPU time for each record and its memory are limited.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Final, TypeAlias

from workers.kafka.describe_failure import describe_failure
from workers.kafka.record import InputRecord, Processed, TryLater
from workers.kafka.worker_exit import WorkerExit
from workers.logs import configure_logs
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.die_with_parent import die_with_parent
from workers.processes.isolated_messages import MAX_MESSAGE_BYTES, Answer, Begun, Ended, Failed, Later
from workers.processes.limits import limit_cpu, limit_memory
from workers.processes.pipe_frames import FrameReader, write_frame
from workers.settings.settings import Settings

_PIECE: Final = 1 << 18


_Process: TypeAlias = Callable[[InputRecord], Processed]


def run_isolated(answer_to: int, parent: int, build: Callable[[Settings], _Process] | None = None) -> int:
    """Process records from standard input until it is closed; returns the exit code.

    Args:
        answer_to: file descriptor of the pipe for the answers.
        parent: process ID of the parent.
        build: builds the processor; None = the default.
    """
    # The parent decides: a signal for the whole group of processes must not look like a record that ends this one.
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    die_with_parent(parent, signal.SIGKILL)
    incoming = _Incoming(sys.stdin.fileno())
    settings, limits = pickle.loads(incoming.take())
    if not settings.core_dumps:
        forbid_core_dumps()
    configure_logs(settings.log_level, settings.log_format)
    try:
        process = (build if build is not None else _own_processor)(settings)
    except WorkerExit as ended:
        _answer(answer_to, Ended(code=ended.code, message=ended.message, position=None))
        return 1
    except Exception as error:  # noqa: BLE001 (the parent built the same without an error: try again later)
        _answer(
            answer_to,
            Later(reason=f"the process that checks suspect records could not start: {describe_failure(error)}"),
        )
        return 1
    limit_memory(limits.memory_bytes)
    _answer(answer_to, Begun(record=False))
    while True:
        body = incoming.take()
        limit_cpu(limits.cpu_s)
        _answer(answer_to, Begun(record=True))
        try:
            body = pickle.dumps(process(pickle.loads(body)))
        except TryLater as later:
            body = pickle.dumps(Later(reason=str(later)))
        except WorkerExit as ended:
            body = pickle.dumps(Ended(code=ended.code, message=ended.message, position=ended.position))
        except Exception as error:  # noqa: BLE001 (whatever it is, the parent decides what becomes of the record)
            _answer(answer_to, Failed(detail=describe_failure(error)))
            return 1
        _send(answer_to, body)


class _Incoming:
    """The messages on standard input; ends the process when the parent has closed it."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._reader = FrameReader(MAX_MESSAGE_BYTES)

    def take(self) -> bytes:
        while True:
            piece = os.read(self._source, _PIECE)
            if not piece:
                raise SystemExit(0)
            if whole := self._reader.feed(piece):
                return whole[0]


def _answer(to: int, answer: Answer) -> None:
    _send(to, pickle.dumps(answer))


def _send(to: int, body: bytes) -> None:
    frame = memoryview(write_frame(body, MAX_MESSAGE_BYTES))
    while frame:
        frame = frame[os.write(to, frame) :]


def _own_processor(settings: Settings) -> _Process:
    # Import late: it loads the code tables, and tests use a processor of their own.
    from workers.build_processor import build_processor

    return build_processor(settings)


if __name__ == "__main__":
    sys.exit(run_isolated(answer_to=int(sys.argv[1]), parent=int(sys.argv[2])))
