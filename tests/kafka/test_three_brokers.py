"""In a cluster of three, the workers survive the loss of any one broker."""

import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource
from confluent_kafka.cimpl import NewTopic

from tests.kafka.harness import (
    KeptWorkers,
    LoopInThread,
    WorkerProcess,
    count_ids,
    follow_ids,
    output_topics,
    read_outcomes,
    send,
    unique_settings,
)
from tests.support.local_broker import KafkaCluster
from workers.kafka.publish import publish_records
from workers.kafka.reader import TopicReader, read_to_end
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(kafka: KafkaInstallation) -> Iterator[KafkaCluster]:
    """Three real brokers that a test may stop, and starts again before it ends."""
    with KafkaCluster(kafka) as running:
        yield running


def test_each_broker_in_turn_may_be_killed(cluster: KafkaCluster, start_worker: Callable[..., WorkerProcess]) -> None:
    """While two workers run, every broker is killed once; each input has its outcome exactly once."""
    count = 20_000
    settings = unique_settings(cluster.bootstrap_servers, batch_size=100)
    made = make_topics(settings, TopicWishes(partitions=8))
    assert not made.warnings
    send(settings, (b"%d|ready" % i for i in range(count)))
    # A moving coordinator can hang a worker's call until its watchdog ends it, so the test restarts workers.
    workers = KeptWorkers(lambda slot: start_worker(settings, slot, pause_s=0.0008), (0, 1))
    progress, deadline = 0, time.monotonic() + 180
    with TopicReader(settings, output_topics(settings)) as reader:
        for turn, broker in enumerate(cluster.brokers):
            while progress < (turn + 1) * count // 6 and time.monotonic() < deadline:
                progress += len(reader.read(0.1))
                workers.start_ended()
            broker.end(signal.SIGKILL)
            away_until = time.monotonic() + 2
            while time.monotonic() < away_until:
                progress += len(reader.read(0.1))
                workers.start_ended()
            cluster.start(broker)
        while progress < count and time.monotonic() < deadline:
            progress += len(reader.read(0.2))
            workers.start_ended()
    seen = follow_ids(settings, count, 60)
    assert seen == {b"%d" % i: 1 for i in range(count)}
    assert workers.stop() == [0, 0]
    # 70: the watchdog; 3: no broker for longer than a transaction may take. Each worker continues where it was.
    assert set(workers.ends) <= {3, 70}


def test_too_few_replicas_and_a_missing_leader_are_named(
    cluster: KafkaCluster, start_loop: Callable[..., LoopInThread]
) -> None:
    """While a broker is away, the worker names what that prevents, and finishes the work when the broker is back."""
    away = cluster.brokers[2]
    # The coordinator must not end a transaction that waits for the broker, however slow this machine is.
    patient = {"transaction.timeout.ms": "600000"}
    few, leaderless = (
        unique_settings(cluster.bootstrap_servers, batch_wait_ms=100, kafka_producer=patient) for _ in range(2)
    )
    _create(cluster, few.ready_topic, replicas=[1, 2, 3], min_in_sync=3)
    _create(cluster, leaderless.ready_topic, replicas=[away.node_id], min_in_sync=1)
    loops = []
    for settings in (few, leaderless):
        make_topics(settings, TopicWishes(partitions=2))
        loops.append(start_loop(settings))
        send(settings, (b"%d|ready" % i for i in range(50)))
        loops[-1].wait_for(lambda: loops[-1].observer.committed_records >= 50)
    away.end(signal.SIGTERM)
    for settings in (few, leaderless):
        send(settings, (b"%d|ready" % i for i in range(50, 100)))
    loops[0].wait_for(lambda: any("in-sync replicas" in each for each in loops[0].observer.all_reasons), 90)
    loops[1].wait_for(lambda: any("has no leader" in each for each in loops[1].observer.all_reasons), 90)
    cluster.start(away)
    for settings, loop in zip((few, leaderless), loops, strict=True):
        _finish(settings, loop)
    assert "2, and min.insync.replicas is 3" in loops[0].observer.all_reasons[0]


def test_what_is_confirmed_is_in_the_log_though_a_batch_was_rejected(cluster: KafkaCluster) -> None:
    """A partition has too few replicas for the first batches and enough for later ones, which were sent already.

    With two batches unanswered at a time, some three of twenty rounds lost records that the client reported as written.
    """
    away = cluster.brokers[2]
    quick = {"retry.backoff.ms": "1", "retry.backoff.max.ms": "2", "linger.ms": "0", "batch.num.messages": "1"}
    away.end(signal.SIGTERM)
    try:
        for _ in range(20):
            settings = unique_settings(cluster.bootstrap_servers, kafka_producer=quick)
            _create(cluster, settings.input_topic, replicas=[1, 2, 3], min_in_sync=3)
            enough = threading.Timer(0.3, _require_replicas, (cluster, settings.input_topic, 2))
            enough.start()
            sent = [(b"%d" % number, b"content") for number in range(60)]
            assert publish_records(settings, settings.input_topic, sent) == len(sent)
            enough.join()
            written = {(record.key, record.value) for record in read_to_end(settings, (settings.input_topic,))}
            assert written == set(sent)
    finally:
        cluster.start(away)


def _require_replicas(cluster: KafkaCluster, topic: str, count: int) -> None:
    change = ConfigEntry("min.insync.replicas", str(count), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[change])
    admin = cluster.brokers[0].admin()
    admin.incremental_alter_configs([resource])[resource].result(15)


def _finish(settings: Settings, loop: LoopInThread) -> None:
    """All 100 records have their outcomes, and the worker waits for nothing any more."""
    loop.wait_for(lambda: loop.observer.committed_records >= 100, 90)
    assert loop.observer.reasons == {}
    assert all(settings.ready_topic in reason for reason in loop.observer.all_reasons)
    assert loop.drain() == 0
    assert count_ids(read_outcomes(settings)) == {b"%d" % i: 1 for i in range(100)}


def _create(cluster: KafkaCluster, topic: str, *, replicas: list[int], min_in_sync: int) -> None:
    """A topic of one partition on the brokers named, as `topics create` makes it otherwise."""
    config = {"min.insync.replicas": str(min_in_sync), "max.message.bytes": "1179648", "cleanup.policy": "compact"}
    admin = cluster.brokers[0].admin()
    admin.create_topics([NewTopic(topic, 1, replica_assignment=[replicas], config=config)])[topic].result(15)
