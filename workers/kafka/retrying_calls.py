"""Retries transactional calls: Kafka requires that a retriable call be retried with the same call."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from confluent_kafka import KafkaException

from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.errors import classify, describe, error_of, exit_for
from workers.kafka.observer import LoopObserver
from workers.kafka.producer import OutcomeProducer
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit

CALL_TIMEOUT_S: Final = 5.0
"""Timeout of one client call."""

_HUNG_AFTER_S: Final = 5.0
_STOPPED_TIMEOUT_S: Final = 1.0
_FIRST_WAIT_S: Final = 0.02
_LONGEST_WAIT_S: Final = 1.0
_DRAIN_PATIENCE_S: Final = 8.0

T = TypeVar("T")


class StoppedWaiting(Exception):
    """The worker was asked to stop while it waited for a broker, with nothing in progress."""


class Calls:
    """Makes client calls: retries retriable errors and raises all others."""

    def __init__(
        self,
        producer: OutcomeProducer,
        watch: BrokerWatch,
        watchdog: Watchdog,
        observer: LoopObserver,
        stop: threading.Event,
    ) -> None:
        self._producer = producer
        self._watch = watch
        self._watchdog = watchdog
        self._observer = observer
        self._stop = stop
        # One deadline for everything a stopping worker must finish; otherwise a commit and an abort would add up.
        self._patience_ends: float | None = None
        self.retried = 0
        """How many times a call was retried."""

    def make(
        self,
        name: str,
        call: Callable[[float], T],
        *,
        timeout_s: float = CALL_TIMEOUT_S,
        under_way: bool = True,
        query: bool = False,
        touches: str | None = None,
    ) -> T:
        """Return the result of `call(timeout_s)`, retrying retriable errors.

        Raises the client's exception if its error is in class 'abort' or 'fatal', `WorkerExit` 5 if the broker
        refuses the worker, and `WorkerExit` 4 if no broker answered within the configured time. A stop raises
        `StoppedWaiting` if nothing is `under_way`; otherwise all calls together get eight more seconds to finish.
        A `query` changes nothing, so it is also repeated after an error of class 'abort', such as that a partition has
        a new leader: the client says which errors are retriable for transactional calls only. `touches` names the
        resources that the call uses, for the message of a refusal.
        """
        wait_s = _FIRST_WAIT_S
        while True:
            self._watchdog.arm(name, timeout_s + _HUNG_AFTER_S)
            try:
                result = call(timeout_s)
            except KafkaException as raised:
                error = error_of(raised)
                match classify(error):
                    case "refused":
                        raise exit_for(error, name if touches is None else f"{name} of {touches}") from raised
                    case "fatal":
                        raise
                    case "abort" if not query:
                        raise
                reason = describe(error)
            else:
                self._watch.answered()
                return result
            finally:
                self._watchdog.disarm()
            # Only poll() runs the error callback: without it a wrong password looks like an endless timeout.
            self._producer.poll(0)
            self.retried += 1
            self._watch.no_answer(None if self._watch.away else reason)
            self._watch.check()
            self._observer.moved()
            if self._stop.is_set():
                if not under_way:
                    raise StoppedWaiting
                if self._patience_ends is None:
                    self._patience_ends = time.monotonic() + _DRAIN_PATIENCE_S
                if time.monotonic() > self._patience_ends:
                    raise WorkerExit(4, f"stopped before {name} completed: no broker answered; last error: {reason}")
                timeout_s = min(timeout_s, _STOPPED_TIMEOUT_S)
                time.sleep(wait_s)
            else:
                self._stop.wait(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
