"""What happened over the last minutes: a few figures every few seconds, as many as the page shows, and no more."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

from schemas.value import value
from workers.metrics.declared import DEAD_LETTERS, EDIT_FAILURES, EVENTS, FINDINGS, LAG, TRANSACTIONS
from workers.metrics.snapshot import Snapshot

EVERY_S: Final = 5.0
"""Seconds between two samples."""

KEPT_S: Final = 600.0
"""Seconds that are remembered."""


@value
class Sample:
    """The figures at one moment; counts are since the start of the worker, and never fall."""

    at: float
    """Seconds of a clock that never goes back."""
    events: Mapping[str, float]
    """Events by outcome."""
    reasons: Mapping[str, float]
    """Findings that reject, by edit."""
    dead_letters: Mapping[str, float]
    """Dead letters by reason."""
    failures: Mapping[str, float]
    """Edits that raised, by edit."""
    aborted: float
    """Transactions aborted."""
    lag: float | None
    """Records behind on all partitions owned; None where none is owned or nothing is known yet."""


def take_sample(snapshot: Snapshot, at: float) -> Sample:
    """What the history keeps of a snapshot taken at the moment `at`."""
    lag = snapshot.gauges.get(LAG.name, {})
    return Sample(
        at=at,
        events=_sum(snapshot, EVENTS.name),
        reasons=_sum(snapshot, FINDINGS.name, severity="REJECT"),
        dead_letters=_sum(snapshot, DEAD_LETTERS.name),
        failures=_sum(snapshot, EDIT_FAILURES.name),
        aborted=_sum(snapshot, TRANSACTIONS.name).get("aborted", 0.0),
        lag=sum(lag.values()) if lag else None,
    )


def _sum(snapshot: Snapshot, metric: str, severity: str | None = None) -> dict[str, float]:
    """Counts by the first label, over all others; where a severity is given, of that second label alone."""
    counts: dict[str, float] = {}
    for labels, count in snapshot.counters.get(metric, {}).items():
        if severity is None or labels[1] == severity:
            counts[labels[0]] = counts.get(labels[0], 0.0) + count
    return counts


class History:
    """The samples of the last minutes. Every method may be called from any thread.

    Args:
        clock: seconds of a clock that never goes back.
        every_s: seconds between two samples.
        kept_s: seconds that are remembered.
    """

    def __init__(self, clock: Callable[[], float], every_s: float = EVERY_S, kept_s: float = KEPT_S) -> None:
        self._clock = clock
        self._kept_s = kept_s
        self._lock = threading.Lock()
        # One more than the gaps between them; a sample that comes early pushes an old one out, never the bound.
        self._samples: deque[Sample] = deque(maxlen=int(kept_s / every_s) + 1)

    def take(self, snapshot: Snapshot) -> None:
        """Remember the figures of this moment."""
        sample = take_sample(snapshot, self._clock())
        with self._lock:
            self._samples.append(sample)

    def now(self) -> float:
        """The moment, by the history's own clock."""
        return self._clock()

    def samples(self) -> tuple[Sample, ...]:
        """The samples that are not too old, oldest first."""
        oldest = self._clock() - self._kept_s
        with self._lock:
            return tuple(sample for sample in self._samples if sample.at >= oldest)
