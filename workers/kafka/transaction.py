"""One batch is one transaction: its outcomes and its input offsets are committed together or not at all."""

import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition

from workers.kafka.client_settings import outcome_limit
from workers.kafka.errors import classify, describe, error_of, exit_for, is_refused
from workers.kafka.observer import Partition
from workers.kafka.producer import OutcomeProducer
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.kafka.retrying_calls import Calls
from workers.kafka.too_large import TOO_LARGE, TooLarge
from workers.kafka.transaction_errors import CLOCK, exit_of_transaction, is_clock_refused
from workers.kafka.waiting import Waiting
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

MAX_ABORTS_IN_A_ROW: Final = 20
"""Limit on consecutive aborts: otherwise a persistent error would abort forever."""

# The next call resumes init_transactions, and a short timeout lets the worker notice a stop or a refusal quickly.
_INIT_TIMEOUT_S: Final = 0.5

# Compacted output topics reject a record without a key. Readers of committed records never see this record; to any
# other reader it is a tombstone for a key that no encounter has.
_PLACEHOLDER_KEY: Final = b"taken-back"

log = structlog.get_logger()

Pair = tuple[InputRecord, Processed]


class Transactions:
    """The transactional producer of one slot.

    `publish` handles a whole batch. After an abort, the caller reads the batch again. After `WorkerExit`, the process
    must end; its successor first resolves any transaction in doubt.
    """

    def __init__(
        self,
        settings: Settings,
        slot: int,
        producer: OutcomeProducer,
        calls: Calls,
        compare_limits: Callable[[], None],
        clock: Waiting,
    ) -> None:
        self._settings = settings
        self._slot = slot
        self._producer = producer
        self._calls = calls
        self._compare_limits = compare_limits
        self._clock = clock
        self._topics = {
            "ready": settings.ready_topic,
            "rejected": settings.rejected_topic,
            "dead_letter": settings.dead_letter_topic,
        }
        self._too_large = TooLarge(outcome_limit(settings))
        self._bad_delivery: tuple[str | None, KafkaError] | None = None
        self._dropped = False
        self._aborts_in_a_row = 0
        self._begun = 0.0
        self.commit_in_doubt = False
        """A commit was retried: if a broker was down in between, it may not have written all end markers."""
        self.doubtful: list[Pair] = []
        """What the commit in doubt has written."""
        self.doubtful_offsets: list[TopicPartition] = []
        """The input offsets that it has committed."""

    def on_delivery(self, error: KafkaError | None, message: Message) -> None:
        """Keep the error of the first failed record: the commit's own error does not give the cause."""
        if error is None:
            return
        self._dropped = self._dropped or error.code() not in TOO_LARGE
        if self._bad_delivery is None:
            self._bad_delivery = (message.topic(), error)

    def start(self) -> None:
        """End the transaction that a predecessor in this slot left open; call before the consumer joins the group."""
        self._initialize(under_way=False)

    def _initialize(self, *, under_way: bool) -> None:
        initialize = self._producer.client.init_transactions
        try:
            self._calls.make("init_transactions", initialize, timeout_s=_INIT_TIMEOUT_S, under_way=under_way)
        except KafkaException as raised:
            raise self.exit_of(error_of(raised)) from raised

    def publish(self, pairs: list[Pair], offsets: list[TopicPartition], group: Any) -> bool:
        """Write the outcomes in `pairs` and commit `offsets`; False if the transaction was aborted.

        `group` is the consumer's metadata from when the records were read, so that the broker refuses a member that
        has since been replaced. A pair whose outcome is too large is replaced in the list.
        """
        self._bad_delivery = None
        self._begun = time.monotonic()
        try:
            self._producer.client.begin_transaction()
            if self._too_large.careful:
                self._produce_one_by_one(pairs)
            else:
                self._produce(pairs)
            self._calls.make(
                "send_offsets_to_transaction",
                lambda timeout_s: self._producer.client.send_offsets_to_transaction(offsets, group, timeout_s),
                touches=f"group {self._settings.group_id}",
            )
            retried = self._calls.retried
            self._calls.make(
                "commit_transaction", self._producer.client.commit_transaction, touches=", ".join(self._topics.values())
            )
            if self._calls.retried > retried:
                self.commit_in_doubt = True
            self.doubtful, self.doubtful_offsets = pairs, offsets
        except KafkaException as raised:
            self._abort_batch(error_of(raised))
            return False
        self._aborts_in_a_row = 0
        if pairs:
            self._clock.report(None)
        self._too_large.settled()
        return True

    def abort_empty_transaction(self, partitions: list[Partition], group: Any) -> KafkaError | None:
        """Abort one transaction that touches `partitions` and the group's offsets, which ends any open one in them.

        Returns: the error if it did not reach all of them, so the caller can retry; None on success.
        """
        self._bad_delivery = None
        self._begun = time.monotonic()
        error: KafkaError | None = None
        try:
            self._producer.client.begin_transaction()
            for topic, partition in partitions:
                self._producer.client.produce(topic, None, _PLACEHOLDER_KEY, partition=partition)
            nowhere = [TopicPartition(self._settings.input_topic, 0, 0)]
            self._calls.make(
                "send_offsets_to_transaction",
                lambda timeout_s: self._producer.client.send_offsets_to_transaction(nowhere, group, timeout_s),
                touches=f"group {self._settings.group_id}",
            )
            # Flush first: an abort drops queued records, and the broker would never learn of their partitions.
            self._calls.make("flush", self._flush)
        except KafkaException as raised:
            error = error_of(raised)
            if classify(error) in ("fatal", "refused"):
                raise self.exit_of(error) from raised
        error = self._failed_delivery() or error
        self._abort()
        return error

    def _failed_delivery(self) -> KafkaError | None:
        """The error of a record that was not written, if any; raises `WorkerExit` if the broker refused access."""
        if self._bad_delivery is None:
            return None
        topic, error = self._bad_delivery
        if is_refused(error):
            raise exit_for(error, f"writing to {topic}")
        return error

    def _flush(self, timeout_s: float) -> None:
        if self._producer.client.flush(timeout_s):
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "records are still queued", retriable=True))

    def _abort(self) -> None:
        try:
            self._calls.make("abort_transaction", self._producer.client.abort_transaction)
        except KafkaException as raised:
            raise self.exit_of(error_of(raised)) from raised
        if self._dropped:
            # The client takes every record that an abort drops for one that no broker has. If a broker has it, because
            # only the answer was lost, the next record gets its sequence number again: the broker drops that one as a
            # duplicate, and the client reports it as written. A new client has a new epoch and starts at 0.
            self._dropped = False
            self._producer.renew()
            self._initialize(under_way=True)

    def _produce(self, pairs: list[Pair]) -> None:
        produce, topics = self._producer.client.produce, self._topics
        for index, (_, processed) in enumerate(pairs):
            output = processed.output
            try:
                if output.headers:
                    produce(topics[output.kind], output.value, output.key, headers=list(output.headers))
                else:
                    produce(topics[output.kind], output.value, output.key)
            except (BufferError, KafkaException) as raised:
                self._produce_refused(pairs, index, raised)

    def _produce_refused(self, pairs: list[Pair], index: int, raised: BufferError | KafkaException) -> None:
        """Handle a record at `index` that the client did not accept: its queue is full or the record is too large."""
        while True:
            record, processed = pairs[index]
            if isinstance(raised, BufferError):
                self._producer.client.poll(0.05)
            elif error_of(raised).code() in TOO_LARGE:
                pairs[index] = (record, self._too_large.refuse(record, processed))
            else:
                raise raised
            try:
                self._produce_output(pairs[index][1].output)
            except (BufferError, KafkaException) as again:
                raised = again
            else:
                return

    def _produce_output(self, output: OutputRecord) -> None:
        topic = self._topics[output.kind]
        self._producer.client.produce(topic, output.value, output.key, headers=list(output.headers))

    def _produce_one_by_one(self, pairs: list[Pair]) -> None:
        """Send each record in its own request, so that a size error identifies the record."""
        for index, (record, processed) in enumerate(pairs):
            pairs[index] = (record, self._too_large.replace(record, processed))
            try:
                self._produce_output(pairs[index][1].output)
            except (BufferError, KafkaException) as raised:
                self._produce_refused(pairs, index, raised)
            self._producer.client.flush(5.0)
            if self._bad_delivery is not None:
                if self._bad_delivery[1].code() in TOO_LARGE:
                    self._too_large.remember(record)
                    # Each of these aborts identifies one more record, so they do not count as aborts in a row.
                    self._aborts_in_a_row = 0
                return

    def _abort_batch(self, error: KafkaError) -> None:
        """Abort the transaction, or end the worker if an abort cannot help."""
        delivery = self._bad_delivery
        self._failed_delivery()
        if classify(error) in ("fatal", "refused"):
            raise self.exit_of(error)
        if is_clock_refused(error, *(() if delivery is None else (delivery[1],))):
            # Only a person can end this, and it may take long: wait, and do not count it as a failure.
            self._abort()
            self._clock.report(CLOCK)
            return
        self._aborts_in_a_row += 1
        cause = describe(error)
        if delivery is not None:
            cause = f"writing to {delivery[0]}: {describe(delivery[1])}"
        log.warning("transaction aborted; retrying batch", slot=self._slot, error=cause)
        if self._aborts_in_a_row >= MAX_ABORTS_IN_A_ROW:
            raise WorkerExit(4, f"aborted {MAX_ABORTS_IN_A_ROW} transactions in a row; last error: {cause}")
        self._abort()
        if delivery is not None and delivery[1].code() in TOO_LARGE and not self._too_large.careful:
            # The limits were right at the start: if one was lowered since, no record is to blame.
            self._compare_limits()
            self._too_large.careful = True

    def exit_of(self, error: KafkaError) -> WorkerExit:
        """The exit for an error that the worker cannot continue after, with its exit code."""
        return exit_of_transaction(error, self._settings, self._slot, begun=self._begun)
