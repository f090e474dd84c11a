"""Reads topics without joining a consumer group."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, KafkaError, KafkaException, TopicPartition

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import reader_config
from workers.kafka.errors import LastError, error_of
from workers.kafka.missing_permission import missing_permission
from workers.kafka.progress import Progress
from workers.kafka.read_record import read_record
from workers.kafka.record import InputRecord
from workers.kafka.rejected_property import rejected_property
from workers.settings.settings import Settings

_METADATA_S: Final = 10.0
_READ: Final = 1000
_TURN_S: Final = 0.2
_RETRY_S: Final = 0.1

_NEW_LEADER: Final = frozenset(
    {KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.LEADER_NOT_AVAILABLE, KafkaError._UNKNOWN_PARTITION}
)
"""Errors of a partition that was just created or has a new leader, which soon has one."""

ChoosePartitions = Callable[[str, int], Collection[int]]
"""Chooses the partitions to read from the name of a topic and the number of its partitions."""


class NotRead(Exception):
    """The topics could not be read; the message tells the operator why."""


class TopicReader:
    """Reads the committed records of some topics; a context manager.

    Args:
        settings: how to connect.
        topics: names of the topics.
        uncommitted: whether to read the records of open and aborted transactions, too.
        choose: chooses the partitions to read; None = all.
        since_ms: skip records written before this time, in milliseconds since 1970 UTC; None = from the beginning.
        offset: where to start, without `since_ms`.

    Raises:
        WorkerExit: 2, the client rejects a property.
        NotRead: no broker answers, the broker refuses access, or a topic or partition does not exist.
    """

    def __init__(
        self,
        settings: Settings,
        topics: Sequence[str],
        *,
        uncommitted: bool = False,
        choose: ChoosePartitions | None = None,
        since_ms: int | None = None,
        offset: int = OFFSET_BEGINNING,
    ) -> None:
        self._settings = settings
        self._heard = LastError()
        config = reader_config(settings)
        if uncommitted:
            config["isolation.level"] = "read_uncommitted"
        with rejected_property("consumer"):
            self._consumer = Consumer({**config, "error_cb": self._heard}, logger=ClientLog("reader", config).logger)
        self._at_end: dict[tuple[str, int], bool] = {}
        self._ended: set[tuple[str, int]] = set()
        self._stop_at: dict[tuple[str, int], int] = {}
        topic = None
        try:
            for topic in topics:
                found = self._consumer.list_topics(topic, timeout=_METADATA_S).topics[topic]
                if found.error is not None:
                    raise KafkaException(found.error)
                chosen = found.partitions if choose is None else choose(topic, len(found.partitions))
                for partition in chosen:
                    if partition not in found.partitions:
                        raise NotRead(f"topic {topic} has no partition {partition}")
                    self._at_end[topic, partition] = False
            self._places = [TopicPartition(*name, offset) for name in self._at_end]
            if since_ms is not None and self._places:
                wanted = [TopicPartition(*name, since_ms) for name in self._at_end]
                self._places = self._consumer.offsets_for_times(wanted, timeout=_METADATA_S)
            self._consumer.assign(self._places)
        except (KafkaException, NotRead) as raised:
            self._consumer.poll(0)
            self._consumer.close()
            if isinstance(raised, NotRead):
                raise
            raise self._not_read(error_of(raised), topic) from raised

    @property
    def at_end(self) -> bool:
        """Whether everything committed so far has been read."""
        return all(self._at_end.values())

    @property
    def has_ended(self) -> bool:
        """Whether the end of each partition was reached at least once, even if records were written since."""
        return len(self._ended) == len(self._at_end)

    def stop_at_present_end(self) -> int:
        """Read no record that is written from now on; returns the number of offsets to read."""
        total = 0
        for place in self._places:
            low, high = self._ask_range(place)
            start = high if place.offset == OFFSET_END else max(low, place.offset)
            self._stop_at[place.topic, place.partition] = high
            total += max(0, high - start)
            if start >= high:
                self._ended.add((place.topic, place.partition))
        return total

    def _ask_range(self, place: TopicPartition) -> tuple[int, int]:
        """Where the log of a partition starts and ends."""
        deadline = time.monotonic() + _METADATA_S
        while True:
            try:
                return self._consumer.get_watermark_offsets(place, timeout=_METADATA_S)
            except KafkaException as raised:
                error = error_of(raised)
                if error.code() not in _NEW_LEADER or time.monotonic() > deadline:
                    raise self._not_read(error, place.topic) from raised
            time.sleep(_RETRY_S)
            with suppress(KafkaException):  # makes the client look for the new leader
                self._consumer.list_topics(place.topic, timeout=_METADATA_S)

    def read(self, timeout_s: float) -> list[InputRecord]:
        """The next records that arrive within `timeout_s`; may be empty."""
        records: list[InputRecord] = []
        for message in self._consumer.consume(_READ, timeout_s):
            error = message.error()
            topic, partition, offset = message.topic(), message.partition(), message.offset()
            if topic is None or partition is None or offset is None:
                if error is not None and not error.retriable():
                    raise self._not_read(error, topic)
                continue
            if error is None:
                self._at_end[topic, partition] = False
                stop_at = self._stop_at.get((topic, partition))
                if stop_at is None or offset < stop_at:
                    records.append(read_record(message, topic, partition, offset))
                if stop_at is not None and offset >= stop_at - 1:
                    self._ended.add((topic, partition))
            elif error.code() == KafkaError._PARTITION_EOF:
                self._at_end[topic, partition] = True
                self._ended.add((topic, partition))
            elif not error.retriable():
                raise self._not_read(error, topic)
        return records

    def _not_read(self, error: KafkaError, topic: str | None) -> NotRead:
        needed = missing_permission(error, topic=topic, group=str(reader_config(self._settings)["group.id"]))
        if needed is not None:
            return NotRead(f"could not read topics: {needed}")
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


def read_to_end(
    settings: Settings,
    topics: Sequence[str],
    timeout_s: float = 30.0,
    *,
    choose: ChoosePartitions | None = None,
    since_ms: int | None = None,
    progress: Progress | None = None,
) -> Iterator[InputRecord]:
    """Every record committed before the call, in order within a partition.

    Args:
        settings: how to connect.
        topics: names of the topics.
        timeout_s: seconds to wait for the next record; a long topic may take longer in all.
        choose: see `TopicReader`.
        since_ms: see `TopicReader`.
        progress: called after each read.

    Raises:
        NotRead: see `TopicReader`.
        TimeoutError: nothing arrived for `timeout_s` before the end.
    """
    with TopicReader(settings, topics, choose=choose, since_ms=since_ms) as reader:
        total = reader.stop_at_present_end()
        done = 0
        deadline = time.monotonic() + timeout_s
        while not reader.has_ended:
            records = reader.read(_TURN_S)
            if not records and time.monotonic() > deadline:
                raise TimeoutError(
                    f"could not reach the end of {', '.join(topics)}: nothing arrived in {timeout_s:g} s"
                )
            yield from records
            done += len(records)
            if records:  # the caller may have taken its time
                deadline = time.monotonic() + timeout_s
            if progress is not None:
                progress(done, max(total, done))


def read_one(
    settings: Settings, topic: str, partition: int, offset: int, timeout_s: float = 10.0
) -> InputRecord | None:
    """The record at one position; None if there is none: not written yet, deleted, compacted, or a control record.

    Raises:
        NotRead: see `TopicReader`.
        TimeoutError: no answer in time.
    """
    deadline = time.monotonic() + timeout_s
    with TopicReader(settings, (topic,), choose=lambda *_: (partition,), offset=offset) as reader:
        while not reader.has_ended:
            for record in reader.read(_TURN_S):
                return record if record.offset == offset else None
            if time.monotonic() > deadline:
                raise TimeoutError(f"could not read {topic}:{partition}:{offset} within {timeout_s:g} s")
    return None
