"""The input side: a member of the group that reads, rewinds and knows where it is."""

import threading
import time
from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from workers.kafka.assignment import Assignment
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.client_settings import GroupProtocol, consumer_config, first_protocol
from workers.kafka.errors import describe, error_of, exit_for, is_broker_too_old, is_fatal, is_refused
from workers.kafka.lag import Lag, any_broker_up, is_member, parse_statistics
from workers.kafka.observer import LoopObserver, Partition
from workers.kafka.watchdog import HUNG
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

_LONGEST_READ_S: Final = 0.1
_CLOSE_S: Final = 5.0
_COMMITTED_S: Final = 1.0

log = structlog.get_logger()


class Source:
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
        self._trailing_due = False
        # Partitions of a batch that was taken back: the client's position may stand behind it until it is read again.
        self._taken_back: set[Partition] = set()

    def subscribe(self) -> None:
        """Joins the group; raises `WorkerExit` 2 where the client refuses a property."""
        callbacks = {"error_cb": self._watch.heard, "stats_cb": self._statistics}
        try:
            self._consumer = Consumer({**self.config, **callbacks})
        except KafkaException as raised:
            raise WorkerExit(2, f"a Kafka consumer property is wrong: {describe(error_of(raised))}") from raised
        self._consumer.subscribe(
            [self._settings.input_topic],
            on_assign=self.assignment.on_assign,
            on_revoke=self.assignment.on_revoke,
            on_lost=self.assignment.on_lost,
        )

    def read(self) -> list[Message]:
        """Up to a batch of messages; returns early, with what there is, when the worker shall stop."""
        self.assignment.begin_read()
        wait_s = self._settings.batch_wait_ms / 1000
        size = self._settings.batch_size
        messages = self._member.consume(size, min(wait_s, _LONGEST_READ_S))
        if wait_s > _LONGEST_READ_S:
            deadline = time.monotonic() + wait_s - _LONGEST_READ_S
            while len(messages) < size and not self._stop.is_set() and (left := deadline - time.monotonic()) > 0:
                messages += self._member.consume(size - len(messages), min(left, _LONGEST_READ_S))
        if messages:
            self._watch.answered()
        return messages

    def take_errors(self, errors: Iterable[KafkaError]) -> None:
        """Errors that came instead of records: most pass by themselves, some end the worker."""
        for error in errors:
            if is_broker_too_old(error):
                self._fall_back(error)
                return
            if is_fatal(error) or is_refused(error):
                raise exit_for(error, f"reading {self._settings.input_topic} as group {self._settings.group_id}")
            self._watch.heard(error)

    def group_metadata(self) -> Any:
        """Who this member is in the group at this moment; opaque, for the transaction that commits offsets."""
        return self._member.consumer_group_metadata()

    def offsets_behind(
        self, following: Mapping[Partition, int], exactly: Container[Partition] = ()
    ) -> list[TopicPartition]:
        """What to commit after records up to `following`: also behind control records, so that no lag stays.

        Of the partitions in `exactly` more was read than was decided: nothing behind `following` is committed.
        """
        offsets = [TopicPartition(topic, partition) for topic, partition in following]
        positions = {(at.topic, at.partition): at.offset for at in self._member.position(offsets)}
        for offset in offsets:
            name = (offset.topic, offset.partition)
            offset.offset = following[name] if name in exactly else max(following[name], positions[name])
        return offsets

    def committed(self, offsets: Iterable[TopicPartition]) -> None:
        """These offsets were committed."""
        offsets = list(offsets)
        self._lag.committed(offsets)
        if self._taken_back:
            self._taken_back -= {(offset.topic, offset.partition) for offset in offsets}

    def trailing(self) -> list[TopicPartition]:
        """Offsets behind the last commit with nothing but control records before them; asked when nothing was read."""
        if not self._trailing_due:
            return []
        self._trailing_due = False
        settled = [TopicPartition(*name) for name in self.assignment.owned - self._taken_back]
        return self._lag.uncommitted(self._member.position(settled)) if settled else []

    def rewind(self, first: Mapping[Partition, int]) -> None:
        """Reads again from `first`, where the partition is still owned."""
        self._taken_back.update(first)
        for (topic, partition), offset in first.items():
            if (topic, partition) in self.assignment.owned:
                self.seek(topic, partition, offset)

    def rewind_to_committed(self, partitions: Iterable[Partition]) -> bool:
        """Reads again from what the group has; False where the group does not say now, to be asked after another read.

        It is not asked again and again on the spot: a member that was lost meanwhile joins anew only inside a read.
        """
        wanted = [TopicPartition(*name) for name in partitions]
        self._taken_back.update(partitions)
        try:
            found = self._member.committed(wanted, timeout=_COMMITTED_S)
        except KafkaException as raised:
            self.take_errors([error_of(raised)])
            return False
        if any(offset.error is not None for offset in found):
            return False
        for offset in found:
            # Nothing was ever committed there: the partition is read from its beginning.
            self.seek(offset.topic, offset.partition, offset.offset if offset.offset >= 0 else 0)
        return True

    def seek(self, topic: str, partition: int, offset: int) -> None:
        """The next record read of this partition is the one at `offset`."""
        try:
            self._member.seek(TopicPartition(topic, partition, offset))
        except KafkaException as raised:
            raise WorkerExit(1, f"{topic}/{partition} cannot be rewound: {describe(error_of(raised))}") from raised

    def raise_if_stuck(self) -> None:
        """Raises `WorkerExit` 70 where records wait, a broker answers and none is delivered."""
        if self._lag.is_stuck():
            raise WorkerExit(
                HUNG,
                f"for a minute nothing of {self._settings.input_topic} could be read though a broker answers: the "
                f"client is stuck, or a transaction that never ended, of a slot that nobody runs, keeps the offsets of "
                f"group {self._settings.group_id} from being read",
            )

    def leave(self) -> None:
        """Leaves the group at once; for the watchdog, from its own thread."""
        self.assignment.mute()
        if self._consumer is not None:
            self._consumer.close()

    def close(self) -> None:
        """Leaves the group, within five seconds."""
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

    def _fall_back(self, error: KafkaError) -> None:
        if not self._may_fall_back:
            raise WorkerExit(
                5,
                f"the broker does not know the group protocol {self._protocol!r}; "
                f"set CLAIMS_KAFKA_GROUP_PROTOCOL to 'auto' or 'classic': {describe(error)}",
            )
        log.warning("the broker does not know the group protocol 'consumer': falling back to 'classic'")
        self._may_fall_back = False
        self.leave()
        self._protocol = "classic"
        self.config = consumer_config(self._settings, self._slot, "classic")
        self.assignment = Assignment(self._observer)
        self._watch.forget_final()
        self.subscribe()

    def _statistics(self, text: str) -> None:
        """The client's statistics, every few seconds, inside a read."""
        statistics = parse_statistics(text)
        broker_up = any_broker_up(statistics)
        if broker_up:
            self._watch.answered()
        else:
            self._watch.no_answer(None)
        if broker_up:
            # In mid-rebalance a member with partitions is a member still.
            self.assignment.member(is_member(statistics) or bool(self.assignment.owned))
        self._observer.lag(self._lag.measure(statistics, self.assignment.owned, broker_up))
        self._trailing_due = True
