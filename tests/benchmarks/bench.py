"""`make bench`: what an encounter costs on one core, beside a bare transaction loop and what people would use instead.

All jobs take turns, round by round, each on the same core; the broker has the others. Writes the figures to
`figures.json` and the page RESULTS.md; `--quick` measures few records once and only prints.
"""

import argparse
import datetime as dt
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from importlib import metadata
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, Final

from confluent_kafka import Producer

from deploy.compiled.build import TREE
from tests.benchmarks.every_table import load_every_table
from tests.benchmarks.frames import frames, sample_events
from tests.benchmarks.measured_process import ROOT, MeasuredProcess
from tests.benchmarks.peers.agreement import agreement
from tests.benchmarks.peers.kafka_streams import KafkaStreamsPeer
from tests.benchmarks.peers.quix_environment import quix_python
from tests.benchmarks.product_run import run_product
from tests.benchmarks.results_page import FIGURES, GENERATOR, results_page
from tests.benchmarks.varied_traffic import varied_frames
from tests.support.local_broker import KafkaBroker
from workers.kafka.client_settings import publisher_config
from workers.kafka.publish import publish_records
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.find_java import find_java
from workers.local_kafka.installation import find_kafka, kafka_name
from workers.logs import configure_logs
from workers.settings.settings import Settings

BOOKS: Final = ("reference", "full default", "every table")
PATHS: Final[Mapping[str, Sequence[Path]]] = {"interpreted": (ROOT,), "compiled": (TREE, ROOT)}
KAFKA_TRAFFIC: Final = ("bench", "real26")
_PARTITIONS: Final = 4
_SHARES: Final = (10, 50, 90)
_JOIN_S: Final = 4.0


