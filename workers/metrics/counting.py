"""A worker counts what it has committed, once, from the outcomes: nothing before the commit, nothing in the pipeline.

The metrics themselves are declared in `workers.metrics.declared`.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Final, Literal, Protocol, assert_never

from schemas.claim import ClaimReady
from schemas.rejection import ClaimRejected
from workers.kafka.observer import CommittedBatch, Partition
from workers.metrics.declared import (
    ASSIGNED_PARTITIONS,
    BATCH_DURATION,
    BATCH_RECORDS,
    BUILD_INFO,
    DEAD_LETTER_REASONS,
    DEAD_LETTERS,
    EDIT_FAILURES,
    EVENT_AGE,
    EVENTS,
    FINDINGS,
    LAG,
    LAST_COMMIT,
    NOT_CHECKED,
    REBALANCES,
    REBALANCES_TOTAL,
    REPAIRS,
    RESULTS,
    STAGE_DURATION,
    TABLE_EXPIRES,
    TABLE_LOADED,
    TRANSACTIONS,
)
from workers.metrics.process_figures import ProcessFigures
from workers.metrics.snapshot import Labels, Snapshot
from workers.metrics.store import MetricsStore
from workers.pipeline.outcome import DeadLetter, Ready, Rejected

_PUBLISH: Final = "publish"

# Beyond these a timestamp does not say when the event was written (0, another unit, a clock that was never set), and
# one such record would hide the ages of all others in the sum.
_EARLIEST_AGE_S: Final = -86_400.0
_OLDEST_AGE_S: Final = 366 * 86_400.0


class OpenTable(Protocol):
    """What is told of an open code table: its name, its release and the last day it covers."""

    @property
    def name(self) -> str: ...
    @property
    def release(self) -> str: ...
    @property
    def in_force_through(self) -> date: ...


class Metrics:
    """The figures of one slot; listens to the Kafka loop (`workers.kafka.observer.LoopObserver`).

    Args:
        slot: the slot whose label its figures carry.
        now: seconds since 1970 UTC.
    """

    def __init__(self, slot: int, now: Callable[[], float] = time.time) -> None:
        self._slot = str(slot)
        self._take_stage_seconds: Callable[[], Mapping[str, float]] = dict
        self._now = now
        self._lag: dict[Partition, int] = {}
        self._store = MetricsStore()
        self._process = ProcessFigures(slot)
        # A counter that is there from the start can be alerted on at its first step.
        self._store.count(TRANSACTIONS, {(result, self._slot): 0 for result in RESULTS})
        self._store.count(REBALANCES_TOTAL, {(kind,): 0 for kind in REBALANCES})
        self._store.count(DEAD_LETTERS, {(reason,): 0 for reason in DEAD_LETTER_REASONS})
        self._store.count(EVENTS, {("dead_letter", "none"): 0})
        self._store.level(ASSIGNED_PARTITIONS, {(self._slot,): 0})

    def snapshot(self) -> Snapshot:
        """All figures of this moment, those of the process included."""
        snapshot = self._store.copy()
        self._process.add_to(snapshot)
        return snapshot

    def time_stages(self, take_stage_seconds: Callable[[], Mapping[str, float]]) -> None:
        """Where to take the seconds spent in each pipeline stage since they were last taken; taken once a batch."""
        self._take_stage_seconds = take_stage_seconds

    def built(self, version: str, catalogue: str) -> None:
        """The version of the program and of its edit catalogue."""
        self._store.replace_levels(BUILD_INFO, {(version, catalogue): 1})

    def opened(self, tables: Sequence[OpenTable]) -> None:
        """These code tables are open now, and no others: series of earlier releases are dropped."""
        self._store.replace_levels(TABLE_LOADED, {(table.name, table.release): 1 for table in tables})
        self._store.replace_levels(TABLE_EXPIRES, {(table.name,): _end_of(table.in_force_through) for table in tables})

    def committed(self, batch: CommittedBatch) -> None:
        """Count the outcomes of one committed transaction: locally first, then once for each set of labels."""
        # Once a record: lists that are counted together cost half of what a counter costs at each step.
        now = self._now()
        events: list[Labels] = []
        findings: list[Labels] = []
        repairs: list[str] = []
        not_checked: list[str | None] = []
        dead_letters: list[str] = []
        edit_failures: list[str] = []
        ages: list[float] = []
        found, repaired, unchecked = findings.append, repairs.append, not_checked.append
        for record, processed in batch.pairs:
            if record.timestamp_ms is not None:
                age = now - record.timestamp_ms / 1000
                if _EARLIEST_AGE_S < age < _OLDEST_AGE_S:
                    ages.append(age if age > 0 else 0.0)
            outcome = processed.outcome
            if isinstance(outcome, Ready):
                judged: ClaimReady | ClaimRejected = outcome.claim
                events.append(("ready", outcome.tally.profile))
            elif isinstance(outcome, Rejected):
                judged = outcome.rejection
                events.append(("rejected", outcome.tally.profile))
            elif isinstance(outcome, DeadLetter):
                events.append(("dead_letter", "none"))
                dead_letters.append(outcome.reason)
                continue
            else:
                assert_never(outcome)
            tally = outcome.tally
            profile = tally.profile
            for finding in judged.findings:
                found((finding.edit, finding.severity, profile))
            for repair in judged.repairs:
                repaired(repair.repair)
            for gap in judged.not_checked:
                unchecked(gap.table)
            if tally.shadow:
                findings += [(edit, "SHADOW", profile) for edit in tally.shadow]
            edit_failures += tally.failed_edits
        store = self._store
        store.count(EVENTS, Counter(events))
        store.count(FINDINGS, Counter(findings))
        store.count(REPAIRS, _count(repairs))
        store.count(NOT_CHECKED, _count(not_checked))
        store.count(DEAD_LETTERS, _count(dead_letters))
        store.count(EDIT_FAILURES, _count(edit_failures))
        store.count(TRANSACTIONS, {("committed", self._slot): 1})
        store.observe(EVENT_AGE, (), ages)
        store.observe(BATCH_RECORDS, (), (float(len(batch.pairs)),))
        store.observe(BATCH_DURATION, (), (batch.duration_s,))
        stages = dict(self._take_stage_seconds())
        # The processor writes the bytes, the loop sends them: together that is publishing.
        stages[_PUBLISH] = stages.get(_PUBLISH, 0.0) + batch.publish_s
        for stage, seconds in stages.items():
            store.observe(STAGE_DURATION, (stage,), (seconds,))
        store.level(LAST_COMMIT, {(self._slot,): now})

    def aborted(self) -> None:
        """Count a transaction that was taken back; its outcomes are not counted."""
        # The stages' seconds of the batch go with it, else the next one would seem slow.
        self._take_stage_seconds()
        self._store.count(TRANSACTIONS, {("aborted", self._slot): 1})

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Count the change; partitions that went take their lag with them."""
        self._store.count(REBALANCES_TOTAL, {(kind,): 1})
        self._store.level(ASSIGNED_PARTITIONS, {(self._slot,): len(owned)})
        self.lag({partition: records for partition, records in self._lag.items() if partition in owned})

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Records behind, for each partition owned; others are not known here and have no series."""
        self._lag = dict(lag)
        self._store.replace_levels(
            LAG, {(topic, str(partition)): records for (topic, partition), records in lag.items()}
        )

    def broker(self, reachable: bool, reason: str | None) -> None:
        """No figure: readiness carries it."""

    def member(self, joined: bool) -> None:
        """No figure: readiness carries it."""

    def moved(self) -> None:
        """No figure: liveness carries it."""

    def left(self, exit_code: int) -> None:
        """What was owned is owned no more."""
        del exit_code
        self._store.level(ASSIGNED_PARTITIONS, {(self._slot,): 0})
        self.lag({})


def _count(names: Sequence[str | None]) -> dict[Labels, float]:
    # What has no name was not left out for want of a table: an edit failed, and is counted as such.
    return {(name,): count for name, count in Counter(names).items() if name is not None}


def _end_of(day: date) -> float:
    if day == date.max:
        return datetime.combine(day, time_of_day.max, tzinfo=UTC).timestamp()
    return datetime.combine(day + timedelta(days=1), time_of_day.min, tzinfo=UTC).timestamp()
