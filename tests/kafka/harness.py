"""Shared by the tests of the loop: unique settings, loops, worker processes, and counts of outcomes."""

import collections
import os
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

from tests.kafka.toy_worker import ToyProcessor, toy_isolation
from workers.kafka.isolation import FailureCause
from workers.kafka.loop import run_loop
from workers.kafka.observer import CommittedBatch, LossCause, Partition, SilentObserver, WaitSource
from workers.kafka.publish import publish_records
from workers.kafka.reader import TopicReader, read_to_end
from workers.kafka.record import InputRecord, Processor
from workers.kafka.worker_exit import WorkerExit
from workers.settings.settings import Settings

ROOT = Path(__file__).parents[2]


def unique_settings(bootstrap_servers: str, **chosen: Any) -> Settings:
    """Settings with unique topics and a unique group."""
    name = uuid.uuid4().hex[:8]
    return Settings(
        **{
            "kafka_bootstrap_servers": bootstrap_servers,
            "group_id": f"group-{name}",
            "input_topic": f"in-{name}",
            "ready_topic": f"ready-{name}",
            "rejected_topic": f"rejected-{name}",
            "dead_letter_topic": f"dead-{name}",
            **chosen,
        }
    )


def output_topics(settings: Settings) -> tuple[str, str, str]:
    """The three outcome topics."""
    return (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)


class RecordingObserver(SilentObserver):
    """Records the events of the loop."""

    def __init__(self) -> None:
        self.batches: list[CommittedBatch] = []
        self.committed_records = 0
        self.aborts = 0
        self.lags: dict[tuple[str, int], int] = {}
        self.blocked_records: dict[tuple[str, int], int] = {}
        self.owned: frozenset[tuple[str, int]] = frozenset()
        self.is_member = False
        self.broker_words: list[tuple[bool, str | None]] = []
        self.exit_code: int | None = None
        self.lost: list[LossCause] = []
        self.stopped: dict[Partition, str] = {}
        self.reasons: dict[str, str] = {}
        self.all_reasons: list[str] = []
        self.failures: list[FailureCause] = []

    def committed(self, batch: CommittedBatch) -> None:
        """Count it."""
        self.batches.append(batch)
        self.committed_records += len(batch.pairs)

    def aborted(self) -> None:
        """Count it."""
        self.aborts += 1

    def rebalanced(self, kind: str, owned: frozenset[tuple[str, int]]) -> None:
        """Record the assignment."""
        self.owned = owned

    def lag(self, lag: Mapping[Partition, int]) -> None:
        """Record the last lag."""
        self.lags = dict(lag)

    def blocked(self, records: Mapping[Partition, int]) -> None:
        """Record the last figures."""
        self.blocked_records = dict(records)

    def broker(self, reachable: bool, reason: str | None) -> None:
        """Record every call."""
        self.broker_words.append((reachable, reason))

    def member(self, joined: bool) -> None:
        """Record it."""
        self.is_member = joined

    def position_lost(self, cause: LossCause) -> None:
        """Record it."""
        self.lost.append(cause)

    def held(self, partitions: Mapping[Partition, str]) -> None:
        """Record the last reasons."""
        self.stopped = dict(partitions)

    def record_failed(self, cause: FailureCause) -> None:
        """Record it."""
        self.failures.append(cause)

    def waiting(self, source: WaitSource, reason: str | None) -> None:
        """Record every reason, and the current ones by source."""
        self.reasons.pop(source, None)
        if reason is not None:
            self.reasons[source] = reason
            self.all_reasons.append(reason)

    def left(self, exit_code: int) -> None:
        """Record it."""
        self.exit_code = exit_code


