"""The client's producer with its callbacks in place."""

from collections.abc import Callable
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from workers.kafka.errors import describe, error_of
from workers.kafka.worker_exit import WorkerExit


def open_producer(
    config: dict[str, Any],
    *,
    on_error: Callable[[KafkaError], None],
    on_delivery: Callable[[KafkaError | None, Message], None],
) -> Producer:
    """A producer that is not yet connected; raises `WorkerExit` 2 where the client refuses a property."""
    try:
        return Producer({**config, "error_cb": on_error, "on_delivery": on_delivery})
    except KafkaException as raised:
        raise WorkerExit(2, f"a Kafka producer property is wrong: {describe(error_of(raised))}") from raised
