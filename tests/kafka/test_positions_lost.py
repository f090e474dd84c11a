"""Reading continues at the group's committed offset or the loss is reported; nothing is silently lost or repeated."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions

from tests.kafka.harness import (
    LoopInThread,
    commit_offset,
    committed_offset,
    count_ids,
    read_outcomes,
    send,
    unique_settings,
)
from tests.kafka.toy_worker import ToyProcessor
from tests.support.local_broker import KafkaBroker
from workers.kafka.record import InputRecord, Processed
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

StartLoop = Callable[..., LoopInThread]
SettingsOf = Callable[..., Settings]


def test_retention_that_passes_the_group_stops_the_partition_until_it_is_accepted(
    broker: KafkaBroker, settings_of: SettingsOf, start_loop: StartLoop
) -> None:
    """Deleted records stop their partition but not the others; the accepted jump is made once, and the rest arrives."""
    settings = settings_of(partitions=2)
    _work_off(settings, start_loop, _numbered(0, 20))
    (left, right) = (_committed(settings, partition) for partition in (0, 1))
    _send_to(settings, 0, _numbered(100, 110))
    _delete_before(broker, settings, 0, left + 5)
    _send_to(settings, 1, _numbered(200, 210))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 10)
    assert loop.observer.lost == ["retention"]
    reason = loop.observer.stopped[settings.input_topic, 0]
    accept = f"{settings.input_topic}:0:{left}-{left + 5}"
    assert f"{settings.input_topic}/0" in reason
    assert f"CLAIMS_ACCEPT_POSITIONS={accept}" in reason
    assert loop.drain() == 0
    assert (_committed(settings, 0), _committed(settings, 1)) == (left, right + 10)
    accepting = start_loop(settings.model_copy(update={"accept_positions": (accept,)}))
    accepting.wait_for(lambda: accepting.observer.committed_records >= 5)
    assert accepting.observer.stopped == {}
    assert accepting.drain() == 0
    seen = count_ids(read_outcomes(settings))
    assert set(seen.values()) == {1}
    assert set(seen) == {_id(n) for n in (*range(20), *range(105, 110), *range(200, 210))}
    again = start_loop(settings)
    again.wait_for(lambda: again.observer.owned != frozenset() and again.observer.lags != {})
    assert again.observer.lost == []
    assert again.drain() == 0


def test_continue_reads_from_the_start_of_the_log(
    broker: KafkaBroker, settings_of: SettingsOf, start_loop: StartLoop
) -> None:
    """Under `continue` the jump is counted, and the remaining records are read at once."""
    settings = settings_of(partitions=1, on_position_lost="continue")
    _work_off(settings, start_loop, _numbered(0, 10))
    send(settings, _numbered(10, 30))
    _delete_before(broker, settings, 0, 25)
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 5)
    assert loop.observer.lost == ["retention"]
    assert loop.observer.stopped == {}
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, (*range(10), *range(25, 30))), 1)


@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_records_deleted_while_the_worker_runs_are_noticed(
    protocol: str, broker: KafkaBroker, settings_of: SettingsOf, start_loop: StartLoop
) -> None:
    """The start of the log is compared with the group's offset at every gap, not only at startup."""
    # The client fetches batches of one record, and no further one while it buffers more than 1 KiB.
    frugal = {"queued.max.messages.kbytes": "1", "fetch.message.max.bytes": "1024"}
    settings = settings_of(partitions=1, kafka_group_protocol=protocol, batch_size=1, kafka_consumer=frugal)
    _send_to(settings, 0, [value + b"|" + bytes(2000) for value in _numbered(0, 20)])
    gate = _Gate(settings)
    loop = start_loop(settings, gate)
    assert gate.entered.wait(30)
    _delete_before(broker, settings, 0, 15)
    gate.open.set()
    loop.wait_for(lambda: loop.observer.stopped != {})
    assert loop.observer.lost == ["retention"]
    assert loop.drain() == 0
    committed = _committed(settings, 0)
    # Records already fetched were processed; nothing after the gap was.
    assert committed < 15
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, range(committed)), 1)


def test_an_offset_after_the_end_stops_the_partition(settings_of: SettingsOf, start_loop: StartLoop) -> None:
    """A log that ends before the group's offset was truncated or replaced: it is not read from its start."""
    settings = settings_of(partitions=1)
    _work_off(settings, start_loop, _numbered(0, 10))
    commit_offset(settings, 0, 50)
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.stopped != {})
    assert loop.observer.lost == ["beyond-end"]
    assert f"{settings.input_topic}:0:50-0" in loop.observer.stopped[settings.input_topic, 0]
    assert loop.drain() == 0
    accepted = settings.model_copy(update={"accept_positions": (f"{settings.input_topic}:0:50-10",)})
    send(settings, _numbered(10, 15))
    loop = start_loop(accepted)
    loop.wait_for(lambda: loop.observer.committed_records >= 5)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, range(15)), 1)


def test_a_group_that_lost_its_offsets_repeats_nothing(
    broker: KafkaBroker, settings_of: SettingsOf, start_loop: StartLoop
) -> None:
    """Expired offsets stop all partitions, because outcomes would be written again."""
    settings = settings_of(partitions=2)
    _work_off(settings, start_loop, _numbered(0, 20))
    admin = broker.admin()
    admin.delete_consumer_groups([settings.group_id])[settings.group_id].result(15)
    send(settings, _numbered(20, 30))
    loop = start_loop(settings)
    loop.wait_for(lambda: len(loop.observer.stopped) == 2)
    assert loop.observer.lost == ["no-offset", "no-offset"]
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, range(20)), 1)
    assert (_committed(settings, 0), _committed(settings, 1)) == (-1, -1)


