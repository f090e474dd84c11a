"""Reads both outcome topics as a member of a group, from positions that the caller keeps with what it writes."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_log import ClientLog
from workers.kafka.client_settings import follower_config, follower_group
from workers.kafka.errors import error_of, exit_for, is_fatal, is_refused
from workers.kafka.lag import any_broker_up, parse_statistics
from workers.kafka.observer import LoopObserver, Partition
from workers.kafka.read_record import read_record
from workers.kafka.record import InputRecord
from workers.kafka.rejected_property import rejected_property
from workers.settings.settings import Settings

_RECORDS: Final = 500

Place = Callable[[Collection[Partition]], Mapping[Partition, int]]
"""Finds the next offset of each partition; may raise `KafkaException`, and is then called again."""

log = structlog.get_logger()


class OffsetOutOfRange(Exception):
    """The offset to read next is not in the log: the records were deleted, or the log was cut."""


class OutcomeConsumer:
    """A member of the group; a context manager.

    Args:
        settings: how to connect, and the names of the topics.
        watch: receives errors and answers.
        observer: receives changes of the membership.
        place: where to read each partition from; called whenever partitions are assigned.
        dropped: called when no partition is owned any more, and before partitions are placed.

    Raises:
        WorkerExit: 2, the client rejects a property.
    """

    def __init__(
        self,
        settings: Settings,
        watch: BrokerWatch,
        observer: LoopObserver,
        place: Place,
        dropped: Callable[[], None],
    ) -> None:
        self._watch = watch
        self._observer = observer
        self._place = place
        self._dropped = dropped
        self._raised: Exception | None = None
        self._unplaced = False
        self._placed = 0
        self._owned: frozenset[Partition] = frozenset()
        self._ends: dict[Partition, int] = {}
        self._topics = (settings.ready_topic, settings.rejected_topic)
        self._where = f"reading {' and '.join(self._topics)} as group {follower_group(settings)}"
        config = follower_config(settings)
        logger = ClientLog("insight", config).logger
        with rejected_property("consumer"):
            self._consumer = Consumer({**config, "error_cb": watch.heard, "stats_cb": self._statistics}, logger=logger)
        self._consumer.subscribe(
            list(self._topics), on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._revoked
        )

    def read(self, timeout_s: float) -> list[InputRecord]:
        """The next records, in order within a partition; may be empty.

        Raises:
            OffsetOutOfRange: see there.
            WorkerExit: the broker refuses access, or the client failed.
        """
        if self._unplaced:
            self.place_again()
        placed = self._placed
        messages = self._consumer.consume(_RECORDS, timeout_s)
        if self._raised is not None:
            raised, self._raised = self._raised, None
            raise raised
        if placed != self._placed:
            # Some of these may have been read before the partitions were placed, and would be read twice.
            if messages:
                self.place_again()
            return []
        records: list[InputRecord] = []
        for message in messages:
            error = message.error()
            topic, partition, offset = message.topic(), message.partition(), message.offset()
            if error is not None:
                self._take_error(error, topic, partition)
            elif topic is None or partition is None or offset is None:
                continue
            elif (topic, partition) in self._owned:
                records.append(read_record(message, topic, partition, offset))
        if records:
            self._watch.answered()
        return records

    @property
    def owned(self) -> frozenset[Partition]:
        """The partitions that this member reads."""
        return self._owned

    def positions(self) -> dict[Partition, int]:
        """The offset after the last record that was read, and after control records and aborted records behind it."""
        found = self._consumer.position([TopicPartition(*name) for name in self._owned]) if self._owned else []
        return {(each.topic, each.partition): each.offset for each in found if each.offset >= 0}

    def ends(self) -> Mapping[Partition, int]:
        """Where committed records end, of each owned partition, as of the last statistics of the client."""
        return {name: end for name, end in self._ends.items() if name in self._owned}

    def place_again(self) -> None:
        """Read every owned partition from where `place` says."""
        self._go(self._consumer, self._owned)
        if self._raised is not None:
            raised, self._raised = self._raised, None
            raise raised

    def note_for_lag_tools(self, offsets: Mapping[Partition, int]) -> None:
        """Commit offsets to Kafka; nobody reads them but tools that show lag."""
        wanted = [TopicPartition(*name, offset) for name, offset in offsets.items()]
        if wanted:
            with suppress(KafkaException):
                self._consumer.commit(offsets=wanted, asynchronous=True)

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()
        self._observer.member(False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _assigned(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._owned = frozenset((each.topic, each.partition) for each in partitions)
        log.info(f"owns {len(self._owned)} partition{'' if len(self._owned) == 1 else 's'}")
        self._observer.member(True)
        self._go(consumer, self._owned)

    def _revoked(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        del partitions
        self._owned = frozenset()
        self._placed += 1
        self._unplaced = False
        self._dropped()
        consumer.unassign()
        self._observer.member(False)

    def _go(self, consumer: Consumer, partitions: Collection[Partition]) -> None:
        self._dropped()
        self._placed += 1
        self._unplaced = False
        offsets: Mapping[Partition, int] = {}
        try:
            offsets = self._place(partitions)
        except KafkaException as raised:
            self._unplaced = True
            error = error_of(raised)
            if is_refused(error) or is_fatal(error):
                self._raised = exit_for(error, self._where)
            else:
                self._watch.heard(error)
        except Exception as raised:  # noqa: BLE001 (a callback of the client must not raise: `read` does)
            self._raised = raised
        consumer.assign([TopicPartition(*name, offset) for name, offset in offsets.items()])

    def _take_error(self, error: KafkaError, topic: str | None, partition: int | None) -> None:
        if error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            raise OffsetOutOfRange(f"{topic}/{partition}")
        if is_fatal(error) or is_refused(error):
            raise exit_for(error, self._where)
        self._watch.heard(error)

    def _statistics(self, text: str) -> None:
        statistics = parse_statistics(text)
        if not any_broker_up(statistics):
            self._watch.no_answer(None)
            return
        self._watch.answered()
        for topic in self._topics:
            for number, figures in statistics["topics"].get(topic, {}).get("partitions", {}).items():
                if figures["ls_offset"] >= 0:
                    self._ends[topic, int(number)] = int(figures["ls_offset"])
