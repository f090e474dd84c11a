"""A broker that is away is waited for; only a time-out that was set ends the worker."""

import signal
import time
from collections.abc import Callable

import pytest

from tests.kafka.harness import KeptWorkers, LoopInThread, WorkerProcess, follow_ids, send, unique_settings
from tests.support.local_broker import KafkaBroker, free_ports
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow


def test_a_worker_outlives_two_broker_restarts(
    own_broker: KafkaBroker, start_worker: Callable[..., WorkerProcess]
) -> None:
    """A broker that is killed once and restarted once loses and doubles nothing, and no worker needs a person.

    A worker whose own client did not find the broker again ends with 70, and its parent starts it anew.
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


def _absent_broker(**chosen: object) -> Settings:
    return unique_settings(f"127.0.0.1:{free_ports(1)[0]}", **chosen)


def test_no_broker_at_start_ends_with_4_after_the_time_out(start_loop: Callable[..., LoopInThread]) -> None:
    """With a time-out set, a worker that finds no broker ends with 4 and names the last error."""
    loop = start_loop(_absent_broker(kafka_unavailable_timeout=2.0))
    assert loop.wait_until_end() == 4
    assert "Connection refused" in loop.reason
    assert any(not reachable for reachable, _ in loop.observer.broker_words)


def test_no_broker_at_start_is_waited_for_and_a_stop_is_heard(start_loop: Callable[..., LoopInThread]) -> None:
    """Without a time-out a worker waits for its broker, and ends with 0 within a second when it is stopped."""
    loop = start_loop(_absent_broker())
    time.sleep(2.0)
    assert loop.code is None
    assert loop.drain() == 0


def test_a_broker_that_goes_later_ends_with_4_after_the_time_out(
    own_broker: KafkaBroker, start_loop: Callable[..., LoopInThread]
) -> None:
    """A broker that goes away from an idle worker is noticed, told, and given up at the time-out."""
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


def test_topics_that_are_missing_are_waited_for(broker: KafkaBroker, start_loop: Callable[..., LoopInThread]) -> None:
    """A worker started before its topics says so, and works as soon as they are made."""
    settings = unique_settings(broker.bootstrap_servers)
    loop = start_loop(settings)
    loop.wait_for(lambda: any("topics create" in (reason or "") for _, reason in loop.observer.broker_words))
    make_topics(settings, TopicWishes(partitions=2))
    send(settings, [b"a|ready"])
    loop.wait_for(lambda: loop.observer.committed_records == 1)
    assert loop.drain() == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_stop_during_an_outage_is_heard(
    own_broker: KafkaBroker, start_worker: Callable[..., WorkerProcess], sign: signal.Signals
) -> None:
    """SIGTERM ends a worker whose broker went in mid-batch though none comes back; later a successor finishes all."""
    settings = unique_settings(own_broker.bootstrap_servers, batch_size=50)
    make_topics(settings, TopicWishes(partitions=2))
    send(settings, (b"%d|ready" % i for i in range(3000)))
    worker = start_worker(settings, 0, pause_s=0.001)
    while not follow_ids(settings, 1, 20):
        time.sleep(0.1)
    own_broker.end(sign)
    time.sleep(1.0)
    worker.signal(signal.SIGTERM)
    # 0 where it stood between two batches, 4 where a transaction was under way that nobody could settle, 70 where the
    # client's call never returned, which happens to the one that meets the broker's end.
    assert worker.wait(60) in (0, 4, 70)
    own_broker.start()
    successor = start_worker(settings, 0)
    seen = follow_ids(settings, 3000, 60)
    assert len(seen) == 3000
    assert set(seen.values()) == {1}
    successor.signal(signal.SIGTERM)
    assert successor.wait() == 0
