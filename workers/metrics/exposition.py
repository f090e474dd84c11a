"""Exports the metrics in the format that the reader asks for: Prometheus text or OpenMetrics."""

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from workers.metrics.declared import METRICS, Metric
from workers.metrics.snapshot import Snapshot

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


class SnapshotCollector(Collector):
    """Takes a snapshot at each scrape and converts it to the client library's metric families."""

    def __init__(self, take_snapshot: Callable[[], Snapshot], metrics: Mapping[str, Metric]) -> None:
        self._take_snapshot = take_snapshot
        self._metrics = metrics

    def collect(self) -> Iterator[Family]:
        """Every declared metric, including those without a series yet, so that a reader can see them all."""
        snapshot = self._take_snapshot()
        for metric in self._metrics.values():
            yield _write_family(metric, snapshot)

    def describe(self) -> Iterator[Family]:
        """Names only, because registering must not take a snapshot."""
        for metric in self._metrics.values():
            yield _write_family(metric, Snapshot())


def make_registry(take_snapshot: Callable[[], Snapshot], metrics: Mapping[str, Metric] = METRICS) -> CollectorRegistry:
    """A separate registry with the snapshot's metrics and none of the process-wide defaults."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SnapshotCollector(take_snapshot, metrics))
    return registry


def write_metrics(registry: CollectorRegistry, accept: str | None) -> tuple[bytes, str]:
    """The metrics and their content type, in the format that an HTTP `Accept` header prefers."""
    encode, content_type = choose_encoder(accept or "")
    return encode(registry), content_type


def _write_family(metric: Metric, snapshot: Snapshot) -> Family:
    text = f"{metric.meaning} {metric.action}"
    if metric.kind == "counter":
        counter = CounterMetricFamily(metric.name.removesuffix("_total"), text, labels=metric.labels)
        for labels, count in sorted(snapshot.counters.get(metric.name, {}).items()):
            counter.add_metric(labels, count)
        return counter
    if metric.kind == "gauge":
        gauge = GaugeMetricFamily(metric.name, text, labels=metric.labels)
        for labels, level in sorted(snapshot.gauges.get(metric.name, {}).items()):
            gauge.add_metric(labels, level)
        return gauge
    histogram = HistogramMetricFamily(metric.name, text, labels=metric.labels)
    bounds = [*(str(bound) for bound in metric.buckets), "+Inf"]
    for labels, each in sorted(snapshot.histograms.get(metric.name, {}).items(), key=lambda item: item[0]):
        cumulated = [float(count) for count in accumulate(each.counts)]
        histogram.add_metric(labels, buckets=list(zip(bounds, cumulated, strict=True)), sum_value=each.total)
    return histogram
