"""Where a member goes on after it lost its place is what the group says, and never a guess."""

import threading
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from tests.kafka.harness import RecordingObserver, unique_settings
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.consumer import InputConsumer
from workers.kafka.worker_exit import WorkerExit


class _Committed:
    """A consumer that knows what was committed, or says why it does not."""

    def __init__(self, answer: list[TopicPartition] | KafkaError) -> None:
        self.answer = answer
        self.sought: list[tuple[str, int, int]] = []

    def committed(self, wanted: list[TopicPartition], timeout: float) -> list[TopicPartition]:
        if isinstance(self.answer, KafkaError):
            raise KafkaException(self.answer)
        return self.answer

    def seek(self, place: TopicPartition) -> None:
        self.sought.append((place.topic, place.partition, place.offset))


class _Failed(TopicPartition):
    """A partition of which the group's offset could not be read."""

    error = KafkaError(KafkaError.UNSTABLE_OFFSET_COMMIT)


def _source(consumer: _Committed) -> InputConsumer:
    observer = RecordingObserver()
    source = InputConsumer(unique_settings("127.0.0.1:1"), 0, BrokerWatch(0, observer), observer, threading.Event())
    stand_in: Any = consumer
    source._consumer = stand_in
    return source


def test_a_member_goes_on_where_the_group_is() -> None:
    """Each partition is read from its committed offset, and from its beginning where there is none."""
    consumer = _Committed([TopicPartition("in", 0, 70), TopicPartition("in", 1, -1001)])
    assert _source(consumer).rewind_to_committed([("in", 0), ("in", 1)])
    assert consumer.sought == [("in", 0, 70), ("in", 1, 0)]


@pytest.mark.parametrize(
    "answer",
    [
        KafkaError(KafkaError._TIMED_OUT, "", False, True, False),
        KafkaError(KafkaError.STALE_MEMBER_EPOCH),
        [TopicPartition("in", 0, 70), _Failed("in", 1, -1001)],
    ],
    ids=["no answer", "lost member", "unstable offset"],
)
def test_without_an_answer_nothing_is_sought(answer: list[TopicPartition] | KafkaError) -> None:
    """An offset that cannot be read now is asked for again later; meanwhile no partition is moved."""
    consumer = _Committed(answer)
    assert not _source(consumer).rewind_to_committed([("in", 0), ("in", 1)])
    assert consumer.sought == []


def test_a_refusal_ends_the_worker() -> None:
    """A group that may not be read ends the worker with 5."""
    with pytest.raises(WorkerExit) as ended:
        _source(_Committed(KafkaError(KafkaError.GROUP_AUTHORIZATION_FAILED))).rewind_to_committed([("in", 0)])
    assert ended.value.code == 5
