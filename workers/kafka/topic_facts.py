"""Asks a broker about topics: their IDs, and where the logs of their partitions start and end."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Final

from confluent_kafka import IsolationLevel, KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from workers.kafka.admin_client import open_admin
from workers.kafka.judge_position import LogRange
from workers.kafka.observer import Partition
from workers.settings.settings import Settings

_TIMEOUT_S: Final = 5.0
_START: Final = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
_END: Final = OffsetSpec.latest()  # type: ignore[no-untyped-call]
_NO_ID: Final = "AAAAAAAAAAAAAAAAAAAAAA"
"""All zeros: the answer of a broker without topic IDs."""


class TopicFacts:
    """Queries a broker; every query raises `KafkaException` if there is no answer within five seconds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: AdminClient | None = None

    def ask_topic_id(self, topic: str) -> Callable[[], str | None]:
        """Request the ID of `topic`; the returned function waits for it and returns None if there are no IDs."""
        answer: Future[Any] = self._admin.describe_topics(TopicCollection([topic]), request_timeout=_TIMEOUT_S)[topic]

        def wait() -> str | None:
            found = str(_result(answer).topic_id)
            return None if found == _NO_ID else found

        return wait

    def ask_starts(self, partitions: Iterable[Partition]) -> Callable[[], dict[Partition, int]]:
        """Request where the logs start; partitions without an answer are omitted."""
        return self._ask_offsets(partitions, _START)

    def ask_ranges(self, partitions: Sequence[Partition]) -> Callable[[], dict[Partition, LogRange]]:
        """Request where the logs start and end; partitions without an answer are omitted."""
        ends, starts = self._ask_offsets(partitions, _END), self._ask_offsets(partitions, _START)

        def wait() -> dict[Partition, LogRange]:
            ended, started = ends(), starts()
            return {name: LogRange(start=started[name], end=ended[name]) for name in ended.keys() & started.keys()}

        return wait

    def partitions_of(self, topic: str) -> list[Partition]:
        """All partitions of `topic`."""
        found = self._admin.list_topics(topic, timeout=_TIMEOUT_S).topics[topic]
        if found.error is not None:
            raise KafkaException(found.error)
        return [(topic, partition) for partition in found.partitions]

    def anything_written(self, topics: Sequence[str]) -> bool:
        """Whether a record was ever written to one of `topics`, even if it is deleted by now."""
        partitions = [name for topic in topics for name in self.partitions_of(topic)]
        ends = self._ask_offsets(partitions, _END)()
        if any(ends.values()):
            return True
        if len(ends) < len(partitions):
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "could not read the ends of the output topics"))
        return False

    @property
    def _admin(self) -> AdminClient:
        if self._client is None:
            self._client = open_admin(self._settings)
        # Runs the client's callbacks, such as token refresh and its log.
        self._client.poll(0)
        return self._client

    def _ask_offsets(self, partitions: Iterable[Partition], spec: OffsetSpec) -> Callable[[], dict[Partition, int]]:
        wanted = {TopicPartition(*name): spec for name in partitions}
        if not wanted:
            return dict
        # Include uncommitted records: a committed offset cannot be after them.
        answers = self._admin.list_offsets(
            wanted, isolation_level=IsolationLevel.READ_UNCOMMITTED, request_timeout=_TIMEOUT_S
        )

        def wait() -> dict[Partition, int]:
            found: dict[Partition, int] = {}
            last: KafkaException | None = None
            for partition, answer in answers.items():
                try:
                    found[partition.topic, partition.partition] = _result(answer).offset
                except KafkaException as raised:
                    last = raised
            if last is not None and not found:
                raise last
            return found

        return wait


def _result(answer: "Future[Any]") -> Any:
    try:
        return answer.result(_TIMEOUT_S + 1)
    except FutureTimeoutError:
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "the broker did not answer a request")) from None
