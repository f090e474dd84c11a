"""The sink on a real broker: every committed offset is in exactly one row, whatever happens to its writers."""

import json
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest
from click.testing import CliRunner
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource
from confluent_kafka.admin._listoffsets import OffsetSpec
from deltalake import DeltaTable

from schemas.claim import ClaimReady
from schemas.codec import ready_encoder, rejected_encoder
from schemas.rejection import ClaimRejected
from tests.insight.test_facts import is_of_a_person, leaves, made
from tests.kafka.harness import ROOT, unique_settings
from tests.support.local_broker import KafkaBroker
from workers.__main__ import main
from workers.kafka.publish import publish_records
from workers.kafka.reader import read_to_end
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

KILLS: Final = int(os.environ.get("SINK_KILLS", "8"))
"""SIGKILLs of the longest test."""

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

    def wait_for(self, holds: Callable[[], bool], timeout_s: float = 60.0) -> None:
        """Wait until a condition holds; fails with the logs on a timeout."""
        give_up = time.monotonic() + timeout_s
        while not holds():
            if time.monotonic() > give_up:
                pytest.fail("\n".join(each.log.read_text()[-3000:] for each in self.started[-3:]))
            time.sleep(0.1)

    def wait_until_stored(self) -> None:
        """Wait until every committed offset is in the store once; one that is there twice stays so."""
        self.wait_for(lambda: self.stored() == Counter(self.committed()))


@pytest.fixture
def office(broker: KafkaBroker, tmp_path: Path) -> Iterator[Office]:
    """Topics with three partitions and an empty store."""
    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=3))
    office = Office(settings, tmp_path)
    yield office
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


