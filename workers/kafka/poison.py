"""Finds the end of a batch that the client cannot decode, so that the partition can continue after it."""

import time
from collections.abc import Mapping
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, TopicPartition

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import probe_config
from workers.kafka.errors import UNDECODABLE

_READABLE: Final = frozenset({KafkaError._PARTITION_EOF, KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE})


class ProbeTimedOut(Exception):
    """The broker did not answer in time; the next read meets the same batch."""


def find_batch_end(
    consumer: Mapping[str, Any], topic: str, partition: int, undecodable: int, timeout_s: float = 20.0
) -> int:
    """The first readable offset after the undecodable batch at `undecodable`, or the end of the partition.

    Seeking one record further does not help: the client reports the batch's base offset for every offset inside it.
    A temporary consumer without a group doubles its step until it can read, then halves it: about 27 reads for a
    batch of 10,000 records. `consumer` is the worker's own configuration, because its limits decide what is readable.
    """
    probe = _Probe(consumer, topic, partition, time.monotonic() + timeout_s)
    try:
        low, step = undecodable, 1
        while not probe.reads(low + step):
            low += step
            step *= 2
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            if probe.reads(middle):
                high = middle
            else:
                low = middle
        return high
    finally:
        probe.close()


class _Probe:
    def __init__(self, consumer: Mapping[str, Any], topic: str, partition: int, deadline: float) -> None:
        config = probe_config(consumer)
        self._consumer = Consumer(config, logger=ClientLog("probe", config).logger)
        self._topic = topic
        self._partition = partition
        self._deadline = deadline

    def reads(self, offset: int) -> bool:
        """Whether a record at or after `offset` can be read, or the partition ends there."""
        self._consumer.assign([TopicPartition(self._topic, self._partition, offset)])
        while time.monotonic() < self._deadline:
            message = self._consumer.poll(0.5)
            if message is None:
                continue
            error = message.error()
            if error is None or error.code() in _READABLE:
                return True
            if error.code() in UNDECODABLE:
                return False
        raise ProbeTimedOut(f"timed out probing {self._topic}/{self._partition}")

    def close(self) -> None:
        self._consumer.close()
