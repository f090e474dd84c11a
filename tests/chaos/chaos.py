"""Workers are killed at random while they work; afterwards every input must have its outcome exactly once.

    python -m tests.chaos.chaos                               # 100,000 encounters, ten kills, the worker as it ships
    python -m tests.chaos.chaos --records 20000 --kills 4
    python -m tests.chaos.chaos --command 'python tests/kafka/toy_worker.py' --inputs tests.chaos.inputs:toy_inputs

The command gets its settings by environment variables (`CLAIMS_…`), one process for each slot. The exit code is 1
where anything was lost or doubled.
"""

import argparse
import collections
import importlib
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from schemas.value import value
from tests.support.local_broker import KafkaBroker
from workers.kafka.publish import publish_records
from workers.kafka.reader import TopicReader
from workers.kafka.topics import TopicWishes, make_topics
from workers.local_kafka.installation import find_kafka
from workers.settings.settings import Settings

ROOT: Final = Path(__file__).parents[2]
REAL_COMMAND: Final = (sys.executable, "-m", "workers", "run")

Inputs = Callable[[int], Iterator[tuple[bytes, bytes]]]
"""That many inputs, key and value; each has an outcome with a key that no other input's outcome has."""


@value
class ChaosPlan:
    """What is done to how many workers over how many records."""

    command: Sequence[str]
    inputs: Inputs
    records: int
    kills: int
    workers: int
    seed: int
    timeout_s: float
    batch_size: int
    log_folder: Path


@value
class ChaosFigures:
    """What came of it; `lost` and `doubled` count inputs, `seconds` runs from the first start to the last outcome."""

    records: int
    kills: int
    other_ends: int
    lost: int
    doubled: int
    exit_codes: tuple[int, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Nothing was lost, nothing doubled, and the workers drained when they were asked to."""
        return self.lost == self.doubled == 0 and set(self.exit_codes) == {0}

    def __str__(self) -> str:
        return (
            f"{self.records} records, {self.kills} kills, {self.other_ends} other restarts, "
            f"lost {self.lost}, doubled {self.doubled}, exit codes {list(self.exit_codes)}, {self.seconds:.1f} s"
        )


def run_chaos(plan: ChaosPlan, broker: KafkaBroker) -> ChaosFigures:
    """Publishes the inputs, kills workers at random moments while there is work, and counts what a reader sees."""
    settings = _own_settings(broker)
    make_topics(settings, TopicWishes(partitions=8))
    publish_records(settings, settings.input_topic, plan.inputs(plan.records))
    chance = random.Random(plan.seed)
    # A kill at a share of the work done meets a worker that works; a kill at a time might meet none.
    moments = sorted(chance.uniform(0.01, 0.9) * plan.records for _ in range(plan.kills))
    seen: collections.Counter[bytes | None] = collections.Counter()
    kills = other_ends = 0
    started = time.monotonic()
    with _Crew(plan, settings) as crew, TopicReader(settings, _output_topics(settings)) as reader:
        while time.monotonic() - started < plan.timeout_s:
            seen.update(record.key for record in reader.read(0.05))
            other_ends += crew.restart_ended()
            if kills < plan.kills and len(seen) >= moments[kills]:
                time.sleep(chance.uniform(0, 0.2))
                crew.kill(chance.randrange(plan.workers))
                kills += 1
            if len(seen) >= plan.records and kills == plan.kills:
                break
        seconds = time.monotonic() - started
        exit_codes = crew.drain()
        while not reader.at_end:
            seen.update(record.key for record in reader.read(0.2))
    return ChaosFigures(
        records=plan.records,
        kills=kills,
        other_ends=other_ends,
        lost=plan.records - len(seen),
        doubled=sum(1 for times in seen.values() if times > 1),
        exit_codes=exit_codes,
        seconds=seconds,
    )


class _Crew:
    """The workers, one process for each slot, restarted when they end as a supervisor would."""

    def __init__(self, plan: ChaosPlan, settings: Settings) -> None:
        self._plan = plan
        self._settings = settings
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "_Crew":
        for slot in range(self._plan.workers):
            self._start(slot)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.kill()
                process.wait(30)

    def kill(self, slot: int) -> None:
        """SIGKILL, and a successor at once."""
        self._processes[slot].kill()
        self._processes[slot].wait(30)
        self._start(slot)

    def restart_ended(self) -> int:
        """Starts again what ended by itself; how many did."""
        ended = [slot for slot, process in self._processes.items() if process.poll() is not None]
        for slot in ended:
            self._start(slot)
        return len(ended)

    def drain(self) -> tuple[int, ...]:
        """SIGTERM to all; their exit codes."""
        for process in self._processes.values():
            process.send_signal(signal.SIGTERM)
        return tuple(process.wait(60) for process in self._processes.values())

    def _start(self, slot: int) -> None:
        settings = self._settings
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "CLAIMS_KAFKA_BOOTSTRAP_SERVERS": str(settings.kafka_bootstrap_servers),
            "CLAIMS_INPUT_TOPIC": settings.input_topic,
            "CLAIMS_READY_TOPIC": settings.ready_topic,
            "CLAIMS_REJECTED_TOPIC": settings.rejected_topic,
            "CLAIMS_DEAD_LETTER_TOPIC": settings.dead_letter_topic,
            "CLAIMS_GROUP_ID": settings.group_id,
            "CLAIMS_WORKER_SLOT": str(slot),
            "CLAIMS_BATCH_SIZE": str(self._plan.batch_size),
            "CLAIMS_HTTP_PORT": "0",
        }
        with (self._plan.log_folder / f"worker-{slot}.log").open("ab") as log:
            self._processes[slot] = subprocess.Popen(
                list(self._plan.command), stdout=log, stderr=log, cwd=ROOT, env=environment
            )


def _own_settings(broker: KafkaBroker) -> Settings:
    name = f"chaos-{uuid.uuid4().hex[:8]}"
    return Settings(
        kafka_bootstrap_servers=broker.bootstrap_servers,
        group_id=name,
        input_topic=f"{name}.in",
        ready_topic=f"{name}.ready",
        rejected_topic=f"{name}.rejected",
        dead_letter_topic=f"{name}.dead",
    )


def _output_topics(settings: Settings) -> tuple[str, str, str]:
    return (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)


def _find_inputs(name: str) -> Inputs:
    module, _, function = name.partition(":")
    found: Inputs = getattr(importlib.import_module(module), function)
    return found


def main() -> int:
    """Runs one round on a broker of its own and prints its figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--timeout-s", type=float, default=900.0)
    parser.add_argument("--command", type=shlex.split, default=list(REAL_COMMAND))
    parser.add_argument("--inputs", type=_find_inputs, default="tests.chaos.inputs:encounter_inputs")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    plan = ChaosPlan(
        command=arguments.command,
        inputs=arguments.inputs,
        records=arguments.records,
        kills=arguments.kills,
        workers=arguments.workers,
        seed=arguments.seed,
        timeout_s=arguments.timeout_s,
        batch_size=arguments.batch_size,
        log_folder=folder,
    )
    with KafkaBroker(find_kafka()) as broker:
        broker.warm_up()
        figures = run_chaos(plan, broker)
    sys.stdout.write(f"{figures}; seed {plan.seed}; logs in {folder}\n")
    return 0 if figures.passed else 1


if __name__ == "__main__":
    sys.exit(main())
