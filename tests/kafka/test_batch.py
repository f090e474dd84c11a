"""A read is sorted into records of assigned partitions, offsets and errors."""

import pytest
from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from tests.kafka.harness import RecordingObserver
from workers.kafka.assignment import Assignment
from workers.kafka.batch import sort_messages


@pytest.fixture
def consumer() -> Consumer:
    """An idle consumer, for the callbacks."""
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
    """Records of assigned partitions keep their order, key, value, headers and timestamp."""
    batch = sort_messages([_message(1, 8), _message(0, 3), _message(1, 9)], {("in", 0), ("in", 1)})
    assert [(record.partition, record.offset) for record in batch.records] == [(1, 8), (0, 3), (1, 9)]
    record = batch.records[0]
    assert (record.key, record.value, record.headers) == (b"k", b"v", (("traceparent", b"00"),))
    assert record.timestamp_ms == 1700000000000
    assert batch.first == {("in", 1): 8, ("in", 0): 3}
    assert batch.following == {("in", 1): 10, ("in", 0): 4}


def test_records_of_partitions_that_are_not_owned_are_dropped() -> None:
    """Records fetched before a partition was revoked are neither processed nor committed."""
    batch = sort_messages([_message(0, 1), _message(1, 1)], {("in", 1)})
    assert [record.partition for record in batch.records] == [1]
    assert set(batch.following) == {("in", 1)}


def test_an_undecodable_batch_is_separated_from_transient_errors() -> None:
    """The base offset of an undecodable batch is kept by partition, if assigned; other errors are listed."""
    bad = KafkaError(KafkaError._BAD_COMPRESSION)
    passing = KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)
    batch = sort_messages([_message(0, 7, bad), _message(1, 9, bad), _message(0, -1, passing)], {("in", 0)})
    assert batch.records == []
    assert batch.undecodable == {("in", 0): 7}
    assert batch.errors == [passing]


def test_the_assignment_follows_its_callbacks(consumer: Consumer) -> None:
    """The observer gets the current assignment after each callback."""
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
    """A partition is new after each assignment, even if it was revoked and reassigned within one read."""
    assignment = Assignment(RecordingObserver())
    partition = [TopicPartition("in", 0)]
    assignment.on_assign(consumer, partition)
    assert assignment.take_new() == {("in", 0)}
    assert assignment.take_new() == set()
    assignment.on_lost(consumer, partition)
    assert assignment.take_new() == set()
    assignment.on_assign(consumer, partition)
    assert assignment.take_new() == {("in", 0)}


def test_a_closing_consumer_reports_nothing(consumer: Consumer) -> None:
    """After `mute`, callbacks still update the assignment but no longer reach the observer."""
    observer = RecordingObserver()
    assignment = Assignment(observer)
    assignment.on_assign(consumer, [TopicPartition("in", 0)])
    assignment.mute()
    assignment.on_revoke(consumer, [TopicPartition("in", 0)])
    assert assignment.owned == set()
    assert observer.owned == {("in", 0)}
