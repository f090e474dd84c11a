"""Where to read a partition follows from the group's committed offset and the log's range."""

from typing import Any

import pytest

from workers.kafka.commit_note import CommitNote, read_note, write_note
from workers.kafka.judge_position import GroupPosition, Jump, LogRange, Placement, judge_position

IN = ("encounters.v1", 3)


def _judge(offset: int | None, start: int, end: int, noted: str | None = None, **chosen: Any) -> Placement:
    settings: dict[str, Any] = {"topic_id": "new", "recreated": False, "first_use": False, "stop": True, "accepted": {}}
    return judge_position(
        IN, GroupPosition(offset=offset, topic_id=noted), LogRange(start=start, end=end), **(settings | chosen)
    )


@pytest.mark.parametrize(("offset", "start", "end"), [(0, 0, 0), (7, 0, 9), (7, 7, 9), (9, 0, 9), (9, 9, 9)])
@pytest.mark.parametrize("noted", [None, "new"])
def test_reading_continues_at_an_offset_inside_the_log(offset: int, start: int, end: int, noted: str | None) -> None:
    """Reading continues at an offset between the log's start and end, without another commit."""
    assert _judge(offset, start, end, noted) == Placement(offset=offset, commit=False)


@pytest.mark.parametrize(
    ("offset", "start", "end", "cause"),
    [
        (7, 8, 20, "retention"),
        (0, 1, 1, "retention"),
        (21, 0, 20, "beyond-end"),
        (1, 0, 0, "beyond-end"),
        (None, 0, 20, "no-offset"),
        (None, 5, 20, "no-offset"),
        (None, 5, 5, "no-offset"),
    ],
)
def test_a_lost_position_stops_the_partition_or_continues_at_the_start(
    offset: int | None, start: int, end: int, cause: Any
) -> None:
    """Under `stop` nothing is read or committed; under `continue` the start of the log is committed at once."""
    jump = Jump(cause=cause, start=offset, end=start)
    assert _judge(offset, start, end) == Placement(offset=None, commit=False, jump=jump)
    assert _judge(offset, start, end, stop=False) == Placement(offset=start, commit=True, jump=jump)


def test_an_accepted_jump_goes_to_the_accepted_offset() -> None:
    """Exactly the accepted jump is made, even to an offset other than the start."""
    accepted = {(*IN, 7): 15, (*IN, None): 8, ("other", 3, 9): 10}
    jump = Jump(cause="retention", start=7, end=15)
    assert _judge(7, 8, 20, accepted=accepted) == Placement(offset=15, commit=True, jump=jump)
    assert _judge(None, 8, 20, accepted=accepted).offset == 8
    assert _judge(6, 8, 20, accepted=accepted).offset is None
    assert _judge(9, 10, 20, accepted=accepted).offset is None


@pytest.mark.parametrize("wished", [7, 21])
def test_an_accepted_offset_outside_the_log_is_not_used(wished: int) -> None:
    """Reading cannot continue outside the log, even if the jump was accepted."""
    assert _judge(5, 8, 20, accepted={(*IN, 5): wished}).offset is None


def test_a_partition_without_an_offset_is_new_if_nothing_can_be_lost() -> None:
    """On first use, a partition is read from 0 if its log starts there, and stopped otherwise."""
    assert _judge(None, 0, 20, first_use=True) == Placement(offset=0, commit=True)
    assert _judge(None, 1, 20, first_use=True).offset is None


@pytest.mark.parametrize(("offset", "noted", "recreated"), [(7, "old", False), (7, None, True), (None, None, True)])
@pytest.mark.parametrize("stop", [True, False])
def test_a_recreated_topic_is_read_from_its_start(
    offset: int | None, noted: str | None, recreated: bool, stop: bool
) -> None:
    """An offset of the deleted topic says nothing about the new one; all of its records are processed."""
    jump = Jump(cause="recreated", start=offset, end=2)
    placed = _judge(offset, 2, 20, noted, recreated=recreated, stop=stop)
    assert placed == Placement(offset=2, commit=True, jump=jump)


def test_an_offset_stored_for_this_topic_counts_after_it_was_recreated() -> None:
    """Another worker may already have placed the partition in the new topic."""
    assert _judge(7, 0, 20, "new", recreated=True) == Placement(offset=7, commit=False)


def test_without_topic_ids_nothing_is_compared() -> None:
    """A broker without topic ids cannot say that a topic was recreated."""
    assert _judge(7, 0, 20, "old", topic_id=None) == Placement(offset=7, commit=False)


@pytest.mark.parametrize(
    "note",
    [
        CommitNote(),
        CommitNote(topic_id="KtZKTmkkQPSu1KKE0b8ZUw"),
        CommitNote(topic_id="KtZKTmkkQPSu1KKE0b8ZUw", tries=1),
        CommitNote(tries=123_456_789),
    ],
)
def test_a_note_survives_encoding(note: CommitNote) -> None:
    """A note is the same after encoding and decoding."""
    assert read_note(write_note(note)) == note


@pytest.mark.parametrize(
    "metadata",
    [None, "", "id:", "  ", "noted by another program", "try:", "try:-1", "try:²", "try:1e9", "try:" + "9" * 10],
)
def test_other_metadata_is_ignored(metadata: str | None) -> None:
    """Metadata from other programs or other versions is ignored."""
    assert read_note(metadata) == CommitNote()


def test_words_of_later_versions_are_ignored() -> None:
    """A note with unknown words still has its known ones."""
    assert read_note("new:x id:abc try:2 other") == CommitNote(topic_id="abc", tries=2)
