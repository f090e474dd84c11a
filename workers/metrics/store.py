"""The metric store of one process: numbers in dictionaries, written by the loop and copied for each export."""

import re
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Final

from workers.metrics.declared import Metric
from workers.metrics.snapshot import Distribution, Labels, Snapshot

# Labels without a closed set (edits, profiles, topics) must at least look like a name.
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,248}")
_RELEASE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:()/,+-]{0,99}")
_OTHER: Final = "other"


class MetricsStore:
    """The series of one process. Every method is safe to call from any thread.

    A label value outside its closed set becomes `other`, so that a defect adds one series and never leaks data.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._series = Snapshot()

    def count(self, metric: Metric, counts: Mapping[Labels, float]) -> None:
        """Increase a counter, by label values."""
        with self._lock:
            series = self._series.counters.setdefault(metric.name, {})
            for labels, count in counts.items():
                checked = _check(metric, labels)
                series[checked] = series.get(checked, 0.0) + count

    def level(self, metric: Metric, levels: Mapping[Labels, float]) -> None:
        """Set a gauge, by label values."""
        with self._lock:
            series = self._series.gauges.setdefault(metric.name, {})
            series.update({_check(metric, labels): float(level) for labels, level in levels.items()})

    def replace_levels(self, metric: Metric, levels: Mapping[Labels, float]) -> None:
        """Set a gauge and drop all its other series."""
        with self._lock:
            self._series.gauges[metric.name] = {_check(metric, labels): float(each) for labels, each in levels.items()}

    def observe(self, metric: Metric, labels: Labels, observations: Iterable[float]) -> None:
        """Add observations to a histogram."""
        counts = [0] * (len(metric.buckets) + 1)
        total = 0.0
        for observation in observations:
            counts[bisect_left(metric.buckets, observation)] += 1
            total += observation
        with self._lock:
            series = self._series.histograms.setdefault(metric.name, {})
            checked = _check(metric, labels)
            held = series.get(checked)
            if held is None:
                series[checked] = Distribution(counts, total)
            else:
                held.counts = [ours + more for ours, more in zip(held.counts, counts, strict=True)]
                held.total += total

    def copy(self) -> Snapshot:
        """All series as they are now."""
        with self._lock:
            return self._series.copy()


def _check(metric: Metric, labels: Labels) -> Labels:
    if len(labels) != len(metric.labels):
        raise ValueError(f"{metric.name} has the labels {metric.labels}")
    return tuple(
        label if _allowed(metric.closed.get(name), name, label) else _OTHER
        for name, label in zip(metric.labels, labels, strict=True)
    )


def _allowed(closed: frozenset[str] | None, name: str, label: str) -> bool:
    if closed is not None:
        return label in closed
    return (_RELEASE if name in {"release", "version"} else _NAME).fullmatch(label) is not None