def metric(sink: SinkProcess, name: str) -> float:
    """The sum of a metric's series."""
    with urllib.request.urlopen(f"http://127.0.0.1:{sink.port_file.read_text().strip()}/metrics") as answer:
        text = answer.read().decode()
    return sum(float(number) for number in re.findall(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", text, re.MULTILINE))


@pytest.mark.timeout(300 + 60 * KILLS)
def test_every_offset_is_stored_once_whatever_is_killed(office: Office) -> None:
    """Two sinks that race for the same partitions are killed at random, while transactions commit and abort."""
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)
    written = Transactions(office.settings, seed)
    written.write(30)
    running = [office.start()]
    office.wait_until_stored()
    running.append(office.start(group="-other"))
    for kill in range(KILLS):
        # Every second one is let to start: the others are killed while they start, too.
        if kill % 2:
            office.wait_for(running[-1].port_file.exists)
        until = time.monotonic() + chance.uniform(0.1, 3)
        while time.monotonic() < until:
            written.write(chance.randrange(1, 60))
        killed = running.pop(chance.randrange(2))
        killed.process.kill()
        killed.process.wait(10)
        running.append(office.start(group=chance.choice(("", "-other"))))
    office.wait_until_stored()
    written.write(60)
    office.wait_until_stored()
    assert [sink.stop() for sink in running] == [0, 0], f"seed {seed}"
    assert office.stored() == Counter(office.committed()), f"seed {seed}"
    for sink in office.started:
        assert '"error"' not in sink.log.read_text(), sink.log.read_text()
    assert "no gaps" in office.run("status")


def test_of_two_sinks_with_the_same_partitions_one_writes_at_a_time(office: Office) -> None:
    """Commits of the slower one are refused, it reads again from where the other is, and nothing is stored twice."""
    written = Transactions(office.settings, 1)
    written.write(10)
    one = office.start()
    office.wait_until_stored()
    other = office.start(group="-other")
    office.wait_for(other.port_file.exists)

    def raced() -> bool:
        written.write(40)
        return any("another sink has written" in each.log.read_text() for each in (one, other))

    office.wait_for(raced)
    office.wait_until_stored()
    assert [one.stop(), other.stop()] == [0, 0]


def test_a_sink_that_was_frozen_past_its_session_writes_nothing_twice(office: Office) -> None:
    """Its partitions went to another sink meanwhile; what it still holds is refused."""
    written = Transactions(office.settings, 2)
    written.write(10)
    shorter = {"CLAIMS_KAFKA_CONSUMER_SESSION_TIMEOUT_MS": "3000"}
    frozen = office.start(**shorter, CLAIMS_INSIGHT_COMMIT_SECONDS="1")
    office.wait_until_stored()
    written.write(50)
    time.sleep(0.5)
    frozen.process.send_signal(signal.SIGSTOP)
    other = office.start(**shorter)
    written.write(50)
    office.wait_until_stored()
    frozen.process.send_signal(signal.SIGCONT)
    written.write(50)
    office.wait_until_stored()
    assert [frozen.stop(), other.stop()] == [0, 0]
    assert office.stored() == Counter(office.committed())


def test_a_person_is_nowhere_in_the_store_and_a_null_value_deletes_a_claim(office: Office) -> None:
    """Of all fields with the phi mark only the claim id is in a file or the log; a withheld outcome has no facts."""
    ready, rejected = office.settings.ready_topic, office.settings.rejected_topic
    erased, kept = sorted(str(uuid.uuid4()) for _ in range(2))
    records = [(each.encode(), outcome(ClaimReady, each)) for each in (erased, kept)]
    publish_records(office.settings, ready, records)
    rejections = [(each.encode(), outcome(ClaimRejected, each)) for each in (erased, kept)]
    publish_records(office.settings, rejected, rejections)
    labeled = with_ids(made(ClaimReady, "ClaimReady", "ClaimReady.encounter.sensitivity"), kept)
    publish_records(office.settings, ready, [(b"k", ready_encoder().encode(labeled, labeled.encounter))])
    sink = office.start(CLAIMS_LOG_LEVEL="debug")
    office.wait_until_stored()
    every = [path for cls in (ClaimReady, ClaimRejected) for path in leaves(cls, cls.__name__)]
    paths = [path for path in every if is_of_a_person(path)]
    canaries = [f"canary-{path}".encode() for path in paths]
    texts = duckdb.read_parquet(DeltaTable(office.store).file_uris()).fetchall()
    content = repr(texts).encode() + sink.log.read_bytes()
    content += b"".join(path.read_bytes() for path in office.store.rglob("*") if path.is_file())
    assert b"canary-ClaimReady.encounter.source_system" in content
    assert [each for each in canaries if each in content] == []
    status = json.loads(office.run("status", "--format", "json"))
    assert (status["facts"], status["withheld"], status["gaps"]) == (4, 1, [])
    publish_records(office.settings, ready, [(erased.encode(), None), (b"claim'--", None)])
    publish_records(office.settings, rejected, [(erased.encode(), None)])

    def claims() -> list[str]:
        found = duckdb.read_parquet(DeltaTable(office.store).file_uris()).project("claim_id").fetchall()
        return sorted(claim for (claim,) in found if claim is not None)

    office.wait_for(lambda: claims() == [kept, kept])
    publish_records(office.settings, ready, records[:1])
    office.wait_for(lambda: claims() == [erased, kept, kept])
    assert metric(sink, "claims_insight_rows_total") == 6
    assert metric(sink, "claims_insight_erased_claims_total") == 3
    office.wait_for(lambda: metric(sink, "claims_insight_ready") == 1)
    assert " joined to 1;" in office.run("compact")
    assert claims() == [erased, kept, kept]
    assert sink.stop() == 0


def test_missing_outcomes_stop_the_sink_until_the_gap_is_accepted(office: Office, broker: KafkaBroker) -> None:
    """Deleted records, and another topic of the same name, end it with 6; --accept-gap records them."""
    topic = office.settings.ready_topic
    admin = broker.admin()
    entry = ConfigEntry("cleanup.policy", "delete", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[entry])
    admin.incremental_alter_configs([resource])[resource].result(15)
    written = Transactions(office.settings, 3)
    written.write(30)
    sink = office.start()
    office.wait_until_stored()
    assert sink.stop() == 0
    before = office.stored()
    publish_records(office.settings, topic, [(b"k", b"deleted")] * 30)
    ends = ends_of(broker, topic)
    for answer in admin.delete_records([TopicPartition(topic, *each) for each in ends.items()]).values():
        answer.result(15)
    code, log = office.fails()
    assert code == 6
    assert "outcomes are missing" in log
    assert "after the wanted offset" in log
    assert office.stored() == before
    sink = office.start("--accept-gap")
    publish_records(office.settings, topic, [(b"k", b"later")] * 5)
    office.wait_for(lambda: office.stored().total() == before.total() + 5)
    assert sink.stop() == 0
    gaps = json.loads(office.run("status", "--format", "json"))["gaps"]
    assert gaps
    assert all(gap["continued"] == ends[gap["partition"]] > gap["wanted"] for gap in gaps)
    admin.delete_topics([topic])[topic].result(15)
    office.wait_for(lambda: topic not in admin.list_topics(timeout=10).topics)
    broker.create_topic(topic, 3)
    code, log = office.fails()
    assert code == 6
    assert "of another topic than the store has followed" in log
    sink = office.start("--accept-gap")
    publish_records(office.settings, topic, [(b"k", b"of the new topic")] * 4)
    office.wait_for(lambda: office.stored().total() == before.total() + 9)
    assert sink.stop() == 0
    assert "another topic" in office.run("status")


def ends_of(broker: KafkaBroker, topic: str) -> dict[int, int]:
    """The end of each partition's log."""
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    wanted = {TopicPartition(topic, partition): latest for partition in range(3)}
    admin = broker.admin()
    found = admin.list_offsets(wanted)
    return {each.partition: answer.result(15).offset for each, answer in found.items()}


def test_a_store_that_cannot_be_used_stops_the_sink_with_one_line(office: Office) -> None:
    """A missing or changed key, a full disk, missing files, a newer store: nothing is lost or guessed."""
    written = Transactions(office.settings, 4)
    written.write(30)
    key = Path(office.env["CLAIMS_INSIGHT_KEY_FILE"])
    key.rename(key.with_suffix(".away"))
    code, log = office.fails()
    assert (code, log.count("\n")) == (2, 1)
    assert "CLAIMS_INSIGHT_KEY_FILE: cannot read" in log
    key.with_suffix(".away").rename(key)
    sink = office.start()
    office.wait_until_stored()
    assert sink.stop() == 0
    before = office.stored()
    secret = key.read_text()
    key.write_text("another secret of 32 characters or more\n")
    assert one_line(office.fails(), 2) == (
        f"CLAIMS_INSIGHT_STORE: store {office.store} has keys of persons under another secret than that in "
        "CLAIMS_INSIGHT_KEY_FILE"
    )
    key.write_text(secret)
    first = next(office.store.glob("*.parquet"))
    first.rename(first.with_suffix(".away"))
    assert "1 of its data files is missing" in one_line(office.fails(), 2)
    first.with_suffix(".away").rename(first)
    newest = max((office.store / "_delta_log").glob("*.json"))
    newer = newest.with_name(f"{int(newest.stem) + 1:020}.json")
    newer.write_text('{"protocol":{"minReaderVersion":9,"minWriterVersion":9}}\n')
    assert "written by a newer version" in one_line(office.fails(), 2)
    newer.write_text("not a commit\n")
    assert "is damaged" in one_line(office.fails(), 2)
    newer.unlink()
    log_folder = office.store / "_delta_log"
    log_folder.rename(office.store / "away")
    assert "has no _delta_log" in one_line(office.fails(), 2)
    (office.store / "away").rename(log_folder)
    for _ in range(5):
        written.write(30)
    full = office.start_limited(1)
    assert full.process.wait(60) == 6
    assert "cannot write store" in full.log.read_text()
    assert "File too large" in full.log.read_text()
    assert office.stored() == before
    sink = office.start()
    office.wait_until_stored()
    assert sink.stop() == 0


def one_line(ended: tuple[int, str], code: int) -> str:
    """The only line of a sink that could not start."""
    assert ended[0] == code, ended[1]
    (line,) = ended[1].splitlines()
    return line
