"""Whether a broker is reachable, how long it has been unavailable, and when to give up."""

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
    """Tracks errors and successful calls of both clients.

    While no broker answers, it logs a line every 30 seconds; after `unavailable_timeout_s` (0 = never) it ends the
    worker with exit code 4. Errors that a retry cannot fix are kept for `check`, because callbacks must not raise.
    A client can lose its brokers permanently: after 30 seconds `broker_answers_others` tests whether a broker answers
    a new client. If it does so twice while this worker's clients still get no answer, the worker ends with exit code
    70. Also used for other services that outcomes depend on; `subject` names the service.
    """

    def __init__(
        self,
        unavailable_timeout_s: float,
        observer: LoopObserver,
        clock: Callable[[], float] = time.monotonic,
        *,
        subject: str = "broker",
        away: bool = True,
        broker_answers_others: Callable[[], bool] | None = None,
    ) -> None:
        self._broker_answers_others = broker_answers_others
        self._answered_new_client = False
        self._timeout_s = unavailable_timeout_s
        self._observer = observer
        self._clock = clock
        self._subject = subject
        self._away_since: float | None = clock() if away else None
        self._next_line = clock() + _FIRST_LINE_AFTER_S
        self._line_written = False
        self._reported = False
        self._last_error = "not connected yet"
        self._fatal: KafkaError | None = None

    @property
    def away(self) -> bool:
        """True while no broker is reachable."""
        return self._away_since is not None

    @property
    def last_error(self) -> str:
        """Text of the client's last error."""
        return self._last_error

    def heard(self, error: KafkaError) -> None:
        """Handle an error callback of a client."""
        if is_fatal(error) or is_refused(error):
            self._fatal = self._fatal or error
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            self.no_answer(None)
        else:
            self._last_error = describe(error)

    def heard_by_producer(self, error: KafkaError) -> None:
        """Handle an error callback of the producer; its idle connections may close while the consumer's are fine."""
        if error.code() != KafkaError._ALL_BROKERS_DOWN:
            self.heard(error)

    def no_answer(self, reason: str | None) -> None:
        """Record that no broker answers; `reason` replaces the last error text when it says more."""
        if reason is not None:
            self._last_error = reason
        if self._away_since is None:
            self._away_since = self._clock()
            self._next_line = self._away_since + _FIRST_LINE_AFTER_S
            self._reported = False

    def answered(self) -> None:
        """Record that a broker answered."""
        if self._away_since is None:
            return
        if self._line_written:
            log.info(f"{self._subject} answers again", away_s=round(self._clock() - self._away_since, 1))
        self._away_since = None
        self._line_written = False
        self._answered_new_client = False
        self._observer.broker(True, None)

    def forget_fatal(self) -> None:
        """Clear a fatal error after its client was replaced."""
        self._fatal = None

    def check(self) -> None:
        """Log an outage, and raise when the worker must end; called once per loop iteration."""
        if self._fatal is not None:
            raise exit_for(self._fatal, "connection")
        if self._away_since is None:
            return
        now = self._clock()
        due = now >= self._next_line
        if due or not self._reported:
            self._reported = True
            self._observer.broker(False, self._last_error)
        if due:
            self._next_line = now + _LINE_EVERY_S
            self._line_written = True
            log.warning(
                f"no {self._subject} answers", away_s=round(now - self._away_since, 1), last_error=self._last_error
            )
        if due and now - self._away_since >= _LINE_EVERY_S:
            self._check_with_new_client(now - self._away_since)
        if 0 < self._timeout_s <= now - self._away_since:
            raise WorkerExit(
                4, f"no {self._subject} answered for {self._timeout_s:g} s; last error: {self._last_error}"
            )

    def _check_with_new_client(self, away_s: float) -> None:
        before = self._answered_new_client
        self._answered_new_client = self._broker_answers_others is not None and self._broker_answers_others()
        if before and self._answered_new_client:
            raise WorkerExit(
                HUNG,
                f"a new client can reach the {self._subject}, but this worker's clients have not for {away_s:.0f} s; "
                f"last error: {self._last_error}",
            )
        if self._answered_new_client:  # It may have just come back; give this worker's clients a moment to notice.
            self._next_line = self._clock() + _ASK_AGAIN_S
