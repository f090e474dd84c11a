"""Where reading goes on in a partition, from what the group has committed and what the log holds. Pure."""

from collections.abc import Mapping

from schemas.value import value
from workers.kafka.observer import LossCause, Partition

Accepted = Mapping[tuple[str, int, int | None], int]
"""Jumps that the operator accepts: topic, partition and the offset it starts from, to the offset it goes to."""


@value
class LogRange:
    """The offsets of the first record in a partition's log and of the one that will be written next."""

    start: int
    end: int


@value
class GroupPosition:
    """The group's committed offset, None if it has none, and the topic id that was noted with it."""

    offset: int | None
    topic_id: str | None = None


@value
class Jump:
    """Reading cannot go on at offset `start` (None: the group has none); `end` is where it would go on."""

    cause: LossCause
    start: int | None
    end: int


@value
class Placement:
    """Where reading goes on: at `offset`, or nowhere if it is None. `commit`: the group does not have this offset yet.

    `jump` is set where `offset` is not the one that the group has committed.
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
    """Where reading of `partition` goes on.

    Args:
        partition: topic and partition number.
        group: what the group has committed.
        log: what the partition's log holds now.
        topic_id: id of the topic now; None if the broker has no topic ids.
        recreated: this process has seen another topic under this name.
        first_use: a missing offset is no loss as long as the log starts at 0: the group has offsets for other
            partitions of the topic, or nothing was ever written to the output topics.
        stop: do not read on where records would be lost or processed twice, unless the operator accepted it.
        accepted: the jumps that the operator accepted.
    """
    offset = group.offset
    of_other_topic = None not in (group.topic_id, topic_id) and group.topic_id != topic_id
    if of_other_topic or (recreated and group.topic_id is None):
        # The records of the deleted topic are gone with it; every record of this one is still to be processed.
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
