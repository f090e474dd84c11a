"""The metrics of a sink are those that are declared, and its health is that of one slot."""

from prometheus_client.parser import text_string_to_metric_families

from workers.insight.sink_observer import SinkObserver
from workers.metrics.exposition import make_registry, write_metrics
from workers.metrics.insight_declared import INSIGHT_BEHIND, INSIGHT_METRICS, SINK_METRICS
from workers.settings.settings import Settings

PARTITION = ("claims.ready.v1", 0)


def test_every_metric_is_exported_as_declared() -> None:
    """Each has its type and labels, and every value can be parsed back."""
    observer = SinkObserver(Settings())
    observer.wrote({"fact": 3, "withheld": 1}, 2)
    observer.refused()
    observer.lag_and_age({PARTITION: 5}, 7.5)
    text, _ = write_metrics(make_registry(observer.snapshot, SINK_METRICS), None)
    families = {family.name: family for family in text_string_to_metric_families(text.decode())}
    for name, metric in INSIGHT_METRICS.items():
        family = families[name.removesuffix("_total")]
        assert family.type == metric.kind
        assert all(set(sample.labels) == set(metric.labels) for sample in family.samples), name
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert samples["claims_insight_rows_total", "fact"] == 3
    assert samples["claims_insight_erased_claims_total",] == 2
    assert samples["claims_insight_lag_records", *sorted(map(str, PARTITION))] == 5
    assert samples["claims_insight_behind_seconds",] == 7.5
    assert samples["claims_insight_ready",] == 0


def test_the_age_is_absent_until_it_is_known() -> None:
    """A sink that has read nothing yet is not taken for one that has caught up."""
    observer = SinkObserver(Settings())
    observer.lag_and_age({PARTITION: 5}, None)
    assert INSIGHT_BEHIND.name not in observer.snapshot().gauges
    observer.lag_and_age({PARTITION: 0}, 0.0)
    assert observer.snapshot().gauges[INSIGHT_BEHIND.name] == {(): 0.0}
