"""What happens if the client rejects a property."""

from collections.abc import Iterator
from contextlib import contextmanager

from confluent_kafka import KafkaException

from workers.kafka.errors import describe, error_of
from workers.kafka.worker_exit import WorkerExit


@contextmanager
def rejected_property(client: str) -> Iterator[None]:
    """Create the client inside; raises `WorkerExit` 2 if it rejects a property.

    Args:
        client: consumer, producer or admin client, for the message.
    """
    try:
        yield
    except KafkaException as raised:
        raise WorkerExit(2, f"invalid Kafka {client} property: {describe(error_of(raised))}") from raised
