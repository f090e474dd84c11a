"""Creates a Kafka producer with its callbacks."""

from collections.abc import Callable
from typing import Any

from confluent_kafka import KafkaError, Message, Producer

from workers.kafka.client_log import ClientLog
from workers.kafka.rejected_property import rejected_property


def open_producer(
    config: dict[str, Any],
    *,
    on_error: Callable[[KafkaError], None],
    on_delivery: Callable[[KafkaError | None, Message], None],
) -> Producer:
    """A producer, not connected yet; raises `WorkerExit` 2 if the client rejects a property."""
    with rejected_property("producer"):
        return Producer(
            {**config, "error_cb": on_error, "on_delivery": on_delivery}, logger=ClientLog("producer", config).logger
        )
