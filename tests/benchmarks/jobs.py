"""The jobs of the benchmark in this worker's own environment: see `measured_process`.

Every figure is CPU time of the process, all its threads, so that other load on the machine moves it little.
"""

import pickle
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from confluent_kafka import Consumer, Producer, TopicPartition

from schemas.codec import ready_encoder, rejected_encoder
from tests.benchmarks.bench_core import MICRO, measure_passes
from tests.benchmarks.cache_hits import cache_hits
from tests.benchmarks.measured_process import Figures, answer
from tests.benchmarks.peers.pydantic_loop import PydanticPipeline
from tests.benchmarks.position import Position
from tests.benchmarks.rulebooks import reference_rulebook, rulebooks, shipped_rulebook
from workers.build_processor import DEAD_LETTER_HEADROOM
from workers.core_kind import core_kind
from workers.kafka.client_settings import consumer_config, producer_config
from workers.kafka.loop import run_loop
from workers.kafka.observer import CommittedBatch, SilentObserver
from workers.logs import configure_logs
from workers.pipeline.process_encounter import Rulebook
from workers.processes.slot_work import tune_garbage_collection
from workers.processor import EncounterProcessor
from workers.settings.settings import Settings

_ORDERED: Final = (0.5, 0.99)


class Jobs:
    """The jobs by name, with the rulebooks that they use.

    Args:
        bodies: encounters by the name of their traffic.
        tables: the folder with a table of every kind.
    """

    def __init__(self, bodies: Mapping[str, Sequence[bytes]], tables: Path) -> None:
        self._bodies = bodies
        self._tables = tables
        self._books = rulebooks(tables)
        self._pydantic = PydanticPipeline(reference_rulebook())

    def core(self) -> str:
        """Whether this process runs compiled or interpreted."""
        return core_kind()

    def passes(self, book: str, traffic: str) -> Figures:
        """CPU microseconds an encounter in each pass over the traffic, from empty caches."""
        return measure_passes(rulebooks(self._tables)[book], self._bodies[traffic])

    def hits(self, traffic: str) -> Figures:
        """The share of look-ups that each cache answers in the first pass, full default."""
        return cache_hits(shipped_rulebook(), self._bodies[traffic])

    def bare(self, servers: str, group: str, topic: str, count: int) -> Figures:
        """F: CPU microseconds of a record that is read and written again in transactions, with nothing in between."""
        return _loop(_settings(servers, group, topic), count, lambda body: body)

    def pydantic(self, servers: str, group: str, topic: str, count: int) -> Figures:
        """The same loop around fastavro, pydantic and the reference job."""
        return _loop(_settings(servers, group, topic), count, self._pydantic)

    def worker(self, servers: str, group: str, topic: str, count: int, book: str) -> Figures:
        """This worker on a full topic: CPU microseconds of an encounter, and encounters a second by the clock."""
        observer = _run(_settings(servers, group, topic), self._books[book], count)
        return {"cost": observer.cost, "rate": observer.counted / observer.wall}

    def paced(self, servers: str, group: str, topic: str, count: int) -> Figures:
        """Encounters that arrive meanwhile: age of a record at its commit, milliseconds, the median and p99."""
        ages = _run(_settings(servers, group, topic), self._books["full default"], count).ages
        cuts = quantiles(ages[len(ages) // 4 :], n=100)
        return [cuts[int(100 * share) - 1] * 1000 for share in _ORDERED]


def _settings(servers: str, group: str, topic: str) -> Settings:
    return Settings(kafka_bootstrap_servers=servers, group_id=group, input_topic=topic)


def _loop(settings: Settings, count: int, job: Any) -> float:
    consumer: Any = Consumer({**consumer_config(settings, 0, "classic"), "group.id": settings.group_id})
    producer: Any = Producer({**producer_config(settings, 7), "transactional.id": settings.group_id})
    producer.init_transactions()
    consumer.subscribe([settings.input_topic])
    done, counted, begun = 0, 0, 0.0
    while done < count:
        messages = consumer.consume(settings.batch_size, 0.02)
        if not messages:
            continue
        producer.begin_transaction()
        following = {}
        for message in messages:
            producer.produce(settings.ready_topic, job(message.value()), message.key(), headers=message.headers())
            following[message.partition()] = message.offset() + 1
        offsets = [TopicPartition(settings.input_topic, part, offset) for part, offset in following.items()]
        producer.send_offsets_to_transaction(offsets, consumer.consumer_group_metadata())
        producer.commit_transaction()
        done += len(messages)
        if begun:
            counted += len(messages)
        else:  # the first batch only starts the clock
            begun = time.process_time()
    cost = (time.process_time() - begun) / counted * MICRO
    consumer.close()
    return cost


class _Observer(SilentObserver):
    """Stops the loop when all is committed; the first batch only starts the clock."""

    def __init__(self, count: int, stop: threading.Event) -> None:
        self._left = count
        self._stop = stop
        self._begun: tuple[float, float] | None = None
        self.counted = 0
        self.cost = self.wall = 0.0
        self.ages: list[float] = []

    def committed(self, batch: CommittedBatch) -> None:
        """Count a batch, and note how old its records are."""
        now = time.time()
        self.ages += [now - (record.timestamp_ms or 0) / 1000 for record, _ in batch.pairs]
        self._left -= len(batch.pairs)
        if self._begun is None:
            self._begun = time.process_time(), time.perf_counter()
        else:
            self.counted += len(batch.pairs)
        if self._left <= 0 and not self._stop.is_set():
            self.wall = time.perf_counter() - self._begun[1]
            self.cost = (time.process_time() - self._begun[0]) / max(self.counted, 1) * MICRO
            self._stop.set()


def _run(settings: Settings, rulebook: Rulebook, count: int) -> _Observer:
    stop = threading.Event()
    observer = _Observer(count, stop)
    processor = EncounterProcessor(
        rulebook,
        lambda: (ready_encoder(), rejected_encoder()),
        dead_letter_bytes=settings.max_event_bytes + DEAD_LETTER_HEADROOM,
    )
    position = Position(settings.kafka_bootstrap_servers or "", settings.group_id, settings.input_topic)
    position.begin_at_start()
    position.close()
    run_loop(settings, 0, processor, observer, stop)
    return observer


def main(traffic: str, tables: str) -> None:
    """Answer jobs; the arguments are a file with the encounters by name, and the folder of tables."""
    configure_logs("error", "text")
    jobs = Jobs(pickle.loads(Path(traffic).read_bytes()), Path(tables))
    tune_garbage_collection()
    names = ("core", "passes", "hits", "bare", "pydantic", "worker", "paced")
    answer({name: getattr(jobs, name) for name in names})


if __name__ == "__main__":
    main(*sys.argv[1:])
