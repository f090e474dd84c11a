"""Outcomes of a commit in doubt: finds those that no reader would ever see, so that they are written again.

A commit that was retried while a broker went down is done for the coordinator, but a partition without a leader at that
moment may have got no end marker (KAFKA-20734), although the group's offsets got theirs. Its records then belong to an
open transaction, and the abort that ends it hides them for good. So before that abort the undecided records of the
batch are looked up, and after it those that are still not visible are known.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import reader_config
from workers.kafka.observer import Partition
from workers.kafka.transaction import Pair
from workers.settings.settings import Settings

_MOST_RECORDS: Final = 50_000
"""How many records at a partition's end are looked at: other workers write behind the batch in the meantime."""

_READ: Final = 1000
_TURN_S: Final = 0.2

Spans = Mapping[Partition, tuple[int, int]]
"""First and end offset by partition."""


class DoubtfulOutcomes:
    """The undecided outcomes of one commit in doubt, collected over all tries to end its transaction."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._topics = {
            "ready": settings.ready_topic,
            "rejected": settings.rejected_topic,
            "dead_letter": settings.dead_letter_topic,
        }
        self._places: dict[int, set[tuple[Partition, int]]] = {}

    def look_up(self, pairs: Sequence[Pair], blocked: Spans, timeout_s: float) -> None:
        """Note where the outcomes of `pairs` are undecided; call before the transaction is ended.

        Args:
            pairs: the batch.
            blocked: partitions with an open transaction, with the end that committed readers reach and the log's end.
            timeout_s: for reading them.

        Raises:
            KafkaException: they were not read within that time.
        """
        wanted: dict[tuple[str, bytes | None, bytes | None], list[int]] = {}
        for index, (_, processed) in enumerate(pairs):
            output = processed.output
            wanted.setdefault((self._topics[output.kind], output.key, output.value), []).append(index)
        spans = {name: (max(stable, end - _MOST_RECORDS), end) for name, (stable, end) in blocked.items()}
        for name, offset, message in self._read(spans, "read_uncommitted", timeout_s):
            for index in wanted.get((name[0], message.key(), message.value()), ()):
                self._places.setdefault(index, set()).add((name, offset))

    @property
    def ends(self) -> dict[Partition, int]:
        """By partition, the offset behind the last outcome that was undecided."""
        ends: dict[Partition, int] = {}
        for places in self._places.values():
            for name, offset in places:
                ends[name] = max(ends.get(name, 0), offset + 1)
        return ends

    def hidden(self, pairs: Sequence[Pair], timeout_s: float) -> list[Pair]:
        """Those of `pairs` that were undecided and that committed readers do not see; call once all are decided.

        Raises:
            KafkaException: the partitions were not read within `timeout_s` seconds.
        """
        first: dict[Partition, int] = {}
        for places in self._places.values():
            for name, offset in places:
                first[name] = min(first.get(name, offset), offset)
        spans = {name: (first[name], end) for name, end in self.ends.items()}
        visible = {(name, offset) for name, offset, _ in self._read(spans, "read_committed", timeout_s)}
        return [pairs[index] for index, places in sorted(self._places.items()) if not places & visible]

    def _read(self, spans: Spans, isolation: str, timeout_s: float) -> Iterator[tuple[Partition, int, Message]]:
        config: dict[str, Any] = {**reader_config(self._settings), "isolation.level": isolation}
        if not spans:
            return
        consumer = Consumer(config, logger=ClientLog("reader", config).logger)
        try:
            consumer.assign([TopicPartition(*name, first) for name, (first, _) in spans.items()])
            unread = {name for name, (first, end) in spans.items() if first < end}
            for _ in range(max(1, round(timeout_s / _TURN_S))):
                for message in consumer.consume(_READ, _TURN_S):
                    topic, partition, offset = message.topic(), message.partition(), message.offset()
                    if topic is None or partition is None or offset is None:
                        continue
                    name, error, reached = (topic, partition), message.error(), offset
                    if error is None:
                        reached += 1
                        if reached <= spans[name][1]:
                            yield name, offset, message
                    elif error.code() != KafkaError._PARTITION_EOF:
                        continue
                    # Control records are not delivered, so the last record may be well before the end.
                    if reached >= spans[name][1]:
                        unread.discard(name)
                if not unread:
                    return
        finally:
            consumer.close()
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "outcomes in doubt were not read"))
