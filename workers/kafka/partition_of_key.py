"""The partition that the worker's producer chooses for a key, so that a reader needs no other one."""

from collections.abc import Iterable
from typing import Final

from workers.settings.settings import Settings

_SEED: Final = 0x9747B28C
_M: Final = 0x5BD1E995
_WORD: Final = 0xFFFFFFFF
DEFAULT_PARTITIONER: Final = "murmur2_random"


def partitions_of_keys(settings: Settings, keys: Iterable[bytes], count: int) -> frozenset[int]:
    """The partitions of a topic that hold these keys; all of them if the partitioner is one that we do not know.

    Args:
        settings: the worker's settings, which may choose a partitioner.
        keys: record keys, not empty.
        count: partitions of the topic. Records written when it had fewer may be elsewhere.
    """
    chosen = settings.kafka_producer.get("partitioner", DEFAULT_PARTITIONER)
    if chosen not in (DEFAULT_PARTITIONER, "murmur2"):
        return frozenset(range(count))
    return frozenset((_murmur2(key) & 0x7FFFFFFF) % count for key in keys)


def _murmur2(data: bytes) -> int:
    """The 32-bit hash of Kafka's Java clients, and of librdkafka's `murmur2` partitioners."""
    state = _SEED ^ len(data)
    whole = len(data) & ~3
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start : start + 4], "little") * _M & _WORD
        word = (word ^ word >> 24) * _M & _WORD
        state = state * _M & _WORD ^ word
    rest = data[whole:]
    if rest:
        state = (state ^ int.from_bytes(rest, "little")) * _M & _WORD
    state = (state ^ state >> 13) * _M & _WORD
    return state ^ state >> 15
