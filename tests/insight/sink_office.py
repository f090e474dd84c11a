"""Topics, a store and sinks as processes, for tests that kill them."""

import os
import random
import shlex
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from confluent_kafka import Producer
from deltalake import DeltaTable

from schemas.claim import ClaimReady
from schemas.codec import ready_encoder, rejected_encoder
from schemas.rejection import ClaimRejected
from tests.chaos.trial import resident_kib
from tests.insight.test_facts import made
from tests.kafka.harness import ROOT, unique_settings
from workers.__main__ import main
from workers.kafka.reader import read_to_end
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings

Offsets = Counter[tuple[str, int, int]]


class SinkProcess:
    """`claims-worker insight sink` as a separate process."""

    def __init__(self, env: dict[str, str], log: Path, *flags: str) -> None:
        self.log = log
        self.port_file = log.with_suffix(".port")
        command = [sys.executable, "-m", "workers", "insight", "sink", "--http-port-file", str(self.port_file), *flags]
        with log.open("ab") as sink:
            self.process = subprocess.Popen(command, stdout=sink, stderr=sink, cwd=ROOT, env=env)

    def stop(self) -> int:
        """Ask it to stop, once it can be asked; returns its exit code."""
        while not self.port_file.exists() and self.process.poll() is None:
            time.sleep(0.1)
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


class Office:
    """Topics, a store and the sinks of one test."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self.store = folder / "store"
        key = folder / "key"
        key.write_text("a secret of at least 32 characters\n")
        plain = {name: text for name, text in os.environ.items() if not name.startswith("CLAIMS_")}
        chosen = settings.model_dump(mode="json", exclude_defaults=True)
        self.env = {
            **plain,
            **{f"CLAIMS_{name.upper()}": str(part) for name, part in chosen.items() if part},
            "CLAIMS_INSIGHT_STORE": str(self.store),
            "CLAIMS_INSIGHT_KEY_FILE": str(key),
            "CLAIMS_INSIGHT_COMMIT_SECONDS": "0.02",
            "CLAIMS_HTTP_PORT": "0",
        }
        self.started: list[SinkProcess] = []

    def start(self, *flags: str, group: str = "", **more: str) -> SinkProcess:
        """Start a sink; one of another group reads the same partitions at the same time."""
        env = self.env | {"CLAIMS_GROUP_ID": self.settings.group_id + group} | more
        self.started.append(SinkProcess(env, self.folder / f"sink-{len(self.started)}.log", *flags))
        return self.started[-1]

    def start_limited(self, kibibytes: int) -> SinkProcess:
        """Start a sink that cannot write a larger file, as on a full disk. Its log is a pipe, which has no limit."""
        path = self.folder / "limited.log"
        command = [sys.executable, "-m", "workers", "insight", "sink", "--log-format", "json"]
        run = f"(ulimit -f {kibibytes}; trap '' XFSZ; exec {shlex.join(command)})"
        script = f"{run} 2>&1 | cat > {path}; exit ${{PIPESTATUS[0]}}"
        started = SinkProcess.__new__(SinkProcess)
        started.log = path
        started.process = subprocess.Popen(["bash", "-c", script], cwd=ROOT, env=self.env)
        self.started.append(started)
        return started

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run another command; returns its output."""
        result = CliRunner().invoke(main, ["insight", *arguments], env=self.env)
        assert result.exit_code == code, result.output
        return result.output

    def fails(self, *flags: str) -> tuple[int, str]:
        """Start a sink that ends by itself; returns its exit code and its log."""
        sink = self.start(*flags)
        return sink.process.wait(60), sink.log.read_text()

    def stored(self) -> Offsets:
        """How often each offset is in the store."""
        if not (self.store / "_delta_log" / f"{0:020}.json").exists():
            return Counter()
        files = DeltaTable(self.store).file_uris()
        if not files:
            return Counter()
        return Counter(duckdb.read_parquet(files).project('topic, partition, "offset"').fetchall())

    def committed(self) -> set[tuple[str, int, int]]:
        """The offsets of all committed records on both topics."""
        topics = (self.settings.ready_topic, self.settings.rejected_topic)
        return {(each.topic, each.partition, each.offset) for each in read_to_end(self.settings, topics)}

    def wait_for(self, holds: Callable[[], bool], timeout_s: float = 240.0) -> None:
        """Wait until a condition holds; fails with the logs on a timeout."""
        give_up = time.monotonic() + timeout_s
        while not holds():
            if time.monotonic() > give_up:
                pytest.fail("\n".join(each.log.read_text()[-3000:] for each in self.started[-3:]))
            time.sleep(0.1)

    def wait_until_stored(self) -> None:
        """Wait until every committed offset is in the store once; one that is there twice stays so."""
        self.wait_for(lambda: self.stored() == Counter(self.committed()))


