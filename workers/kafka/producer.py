"""Creates a Kafka producer with its callbacks, and replaces the one that writes outcomes."""

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


class OutcomeProducer:
    """The producer of one slot: one client after the other, with the same transactional ID.

    `open_client` opens a client.
    """

    def __init__(self, open_client: Callable[[], Producer]) -> None:
        self._open_client = open_client
        self.client = open_client()

    def renew(self) -> None:
        """Go on with a new client, whose transactions must be initialized; no transaction may be open."""
        self.client = self._open_client()

    def poll(self, timeout_s: float) -> None:
        """Run the callbacks that are due."""
        self.client.poll(timeout_s)
