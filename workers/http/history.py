"""Samples of a few metrics over the last minutes, for the charts of the status page."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from schemas.value import value
from workers.metrics.declared import BLOCKED, DEAD_LETTERS, EDIT_FAILURES, EVENTS, FINDINGS, LAG, TRANSACTIONS
from workers.metrics.snapshot import Snapshot

EVERY_S: Final = 5.0
"""Seconds between samples."""

KEPT_S: Final = 600.0
"""Seconds of history to keep."""


@value
class Sample:
    """The metrics at one moment; counts are totals since the worker started and never decrease."""

    at: float
    """Time on the monotonic clock, in seconds."""
    events: Mapping[str, float]
    """Events by outcome."""
    reasons: Mapping[str, float]
    """Findings that reject, by edit."""
    dead_letters: Mapping[str, float]
    """Dead letters by reason."""
    failures: Mapping[str, float]
    """Failures by edit."""
    aborted: float
    """Aborted transactions."""
    lag: float | None
    """Total lag of all assigned partitions; None if there are none or it is not known."""
    blocked: float = 0.0
    """The part of the lag behind a transaction that a producer keeps open."""


def take_sample(snapshot: Snapshot, at: float) -> Sample:
    """The sample for a snapshot taken at time `at`."""
    lag = snapshot.gauges.get(LAG.name, {})
    return Sample(
        at=at,
        events=_sum(snapshot, EVENTS.name),
        reasons=_sum(snapshot, FINDINGS.name, severity="REJECT"),
        dead_letters=_sum(snapshot, DEAD_LETTERS.name),
        failures=_sum(snapshot, EDIT_FAILURES.name),
        aborted=_sum(snapshot, TRANSACTIONS.name).get("aborted", 0.0),
        lag=sum(lag.values()) if lag else None,
        blocked=sum(snapshot.gauges.get(BLOCKED.name, {}).values()),
    )


def _sum(snapshot: Snapshot, metric: str, severity: str | None = None) -> dict[str, float]:
    """Counts by first label, summed over the others; `severity` filters by the second label."""
    counts: dict[str, float] = {}
    for labels, count in snapshot.counters.get(metric, {}).items():
        if severity is None or labels[1] == severity:
            counts[labels[0]] = counts.get(labels[0], 0.0) + count
    return counts


class History:
    """The samples of the last minutes; all methods are thread-safe.

    Args:
        clock: monotonic clock, in seconds.
        every_s: seconds between samples.
        kept_s: seconds of history to keep.
    """

    def __init__(self, clock: Callable[[], float], every_s: float = EVERY_S, kept_s: float = KEPT_S) -> None:
        self._clock = clock
        self._kept_s = kept_s
        self._lock = threading.Lock()
        # One more than the number of intervals; an early sample pushes out an old one and never exceeds the limit.
        self._samples: deque[Sample] = deque(maxlen=int(kept_s / every_s) + 1)

    def take(self, snapshot: Snapshot) -> None:
        """Add a sample of the current metrics."""
        sample = take_sample(snapshot, self._clock())
        with self._lock:
            self._samples.append(sample)

    def now(self) -> float:
        """The current time on the history's clock."""
        return self._clock()

    def samples(self) -> tuple[Sample, ...]:
        """The samples within the history's time span, oldest first."""
        oldest = self._clock() - self._kept_s
        with self._lock:
            return tuple(sample for sample in self._samples if sample.at >= oldest)
