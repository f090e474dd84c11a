"""`make bench-batches`: batch size against throughput and latency, and memory, on a real broker on this machine.

Throughput is of a full topic that is worked off; latency is from a record's timestamp to its commit, with encounters
that arrive at an even pace.
"""

import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from confluent_kafka import Producer

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import load_profiles
from rules.tables.store import open_shipped
from schemas.codec import ready_encoder, rejected_encoder
from schemas.schema_source import EmbeddedSchemas
from tests.benchmarks.frames import frames
from tests.support.local_broker import KafkaBroker
from workers.build_processor import DEAD_LETTER_HEADROOM
from workers.kafka.client_settings import publisher_config
from workers.kafka.loop import run_loop
from workers.kafka.observer import CommittedBatch, SilentObserver
from workers.kafka.publish import publish_records
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import find_kafka
from workers.logs import configure_logs
from workers.pipeline.process_encounter import Rulebook
from workers.processor import EncounterProcessor
from workers.settings.settings import Settings

ROOT: Final = Path(__file__).parents[2]
FULL: Final = 10_000
PACES: Final = (100, 1_000)
PACED_S: Final = 6


class _Ages(SilentObserver):
    """How old each record was at its commit, seconds, and when the first and the last commit were."""

    def __init__(self, wanted: int, stop: threading.Event) -> None:
        self.ages: list[float] = []
        self.began = self.ended = 0.0
        self.batches = 0
        self._wanted = wanted
        self._stop = stop

    def committed(self, batch: CommittedBatch) -> None:
        """Note the ages."""
        now = time.time()
        self.ended = time.perf_counter()
        self.began = self.began or self.ended
        self.batches += 1
        self.ages += [now - (record.timestamp_ms or 0) / 1000 for record, _ in batch.pairs]
        if len(self.ages) >= self._wanted:
            self._stop.set()


def _rulebook() -> Rulebook:
    catalogue = load_catalogue()
    return Rulebook(
        schemas=EmbeddedSchemas(), engine=Engine(catalogue), profiles=load_profiles(catalogue), tables=open_shipped()
    )


def _work(settings: Settings, rulebook: Rulebook, wanted: int, pace: int | None) -> _Ages:
    stop = threading.Event()
    ages = _Ages(wanted, stop)
    processor = EncounterProcessor(
        rulebook,
        lambda: (ready_encoder(), rejected_encoder()),
        dead_letter_bytes=settings.max_event_bytes + DEAD_LETTER_HEADROOM,
    )
    worker = threading.Thread(target=run_loop, args=(settings, 0, processor, ages, stop), daemon=True)
    records = [(name.encode(), body) for name, body in frames(wanted)]
    if pace is None:
        publish_records(settings, settings.input_topic, records)
        worker.start()
    else:
        worker.start()
        time.sleep(3)
        producer: Any = Producer(publisher_config(settings))
        begun = time.perf_counter()
        for at, (key, value) in enumerate(records):
            wait = begun + at / pace - time.perf_counter()
            if wait > 0.001:
                time.sleep(wait)
            producer.produce(settings.input_topic, value, key)
            producer.poll(0)
        producer.flush(10)
    worker.join(60)
    stop.set()
    worker.join(20)
    return ages


def _settings(broker: KafkaBroker, name: str, size: int, wait_ms: int) -> Settings:
    settings = Settings(
        kafka_bootstrap_servers=broker.bootstrap_servers,
        group_id=name,
        input_topic=f"in-{name}",
        ready_topic=f"ready-{name}",
        rejected_topic=f"rejected-{name}",
        dead_letter_topic=f"dead-{name}",
        batch_size=size,
        batch_wait_ms=wait_ms,
    )
    make_topics(settings, TopicWishes(partitions=4))
    return settings


def _resident_mb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    del arguments
    configure_logs("error", "text")
    rulebook = _rulebook()
    sys.stdout.write(f"{'batch':>6} {'wait ms':>8} {'a second, full':>15}")
    sys.stdout.write("".join(f"{f'p50 / p99 ms at {pace}/s':>26}" for pace in PACES) + "\n")
    with KafkaBroker(find_kafka()) as broker:
        broker.warm_up()
        for size, wait_ms in ((50, 5), (500, 20), (2_000, 100)):
            full = _work(_settings(broker, f"full-{size}", size, wait_ms), rulebook, FULL, None)
            row = f"{size:>6} {wait_ms:>8} {len(full.ages) / (full.ended - full.began):>15,.0f}"
            for pace in PACES:
                paced = _work(_settings(broker, f"p{pace}-{size}", size, wait_ms), rulebook, pace * PACED_S, pace)
                cuts = quantiles(paced.ages[len(paced.ages) // 4 :], n=100)
                row += f"{f'{cuts[49] * 1000:.0f} / {cuts[98] * 1000:.0f}':>26}"
            sys.stdout.write(row + "\n")
            sys.stdout.flush()
    sys.stdout.write(f"resident memory of this process: {_resident_mb()} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
