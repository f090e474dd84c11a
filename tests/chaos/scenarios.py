"""What is done to running workers. After each, every input has exactly one right outcome."""

import os
import random
import signal
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from confluent_kafka import OFFSET_END, TopicPartition

from schemas.codec import encode_encounter
from schemas.json_form import read_encounter
from schemas.samples import sample_form
from tests.chaos.inputs import Input, encounter_inputs, poison_inputs, renamed, unreadable
from tests.chaos.trial import RUN, Figures, Trial, resident_kib
from tests.insight.sink_office import kill_sinks, open_office
from tests.kafka.harness import ROOT
from tests.support.local_broker import KafkaBroker
from tests.support.proxied_broker import ProxiedBroker
from tests.support.tcp_proxy import Mode
from tests.support.toy_registry import Mood, ToyRegistry

POISONED_WORKER: Final = ROOT / "tests/kafka/poisoned_worker.py"
FATAL: Final = ("exit", "crash", "memory", "loop")
"""What a record of the poisoned worker can do to its process."""

_GOOD: Final = 100
_WAITS_FOR_CLOCK: Final = "waiting for the clock of this machine"


def kills(broker: KafkaBroker, folder: Path, *, inputs: int, times: int, seed: int) -> Figures:
    """SIGKILL to one of two workers, again and again, each time while there is work."""
    chance = random.Random(seed)
    with Trial(broker.bootstrap_servers, folder, partitions=8, batch_size=200, content_every=10) as trial:
        trial.publish(encounter_inputs(inputs))
        for slot in (0, 1):
            trial.start(slot, processes=1)
        # A kill at a share of the work done meets a worker that works; a kill at a time might meet none.
        for moment in sorted(chance.uniform(0.01, 0.9) * inputs for _ in range(times)):
            trial.look_until_outcomes(moment, 300.0)
            time.sleep(chance.uniform(0, 0.2))
            chance.choice(trial.workers).kill()
        return trial.finish(300.0, kills=times)


def bounces(broker: KafkaBroker, folder: Path, *, inputs: int, times: int) -> Figures:
    """The only broker is killed and stopped in turn while two processes work."""
    with Trial(broker.bootstrap_servers, folder, batch_size=100, content_every=10) as trial:
        trial.publish(encounter_inputs(inputs))
        trial.start()
        for turn in range(times):
            wanted = (turn + 1) * inputs // (times + 2)
            trial.look_until_outcomes(wanted, 300.0)
            broker.end(signal.SIGKILL if turn % 2 == 0 else signal.SIGTERM)
            trial.look_for(1.0)
            broker.start()
        return trial.finish(300.0, bounces=times)


def poison(broker: KafkaBroker, folder: Path, *, fatal: tuple[str, ...] = FATAL) -> Figures:
    """Records of every kind that cannot be read, cost too much or end their process, among 100 good ones."""
    records = [*poison_inputs(), *(_fatal(way) for way in fatal)]
    good = list(encounter_inputs(_GOOD))
    with Trial(broker.bootstrap_servers, folder, partitions=2, batch_size=50) as trial:
        step = _GOOD // len(records)
        for number, record in enumerate(records):
            trial.publish([*good[number * step : (number + 1) * step], record])
        trial.publish(good[len(records) * step :])
        settings = folder / "settings.json"
        settings.write_text(trial.settings.model_copy(update={"processes": 2}).model_dump_json(exclude_defaults=True))
        trial.start(command=(sys.executable, str(POISONED_WORKER), str(settings)))
        return trial.finish(300.0, poison=len(records))


def sinks(broker: KafkaBroker | ProxiedBroker, folder: Path, *, times: int, seed: int) -> Figures:
    """SIGKILL to one of two sinks of insight that race for the same partitions; an outcome is a row of the store."""
    with open_office(broker.bootstrap_servers, folder) as office:
        memory = kill_sinks(office, times=times, seed=seed)
        committed, stored = office.committed(), office.stored()
        return Figures(
            inputs=len(committed),
            outcomes=stored.total(),
            lost=len(committed - stored.keys()),
            doubled=stored.total() - len(stored),
            wrong=len(stored.keys() - committed),
            kills=times,
            peak_memory_mib=memory / 1024,
        )


