"""Receives the events of one slot's Kafka loop and updates its metrics and health."""

from collections.abc import Mapping
from typing import Literal

import structlog

from workers.health import Health
from workers.kafka.isolation import FailureCause
from workers.kafka.observer import CommittedBatch, LossCause, Partition, WaitSource
from workers.metrics.counting import Metrics
from workers.processes.slot_report import SlotEnd, SlotReport
from workers.tracing import NO_TRACER, BatchTracer

_log = structlog.get_logger(__name__)


class SlotObserver:
    """Passes loop events on to `Metrics` and `Health`; see `workers.kafka.observer.LoopObserver`."""

    def __init__(self, metrics: Metrics, health: Health) -> None:
        self.metrics = metrics
        self.health = health
        self.tracer: BatchTracer = NO_TRACER
        self._joined = False

    def report(self, end: SlotEnd | None) -> SlotReport:
        """The current metrics and health."""
        return SlotReport(health=self.health.now(), snapshot=self.metrics.snapshot(), end=end)

    def committed(self, batch: CommittedBatch) -> None:
        """A transaction was committed."""
        self.metrics.committed(batch)
        self.tracer.committed(batch)

    def aborted(self) -> None:
        """A transaction was aborted."""
        self.metrics.aborted()

    def rebalanced(self, kind: Literal["assigned", "revoked", "lost"], owned: frozenset[Partition]) -> None:
        """Partitions were assigned, revoked or lost."""
        count = len(owned)
        _log.info(f"owns {count} partition{'' if count == 1 else 's'}", slot=self.health.slot, change=kind)
        self.metrics.rebalanced(kind, owned)

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Records not yet committed."""
        self.metrics.lag(lag)
        self.health.lag(lag)

    def blocked(self, records: Mapping[Partition, int]) -> None:
        """Records behind an open transaction."""
        self.metrics.blocked(records)
        self.health.blocked(records)

    def position_lost(self, cause: LossCause) -> None:
        """Reading could not continue at a committed offset."""
        self.metrics.position_lost(cause)

    def held(self, partitions: Mapping[Partition, str]) -> None:
        """The stopped partitions."""
        self.metrics.held(partitions)
        self.health.held(partitions)

    def record_failed(self, cause: FailureCause) -> None:
        """A record ended the disposable process that checked it."""
        self.metrics.record_failed(cause)

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """The worker waits, or no longer does."""
        if reason is not None:
            self._forget_lag()
        self.health.waiting(source, reason)

    def broker(self, reachable: bool, reason: str | None) -> None:
        """A broker became reachable or unreachable."""
        if not reachable:
            self._forget_lag()
        self.health.broker(reachable, reason)

    def _forget_lag(self) -> None:
        """Without an answer nobody knows the lag; the client's next statistics set it again."""
        self.lag({})
        self.blocked({})

    def member(self, joined: bool) -> None:
        """The worker joined or left its group."""
        if joined != self._joined:
            self._joined = joined
            _log.info(f"{'joined' if joined else 'left'} the consumer group", slot=self.health.slot)
        self.health.member(joined)

    def moved(self) -> None:
        """The loop is alive."""
        self.health.moved()

    def left(self, exit_code: int) -> None:
        """The loop ended."""
        self.metrics.left(exit_code)
        self.health.left(exit_code)
