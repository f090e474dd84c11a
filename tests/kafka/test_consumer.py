"""Committed offsets come from the group; an offset that is not available now is requested again later."""

import threading
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from tests.kafka.harness import RecordingObserver, unique_settings
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.consumer import InputConsumer
from workers.kafka.judge_position import GroupPosition
from workers.kafka.worker_exit import WorkerExit


class _Committed:
    """A consumer that returns committed offsets or an error."""

    def __init__(self, answer: list[TopicPartition] | KafkaError, sought: KafkaError | None = None) -> None:
        self.answer = answer
        self._sought = sought

    def committed(self, wanted: list[TopicPartition], timeout: float) -> list[TopicPartition]:
        if isinstance(self.answer, KafkaError):
            raise KafkaException(self.answer)
        return self.answer

    def resume(self, partitions: list[TopicPartition]) -> None:
        pass

    def seek(self, place: TopicPartition) -> None:
        if self._sought is not None:
            raise KafkaException(self._sought)


class _Failed(TopicPartition):
    """A partition whose committed offset could not be read."""

    error = KafkaError(KafkaError.UNSTABLE_OFFSET_COMMIT)


def _source(consumer: _Committed) -> InputConsumer:
    observer = RecordingObserver()
    source = InputConsumer(unique_settings("127.0.0.1:1"), 0, BrokerWatch(0, observer), observer, threading.Event())
    stand_in: Any = consumer
    source._consumer = stand_in
    return source


def test_offsets_have_the_id_of_their_topic() -> None:
    """Each partition has its offset, and the topic ID and tries stored with it; one without a commit has none."""
    source = _source(_Committed([TopicPartition("in", 0, 70, "id:abc try:2"), TopicPartition("in", 1, -1001)]))
    assert source.ask_committed([("in", 0), ("in", 1)]) == {
        ("in", 0): GroupPosition(offset=70, topic_id="abc", tries=2),
        ("in", 1): GroupPosition(offset=None),
    }


@pytest.mark.parametrize(
    "error",
    [KafkaError(KafkaError._TIMED_OUT, "", False, True, False), KafkaError(KafkaError.STALE_MEMBER_EPOCH)],
    ids=["no answer", "lost member"],
)
def test_without_an_answer_nothing_is_known(error: KafkaError) -> None:
    """An error of the whole request means that no offset is known."""
    assert _source(_Committed(error)).ask_committed([("in", 0)]) is None


def test_an_unstable_offset_is_not_known() -> None:
    """An offset in an open transaction is unknown, which is different from missing."""
    source = _source(_Committed([TopicPartition("in", 0, 70), _Failed("in", 1, -1001)]))
    assert source.ask_committed([("in", 0), ("in", 1)]) == {("in", 0): GroupPosition(offset=70), ("in", 1): None}


def test_a_refusal_ends_the_worker() -> None:
    """A worker without READ on its group exits with code 5."""
    with pytest.raises(WorkerExit) as ended:
        _source(_Committed(KafkaError(KafkaError.GROUP_AUTHORIZATION_FAILED))).ask_committed([("in", 0)])
    assert ended.value.code == 5


def test_a_partition_not_fetched_yet_is_retried_later() -> None:
    """The client cannot seek in a partition before it fetches from it; any other error ends the worker."""
    assert not _source(_Committed([], KafkaError(KafkaError._STATE))).go_to(("in", 0), 7)
    with pytest.raises(WorkerExit):
        _source(_Committed([], KafkaError(KafkaError._INVALID_ARG))).go_to(("in", 0), 7)
    assert _source(_Committed([])).go_to(("in", 0), 7)
