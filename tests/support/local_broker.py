"""The local broker with what tests need: short timeouts, topics, a warm-up, a cluster of three."""

import contextlib
import time
from collections.abc import Mapping
from typing import Any, Final, Self

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from workers.local_kafka.broker import LocalBroker, new_cluster_id
from workers.local_kafka.installation import KafkaInstallation

_PATIENCE_S: Final = 60.0

# Tests would otherwise wait for expired transactions to be aborted, and for a stopped broker to be noticed.
_SHORT: Final[Mapping[str, object]] = {
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 500,
    "group.min.session.timeout.ms": 1000,
    "broker.session.timeout.ms": 1500,
    "broker.heartbeat.interval.ms": 300,
    "controller.quorum.election.timeout.ms": 500,
    "controller.quorum.fetch.timeout.ms": 1000,
}

_REPLICATED: Final[Mapping[str, object]] = {
    "default.replication.factor": 3,
    "min.insync.replicas": 2,
    "offsets.topic.replication.factor": 3,
    "transaction.state.log.replication.factor": 3,
    "transaction.state.log.min.isr": 2,
    "share.coordinator.state.topic.replication.factor": 3,
    "share.coordinator.state.topic.min.isr": 2,
}


class KafkaBroker(LocalBroker):
    """A local broker with short timeouts; the arguments are those of `LocalBroker`."""

    def __init__(
        self, kafka: KafkaInstallation, *, properties: Mapping[str, object] | None = None, **chosen: Any
    ) -> None:
        super().__init__(kafka, properties={**_SHORT, **(properties or {})}, **chosen)

    def admin(self) -> AdminClient:
        """Return a client for topics, settings and permissions; keep a reference while a request is pending."""
        return AdminClient({"bootstrap.servers": self.bootstrap_servers, "log_level": 0, "socket.timeout.ms": 5000})

    def create_topic(self, name: str, partitions: int = 4, config: Mapping[str, str] | None = None) -> None:
        """Create a topic with one replica."""
        admin = self.admin()
        topic = NewTopic(name, num_partitions=partitions, replication_factor=1, config=dict(config or {}))
        admin.create_topics([topic])[name].result(15)

    def warm_up(self) -> None:
        """Make the broker create its topics for offsets and transactions now, not during the first test."""
        common: dict[str, Any] = {"bootstrap.servers": self.bootstrap_servers, "log_level": 0}
        Producer({**common, "transactional.id": "warm-up", "retry.backoff.ms": 20}).init_transactions(30)
        self.create_topic("warm-up", 1)
        consumer = Consumer({**common, "group.id": "warm-up"})
        deadline = time.monotonic() + _PATIENCE_S
        try:
            while True:
                try:
                    consumer.committed([TopicPartition("warm-up", 0)], timeout=5)
                    return
                except KafkaException:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.1)
        finally:
            consumer.close()

    def wait_until_it_sees(self, nodes: int) -> None:
        """Return when the broker has started and sees that many brokers, including itself."""
        self.wait_until_started()
        deadline = time.monotonic() + _PATIENCE_S
        admin = self.admin()
        while time.monotonic() < deadline:
            with contextlib.suppress(KafkaException, TimeoutError):
                if len(admin.describe_cluster(request_timeout=2).result(3).nodes) >= nodes:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"the broker does not see {nodes} brokers")


class KafkaCluster:
    """Three brokers, each also a controller, with every partition on all of them; a context manager.

    A write needs two in-sync replicas, so any one broker may stop.
    """

    def __init__(self, kafka: KafkaInstallation) -> None:
        cluster_id = new_cluster_id()
        self.brokers = [
            KafkaBroker(kafka, properties=_REPLICATED, node_id=number, cluster_id=cluster_id) for number in (1, 2, 3)
        ]
        for broker in self.brokers:
            broker.voters = ",".join(each.voters for each in self.brokers)
        self.bootstrap_servers = ",".join(each.bootstrap_servers for each in self.brokers)

    def start(self, broker: KafkaBroker) -> None:
        """Restart a broker that was stopped, and return when it sees the others."""
        broker.launch()
        broker.wait_until_it_sees(len(self.brokers))

    def __enter__(self) -> Self:
        try:
            for broker in self.brokers:
                broker.launch()
            for broker in self.brokers:
                broker.wait_until_it_sees(len(self.brokers))
            self.brokers[0].warm_up()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        for broker in self.brokers:
            broker.close()
