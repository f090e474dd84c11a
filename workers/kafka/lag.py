"""Consumer lag, calculated here because the client's own figure does not move when transactions commit offsets.

An open transaction of a producer hides what is written after it: the client reads up to the last stable offset, and the
log goes on to the high watermark. Those records wait too, so they count as lag, and are reported on their own.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, Final

from confluent_kafka import TopicPartition

from workers.kafka.observer import Partition

_STUCK_S: Final = 60.0


class Lag:
    """Records between the last commit and the end of the log of each assigned partition.

    End offsets come from the client's statistics (every few seconds, without a request), commits from the loop.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._committed: dict[Partition, int] = {}
        self._readable: dict[Partition, int] = {}
        self._stable_ends: dict[Partition, int] = {}
        self._blocked: dict[Partition, int] = {}
        self._waiting_since: float | None = None

    def committed(self, offsets: Iterable[TopicPartition]) -> None:
        """Record that this worker committed these offsets."""
        for offset in offsets:
            self._committed[offset.topic, offset.partition] = offset.offset
        self._waiting_since = None

    def keep_only(self, owned: set[Partition]) -> None:
        """Forget partitions that were revoked: another worker reports their lag."""
        for gone in [name for name in self._committed if name not in owned]:
            del self._committed[gone]

    def placed(self, partition: Partition, offset: int) -> None:
        """Record that reading of the partition starts at `offset`, which the group has committed."""
        self._committed[partition] = offset

    def measure(
        self,
        statistics: Mapping[str, Any],
        owned: set[Partition],
        broker_up: bool,
        held: Set[Partition] = frozenset(),
    ) -> Mapping[Partition, int]:
        """The lag of every assigned partition whose end is known, from the client's `statistics`.

        Partitions in `held` are stopped on purpose, so records may wait there. Without a broker nothing is known.
        """
        self.keep_only(owned)
        lag: dict[Partition, int] = {}
        before, self._stable_ends = self._stable_ends, {}
        self._readable, self._blocked = {}, {}
        if not broker_up:
            self._waiting_since = None
            return lag
        unread = False
        for topic, partition in owned:
            figures = statistics["topics"].get(topic, {}).get("partitions", {}).get(str(partition))
            if figures is None or figures["ls_offset"] < 0:
                # Nothing was fetched yet: the group's offsets are not readable, or the partition has no leader.
                unread = unread or (topic, partition) not in held
                continue
            end = int(figures["ls_offset"])
            start = self._committed.get((topic, partition))
            if start is None:
                # Not committed by this worker yet: use the group's offset, or the beginning of the partition.
                start = int(figures["committed_offset"]) if figures["committed_offset"] >= 0 else figures["lo_offset"]
            self._readable[topic, partition] = max(0, end - max(0, start))
            log_end = max(end, int(figures["hi_offset"]))
            lag[topic, partition] = max(0, log_end - max(0, start))
            # A last stable offset that moves belongs to transactions that end.
            still = before.get((topic, partition)) == end and int(figures["next_offset"]) >= end
            self._blocked[topic, partition] = log_end - end if still else 0
            self._stable_ends[topic, partition] = end
            if (topic, partition) not in held:
                unread = unread or end > max(start, int(figures["app_offset"]))
        if not unread:
            self._waiting_since = None
        elif self._waiting_since is None:
            self._waiting_since = self._clock()
        return lag

    @property
    def blocked(self) -> Mapping[Partition, int]:
        """Records of each partition behind a transaction that a producer keeps open, as last measured."""
        return self._blocked

    def is_stuck(self) -> bool:
        """Whether records wait or cannot be fetched, a broker answers, and nothing was committed for a minute."""
        return self._waiting_since is not None and self._clock() - self._waiting_since > _STUCK_S

    def uncommitted(self, positions: Iterable[TopicPartition]) -> list[TopicPartition]:
        """Positions past the last commit: they skip control records and aborted records, which have no outcome."""
        return [
            TopicPartition(position.topic, position.partition, position.offset)
            for position in positions
            if position.offset > 0
            and self._readable.get((position.topic, position.partition), 0) > 0
            and position.offset > self._committed.get((position.topic, position.partition), 0)
        ]


def parse_statistics(text: str) -> Mapping[str, Any]:
    """Parse the client's statistics, a JSON object."""
    statistics = json.loads(text)
    if not isinstance(statistics, dict):
        raise TypeError("the client's statistics are not an object")
    return statistics


def any_broker_up(statistics: Mapping[str, Any]) -> bool:
    """Whether at least one broker is connected."""
    return any(broker["state"] == "UP" for broker in statistics["brokers"].values())


def has_coordinator(statistics: Mapping[str, Any]) -> bool:
    """Whether the coordinator of the consumer's group answers."""
    group = statistics.get("cgrp")
    return group is not None and group["state"] == "up"


def is_member(statistics: Mapping[str, Any]) -> bool:
    """Whether the consumer has joined its group, by the classic protocol."""
    return has_coordinator(statistics) and statistics["cgrp"]["join_state"] == "steady"
