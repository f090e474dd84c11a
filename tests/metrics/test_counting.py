"""The metrics of a committed batch."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rules.tables.source_state import TableLook
from schemas.finding import NotChecked, Repair
from schemas.value import value
from tests.metrics.conftest import Outcomes
from workers.metrics.counting import Metrics
from workers.metrics.declared import EVENT_AGE, METRICS, STAGE_DURATION
from workers.pipeline.outcome import DeadLetter, Tally

NOW = 1_800_000_000.0
MEDICARE = Tally(profile="medicare")


@value
class Table:
    """A loaded code table."""

    name: str
    release: str
    in_force_through: date


def make() -> Metrics:
    return Metrics(3, now=lambda: NOW)


def counted(metrics: Metrics, name: str) -> dict[tuple[str, ...], float]:
    return {labels: count for labels, count in metrics.snapshot().counters[name].items() if count}


def test_outcomes_are_counted_by_their_content(outcomes: Outcomes) -> None:
    """Each outcome, finding, repair, unchecked table, shadow finding and failed edit counts once."""
    metrics = make()
    gaps = [
        NotChecked(table="ncci_ptp", reason="NOT_LOADED", edits=("NC101", "NC102")),
        NotChecked(table=None, reason="EDIT_FAILED", edits=("DX101",)),
    ]
    repairs = [Repair(repair="trimmed", field="patient.last_name"), Repair(repair="trimmed", field="claim_note")]
    warned = outcomes.ready(
        Tally(profile="medicare", shadow=("PX900", "PX900"), failed_edits=("DX101",)),
        [outcomes.finding("DX102", "WARN")],
        repairs,
        gaps,
    )
    refused = outcomes.rejected(
        Tally(profile="commercial"), [outcomes.finding("DX102", "REJECT"), outcomes.finding("DX102", "REJECT")]
    )
    unread = DeadLetter(reason="not-framed")
    metrics.committed(outcomes.batch([(warned, None), (refused, None), (unread, None), (unread, None)], 0.1, 0.05))
    assert counted(metrics, "claims_worker_events_total") == {
        ("ready", "medicare"): 1,
        ("rejected", "commercial"): 1,
        ("dead_letter", "none"): 2,
    }
    assert counted(metrics, "claims_worker_findings_total") == {
        ("DX102", "WARN", "medicare"): 1,
        ("DX102", "REJECT", "commercial"): 2,
        ("PX900", "SHADOW", "medicare"): 2,
    }
    assert counted(metrics, "claims_worker_repairs_total") == {("trimmed",): 2}
    assert counted(metrics, "claims_worker_not_checked_total") == {("ncci_ptp",): 1}
    assert counted(metrics, "claims_worker_dead_letters_total") == {("not-framed",): 2}
    assert counted(metrics, "claims_worker_edit_failures_total") == {("DX101",): 1}
    assert counted(metrics, "claims_worker_transactions_total") == {("committed", "3"): 1}


def test_an_aborted_batch_counts_only_as_an_abort(outcomes: Outcomes) -> None:
    """Its records are read again and count then."""
    metrics = make()
    seconds = [{"edit": 5.0}, {"edit": 0.25}]
    metrics.time_stages(lambda: seconds.pop(0))
    metrics.aborted()
    metrics.committed(outcomes.batch([(outcomes.ready(MEDICARE), None)], 0.1, 0.05))
    assert counted(metrics, "claims_worker_events_total") == {("ready", "medicare"): 1}
    assert counted(metrics, "claims_worker_transactions_total") == {("aborted", "3"): 1, ("committed", "3"): 1}
    assert metrics.snapshot().histograms[STAGE_DURATION.name][("edit",)].total == 0.25


def test_age_runs_from_the_record_timestamp_to_the_commit(outcomes: Outcomes) -> None:
    """Each record is one observation; a timestamp in the future gives 0, and no timestamp gives none."""
    metrics = make()
    ready = outcomes.ready(MEDICARE)
    now_ms = int(NOW * 1000)
    metrics.committed(outcomes.batch([(ready, now_ms - 2000), (ready, now_ms + 5000), (ready, None)], 0.1, 0.05))
    age = metrics.snapshot().histograms[EVENT_AGE.name][()]
    assert age.total == pytest.approx(2.0)
    assert age.counts[0] == 1
    assert age.counts[EVENT_AGE.buckets.index(2.5)] == 1
    assert sum(age.counts) == 2


def test_batches_and_stages_are_observed_once_per_batch(outcomes: Outcomes) -> None:
    """Size, duration and each stage's time, including publishing, are one observation per batch."""
    metrics = make()
    metrics.time_stages(lambda: {"decode": 0.01, "edit": 0.02, "publish": 0.5})
    metrics.committed(outcomes.batch([(outcomes.ready(MEDICARE), None)] * 5, 0.5, 0.25))
    histograms = metrics.snapshot().histograms
    assert {labels: each.total for labels, each in histograms[STAGE_DURATION.name].items()} == {
        ("decode",): 0.01,
        ("edit",): 0.02,
        ("publish",): 0.75,
    }
    assert histograms["claims_worker_batch_records"][()].total == 5
    assert histograms["claims_worker_batch_duration_seconds"][()].total == 0.5


