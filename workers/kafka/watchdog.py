"""Ends the process from another thread when a call never returns."""

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

HUNG: Final = 70
"""Exit code of a process whose call or loop hung (schemas/CONTRACT.md, "The worker process")."""

_CHECKS_A_SECOND: Final = 4
_LEAVE_S: Final = 3.0

log = structlog.get_logger()


class Watchdog:
    """Ends the process with exit code 70 when an armed operation exceeds its time limit.

    A signal cannot do this: the main thread is inside the C client and never returns to Python. Before it exits, the
    watchdog prints every thread's stack and tries to leave the consumer group, so that its partitions need not wait
    for the session timeout.
    """

    def __init__(self, end: Callable[[int], None] = os._exit, clock: Callable[[], float] = time.monotonic) -> None:
        self._end = end
        self._clock = clock
        self._operation = ""
        self._deadline = float("inf")
        self._leave: Callable[[], None] | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Start the watchdog thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def leave_with(self, leave: Callable[[], None]) -> None:
        """Set the function that leaves the group before the process is ended."""
        self._leave = leave

    def arm(self, operation: str, seconds: float) -> None:
        """Give `operation` this many seconds to disarm, or to arm the next operation."""
        self._operation = operation
        self._deadline = self._clock() + seconds

    def disarm(self) -> None:
        """Cancel the current time limit."""
        self._deadline = float("inf")

    def _watch(self) -> None:
        while not self._stopped.wait(1 / _CHECKS_A_SECOND):
            if self._clock() > self._deadline:
                self._fire()
                return

    def _fire(self) -> None:
        log.error("operation hung; ending the process", operation=self._operation, exit_code=HUNG)
        faulthandler.dump_traceback(file=sys.__stderr__ or 2, all_threads=True)
        if self._leave is not None:
            leaving = threading.Thread(target=self._leave, name="leave-group", daemon=True)
            leaving.start()
            leaving.join(_LEAVE_S)
        self._end(HUNG)