def _fatal(way: str) -> Input:
    sample: Any = renamed(read_encounter(sample_form("office-visit")), f"FATAL-{way}")
    sample.source_system = f"poison-{way}"
    return unreadable(way.encode(), encode_encounter(sample), "worker-failed")


def network(broker: ProxiedBroker, folder: Path, *, inputs: int, faults: Mapping[Mode, float]) -> Figures:
    """The network between workers and broker fails in several ways, each for some seconds, while there is work."""
    with broker.proxy, Trial(broker.bootstrap_servers, folder, batch_size=50) as trial:
        trial.start(CLAIMS_KAFKA_BOOTSTRAP_SERVERS=broker.proxied_servers)
        sent = 0
        for mode, seconds in faults.items():
            wanted = trial.outcomes + inputs // 10
            trial.publish(encounter_inputs(inputs, sent))
            trial.look_until_outcomes(wanted, 200.0)
            broker.proxy.mode = mode
            trial.publish(encounter_inputs(inputs, sent + inputs))
            sent += 2 * inputs
            trial.look_for(seconds)
            broker.proxy.mode = "open"
            trial.look_until(lambda: not trial.missing, 200.0)
        return trial.finish()


def registry(broker: KafkaBroker, folder: Path, *, inputs: int, seconds: float) -> Figures:
    """The schema registry is away, slow, fails and lies when a worker needs it first; each time it gets well again."""
    moods: tuple[Mood | None, ...] = (None, "slow", "failing", "lying")
    with (
        ToyRegistry() as toy,
        Trial(broker.bootstrap_servers, folder, schemas="registry", schema_registry_url=toy.url) as trial,
    ):
        for number, mood in enumerate(moods):
            worker = trial.start(number, processes=1)
            trial.look_until(lambda worker=worker: worker.get("/readyz")[0] == 200, 60.0)  # type: ignore[misc]
            if mood is None:
                toy.close()
            else:
                toy.mood = mood
            trial.publish(encounter_inputs(inputs, number * inputs))
            trial.look_for(seconds)
            if mood is None:
                toy.open()
            toy.mood = "right"
            trial.look_until(lambda: not trial.missing, 120.0)
            # The next worker has not seen a schema.
            if worker.drain() != 0:
                raise AssertionError(worker.log.read_text(errors="replace")[-3000:])
            trial.workers.remove(worker)
        trial.start(processes=1)
        return trial.finish()


def no_room(broker: KafkaBroker, folder: Path, *, inputs: int) -> Figures:
    """No file can grow, the log's included; then no process can open another file, and the broker restarts."""
    with Trial(broker.bootstrap_servers, folder, batch_size=50) as trial:
        full = ("sh", "-c", 'ulimit -f 0; exec "$@" >/dev/full 2>&1', "sh")
        worker = trial.start(prefix=full, command=(*RUN,))
        trial.publish(encounter_inputs(inputs))
        trial.look_until(lambda: not trial.missing, 120.0)
        worker.limit_files(0)
        trial.publish(encounter_inputs(inputs, inputs))
        trial.look_until(lambda: not trial.missing, 120.0)
        broker.end(signal.SIGKILL)
        broker.start()
        trial.publish(encounter_inputs(inputs, 2 * inputs))
        trial.look_for(5.0)
        worker.limit_files(None)
        return trial.finish(bounces=1)


