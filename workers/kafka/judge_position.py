"""Decides where to read a partition, given the group's committed offset and the log's range. Pure."""

from collections.abc import Mapping

from schemas.value import value
from workers.kafka.observer import LossCause, Partition

Accepted = Mapping[tuple[str, int, int | None], int]
"""Jumps that the operator accepts: (topic, partition, old offset) → new offset."""


@value
class LogRange:
    """The range of a partition's log: the offset of its first record and the offset of the next one to be written."""

    start: int
    end: int


@value
class GroupPosition:
    """The group's committed offset, or None, with the topic ID and the number of unfinished tries stored with it."""

    offset: int | None
    topic_id: str | None = None
    tries: int = 0


@value
class Jump:
    """Reading cannot continue at offset `start` (None: the group has none); `end` is where it would continue."""

    cause: LossCause
    start: int | None
    end: int


@value
class Placement:
    """Where to read: at `offset`, or not at all if it is None. `commit`: the group does not have this offset yet.

    `jump` is set if `offset` is not the group's committed offset.
    """

    offset: int | None
    commit: bool
    jump: Jump | None = None


def judge_position(
    partition: Partition,
    group: GroupPosition,
    log: LogRange,
    *,
    topic_id: str | None,
    recreated: bool,
    first_use: bool,
    stop: bool,
    accepted: Accepted,
) -> Placement:
    """Decide where to read `partition`.

    Args:
        partition: topic and partition number.
        group: the group's committed position.
        log: the current range of the partition's log.
        topic_id: current ID of the topic; None if the broker has no topic IDs.
        recreated: this process has seen a different topic with this name.
        first_use: a missing offset loses nothing if the log starts at 0: the group has offsets for other partitions of
            the topic, or nothing was ever written to the output topics.
        stop: do not continue if records would be lost or processed twice, unless the operator accepted it.
        accepted: jumps that the operator accepted.
    """
    offset = group.offset
    of_other_topic = None not in (group.topic_id, topic_id) and group.topic_id != topic_id
    if of_other_topic or (recreated and group.topic_id is None):
        # The deleted topic's records are gone; every record of the new topic still has to be processed.
        return Placement(offset=log.start, commit=True, jump=Jump(cause="recreated", start=offset, end=log.start))
    if offset is None:
        if first_use and log.start == 0:
            return Placement(offset=0, commit=True)
        cause: LossCause = "no-offset"
    elif offset < log.start:
        cause = "retention"
    elif offset > log.end:
        cause = "beyond-end"
    else:
        return Placement(offset=offset, commit=False)
    wished = accepted.get((*partition, offset))
    if wished is not None and log.start <= wished <= log.end:
        return Placement(offset=wished, commit=True, jump=Jump(cause=cause, start=offset, end=wished))
    jump = Jump(cause=cause, start=offset, end=log.start)
    return Placement(offset=None if stop else log.start, commit=not stop, jump=jump)
