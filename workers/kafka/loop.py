"""The main loop: read a batch, process each record, write all outcomes in one transaction, repeat."""

import threading
import time
from typing import Final

import structlog
from confluent_kafka import KafkaException, Message

from workers.kafka.batch import Batch, sort_messages
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import producer_config
from workers.kafka.consumer import InputConsumer
from workers.kafka.diagnosis import diagnose
from workers.kafka.errors import error_of
from workers.kafka.isolation import Isolation
from workers.kafka.observer import LoopObserver, Partition
from workers.kafka.open_transactions import OpenTransactions
from workers.kafka.positions import Positions
from workers.kafka.preflight import Preflight
from workers.kafka.producer import OutcomeProducer, open_producer
from workers.kafka.record import Processor
from workers.kafka.retrying_calls import Calls, StoppedWaiting
from workers.kafka.settlement import Settlement
from workers.kafka.stuck_input import StuckInput
from workers.kafka.transaction import Transactions
from workers.kafka.waiting import Waiting
from workers.kafka.watchdog import Watchdog
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_TURN_S: Final = 30.0
_PLACE_S: Final = 60.0
_CLOSE_S: Final = 15.0
_RETRY_S: Final = 0.5
_DOUBT_S: Final = 8.0

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
        self._observer = observer
        self._stop = stop
        self._watch = BrokerWatch(
            settings.kafka_unavailable_timeout, observer, diagnose=lambda: diagnose(settings, slot)
        )
        self._watchdog = Watchdog()
        self._source = InputConsumer(settings, slot, self._watch, observer, stop)
        # The producer runs its callbacks inside its calls, by which time `_transactions` below is set.
        self._producer = OutcomeProducer(
            lambda: open_producer(
                producer_config(settings, slot),
                on_error=self._watch.heard_by_producer,
                on_delivery=lambda error, message: self._transactions.on_delivery(error, message),
            )
        )
        self._calls = Calls(self._producer, self._watch, self._watchdog, observer, stop)
        self._preflight = Preflight(settings, self._producer, self._calls, observer, stop)
        clock = Waiting("clock", settings.kafka_unavailable_timeout, observer)
        self._transactions = Transactions(settings, slot, self._producer, self._calls, self._compare_limits, clock)
        self._open_transactions = OpenTransactions(settings, slot, self._source, self._transactions, self._calls)
        self._positions = Positions(settings, self._source, observer)
        self._settlement = Settlement(
            settings,
            self._source,
            self._positions,
            self._transactions,
            process,
            isolation,
            clock=clock,
            watch=self._watch,
            watchdog=self._watchdog,
            observer=observer,
            stop=stop,
        )
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
            # No successor could tell a commit in doubt from a rollback.
            until = time.monotonic() + _DOUBT_S
            while self._transactions.commit_in_doubt and time.monotonic() < until:
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
        self._settlement.close()
        self._watchdog.stop()

    def _turn(self) -> None:
        settings, source = self._settings, self._source
        started = time.perf_counter()
        self._watchdog.arm("consume", _TURN_S + settings.batch_wait_ms / 1000)
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
        self._positions.place(self._settlement.commit_offsets)
        batch = self._sort(messages, readable & self._positions.placed)
        rolled_back = False
        if batch.records:
            rolled_back = not self._settlement.settle(batch, started)
        else:
            self._producer.poll(0)
            self._look_if_stuck()
            if not batch.undecodable:
                self._settlement.settle_trailing()
        if not rolled_back and not self._transactions.commit_in_doubt:
            for (topic, partition), offset in batch.undecodable.items():
                self._settlement.skip_undecodable(topic, partition, offset)

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
            if self._open_transactions.settle_doubt(self._source.group_metadata()):
                self._positions.forget()
            else:
                self._stop.wait(_RETRY_S)

    def _look_if_stuck(self) -> None:
        self._stuck_input.look(stuck=self._source.stuck and not self._missing_topic.active)
