"""`make bench`: what an encounter costs on one core, by stage and in the whole, against a bare transaction loop.

Every figure is CPU time of this process (all its threads), so that other load on the machine moves it little; ratios
are of one run. `--quick` measures fewer records; `--no-kafka` leaves the broker out.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, Final

from confluent_kafka import Consumer, Producer, TopicPartition

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.profile import load_profiles
from rules.tables.store import open_shipped
from rules.tables.table_folder import open_tables
from schemas.codec import ready_encoder, rejected_encoder
from schemas.schema_source import EmbeddedSchemas
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import frames, sample_events
from tests.benchmarks.reference_profile import reference_profiles
from tests.benchmarks.varied_traffic import varied_frames
from tests.budget.silent_checks import nanoseconds
from tests.support.local_broker import KafkaBroker
from workers.build_processor import DEAD_LETTER_HEADROOM
from workers.kafka.client_settings import consumer_config, producer_config
from workers.kafka.loop import run_loop
from workers.kafka.observer import CommittedBatch, SilentObserver
from workers.kafka.publish import publish_records
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import find_kafka
from workers.logs import configure_logs
from workers.pipeline.outcome import DeadLetter, Outcome, Ready
from workers.pipeline.process_encounter import NOWHERE, Rulebook, no_mark, process_encounters
from workers.processes.slot_work import tune_garbage_collection
from workers.processor import CHUNK, EncounterProcessor
from workers.settings.settings import Settings

ROOT: Final = Path(__file__).parent.parent.parent
STAGES: Final = ("decode", "repair", "enrich", "edit", "build", "encode")
MICRO: Final = 1_000_000


def rulebooks(folder: Path) -> dict[str, Rulebook]:
    """What is measured: the reference job, the deployment as it is shipped, and with a table of every kind loaded."""
    catalogue = load_catalogue()
    profiles = load_profiles(catalogue)
    shipped = Rulebook(schemas=EmbeddedSchemas(), engine=Engine(catalogue), profiles=profiles, tables=open_shipped())
    return {
        "reference": replace(shipped, engine=Engine(catalogue), profiles=reference_profiles(profiles, catalogue)),
        "full default": shipped,
        "every table": replace(
            shipped, engine=Engine(catalogue), tables=open_tables(load_every_table(folder, sample_events()))
        ),
    }


def outcome_encoder() -> Callable[[Outcome], None]:
    """Encodes the record of an outcome; of a dead letter there is nothing to encode."""
    ready, rejected = ready_encoder(), rejected_encoder()

    def encode(outcome: Outcome) -> None:
        if isinstance(outcome, Ready):
            ready.encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
        elif not isinstance(outcome, DeadLetter):
            rejected.encode(outcome.rejection, outcome.rejection.encounter, outcome.canonical_body)

    return encode


def outcomes(bodies: Sequence[bytes], rulebook: Rulebook, mark: Callable[[str], None] = no_mark) -> Iterator[Outcome]:
    """The outcomes of events, which go through the stages in groups as in the worker."""
    for begin in range(0, len(bodies), CHUNK):
        chunk = [(body, NOWHERE) for body in bodies[begin : begin + CHUNK]]
        for outcome in process_encounters(chunk, rulebook, mark=mark):
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome


def measure_core(rulebook: Rulebook, bodies: Sequence[bytes]) -> dict[str, float]:
    """CPU microseconds an encounter takes in each stage, bytes in and bytes out, without Kafka."""
    encode = outcome_encoder()
    spent = dict.fromkeys(STAGES, 0.0)
    last = 0.0

    def mark(stage: str) -> None:
        nonlocal last
        now = time.process_time()
        spent[stage] += now - last
        last = now

    for outcome in outcomes(bodies[:500], rulebook):
        encode(outcome)
    for begin in range(0, len(bodies), CHUNK):
        last = time.process_time()
        for outcome in outcomes(bodies[begin : begin + CHUNK], rulebook, mark):
            encode(outcome)
        mark("encode")
    (whole,) = measure_passes(rulebook, bodies, 1)
    return {**{stage: seconds / len(bodies) * MICRO for stage, seconds in spent.items()}, "whole": whole}


def measure_passes(rulebook: Rulebook, bodies: Sequence[bytes], passes: int = 3) -> list[float]:
    """CPU microseconds an encounter takes in each pass over the same encounters; in the first, all is new."""
    encode = outcome_encoder()
    costs = []
    for _ in range(passes):
        begun = time.process_time()
        for outcome in outcomes(bodies, rulebook):
            encode(outcome)
        costs.append((time.process_time() - begun) / len(bodies) * MICRO)
    return costs


def measure_bare_loop(settings: Settings, count: int) -> float:
    """CPU microseconds a record costs to be read and written again in transactions, with nothing in between."""
    consumer: Any = Consumer({**consumer_config(settings, 0, "classic"), "group.id": f"{settings.group_id}-bare"})
    producer: Any = Producer({**producer_config(settings, 7), "transactional.id": f"{settings.group_id}-bare"})
    producer.init_transactions()
    consumer.subscribe([settings.input_topic])
    done = 0
    begun: float | None = None
    while done < count:
        messages = consumer.consume(settings.batch_size, 0.02)
        if not messages:
            continue
        if begun is None:
            begun = time.process_time()
        producer.begin_transaction()
        following = {}
        for message in messages:
            producer.produce(settings.ready_topic, message.value(), message.key(), headers=message.headers())
            following[message.partition()] = message.offset() + 1
        offsets = [TopicPartition(settings.input_topic, part, offset) for part, offset in following.items()]
        producer.send_offsets_to_transaction(offsets, consumer.consumer_group_metadata())
        producer.commit_transaction()
        done += len(messages)
    cost = (time.process_time() - (begun or 0.0)) / done * MICRO
    consumer.close()
    return cost


class _Counting(SilentObserver):
    """Stops the loop when all is committed, and knows when the first batch was."""

    def __init__(self, count: int, stop: threading.Event) -> None:
        self._left = count
        self._stop = stop
        self.begun: float | None = None
        self.ended = 0.0
        self.counted = 0
        self.wall = 0.0

    def committed(self, batch: CommittedBatch) -> None:
        """Count a batch; the first one only starts the clock."""
        self._left -= len(batch.pairs)
        if self.begun is None:
            self.begun, self.wall = time.process_time(), time.perf_counter()
        else:
            self.counted += len(batch.pairs)
        if self._left <= 0:
            self.ended = time.process_time()
            self.wall = time.perf_counter() - self.wall
            self._stop.set()


def measure_worker(settings: Settings, rulebook: Rulebook, count: int, group: str) -> tuple[float, float]:
    """CPU microseconds an encounter costs the whole worker, and encounters a second by the clock."""
    stop = threading.Event()
    observer = _Counting(count, stop)
    processor = EncounterProcessor(
        rulebook,
        lambda: (ready_encoder(), rejected_encoder()),
        dead_letter_bytes=settings.max_event_bytes + DEAD_LETTER_HEADROOM,
    )
    settings = replace_group(settings, group)
    _begin_at_start(settings)
    run_loop(settings, 0, processor, observer, stop)
    cost = (observer.ended - (observer.begun or 0.0)) / observer.counted * MICRO
    return cost, observer.counted / observer.wall


def _begin_at_start(settings: Settings) -> None:
    """Commit the first offset for a new group, which would not begin where another group has written outcomes."""
    consumer: Any = Consumer({**consumer_config(settings, 0, "classic"), "group.id": settings.group_id})
    topic = settings.input_topic
    parts = consumer.list_topics(topic, 10).topics[topic].partitions
    consumer.commit(offsets=[TopicPartition(topic, part, 0) for part in parts], asynchronous=False)
    consumer.close()


def _named(traffic: Mapping[str, Sequence[bytes]], count: int) -> dict[str, list[tuple[str, bytes]]]:
    """Named events, repeated until there are as many as wanted."""
    return {
        words: [(f"V-{number:08d}", bodies[number % len(bodies)]) for number in range(count)]
        for words, bodies in traffic.items()
    }


def with_broker(
    traffic: Mapping[str, Sequence[tuple[str, bytes]]], books: Mapping[str, Rulebook], report: Callable[[str], None]
) -> None:
    """The same jobs behind a real broker, and their ratio to the bare loop, for each kind of traffic."""
    with KafkaBroker(find_kafka()) as broker:
        broker.warm_up()
        for number, (words, events) in enumerate(traffic.items()):
            settings = Settings(
                kafka_bootstrap_servers=broker.bootstrap_servers,
                group_id=f"bench-{number}",
                input_topic=f"bench-{number}.encounters",
            )
            make_topics(settings, TopicWishes(partitions=4))
            publish_records(settings, settings.input_topic, ((name.encode(), body) for name, body in events))
            report(f"\nwith Kafka, {len(events):,} encounters: {words}")
            _measure_with_broker(settings, len(events), books, report)


def _measure_with_broker(
    settings: Settings, count: int, books: Mapping[str, Rulebook], report: Callable[[str], None]
) -> None:
    bare = median(measure_bare_loop(replace_group(settings, f"bare-{n}"), count) for n in range(3))
    report(f"bare consume and produce in transactions of {settings.batch_size}: F = {bare:.1f} µs a record")
    costs = {}
    for name, rulebook in books.items():
        rounds = [measure_worker(settings, rulebook, count, f"{name.replace(' ', '-')}-{n}") for n in range(3)]
        costs[name] = median(cost for cost, _ in rounds)
        rate = median(speed for _, speed in rounds)
        report(
            f"worker, {name:<13} {costs[name]:7.1f} µs an encounter  {costs[name] / bare:5.1f} × F"
            f"  {MICRO / costs[name]:7,.0f} per core and second  ({rate:,.0f} a second by the clock)"
        )
    for name in ("full default", "every table"):
        report(f"{name} ÷ reference: {costs[name] / costs['reference']:.2f}")


def replace_group(settings: Settings, group: str) -> Settings:
    """The same settings for another group."""
    return settings.model_copy(update={"group_id": group})


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer records")
    parser.add_argument("--no-kafka", action="store_true", help="without a broker")
    chosen = parser.parse_args(arguments)
    configure_logs("error", "text")
    count = 2_000 if chosen.quick else 20_000
    bodies = [body for _, body in frames(min(count, 5_000))]

    def report(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    report(f"{len(bodies):,} varied encounters, {sum(map(len, bodies)) / len(bodies):.0f} bytes each on average")
    report(
        f"\n{'µs an encounter':<15}" + "".join(f"{stage:>9}" for stage in (*STAGES, "whole")) + "   per core and second"
    )
    folder = tempfile.TemporaryDirectory()
    books = rulebooks(Path(folder.name))
    tune_garbage_collection()
    for name, rulebook in books.items():
        costs = measure_core(rulebook, bodies)
        row = "".join(f"{costs[stage]:9.1f}" for stage in (*STAGES, "whole"))
        report(f"{name:<15}{row}   {MICRO / costs['whole']:,.0f}")
    dearest = list(nanoseconds())
    report(f"\ndearest of {len(dearest)} checks on claims on which they find nothing, ns a call and calls a claim")
    for code, cost, calls in dearest[:10]:
        report(f"{code:<15}{cost:7,.0f} ns{calls:7.2f}")
    varied = {
        words: list(varied_frames(min(count, 6_000), years))
        for words, years in (("dates of one year", (2026, 2026)), ("dates of five years", (2022, 2026)))
    }
    for words, traffic in varied.items():
        size = sum(map(len, traffic)) / len(traffic)
        report(f"\n{len(traffic):,} encounters as real traffic has them, {words}, {size:.0f} bytes each on average")
        for name, rulebook in books.items():
            passes = measure_passes(rulebook, traffic)
            row = "".join(f"  pass {number} {cost:6.1f}" for number, cost in enumerate(passes, 1))
            report(f"{name:<15} µs an encounter:{row}")
    if not chosen.no_kafka:
        with_broker({"repeated samples": list(frames(count)), **_named(varied, count)}, books, report)
    folder.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
