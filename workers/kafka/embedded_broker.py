"""The client library has a small broker of its own inside: enough to show the worker, not to trust it."""

from types import TracebackType
from typing import Self

from confluent_kafka import KafkaException, Producer

_START_S = 5.0
_CLUSTER_PREFIX = "mockCluster"


class EmbeddedBroker:
    """A broker that lives in this process as long as it is open; other processes reach it over loopback.

    What it does: topics appear (four partitions) when they are first asked for; groups of both protocols; idempotent
    and transactional writes. What it does not: offsets committed in a transaction are forgotten, so a worker that
    starts again reads from the beginning (at least once); readers see records of aborted transactions; there is no
    controller, so topics cannot be made or described, and nothing survives its end.
    """

    def __init__(self) -> None:
        self._handle: Producer | None = Producer(
            {"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1, "log_level": 0}
        )
        brokers = self._handle.list_topics(timeout=_START_S).brokers.values()
        self.bootstrap_servers = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)

    def make_topic(self, name: str) -> int:
        """Makes a topic by asking for it; returns how many partitions it has."""
        if self._handle is None:
            raise RuntimeError("the embedded broker is closed")
        topic = self._handle.list_topics(name, timeout=_START_S).topics[name]
        if topic.error is not None:
            raise KafkaException(topic.error)
        return len(topic.partitions)

    def close(self) -> None:
        """Ends the broker and all that was written to it."""
        self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_embedded(cluster_id: str | None) -> bool:
    """A cluster with this id is a client library's embedded one, which has no controller to answer questions."""
    return cluster_id is not None and cluster_id.startswith(_CLUSTER_PREFIX)
