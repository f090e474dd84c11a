"""Counts what the service answered."""

from collections.abc import Callable, Sequence
from importlib import metadata

from workers.metrics.declared import (
    BUILD_INFO,
    CHECK_DURATION,
    CHECK_ENDS,
    CHECK_PROCESSES_ENDED,
    CHECK_REQUESTS,
    CHECK_STATUSES,
    CHECKED,
    READY,
)
from workers.metrics.snapshot import Snapshot
from workers.metrics.store import MetricsStore
from workers.metrics.tables import record_tables
from workers.serve.messages import Opened


class CheckMetrics:
    """The metrics of one service.

    Args:
        is_ready: whether it is ready.
    """

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        self._is_ready = is_ready
        self._store = MetricsStore()
        # A counter that starts at 0 lets an alert see its first increase.
        self._store.count(CHECK_REQUESTS, {(status,): 0 for status in CHECK_STATUSES})
        self._store.count(CHECK_PROCESSES_ENDED, {(cause,): 0 for cause in CHECK_ENDS})

    def snapshot(self) -> Snapshot:
        """All current metrics."""
        self._store.level(READY, {(): float(self._is_ready())})
        return self._store.copy()

    def answered(self, status: int, seconds: float, counts: Sequence[tuple[str, str, int]]) -> None:
        """Count a response and its encounters by outcome and profile."""
        self._store.count(CHECK_REQUESTS, {(str(status),): 1})
        self._store.observe(CHECK_DURATION, (), (seconds,))
        if counts:
            self._store.count(CHECKED, {(outcome, profile): count for outcome, profile, count in counts})

    def ended(self, cause: str) -> None:
        """Count a process that ended."""
        self._store.count(CHECK_PROCESSES_ENDED, {(cause,): 1})

    def opened(self, opened: Opened) -> None:
        """Record the edit catalog and the code tables."""
        self._store.replace_levels(BUILD_INFO, {(metadata.version("claims-worker"), opened.catalogue): 1})
        record_tables(self._store, opened.tables)
