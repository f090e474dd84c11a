"""Explains transaction errors to the operator."""

import time
from typing import Final

from confluent_kafka import KafkaError

from workers.kafka.client_settings import TRANSACTION_TIMEOUT_MS
from workers.kafka.errors import FENCED, describe, exit_for, is_fatal, is_refused
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

CLOCK: Final = (
    "this machine's clock is too far from the brokers' clock, and they refuse its timestamps: set the clock, or check "
    "message.timestamp.after.max.ms and message.timestamp.before.max.ms of the output topics"
)


def exit_of_transaction(error: KafkaError, settings: Settings, slot: int, *, begun: float) -> WorkerExit:
    """The exit for `error` of a transactional call, with its exit code.

    `begun` is the start of the transaction on the monotonic clock, in seconds; 0 if there was none yet.
    """
    if is_refused(error):
        return exit_for(error, "transactions")
    timeout_ms = settings.kafka_producer.get("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS)
    if error.code() == KafkaError.INVALID_TRANSACTION_TIMEOUT:
        return WorkerExit(
            5,
            f"the brokers do not allow a transaction timeout of {timeout_ms} ms: raise transaction.max.timeout.ms "
            "of the brokers, or lower CLAIMS_KAFKA_PRODUCER_TRANSACTION_TIMEOUT_MS (transaction.timeout.ms)",
        )
    if error.code() not in FENCED and not is_fatal(error):
        return WorkerExit(1, f"a call of the Kafka client failed: {describe(error)}")
    if 0.0 < begun < time.monotonic() - int(timeout_ms) / 1000:
        return WorkerExit(
            3, f"the coordinator ended the transaction after its {timeout_ms} ms timeout: {describe(error)}"
        )
    if error.code() not in FENCED:
        return WorkerExit(3, f"the producer cannot continue: {describe(error)}")
    return WorkerExit(
        3,
        f"another worker runs with slot {slot} of group {settings.group_id}; set CLAIMS_WORKER_SLOT: {describe(error)}",
    )


def is_clock_refused(*errors: KafkaError) -> bool:
    """Whether brokers refused a timestamp; pass the errors of the record and of the call, either may name it."""
    return any(error.code() == KafkaError.INVALID_TIMESTAMP for error in errors)
