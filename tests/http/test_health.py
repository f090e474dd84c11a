"""Liveness and readiness of a slot."""

from typing import Any

import pytest

from workers.health import STALLED_AFTER_S, Health, SlotHealth, decode_health, find_stalled, find_unready, is_ready


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def running() -> tuple[Health, Clock]:
    clock = Clock()
    health = Health(0, clock)
    health.moved()
    health.broker(True, None)
    health.member(True)
    return health, clock


def test_a_slot_is_not_ready_before_it_joined() -> None:
    """From the start until the group has taken it in there is a reason to name."""
    health = Health(2, Clock())
    assert find_unready([health.now()]) == (
        "slot 2: starting",
        "slot 2: no broker answers",
        "slot 2: not a member of the consumer group",
    )
    health.moved()
    health.member(True)
    assert find_unready([health.now()]) == ()
    assert is_ready(health.now())


def test_a_member_without_partitions_is_ready() -> None:
    """A spare worker is as ready as the others."""
    health, _ = running()
    health.rebalanced("revoked", frozenset())
    assert is_ready(health.now())


def test_a_table_that_is_not_open_is_named() -> None:
    """Every missing table is a reason of its own."""
    health, _ = running()
    health.lacks(("hcpcs", "ncci_ptp"))
    assert find_unready([health.now()]) == (
        "slot 0: code table hcpcs is not loaded",
        "slot 0: code table ncci_ptp is not loaded",
    )
    health.lacks(())
    assert is_ready(health.now())


def test_a_broker_that_is_away_makes_it_unready_and_leaves_it_alive() -> None:
    """While the loop waits for a broker it moves: restarting it would not help."""
    health, clock = running()
    health.broker(False, "_TRANSPORT: broker:9092: connection refused")
    for _ in range(100):
        clock.seconds += 10
        health.moved()
    assert find_unready([health.now()]) == ("slot 0: no broker answers (_TRANSPORT: broker:9092: connection refused)",)
    assert find_stalled([health.now()]) == ()
    health.broker(True, None)
    assert is_ready(health.now())


def test_a_loop_that_stands_still_is_not_alive() -> None:
    """Nothing else ends a process that is stuck for good."""
    health, clock = running()
    clock.seconds += STALLED_AFTER_S
    assert find_stalled([health.now()]) == ()
    clock.seconds += 1
    assert find_stalled([health.now()]) == ("slot 0: no progress for 61 seconds",)
    assert not is_ready(health.now())


def test_a_loop_that_ended_is_not_ready_and_needs_no_kill() -> None:
    """The process is about to end by itself."""
    health, clock = running()
    health.left(3)
    clock.seconds += 1000
    assert find_unready([health.now()]) == ("slot 0: ended: exit code 3",)
    assert find_stalled([health.now()]) == ()


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"idle_s": -1, "state": "running", "missing_tables": []},
        {"idle_s": True, "state": "running", "missing_tables": []},
        {"idle_s": 1, "state": "flying", "missing_tables": []},
        {"idle_s": 1, "state": ["running"], "missing_tables": []},
        {"idle_s": 1, "state": "running", "missing_tables": "all"},
        {"idle_s": 1, "state": "running", "missing_tables": ["t"] * 101},
    ],
)
def test_what_is_no_health_is_refused(document: Any) -> None:
    """Nothing that another process sends is taken on trust."""
    with pytest.raises(ValueError, match=r"not an object|malformed"):
        decode_health(document, 0)


def test_a_child_cannot_speak_for_another_slot_or_at_length() -> None:
    """The parent knows which slot a pipe belongs to; texts are cut."""
    document = {
        "slot": 9,
        "idle_s": 1,
        "state": "running",
        "missing_tables": [],
        "member": 1,
        "broker_reachable": True,
        "broker_reason": "x" * 10_000,
        "note": 7,
    }
    assert decode_health(document, 3) == SlotHealth(
        slot=3,
        state="running",
        idle_s=1.0,
        member=False,
        broker_reachable=True,
        broker_reason="x" * 500,
        missing_tables=(),
        note=None,
    )
