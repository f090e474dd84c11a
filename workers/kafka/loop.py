"""The main loop: read a batch, process each record, write all outcomes in one transaction, repeat."""

import threading
import time
import traceback
from typing import Final

import structlog
from confluent_kafka import Message, TopicPartition

from workers.kafka.batch import Batch, first_offsets, following_offsets, sort_messages
from workers.kafka.broker_check import any_broker_answers
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import outcome_limit, producer_config
from workers.kafka.consumer import InputConsumer
from workers.kafka.dead_letter import build_batch_pointer, undeliverable_record
from workers.kafka.observer import CommittedBatch, LoopObserver, Partition
from workers.kafka.open_transactions import OpenTransactions
from workers.kafka.poison import ProbeTimedOut, find_batch_end
from workers.kafka.preflight import Preflight
from workers.kafka.producer import open_producer
from workers.kafka.record import Processed, Processor, TryLater
from workers.kafka.refuse_record import refuse_record
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.transaction import Pair, Transactions
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

_TURN_S: Final = 30.0
_PROBE_S: Final = 20.0
PROCESS_S: Final = 10.0
"""Seconds after which a batch is cut short, so that huge events do not exceed max.poll.interval.ms."""
_CLOSE_S: Final = 15.0
_SERVICE_WAIT_S: Final = 0.5
_RETRY_S: Final = 0.5

log = structlog.get_logger()


