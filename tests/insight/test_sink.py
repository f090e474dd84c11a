"""The sink on a real broker: every committed offset is in exactly one row, whatever happens to its writers."""

import json
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource
from confluent_kafka.admin._listoffsets import OffsetSpec
from deltalake import DeltaTable

from schemas.claim import ClaimReady
from schemas.codec import ready_encoder
from schemas.rejection import ClaimRejected
from tests.insight.sink_office import (
    Office,
    SinkProcess,
    Transactions,
    kill_sinks,
    open_office,
    outcome,
    with_ids,
)
from tests.insight.test_facts import is_of_a_person, leaves, made
from tests.kafka.harness import ROOT
from tests.support.local_broker import KafkaBroker
from workers.kafka.publish import publish_records

pytestmark = pytest.mark.slow


@pytest.fixture
def office(broker: KafkaBroker, tmp_path: Path) -> Iterator[Office]:
    """Topics with three partitions and an empty store."""
    with open_office(broker.bootstrap_servers, tmp_path) as opened:
        yield opened


def metric(sink: SinkProcess, name: str) -> float:
    """The sum of a metric's series."""
    with urllib.request.urlopen(f"http://127.0.0.1:{sink.port_file.read_text().strip()}/metrics") as answer:
        text = answer.read().decode()
    return sum(float(number) for number in re.findall(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", text, re.MULTILINE))


@pytest.mark.timeout(900)
def test_every_offset_is_stored_once_whatever_is_killed(office: Office) -> None:
    """Two sinks that race for the same partitions are killed eight times; `make chaos ARGS=sinks` does it 60 times."""
    kill_sinks(office, times=8, seed=random.SystemRandom().randrange(1 << 32))


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
    folders = [office.store, log_folder]
    for folder in folders:
        folder.chmod(0o555)
    try:
        reads, compacts, follows = without_overrides(office, "report quality " + str(office.store), "compact", "sink")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert (reads[0], compacts[0], follows[0]) == (0, 2, 6), (reads, compacts, follows)
    assert compacts[1] == f"cannot write store {office.store}: Permission denied\n"
    assert f"cannot write store {office.store}: Permission denied" in follows[1]
    assert office.stored() == before
    sink = office.start()
    office.wait_until_stored()
    assert sink.stop() == 0


def without_overrides(office: Office, *commands: str) -> list[tuple[int, str]]:
    """Exit code and output of commands of `insight` that respect permissions of files, even as root."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.documents.run_read_only"],
        cwd=ROOT,
        env=office.env,
        input=json.dumps([["insight", *command.split()] for command in commands]),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return [(each["exit_code"], each["output"]) for each in json.loads(ended.stdout)]


def one_line(ended: tuple[int, str], code: int) -> str:
    """The only line of a sink that could not start."""
    assert ended[0] == code, ended[1]
    (line,) = ended[1].splitlines()
    return line
