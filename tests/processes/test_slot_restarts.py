"""When a process is restarted in its slot."""

import pytest

from workers.processes.slot_report import Position, SlotEnd
from workers.processes.slot_restarts import Restart, SlotRestarts, StayStopped

HERE = ("encounters.v1", 3, 17)
THERE = ("encounters.v1", 3, 18)


def end(code: int, position: Position | None = None) -> SlotEnd:
    return SlotEnd(code=code, message="as told", position=position)


def test_waits_double_from_half_a_second_to_thirty() -> None:
    """A process that keeps exiting is restarted with growing delays, but never given up."""
    restarts = SlotRestarts(stop_at_position=False)
    waits = [restarts.decide(end(1), ran_s=0.1) for _ in range(9)]
    assert waits == [Restart(after_s=s) for s in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0)]


def test_a_process_that_ran_well_restarts_quickly() -> None:
    """After a while of normal work, the delay starts again at its first value."""
    restarts = SlotRestarts(stop_at_position=False)
    for _ in range(5):
        restarts.decide(end(70), ran_s=1)
    assert restarts.decide(end(70), ran_s=60) == Restart(after_s=0.5)
    assert restarts.decide(end(70), ran_s=59) == Restart(after_s=1.0)


@pytest.mark.parametrize("code", [2, 5])
def test_an_invalid_setting_or_a_refusal_is_final(code: int) -> None:
    """A restart cannot fix a setting or a permission."""
    decision = SlotRestarts(stop_at_position=False).decide(end(code), ran_s=100)
    assert decision == StayStopped(reason=f"exit code {code}: as told")


@pytest.mark.parametrize("code", [0, 1, 3, 4, 70])
def test_every_other_exit_is_followed_by_a_restart(code: int) -> None:
    """Even if only this process was stopped by a signal."""
    assert SlotRestarts(stop_at_position=True).decide(end(code), ran_s=100) == Restart(after_s=0.5)


def test_three_failures_at_one_record_stop_the_slot() -> None:
    """An edit that fails on a record will fail again: the slot waits for an operator and names the record."""
    restarts = SlotRestarts(stop_at_position=True)
    assert isinstance(restarts.decide(end(1, HERE), ran_s=1), Restart)
    assert isinstance(restarts.decide(end(1, THERE), ran_s=1), Restart)
    assert isinstance(restarts.decide(end(70), ran_s=1), Restart)
    assert isinstance(restarts.decide(end(1, HERE), ran_s=1), Restart)
    assert restarts.decide(end(1, HERE), ran_s=1) == StayStopped(reason="failed 3 times at encounters.v1/3/17: as told")


def test_failures_at_one_record_do_not_stop_the_slot_by_default() -> None:
    """Only `CLAIMS_ON_EDIT_ERROR=stop` does that."""
    restarts = SlotRestarts(stop_at_position=False)
    assert all(isinstance(restarts.decide(end(1, HERE), ran_s=1), Restart) for _ in range(5))


def test_old_records_are_forgotten() -> None:
    """The number of remembered positions is limited."""
    restarts = SlotRestarts(stop_at_position=True)
    restarts.decide(end(1, HERE), ran_s=1)
    restarts.decide(end(1, HERE), ran_s=1)
    for offset in range(100, 120):
        restarts.decide(end(1, ("encounters.v1", 0, offset)), ran_s=1)
    assert isinstance(restarts.decide(end(1, HERE), ran_s=1), Restart)
