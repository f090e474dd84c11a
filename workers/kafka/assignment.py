"""The partitions that are this worker's right now, kept by callbacks that do nothing else."""

from collections.abc import Iterable
from typing import Literal

from confluent_kafka import Consumer, TopicPartition

from workers.kafka.observer import LoopObserver, Partition


class Assignment:
    """What the group gave this worker.

    Nothing is committed in a callback: none runs while a transaction is open, and what was read of a partition that
    is gone is simply dropped.
    """

    def __init__(self, observer: LoopObserver) -> None:
        self._observer: LoopObserver | None = observer
        self.owned: set[Partition] = set()
        self.joined = False
        self._gone_in_this_read: set[Partition] = set()

    def begin_read(self) -> None:
        """A new read begins: what left before it left nothing in the client's queue."""
        self._gone_in_this_read.clear()

    def left_and_back(self) -> frozenset[Partition]:
        """Partitions that left and came back within this read: records of before and after cannot be told apart."""
        if not self._gone_in_this_read:
            return frozenset()
        return frozenset(self._gone_in_this_read & self.owned)

    def mute(self) -> None:
        """The consumer is closing, possibly in another thread: nobody is told any more."""
        self._observer = None

    def on_assign(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions came."""
        self.owned.update(_names(partitions))
        self._tell("assigned")
        self._tell_member(True)

    def on_revoke(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Partitions went to another worker, or back to the group."""
        self._remove(partitions)
        self._tell("revoked")

    def on_lost(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """The group took this worker for dead."""
        self._remove(partitions)
        self._tell("lost")
        self._tell_member(False)

    def member(self, joined: bool) -> None:
        """What the client's statistics say of the membership: a spare worker has no partition and no callback."""
        self._tell_member(joined)

    def _remove(self, partitions: list[TopicPartition]) -> None:
        gone = set(_names(partitions))
        self.owned -= gone
        self._gone_in_this_read |= gone

    def _tell(self, kind: Literal["assigned", "revoked", "lost"]) -> None:
        if self._observer is not None:
            self._observer.rebalanced(kind, frozenset(self.owned))

    def _tell_member(self, joined: bool) -> None:
        if self._observer is not None and joined != self.joined:
            self.joined = joined
            self._observer.member(joined)


def _names(partitions: list[TopicPartition]) -> Iterable[Partition]:
    return ((partition.topic, partition.partition) for partition in partitions)