def test_a_new_group_on_a_topic_that_has_lost_records_is_stopped(
    broker: KafkaBroker, settings_of: SettingsOf, start_loop: StartLoop
) -> None:
    """It is unknown whether the deleted records were processed; accepting `none` says that this is fine."""
    settings = settings_of(partitions=1)
    send(settings, _numbered(0, 10))
    _delete_before(broker, settings, 0, 4)
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.stopped != {})
    assert f"{settings.input_topic}:0:none-4" in loop.observer.stopped[settings.input_topic, 0]
    assert loop.drain() == 0
    loop = start_loop(settings.model_copy(update={"accept_positions": (f"{settings.input_topic}:0:none-4",)}))
    loop.wait_for(lambda: loop.observer.committed_records >= 6)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, range(4, 10)), 1)


def test_every_assigned_partition_gets_an_offset_at_once(settings_of: SettingsOf, start_loop: StartLoop) -> None:
    """Even an empty partition gets a committed offset, so that a missing one later is meaningful."""
    settings = settings_of(partitions=3)
    loop = start_loop(settings)
    loop.wait_for(lambda: [_committed(settings, partition) for partition in range(3)] == [0, 0, 0])
    assert loop.observer.lost == []
    assert loop.drain() == 0


def test_an_added_partition_is_read_from_its_start(
    broker: KafkaBroker, settings_of: SettingsOf, start_loop: StartLoop
) -> None:
    """A partition without an offset, next to others that have one, is new."""
    settings = settings_of(partitions=1)
    _work_off(settings, start_loop, _numbered(0, 5))
    admin = broker.admin()
    admin.create_partitions([NewPartitions(settings.input_topic, 2)])[settings.input_topic].result(15)
    _send_to(settings, 1, _numbered(5, 10))
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 5)
    assert loop.observer.lost == []
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, range(10)), 1)


@pytest.mark.parametrize(
    ("version", "protocol"), [("broker", "consumer"), ("broker", "classic"), ("older_broker", "auto")]
)
def test_a_topic_recreated_in_mid_backlog_is_read_completely(
    version: str, protocol: str, request: pytest.FixtureRequest, start_loop: StartLoop
) -> None:
    """Offsets of the deleted topic are not used for the new one: each of its events has one outcome."""
    broker: KafkaBroker = request.getfixturevalue(version)
    settings = unique_settings(broker.bootstrap_servers, kafka_group_protocol=protocol, batch_size=50)
    make_topics(settings, TopicWishes(partitions=1))
    send(settings, _numbered(0, 3000))
    loop = start_loop(settings, ToyProcessor(settings, pause_s=0.001))
    loop.wait_for(lambda: loop.observer.committed_records >= 300)
    _recreate(broker.admin(), settings)
    send(settings, _numbered(10_000, 14_000))
    new = {_id(n) for n in range(10_000, 14_000)}
    loop.wait_for(lambda: new <= count_ids(_counted(loop)).keys(), 90)
    assert set(loop.observer.lost) == {"recreated"}
    assert loop.drain() == 0
    seen = count_ids(read_outcomes(settings))
    assert new <= seen.keys()
    assert set(seen.values()) == {1}


def test_the_next_owner_sees_an_offset_of_a_deleted_topic(settings_of: SettingsOf, start_loop: StartLoop) -> None:
    """A worker killed right after such a commit leaves the ID of the deleted topic with the offset."""
    settings = settings_of(partitions=1)
    send(settings, _numbered(0, 10))
    commit_offset(settings, 0, 6, "id:of-the-deleted-topic")
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= 10)
    assert loop.observer.lost == ["recreated"]
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == dict.fromkeys(map(_id, range(10)), 1)


class _Gate:
    """A processor that waits in its first record until it is released."""

    def __init__(self, settings: Settings) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()
        self._process = ToyProcessor(settings)

    def __call__(self, record: InputRecord) -> Processed:
        """Wait, then process like the toy."""
        self.entered.set()
        self.open.wait(30)
        return self._process(record)

    def batch(self, records: Sequence[InputRecord]) -> Iterator[Processed]:
        """The outcomes, one after the other."""
        return map(self, records)


def _numbered(first: int, end: int) -> list[bytes]:
    return [_id(number) + b"|ready" for number in range(first, end)]


def _id(number: int) -> bytes:
    return b"%d" % number


def _work_off(settings: Settings, start_loop: StartLoop, values: list[bytes]) -> None:
    """Let a first worker process `values` and stop."""
    send(settings, values)
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records >= len(values))
    assert loop.drain() == 0


def _send_to(settings: Settings, partition: int, values: Iterable[bytes]) -> None:
    """Send each value in its own batch."""
    producer = Producer({"bootstrap.servers": settings.kafka_bootstrap_servers, "log_level": 0})
    for value in values:
        producer.produce(settings.input_topic, value, b"k", partition=partition)
        assert producer.flush(10) == 0


def _committed(settings: Settings, partition: int) -> int:
    return max(committed_offset(settings, partition).offset, -1)


def _delete_before(broker: KafkaBroker, settings: Settings, partition: int, offset: int) -> None:
    place = TopicPartition(settings.input_topic, partition, offset)
    admin = broker.admin()
    for answer in admin.delete_records([place]).values():
        answer.result(15)


def _recreate(admin: AdminClient, settings: Settings) -> None:
    admin.delete_topics([settings.input_topic], operation_timeout=15)[settings.input_topic].result(20)
    make_topics(settings, TopicWishes(partitions=1))


def _counted(loop: LoopInThread) -> list[InputRecord]:
    return [record for batch in list(loop.observer.batches) for record, _ in batch.pairs]
