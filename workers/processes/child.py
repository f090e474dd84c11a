"""A worker process that runs one slot, reports to its parent, and ends when the parent does.

The parent starts it as `python -m workers.processes.child`. Its settings arrive on standard input, which stays open
while the parent is alive.
"""

import os
import pickle
import signal
import struct
import sys
import threading
from typing import Final

import structlog

from workers.health import Health
from workers.logs import configure_logs
from workers.metrics.counting import Metrics
from workers.processes.core_dumps import forbid_core_dumps
from workers.processes.die_with_parent import die_with_parent
from workers.processes.pipe_frames import write_frame
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_report import SlotEnd, encode_report
from workers.processes.slot_work import BuildProcessor, RunLoop, work_slot
from workers.processes.stop_signals import stop_on_signals
from workers.settings.settings import Settings

SETTINGS_LENGTH: Final = struct.Struct(">I")
"""Length prefix of the pickled settings on standard input."""

REPORT_EVERY_S: Final = 1.0

_DRAIN_S: Final = 20.0
_LAST_REPORT_S: Final = 2.0

_log = structlog.get_logger(__name__)


def run_child(
    slot: int,
    report_to: int,
    parent: int,
    build: BuildProcessor | None = None,
    run_loop: RunLoop | None = None,
) -> int:
    """Run one slot until the parent asks it to stop or dies; returns the exit code of the process.

    Args:
        slot: slot number.
        report_to: file descriptor of the report pipe.
        parent: process ID of the parent.
        build: builds the processor; None = the default.
        run_loop: the Kafka loop; None = the default.
    """
    stop = threading.Event()
    stop_on_signals(stop)
    die_with_parent(parent, signal.SIGTERM)
    settings = _read_settings(sys.stdin.fileno())
    if not settings.core_dumps:
        forbid_core_dumps()
    configure_logs(settings.log_level, settings.log_format)
    threading.Thread(target=_watch_parent, args=(sys.stdin.fileno(), stop), name="parent", daemon=True).start()
    observer = SlotObserver(Metrics(slot), Health(slot))
    reporter = _Reporter(observer, report_to, stop)
    reporter.start()
    end = work_slot(settings, slot, observer, stop, build, run_loop)
    reporter.finish(end)
    return end.code


def _read_settings(source: int) -> Settings:
    (length,) = SETTINGS_LENGTH.unpack(_read(source, SETTINGS_LENGTH.size))
    settings = pickle.loads(_read(source, length))
    if not isinstance(settings, Settings):
        raise TypeError("the parent did not send settings")
    return settings


def _read(source: int, length: int) -> bytes:
    # Do not use sys.stdin: a thread blocked in a buffered reader crashes the interpreter at shutdown.
    content = b""
    while len(content) < length:
        piece = os.read(source, length - len(content))
        if not piece:
            raise SystemExit(0)
        content += piece
    return content


def _watch_parent(source: int, stop: threading.Event) -> None:
    # The parent sends nothing more: end of file means that it has exited.
    while os.read(source, 4096):
        pass
    stop.set()
    threading.Event().wait(_DRAIN_S)
    os._exit(1)


class _Reporter:
    """Sends a report about once a second from its own thread, and a last one at the end."""

    def __init__(self, observer: SlotObserver, descriptor: int, stop: threading.Event) -> None:
        self._observer = observer
        self._descriptor = descriptor
        self._stop_work = stop
        self._finished = threading.Event()
        self._end: SlotEnd | None = None
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self, end: SlotEnd) -> None:
        """Send the last report, without blocking on a parent that has stopped reading."""
        self._end = end
        self._finished.set()
        self._thread.join(_LAST_REPORT_S)

    def _run(self) -> None:
        try:
            while True:
                self._send(None)
                if self._finished.wait(REPORT_EVERY_S):
                    break
            self._send(self._end)
        except OSError:
            # The pipe is closed: the parent is gone or has given up on this process.
            self._stop_work.set()

    def _send(self, end: SlotEnd | None) -> None:
        frame = memoryview(write_frame(encode_report(self._observer.report(end))))
        while frame:
            frame = frame[os.write(self._descriptor, frame) :]


if __name__ == "__main__":
    sys.exit(run_child(slot=int(sys.argv[1]), report_to=int(sys.argv[2]), parent=int(sys.argv[3])))
