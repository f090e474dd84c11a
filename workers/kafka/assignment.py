"""The partitions currently assigned to this worker, tracked by the rebalance callbacks."""

from collections.abc import Iterable
from typing import Literal

from confluent_kafka import Consumer, TopicPartition

from workers.kafka.observer import LoopObserver, Partition


class Assignment:
    """The partitions the group assigned to this worker.

    The callbacks commit nothing: they never run while a transaction is open, and records already read from a revoked
    partition are dropped.
    """

    def __init__(self, observer: LoopObserver) -> None:
        self._observer: LoopObserver | None = observer
        self.owned: set[Partition] = set()
        self.joined = False
        self._new: set[Partition] = set()

    def take_new(self) -> set[Partition]:
        """Partitions assigned since the last call, including those revoked and reassigned within one read."""
        new, self._new = self._new & self.owned, set()
        return new

    def mute(self) -> None:
        """Stop reporting: the consumer is closing, possibly in another thread."""
        self._observer = None

    def on_assign(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions were assigned."""
        names = set(_names(partitions))
        self.owned |= names
        self._new |= names
        self._tell("assigned")
        self._tell_member(True)

    def on_revoke(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions were revoked."""
        self._remove(partitions)
        self._tell("revoked")

    def on_lost(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """The group removed this worker, for example after a session timeout."""
        self._remove(partitions)
        self._tell("lost")
        self._tell_member(False)

    def member(self, joined: bool) -> None:
        """Group membership from the client's statistics: a spare worker gets no partitions and so no callback."""
        self._tell_member(joined)

    def _remove(self, partitions: list[TopicPartition]) -> None:
        self.owned -= set(_names(partitions))

    def _tell(self, kind: Literal["assigned", "revoked", "lost"]) -> None:
        if self._observer is not None:
            self._observer.rebalanced(kind, frozenset(self.owned))

    def _tell_member(self, joined: bool) -> None:
        if self._observer is not None and joined != self.joined:
            self.joined = joined
            self._observer.member(joined)


def _names(partitions: list[TopicPartition]) -> Iterable[Partition]:
    return ((partition.topic, partition.partition) for partition in partitions)