class Bench:
    """One run of the benchmark, and its figures so far.

    Args:
        quick: measure few records, once.
        rounds: how often each job has its turn.
        stack: closes what the benchmark opens.
    """

    def __init__(self, quick: bool, rounds: int, stack: ExitStack) -> None:
        self._rounds = 1 if quick else rounds
        self._count = 1_000 if quick else 3_000
        self._long = 6_000 if quick else 60_000
        self._paced_s = 2 if quick else 5
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self._tables = load_every_table(folder, sample_events())
        varied = 500 if quick else 2_500
        self._bodies = {
            "bench": [body for _, body in frames(min(self._count, 5_000))],
            "real26": list(varied_frames(varied)),
            "real": list(varied_frames(varied, (2022, 2026))),
        }
        traffic = folder / "traffic.pickle"
        traffic.write_bytes(pickle.dumps(self._bodies))
        self._core = min(os.sched_getaffinity(0))
        self._ours = {
            kind: stack.enter_context(
                MeasuredProcess("tests.benchmarks.jobs", str(traffic), str(self._tables), path=path, core=self._core)
            )
            for kind, path in PATHS.items()
        }
        for kind, process in self._ours.items():
            if process.do("core") != kind:
                raise RuntimeError(f"the process that should run the {kind} core does not")
        self._quix = stack.enter_context(
            MeasuredProcess(
                "tests.benchmarks.peers.quix_application", path=(ROOT,), core=self._core, python=quix_python()
            )
        )
        self._streams = KafkaStreamsPeer()
        stack.callback(self._streams.close)
        self._servers = ""
        self.figures: dict[str, Any] = {
            "machine": _machine(),
            "sizes": {name: sum(map(len, bodies)) / len(bodies) for name, bodies in self._bodies.items()},
            "count": self._count,
            "agreement": agreement(self._streams, islice(self._bodies["real26"], 300)),
            "costs": {},
        }

    def passes(self) -> None:
        """Without Kafka: first and later passes over varied traffic, and the hits of the caches."""
        self.figures["passes"] = {
            traffic: {
                kind: {book: process.do("passes", book=book, traffic=traffic) for book in BOOKS}
                for kind, process in self._ours.items()
            }
            for traffic in ("real26", "real")
        }
        self.figures["hits"] = {
            traffic: self._ours["interpreted"].do("hits", traffic=traffic) for traffic in ("real26", "real")
        }

    def with_kafka(self) -> None:
        """Everything behind a real broker."""
        with _other_cores(self._core), KafkaBroker(find_kafka()) as broker:
            broker.warm_up()
            self._servers = broker.bootstrap_servers
            for traffic in KAFKA_TRAFFIC:
                self._publish(traffic, traffic, self._count)
                self._publish(f"{traffic}.long", traffic, self._long)
            for number in range(self._rounds):
                for traffic in KAFKA_TRAFFIC:
                    _report(f"round {number + 1} of {self._rounds}, {traffic}")
                    self._round(traffic, number)
            self._latency()
        with KafkaBroker(find_kafka()) as broker:  # on all cores
            broker.warm_up()
            self._servers = broker.bootstrap_servers
            self._publish("product", "real26", self._long // 3)
            self.figures["product"] = [
                {"core": kind, "processes": processes} | asdict(self._product(kind, processes))
                for kind in PATHS
                for processes in (1, 2, 4)
            ]

    def _publish(self, topic: str, traffic: str, count: int) -> None:
        settings = Settings(kafka_bootstrap_servers=self._servers, input_topic=topic)
        make_topics(settings, TopicWishes(partitions=_PARTITIONS))
        bodies = islice(cycle(self._bodies[traffic]), count)
        publish_records(settings, topic, ((f"E-{at:08d}".encode(), body) for at, body in enumerate(bodies)))

    def _round(self, traffic: str, number: int) -> None:
        def note(engine: str, cost: float) -> None:
            costs = self.figures["costs"].setdefault(traffic, {})
            costs.setdefault(engine, []).append(cost)

        def asked(topic: str, engine: str, count: int) -> Mapping[str, Any]:
            group = f"{engine}-{traffic}-{number}".replace(", ", "-").replace(" ", "-").replace("+", "and")
            return {"servers": self._servers, "group": group, "topic": topic, "count": count}

        long = f"{traffic}.long"
        note("bare", self._ours["interpreted"].do("bare", **asked(long, "bare", self._long // 2)))
        for book in BOOKS:
            for kind, process in self._ours.items():
                made = process.do("worker", book=book, **asked(traffic, f"{kind}, {book}", self._count))
                note(f"{kind}, {book}", made["cost"])
                if (kind, book, traffic) == ("compiled", "full default", "bench"):
                    self.figures.setdefault("rates", []).append(made["rate"])
        name = "fastavro + pydantic"
        note(name, self._ours["interpreted"].do("pydantic", **asked(traffic, name, self._count)))
        for name, job in (("quixstreams", "idiom"), ("quixstreams, our pipeline", "pipeline")):
            note(name, self._quix.do(job, **asked(traffic, name, self._count)))
        streams = self._streams.measure(self._servers, f"streams-{traffic}-{number}", long, self._long, self._core)
        for state, cost in streams.items():
            note(f"Kafka Streams, {state}", cost)

    def _latency(self) -> None:
        """Age of a record at its commit, at shares of the rate that one process reached on a full topic."""
        top = median(self.figures["rates"])
        self.figures["latency"] = []
        for share in _SHARES:
            rate = top * share / 100
            topic, count = f"paced-{share}", int(rate * self._paced_s)
            self._publish(topic, "bench", 0)
            asked = {"servers": self._servers, "group": topic, "topic": topic, "count": count}
            self._ours["compiled"].begin("paced", **asked)
            time.sleep(_JOIN_S)
            self._send(topic, rate, count)
            p50, p99 = self._ours["compiled"].figures()
            self.figures["latency"].append({"share": share, "rate": rate, "p50": p50, "p99": p99})

    def _send(self, topic: str, rate: float, count: int) -> None:
        producer: Any = Producer(publisher_config(Settings(kafka_bootstrap_servers=self._servers)))
        begun = time.perf_counter()
        for at, body in enumerate(islice(cycle(self._bodies["bench"]), count)):
            wait = begun + at / rate - time.perf_counter()
            if wait > 0.001:
                time.sleep(wait)
            producer.produce(topic, body, f"E-{at:08d}")
            producer.poll(0)
        producer.flush(30)

    def _product(self, kind: str, processes: int) -> Any:
        count = self._long // 3
        return run_product(self._servers, "product", count, processes, self._tables, PATHS[kind])


@contextmanager
def _other_cores(core: int) -> Iterator[None]:
    """Leave a core to what is measured, if there are others."""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, own - {core} or own)
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def _machine() -> Mapping[str, Any]:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    memory = Path("/proc/meminfo").read_text(encoding="ascii").split()[1]
    versions = {name: metadata.version(name) for name in ("confluent-kafka", "fastavro", "pydantic", "mypy")}
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "processor": next((line.partition(": ")[2] for line in info if line.startswith("model name")), "unknown"),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory) / 2**20),
        "versions": {
            "Python": sys.version.split()[0],
            "Kafka": kafka_name().rpartition(" ")[2],
            "Java": _java_version(),
            **versions,
        },
    }


def _java_version() -> str:
    ran = subprocess.run([find_java(), "-version"], capture_output=True, text=True, check=True)
    return ran.stderr.split('"')[1]


def _report(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(arguments: Sequence[str]) -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few records, once; print the page only")
    parser.add_argument("--rounds", type=int, default=3, help="how often each job has its turn; default 3")
    chosen = parser.parse_args(arguments)
    quick = chosen.quick
    configure_logs("error", "text")
    with ExitStack() as stack:
        bench = Bench(quick, chosen.rounds, stack)
        bench.passes()
        bench.with_kafka()
    text = json.dumps(bench.figures, indent=1) + "\n"
    if quick:
        sys.stdout.write(results_page(json.loads(text)))
        return 0
    FIGURES.write_text(text, encoding="utf-8")
    return GENERATOR.run([])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
