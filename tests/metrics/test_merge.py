"""The metrics of several processes, summed over their restarts."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.metrics.declared import EVENT_AGE, EVENTS, LAG, SLOT_READY, TABLE_EXPIRES, TABLE_LOADED
from workers.metrics.merge import MergedSnapshots
from workers.metrics.snapshot import Distribution, Snapshot, decode_snapshot, dump_json, encode_snapshot

READY = ("ready", "medicare")


def snapshot(events: float, age: float, lag: float = 0.0) -> Snapshot:
    counts = [0] * (len(EVENT_AGE.buckets) + 1)
    counts[3] = int(events)
    return Snapshot(
        counters={EVENTS.name: {READY: events}},
        gauges={LAG.name: {("encounters.v1", "0"): lag}},
        histograms={EVENT_AGE.name: {(): Distribution(counts, age)}},
    )


def events(merged: MergedSnapshots) -> float:
    return merged.merge().counters.get(EVENTS.name, {}).get(READY, 0.0)


def test_slots_are_summed_and_a_restart_continues_the_sum() -> None:
    """The counts of an ended process stay in the sum, and its successor's are added."""
    merged = MergedSnapshots()
    merged.report(0, snapshot(10, 1.0))
    merged.report(1, snapshot(5, 1.0))
    assert events(merged) == 15
    merged.end(0)
    assert events(merged) == 15
    merged.report(0, snapshot(2, 0.5))
    assert events(merged) == 17
    age = merged.merge().histograms[EVENT_AGE.name][()]
    assert (sum(age.counts), age.total) == (17, 2.5)


def test_gauges_of_an_ended_process_are_dropped() -> None:
    """They describe a process that no longer exists."""
    merged = MergedSnapshots()
    merged.report(0, snapshot(1, 1.0, lag=7))
    assert merged.merge().gauges[LAG.name] == {("encounters.v1", "0"): 7}
    merged.end(0)
    assert merged.merge().gauges.get(LAG.name, {}) == {}


def test_shared_gauges_are_merged_as_declared() -> None:
    """The earlier of two expiry dates counts; a table loaded anywhere counts as loaded."""
    merged = MergedSnapshots()
    for slot, expires in ((0, 200.0), (1, 100.0)):
        gauges: dict[str, dict[tuple[str, ...], float]] = {
            TABLE_EXPIRES.name: {("icd10cm",): expires},
            TABLE_LOADED.name: {("icd10cm", f"FY{slot}"): 1.0},
            SLOT_READY.name: {(str(slot),): 1.0},
        }
        merged.report(slot, Snapshot(gauges=gauges))
    joined = merged.merge().gauges
    assert joined[TABLE_EXPIRES.name] == {("icd10cm",): 100.0}
    assert joined[TABLE_LOADED.name] == {("icd10cm", "FY0"): 1.0, ("icd10cm", "FY1"): 1.0}


def test_merging_changes_nothing() -> None:
    """Merging twice gives the same result."""
    merged = MergedSnapshots()
    merged.report(0, snapshot(3, 0.25))
    merged.report(1, snapshot(4, 0.5))
    assert merged.merge() == merged.merge()


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.one_of(st.none(), st.tuples(st.integers(0, 10**6), st.floats(0, 1e6)))), max_size=60
)


@given(STEPS)
def test_counters_and_histograms_never_decrease(steps: list[tuple[int, tuple[int, float] | None]]) -> None:
    """For any sequence of reports, ends and restarts, no total ever decreases."""
    merged = MergedSnapshots()
    live: dict[int, tuple[float, float]] = {}
    last = (0.0, 0.0, 0)
    for slot, grown in steps:
        if grown is None:
            merged.end(slot)
            live.pop(slot, None)
        else:
            count, age = live.get(slot, (0.0, 0.0))
            live[slot] = (count + grown[0], age + grown[1])
            merged.report(slot, snapshot(*live[slot]))
        now = merged.merge()
        distribution = now.histograms.get(EVENT_AGE.name, {}).get((), Distribution([0], 0.0))
        current = (now.counters.get(EVENTS.name, {}).get(READY, 0.0), distribution.total, sum(distribution.counts))
        assert all(after >= before for after, before in zip(current, last, strict=True))
        last = current


@given(st.integers(0, 10**9), st.floats(0, 1e9), st.floats(-1e9, 1e9))
def test_a_snapshot_survives_the_pipe(count: int, age: float, lag: float) -> None:
    """A snapshot is the same after encoding and decoding."""
    sent = snapshot(count, age, lag)
    assert decode_snapshot(json.loads(dump_json(encode_snapshot(sent)))) == sent


BAD: list[Any] = [
    None,
    [],
    {},
    {"counters": {}, "gauges": {}},
    {"counters": {"no_such_metric": []}, "gauges": {}, "histograms": {}},
    {"counters": {LAG.name: [[["t", "0"], 1]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready"], 1]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready", 7], 1]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready", "x" * 300], 1]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready", "none"], -1]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready", "none"], float("inf")]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready", "none"], True]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: [[["ready", "none"]]]}, "gauges": {}, "histograms": {}},
    {"counters": {EVENTS.name: {"a": 1}}, "gauges": {}, "histograms": {}},
    {"counters": {}, "gauges": {}, "histograms": {EVENT_AGE.name: [[[], [1, 2], 3.0]]}},
    {"counters": {}, "gauges": {}, "histograms": {EVENT_AGE.name: [[[], [-1] * (len(EVENT_AGE.buckets) + 1), 3.0]]}},
    {"counters": {}, "gauges": {}, "histograms": {EVENT_AGE.name: [[[], [0] * (len(EVENT_AGE.buckets) + 1), "3"]]}},
]


@pytest.mark.parametrize("document", BAD)
def test_invalid_snapshots_are_rejected(document: object) -> None:
    """Everything that another process sends is validated."""
    with pytest.raises(ValueError, match=r"not|malformed"):
        decode_snapshot(document)


def test_sums_do_not_decrease_by_rounding() -> None:
    """Adding the same parts in a different order must not look like a counter reset."""
    merged = MergedSnapshots()
    for slot, age in enumerate((0.1, 0.2, 0.3, 1e6 / 3)):
        merged.report(slot, snapshot(1, age))
    before = merged.merge().histograms[EVENT_AGE.name][()].total
    for slot in (3, 0, 2, 1):
        merged.end(slot)
        now = merged.merge().histograms[EVENT_AGE.name][()].total
        assert now == before