def test_lag_has_a_series_for_assigned_partitions_only() -> None:
    """A revoked partition loses its series; the others keep theirs."""
    metrics = make()
    both = frozenset({("encounters.v1", 0), ("encounters.v1", 1)})
    metrics.rebalanced("assigned", both)
    metrics.lag({("encounters.v1", 0): 10, ("encounters.v1", 1): 20})
    metrics.rebalanced("revoked", frozenset({("encounters.v1", 1)}))
    gauges = metrics.snapshot().gauges
    assert gauges["claims_worker_consumer_lag_records"] == {("encounters.v1", "1"): 20}
    assert gauges["claims_worker_assigned_partitions"] == {("3",): 1}
    assert counted(metrics, "claims_worker_rebalances_total") == {("assigned",): 1, ("revoked",): 1}


def test_a_loop_that_ended_has_no_partitions() -> None:
    """Another worker reports their lag now."""
    metrics = make()
    metrics.rebalanced("assigned", frozenset({("encounters.v1", 0)}))
    metrics.lag({("encounters.v1", 0): 10})
    metrics.left(0)
    gauges = metrics.snapshot().gauges
    assert gauges["claims_worker_consumer_lag_records"] == {}
    assert gauges["claims_worker_assigned_partitions"] == {("3",): 0}


def test_a_reload_drops_the_series_of_the_old_release() -> None:
    """After a reload only loaded releases have series; a table expires at the end of its last day."""
    metrics = make()
    metrics.opened([Table(name="icd10cm", release="FY2026", in_force_through=date(2026, 9, 30))])
    metrics.opened([Table(name="icd10cm", release="FY2027", in_force_through=date(2027, 9, 30))])
    gauges = metrics.snapshot().gauges
    assert gauges["claims_worker_code_table_loaded"] == {("icd10cm", "FY2027"): 1}
    expires = datetime(2027, 10, 1, tzinfo=UTC).timestamp()
    assert gauges["claims_worker_code_table_expires_timestamp_seconds"] == {("icd10cm",): expires}


def test_a_table_without_an_end_date_can_be_exported() -> None:
    """The last representable date does not overflow."""
    metrics = make()
    metrics.opened([Table(name="pos", release="2026", in_force_through=date.max)])
    assert metrics.snapshot().gauges["claims_worker_code_table_expires_timestamp_seconds"][("pos",)] > 2e11


def test_what_fetch_found_has_series() -> None:
    """Each table that has a source says whether a newer release is in force, and when its source was last read."""
    metrics = make()
    metrics.looked([TableLook(table="mue", in_force=True, answered_at=datetime(2026, 11, 30, tzinfo=UTC))])
    gauges = metrics.snapshot().gauges
    assert gauges["claims_worker_code_table_newer_available"] == {("mue",): 1}
    assert gauges["claims_worker_code_table_checked_timestamp_seconds"] == {("mue",): 1_795_996_800}
    metrics.looked([])
    assert metrics.snapshot().gauges["claims_worker_code_table_newer_available"] == {}


