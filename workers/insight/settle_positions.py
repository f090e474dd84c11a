"""Where to continue reading each partition: at the position in the store, unless outcomes would be missing."""

from collections.abc import Collection, Mapping

from schemas.value import value
from workers.insight.store import CommitRefused, FactStore, app_id
from workers.insight.store_notes import NO_TOPIC_ID, Gap, StoreNotes, StoreUnusable, today
from workers.kafka.followed_topics import TopicNow
from workers.kafka.judge_position import LogRange
from workers.kafka.observer import Partition


class GapFound(StoreUnusable):
    """Outcomes would be missing; the message says which, and how to accept that."""


@value
class _Start:
    app: str
    offset: int
    known: bool
    gap: Gap | None = None


def settle_positions(store: FactStore, topics: Mapping[str, TopicNow], *, accept_gap: bool) -> dict[Partition, int]:
    """The next offset of every partition, as the store has it. New partitions are recorded there first.

    Args:
        store: the store, as it was loaded last.
        topics: both outcome topics by name, or the partitions of them that are wanted.
        accept_gap: whether to record gaps and go on behind them.

    Raises:
        GapFound: outcomes would be missing, and it is not accepted.
        StoreUnusable: rows have no position, or the store cannot be written.
        CommitRefused: another sink settles as well; load the store and call again.
    """
    starts = {
        (name, partition): _start(store, name, partition, now, log)
        for name, now in topics.items()
        for partition, log in now.logs.items()
    }
    gaps = [start.gap for start in starts.values() if start.gap is not None]
    # What was accepted before, when the store was left before its positions were, needs no second consent.
    new = [gap for gap in gaps if not any(_same(gap, old) for old in store.notes.gaps)]
    if new and not accept_gap:
        more = f" (and {len(new) - 1} more)" if len(new) > 1 else ""
        raise GapFound(f"outcomes are missing: {new[0].sentence()}{more}; --accept-gap records the gap and continues")
    if new:
        store.write_notes(_with(store.notes, gaps=(*store.notes.gaps, *new)))
        # Writing them loaded what others committed: the positions must be compared again.
        return settle_positions(store, topics, accept_gap=accept_gap)
    unknown = {start.app: start.offset for start in starts.values() if not start.known}
    if unknown:
        store.append((), unknown)
    followed = dict(store.notes.topics) | {name: now.topic_id or NO_TOPIC_ID for name, now in topics.items()}
    if followed != dict(store.notes.topics):
        store.write_notes(_with(store.notes, topics=tuple(followed.items())))
    return {name: start.offset for name, start in starts.items()}


def settle_with_others(
    store: FactStore, topics: Mapping[str, TopicNow], *, accept_gap: bool, tries: int = 20
) -> dict[Partition, int]:
    """Load the store and settle, again if another sink does so at the same time; see `settle_positions`."""
    for _ in range(tries):
        store.reload()
        try:
            return settle_positions(store, topics, accept_gap=accept_gap)
        except CommitRefused:
            continue
    raise StoreUnusable(f"cannot write store {store.folder}: other programs change it all the time")


def apps_of(topics: Mapping[str, TopicNow], partitions: Collection[Partition]) -> dict[Partition, str]:
    """The application transaction of each partition."""
    return {(name, number): app_id(topics[name].topic_id, name, number) for name, number in partitions}


def _start(store: FactStore, name: str, partition: int, now: TopicNow, log: LogRange) -> _Start:
    app = app_id(now.topic_id, name, partition)
    position = store.positions([app])[app]
    followed = dict(store.notes.topics)
    topic_id = now.topic_id or NO_TOPIC_ID

    def gap(first: int, following: int, *, another: bool = False) -> _Start:
        found = Gap(
            topic=name,
            topic_id=topic_id,
            partition=partition,
            first=first,
            following=following,
            accepted=today(),
            another_topic=another,
        )
        return _Start(app=app, offset=following, known=False, gap=found)

    if position is None and followed and followed.get(name) != topic_id:
        return gap(0, log.start, another=True)
    if position is None and store.has_rows(name, partition):
        raise StoreUnusable(
            f"store {store.folder} is damaged: it has outcomes of {name}/{partition} but not the position behind them"
        )
    if position is None:
        # The first start begins where the log does; a partition that was added later must be there from its offset 0.
        return gap(0, log.start) if followed and log.start > 0 else _Start(app=app, offset=log.start, known=False)
    if position < log.start:
        return gap(position, log.start)
    if position > log.end:
        return gap(position, log.end)
    return _Start(app=app, offset=position, known=True)


def _same(one: Gap, other: Gap) -> bool:
    return (one.topic, one.topic_id, one.partition, one.first) == (
        other.topic,
        other.topic_id,
        other.partition,
        other.first,
    )


def _with(
    notes: StoreNotes, *, topics: tuple[tuple[str, str], ...] | None = None, gaps: tuple[Gap, ...] | None = None
) -> StoreNotes:
    return StoreNotes(
        key=notes.key,
        since=notes.since,
        topics=notes.topics if topics is None else topics,
        gaps=notes.gaps if gaps is None else gaps,
    )
