"""The client library's built-in mock broker: good enough for a demo, not for production."""

from types import TracebackType
from typing import Self

from confluent_kafka import KafkaException, Producer

_START_S = 5.0
_CLUSTER_PREFIX = "mockCluster"


class EmbeddedBroker:
    """A broker inside this process; other processes can reach it over loopback while it is open.

    Supported: topics created on first use (four partitions), both group protocols, idempotent and transactional
    writes. Not supported: offsets committed in a transaction are lost, so a restarted worker reads from the beginning
    (at least once); readers see records of aborted transactions; there is no controller, so topics cannot be created
    or described; and nothing is kept after it closes.
    """

    def __init__(self) -> None:
        self._handle: Producer | None = Producer(
            {"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1, "log_level": 0}
        )
        brokers = self._handle.list_topics(timeout=_START_S).brokers.values()
        self.bootstrap_servers = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)

    def make_topic(self, name: str) -> int:
        """Create a topic by requesting its metadata; returns its number of partitions."""
        if self._handle is None:
            raise RuntimeError("the embedded broker is closed")
        topic = self._handle.list_topics(name, timeout=_START_S).topics[name]
        if topic.error is not None:
            raise KafkaException(topic.error)
        return len(topic.partitions)

    def close(self) -> None:
        """Stop the broker and discard its data."""
        self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_embedded(cluster_id: str | None) -> bool:
    """Whether a cluster id belongs to an embedded broker, which has no controller to answer admin requests."""
    return cluster_id is not None and cluster_id.startswith(_CLUSTER_PREFIX)
