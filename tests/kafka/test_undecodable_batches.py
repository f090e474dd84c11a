"""A batch that the client cannot decode gets one pointer, and the partition continues."""

from collections.abc import Callable

import pytest
from confluent_kafka import Producer

from tests.kafka.harness import LoopInThread, count_ids, read_outcomes, send
from tests.support.local_broker import KafkaBroker
from workers.kafka.dead_letter import FIRST_OFFSET, LAST_OFFSET, REASON
from workers.kafka.reader import read_to_end
from workers.pipeline.outcome import NO_TALLY, DeadLetter
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

BOMB_BYTES = 30_000_000


def _send_bomb(broker: KafkaBroker, topic: str, partition: int, records: int) -> None:
    """Send one zstd batch that is small on the wire and expands beyond the client's limit."""
    producer = Producer(
        {
            "bootstrap.servers": broker.bootstrap_servers,
            "compression.type": "zstd",
            # Only `flush` ends the batch: on a busy machine half a second is not enough for all of its records.
            "linger.ms": 60_000,
            "batch.size": 2 * BOMB_BYTES,
            "message.max.bytes": 2 * BOMB_BYTES,
            "log_level": 0,
        }
    )
    for _ in range(records - 1):
        producer.produce(topic, b"small", partition=partition)
    producer.produce(topic, bytes(BOMB_BYTES), partition=partition)
    assert producer.flush(30) == 0


@pytest.mark.parametrize("records", [1, 51])
def test_one_pointer_stands_for_a_decompression_bomb(
    records: int,
    broker: KafkaBroker,
    settings_of: Callable[..., Settings],
    start_loop: Callable[..., LoopInThread],
) -> None:
    """Records around a bomb have one outcome each, and the bomb has one pointer with its first and last offset."""
    settings = settings_of(partitions=2)
    _send_plain(settings, 0, b"before")
    _send_bomb(broker, settings.input_topic, 0, records)
    _send_plain(settings, 0, b"behind")
    send(settings, (b"other-%d|ready" % i for i in range(300)))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 2 * 3 + 300 + 1)
    loop.wait_for(lambda: len(count_ids(read_outcomes(settings))) >= 2 * 3 + 300 + 1)
    assert loop.drain() == 0
    seen = count_ids(read_outcomes(settings))
    assert set(seen.values()) == {1}
    (pointer,) = read_to_end(settings, [settings.dead_letter_topic])
    headers = dict(pointer.headers)
    assert (pointer.key, pointer.value) == (None, b"")
    assert headers[REASON] == b"undecodable-batch"
    assert headers["__connect.errors.partition"] == b"0"
    assert (headers[FIRST_OFFSET], headers[LAST_OFFSET]) == (b"3", b"%d" % (3 + records - 1))
    counted = [processed for batch in loop.observer.batches for _, processed in batch.pairs]
    assert [one.outcome for one in counted if one.output.kind == "dead_letter"] == [
        DeadLetter(reason="undecodable-batch", tally=NO_TALLY)
    ]


def _send_plain(settings: Settings, partition: int, name: bytes) -> None:
    """Send three plain records to one partition."""
    producer = Producer({"bootstrap.servers": settings.kafka_bootstrap_servers, "log_level": 0})
    for i in range(3):
        producer.produce(settings.input_topic, b"%s-%d|ready" % (name, i), key=b"k", partition=partition)
    assert producer.flush(10) == 0
