"""Writes tombstones for keys in one transaction: all of them are there, or none."""

import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from workers.kafka.client_settings import eraser_config
from workers.kafka.errors import FENCED, LastError, error_of
from workers.kafka.missing_permission import missing_permission
from workers.kafka.observer import Partition
from workers.kafka.producer import open_producer
from workers.settings.settings import Settings

_CALL_S: Final = 30.0
_POLL_S: Final = 0.05
_ANY: Final = -1
"""Lets the partitioner choose the partition."""


class NotErased(Exception):
    """The tombstones were not written, or it is not known whether they were; the message tells the operator why."""


def write_tombstones(
    settings: Settings, keys: Collection[bytes], places: Mapping[bytes, Collection[Partition]]
) -> None:
    """Write a tombstone for each key to both outcome topics.

    Args:
        settings: how to connect.
        keys: what to erase.
        places: partitions that hold records of a key, which are several if a topic got more partitions. A topic that
            holds none gets the tombstone where a worker would write the key.

    Raises:
        NotErased: see there.
        WorkerExit: 2, the client rejects a property.
    """
    heard = LastError()
    failed: list[tuple[KafkaError, str | None]] = []

    def delivered(error: KafkaError | None, message: Message) -> None:
        if error is not None:
            failed.append((error, message.topic()))

    producer = open_producer(eraser_config(settings), on_error=heard, on_delivery=delivered)
    try:
        producer.init_transactions(_CALL_S)
        producer.begin_transaction()
        for key in keys:
            for topic in (settings.ready_topic, settings.rejected_topic):
                held = [partition for name, partition in places.get(key, ()) if name == topic]
                for partition in held or [_ANY]:
                    _produce(producer, topic, key, partition)
        producer.flush()
        _commit(producer)
    except KafkaException as raised:
        with suppress(KafkaException):
            producer.abort_transaction(_CALL_S)
        error, refused = failed[0] if failed else (error_of(raised), None)
        raise NotErased(_reason(settings, error, refused, heard)) from None


def _produce(producer: Producer, topic: str, key: bytes, partition: int) -> None:
    while True:
        try:
            producer.produce(topic, None, key, partition=partition)
        except BufferError:
            producer.poll(_POLL_S)
            continue
        producer.poll(0)
        return


def _commit(producer: Producer) -> None:
    """Commit; a call that can be retried is, for a while."""
    deadline = time.monotonic() + _CALL_S
    while True:
        try:
            producer.commit_transaction(_CALL_S)
        except KafkaException as raised:
            error = error_of(raised)
            if error.txn_requires_abort() or not error.retriable() or time.monotonic() > deadline:
                raise
        else:
            return


def _reason(settings: Settings, error: KafkaError, topic: str | None, heard: LastError) -> str:
    transactional_id = eraser_config(settings)["transactional.id"]
    if error.code() in FENCED:
        return "another 'claims erase' of this group has begun; run it again when that one has ended"
    needed = missing_permission(
        error, topic=topic, operation="WRITE", transactional_id=str(transactional_id), role="eraser"
    )
    if needed is not None:
        return f"nothing was erased: {needed}"
    return f"could not write tombstones: {heard.explain(error)}; run it again: a second tombstone changes nothing"
