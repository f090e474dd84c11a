"""Counts committed outcomes: once, after the commit, and never inside the pipeline.

The metrics are declared in `workers.metrics.declared`.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, assert_never

from rules.tables.source_state import TableLook
from schemas.claim import ClaimReady
from schemas.rejection import ClaimRejected
from workers.kafka.isolation import FAILURE_CAUSES, FailureCause
from workers.kafka.observer import LOSS_CAUSES, CommittedBatch, LossCause, Partition, WaitSource
from workers.metrics.declared import (
    ASSIGNED_PARTITIONS,
    BATCH_DURATION,
    BATCH_RECORDS,
    BLOCKED,
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
    PARTITION_STOPPED,
    POSITIONS_LOST,
    REBALANCES,
    REBALANCES_TOTAL,
    RECORD_FAILURES,
    REPAIRS,
    RESULTS,
    STAGE_DURATION,
    TABLE_CHECKED,
    TABLE_NEWER,
    TRANSACTIONS,
)
from workers.metrics.process_figures import ProcessFigures
from workers.metrics.snapshot import Labels, Snapshot
from workers.metrics.store import MetricsStore
from workers.metrics.tables import OpenTable, record_tables
from workers.pipeline.outcome import DeadLetter, Ready, Rejected

_PUBLISH: Final = "publish"

# Outside these limits a timestamp is wrong (0, another unit, a clock that was never set), and a single such record
# would distort the sum.
_EARLIEST_AGE_S: Final = -86_400.0
_OLDEST_AGE_S: Final = 366 * 86_400.0


class Metrics:
    """The metrics of one slot, fed by the Kafka loop (`workers.kafka.observer.LoopObserver`).

    Args:
        slot: slot number, used as a label.
        now: wall clock, in seconds since 1970 UTC.
    """

    def __init__(self, slot: int, now: Callable[[], float] = time.time) -> None:
        self._slot = str(slot)
        self._take_stage_seconds: Callable[[], Mapping[str, float]] = dict
        self._now = now
        self._lag: dict[Partition, int] = {}
        self._blocked: dict[Partition, int] = {}
        self._store = MetricsStore()
        self._process = ProcessFigures(slot)
        # A counter that starts at 0 lets an alert see its first increase.
        self._store.count(TRANSACTIONS, {(result, self._slot): 0 for result in RESULTS})
        self._store.count(REBALANCES_TOTAL, {(kind,): 0 for kind in REBALANCES})
        self._store.count(DEAD_LETTERS, {(reason,): 0 for reason in DEAD_LETTER_REASONS})
        self._store.count(EVENTS, {("dead_letter", "none"): 0})
        self._store.count(POSITIONS_LOST, {(cause,): 0 for cause in LOSS_CAUSES})
        self._store.count(RECORD_FAILURES, {(cause,): 0 for cause in FAILURE_CAUSES})
        self._store.level(ASSIGNED_PARTITIONS, {(self._slot,): 0})

    def snapshot(self) -> Snapshot:
        """All current metrics, including those of the process."""
        snapshot = self._store.copy()
        self._process.add_to(snapshot)
        return snapshot

    def time_stages(self, take_stage_seconds: Callable[[], Mapping[str, float]]) -> None:
        """Set the function that returns the seconds spent per stage since its last call; called once per batch."""
        self._take_stage_seconds = take_stage_seconds

    def built(self, version: str, catalogue: str) -> None:
        """Record the version of the program and of its edit catalog."""
        self._store.replace_levels(BUILD_INFO, {(version, catalogue): 1})

    def opened(self, tables: Sequence[OpenTable]) -> None:
        """Record the code tables that are loaded now; series of other releases are dropped."""
        record_tables(self._store, tables)

    def looked(self, looks: Sequence[TableLook]) -> None:
        """Record what `codes fetch` last found at the sources of code tables."""
        self._store.replace_levels(TABLE_NEWER, {(look.table,): look.in_force for look in looks})
        self._store.replace_levels(TABLE_CHECKED, {(look.table,): look.answered_at.timestamp() for look in looks})

    def committed(self, batch: CommittedBatch) -> None:
        """Count the outcomes of one committed transaction, then update the store once per set of labels."""
        # Collecting lists and counting them at the end costs half as much as updating a counter for each record.
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
                made: ClaimReady | ClaimRejected = outcome.claim
                events.append(("ready", outcome.tally.profile))
            elif isinstance(outcome, Rejected):
                made = outcome.rejection
                events.append(("rejected", outcome.tally.profile))
            elif isinstance(outcome, DeadLetter):
                events.append(("dead_letter", "none"))
                dead_letters.append(outcome.reason)
                continue
            else:
                assert_never(outcome)
            tally = outcome.tally
            profile = tally.profile
            for finding in made.findings:
                found((finding.edit, finding.severity, profile))
            for repair in made.repairs:
                repaired(repair.repair)
            for gap in made.not_checked:
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
        # Publishing includes both encoding (in the processor) and sending (in the loop).
        stages[_PUBLISH] = stages.get(_PUBLISH, 0.0) + batch.publish_s
        for stage, seconds in stages.items():
            store.observe(STAGE_DURATION, (stage,), (seconds,))
        store.level(LAST_COMMIT, {(self._slot,): now})

    def aborted(self) -> None:
        """Count an aborted transaction; its outcomes are not counted."""
        # Discard the batch's stage times; otherwise the next batch would look slow.
        self._take_stage_seconds()
        self._store.count(TRANSACTIONS, {("aborted", self._slot): 1})

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Count the rebalance, and drop the lag of partitions that are no longer assigned."""
        self._store.count(REBALANCES_TOTAL, {(kind,): 1})
        self._store.level(ASSIGNED_PARTITIONS, {(self._slot,): len(owned)})
        self.lag({partition: records for partition, records in self._lag.items() if partition in owned})
        self.blocked({partition: records for partition, records in self._blocked.items() if partition in owned})

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Set the lag of each assigned partition; other partitions have no series."""
        self._lag = dict(lag)
        self._store.replace_levels(
            LAG, {(topic, str(partition)): records for (topic, partition), records in lag.items()}
        )

    def blocked(self, records: Mapping[Partition, int]) -> None:
        """Set the records behind an open transaction, of each partition whose lag is known."""
        self._blocked = dict(records)
        self._store.replace_levels(
            BLOCKED, {(topic, str(partition)): count for (topic, partition), count in records.items()}
        )

    def position_lost(self, cause: LossCause) -> None:
        """Count a partition that could not continue at the committed offset."""
        self._store.count(POSITIONS_LOST, {(cause,): 1})

    def held(self, partitions: Mapping[Partition, str]) -> None:
        """Set the stopped partitions; their reasons are for people and never become labels."""
        self._store.replace_levels(PARTITION_STOPPED, {(topic, str(partition)): 1 for topic, partition in partitions})

    def record_failed(self, cause: FailureCause) -> None:
        """Count a record that ended the disposable process that checked it."""
        self._store.count(RECORD_FAILURES, {(cause,): 1})

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """No metric: readiness covers it."""

    def broker(self, reachable: bool, reason: str | None) -> None:
        """Not counted: part of readiness."""

    def member(self, joined: bool) -> None:
        """Not counted: part of readiness."""

    def moved(self) -> None:
        """Not counted: part of liveness."""

    def left(self, exit_code: int) -> None:
        """The loop ended, so no partition is assigned."""
        del exit_code
        self._store.level(ASSIGNED_PARTITIONS, {(self._slot,): 0})
        self.lag({})
        self.blocked({})
        self.held({})


def _count(names: Sequence[str | None]) -> dict[Labels, float]:
    # An entry without a table is an edit that failed; EDIT_FAILURES counts it.
    return {(name,): count for name, count in Counter(names).items() if name is not None}
