"""What the loop reports reaches metrics and health alike."""

import pytest

from workers.health import Health
from workers.kafka.observer import Partition
from workers.metrics.counting import Metrics
from workers.metrics.declared import BLOCKED, LAG
from workers.processes.slot_observer import SlotObserver

FIRST: Partition = ("in", 0)
SECOND: Partition = ("in", 1)


def _observer() -> SlotObserver:
    observer = SlotObserver(Metrics(0), Health(0))
    observer.lag({FIRST: 501, SECOND: 2})
    observer.blocked({FIRST: 500, SECOND: 0})
    return observer


def _shown(observer: SlotObserver) -> tuple[dict[str, float], dict[str, float], int | None, int | None]:
    report = observer.report(None)
    lag, blocked = (
        {partition: records for (_, partition), records in report.snapshot.gauges[metric.name].items()}
        for metric in (LAG, BLOCKED)
    )
    return lag, blocked, report.health.lag_records, report.health.blocked_records


def test_lag_is_shown_in_metrics_and_health() -> None:
    """Each partition has its lag and the part behind an open transaction, and the slot has the sums."""
    assert _shown(_observer()) == ({"0": 501, "1": 2}, {"0": 500, "1": 0}, 503, 500)


def test_lag_is_not_known_without_an_answer() -> None:
    """When no broker answers, or the worker waits for Kafka, the figures from before are gone until the next ones."""
    for silence in ("broker", "waiting"):
        observer = _observer()
        if silence == "broker":
            observer.broker(False, "refused")
        else:
            observer.waiting("calls", "too few in-sync replicas")
        assert _shown(observer) == ({}, {}, None, None)
        observer.waiting("calls", None)
        observer.broker(True, None)
        assert _shown(observer) == ({}, {}, None, None)
        observer.lag({FIRST: 7})
        observer.blocked({FIRST: 0})
        assert _shown(observer) == ({"0": 7}, {"0": 0}, 7, 0)


@pytest.mark.parametrize("owned", [frozenset({FIRST}), frozenset[Partition]()])
def test_a_partition_that_moved_away_has_no_figures(owned: frozenset[Partition]) -> None:
    """Its new owner reports them."""
    observer = _observer()
    observer.rebalanced("revoked", owned)
    lag, blocked, _, _ = _shown(observer)
    assert set(lag) == set(blocked) == {str(partition) for _, partition in owned}
