"""In a cluster of three, the workers survive the loss of any one broker."""

import signal
import time
from collections.abc import Callable, Iterator

import pytest

from tests.kafka.harness import KeptWorkers, WorkerProcess, follow_ids, output_topics, send, unique_settings
from tests.support.local_broker import KafkaCluster
from workers.kafka.reader import TopicReader
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import KafkaInstallation

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(kafka: KafkaInstallation) -> Iterator[KafkaCluster]:
    """Three real brokers that the test may stop and start again."""
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