@contextmanager
def open_office(bootstrap_servers: str, folder: Path) -> Iterator[Office]:
    """Topics with three partitions and an empty store; ends every sink."""
    settings = unique_settings(bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=3))
    office = Office(settings, folder)
    try:
        yield office
    finally:
        for sink in office.started:
            if sink.process.poll() is None:
                sink.process.kill()
                sink.process.wait(10)


def with_ids(record: Any, claim_id: str) -> Any:
    """The record with ids of the right format."""
    event_id = str(uuid.uuid4())
    return replace(
        record,
        claim_id=claim_id,
        encounter=replace(record.encounter, event_id=event_id),
        provenance=replace(record.provenance, event_id=event_id),
    )


def outcome(topic_kind: type[Any], claim_id: str) -> bytes:
    """An outcome with a text of its own in every field that can hold one."""
    record = with_ids(made(topic_kind, topic_kind.__name__, None), claim_id)
    encoder: Any = ready_encoder() if topic_kind is ClaimReady else rejected_encoder()
    content: bytes = encoder.encode(record, record.encounter)
    return content


class Transactions:
    """Writes outcomes in transactions, as workers do; some are aborted."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._random = random.Random(seed)
        self._contents = {
            settings.ready_topic: outcome(ClaimReady, str(uuid.uuid4())),
            settings.rejected_topic: outcome(ClaimRejected, str(uuid.uuid4())),
        }
        self._producer = Producer(
            {
                "bootstrap.servers": settings.kafka_bootstrap_servers,
                "transactional.id": f"{settings.group_id}-test",
                "log_level": 0,
            }
        )
        self._producer.init_transactions(30)

    def write(self, records: int) -> None:
        """One transaction; one in four is aborted."""
        self._producer.begin_transaction()
        for number in range(records):
            topic = self._random.choice(tuple(self._contents))
            content = self._contents[topic] if self._random.random() < 0.9 else b"no outcome"
            self._producer.produce(topic, content, b"%d" % number, partition=self._random.randrange(3))
        if self._random.random() < 0.25:
            self._producer.flush(10)
            self._producer.abort_transaction(30)
        else:
            self._producer.commit_transaction(30)


def kill_sinks(office: Office, *, times: int, seed: int) -> int:
    """Kill one of two sinks that race for the same partitions, again and again, while transactions commit and abort.

    At the end every committed offset is in the store once, or the test fails.

    Returns:
        The most memory that a sink held when it was killed, in KiB.
    """
    chance = random.Random(seed)
    written = Transactions(office.settings, seed)
    written.write(30)
    running = [office.start()]
    office.wait_until_stored()
    running.append(office.start(group="-other"))
    memory = 0
    for kill in range(times):
        # Every second one is let to start: the others are killed while they start, too.
        if kill % 2:
            office.wait_for(running[-1].port_file.exists)
        until = time.monotonic() + chance.uniform(0.1, 3)
        while time.monotonic() < until:
            written.write(chance.randrange(1, 60))
        killed = running.pop(chance.randrange(2))
        memory = max(memory, resident_kib(killed.process.pid))
        killed.process.kill()
        killed.process.wait(10)
        running.append(office.start(group=chance.choice(("", "-other"))))
        if kill % 10 == 9:
            office.run("compact")
    office.wait_until_stored()
    written.write(60)
    office.wait_until_stored()
    assert [sink.stop() for sink in running] == [0, 0], f"seed {seed}"
    assert office.stored() == Counter(office.committed()), f"seed {seed}"
    for sink in office.started:
        assert '"error"' not in sink.log.read_text(), sink.log.read_text()
    assert "no gaps" in office.run("status")
    return memory
