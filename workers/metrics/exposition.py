"""The figures as monitoring systems read them: Prometheus text or OpenMetrics, as the reader asks."""

from collections.abc import Callable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from workers.metrics.declared import METRICS, Metric
from workers.metrics.snapshot import Snapshot

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


class SnapshotCollector(Collector):
    """Turns a snapshot, taken anew at each scrape, into the client library's families."""

    def __init__(self, take_snapshot: Callable[[], Snapshot]) -> None:
        self._take_snapshot = take_snapshot

    def collect(self) -> Iterator[Family]:
        """Every declared metric, also those without a series yet, so that a reader finds what there is."""
        snapshot = self._take_snapshot()
        for metric in METRICS.values():
            yield _write_family(metric, snapshot)

    def describe(self) -> Iterator[Family]:
        """Names only: registering must not take a snapshot."""
        for metric in METRICS.values():
            yield _write_family(metric, Snapshot())


def make_registry(take_snapshot: Callable[[], Snapshot]) -> CollectorRegistry:
    """A registry of its own, with the snapshot's figures and nothing of the process-wide default one."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SnapshotCollector(take_snapshot))
    return registry


def write_metrics(registry: CollectorRegistry, accept: str | None) -> tuple[bytes, str]:
    """The figures and their content type, in the format that an HTTP `Accept` header prefers."""
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
