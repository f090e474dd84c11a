"""Makes sure that reading continues at the group's committed offset, and that the topic is still the same.

The client silently moves to another offset if records were deleted or the log became shorter, and it continues to read
if the topic was deleted and recreated with the same name. So every assigned partition is placed before any of its
records is processed, and every batch is checked before its offsets are committed.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import structlog
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from schemas.value import value
from workers.kafka.commit_note import CommitNote, write_note
from workers.kafka.consumer import InputConsumer
from workers.kafka.errors import MISSING, describe, error_of, exit_for, is_refused
from workers.kafka.judge_position import Accepted, GroupPosition, Jump, LogRange, Placement, judge_position
from workers.kafka.observer import LoopObserver, Partition
from workers.kafka.topic_facts import TopicFacts
from workers.kafka.trials import Trials
from workers.settings.accepted_position import NO_OFFSET
from workers.settings.settings import Settings

_LOOK_EVERY_S: Final = 5.0

Commit = Callable[[list[TopicPartition]], bool]

log = structlog.get_logger()


@value
class _Judged:
    """Where to read a partition, and what its trial needs; `log_end` is None if it is unknown."""

    placement: Placement
    tries: int = 0
    log_end: int | None = None


class Positions:
    """This worker's position in each of its partitions."""

    def __init__(self, settings: Settings, source: InputConsumer, observer: LoopObserver) -> None:
        self._settings = settings
        self._source = source
        self._observer = observer
        self._facts = TopicFacts(settings)
        self.trials = Trials(settings.batch_size)
        self._accepted = _read_accepted(settings.accept_positions)
        self._unplaced: set[Partition] = set()
        self._held: dict[Partition, str] = {}
        self._reached: dict[Partition, int] = {}
        # The topic ID under which this process placed each partition; kept when an assignment ends.
        self._placed_under: dict[Partition, str | None] = {}
        self._topic_id: str | None = None
        self._topic_seen = False
        self._recreated = False
        self._look_at = 0.0
        self.watched = True
        """False on the embedded broker, which stores no offsets and cannot describe topics."""
        self.last_problem: str | None = None
        """Why the last check gave no result."""
        self.missing: str | None = None
        """The input topic does not exist: in words, until it does."""

    def noted(self, offset: TopicPartition) -> TopicPartition:
        """An offset to commit behind processed records, with its metadata."""
        tries = self.trials.tries_at((offset.topic, offset.partition), offset.offset)
        return self._with_note(offset.topic, offset.partition, offset.offset, tries)

    def marks(self, names: Iterable[Partition]) -> list[TopicPartition]:
        """The unchanged offsets to commit before records of these partitions are processed; empty if none is due."""
        due = self.trials.unmarked(names)
        return [self._with_note(*name, self._reached[name], self.trials.tries_with_own(name)) for name in due]

    def _with_note(self, topic: str, partition: int, offset: int, tries: int) -> TopicPartition:
        return TopicPartition(topic, partition, offset, write_note(CommitNote(topic_id=self._topic_id, tries=tries)))

    @property
    def placed(self) -> set[Partition]:
        """Assigned partitions whose records may be processed."""
        return self._source.assignment.owned - self._unplaced - self._held.keys()

    @property
    def held(self) -> set[Partition]:
        """Assigned partitions that are stopped."""
        return set(self._held)

    def follow_assignment(self) -> None:
        """Apply what the rebalance callbacks recorded; call this after every read."""
        assignment = self._source.assignment
        new = assignment.take_new()
        self.trials.keep_only(assignment.owned - new)
        self._unplaced = (self._unplaced | new) & assignment.owned
        self._let_go({name for name in self._held if name in new or name not in assignment.owned})
        if len(self._reached) > len(assignment.owned):
            self._reached = {name: offset for name, offset in self._reached.items() if name in assignment.owned}

    def hold(self, name: Partition, reason: str) -> None:
        """Stop reading an assigned partition for `reason`, until it is assigned again."""
        self._source.hold(name)
        self._held[name] = reason
        self._observer.held(self._held)

    def forget(self) -> None:
        """Place all partitions again, because the group's committed offsets are uncertain."""
        self._unplaced |= self.placed

    def committed(self, offsets: Iterable[TopicPartition]) -> None:
        """Record that these offsets were committed."""
        for offset in offsets:
            self._reached[offset.topic, offset.partition] = offset.offset
            self.trials.committed((offset.topic, offset.partition), offset.offset)
        # Check soon, in case the topic was recreated just before the commit.
        self._look_at = 0.0

    def place(self, commit: Commit) -> None:
        """Decide where to read each partition that is not placed yet, if its position can be determined now.

        `commit` commits offsets without outcomes; it returns False if that was rolled back.
        """
        if not self._unplaced:
            return
        try:
            judged = self._judge(sorted(self._unplaced)) if self.watched else self._trust(sorted(self._unplaced))
        except KafkaException as raised:
            self._take_problem(raised)
            return
        offsets = [
            TopicPartition(*name, each.placement.offset)
            for name, each in judged.items()
            if each.placement.commit and each.placement.offset is not None
        ]
        if offsets and not commit(offsets):
            return
        for name, each in judged.items():
            self._settle(name, each)

    def check(self, first: Mapping[Partition, int]) -> Callable[[], bool]:
        """Start checking whether a batch that was just read may be committed; `first` is its first offset by partition.

        The returned function waits for the result. False means: discard the batch, because partitions must be placed
        again or, if `last_problem` is set, because no broker answered.
        """
        self.last_problem = None
        if not self.watched:
            return lambda: True
        back = {name for name, offset in first.items() if offset < self._reached.get(name, 0)}
        gaps = {name for name, offset in first.items() if offset > self._reached.get(name, 0)}
        try:
            topic_id = self._facts.ask_topic_id(self._settings.input_topic)
            starts = self._facts.ask_starts(gaps)
        except KafkaException as raised:
            self._take_problem(raised)
            return lambda: False

        def wait() -> bool:
            try:
                self._look_at = time.monotonic() + _LOOK_EVERY_S
                if self._is_other_topic(topic_id()):
                    return False
                # Gaps are normal (compaction, control records, aborted transactions) unless the log starts after them.
                known = starts()
            except KafkaException as raised:
                self._take_problem(raised)
                return False
            lost = {name for name, start in known.items() if start > self._reached.get(name, 0)}
            self._unplaced |= back | lost | (gaps - known.keys())
            return not back and not lost and gaps <= known.keys()

        return wait

    def look(self) -> None:
        """Check occasionally, and after every commit, that the topic is still the same; called if nothing was read."""
        if not self.watched or time.monotonic() < self._look_at:
            return
        self.check({})()

    def _is_other_topic(self, topic_id: str | None) -> bool:
        self.missing = None
        if self._topic_seen and topic_id == self._topic_id:
            return False
        self._recreated = self._recreated or self._topic_seen
        self._topic_id, self._topic_seen = topic_id, True
        self._unplaced |= self._source.assignment.owned
        return True

    def _trust(self, names: list[Partition]) -> dict[Partition, _Judged]:
        found = self._source.ask_committed(names) or {}
        return {
            name: _Judged(placement=Placement(offset=position.offset or 0, commit=False))
            for name, position in found.items()
            if position is not None
        }

    def _judge(self, names: list[Partition]) -> dict[Partition, _Judged]:
        topic = self._settings.input_topic
        if not self._topic_seen:
            self._is_other_topic(self._facts.ask_topic_id(topic)())
        ranges = self._facts.ask_ranges(names)
        found = self._source.ask_committed(names)
        known = ranges()
        # Check the topic last: then the offsets and ranges above belong to it, or are requested again.
        if self._is_other_topic(self._facts.ask_topic_id(topic)()) or found is None:
            return {}
        wanted = {name: at for name, at in found.items() if at is not None and name in known}
        first_use = all(at.offset is not None for at in wanted.values()) or self._is_first_use()
        return {name: self._judge_one(name, at, known[name], first_use) for name, at in wanted.items()}

    def _judge_one(self, name: Partition, at: GroupPosition, known: LogRange, first_use: bool) -> _Judged:
        before = self._placed_under.get(name, self._topic_id)
        placement = judge_position(
            name,
            at,
            known,
            topic_id=self._topic_id,
            recreated=before != self._topic_id or (at.offset is None and self._recreated),
            first_use=first_use,
            stop=self._settings.on_position_lost == "stop",
            accepted=self._accepted,
        )
        return _Judged(placement=placement, tries=0 if placement.commit else at.tries, log_end=known.end)

    def _is_first_use(self) -> bool:
        settings = self._settings
        outputs = (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
        # The order matters: another worker commits the start of its partitions before it writes its first outcome.
        if not self._facts.anything_written(outputs):
            return True
        others = self._source.ask_committed(self._facts.partitions_of(settings.input_topic))
        if others is None:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT, "the group's offsets could not be read"))
        # If a partition's offset cannot be read now, a commit for it is in progress.
        return any(at is None or at.offset is not None for at in others.values())

    def _settle(self, name: Partition, judged: _Judged) -> None:
        placement = judged.placement
        if placement.jump is not None:
            self._report(name, placement.jump, placement.offset)
        if placement.offset is None:
            self.hold(name, _reason(name, placement.jump))
        elif not self._source.go_to(name, placement.offset):
            return  # retry after the next read; the commit is already done
        else:
            self._reached[name] = placement.offset
            self._let_go({name})
            if judged.log_end is not None:
                self.trials.start(name, tries=judged.tries, offset=placement.offset, end=judged.log_end)
        self._unplaced.discard(name)
        self._placed_under[name] = self._topic_id

    def _let_go(self, names: set[Partition]) -> None:
        if names & self._held.keys():
            self._held = {name: reason for name, reason in self._held.items() if name not in names}
            self._observer.held(self._held)

    def _report(self, name: Partition, jump: Jump, offset: int | None) -> None:
        topic, partition = name
        self._observer.position_lost(jump.cause)
        # The broker deletes a topic's offsets with the topic, so report what this worker has reached instead.
        start = self._reached.get(name) if jump.start is None else jump.start
        hint = {"accept": _accept(name, jump)} if offset is None else {}
        log.error(
            "cannot continue at the committed offset",
            topic=topic,
            partition=partition,
            **{"from": start, "to": jump.end},
            cause=jump.cause,
            action="stopped" if offset is None else "continued",
            **hint,
        )

    def _take_problem(self, raised: KafkaException) -> None:
        error = error_of(raised)
        if is_refused(error):
            raise exit_for(error, f"topic {self._settings.input_topic}") from raised
        if error.code() in MISSING:
            self.missing = f"topic {self._settings.input_topic} does not exist"
        self.last_problem = describe(error)


def _read_accepted(texts: Iterable[str]) -> Accepted:
    accepted: dict[tuple[str, int, int | None], int] = {}
    for text in texts:
        topic, partition, jump = text.split(":")
        start, end = jump.split("-")
        accepted[topic, int(partition), None if start == NO_OFFSET else int(start)] = int(end)
    return accepted


def _accept(name: Partition, jump: Jump) -> str:
    topic, partition = name
    return f"{topic}:{partition}:{NO_OFFSET if jump.start is None else jump.start}-{jump.end}"


def _reason(name: Partition, jump: Jump | None) -> str:
    if jump is None:
        raise ValueError("a partition is held only if its position would jump")
    topic, partition = name
    why = {
        "retention": f"records from offset {jump.start} to {jump.end} were deleted before they were processed",
        "beyond-end": f"the group's offset {jump.start} is after the end of the log",
        "no-offset": "the group has no offset, but records were processed or deleted",
        "recreated": "the topic was deleted and recreated",
    }[jump.cause]
    return (
        f"{topic}/{partition} is stopped: {why}; to continue at {jump.end}, set "
        f"CLAIMS_ACCEPT_POSITIONS={_accept(name, jump)}"
    )
