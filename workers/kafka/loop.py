"""The main loop: read a batch, process each record, write all outcomes in one transaction, repeat."""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from confluent_kafka import KafkaException, Message, TopicPartition

from workers.kafka.batch import Batch, first_offsets, following_offsets, sort_messages
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import outcome_limit, producer_config
from workers.kafka.consumer import InputConsumer
from workers.kafka.dead_letter import build_batch_pointer, undeliverable_record
from workers.kafka.diagnosis import diagnose
from workers.kafka.errors import error_of
from workers.kafka.isolation import Isolation
from workers.kafka.observer import CommittedBatch, LoopObserver, Partition
from workers.kafka.open_transactions import OpenTransactions
from workers.kafka.poison import ProbeTimedOut, find_batch_end
from workers.kafka.positions import Positions
from workers.kafka.preflight import Preflight
from workers.kafka.process_batch import process_batch
from workers.kafka.producer import open_producer
from workers.kafka.record import Processed, Processor, TryLater
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.stuck_input import StuckInput
from workers.kafka.suspects import Suspects, TriedBatch
from workers.kafka.transaction import Pair, Transactions
from workers.kafka.waiting import Waiting
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

_TURN_S: Final = 30.0
_PROBE_S: Final = 20.0
_PLACE_S: Final = 60.0
_CLOSE_S: Final = 15.0
_SERVICE_WAIT_S: Final = 0.5
_RETRY_S: Final = 0.5

log = structlog.get_logger()


def run_loop(
    settings: Settings,
    slot: int,
    process: Processor,
    observer: LoopObserver,
    stop: threading.Event,
    isolation: Isolation | None = None,
) -> int:
    """Run until `stop` is set; returns 0 after a clean stop, otherwise raises `WorkerExit`.

    `isolation` processes records that may have ended earlier processes; without it, `process` takes all records.
    """
    code = 1
    try:
        worker = Worker(settings, slot, process, observer, stop, isolation)
        try:
            code = worker.run()
        finally:
            worker.close()
    except WorkerExit as ended:
        code = ended.code
        log.error("worker failed", slot=slot, exit_code=code, reason=ended.message)
        raise
    else:
        log.info("worker stopped", slot=slot, exit_code=code)
    finally:
        observer.left(code)
    return code


