"""The worker waits for something other than a broker: an operator, or a service that it needs."""

import time
from collections.abc import Callable
from typing import Final

import structlog

from workers.kafka.observer import WAITING, LoopObserver, WaitSource
from workers.kafka.worker_exit import WorkerExit

_LINE_EVERY_S: Final = 30.0

log = structlog.get_logger()


class Waiting:
    """Reports why the worker waits, logs it every 30 seconds, and gives up after `timeout_s` (0 = never).

    `source` distinguishes several reasons of one worker.
    """

    def __init__(
        self, source: WaitSource, timeout_s: float, observer: LoopObserver, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._source: WaitSource = source
        self._waiting = WAITING.get(source, "waiting for Kafka")
        self._timeout_s = timeout_s
        self._observer = observer
        self._clock = clock
        self._reason: str | None = None
        self._since = 0.0
        self._next_line = 0.0

    @property
    def active(self) -> bool:
        """True while the worker waits."""
        return self._reason is not None

    def report(self, reason: str | None) -> None:
        """Take the reason of this moment, None if there is none; raises `WorkerExit` 4 after the timeout."""
        now = self._clock()
        if reason != self._reason:
            if reason is None:
                log.info(f"no longer {self._waiting}", waited_s=round(now - self._since, 1))
            elif self._reason is None:
                self._since = now
            self._reason = reason
            self._next_line = now
            self._observer.waiting(self._source, reason)
        if reason is None:
            return
        if now >= self._next_line:
            self._next_line = now + _LINE_EVERY_S
            log.warning(self._waiting, reason=reason, waited_s=round(now - self._since, 1))
        if 0 < self._timeout_s <= now - self._since:
            raise WorkerExit(4, f"waited {self._timeout_s:g} s: {reason}")
