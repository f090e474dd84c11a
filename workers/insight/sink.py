"""Follows both outcome topics and writes their facts to the store, each offset in exactly one commit."""

import threading
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import structlog

from workers.insight.batch import Batch
from workers.insight.facts import Row
from workers.insight.keys import Keys
from workers.insight.settle_positions import GapFound, apps_of, settle_with_others
from workers.insight.sink_observer import SinkObserver
from workers.insight.store import CommitRefused, FactStore
from workers.insight.store_notes import StoreUnusable
from workers.kafka.broker_watch import BrokerWatch
from workers.kafka.followed_topics import FollowedTopics, TopicNow
from workers.kafka.observer import Partition
from workers.kafka.outcome_consumer import OffsetOutOfRange, OutcomeConsumer
from workers.outcomes.decode import OutcomeDecoder
from workers.settings.settings import Settings

_READ_S: Final = 0.2
_TRIES: Final = 20

_log = structlog.get_logger(__name__)


class Sink:
    """One sink.

    Args:
        settings: how to connect, and the names of the topics.
        store: the store, opened with the keys.
        keys: makes the keys of persons.
        observer: receives what happens.
        stop: ends the sink when it is set, after what was read is written.
        accept_gap: whether to record gaps that are there at the start, and go on behind them.
    """

    def __init__(
        self,
        settings: Settings,
        store: FactStore,
        keys: Keys,
        observer: SinkObserver,
        stop: threading.Event,
        *,
        accept_gap: bool,
    ) -> None:
        self._settings = settings
        self._store = store
        self._keys = keys
        self._observer = observer
        self._stop = stop
        self._accept_gap = accept_gap
        self._decoder = OutcomeDecoder(settings)
        self._followed = FollowedTopics(settings, (settings.ready_topic, settings.rejected_topic))
        self._topics: Mapping[str, TopicNow] = {}
        self._batch = Batch(keys, self._decoder)
        self._written: dict[Partition, int] = {}
        """The next offset of each owned partition, as the store has it."""
        self._read: dict[Partition, tuple[int, int | None]] = {}
        """The offset after the last record that was read, and its timestamp in milliseconds."""
        self._due = 0.0

    def run(self) -> None:
        """Follow the topics until `stop` is set.

        Raises:
            GapFound: outcomes would be missing, and that is not accepted.
            StoreUnusable: the store cannot be read or written; nothing is lost.
            WorkerExit: 4 or 5, no broker answers for too long, or it refuses access.
        """
        watch = BrokerWatch(self._settings.kafka_unavailable_timeout, self._observer)
        topics = self._followed.wait(watch, self._observer, self._stop)
        if topics is None:
            return
        settle_with_others(self._store, topics, accept_gap=self._accept_gap)
        with OutcomeConsumer(self._settings, watch, self._observer, self._place, self._drop) as consumer:
            self._due = time.monotonic() + self._settings.insight_commit_seconds
            while not self._stop.is_set():
                self._observer.moved()
                watch.check()
                try:
                    records = consumer.read(_READ_S)
                except OffsetOutOfRange as lost:
                    raise GapFound(
                        f"outcomes are missing: {lost} no longer has the wanted offset; restart to see the gap"
                    ) from None
                for record in records:
                    self._batch.add(record)
                    self._read[record.topic, record.partition] = record.offset + 1, record.timestamp_ms
                if self._batch.is_full or time.monotonic() >= self._due:
                    self._write(consumer)
            self._write(consumer)

    def _place(self, partitions: Collection[Partition]) -> dict[Partition, int]:
        """Where to read each partition from: what the store says, and nobody else."""
        self._topics = self._followed.ask()
        settled = settle_with_others(self._store, self._topics, accept_gap=False)
        self._written = {name: offset for name, offset in settled.items() if name in partitions}
        return self._written

    def _drop(self) -> None:
        self._batch = Batch(self._keys, self._decoder)
        self._written, self._read = {}, {}

    def _write(self, consumer: OutcomeConsumer) -> None:
        """Commit what was read. If another sink was first with a partition, read again from where it is."""
        self._due = time.monotonic() + self._settings.insight_commit_seconds
        read = {name: offset for name, (offset, _) in self._read.items()}
        # The client's position is past control records, but without a record since the last placing it is an old one.
        behind = {name: offset for name, offset in consumer.positions().items() if name in self._read}
        reached = {name: max(start, read.get(name, 0), behind.get(name, 0)) for name, start in self._written.items()}
        moved = {name: offset for name, offset in reached.items() if offset > self._written[name]}
        rows = self._batch.rows()
        if moved and not self._commit(rows, moved):
            _log.warning("another sink has written these partitions; reading them from where it is")
            consumer.place_again()
            return
        if moved:
            kinds = Counter(row["kind"] for row in rows)
            self._observer.wrote(kinds, sum(map(len, self._batch.erased.values())))
            consumer.note_for_lag_tools(moved)
            self._written |= moved
            self._batch = Batch(self._keys, self._decoder)
        self._report_lag(consumer)

    def _commit(self, rows: Sequence[Row], moved: Mapping[Partition, int]) -> bool:
        """Whether rows and positions were committed; False if another sink is ahead of this one."""
        apps = apps_of(self._topics, moved)
        before = {app: self._written[name] for name, app in apps.items()}
        after = {app: moved[name] for name, app in apps.items()}
        for _ in range(_TRIES):
            try:
                for (topic, partition), claim_ids in self._batch.erased.items():
                    self._store.erase(topic, partition, self._written[topic, partition], claim_ids)
                # Deleting loads what others committed, so compare now, on the value that is written through.
                if self._store.positions(before) != before:
                    return False
                self._store.append(rows, after)
            except CommitRefused:
                self._observer.refused()
                self._store.reload()
                continue
            return True
        raise StoreUnusable(f"cannot write store {self._store.folder}: other programs change it all the time")

    def _report_lag(self, consumer: OutcomeConsumer) -> None:
        ends = consumer.ends()
        lag = {name: max(0, end - self._written[name]) for name, end in ends.items() if name in self._written}
        stamps = [
            stamp
            for name, records in lag.items()
            if records and (stamp := self._read.get(name, (0, None))[1]) is not None
        ]
        caught_up = None if any(lag.values()) else 0.0
        self._observer.lag_and_age(lag, max(0.0, time.time() - min(stamps) / 1000) if stamps else caught_up)
