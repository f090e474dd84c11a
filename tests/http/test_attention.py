"""What an operator is told to look at."""

from dataclasses import replace
from datetime import timedelta

from tests.http.toy_site import NOW, TABLES, ToyTable, slot_health
from workers.health import SlotHealth
from workers.http.attention import find_notices
from workers.http.history import Sample, take_sample
from workers.metrics.counting import Metrics
from workers.metrics.declared import LAG, LAST_COMMIT
from workers.metrics.snapshot import Snapshot


def told(
    *slots: SlotHealth, snapshot: Snapshot | None = None, samples: tuple[Sample, ...] = (), last: Sample | None = None
) -> list[tuple[str, str]]:
    snapshot = snapshot if snapshot is not None else Snapshot()
    notices = find_notices(snapshot, slots, samples, last or take_sample(snapshot, 100.0), NOW)
    return [(notice.level, notice.words) for notice in notices]


def test_a_worker_that_is_well_has_nothing_to_tell() -> None:
    """Silence is the best news."""
    assert told(slot_health(0), slot_health(1)) == []


def test_one_trouble_of_many_slots_is_told_once() -> None:
    """Two hundred lines that say the same hide the one that does not."""
    slots = [slot_health(number, member=False) for number in range(12)]
    assert told(*slots) == [("bad", "Slots 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …: not a member of the consumer group")]


def test_a_start_is_no_trouble_until_it_lasts() -> None:
    """What a slot lacks in its first seconds follows from its being new; a broker that refuses does not."""
    new = slot_health(3, state="starting", member=False, broker_reachable=False)
    assert told(new) == [("warn", "Slot 3: starting")]
    assert ("bad", "Slot 3: no broker answers (refused)") in told(replace(new, broker_reason="refused"))
    assert ("bad", "Slot 3: no progress for 61 seconds") in told(replace(new, idle_s=61.0))


def test_standing_still_while_records_wait_is_told() -> None:
    """Only where it lasted: the first record after a quiet night is nobody's trouble."""
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
    words = "Nothing was committed for 8 h while 40 records wait: look at the log and at the brokers."
    assert told(snapshot=snapshot, samples=tuple(stuck), last=last) == [("bad", words)]
    moving = replace(last, events={"ready": 1.0})
    assert told(snapshot=snapshot, samples=tuple(stuck), last=moving) == []
    assert told(snapshot=snapshot, samples=tuple(stuck[-5:]), last=last) == []


def test_tables_are_told_in_time() -> None:
    """A month ahead in amber, and in red when claims already say that they were not checked."""
    metrics = Metrics(0)
    metrics.opened([*TABLES, ToyTable(name="mue", release="2026Q3", in_force_through=(NOW - timedelta(days=5)).date())])
    assert told(snapshot=metrics.snapshot()) == [
        ("bad", "The code table mue ended 4 days ago: load its next release with 'codes load'."),
        ("warn", "The code table pos ends in 15 days: load its next release in time."),
    ]


def test_what_went_wrong_lately_is_told_and_what_did_long_ago_is_not() -> None:
    """Edits that failed come first; counts that stand still are history."""
    first = replace(take_sample(Snapshot(), 0.0), failures={"DX101": 2.0}, dead_letters={"malformed": 1.0}, aborted=7.0)
    assert told(samples=(first,), last=replace(first, at=300.0)) == []
    last = replace(
        first, at=300.0, failures={"DX101": 5.0}, dead_letters={"malformed": 1.0, "too-large": 2.0}, aborted=8.0
    )
    failed, *others = told(samples=(first,), last=last)
    assert failed[0] == "bad"
    assert failed[1].startswith("The edit DX101 failed 3 times in the last 5 min: its claims say 'not checked'.")
    assert others == [
        ("warn", "2 dead letters in the last 5 min: too-large 2."),
        ("warn", "1 transaction taken back in the last 5 min: the log names the error."),
    ]
