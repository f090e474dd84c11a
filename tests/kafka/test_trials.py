"""The group's committed offsets tell the next owner of a partition how often its records ended a process."""

import pytest

from workers.kafka.trials import ISOLATE_AT, Trials

IN = ("encounters.v1", 3)
OTHER = ("encounters.v1", 4)


def _on_trial(tries: int, offset: int = 100, end: int = 10_000, batch_size: int = 500) -> Trials:
    trials = Trials(batch_size)
    trials.start(IN, tries=tries, offset=offset, end=end)
    return trials


def test_a_newly_assigned_partition_is_marked_once_before_its_first_records() -> None:
    """The group learns of a try before it begins; an aborted batch does not need a second mark."""
    trials = _on_trial(tries=0)
    assert trials.unmarked([IN, OTHER]) == [IN]
    assert trials.tries_with_own(IN) == 1
    trials.mark([IN])
    assert trials.unmarked([IN, OTHER]) == []


def test_completed_records_clear_the_tries_of_a_partition_without_failures() -> None:
    """Without earlier failures, the commit of the first batch clears the mark, and the next batch sets it again."""
    trials = _on_trial(tries=0)
    trials.mark([IN])
    assert trials.tries_at(IN, 133) == 0
    trials.committed(IN, 133)
    assert trials.unmarked([IN]) == [IN]
    trials.committed(IN, 600)
    assert trials.unmarked([IN]) == []


@pytest.mark.parametrize("tries", [1, ISOLATE_AT, ISOLATE_AT + 3])
def test_failures_are_kept_until_the_records_of_the_failed_batch_are_passed(tries: int) -> None:
    """A small first batch does not clear the count, because the record that ended a process may be after it."""
    trials = _on_trial(tries=tries)
    assert trials.tries_with_own(IN) == tries + 1
    trials.mark([IN])
    assert trials.tries_at(IN, 599) == tries
    trials.committed(IN, 599)
    assert trials.unmarked([IN]) == [IN]
    assert trials.suspects([IN]) == ({IN: tries} if tries >= ISOLATE_AT else {})
    assert trials.tries_at(IN, 600) == 0
    trials.committed(IN, 600)
    assert trials.suspects([IN]) == {}
    assert not trials.isolating


def test_records_that_arrive_after_the_assignment_are_not_suspect() -> None:
    """A record that ended a process was in the log before the next owner got the partition."""
    trials = _on_trial(tries=2, offset=100, end=107)
    assert trials.isolating
    assert trials.tries_at(IN, 106) == 2
    assert trials.tries_at(IN, 107) == 0


def test_tries_without_any_record_behind_them_are_void() -> None:
    """If the log ends at the committed offset, no record there can have ended a process."""
    trials = _on_trial(tries=5, offset=100, end=100)
    assert trials.suspects([IN]) == {}
    assert trials.tries_with_own(IN) == 1


def test_a_partition_placed_again_by_a_living_process_keeps_its_count() -> None:
    """The mark in the group is this process's own, so it is no failure."""
    trials = _on_trial(tries=1)
    trials.mark([IN])
    trials.start(IN, tries=2, offset=100, end=10_000)
    assert trials.suspects([IN]) == {}
    assert trials.tries_with_own(IN) == 2


def test_a_partition_assigned_again_counts_what_the_group_says() -> None:
    """Another worker may have had it in between."""
    trials = _on_trial(tries=1)
    trials.mark([IN])
    trials.keep_only({OTHER})
    trials.start(IN, tries=2, offset=100, end=10_000)
    assert trials.suspects([IN, OTHER]) == {IN: 2}


def test_partitions_that_are_not_on_trial_have_no_tries() -> None:
    """A commit for any other partition stores nothing and changes nothing."""
    trials = _on_trial(tries=2)
    trials.committed(OTHER, 7)
    assert trials.tries_at(OTHER, 7) == 0
    assert trials.suspects([OTHER]) == {}
