"""The metrics in the two formats that monitoring systems read."""

from prometheus_client import REGISTRY
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_prometheus

from tests.metrics.conftest import Outcomes
from workers.metrics.counting import Metrics
from workers.metrics.declared import METRICS
from workers.metrics.exposition import make_registry, write_metrics
from workers.metrics.snapshot import Snapshot
from workers.pipeline.outcome import Tally


def test_both_formats_have_the_same_content(outcomes: Outcomes) -> None:
    """Each declared metric is exported with its type, and every value can be parsed back."""
    metrics = Metrics(0, now=lambda: 1e9)
    metrics.built("0.1.0", "2026.1")
    ready = outcomes.ready(Tally(profile="medicare"))
    metrics.committed(outcomes.batch([(ready, 999_999_999_700)] * 3, 0.02, 0.01))
    taken = metrics.snapshot()
    registry = make_registry(lambda: taken)
    plain, plain_type = write_metrics(registry, None)
    opened, opened_type = write_metrics(registry, "application/openmetrics-text; version=1.0.0")
    assert plain_type.startswith("text/plain")
    assert opened_type.startswith("application/openmetrics-text")
    for text, parse in ((plain.decode(), parse_prometheus), (opened.decode(), parse_openmetrics)):
        families = {family.name: family for family in parse(text)}
        for name, metric in METRICS.items():
            family = families[name.removesuffix("_total")]
            assert family.type == metric.kind
            assert metric.action in family.documentation
        samples = {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in families.values()
            for sample in family.samples
        }
        assert samples["claims_worker_events_total", ("outcome", "ready"), ("profile", "medicare")] == 3
        assert samples["claims_worker_event_age_seconds_bucket", ("le", "0.25")] == 0
        assert samples["claims_worker_event_age_seconds_bucket", ("le", "0.5")] == 3
        assert samples["claims_worker_event_age_seconds_bucket", ("le", "+Inf")] == 3
        assert samples["claims_worker_event_age_seconds_count",] == 3
        assert samples["claims_worker_build_info", ("catalogue", "2026.1"), ("version", "0.1.0")] == 1


def test_the_default_registry_is_not_used() -> None:
    """Two workers in one process do not share a registry."""
    first, second = make_registry(Snapshot), make_registry(Snapshot)
    assert write_metrics(first, None) == write_metrics(second, None)
    assert not [family.name for family in REGISTRY.collect() if family.name.startswith("claims_worker")]
