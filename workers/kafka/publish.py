"""Publishes records to a topic and confirms that every one was acknowledged."""

from collections.abc import Iterable

from confluent_kafka import KafkaError, KafkaException, Message

from workers.kafka.client_settings import publisher_config
from workers.kafka.errors import LastError, error_of
from workers.kafka.missing_permission import missing_permission
from workers.kafka.producer import open_producer
from workers.kafka.progress import Progress
from workers.kafka.record import Headers
from workers.settings.settings import Settings

Outgoing = tuple[bytes | None, bytes | None]
"""Key and value; a value of None is a tombstone."""


class PublishFailed(Exception):
    """Some records were not delivered: how many were, how many were not, and the first error."""

    def __init__(self, topic: str, delivered: int, failed: int, reason: str) -> None:
        super().__init__(f"not delivered to {topic}: {failed:,} of {failed + delivered:,}; first error: {reason}")
        self.topic = topic
        self.delivered = delivered
        self.failed = failed
        self.reason = reason


def publish_records(
    settings: Settings, topic: str, records: Iterable[Outgoing], progress: Progress | None = None
) -> int:
    """Publish key and value pairs to `topic` in order; returns the number sent, all acknowledged by every replica.

    Raises `PublishFailed` if a record was not acknowledged, after trying all the others.
    """
    return publish_with_headers(settings, topic, ((key, content, ()) for key, content in records), progress)


def publish_with_headers(
    settings: Settings,
    topic: str,
    records: Iterable[tuple[bytes | None, bytes | None, Headers]],
    progress: Progress | None = None,
) -> int:
    """Like `publish_records`, for records with headers."""
    deliveries = _Deliveries(topic, progress)
    producer = open_producer(publisher_config(settings), on_error=deliveries.heard, on_delivery=deliveries.report)
    sent = 0
    for key, content, headers in records:
        deliveries.sent = sent = sent + 1
        while True:
            try:
                producer.produce(topic, content, key, headers=list(headers))
            except BufferError:
                producer.poll(0.05)
                continue
            except KafkaException as raised:
                deliveries.fail(error_of(raised))
            break
        producer.poll(0)
    # This returns: a record not acknowledged within message.timeout.ms is reported as failed.
    producer.flush()
    if deliveries.failed:
        raise PublishFailed(topic, deliveries.delivered, deliveries.failed, deliveries.reason())
    if deliveries.delivered != sent:
        raise PublishFailed(topic, deliveries.delivered, sent - deliveries.delivered, "no delivery report")
    return sent


class _Deliveries:
    """Counts deliveries, and keeps the first error and the last connection error."""

    def __init__(self, topic: str, progress: Progress | None) -> None:
        self._topic = topic
        self._progress = progress
        self.sent = 0
        self.delivered = 0
        self.failed = 0
        self._first: KafkaError | None = None
        self.heard = LastError()

    def report(self, error: KafkaError | None, _message: Message) -> None:
        if error is None:
            self.delivered += 1
        else:
            self.fail(error)
        if self._progress is not None:
            self._progress(self.delivered + self.failed, self.sent)

    def fail(self, error: KafkaError) -> None:
        self.failed += 1
        self._first = self._first or error

    def reason(self) -> str:
        if self._first is None:
            return "unknown"
        return missing_permission(self._first, topic=self._topic, operation="WRITE") or self.heard.explain(self._first)
