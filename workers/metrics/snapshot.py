"""The metrics of one process at one moment, as a value that can be added, sent over a pipe and exported."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workers.metrics.declared import METRICS, Metric, MetricKind

Labels = tuple[str, ...]
"""Values of a metric's labels, in the declared order."""

_MAX_LABEL: Final = 249


@dataclass(slots=True)
class Distribution:
    """A histogram's observations: the count per bucket (not cumulative; the last bucket is above all bounds)."""

    counts: list[int]
    total: float


@dataclass(slots=True)
class Snapshot:
    """All series of one process, or of several merged, by metric name and label values."""

    counters: dict[str, dict[Labels, float]] = field(default_factory=dict)
    gauges: dict[str, dict[Labels, float]] = field(default_factory=dict)
    histograms: dict[str, dict[Labels, Distribution]] = field(default_factory=dict)

    def copy(self) -> "Snapshot":
        """A deep copy."""
        return Snapshot(
            counters={name: dict(series) for name, series in self.counters.items()},
            gauges={name: dict(series) for name, series in self.gauges.items()},
            histograms={
                name: {labels: Distribution(list(each.counts), each.total) for labels, each in series.items()}
                for name, series in self.histograms.items()
            },
        )

    def add_growing(self, other: "Snapshot") -> None:
        """Add the counters and histograms of another snapshot."""
        for name, counted in other.counters.items():
            counts = self.counters.setdefault(name, {})
            for labels, count in counted.items():
                counts[labels] = counts.get(labels, 0.0) + count
        for name, observed in other.histograms.items():
            distributions = self.histograms.setdefault(name, {})
            for labels, distribution in observed.items():
                held = distributions.get(labels)
                if held is None:
                    distributions[labels] = Distribution(list(distribution.counts), distribution.total)
                else:
                    held.counts = [ours + theirs for ours, theirs in zip(held.counts, distribution.counts, strict=True)]
                    held.total += distribution.total

    def join_gauges(self, other: "Snapshot") -> None:
        """Merge the gauges of another snapshot; for a series in both, the metric's `merge` rule decides."""
        for name, measured in other.gauges.items():
            choose: Callable[[float, float], float] = min if METRICS[name].merge == "min" else max
            levels = self.gauges.setdefault(name, {})
            for labels, level in measured.items():
                levels[labels] = choose(levels[labels], level) if labels in levels else level


def encode_snapshot(snapshot: Snapshot) -> dict[str, object]:
    """Encode the snapshot as plain JSON values."""
    return {
        "counters": {name: list(series.items()) for name, series in snapshot.counters.items()},
        "gauges": {name: list(series.items()) for name, series in snapshot.gauges.items()},
        "histograms": {
            name: [(labels, each.counts, each.total) for labels, each in series.items()]
            for name, series in snapshot.histograms.items()
        },
    }


def decode_snapshot(document: object) -> Snapshot:
    """Decode and validate a snapshot that another process sent.

    Raises:
        ValueError: `encode_snapshot` did not write it: an undeclared metric, the wrong number of labels or buckets,
            or a count that is negative or not finite.
    """
    parts = _expect_mapping(document)
    return Snapshot(
        counters={
            metric.name: {_labels(metric, row[0]): _number(row[1], least=0.0) for row in rows}
            for metric, rows in _series(parts, "counters", "counter", width=2)
        },
        gauges={
            metric.name: {_labels(metric, row[0]): _number(row[1], least=-math.inf) for row in rows}
            for metric, rows in _series(parts, "gauges", "gauge", width=2)
        },
        histograms={
            metric.name: {_labels(metric, row[0]): _distribution(metric, row[1], row[2]) for row in rows}
            for metric, rows in _series(parts, "histograms", "histogram", width=3)
        },
    )


def dump_json(document: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode()


def _expect_mapping(document: object) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document


def _series(parts: Mapping[str, Any], part: str, kind: MetricKind, width: int) -> list[tuple[Metric, list[Any]]]:
    found: list[tuple[Metric, list[Any]]] = []
    for name, rows in _expect_mapping(parts.get(part)).items():
        metric = METRICS.get(name)
        if metric is None or metric.kind != kind:
            raise ValueError(f"not a declared {kind}")
        if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == width for row in rows):
            raise ValueError(f"malformed series of {metric.name}")
        found.append((metric, rows))
    return found


def _labels(metric: Metric, labels: object) -> Labels:
    if not isinstance(labels, list) or len(labels) != len(metric.labels):
        raise ValueError(f"malformed labels of {metric.name}")
    if not all(isinstance(label, str) and len(label) <= _MAX_LABEL for label in labels):
        raise ValueError(f"malformed labels of {metric.name}")
    return tuple(labels)


def _number(number: object, least: float) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number) or number < least:
        raise ValueError("not a valid number")
    return float(number)


def _distribution(metric: Metric, counts: object, total: object) -> Distribution:
    if not isinstance(counts, list) or len(counts) != len(metric.buckets) + 1:
        raise ValueError(f"malformed buckets of {metric.name}")
    if not all(type(count) is int and count >= 0 for count in counts):
        raise ValueError(f"malformed buckets of {metric.name}")
    return Distribution(counts, _number(total, least=0.0))
