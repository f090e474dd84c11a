"""One batch is one transaction: its outcomes and the offsets behind its inputs are visible together or not at all."""

import time
from typing import Any, Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, Producer, TopicPartition

from workers.kafka.client_settings import TRANSACTION_TIMEOUT_MS, outcome_limit
from workers.kafka.errors import FENCED, classify, describe, error_of, exit_for, is_fatal, is_refused
from workers.kafka.observer import Partition
from workers.kafka.record import InputRecord, OutputRecord, Processed
from workers.kafka.retrying_calls import Calls
from workers.kafka.too_large import TOO_LARGE, Oversize
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

MOST_ABORTS_IN_A_ROW: Final = 20
"""An error that comes back every time would otherwise abort for ever."""

# init_transactions is resumed where it was by the next call, and a short call lets a stop and a refusal be seen soon.
_INIT_TIMEOUT_S: Final = 0.5

# Some output topics are compacted and take no record without a key; of this one readers of committed records see
# nothing, and for any other it deletes a key that no encounter has.
_NO_ENCOUNTER: Final = b"taken-back"

log = structlog.get_logger()

Pair = tuple[InputRecord, Processed]


class Transactions:
    """The transactional producer of one slot.

    `publish` is all a batch needs. After an abort the caller reads the batch again; after `WorkerExit` the process
    must end, and a fresh one settles what is in doubt by the first thing it does.
    """

    def __init__(self, settings: Settings, slot: int, producer: Producer, calls: Calls) -> None:
        self._settings = settings
        self._slot = slot
        self._producer = producer
        self._calls = calls
        self._topics = {
            "ready": settings.ready_topic,
            "rejected": settings.rejected_topic,
            "dead_letter": settings.dead_letter_topic,
        }
        self._oversize = Oversize(outcome_limit(settings))
        self._bad_delivery: tuple[str | None, KafkaError] | None = None
        self._aborts_in_a_row = 0
        self._begun = 0.0
        self.commit_in_doubt = False
        """A commit had to be asked for again: a broker that was away in between may not have written all of it."""

    def on_delivery(self, error: KafkaError | None, message: Message) -> None:
        """Called for records that failed: the error of the commit itself does not say why."""
        if error is not None and self._bad_delivery is None:
            self._bad_delivery = (message.topic(), error)

    def start(self) -> None:
        """Settles what a predecessor with this slot left open; to be done before the consumer joins the group."""
        try:
            self._calls.make(
                "init_transactions", self._producer.init_transactions, timeout_s=_INIT_TIMEOUT_S, under_way=False
            )
        except KafkaException as raised:
            raise self._exit(error_of(raised)) from raised

    def publish(self, pairs: list[Pair], offsets: list[TopicPartition], group: Any) -> bool:
        """Writes the outcomes in `pairs` and commits `offsets`; False where all of it was taken back.

        `group` is the consumer's metadata of the moment in which the records were read: a member that has been
        replaced since is then refused. A pair whose outcome is too large is replaced in the list.
        """
        self._bad_delivery = None
        self._begun = time.monotonic()
        try:
            self._producer.begin_transaction()
            if self._oversize.careful:
                self._produce_one_by_one(pairs)
            else:
                self._produce(pairs)
            self._calls.make(
                "send_offsets_to_transaction",
                lambda timeout_s: self._producer.send_offsets_to_transaction(offsets, group, timeout_s),
                touches=f"group {self._settings.group_id}",
            )
            retried = self._calls.retried
            self._calls.make(
                "commit_transaction", self._producer.commit_transaction, touches=", ".join(self._topics.values())
            )
            self.commit_in_doubt = self.commit_in_doubt or self._calls.retried > retried
        except KafkaException as raised:
            self._take_back(error_of(raised))
            return False
        self._aborts_in_a_row = 0
        self._oversize.settled()
        return True

    def abort_one_over(self, partitions: list[Partition], group: Any) -> KafkaError | None:
        """One transaction over output partitions and the group's offsets, taken back: ends what is open in them.

        Returns: why it did not reach all of them, if so; then the caller tries again.
        """
        self._bad_delivery = None
        self._begun = time.monotonic()
        error: KafkaError | None = None
        try:
            self._producer.begin_transaction()
            for topic, partition in partitions:
                self._producer.produce(topic, None, _NO_ENCOUNTER, partition=partition)
            nowhere = [TopicPartition(self._settings.input_topic, 0, 0)]
            self._calls.make(
                "send_offsets_to_transaction",
                lambda timeout_s: self._producer.send_offsets_to_transaction(nowhere, group, timeout_s),
                touches=f"group {self._settings.group_id}",
            )
            # An abort drops what waits in the client's queue, and then the broker never hears of those partitions.
            self._calls.make("flush", self._flush)
        except KafkaException as raised:
            error = error_of(raised)
            if classify(error) in ("fatal", "refused"):
                raise self._exit(error) from raised
        error = self._failed_delivery() or error
        self._abort()
        return error

    def _failed_delivery(self) -> KafkaError | None:
        """Why a record of this transaction was not written; `WorkerExit` where the broker refuses it."""
        if self._bad_delivery is None:
            return None
        topic, error = self._bad_delivery
        if is_refused(error):
            raise exit_for(error, f"writing to {topic}")
        return error

    def _flush(self, timeout_s: float) -> None:
        if self._producer.flush(timeout_s):
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "records wait to be written", retriable=True))

    def _abort(self) -> None:
        try:
            self._calls.make("abort_transaction", self._producer.abort_transaction)
        except KafkaException as raised:
            raise self._exit(error_of(raised)) from raised

    def _produce(self, pairs: list[Pair]) -> None:
        produce, topics = self._producer.produce, self._topics
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
        """The client did not take the record at `index`: its queue is full, or the record is too large."""
        while True:
            record, processed = pairs[index]
            if isinstance(raised, BufferError):
                self._producer.poll(0.05)
            elif error_of(raised).code() in TOO_LARGE:
                pairs[index] = (record, self._oversize.refuse(record, processed))
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
        self._producer.produce(topic, output.value, output.key, headers=list(output.headers))

    def _produce_one_by_one(self, pairs: list[Pair]) -> None:
        """Each record in a request of its own, so that a refusal for size says which record is meant."""
        for index, (record, processed) in enumerate(pairs):
            pairs[index] = (record, self._oversize.replace(record, processed))
            try:
                self._produce_output(pairs[index][1].output)
            except (BufferError, KafkaException) as raised:
                self._produce_refused(pairs, index, raised)
            self._producer.flush(5.0)
            if self._bad_delivery is not None:
                if self._bad_delivery[1].code() in TOO_LARGE:
                    self._oversize.remember(record)
                    # Progress of its own kind: each such abort finds one record more, so they do not count up.
                    self._aborts_in_a_row = 0
                return

    def _take_back(self, error: KafkaError) -> None:
        """Aborts what was begun, or ends the worker where an abort cannot help."""
        delivery = self._bad_delivery
        self._failed_delivery()
        if classify(error) in ("fatal", "refused"):
            raise self._exit(error)
        self._aborts_in_a_row += 1
        cause = describe(error) if delivery is None else f"writing to {delivery[0]}: {describe(delivery[1])}"
        log.warning("a transaction is aborted and its batch read again", slot=self._slot, error=cause)
        if self._aborts_in_a_row >= MOST_ABORTS_IN_A_ROW:
            raise WorkerExit(4, f"{MOST_ABORTS_IN_A_ROW} transactions in a row were aborted; last error: {cause}")
        if delivery is not None and delivery[1].code() in TOO_LARGE:
            self._oversize.careful = True
        self._abort()

    def _exit(self, error: KafkaError) -> WorkerExit:
        """The end that `error` means, in the words of contract section 7."""
        if is_refused(error):
            return exit_for(error, "transactions")
        if error.code() in FENCED or is_fatal(error):
            timeout_ms = self._settings.kafka_producer.get("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS)
            if 0.0 < self._begun < time.monotonic() - int(timeout_ms) / 1000:
                return WorkerExit(
                    3, f"the coordinator ended the transaction after its time-out of {timeout_ms} ms: {describe(error)}"
                )
            return WorkerExit(
                3,
                f"another worker runs with slot {self._slot} of group {self._settings.group_id}; "
                f"set CLAIMS_WORKER_SLOT: {describe(error)}",
            )
        return WorkerExit(1, f"a transaction cannot be settled: {describe(error)}")