class LoopInThread:
    """A loop in a thread of the test, and how it ended."""

    def __init__(self, settings: Settings, process: Processor | None = None, slot: int = 0) -> None:
        self.observer = RecordingObserver()
        self.stop = threading.Event()
        self.code: int | None = None
        self.reason = ""
        self.ended: WorkerExit | None = None
        self._work = (settings, slot, process or ToyProcessor(settings))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        settings, slot, process = self._work
        try:
            isolation = toy_isolation(settings, self.stop)
            self.code = run_loop(settings, slot, process, self.observer, self.stop, isolation)
        except WorkerExit as ended:
            self.ended = ended
            self.code, self.reason = ended.code, ended.message

    def wait_for(self, condition: Callable[[], bool], timeout_s: float = 30.0) -> None:
        """Wait until `condition` holds; fails the test on a timeout or if the loop ended."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            if not self._thread.is_alive() and not condition():
                pytest.fail(f"the loop ended with {self.code}: {self.reason}")
            if time.monotonic() > deadline:
                pytest.fail(f"not within {timeout_s} s; the loop committed {self.observer.committed_records} records")
            time.sleep(0.01)

    def wait_until_end(self, timeout_s: float = 30.0) -> int:
        """Wait for a loop that ends by itself; returns its exit code."""
        self._thread.join(timeout_s)
        if self.code is None:
            pytest.fail(f"the loop did not end within {timeout_s} s")
        return self.code

    def drain(self) -> int:
        """Stop the loop; returns its exit code."""
        self.stop.set()
        return self.wait_until_end(20)


class WorkerProcess:
    """A worker in its own process."""

    def __init__(self, command: list[str], log: Path) -> None:
        self.log = log
        with log.open("ab") as sink:
            self.process = subprocess.Popen(command, stdout=sink, stderr=sink, cwd=ROOT, env=_environment())

    def signal(self, sign: signal.Signals) -> None:
        """Send a signal to this process only."""
        self.process.send_signal(sign)

    def wait(self, timeout_s: float = 30.0) -> int:
        """Wait for the process; returns its exit code."""
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            pytest.fail(f"still running after {timeout_s:g} s; its log:\n{self.log_text()}")

    def kill(self) -> None:
        """Send SIGKILL and wait until the process is gone."""
        self.process.kill()
        self.process.wait(30)

    def log_text(self) -> str:
        """Its log."""
        return self.log.read_text(errors="replace")


class KeptWorkers:
    """Workers of several slots; each is restarted when it exits, as a parent process would do.

    `ends` are the exit codes.
    """

    def __init__(self, start: Callable[[int], WorkerProcess], slots: Iterable[int]) -> None:
        self._start = start
        self._running = {slot: start(slot) for slot in slots}
        self.ends: list[int] = []

    def start_ended(self) -> None:
        """Check each worker once and restart those that exited."""
        for slot, worker in self._running.items():
            code = worker.process.poll()
            if code is not None:
                self.ends.append(code)
                self._running[slot] = self._start(slot)

    def stop(self) -> list[int]:
        """Stop all workers; returns their exit codes."""
        for worker in self._running.values():
            worker.signal(signal.SIGTERM)
        return [worker.wait(60) for worker in self._running.values()]

    def log_texts(self) -> list[str]:
        """The logs of each slot's workers."""
        return [worker.log_text() for worker in self._running.values()]


def _environment() -> dict[str, str]:
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def committed_offset(settings: Settings, partition: int) -> TopicPartition:
    """The group's committed offset in the input topic, with its metadata; the offset is negative without one."""
    servers = settings.kafka_bootstrap_servers
    consumer = Consumer({"bootstrap.servers": servers, "group.id": settings.group_id, "log_level": 0})
    (found,) = consumer.committed([TopicPartition(settings.input_topic, partition)], timeout=15)
    consumer.close()
    return found


def commit_offset(settings: Settings, partition: int, offset: int, note: str = "") -> None:
    """Commits an offset of the input topic for a group without members."""
    admin = AdminClient({"bootstrap.servers": str(settings.kafka_bootstrap_servers), "log_level": 0})
    place = TopicPartition(settings.input_topic, partition, offset, note)
    wanted = ConsumerGroupTopicPartitions(settings.group_id, [place])
    for answer in admin.alter_consumer_group_offsets([wanted]).values():
        answer.result(15)


def send(settings: Settings, values: Iterable[bytes]) -> int:
    """Publish values to the input topic, keyed by their position."""
    return publish_records(settings, settings.input_topic, ((b"%d" % i, item) for i, item in enumerate(values)))


def read_outcomes(settings: Settings) -> list[InputRecord]:
    """All committed records of the three outcome topics."""
    return list(read_to_end(settings, output_topics(settings)))


def count_ids(records: Iterable[InputRecord]) -> collections.Counter[bytes]:
    """The number of outcomes of each input ID."""
    return collections.Counter((record.value or b"").split(b"|")[0] for record in records)


def follow_ids(
    settings: Settings, wanted: int, timeout_s: float, meanwhile: Callable[[], None] = lambda: None
) -> collections.Counter[bytes]:
    """Read outcomes until `wanted` different IDs were seen, then to the end; returns the count of each.

    `meanwhile` is called between reads.
    """
    seen: collections.Counter[bytes] = collections.Counter()
    deadline = time.monotonic() + timeout_s
    with TopicReader(settings, output_topics(settings)) as reader:
        while time.monotonic() < deadline:
            seen.update(count_ids(reader.read(0.2)))
            meanwhile()
            if len(seen) >= wanted and reader.at_end:
                break
    return seen
