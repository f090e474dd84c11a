"""Dashboards and alert rules depend on the exported names."""

import re
import typing

import pytest

from schemas.finding import Severity
from schemas.unreadable import DeadLetterReason
from workers.metrics.declared import DEAD_LETTER_REASONS, METRICS, SEVERITIES
from workers.metrics.insight_declared import INSIGHT_METRICS

# The metrics of the first release. A new one needs no entry: deploy/METRICS.md shows it in every review.
RELEASED = {
    "claims_worker_events_total": ("counter", ("outcome", "profile")),
    "claims_worker_findings_total": ("counter", ("edit", "severity", "profile")),
    "claims_worker_repairs_total": ("counter", ("repair",)),
    "claims_worker_not_checked_total": ("counter", ("table",)),
    "claims_worker_dead_letters_total": ("counter", ("reason",)),
    "claims_worker_edit_failures_total": ("counter", ("edit",)),
    "claims_worker_event_age_seconds": ("histogram", ()),
    "claims_worker_batch_records": ("histogram", ()),
    "claims_worker_batch_duration_seconds": ("histogram", ()),
    "claims_worker_stage_duration_seconds": ("histogram", ("stage",)),
    "claims_worker_consumer_lag_records": ("gauge", ("topic", "partition")),
    "claims_worker_positions_lost_total": ("counter", ("cause",)),
    "claims_worker_partition_stopped": ("gauge", ("topic", "partition")),
    "claims_worker_rebalances_total": ("counter", ("kind",)),
    "claims_worker_transactions_total": ("counter", ("result", "slot")),
    "claims_worker_assigned_partitions": ("gauge", ("slot",)),
    "claims_worker_last_commit_timestamp_seconds": ("gauge", ("slot",)),
    "claims_worker_process_ends_total": ("counter", ("slot", "exit_code")),
    "claims_worker_slot_ready": ("gauge", ("slot",)),
    "claims_worker_ready": ("gauge", ()),
    "claims_worker_code_table_loaded": ("gauge", ("table", "release")),
    "claims_worker_code_table_expires_timestamp_seconds": ("gauge", ("table",)),
    "claims_worker_build_info": ("gauge", ("version", "catalogue")),
    "process_cpu_seconds_total": ("counter", ("slot",)),
    "process_resident_memory_bytes": ("gauge", ("slot",)),
    "process_virtual_memory_bytes": ("gauge", ("slot",)),
    "process_start_time_seconds": ("gauge", ("slot",)),
    "process_open_fds": ("gauge", ("slot",)),
    "process_max_fds": ("gauge", ("slot",)),
}

CLOSED = {
    ("claims_worker_events_total", "outcome"): {"ready", "rejected", "dead_letter"},
    ("claims_worker_findings_total", "severity"): {"REJECT", "WARN", "NOTICE", "SHADOW"},
    ("claims_worker_stage_duration_seconds", "stage"): {"decode", "repair", "enrich", "edit", "build", "publish"},
    ("claims_worker_positions_lost_total", "cause"): {"retention", "beyond-end", "no-offset", "recreated"},
    ("claims_worker_rebalances_total", "kind"): {"assigned", "revoked", "lost"},
    ("claims_worker_process_ends_total", "exit_code"): {
        *("0", "1", "2", "3", "4", "5", "70"),
        *("129", "130", "132", "134", "135", "136", "137", "139", "143"),
    },
    ("claims_worker_transactions_total", "result"): {"committed", "aborted"},
    ("claims_worker_dead_letters_total", "reason"): set(typing.get_args(DeadLetterReason)),
}


def test_released_metrics_keep_name_type_and_labels() -> None:
    """Changing a name, a type or a label breaks dashboards."""
    declared = {name: (metric.kind, metric.labels) for name, metric in METRICS.items() if name in RELEASED}
    assert declared == RELEASED


def test_labels_with_known_values_are_closed_sets() -> None:
    """If the code knows all values of a label, no other value can be exported."""
    declared = {
        (name, label): set(values)
        for name, metric in METRICS.items()
        for label, values in metric.closed.items()
        if name in RELEASED
    }
    assert declared == CLOSED


def test_closed_sets_follow_the_outcomes() -> None:
    """A new severity or dead-letter reason can be counted immediately."""
    assert {*typing.get_args(Severity), "SHADOW"} == SEVERITIES
    assert typing.get_args(DeadLetterReason)
    assert set(typing.get_args(DeadLetterReason)) == DEAD_LETTER_REASONS


@pytest.mark.parametrize("name", sorted({**METRICS, **INSIGHT_METRICS}))
def test_every_metric_says_what_it_counts_and_what_to_do(name: str) -> None:
    """Each metric has a meaning and an action for the operator."""
    metric = {**METRICS, **INSIGHT_METRICS}[name]
    assert re.fullmatch(r"[A-Z0-9].{10,}\.", metric.meaning)
    assert re.fullmatch(r"[A-Z0-9'].{10,}\.", metric.action)
    assert bool(metric.buckets) == (metric.kind == "histogram")
    assert list(metric.buckets) == sorted(set(metric.buckets))
    assert name.endswith("_total") == (metric.kind == "counter")
