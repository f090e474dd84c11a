"""Read a batch, decide what becomes of each record, write all of it in one transaction, and again."""

import threading
import time
import traceback
from typing import Final

import structlog
from confluent_kafka import Message, TopicPartition

from workers.kafka.batch import Batch, first_offsets, following_offsets, sort_messages
from workers.kafka.broker_check import a_broker_answers
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import producer_config
from workers.kafka.consumer import Source
from workers.kafka.dead_letter import build_batch_pointer, undeliverable_record
from workers.kafka.observer import CommittedBatch, LoopObserver, Partition
from workers.kafka.open_transactions import UnendedTransactions
from workers.kafka.poison import ProbeTimedOut, find_batch_end
from workers.kafka.preflight import Preflight
from workers.kafka.producer import open_producer
from workers.kafka.record import Processed, Processor, TryLater
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.transaction import Pair, Transactions
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

_TURN_S: Final = 30.0
_PROBE_S: Final = 20.0
PROCESS_S: Final = 10.0
"""Seconds after which a batch is cut: huge events must not keep the worker from its group (max.poll.interval.ms)."""
_CLOSE_S: Final = 15.0
_SERVICE_WAIT_S: Final = 0.5
_TRY_AGAIN_S: Final = 0.5

log = structlog.get_logger()


def run_loop(settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event) -> int:
    """Works until `stop` is set; 0 when it drained and stopped, else raises `WorkerExit` (contract section 7)."""
    code = 1
    try:
        worker = Worker(settings, slot, process, observer, stop)
        try:
            code = worker.run()
        finally:
            worker.close()
    except WorkerExit as ended:
        code = ended.code
        log.error("worker ends", slot=slot, exit_code=code, reason=ended.message)
        raise
    else:
        log.info("worker stopped", slot=slot, exit_code=code)
    finally:
        observer.left(code)
    return code


class Worker:
    """One slot of the group: a consumer, a transactional producer and the turn that joins them."""

    def __init__(
        self, settings: Settings, slot: int, process: Processor, observer: LoopObserver, stop: threading.Event
    ) -> None:
        self._settings = settings
        self._slot = slot
        self._process = process
        self._observer = observer
        self._stop = stop
        self._watch = BrokerWatch(
            settings.kafka_unavailable_timeout, observer, answers_others=lambda: a_broker_answers(settings)
        )
        self._services = BrokerWatch(
            settings.kafka_unavailable_timeout, observer, subject="service that outcomes need", away=False
        )
        self._watchdog = Watchdog()
        self._source = Source(settings, slot, self._watch, observer, stop)
        # The producer's callbacks are served inside its calls, long after both names below are set.
        self._producer = open_producer(
            producer_config(settings, slot),
            on_error=self._watch.heard_by_producer,
            on_delivery=lambda error, message: self._transactions.on_delivery(error, message),
        )
        self._calls = Calls(self._producer, self._watch, self._watchdog, observer, stop)
        self._transactions = Transactions(settings, slot, self._producer, self._calls)
        self._unended = UnendedTransactions(settings, slot, self._transactions, self._calls)
        # Partitions of which nothing is decided before the group has said where it is in them.
        self._unplaced: set[Partition] = set()

    def run(self) -> int:
        """Starts, and makes turns until it shall stop; 0 when it did."""
        settings = self._settings
        log.info(
            "worker starts",
            slot=self._slot,
            group=settings.group_id,
            input_topic=settings.input_topic,
            group_protocol=settings.kafka_group_protocol,
        )
        self._watchdog.start()
        self._watchdog.leave_with(self._source.leave)
        try:
            # First of all: what a predecessor left open holds back every reader, and its offsets.
            self._transactions.start()
            preflight = Preflight(settings, self._producer, self._calls, self._observer, self._stop)
            preflight.wait_for_topics()
            preflight.compare_limits(self._source.config)
            self._source.subscribe()
            while not self._stop.is_set():
                self._turn()
        except StoppedWaiting:
            log.info("stopped while waiting for a broker", slot=self._slot)
        return 0

    def close(self) -> None:
        """Leaves the group on every way out: else nobody gets the partitions until the session times out."""
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
        if self._unended.due or self._transactions.commit_in_doubt:
            # Nothing is decided before: what was left open would be committed together with it.
            source.rewind(batch.first)
            source.raise_if_stuck()
            self._take_back_unended()
            return
        taken_back = False
        if batch.records:
            taken_back = not self._settle(batch, started)
        else:
            self._producer.poll(0)
            source.raise_if_stuck()
            self._settle_trailing()
        if not taken_back and not self._transactions.commit_in_doubt:
            for (topic, partition), offset in batch.undecodable.items():
                self._pass_undecodable(topic, partition, offset)

    def _take_back_unended(self) -> None:
        """Takes back what was left open, as soon as this worker is a member of its group: none else may ask for it."""
        if not self._source.assignment.joined:
            return
        if not self._unended.take_back(self._source.group_metadata()):
            self._stop.wait(_TRY_AGAIN_S)  # the group is being rearranged
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
        """Decides and writes one batch; False where it, or the rest of it, was taken back and will be read again."""
        # Of the generation these records were read in: a member replaced since then is refused.
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
        """Gives the batch back and waits a little; the loop goes on turning, so that the member stays one."""
        self._source.rewind(batch.first)
        self._services.no_answer(reason)
        self._services.check()
        self._stop.wait(_SERVICE_WAIT_S)

    def _process_all(self, batch: Batch) -> list[Pair]:
        """What becomes of the records, or of as many as fit into the time that a member may stay away."""
        process, now = self._process, time.monotonic
        over = now() + PROCESS_S
        pairs: list[Pair] = []
        keep = pairs.append
        record = batch.records[0]
        try:
            for record in batch.records:
                keep((record, process(record)))
                if now() > over:
                    break
        except TryLater:
            raise
        except WorkerExit as ended:
            ended.position = ended.position or (record.topic, record.partition, record.offset)
            raise
        except Exception as raised:
            # Only the type and the place: the text of an exception may quote the record.
            frame = traceback.extract_tb(raised.__traceback__)[-1]
            raise WorkerExit(
                1,
                f"an error of the worker itself, {type(raised).__name__} at {frame.filename}:{frame.lineno}, "
                f"at {record.topic}/{record.partition}/{record.offset}; nothing of the batch is committed",
                (record.topic, record.partition, record.offset),
            ) from raised
        return pairs

    def _settle_trailing(self) -> None:
        """Commits offsets beyond records that have no outcome, so that tools that watch the lag see none."""
        offsets = self._source.trailing()
        if not offsets:
            return
        if self._transactions.publish([], offsets, self._source.group_metadata()):
            self._source.committed(offsets)
        else:
            self._observer.aborted()

    def _pass_undecodable(self, topic: str, partition: int, offset: int) -> None:
        """One pointer for the whole batch and the offset behind it, in one transaction; the partition goes on."""
        started = time.perf_counter()
        self._watchdog.arm("probe", _PROBE_S + _TURN_S)
        group = self._source.group_metadata()
        try:
            end = find_batch_end(self._source.config, topic, partition, offset, timeout_s=_PROBE_S)
        except ProbeTimedOut:
            return  # the same error comes with the next read
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
        log.warning("an undecodable batch was passed", topic=topic, partition=partition, first=offset, last=end - 1)
        self._source.committed(offsets)
        self._source.seek(topic, partition, end)
        ended = time.perf_counter()
        self._observer.committed(CommittedBatch(pairs=pairs, duration_s=ended - started, publish_s=ended - publishing))
