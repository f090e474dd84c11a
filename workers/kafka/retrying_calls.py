"""A transactional call that may be tried again must be tried again, and by the very same call."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from confluent_kafka import KafkaException, Producer

from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.errors import classify, describe, error_of, exit_for
from workers.kafka.observer import LoopObserver
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit

CALL_TIMEOUT_S: Final = 5.0
"""How long one call may take before the client gives it back as timed out."""

_HUNG_AFTER_S: Final = 5.0
_STOPPED_TIMEOUT_S: Final = 1.0
_FIRST_WAIT_S: Final = 0.02
_LONGEST_WAIT_S: Final = 1.0
_DRAIN_PATIENCE_S: Final = 8.0

T = TypeVar("T")


class StoppedWaiting(Exception):
    """The worker was asked to stop while it waited for a broker and nothing was under way."""


class Calls:
    """Makes calls of the client: again while an error is retriable, raising what is not."""

    def __init__(
        self,
        producer: Producer,
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
        # One patience for all that a stopped worker still has to settle: a commit, then an abort, add up otherwise.
        self._patience_ends: float | None = None
        self.retried = 0
        """How often a call had to be made again."""

    def make(
        self,
        name: str,
        call: Callable[[float], T],
        *,
        timeout_s: float = CALL_TIMEOUT_S,
        under_way: bool = True,
        touches: str | None = None,
    ) -> T:
        """The result of `call(timeout_s)`.

        Raises the client's exception where the class of its error is 'abort' or 'fatal', `WorkerExit` 5 where the
        broker refuses the worker and 4 where no broker answered for the time set. A stop while nothing is
        `under_way` raises `StoppedWaiting`; else all calls together have eight more seconds, for what they settle may
        be half done.
        `touches` names what the call is about, for the line that says what is refused.
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
                    case "fatal" | "abort":
                        raise
                reason = describe(error)
            else:
                self._watch.answered()
                return result
            finally:
                self._watchdog.disarm()
            # Only poll() serves the error callback: without it a wrong password is a time-out for ever.
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
                    raise WorkerExit(4, f"stopped while no broker answered {name}; last error: {reason}")
                timeout_s = min(timeout_s, _STOPPED_TIMEOUT_S)
                time.sleep(wait_s)
            else:
                self._stop.wait(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
