"""Ends the process when a call never returns: from another thread, or from C if no Python thread can run."""

import faulthandler
import itertools
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Final

import structlog

HUNG: Final = 70
"""Exit code of a process whose call or loop hung (schemas/CONTRACT.md, "The worker process")."""

_CHECKS_A_SECOND: Final = 4
_LEAVE_S: Final = 3.0
_MAX_FRAMES: Final = 30

log = structlog.get_logger()


class Watchdog:
    """Ends the process with exit code 70 when an armed operation exceeds its time limit.

    A signal cannot do this: the main thread is inside the C client and never returns to Python. Before it exits, the
    watchdog logs every thread's stack and tries to leave the consumer group, so that its partitions need not wait
    for the session timeout.

    While C code holds the interpreter lock, this thread cannot run either. A timer of `faulthandler` is behind it,
    which needs no lock: it writes every thread's stack to standard output and ends the process with exit code 1. It
    does not leave the group.

    Args:
        end: ends the process.
        clock: monotonic clock, in seconds.
    """

    locked_s = 20.0
    """Seconds that C code may hold the interpreter lock. No edit and no step needs a thousandth of it."""

    def __init__(self, end: Callable[[int], None] = os._exit, clock: Callable[[], float] = time.monotonic) -> None:
        self._end = end
        self._clock = clock
        # Standard error may be for JSON alone. If both are closed, their descriptors may be connections.
        self._output = sys.__stdout__ or sys.__stderr__ or open(os.devnull, "w", encoding="ascii")  # noqa: SIM115
        self._operation = ""
        self._deadline = float("inf")
        self._leave: Callable[[], None] | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Start the watchdog thread."""
        # Not in the thread: it might never run.
        self._start_timer()
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
        try:
            # Starting the timer again starts a thread, so do it once a second and not at every check.
            for check in itertools.count(1):
                if self._stopped.wait(1 / _CHECKS_A_SECOND):
                    return
                if self._clock() > self._deadline:
                    self._fire()
                    return
                if check % _CHECKS_A_SECOND == 0:
                    self._start_timer()
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _start_timer(self) -> None:
        faulthandler.dump_traceback_later(self.locked_s, exit=True, file=self._output)

    def _fire(self) -> None:
        log.error(
            "operation hung; ending the process", operation=self._operation, exit_code=HUNG, stacks=_describe_stacks()
        )
        if self._leave is not None:
            leaving = threading.Thread(target=self._leave, name="leave-group", daemon=True)
            leaving.start()
            leaving.join(_LEAVE_S)
        self._end(HUNG)


def _describe_stacks() -> dict[str, list[str]]:
    """The stack of every thread, innermost call last; places in code only, without values."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return {
        names.get(ident) or str(ident): [
            f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_stack(frame)[-_MAX_FRAMES:]
        ]
        for ident, frame in sys._current_frames().items()
    }
