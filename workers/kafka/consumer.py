"""The consumer of the input topic: joins the group, reads, rewinds and tracks its position."""

import threading
import time
from collections.abc import Container, Iterable, Mapping, Set
from typing import Any, Final

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from workers.kafka.assignment import Assignment
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_log import ClientLog, with_group_context
from workers.kafka.client_settings import GroupProtocol, consumer_config, first_protocol
from workers.kafka.commit_note import read_note
from workers.kafka.errors import (
    describe,
    error_of,
    exit_for,
    has_classic_members,
    is_broker_too_old,
    is_fatal,
    is_refused,
)
from workers.kafka.judge_position import GroupPosition
from workers.kafka.lag import Lag, any_broker_up, has_coordinator, is_member, parse_statistics
from workers.kafka.membership import Membership
from workers.kafka.observer import LoopObserver, Partition
from workers.kafka.rejected_property import rejected_property
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_LONGEST_READ_S: Final = 0.1
_CLOSE_S: Final = 5.0
_COMMITTED_S: Final = 1.0

_NOT_FETCHED_YET: Final = frozenset({KafkaError._STATE, KafkaError._UNKNOWN_PARTITION})

log = structlog.get_logger()


class InputConsumer:
    """The consumer of one slot."""

    def __init__(
        self, settings: Settings, slot: int, watch: BrokerWatch, observer: LoopObserver, stop: threading.Event
    ) -> None:
        self._settings = settings
        self._slot = slot
        self._watch = watch
        self._observer = observer
        self._stop = stop
        self._protocol: GroupProtocol = first_protocol(settings)
        self._may_fall_back = settings.kafka_group_protocol == "auto" and self._protocol == "consumer"
        self.config = consumer_config(settings, slot, self._protocol)
        self.assignment = Assignment(observer)
        self._consumer: Consumer | None = None
        self._lag = Lag()
        self._membership = Membership(settings)
        self._trailing_due = False
        # Partitions whose batch was rolled back: the client's position may be past it until the batch is read again.
        self._rolled_back: set[Partition] = set()
        self._held: set[Partition] = set()

    def subscribe(self) -> None:
        """Join the group; raises `WorkerExit` 2 if the client rejects a property."""
        config = {**self.config, "error_cb": self._watch.heard, "stats_cb": self._statistics}
        self._client_log = ClientLog("consumer", self.config)
        if self._protocol == "consumer":
            config = with_group_context(config)
        with rejected_property("consumer"):
            self._consumer = Consumer(config, logger=self._client_log.logger)
        self._consumer.subscribe(
            [self._settings.input_topic],
            on_assign=self.assignment.on_assign,
            on_revoke=self.assignment.on_revoke,
            on_lost=self.assignment.on_lost,
        )

    def read(self) -> list[Message]:
        """Read up to one batch of messages; returns early, with what has arrived, when the worker is asked to stop."""
        wait_s = self._settings.batch_wait_ms / 1000
        size = self._settings.batch_size
        messages = self._member.consume(size, min(wait_s, _LONGEST_READ_S))
        if wait_s > _LONGEST_READ_S:
            deadline = time.monotonic() + wait_s - _LONGEST_READ_S
            while len(messages) < size and not self._stop.is_set() and (left := deadline - time.monotonic()) > 0:
                messages += self._member.consume(size - len(messages), min(left, _LONGEST_READ_S))
        if messages:
            self._watch.answered()
        if self._client_log.lacks_group_protocol:
            self._fall_back("the broker does not support it")
            return []
        return messages

    def take_errors(self, errors: Iterable[KafkaError]) -> None:
        """Handle errors reported in place of records: most are transient, some end the worker."""
        for error in errors:
            if is_broker_too_old(error):
                self._fall_back("the broker does not support it")
                return
            if has_classic_members(error) and self._may_fall_back:
                self._fall_back("the group has members with 'classic'")
                return
            if is_fatal(error) or is_refused(error):
                raise exit_for(error, f"reading {self._settings.input_topic} as group {self._settings.group_id}")
            self._watch.heard(error)

    def group_metadata(self) -> Any:
        """This member's current group metadata; opaque, for the transaction that commits offsets."""
        return self._member.consumer_group_metadata()

    def offsets_behind(
        self, following: Mapping[Partition, int], exactly: Container[Partition] = ()
    ) -> list[TopicPartition]:
        """The offsets to commit after records up to `following`, past any control records so that no lag remains.

        For the partitions in `exactly`, more was read than was processed: commit exactly `following`.
        """
        offsets = [TopicPartition(topic, partition) for topic, partition in following]
        positions = {(at.topic, at.partition): at.offset for at in self._member.position(offsets)}
        for offset in offsets:
            name = (offset.topic, offset.partition)
            offset.offset = following[name] if name in exactly else max(following[name], positions[name])
        return offsets

    def committed(self, offsets: Iterable[TopicPartition]) -> None:
        """Record that these offsets were committed."""
        offsets = list(offsets)
        self._lag.committed(offsets)
        if self._rolled_back:
            self._rolled_back -= {(offset.topic, offset.partition) for offset in offsets}

    def trailing(self, placed: Set[Partition]) -> list[TopicPartition]:
        """Offsets after the last commit with only control records in between; called when nothing was read.

        `placed` are the partitions that are read.
        """
        if not self._trailing_due:
            return []
        self._trailing_due = False
        settled = [TopicPartition(*name) for name in placed - self._rolled_back]
        return self._lag.uncommitted(self._member.position(settled)) if settled else []

    def rewind(self, first: Mapping[Partition, int]) -> None:
        """Seek back to `first`, for partitions that are still assigned."""
        self._rolled_back.update(first)
        for (topic, partition), offset in first.items():
            if (topic, partition) in self.assignment.owned:
                self.seek(topic, partition, offset)

    def ask_committed(self, partitions: Iterable[Partition]) -> dict[Partition, GroupPosition | None] | None:
        """The group's committed positions; None for a partition whose offset is not available now, or for all of them.

        Do not retry in place: a member that was removed from the group can rejoin only inside a read.
        """
        wanted = [TopicPartition(*name) for name in partitions]
        try:
            found = self._member.committed(wanted, timeout=_COMMITTED_S)
        except KafkaException as raised:
            self.take_errors([error_of(raised)])
            return None
        return {(each.topic, each.partition): _group_position(each) for each in found}

    def go_to(self, partition: Partition, offset: int) -> bool:
        """Read the partition from `offset`; False if the client has not started to fetch it, so retry after a read."""
        self._rolled_back.add(partition)
        try:
            self._member.resume([TopicPartition(*partition)])
            self._member.seek(TopicPartition(*partition, offset))
        except KafkaException as raised:
            if error_of(raised).code() in _NOT_FETCHED_YET:
                return False
            raise WorkerExit(1, _no_seek(partition, raised)) from raised
        self._held.discard(partition)
        self._lag.placed(partition, offset)
        return True

    def hold(self, partition: Partition) -> None:
        """Stop fetching from the partition; records waiting there do not count as a stuck client."""
        self._rolled_back.add(partition)
        self._held.add(partition)
        try:
            self._member.pause([TopicPartition(*partition)])
        except KafkaException as raised:
            raise WorkerExit(1, f"could not pause {_name(partition)}: {describe(error_of(raised))}") from raised

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """Make `offset` the next record read from this partition."""
        try:
            self._member.seek(TopicPartition(topic, partition, offset))
        except KafkaException as raised:
            raise WorkerExit(1, _no_seek((topic, partition), raised)) from raised

    @property
    def stuck(self) -> bool:
        """Whether records are waiting and a broker answers, but none has been delivered for a minute."""
        return self._lag.is_stuck()

    def leave(self) -> None:
        """Leave the group immediately; called by the watchdog from its own thread."""
        self.assignment.mute()
        if self._consumer is not None:
            self._consumer.close()

    def close(self) -> None:
        """Leave the group, within five seconds."""
        owned = bool(self.assignment.owned)
        leaving = threading.Thread(target=self.leave, name="leave-group", daemon=True)
        leaving.start()
        leaving.join(_CLOSE_S)
        if owned:
            self._observer.rebalanced("revoked", frozenset())
        self._observer.member(False)

    @property
    def _member(self) -> Consumer:
        if self._consumer is None:
            raise RuntimeError("the consumer has not subscribed")
        return self._consumer

    def _fall_back(self, reason: str) -> None:
        if not self._may_fall_back:
            raise WorkerExit(
                5,
                f"group {self._settings.group_id} cannot use the group protocol {self._protocol!r}: {reason}; "
                "set CLAIMS_KAFKA_GROUP_PROTOCOL to 'auto' or 'classic'",
            )
        log.warning("falling back from group protocol 'consumer' to 'classic'", reason=reason)
        self._may_fall_back = False
        self.leave()
        self._protocol = "classic"
        self.config = consumer_config(self._settings, self._slot, "classic")
        self.assignment = Assignment(self._observer)
        self._watch.forget_fatal()
        self.subscribe()

    def _is_spare_member(self, statistics: Mapping[str, Any]) -> bool:
        """Whether the group has this member, which has no partitions."""
        if self._protocol == "classic":
            return is_member(statistics)
        # Under 'consumer' the client's state does not tell a member without partitions from one that has not joined.
        if not has_coordinator(statistics):
            return False
        found = self._membership.look(self._member.memberid())
        return self.assignment.joined if found is None else found

    def _statistics(self, text: str) -> None:
        """Handle the client's statistics, delivered every few seconds inside a read."""
        statistics = parse_statistics(text)
        broker_up = any_broker_up(statistics)
        if broker_up:
            self._watch.answered()
        else:
            self._watch.no_answer(None)
        if broker_up:
            # A member that still has partitions stays a member during a rebalance.
            self.assignment.member(bool(self.assignment.owned) or self._is_spare_member(statistics))
        self._observer.lag(self._lag.measure(statistics, self.assignment.owned, broker_up, self._held))
        self._observer.blocked(self._lag.blocked)
        self._trailing_due = True


def _group_position(found: TopicPartition) -> GroupPosition | None:
    if found.error is not None:
        return None
    note = read_note(found.metadata)
    return GroupPosition(offset=found.offset if found.offset >= 0 else None, topic_id=note.topic_id, tries=note.tries)


def _name(partition: Partition) -> str:
    topic, number = partition
    return f"{topic}/{number}"


def _no_seek(partition: Partition, raised: KafkaException) -> str:
    return f"could not rewind {_name(partition)}: {describe(error_of(raised))}"
