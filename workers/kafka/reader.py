"""Reads topics from the beginning without joining a consumer group."""

import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final, Self

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import reader_config
from workers.kafka.errors import LastError, error_of
from workers.kafka.read_record import read_record
from workers.kafka.record import InputRecord
from workers.settings.settings import Settings

_METADATA_S: Final = 10.0
_READ: Final = 1000


class NotRead(Exception):
    """The topics could not be read; the message tells the operator why."""


class TopicReader:
    """Reads the committed records of some topics from the beginning; a context manager.

    With `uncommitted`, it also reads the records of open and aborted transactions.
    Raises `NotRead` if no broker answers, the broker refuses access, or a topic does not exist.
    """

    def __init__(self, settings: Settings, topics: Sequence[str], *, uncommitted: bool = False) -> None:
        self._heard = LastError()
        config = reader_config(settings)
        if uncommitted:
            config["isolation.level"] = "read_uncommitted"
        self._consumer = Consumer({**config, "error_cb": self._heard}, logger=ClientLog("reader", config).logger)
        self._at_end: dict[tuple[str, int], bool] = {}
        try:
            for topic in topics:
                found = self._consumer.list_topics(topic, timeout=_METADATA_S).topics[topic]
                if found.error is not None:
                    raise KafkaException(found.error)
                self._at_end.update({(topic, partition): False for partition in found.partitions})
            self._consumer.assign([TopicPartition(*name, OFFSET_BEGINNING) for name in self._at_end])
        except KafkaException as raised:
            self._consumer.poll(0)
            self._consumer.close()
            raise self._not_read(error_of(raised)) from raised

    @property
    def at_end(self) -> bool:
        """Whether everything committed so far has been read."""
        return all(self._at_end.values())

    def read(self, timeout_s: float) -> list[InputRecord]:
        """The next records that arrive within `timeout_s`; may be empty."""
        records: list[InputRecord] = []
        for message in self._consumer.consume(_READ, timeout_s):
            error = message.error()
            topic, partition, offset = message.topic(), message.partition(), message.offset()
            if topic is None or partition is None or offset is None:
                if error is not None and not error.retriable():
                    raise self._not_read(error)
                continue
            if error is None:
                self._at_end[topic, partition] = False
                records.append(read_record(message, topic, partition, offset))
            elif error.code() == KafkaError._PARTITION_EOF:
                self._at_end[topic, partition] = True
            elif not error.retriable():
                raise self._not_read(error)
        return records

    def _not_read(self, error: KafkaError) -> NotRead:
        return NotRead(f"could not read topics: {self._heard.explain(error)}")

    def close(self) -> None:
        """Close the connection."""
        self._consumer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_to_end(settings: Settings, topics: Sequence[str], timeout_s: float = 30.0) -> Iterator[InputRecord]:
    """Every record committed so far, from the beginning; raises `TimeoutError` if the end is not reached in time."""
    deadline = time.monotonic() + timeout_s
    with TopicReader(settings, topics) as reader:
        while not reader.at_end:
            yield from reader.read(0.2)
            if time.monotonic() > deadline:
                raise TimeoutError(f"could not reach the end of {', '.join(topics)} within {timeout_s:g} s")