def pauses(broker: KafkaBroker, folder: Path, *, inputs: int, seconds: float) -> Figures:
    """Every process stands still for longer than its session, its transaction and its watchdog last, then goes on."""
    with Trial(broker.bootstrap_servers, folder, batch_size=50) as trial:
        frozen, other = trial.start(0), trial.start(1)
        trial.publish(encounter_inputs(inputs))
        trial.look_until(lambda: trial.outcomes >= inputs // 10, 120.0)
        frozen.signal_all(signal.SIGSTOP)
        trial.look_for(seconds)
        frozen.signal_all(signal.SIGCONT)
        trial.publish(encounter_inputs(inputs, inputs))
        trial.look_until(lambda: trial.missing < inputs // 2, 120.0)
        other.signal_all(signal.SIGSTOP)
        frozen.signal_all(signal.SIGSTOP)
        trial.look_for(seconds)
        for worker in (frozen, other):
            worker.signal_all(signal.SIGCONT)
        return trial.finish()


def wrong_clock(broker: KafkaBroker, folder: Path, *, inputs: int, library: Path) -> Figures:
    """One worker whose clock is set to and fro while it runs; `library` moves a process's clock."""
    clock = folder / "clock"
    clock.write_bytes(_clock_moved(days=-400))
    with Trial(broker.bootstrap_servers, folder) as trial, clock.open("r+b", buffering=0) as file:
        worker = trial.start(LD_PRELOAD=str(library), OTHER_CLOCK_FILE=str(clock))
        for number, days in enumerate((-400, 2, -1 / 24, 400, 0)):
            waits = worker.log.read_text(errors="replace").count(_WAITS_FOR_CLOCK)
            os.pwrite(file.fileno(), _clock_moved(days=days), 0)
            trial.publish(encounter_inputs(inputs, number * inputs))
            trial.look_until(
                # Brokers refuse records from far ahead, and the worker says that it is this machine's clock.
                lambda waits=waits: (  # type: ignore[misc]
                    not trial.missing or worker.log.read_text(errors="replace").count(_WAITS_FOR_CLOCK) > waits
                ),
                120.0,
            )
        return trial.finish()


def _clock_moved(*, days: float) -> bytes:
    return struct.pack("<q", round(days * 86_400))


def positions(broker: KafkaBroker, folder: Path, *, inputs: int) -> Figures:
    """Retention passes the group, twice: what was deleted has no outcome, the rest exactly one, and both are said."""
    admin = broker.admin()
    with Trial(broker.bootstrap_servers, folder, partitions=1, on_position_lost="continue") as trial:
        lost = 0
        for turn in range(2):
            first = turn * 3 * inputs
            worker = trial.start()
            trial.publish(encounter_inputs(inputs, first))
            trial.look_until(lambda: not trial.missing, 120.0)
            if worker.drain() != 0:
                raise AssertionError(worker.log.read_text(errors="replace")[-3000:])
            trial.workers.remove(worker)
            trial.publish_unexpected(encounter_inputs(inputs, first + inputs))
            everything = TopicPartition(trial.settings.input_topic, 0, OFFSET_END)
            for answer in admin.delete_records([everything]).values():
                answer.result(30)
            trial.publish(encounter_inputs(inputs, first + 2 * inputs))
            lost += 1
        worker = trial.start()
        trial.look_until(lambda: not trial.missing, 120.0)
        said = worker.log.read_text(errors="replace")
        if "cannot continue at the committed offset" not in said:
            raise AssertionError(f"the worker does not say that its position is lost\n{said[-3000:]}")
        return trial.finish(positions_lost=lost)


def soak(broker: KafkaBroker, folder: Path, *, inputs: int) -> Figures:
    """A long run on two processes: their memory at the end is what it was after a fifth of it."""
    piece = 20_000
    with Trial(broker.bootstrap_servers, folder, partitions=8, content_every=100) as trial:
        worker = trial.start()
        early = 0
        for first in range(0, inputs, piece):
            trial.publish(encounter_inputs(min(piece, inputs - first), first))
            trial.look_until(lambda: trial.missing < piece, 600.0)
            if not early and first >= inputs // 5:
                early = _held(worker.pids())
        trial.look_until(lambda: not trial.missing, 600.0)
        late = _held(worker.pids())
        if late > early * 1.1:
            raise AssertionError(
                f"memory grows: {early / 1024:.0f} MiB after a fifth, {late / 1024:.0f} MiB at the end"
            )
        return trial.finish(600.0)


def _held(pids: list[int]) -> int:
    return sum(resident_kib(pid) for pid in pids)