def test_counters_exist_before_the_first_event() -> None:
    """Counters with closed label sets start at 0, so that an alert sees the first increase."""
    counters = make().snapshot().counters
    assert counters["claims_worker_transactions_total"] == {("committed", "3"): 0, ("aborted", "3"): 0}
    assert len(counters["claims_worker_dead_letters_total"]) == 12
    assert set(counters["claims_worker_dead_letters_total"].values()) == {0}
    causes = [(cause,) for cause in ("error", "exit", "signal", "cpu-time", "no-answer")]
    assert counters["claims_worker_record_failures_total"] == dict.fromkeys(causes, 0)


def test_a_record_that_ends_the_process_that_checks_it_is_counted_by_cause() -> None:
    """Each end counts, although the record has no outcome yet."""
    metrics = make()
    metrics.record_failed("signal")
    metrics.record_failed("signal")
    assert counted(metrics, "claims_worker_record_failures_total") == {("signal",): 2}


def test_a_label_value_outside_its_closed_set_becomes_other(outcomes: Outcomes) -> None:
    """A defect upstream adds one series; event data can never become a label."""
    metrics = make()
    metrics.committed(
        outcomes.batch([(outcomes.ready(Tally(profile="SMITH, JOHN")), None), (_dead_letter("SMITH"), None)], 0.1, 0.1)
    )
    assert counted(metrics, "claims_worker_events_total") == {("ready", "other"): 1, ("dead_letter", "none"): 1}
    assert counted(metrics, "claims_worker_dead_letters_total") == {("other",): 1}


def _dead_letter(reason: Any) -> DeadLetter:
    return DeadLetter(reason=reason)


def test_process_metrics_have_the_slot_label() -> None:
    """Memory and CPU time of each process are separate series by slot."""
    snapshot = make().snapshot()
    assert snapshot.gauges["process_resident_memory_bytes"][("3",)] > 1e6
    assert snapshot.counters["process_cpu_seconds_total"][("3",)] > 0


def test_every_series_has_a_declared_metric(outcomes: Outcomes) -> None:
    """Every metric has a declared name, type and labels."""
    metrics = make()
    metrics.built("0.1.0", "2026.1")
    metrics.committed(outcomes.batch([(outcomes.ready(MEDICARE), 0)], 0.1, 0.05))
    snapshot = metrics.snapshot()
    for kind, series in (
        ("counter", snapshot.counters),
        ("gauge", snapshot.gauges),
        ("histogram", snapshot.histograms),
    ):
        for name, by_labels in series.items():
            assert METRICS[name].kind == kind
            assert {len(labels) for labels in by_labels} <= {len(METRICS[name].labels)}


@pytest.mark.parametrize(
    ("timestamp_ms", "seconds"),
    [
        (int(NOW * 1000) - 5_000, 5.0),
        (int(NOW * 1000) + 5_000, 0.0),
        (int(NOW * 1000) - 300 * 86_400_000, 300 * 86_400.0),
        (0, None),
        (-5_000, None),
        (int(NOW), None),
        (int(NOW * 1_000_000), None),
        (2**63 - 1, None),
    ],
)
def test_an_implausible_timestamp_has_no_age(outcomes: Outcomes, timestamp_ms: int, seconds: float | None) -> None:
    """A timestamp of zero, in another unit or far in the past or future would distort the sum."""
    metrics = make()
    metrics.committed(outcomes.batch([(DeadLetter(reason="malformed"), timestamp_ms)], 0.1, 0.05))
    observed = metrics.snapshot().histograms[EVENT_AGE.name].get(())
    assert (None if observed is None or not sum(observed.counts) else observed.total) == seconds
