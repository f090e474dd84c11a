"""Records wait, a broker answers, and nothing is delivered: the cause is looked for before the client is blamed."""

import time
from collections.abc import Callable
from typing import Final

from workers.kafka.diagnosis import Diagnosis
from workers.kafka.observer import LoopObserver
from workers.kafka.waiting import Waiting
from workers.kafka.watchdog import HUNG
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_LOOK_EVERY_S: Final = 30.0


class StuckInput:
    """Waits as long as `diagnose` finds a problem; without one the worker's own client is stuck."""

    def __init__(
        self,
        settings: Settings,
        observer: LoopObserver,
        diagnose: Callable[[], Diagnosis],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._diagnose = diagnose
        self._clock = clock
        self._waiting = Waiting("input", settings.kafka_unavailable_timeout, observer, clock)
        self._look_at = 0.0

    def look(self, *, stuck: bool) -> None:
        """Take whether nothing was delivered for a minute; raises `WorkerExit` 70 if the client is to blame."""
        if not stuck:
            self._waiting.report(None)
            return
        if self._clock() < self._look_at:
            return
        self._look_at = self._clock() + _LOOK_EVERY_S
        found = self._diagnose()
        if found.problem is None:
            raise WorkerExit(
                HUNG,
                f"nothing could be read from {self._settings.input_topic} for a minute although a broker answers: the "
                "client is stuck, or a transaction that never ended, left by a slot that no worker runs, blocks the "
                f"offsets of group {self._settings.group_id}",
            )
        self._waiting.report(found.problem)
