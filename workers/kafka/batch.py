"""The result of one read: records from assigned partitions, and errors reported in place of records."""

from collections.abc import Iterable, Sequence, Set

from confluent_kafka import KafkaError, Message

from schemas.value import value
from workers.kafka.errors import UNDECODABLE
from workers.kafka.observer import Partition
from workers.kafka.read_record import read_record
from workers.kafka.record import InputRecord


@value
class Batch:
    """The result of one read.

    By partition, `first` is the first offset read and `following` the offset after the last. `undecodable` holds, by
    partition, the offset that the client cannot read past; `errors` holds all other errors.
    """

    records: list[InputRecord]
    first: dict[Partition, int]
    following: dict[Partition, int]
    undecodable: dict[Partition, int]
    errors: list[KafkaError]


def sort_messages(messages: Sequence[Message], owned: Set[Partition]) -> Batch:
    """Records from the partitions in `owned`, in the order received.

    Other records are dropped: on a commit the broker checks the group generation, not who owns the partition.
    """
    batch = Batch(records=[], first={}, following={}, undecodable={}, errors=[])
    first, following = batch.first, batch.following
    keep = batch.records.append
    for message in messages:
        error = message.error()
        topic, partition, offset = message.topic(), message.partition(), message.offset()
        if error is not None:
            if topic is None or partition is None or offset is None or error.code() not in UNDECODABLE:
                batch.errors.append(error)
            elif (topic, partition) in owned:
                batch.undecodable[topic, partition] = offset
            continue
        if topic is None or partition is None or offset is None:
            raise ValueError("the client delivered a record without a position")
        name = (topic, partition)
        if name not in owned:
            continue
        if name not in first:
            first[name] = offset
        following[name] = offset + 1
        keep(read_record(message, topic, partition, offset))
    return batch


def first_offsets(records: Iterable[InputRecord]) -> dict[Partition, int]:
    """The offset of the first record, by partition."""
    first: dict[Partition, int] = {}
    for record in records:
        first.setdefault((record.topic, record.partition), record.offset)
    return first


def following_offsets(records: Iterable[InputRecord]) -> dict[Partition, int]:
    """The offset after the last record, by partition."""
    return {(record.topic, record.partition): record.offset + 1 for record in records}
