"""The problems that the status page reports."""

from dataclasses import replace
from datetime import date, timedelta

from rules.tables.source_state import TableLook
from tests.http.toy_site import NOW, TABLES, ToyTable, slot_health
from workers.health import SlotHealth
from workers.http.attention import find_notices
from workers.http.history import Sample, take_sample
from workers.metrics.counting import Metrics
from workers.metrics.declared import BLOCKED, LAG, LAST_COMMIT
from workers.metrics.snapshot import Snapshot


def told(
    *slots: SlotHealth, snapshot: Snapshot | None = None, samples: tuple[Sample, ...] = (), last: Sample | None = None
) -> list[tuple[str, str]]:
    snapshot = snapshot if snapshot is not None else Snapshot()
    notices = find_notices(snapshot, slots, samples, last or take_sample(snapshot, 100.0), NOW)
    return [(notice.level, notice.words) for notice in notices]


def test_a_healthy_worker_has_no_notices() -> None:
    """If everything is fine, there are no notices."""
    assert told(slot_health(0), slot_health(1)) == []


def test_slots_with_the_same_problem_share_a_notice() -> None:
    """Two hundred equal lines would hide a different one."""
    slots = [slot_health(number, member=False) for number in range(12)]
    assert told(*slots) == [("bad", "Slots 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …: not a member of the consumer group")]


def test_a_start_is_not_a_problem_until_it_takes_too_long() -> None:
    """In its first seconds a slot is only starting; a broker that refuses it is a problem at once."""
    new = slot_health(3, state="starting", member=False, broker_reachable=False)
    assert told(new) == [("warn", "Slot 3: starting")]
    assert ("bad", "Slot 3: no broker answers (refused)") in told(replace(new, broker_reason="refused"))
    assert ("bad", "Slot 3: no progress for 61 seconds") in told(replace(new, idle_s=61.0))


def test_no_progress_while_records_wait_is_reported() -> None:
    """Only if it lasts: the first record after a quiet night is not a problem."""
    snapshot = Snapshot(
        gauges={
            LAG.name: {("encounters.v1", "0"): 40.0},
            LAST_COMMIT.name: {("0",): (NOW - timedelta(hours=8)).timestamp()},
        }
    )
    last = take_sample(snapshot, 1000.0)
    idle = [replace(last, at=1000.0 - 5 * step, lag=0.0) for step in range(20, 0, -1)]
    assert told(snapshot=snapshot, samples=tuple(idle), last=last) == []
    stuck = [replace(sample, lag=40.0) for sample in idle]
    words = "Nothing committed for 8 h while 40 records wait: check the log and the brokers."
    assert told(snapshot=snapshot, samples=tuple(stuck), last=last) == [("bad", words)]
    moving = replace(last, events={"ready": 1.0})
    assert told(snapshot=snapshot, samples=tuple(stuck), last=moving) == []
    assert told(snapshot=snapshot, samples=tuple(stuck[-5:]), last=last) == []


def test_records_behind_an_open_transaction_are_reported() -> None:
    """If it lasts; then the transaction is named, and not the brokers or the log."""
    snapshot = Snapshot(
        gauges={
            LAG.name: {("encounters.v1", "0"): 40.0, ("encounters.v1", "1"): 0.0},
            BLOCKED.name: {("encounters.v1", "0"): 40.0, ("encounters.v1", "1"): 0.0},
        }
    )
    last = take_sample(snapshot, 1000.0)
    blocked = tuple(replace(last, at=1000.0 - 5 * step) for step in range(20, 0, -1))
    words = (
        "40 records on encounters.v1/0 wait behind a transaction that a producer keeps open: have the Kafka team find "
        "and end it."
    )
    assert told(snapshot=snapshot, samples=blocked, last=last) == [("bad", words)]
    assert told(snapshot=snapshot, samples=blocked[-5:], last=last) == []
    ended = (*blocked[:-1], replace(blocked[-1], blocked=0.0))
    assert told(snapshot=snapshot, samples=ended, last=last) == []


def test_expiring_tables_are_reported() -> None:
    """A warning 30 days before a table ends, and an error once it has ended."""
    metrics = Metrics(0)
    metrics.opened([*TABLES, ToyTable(name="mue", release="2026Q3", in_force_through=(NOW - timedelta(days=5)).date())])
    assert told(snapshot=metrics.snapshot()) == [
        ("bad", "Code table mue ended 4 days ago: load its next release with 'codes load'."),
        ("warn", "Code table pos ends in 15 days: load its next release with 'codes load'."),
    ]


def test_newer_releases_are_reported() -> None:
    """A release in force that could not be loaded, of a table that is in use."""
    metrics = Metrics(0)
    metrics.opened([ToyTable(name="mue", release="2026 Q3", in_force_through=date.max)])
    looks = [TableLook(table=name, in_force=name != "hcpcs", answered_at=NOW) for name in ("hcpcs", "mue", "opps_b")]
    metrics.looked(looks)
    words = "A newer release of code table mue is in force and not loaded: see 'codes status'."
    assert told(snapshot=metrics.snapshot()) == [("warn", words)]


def test_recent_failures_are_reported_and_old_ones_are_not() -> None:
    """Failed edits come first; counts that no longer grow are not reported."""
    first = replace(take_sample(Snapshot(), 0.0), failures={"DX101": 2.0}, dead_letters={"malformed": 1.0}, aborted=7.0)
    assert told(samples=(first,), last=replace(first, at=300.0)) == []
    last = replace(
        first, at=300.0, failures={"DX101": 5.0}, dead_letters={"malformed": 1.0, "too-large": 2.0}, aborted=8.0
    )
    failed, *others = told(samples=(first,), last=last)
    assert failed[0] == "bad"
    assert failed[1].startswith("Edit DX101 failed 3 times in the last 5 min; those outcomes list it as not checked.")
    assert others == [
        ("warn", "2 dead letters in the last 5 min: too-large 2."),
        ("warn", "1 transaction aborted in the last 5 min; see the log for the error."),
    ]
