"""A worker waits for an unavailable broker; only a configured timeout ends it."""

import signal
import time
from collections.abc import Callable, Iterator

import pytest

from tests.kafka.harness import KeptWorkers, LoopInThread, WorkerProcess, follow_ids, send, unique_settings
from tests.support.local_broker import KafkaBroker
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.reserved_port import ReservedPort

pytestmark = pytest.mark.slow


def test_a_worker_outlives_two_broker_restarts(
    own_broker: KafkaBroker, start_worker: Callable[..., WorkerProcess]
) -> None:
    """After a broker is killed once and restarted once, nothing is lost or duplicated, without manual help.

    A worker whose client cannot reconnect exits with code 70, and its parent restarts it.
    """
    count = 12_000
    settings = unique_settings(own_broker.bootstrap_servers, batch_size=100)
    make_topics(settings, TopicWishes(partitions=4))
    send(settings, (b"%d|ready" % i for i in range(count)))
    workers = KeptWorkers(lambda slot: start_worker(settings, slot, pause_s=0.0008), [0])
    time.sleep(3.0)
    for sign in (signal.SIGKILL, signal.SIGTERM):
        own_broker.end(sign)
        time.sleep(1.0)
        own_broker.start()
        time.sleep(2.0)
    seen = follow_ids(settings, count, 120, workers.start_ended)
    assert len(seen) == count
    assert set(seen.values()) == {1}
    assert workers.stop() == [0]
    assert set(workers.ends) <= {3, 70}
    assert all(text.count("no broker answers") <= 4 for text in workers.log_texts())


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address of this machine where nothing listens."""
    with ReservedPort() as port:
        yield port.address


def test_no_broker_at_start_ends_with_4_after_the_timeout(
    nowhere: str, start_loop: Callable[..., LoopInThread]
) -> None:
    """With a timeout, a worker without a broker exits with code 4 and reports the last error."""
    loop = start_loop(unique_settings(nowhere, kafka_unavailable_timeout=2.0))
    assert loop.wait_until_end() == 4
    assert "Connection refused" in loop.reason
    assert any(not reachable for reachable, _ in loop.observer.broker_words)


def test_a_worker_waits_for_its_first_broker_and_can_be_stopped(
    nowhere: str, start_loop: Callable[..., LoopInThread]
) -> None:
    """Without a timeout, a worker waits for its broker and exits with code 0 within a second of a stop."""
    loop = start_loop(unique_settings(nowhere))
    time.sleep(2.0)
    assert loop.code is None
    assert loop.drain() == 0


def test_a_broker_lost_later_ends_with_4_after_the_timeout(
    own_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """An idle worker notices and reports a lost broker, and gives up after the timeout."""
    settings = unique_settings(
        own_broker.bootstrap_servers,
        kafka_unavailable_timeout=3.0,
        kafka_consumer={"statistics.interval.ms": "500"},
    )
    make_topics(settings, TopicWishes(partitions=1))
    send(settings, [b"a|ready"])
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.committed_records == 1)
    own_broker.end(signal.SIGKILL)
    assert loop.wait_until_end() == 4
    assert "no broker answered for 3 s" in loop.reason


def test_a_worker_waits_for_missing_topics(broker: KafkaBroker, start_loop: Callable[..., LoopInThread]) -> None:
    """A worker started before its topics exist reports it, and works as soon as they are created."""
    settings = unique_settings(broker.bootstrap_servers)
    loop = start_loop(settings)
    loop.wait_for(lambda: any("topics create" in reason for reason in loop.observer.all_reasons))
    make_topics(settings, TopicWishes(partitions=2))
    send(settings, [b"a|ready"])
    loop.wait_for(lambda: loop.observer.committed_records == 1)
    assert loop.drain() == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_stop_during_an_outage(
    own_broker: KafkaBroker, start_worker: Callable[..., WorkerProcess], sign: signal.Signals
) -> None:
    """SIGTERM ends a worker that lost its broker in mid-batch; later a successor finishes everything."""
    settings = unique_settings(own_broker.bootstrap_servers, batch_size=50)
    make_topics(settings, TopicWishes(partitions=2))
    send(settings, (b"%d|ready" % i for i in range(3000)))
    worker = start_worker(settings, 0, pause_s=0.001)
    while not follow_ids(settings, 1, 20):
        time.sleep(0.1)
    own_broker.end(sign)
    time.sleep(1.0)
    worker.signal(signal.SIGTERM)
    # 0 if it was between two batches, 4 if a transaction in progress could not be ended, 70 if the
    # client's call never returned, which can happen when the broker goes down during the call.
    assert worker.wait(60) in (0, 4, 70)
    own_broker.start()
    successor = start_worker(settings, 0)
    seen = follow_ids(settings, 3000, 60)
    assert len(seen) == 3000
    assert set(seen.values()) == {1}
    successor.signal(signal.SIGTERM)
    assert successor.wait() == 0
