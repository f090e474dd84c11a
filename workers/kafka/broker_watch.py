"""Whether a broker is reachable, how long it has been unavailable, and when to give up."""

import time
from collections.abc import Callable
from typing import Final

import structlog
from confluent_kafka import KafkaError

from workers.kafka.diagnosis import Diagnosis
from workers.kafka.errors import describe, exit_for, is_fatal, is_refused, is_token_outage
from workers.kafka.observer import LoopObserver
from workers.kafka.watchdog import HUNG
from workers.kafka.worker_exit import WorkerExit

_LINE_EVERY_S: Final = 30.0
_FIRST_LINE_AFTER_S: Final = 2.0
_ASK_AGAIN_S: Final = 5.0

log = structlog.get_logger()


class BrokerWatch:
    """Tracks errors and successful calls of both clients.

    While no call is answered, it logs a line every 30 seconds; after `unavailable_timeout_s` (0 = never) it ends the
    worker with exit code 4. Before it says that no broker answers, it asks `diagnose` for the cause. Errors that a
    retry cannot fix are kept for `check`, because callbacks must not raise.
    A client can lose its brokers permanently: if a broker twice answers the new client of `diagnose`, which finds no
    problem, while this worker's clients get no answer for 30 seconds, the worker ends with exit code 70.
    """

    def __init__(
        self,
        unavailable_timeout_s: float,
        observer: LoopObserver,
        clock: Callable[[], float] = time.monotonic,
        *,
        diagnose: Callable[[], Diagnosis] | None = None,
    ) -> None:
        self._diagnose = diagnose
        self._answered_new_client = False
        self._timeout_s = unavailable_timeout_s
        self._observer = observer
        self._clock = clock
        self._away_since: float | None = clock()
        self._next_line = clock() + _FIRST_LINE_AFTER_S
        self._line_written = False
        self._reported = False
        self._last_error = "not connected yet"
        self._no_token: str | None = None
        self._problem: str | None = None
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
        if is_token_outage(error):
            self._no_token = f"no access token: {error.str()}"
            self.no_answer(None)
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
            log.info("broker answers again", away_s=round(self._clock() - self._away_since, 1))
        self._away_since = None
        self._line_written = False
        self._answered_new_client = False
        self._no_token = None
        self._observer.broker(True, None)
        if self._problem is not None:
            self._problem = None
            self._observer.waiting("calls", None)

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
            self._report(now - self._away_since, log_it=due)
        if 0 < self._timeout_s <= now - self._away_since:
            words = f"no broker answered for {self._timeout_s:g} s; last error: {self._last_error}"
            if self._problem is not None:
                words = f"waited {self._timeout_s:g} s: {self._problem}"
            raise WorkerExit(4, words)

    def _report(self, away_s: float, *, log_it: bool) -> None:
        found = Diagnosis(broker_answers=False, problem=self._no_token)
        if found.problem is None and self._diagnose is not None:
            found = self._diagnose()
        if found.problem != self._problem:
            self._problem = found.problem
            self._observer.waiting("calls", found.problem)
        self._observer.broker(found.problem is not None, None if found.problem is not None else self._last_error)
        if not log_it:
            return
        self._next_line = self._clock() + _LINE_EVERY_S
        self._line_written = True
        if found.problem is not None:
            log.warning("waiting for Kafka", reason=found.problem, waited_s=round(away_s, 1))
            return
        log.warning("no broker answers", away_s=round(away_s, 1), last_error=self._last_error)
        if away_s >= _LINE_EVERY_S:
            self._compare_with_new_client(away_s, answered=found.broker_answers)

    def _compare_with_new_client(self, away_s: float, *, answered: bool) -> None:
        before, self._answered_new_client = self._answered_new_client, answered
        if before and answered:
            raise WorkerExit(
                HUNG,
                f"a new client can reach the broker, but this worker's clients have not for {away_s:.0f} s; "
                f"last error: {self._last_error}",
            )
        if answered:  # It may have just come back; give this worker's clients a moment to notice.
            self._next_line = self._clock() + _ASK_AGAIN_S
