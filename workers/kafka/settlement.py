"""Gives the records of a batch their outcomes, and writes outcomes and offsets in one transaction."""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from confluent_kafka import TopicPartition

from workers.kafka.batch import Batch, first_offsets, following_offsets
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import outcome_limit
from workers.kafka.consumer import InputConsumer
from workers.kafka.dead_letter import build_batch_pointer, undeliverable_record
from workers.kafka.isolation import Isolation
from workers.kafka.observer import CommittedBatch, LoopObserver
from workers.kafka.poison import ProbeTimedOut, find_batch_end
from workers.kafka.positions import Positions
from workers.kafka.process_batch import PROCESS_S, process_batch
from workers.kafka.record import Processed, Processor, TryLater
from workers.kafka.suspects import Suspects, TriedBatch
from workers.kafka.transaction import Pair, Transactions
from workers.kafka.waiting import Waiting
from workers.kafka.watchdog import Watchdog
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

_PROCESS_S: Final = 2 * PROCESS_S
_SUSPECT_S: Final = 30.0
_PROBE_S: Final = 20.0
_PUBLISH_POINTER_S: Final = 30.0
_SERVICE_WAIT_S: Final = 0.5
_CLOCK_WAIT_S: Final = 1.0
_RETRY_S: Final = 0.5

log = structlog.get_logger()


