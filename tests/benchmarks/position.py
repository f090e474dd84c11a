"""The position of a consumer group on a topic, from outside the group."""

from typing import Any

from confluent_kafka import Consumer, TopicPartition


class Position:
    """Where a group is; the arguments are the broker, the group and the topic."""

    def __init__(self, servers: str, group: str, topic: str) -> None:
        self._consumer: Any = Consumer({"bootstrap.servers": servers, "group.id": group})
        self._topic = topic
        self._numbers = self._consumer.list_topics(topic, 10).topics[topic].partitions

    def begin_at_start(self) -> None:
        """Commit the first offset for a new group, which would not begin where another group has written outcomes."""
        offsets = [TopicPartition(self._topic, number, 0) for number in self._numbers]
        self._consumer.commit(offsets=offsets, asynchronous=False)

    def committed(self) -> int:
        """How many records it has committed."""
        parts = [TopicPartition(self._topic, number) for number in self._numbers]
        return sum(max(part.offset, 0) for part in self._consumer.committed(parts, timeout=10))

    def close(self) -> None:
        """End the connection."""
        self._consumer.close()
