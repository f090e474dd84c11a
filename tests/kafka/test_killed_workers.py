"""No matter what is killed, a reader of committed records sees each outcome exactly once."""

import signal
import time
from collections.abc import Callable

import pytest
from confluent_kafka import ConsumerGroupState
from confluent_kafka.admin import AdminClient

from tests.kafka.harness import WorkerProcess, follow_ids, output_topics, read_outcomes, send
from tests.support.local_broker import KafkaBroker
from workers.kafka.reader import TopicReader
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

SOON = {"session.timeout.ms": "3000", "heartbeat.interval.ms": "500"}
"""The tests' broker notices a killed member of the other protocol about as soon."""

KINDS = (b"ready", b"rejected", b"dead", b"ready")


def _values(count: int) -> list[bytes]:
    return [b"%d|%s|%s" % (i, KINDS[i % 4], b"x" * (i % 211)) for i in range(count)]


def _assert_exactly_once(settings: Settings, count: int, timeout_s: float) -> None:
    seen = follow_ids(settings, count, timeout_s)
    lost = {b"%d" % i for i in range(count)} - set(seen)
    twice = [name for name, times in seen.items() if times > 1]
    assert (len(lost), len(twice)) == (0, 0)


@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_sigkill_in_mid_batch_loses_and_duplicates_nothing(
    protocol: str,
    broker: KafkaBroker,
    settings_of: Callable[..., Settings],
    start_worker: Callable[..., WorkerProcess],
) -> None:
    """After four kills of two workers in mid-batch, all 20,000 outcomes are there exactly once."""
    count = 20_000
    chosen = {"kafka_consumer": SOON} if protocol == "classic" else {}
    settings = settings_of(partitions=8, kafka_group_protocol=protocol, batch_size=200, **chosen)
    send(settings, _values(count))
    workers = {slot: start_worker(settings, slot, pause_s=0.0004) for slot in (0, 1)}
    progress = 0
    with TopicReader(settings, output_topics(settings)) as reader:
        for kill in range(4):
            # While there is work left, so that each kill meets a batch.
            while progress < (kill + 1) * count // 6:
                progress += len(reader.read(0.1))
            workers[kill % 2].kill()
            workers[kill % 2] = start_worker(settings, kill % 2, pause_s=0.0004)
    assert progress < count
    _assert_exactly_once(settings, count, 60)
    # One that has just been started would not know yet that SIGTERM means to drain.
    _wait_for_members(broker.admin(), settings, 2)
    for worker in workers.values():
        worker.signal(signal.SIGTERM)
    assert [worker.wait() for worker in workers.values()] == [0, 0]


def test_a_kill_while_another_worker_joins_leaves_no_partition_without_an_owner(
    broker: KafkaBroker,
    settings_of: Callable[..., Settings],
    start_worker: Callable[..., WorkerProcess],
) -> None:
    """If a worker is killed before it has given up partitions for a new member, all of them are still read."""
    settings = settings_of(partitions=4, kafka_group_protocol="classic", batch_size=200, kafka_consumer=SOON)
    send(settings, _values(200))
    first = start_worker(settings, 0, pause_s=0.05)
    admin = broker.admin()
    _wait_for_members(admin, settings, 1)
    second = start_worker(settings, 1)
    _wait_for_members(admin, settings, 2)
    first.kill()
    first = start_worker(settings, 0)
    _assert_exactly_once(settings, 200, 60)
    # One that has just been started would not know yet that SIGTERM means to drain.
    _wait_for_members(admin, settings, 2)
    for worker in (first, second):
        worker.signal(signal.SIGTERM)
    assert [worker.wait() for worker in (first, second)] == [0, 0]


def _wait_for_members(admin: AdminClient, settings: Settings, count: int) -> None:
    """Wait until the group is stable with this many members."""
    group = settings.group_id
    for _ in range(300):
        found = admin.describe_consumer_groups([group])[group].result(15)
        if len(found.members) == count and found.state == ConsumerGroupState.STABLE:
            return
        time.sleep(0.1)
    pytest.fail(f"the group has no {count} stable members")


def test_a_frozen_worker_is_replaced_and_fenced(
    settings_of: Callable[..., Settings], start_worker: Callable[..., WorkerProcess]
) -> None:
    """A worker suspended for longer than its session and then resumed duplicates nothing."""
    count = 8_000
    settings = settings_of(partitions=4, batch_size=500)
    send(settings, _values(count))
    frozen = start_worker(settings, 0, pause_s=0.0005)
    other = start_worker(settings, 1, pause_s=0.0005)
    time.sleep(2.0)
    frozen.signal(signal.SIGSTOP)
    time.sleep(8.0)
    frozen.signal(signal.SIGCONT)
    _assert_exactly_once(settings, count, 60)
    for worker in (frozen, other):
        worker.signal(signal.SIGTERM)
    assert other.wait() == 0
    # On a busy machine it is frozen within a call, which its watchdog then takes for one that does not return.
    assert frozen.wait() in (0, 1, 3, 70)


def test_two_workers_cannot_share_a_slot(
    settings_of: Callable[..., Settings], start_worker: Callable[..., WorkerProcess]
) -> None:
    """A second worker with the same slot fences the first, which exits with code 3 and names the setting."""
    count = 20_000
    settings = settings_of()
    send(settings, _values(count))
    # Slow enough that it still has work when the other one, on a busy machine, has started.
    first = start_worker(settings, 0, pause_s=0.005)
    while not read_outcomes(settings):
        time.sleep(0.1)
    second = start_worker(settings, 0, pause_s=0.0)
    assert first.wait(60) == 3, first.log_text()
    assert "set CLAIMS_WORKER_SLOT" in first.log_text()
    _assert_exactly_once(settings, count, 60)
    second.signal(signal.SIGTERM)
    assert second.wait() == 0


def test_sigterm_drains(settings_of: Callable[..., Settings], start_worker: Callable[..., WorkerProcess]) -> None:
    """SIGTERM ends a busy worker with code 0 within seconds, and its work is committed."""
    settings = settings_of(batch_size=100)
    send(settings, _values(5000))
    worker = start_worker(settings, 0, pause_s=0.001)
    while not read_outcomes(settings):
        time.sleep(0.1)
    worker.signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    successor = start_worker(settings, 0)
    _assert_exactly_once(settings, 5000, 30)
    successor.signal(signal.SIGTERM)
    assert successor.wait(10) == 0
