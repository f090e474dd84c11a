"""Liveness and readiness of a slot."""

from typing import Any

import pytest

from workers.health import STALLED_AFTER_S, Health, SlotHealth, decode_health, find_stalled, find_unready, is_ready


class Clock:
    """A clock that the test moves."""

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
    """From startup until it joins the group there is a reason to report."""
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


def test_what_a_slot_waits_for_is_named_although_a_broker_answers() -> None:
    """A service is not called a broker; each source has its own reason until it waits no longer."""
    health, _ = running()
    health.waiting("topic", "topic in does not exist")
    health.waiting("service", "the registry does not answer")
    assert find_unready([health.now()]) == (
        "slot 0: waiting for Kafka: topic in does not exist",
        "slot 0: waiting for a required service: the registry does not answer",
    )
    health.waiting("topic", None)
    health.waiting("service", None)
    assert is_ready(health.now())


def test_a_table_that_is_not_loaded_is_named() -> None:
    """Every missing table is a separate reason."""
    health, _ = running()
    health.lacks(("hcpcs", "ncci_ptp"))
    assert find_unready([health.now()]) == (
        "slot 0: code table hcpcs is not loaded",
        "slot 0: code table ncci_ptp is not loaded",
    )
    health.lacks(())
    assert is_ready(health.now())


def test_a_stopped_partition_is_named() -> None:
    """Every stopped partition is a separate reason, until its assignment ends."""
    health, _ = running()
    health.held({("in", 10): "in/10 is stopped: why", ("in", 2): "in/2 is stopped: why"})
    assert find_unready([health.now()]) == ("slot 0: in/2 is stopped: why", "slot 0: in/10 is stopped: why")
    health.held({})
    assert is_ready(health.now())


def test_an_unavailable_broker_makes_it_unready_but_alive() -> None:
    """The loop makes progress while it waits for a broker: a restart would not help."""
    health, clock = running()
    health.broker(False, "connection failed: broker:9092: connection refused")
    for _ in range(100):
        clock.seconds += 10
        health.moved()
    assert find_unready([health.now()]) == (
        "slot 0: no broker answers (connection failed: broker:9092: connection refused)",
    )
    assert find_stalled([health.now()]) == ()
    health.broker(True, None)
    assert is_ready(health.now())


def test_a_stuck_loop_is_not_alive() -> None:
    """Only the liveness probe can end a process that is permanently stuck."""
    health, clock = running()
    clock.seconds += STALLED_AFTER_S
    assert find_stalled([health.now()]) == ()
    clock.seconds += 1
    assert find_stalled([health.now()]) == ("slot 0: no progress for 61 seconds",)
    assert not is_ready(health.now())


def test_a_loop_that_ended_is_not_ready_but_alive() -> None:
    """The process is about to exit by itself."""
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
        {"idle_s": 1, "state": "running", "missing_tables": [], "stopped_partitions": "all"},
        {"idle_s": 1, "state": "running", "missing_tables": [], "stopped_partitions": ["p"] * 51},
    ],
)
def test_invalid_health_is_rejected(document: Any) -> None:
    """Everything that another process sends is validated."""
    with pytest.raises(ValueError, match=r"not an object|malformed"):
        decode_health(document, 0)


def test_a_child_cannot_report_for_another_slot_or_at_length() -> None:
    """The parent knows which slot a pipe belongs to, and truncates texts."""
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
