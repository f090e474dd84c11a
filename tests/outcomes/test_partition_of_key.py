"""The partition of a key is computed as the producer's client library and Kafka's Java clients do."""

import pytest

from workers.kafka.partition_of_key import _murmur2, partitions_of_keys
from workers.settings.settings import Settings


@pytest.mark.parametrize(
    ("key", "hashed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_hash_is_that_of_kafka(key: bytes, hashed: int) -> None:
    """The values are those of the tests of Kafka's own clients."""
    assert _murmur2(key) == hashed % (1 << 32)


def test_an_unknown_partitioner_means_all_partitions() -> None:
    """A producer with another partitioner may write to any partition."""
    settings = Settings(kafka_producer={"partitioner": "consistent_random"})
    assert partitions_of_keys(settings, [b"abc"], 3) == {0, 1, 2}
    assert len(partitions_of_keys(Settings(), [b"abc"], 3)) == 1
