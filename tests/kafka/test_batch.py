"""One read is sorted: records of owned partitions, where to go on, and what stood in the way."""

import pytest
from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from tests.kafka.harness import RecordingObserver
from workers.kafka.assignment import Assignment
from workers.kafka.batch import sort_messages


@pytest.fixture
def consumer() -> Consumer:
    """A consumer that reads nothing: callbacks get one."""
    return Consumer({"bootstrap.servers": "127.0.0.1:1", "group.id": "none", "log_level": 0})


def _message(partition: int, offset: int, error: KafkaError | None = None) -> Message:
    return Message(
        topic="in",
        partition=partition,
        offset=offset,
        key=b"k",
        value=b"v",
        headers=[("traceparent", b"00")] if error is None else None,
        error=error,
        timestamp=(1, 1700000000000),
    )


def test_records_keep_their_order_and_their_bytes() -> None:
    """Records of owned partitions stand in the order they came, with key, value, headers and time."""
    batch = sort_messages([_message(1, 8), _message(0, 3), _message(1, 9)], {("in", 0), ("in", 1)})
    assert [(record.partition, record.offset) for record in batch.records] == [(1, 8), (0, 3), (1, 9)]
    record = batch.records[0]
    assert (record.key, record.value, record.headers) == (b"k", b"v", (("traceparent", b"00"),))
    assert record.timestamp_ms == 1700000000000
    assert batch.first == {("in", 1): 8, ("in", 0): 3}
    assert batch.following == {("in", 1): 10, ("in", 0): 4}


def test_records_of_partitions_that_are_not_owned_are_dropped() -> None:
    """What was fetched before a partition went to another worker is neither processed nor committed."""
    batch = sort_messages([_message(0, 1), _message(1, 1)], {("in", 1)})
    assert [record.partition for record in batch.records] == [1]
    assert set(batch.following) == {("in", 1)}


def test_an_undecodable_batch_is_kept_apart_from_passing_errors() -> None:
    """The base offset of a batch that cannot be decoded is kept by partition, if owned; other errors are listed."""
    bad = KafkaError(KafkaError._BAD_COMPRESSION)
    passing = KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)
    batch = sort_messages([_message(0, 7, bad), _message(1, 9, bad), _message(0, -1, passing)], {("in", 0)})
    assert batch.records == []
    assert batch.undecodable == {("in", 0): 7}
    assert batch.errors == [passing]


def test_the_assignment_follows_its_callbacks(consumer: Consumer) -> None:
    """Partitions come and go one by one, and the observer hears what is owned after each."""
    observer = RecordingObserver()
    assignment = Assignment(observer)
    assignment.on_assign(consumer, [TopicPartition("in", 0), TopicPartition("in", 1)])
    assert observer.is_member
    assignment.on_revoke(consumer, [TopicPartition("in", 0)])
    assert observer.owned == assignment.owned == {("in", 1)}
    assignment.on_lost(consumer, [TopicPartition("in", 1)])
    assert observer.owned == frozenset()
    assert not observer.is_member


def test_newly_assigned_partitions_are_known_once(consumer: Consumer) -> None:
    """A partition is new after each assignment, also when it left and came back within one read."""
    assignment = Assignment(RecordingObserver())
    partition = [TopicPartition("in", 0)]
    assignment.on_assign(consumer, partition)
    assert assignment.take_new() == {("in", 0)}
    assert assignment.take_new() == set()
    assignment.on_lost(consumer, partition)
    assert assignment.take_new() == set()
    assignment.on_assign(consumer, partition)
    assert assignment.take_new() == {("in", 0)}


def test_a_closing_consumer_tells_nobody(consumer: Consumer) -> None:
    """Once muted, callbacks of a closing consumer keep the set right and reach no observer."""
    observer = RecordingObserver()
    assignment = Assignment(observer)
    assignment.on_assign(consumer, [TopicPartition("in", 0)])
    assignment.mute()
    assignment.on_revoke(consumer, [TopicPartition("in", 0)])
    assert assignment.owned == set()
    assert observer.owned == {("in", 0)}
