"""Whether a broker answers, since when none does, and how long that may last."""

import time
from collections.abc import Callable
from typing import Final

import structlog
from confluent_kafka import KafkaError

from workers.kafka.errors import describe, exit_for, is_fatal, is_refused
from workers.kafka.observer import LoopObserver
from workers.kafka.watchdog import HUNG
from workers.kafka.worker_exit import WorkerExit

_LINE_EVERY_S: Final = 30.0
_FIRST_LINE_AFTER_S: Final = 2.0
_ASK_AGAIN_S: Final = 5.0

log = structlog.get_logger()


class BrokerWatch:
    """Hears every error of both clients and every sign of life.

    While no broker answers it logs a line every 30 seconds; after `unavailable_timeout_s` (0 = never) it ends the
    worker with 4. Errors that no retry can mend are kept for `check`, because callbacks must not raise.
    A client can lose its brokers for good: after thirty seconds `answers_others` is asked whether a broker answers a
    new client, and where it does twice, and this worker's still get no answer, the worker ends with 70.
    The same watch serves any other service that outcomes need: `subject` names it.
    """

    def __init__(
        self,
        unavailable_timeout_s: float,
        observer: LoopObserver,
        clock: Callable[[], float] = time.monotonic,
        *,
        subject: str = "broker",
        away: bool = True,
        answers_others: Callable[[], bool] | None = None,
    ) -> None:
        self._answers_others = answers_others
        self._answered_others = False
        self._timeout_s = unavailable_timeout_s
        self._observer = observer
        self._clock = clock
        self._subject = subject
        self._away_since: float | None = clock() if away else None
        self._next_line = clock() + _FIRST_LINE_AFTER_S
        self._line_written = False
        self._told = False
        self._last_error = "not connected yet"
        self._final: KafkaError | None = None

    @property
    def away(self) -> bool:
        """True while no broker is known to answer."""
        return self._away_since is not None

    @property
    def last_error(self) -> str:
        """The client's last error text."""
        return self._last_error

    def heard(self, error: KafkaError) -> None:
        """An error callback of a client."""
        if is_fatal(error) or is_refused(error):
            self._final = self._final or error
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            self.no_answer(None)
        else:
            self._last_error = describe(error)

    def heard_by_producer(self, error: KafkaError) -> None:
        """An error callback of the producer: its connections may idle away while the consumer's are well."""
        if error.code() != KafkaError._ALL_BROKERS_DOWN:
            self.heard(error)

    def no_answer(self, reason: str | None) -> None:
        """No broker answers; `reason` where there is a better one than the last error text."""
        if reason is not None:
            self._last_error = reason
        if self._away_since is None:
            self._away_since = self._clock()
            self._next_line = self._away_since + _FIRST_LINE_AFTER_S
            self._told = False

    def answered(self) -> None:
        """A broker answers."""
        if self._away_since is None:
            return
        if self._line_written:
            log.info(f"a {self._subject} answers again", away_s=round(self._clock() - self._away_since, 1))
        self._away_since = None
        self._line_written = False
        self._answered_others = False
        self._observer.broker(True, None)

    def forget_final(self) -> None:
        """The client that met an error beyond retry was replaced."""
        self._final = None

    def check(self) -> None:
        """Once a turn of the loop: logs, and raises where waiting or going on is over."""
        if self._final is not None:
            raise exit_for(self._final, "connection")
        if self._away_since is None:
            return
        now = self._clock()
        due = now >= self._next_line
        if due or not self._told:
            self._told = True
            self._observer.broker(False, self._last_error)
        if due:
            self._next_line = now + _LINE_EVERY_S
            self._line_written = True
            log.warning(
                f"no {self._subject} answers", away_s=round(now - self._away_since, 1), last_error=self._last_error
            )
        if due and now - self._away_since >= _LINE_EVERY_S:
            self._ask_others(now - self._away_since)
        if 0 < self._timeout_s <= now - self._away_since:
            raise WorkerExit(
                4, f"no {self._subject} answered for {self._timeout_s:g} s; last error: {self._last_error}"
            )

    def _ask_others(self, away_s: float) -> None:
        before = self._answered_others
        self._answered_others = self._answers_others is not None and self._answers_others()
        if before and self._answered_others:
            raise WorkerExit(
                HUNG,
                f"a {self._subject} answers a new client, but for {away_s:.0f} s not those of this worker; "
                f"last error: {self._last_error}",
            )
        if self._answered_others:  # it may just have come back: in a moment this worker's clients will have noticed
            self._next_line = self._clock() + _ASK_AGAIN_S