class Worker:
    """One slot of the group: a consumer, a transactional producer, and the loop that connects them."""

    def __init__(
        self,
        settings: Settings,
        slot: int,
        process: Processor,
        observer: LoopObserver,
        stop: threading.Event,
        isolation: Isolation | None = None,
    ) -> None:
        self._settings = settings
        self._slot = slot
        self._process = process
        self._observer = observer
        self._stop = stop
        self._watch = BrokerWatch(
            settings.kafka_unavailable_timeout, observer, diagnose=lambda: diagnose(settings, slot)
        )
        self._services = BrokerWatch(
            settings.kafka_unavailable_timeout, observer, subject="required service", away=False
        )
        self._watchdog = Watchdog()
        self._source = InputConsumer(settings, slot, self._watch, observer, stop)
        # The producer runs its callbacks inside its calls, by which time `_transactions` below is set.
        self._producer = open_producer(
            producer_config(settings, slot),
            on_error=self._watch.heard_by_producer,
            on_delivery=lambda error, message: self._transactions.on_delivery(error, message),
        )
        self._calls = Calls(self._producer, self._watch, self._watchdog, observer, stop)
        self._preflight = Preflight(settings, self._producer, self._calls, observer, stop)
        self._transactions = Transactions(settings, slot, self._producer, self._calls, self._compare_limits)
        self._open_transactions = OpenTransactions(settings, slot, self._transactions, self._calls)
        self._outcome_limit = outcome_limit(settings)
        self._suspects = None if isolation is None else Suspects(settings, isolation, observer, self._outcome_limit)
        self._positions = Positions(settings, self._source, observer)
        self._missing_topic = Waiting("topic", settings.kafka_unavailable_timeout, observer)
        self._stuck_input = StuckInput(settings, observer, lambda: diagnose(settings, slot))

    def run(self) -> int:
        """Start, then loop until asked to stop; returns 0."""
        settings = self._settings
        log.info(
            "worker starting",
            slot=self._slot,
            group=settings.group_id,
            input_topic=settings.input_topic,
            group_protocol=settings.kafka_group_protocol,
        )
        self._watchdog.start()
        self._watchdog.leave_with(self._source.leave)
        try:
            # Do this first: a transaction left open by a predecessor blocks all readers and the group's offsets.
            self._transactions.start()
            self._preflight.wait_for_topics()
            self._compare_limits()
            self._positions.watched = self._preflight.describes_topics
            self._source.subscribe()
            while not self._stop.is_set():
                self._turn()
        except StoppedWaiting:
            log.info("stopped while waiting for Kafka", slot=self._slot)
        except KafkaException as raised:
            # Any call raises what made the client unusable, even one that only serves callbacks.
            raise self._transactions.exit_of(error_of(raised)) from raised
        return 0

    def _compare_limits(self) -> None:
        self._preflight.compare_limits(self._source.config)

    def close(self) -> None:
        """Leave the group on every exit path; otherwise its partitions wait for the session timeout."""
        self._watchdog.arm("close", _CLOSE_S)
        self._source.close()
        if self._suspects is not None:
            self._suspects.close()
        self._watchdog.stop()

    def _turn(self) -> None:
        settings, source = self._settings, self._source
        started = time.perf_counter()
        self._watchdog.arm("consume and process", _TURN_S + settings.batch_wait_ms / 1000)
        messages = source.read()
        self._observer.moved()
        self._watch.check()
        self._positions.follow_assignment()
        self._missing_topic.report(self._positions.missing)
        readable = self._positions.placed
        if self._open_transactions.due or self._transactions.commit_in_doubt:
            # Process nothing yet: the open transaction would be committed together with the new outcomes.
            source.rewind(self._sort(messages, readable).first)
            self._look_if_stuck()
            self._abort_open_transactions()
            return
        self._watchdog.arm("find positions", _PLACE_S)
        self._positions.place(self._commit_offsets)
        batch = self._sort(messages, readable & self._positions.placed)
        rolled_back = False
        if batch.records:
            rolled_back = not self._settle(batch, started)
        else:
            self._producer.poll(0)
            self._look_if_stuck()
            if not batch.undecodable:
                self._settle_trailing()
        if not rolled_back and not self._transactions.commit_in_doubt:
            for (topic, partition), offset in batch.undecodable.items():
                self._skip_undecodable(topic, partition, offset)

    def _sort(self, messages: list[Message], readable: set[Partition]) -> Batch:
        batch = sort_messages(messages, readable)
        self._source.take_errors(batch.errors)
        return batch

    def _abort_open_transactions(self) -> None:
        """Abort transactions left open, once this worker has joined its group: the broker accepts only members."""
        if not self._source.assignment.joined:
            return
        if not self._open_transactions.abort(self._source.group_metadata()):
            self._stop.wait(_RETRY_S)  # the group is rebalancing
            return
        if self._transactions.commit_in_doubt:
            self._positions.forget()
            self._transactions.commit_in_doubt = False

    def _settle(self, batch: Batch, started: float) -> bool:
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
        self._services.answered()
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
        self._watchdog.arm("process", _TURN_S)
        return TriedBatch(pairs=process_batch(batch.records, self._process, self._outcome_limit))

    def _alive(self) -> None:
        self._watchdog.arm("check suspect records", _TURN_S)
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

    def _look_if_stuck(self) -> None:
        self._stuck_input.look(stuck=self._source.stuck and not self._missing_topic.active)

    def _publish(self, pairs: list[Pair], offsets: list[TopicPartition], group: Any) -> bool:
        noted = [self._positions.noted(offset) for offset in offsets]
        if not self._transactions.publish(pairs, noted, group):
            self._observer.aborted()
            return False
        self._source.committed(noted)
        self._positions.committed(noted)
        return True

    def _commit_offsets(self, offsets: list[TopicPartition]) -> bool:
        return self._publish([], offsets, self._source.group_metadata())

    def _wait_for_service(self, batch: Batch, reason: str) -> None:
        """Rewind the batch and wait briefly; the loop keeps polling, so that the worker stays in its group."""
        self._source.rewind(batch.first)
        self._services.no_answer(reason)
        self._services.check()
        self._stop.wait(_SERVICE_WAIT_S)

    def _settle_trailing(self) -> None:
        """Commit offsets past records that have no outcome, so that lag monitors show zero."""
        offsets = self._source.trailing(self._positions.placed)
        if not offsets:
            self._positions.look()
        elif self._confirm(self._positions.check({})):
            self._commit_offsets(offsets)

    def _skip_undecodable(self, topic: str, partition: int, offset: int) -> None:
        """Write one pointer for the whole batch and commit the offset after it, in one transaction."""
        started = time.perf_counter()
        self._watchdog.arm("probe", _PROBE_S + _TURN_S)
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