class Settlement:
    """Settles batches for one slot: each record gets one outcome, or is read again.

    `isolation` processes records that may have ended earlier processes; without it, `process` takes all records.
    """

    def __init__(
        self,
        settings: Settings,
        source: InputConsumer,
        positions: Positions,
        transactions: Transactions,
        process: Processor,
        isolation: Isolation | None,
        *,
        clock: Waiting,
        watch: BrokerWatch,
        watchdog: Watchdog,
        observer: LoopObserver,
        stop: threading.Event,
    ) -> None:
        self._source = source
        self._positions = positions
        self._transactions = transactions
        self._process = process
        self._watch = watch
        self._watchdog = watchdog
        self._observer = observer
        self._stop = stop
        self._outcome_limit = outcome_limit(settings)
        self._suspects = None if isolation is None else Suspects(settings, isolation, observer, self._outcome_limit)
        self._clock = clock
        self._services = Waiting("service", settings.kafka_unavailable_timeout, observer)

    def close(self) -> None:
        """End the disposable process, if there is one."""
        if self._suspects is not None:
            self._suspects.close()

    def settle(self, batch: Batch, started: float) -> bool:
        """Process and write one batch; False if it, or the rest of it, was rolled back and will be read again."""
        # Metadata from the generation that read these records: a member replaced since then is refused.
        group = self._source.group_metadata()
        is_sound = self._positions.check(batch.first)
        if not self._mark_tries(batch, group):
            self._source.rewind(batch.first)
            return False
        try:
            tried = self._process_records(batch)
        except TryLater as later:
            self._wait_for_service(batch, str(later))
            return False
        self._services.report(None)
        pairs = tried.pairs
        publishing = time.perf_counter()
        if not self._confirm(is_sound):
            self._source.rewind(batch.first)
            return False
        rest = first_offsets(batch.records[len(pairs) :])
        if pairs:
            following = batch.following if not rest else following_offsets(batch.records[: len(pairs)])
            if not self._publish(pairs, self._source.offsets_behind(following, exactly=rest), group):
                self._source.rewind(batch.first)
                return False
            took = time.perf_counter() - started
            published = time.perf_counter() - publishing
            self._observer.committed(CommittedBatch(pairs=pairs, duration_s=took, publish_s=published))
            if self._suspects is not None:
                self._suspects.settled(pairs)
        self._source.rewind(rest)
        if tried.poison is not None:
            self._positions.hold((tried.poison.topic, tried.poison.partition), tried.reason)
        return not rest

    def commit_offsets(self, offsets: list[TopicPartition]) -> bool:
        """Commit offsets without outcomes; False if that was rolled back."""
        return self._publish([], offsets, self._source.group_metadata())

    def settle_trailing(self) -> None:
        """Commit offsets past records that have no outcome, so that lag monitors show zero."""
        offsets = self._source.trailing(self._positions.placed)
        if not offsets:
            self._positions.look()
        elif self._confirm(self._positions.check({})):
            self.commit_offsets(offsets)

    def skip_undecodable(self, topic: str, partition: int, offset: int) -> None:
        """Write one pointer for the whole batch and commit the offset after it, in one transaction."""
        started = time.perf_counter()
        self._watchdog.arm("probe", _PROBE_S + _PUBLISH_POINTER_S)
        group = self._source.group_metadata()
        is_sound = self._positions.check({})
        try:
            end = find_batch_end(self._source.config, topic, partition, offset, timeout_s=_PROBE_S)
        except ProbeTimedOut:
            return  # the next read returns the same error
        processed = Processed(
            outcome=DeadLetter(reason="undecodable-batch", tally=NO_TALLY),
            output=build_batch_pointer(topic, partition, offset, end - 1),
        )
        pairs = [(undeliverable_record(topic, partition, offset), processed)]
        publishing = time.perf_counter()
        if not self._confirm(is_sound) or not self._publish(pairs, [TopicPartition(topic, partition, end)], group):
            return
        log.warning(
            "skipped a batch that cannot be decoded", topic=topic, partition=partition, first=offset, last=end - 1
        )
        self._source.seek(topic, partition, end)
        ended = time.perf_counter()
        self._observer.committed(CommittedBatch(pairs=pairs, duration_s=ended - started, publish_s=ended - publishing))

    def _mark_tries(self, batch: Batch, group: Any) -> bool:
        """Let the group know that the first records of its partitions are tried; False if that was rolled back."""
        marks = self._positions.marks(batch.first)
        if not marks:
            return True
        if not self._transactions.publish([], marks, group):
            self._observer.aborted()
            return False
        self._positions.trials.mark((mark.topic, mark.partition) for mark in marks)
        return not self._transactions.commit_in_doubt

    def _process_records(self, batch: Batch) -> TriedBatch:
        trials, suspects = self._positions.trials, self._suspects
        if suspects is not None:
            if tries := trials.suspects(batch.first):
                return suspects.process(batch.records, tries, self._alive)
            if not trials.isolating:
                suspects.close()
        self._watchdog.arm("process", _PROCESS_S)
        return TriedBatch(pairs=process_batch(batch.records, self._process, self._outcome_limit))

    def _alive(self) -> None:
        self._watchdog.arm("check suspect records", _SUSPECT_S)
        self._observer.moved()

    def _confirm(self, is_sound: Callable[[], bool]) -> bool:
        """Whether the batch may be committed; waits briefly if no broker can confirm it now."""
        if is_sound():
            return True
        if self._positions.last_problem is not None and self._positions.missing is None:
            self._watch.no_answer(self._positions.last_problem)
            self._watch.check()
        if self._positions.last_problem is not None:
            self._stop.wait(_RETRY_S)
        return False

    def _publish(self, pairs: list[Pair], offsets: list[TopicPartition], group: Any) -> bool:
        noted = [self._positions.noted(offset) for offset in offsets]
        if not self._transactions.publish(pairs, noted, group):
            self._observer.aborted()
            if self._clock.active:
                self._stop.wait(_CLOCK_WAIT_S)
            return False
        self._source.committed(noted)
        self._positions.committed(noted)
        return True

    def _wait_for_service(self, batch: Batch, reason: str) -> None:
        """Rewind the batch and wait briefly; the loop keeps polling, so that the worker stays in its group."""
        self._source.rewind(batch.first)
        self._services.report(reason)
        self._stop.wait(_SERVICE_WAIT_S)