def run_loop(settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event) -> int:
    """Run until `stop` is set; returns 0 after a clean stop, otherwise raises `WorkerExit`."""
    code = 1
    try:
        worker = Worker(settings, slot, process, observer, stop)
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
        self, settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event
    ) -> None:
        self._settings = settings
        self._slot = slot
        self._process = process
        self._observer = observer
        self._stop = stop
        self._watch = BrokerWatch(
            settings.kafka_unavailable_timeout, observer, broker_answers_others=lambda: any_broker_answers(settings)
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
        self._transactions = Transactions(settings, slot, self._producer, self._calls)
        self._open_transactions = OpenTransactions(settings, slot, self._transactions, self._calls)
        self._outcome_limit = outcome_limit(settings)
        # Partitions on hold until the group's committed offset for them is known.
        self._unplaced: set[Partition] = set()

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
            preflight = Preflight(settings, self._producer, self._calls, self._observer, self._stop)
            preflight.wait_for_topics()
            preflight.compare_limits(self._source.config)
            self._source.subscribe()
            while not self._stop.is_set():
                self._turn()
        except StoppedWaiting:
            log.info("stopped while waiting for Kafka", slot=self._slot)
        return 0

    def close(self) -> None:
        """Leave the group on every exit path; otherwise its partitions wait for the session timeout."""
        self._watchdog.arm("close", _CLOSE_S)
        self._source.close()
        self._watchdog.stop()

    def _turn(self) -> None:
        settings, source = self._settings, self._source
        started = time.perf_counter()
        self._watchdog.arm("consume and process", _TURN_S + settings.batch_wait_ms / 1000)
        messages = source.read()
        self._observer.moved()
        self._watch.check()
        batch = self._sort(messages)
        if self._open_transactions.due or self._transactions.commit_in_doubt:
            # Process nothing yet: the open transaction would be committed together with the new outcomes.
            source.rewind(batch.first)
            source.raise_if_stuck()
            self._abort_open_transactions()
            return
        rolled_back = False
        if batch.records:
            rolled_back = not self._settle(batch, started)
        else:
            self._producer.poll(0)
            source.raise_if_stuck()
            self._settle_trailing()
        if not rolled_back and not self._transactions.commit_in_doubt:
            for (topic, partition), offset in batch.undecodable.items():
                self._skip_undecodable(topic, partition, offset)

    def _abort_open_transactions(self) -> None:
        """Abort transactions left open, once this worker has joined its group: the broker accepts only members."""
        if not self._source.assignment.joined:
            return
        if not self._open_transactions.abort(self._source.group_metadata()):
            self._stop.wait(_RETRY_S)  # the group is rebalancing
            return
        if self._transactions.commit_in_doubt:
            self._unplaced |= self._source.assignment.owned
            self._transactions.commit_in_doubt = False

    def _sort(self, messages: list[Message]) -> Batch:
        assignment = self._source.assignment
        self._unplaced |= assignment.left_and_back()
        self._unplaced &= assignment.owned
        batch = sort_messages(messages, assignment.owned - self._unplaced)
        self._source.take_errors(batch.errors)
        if self._unplaced and self._source.rewind_to_committed(self._unplaced):
            self._unplaced.clear()
        return batch

    def _settle(self, batch: Batch, started: float) -> bool:
        """Process and write one batch; False if it, or the rest of it, was rolled back and will be read again."""
        # Metadata from the generation that read these records: a member replaced since then is refused.
        group = self._source.group_metadata()
        try:
            pairs = self._process_all(batch)
        except TryLater as later:
            self._wait_for_service(batch, str(later))
            return False
        self._services.answered()
        publishing = time.perf_counter()
        rest = first_offsets(batch.records[len(pairs) :])
        following = batch.following if not rest else following_offsets(batch.records[: len(pairs)])
        offsets = self._source.offsets_behind(following, exactly=rest)
        if not self._transactions.publish(pairs, offsets, group):
            self._observer.aborted()
            self._source.rewind(batch.first)
            return False
        self._source.committed(offsets)
        ended = time.perf_counter()
        self._observer.committed(CommittedBatch(pairs=pairs, duration_s=ended - started, publish_s=ended - publishing))
        self._source.rewind(rest)
        return not rest

    def _wait_for_service(self, batch: Batch, reason: str) -> None:
        """Rewind the batch and wait briefly; the loop keeps polling, so that the worker stays in its group."""
        self._source.rewind(batch.first)
        self._services.no_answer(reason)
        self._services.check()
        self._stop.wait(_SERVICE_WAIT_S)

    def _process_all(self, batch: Batch) -> list[Pair]:
        """Process the records, or as many as fit in the time that a member may go without polling."""
        process, now = self._process, time.monotonic
        over = now() + PROCESS_S
        pairs: list[Pair] = []
        keep = pairs.append
        record = batch.records[0]
        try:
            for record in batch.records:
                fault = record.fault
                keep((record, process(record) if fault is None else refuse_record(record, fault, self._outcome_limit)))
                if now() > over:
                    break
        except TryLater:
            raise
        except WorkerExit as ended:
            ended.position = ended.position or (record.topic, record.partition, record.offset)
            raise
        except Exception as raised:
            # Only the type and the location: the exception text may contain record data.
            frame = traceback.extract_tb(raised.__traceback__)[-1]
            raise WorkerExit(
                1,
                f"internal error: {type(raised).__name__} in {frame.filename}:{frame.lineno} while processing record "
                f"{record.topic}/{record.partition}/{record.offset}; nothing in the batch was committed",
                (record.topic, record.partition, record.offset),
            ) from raised
        return pairs

    def _settle_trailing(self) -> None:
        """Commit offsets past records that have no outcome, so that lag monitors show zero."""
        offsets = self._source.trailing()
        if not offsets:
            return
        if self._transactions.publish([], offsets, self._source.group_metadata()):
            self._source.committed(offsets)
        else:
            self._observer.aborted()

    def _skip_undecodable(self, topic: str, partition: int, offset: int) -> None:
        """Write one pointer for the whole batch and commit the offset after it, in one transaction."""
        started = time.perf_counter()
        self._watchdog.arm("probe", _PROBE_S + _TURN_S)
        group = self._source.group_metadata()
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
        offsets = [TopicPartition(topic, partition, end)]
        if not self._transactions.publish(pairs, offsets, group):
            self._observer.aborted()
            return
        log.warning(
            "skipped a batch that cannot be decoded", topic=topic, partition=partition, first=offset, last=end - 1
        )
        self._source.committed(offsets)
        self._source.seek(topic, partition, end)
        ended = time.perf_counter()
        self._observer.committed(CommittedBatch(pairs=pairs, duration_s=ended - started, publish_s=ended - publishing))
