"""One of several worker processes: works one slot, reports to its parent, and ends when the parent does.

The parent starts it as `python -m workers.processes.child`; its settings arrive on standard input, which stays open for
as long as the parent lives.
"""

import ctypes
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
from workers.processes.pipe_frames import write_frame
from workers.processes.slot_observer import SlotObserver
from workers.processes.slot_report import SlotEnd, encode_report
from workers.processes.slot_work import BuildProcessor, RunLoop, work_slot
from workers.processes.stop_signals import stop_on_signals
from workers.settings.settings import Settings

SETTINGS_LENGTH: Final = struct.Struct(">I")
"""In front of the pickled settings on standard input."""

REPORT_EVERY_S: Final = 1.0

_PR_SET_PDEATHSIG: Final = 1
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
    """Work one slot until the parent asks for a stop or dies; the exit code of the process.

    Args:
        slot: the number of the slot.
        report_to: file descriptor of the pipe that takes reports.
        parent: process id of the parent.
        build: makes the processor; None = the worker's own.
        run_loop: the Kafka loop; None = the worker's own.
    """
    stop = threading.Event()
    stop_on_signals(stop)
    _end_with(parent)
    settings = _read_settings(sys.stdin.fileno())
    configure_logs(settings.log_level, settings.log_format)
    threading.Thread(target=_watch_parent, args=(sys.stdin.fileno(), stop), name="parent", daemon=True).start()
    observer = SlotObserver(Metrics(slot), Health(slot))
    reporter = _Reporter(observer, report_to, stop)
    reporter.start()
    end = work_slot(settings, slot, observer, stop, build, run_loop)
    reporter.finish(end)
    return end.code


def _end_with(parent: int) -> None:
    # The kernel sends the signal the moment the parent is gone, also when this process is busy.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        # It died before that was asked for.
        raise SystemExit(0)


def _read_settings(source: int) -> Settings:
    (length,) = SETTINGS_LENGTH.unpack(_read(source, SETTINGS_LENGTH.size))
    settings = pickle.loads(_read(source, length))
    if not isinstance(settings, Settings):
        raise TypeError("the parent sent something else than settings")
    return settings


def _read(source: int, length: int) -> bytes:
    # Not through sys.stdin: a thread that waits inside a buffered reader crashes the interpreter at its end.
    content = b""
    while len(content) < length:
        piece = os.read(source, length - len(content))
        if not piece:
            raise SystemExit(0)
        content += piece
    return content


def _watch_parent(source: int, stop: threading.Event) -> None:
    # Nothing more is sent: the end of the pipe is the end of the parent.
    while os.read(source, 4096):
        pass
    stop.set()
    threading.Event().wait(_DRAIN_S)
    os._exit(1)


class _Reporter:
    """Sends a report about once a second from a thread of its own, and the last one at the end."""

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
        """Send the last report; a parent that reads no more holds nothing up."""
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
            # Nobody reads: the parent is gone, or has given this process up.
            self._stop_work.set()

    def _send(self, end: SlotEnd | None) -> None:
        frame = memoryview(write_frame(encode_report(self._observer.report(end))))
        while frame:
            frame = frame[os.write(self._descriptor, frame) :]


if __name__ == "__main__":
    sys.exit(run_child(slot=int(sys.argv[1]), report_to=int(sys.argv[2]), parent=int(sys.argv[3])))
