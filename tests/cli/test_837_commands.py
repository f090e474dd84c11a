"""`check`, `publish` and `convert` take 837 files: one outcome per claim, the readable ones sent, the rest named."""

import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import fastavro
import pytest
from click.testing import CliRunner, Result
from confluent_kafka import Consumer, TopicPartition

from schemas.codec import decode_encounter
from schemas.samples import sample_text
from schemas.schema_source import EmbeddedSchemas
from schemas.sources import NEWEST, read_released
from tests.support.x12_claims import (
    BILLING,
    HEADER,
    STAY,
    SUBSCRIBER,
    VISIT,
    institutional,
    interchange,
    professional,
    transaction,
    written,
)
from workers.__main__ import main
from workers.kafka.embedded_broker import EmbeddedBroker

TOPIC = "encounters.v1"
BAD = ("CLM*E9*125***11>B>1*Y*A*Y*Y", *VISIT[1:])


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A file with a claim, one that is refused, and another claim."""
    file = tmp_path / "mixed.837"
    claims = (*VISIT, *BAD, "CLM*E3*125***11:B:1*Y*A*Y*Y", *VISIT[1:])
    file.write_bytes(written(interchange(transaction((*HEADER, *BILLING, *SUBSCRIBER, *claims)))))
    return file


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedBroker]:
    """A broker that `publish` sends to."""
    with EmbeddedBroker() as opened:
        monkeypatch.setenv("CLAIMS_KAFKA_BOOTSTRAP_SERVERS", opened.bootstrap_servers)
        yield opened


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def _sent(broker: EmbeddedBroker) -> list[str]:
    """The encounter ids on the input topic, by partition and offset."""
    partitions = broker.make_topic(TOPIC)
    consumer = Consumer({"bootstrap.servers": broker.bootstrap_servers, "group.id": "t", "enable.partition.eof": True})
    consumer.assign([TopicPartition(TOPIC, number, 0) for number in range(partitions)])
    ended, found = 0, []
    while ended < partitions:
        message = consumer.poll(5)
        assert message is not None
        if message.error() is not None:
            ended += 1
            continue
        value = message.value()
        assert isinstance(value, bytes)
        found.append(decode_encounter(value, EmbeddedSchemas().writer(1)).event.encounter_id)
    consumer.close()
    return found


def test_check_gives_one_outcome_per_claim(mixed: Path, tmp_path: Path) -> None:
    """JSON has the claim's place; a refused one names element and reason; the report has every element, no value."""
    report = tmp_path / "report.jsonl"
    result = _run("check", str(mixed), "--format", "json", "--report", str(report))
    assert result.exit_code == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["input"] for row in rows] == [
        {"file": str(mixed), "interchange": "000000101", "transaction": "0001", "claim": claim, "segment": segment}
        for claim, segment in ((1, 19), (2, 28), (3, 37))
    ]
    assert [row["outcome"] for row in rows] == ["ready", "dead_letter", "ready"]
    expected = {"reason": "not-convertible", "field": "2300 CLM05", "expected": "component-separator"}
    assert rows[1]["dead_letter"] == expected
    items = [json.loads(line) for line in report.read_text().splitlines()]
    assert {item["reason"] for item in items} == {"no-field"}
    assert "LAKEVIEW" not in report.read_text()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "no field of the event holds it: 1000A NM103, NM108" in result.stderr


def test_the_same_outcome_from_every_format(tmp_path: Path) -> None:
    """A claim in an 837 has the outcome of its event in JSON and in Avro."""
    file = tmp_path / "stay.837"
    file.write_bytes(written(institutional()))
    outcomes = []
    for form in ("events", "events-avro"):
        converted = tmp_path / form
        assert _run("convert", str(file), "--to", form, "-o", str(converted)).exit_code == 0
        assert stat.S_IMODE(converted.stat().st_mode) == 0o600
        outcomes.append(json.loads(_run("check", str(converted), "--format", "json").stdout))
    outcomes.append(json.loads(_run("check", str(file), "--format", "json").stdout))
    for outcome in outcomes:
        del outcome["input"]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_text_names_the_claim(mixed: Path) -> None:
    """The text has the claim's place, and for a refused one its element and the reason in words."""
    text = _run("check", str(mixed)).stdout
    assert f"UNREADABLE  {mixed} (interchange 000000101, transaction 0001, claim 2)  not-convertible" in text
    assert "2300 CLM05: components are joined by a character other than" in text
    assert "3 encounters: 2 ready, 1 unreadable" in text


def test_convert_writes_what_can_be_read(mixed: Path, tmp_path: Path) -> None:
    """The events of the readable claims, the others named; input and output cannot be one file."""
    result = _run("convert", str(mixed), "--to", "events")
    assert result.exit_code == 1
    assert [json.loads(line)["encounter_id"] for line in result.stdout.splitlines()] == ["E1", "E3"]
    assert "claim 2): 2300 CLM05: components" in result.stderr
    assert "2 events written, 1 refused" in result.stderr
    before = mixed.read_bytes()
    assert _run("convert", str(mixed), "--to", "events", "-o", str(mixed)).exit_code == 2
    assert mixed.read_bytes() == before


def test_the_source_system_can_be_chosen(mixed: Path) -> None:
    """Claims of an 837 can have the source system of the events that are sent otherwise."""
    result = _run("convert", str(mixed), "--to", "events", "--source-system", "epic-prod-east")
    assert {json.loads(line)["source_system"] for line in result.stdout.splitlines()} == {"epic-prod-east"}


def test_convert_takes_other_formats(tmp_path: Path) -> None:
    """A sample in JSON becomes the same event in Avro."""
    file, out = tmp_path / "one.json", tmp_path / "one.avro"
    file.write_text(sample_text("office-visit"))
    assert _run("convert", str(file), "--to", "events-avro", "-o", str(out)).exit_code == 0
    schema = read_released("EncounterEvent", NEWEST["EncounterEvent"])
    (record,) = fastavro.reader(io.BytesIO(out.read_bytes()), reader_schema=schema)
    assert isinstance(record, dict)
    assert record["encounter_id"] == json.loads(sample_text("office-visit"))["encounter_id"]


def test_publish_sends_the_readable_claims(mixed: Path, broker: EmbeddedBroker) -> None:
    """The refused claim is named, the others are sent, and the exit code says so."""
    result = _run("publish", str(mixed))
    assert (result.exit_code, result.stdout) == (1, f"2 encounter events sent to {TOPIC}\n")
    assert "claim 2): 2300 CLM05: components" in result.stderr
    assert "1 claim refused" in result.stderr
    assert sorted(_sent(broker)) == ["E1", "E3"]


def test_publish_all_or_nothing(mixed: Path, tmp_path: Path, broker: EmbeddedBroker) -> None:
    """Nothing is sent if a claim is refused, or if an event in JSON beside the 837 cannot be read."""
    result = _run("publish", str(mixed), "--all-or-nothing")
    assert (result.exit_code, result.stdout) == (1, "")
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    assert _run("publish", str(mixed), str(wrong)).exit_code == 2
    assert _sent(broker) == []


def test_publish_of_a_fragment(tmp_path: Path, broker: EmbeddedBroker) -> None:
    """A transaction set without an interchange has no control number to identify it: it is sent on request only."""
    file = tmp_path / "fragment.837"
    file.write_bytes(written(transaction((*HEADER, *BILLING, *SUBSCRIBER, *VISIT))))
    result = _run("publish", str(file))
    assert result.exit_code == 2
    assert "--allow-fragment" in result.stderr
    assert _run("publish", str(file), "--allow-fragment").exit_code == 0
    assert _sent(broker) == ["E1"]


def test_publish_refuses_a_claim_that_is_too_large(
    tmp_path: Path, broker: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event over the limit is named before it is sent."""
    monkeypatch.setenv("CLAIMS_MAX_EVENT_BYTES", "1024")
    lines = [segment for number in range(40) for segment in (f"LX*{number + 1}", *VISIT[6:])]
    file = tmp_path / "large.837"
    file.write_bytes(written(professional((*VISIT[:5], *lines))))
    result = _run("publish", str(file))
    assert result.exit_code == 1
    assert "larger than CLAIMS_MAX_EVENT_BYTES (1,024 bytes)" in result.stderr
    assert _sent(broker) == []


def test_a_file_without_claims(tmp_path: Path) -> None:
    """An interchange without a claim is an error, as an empty file is."""
    file = tmp_path / "none.837"
    file.write_bytes(written(interchange()))
    result = _run("check", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{file}: no claims in this file" in result.stderr


def test_standard_input() -> None:
    """A pipe is read as a file is, whatever its name."""
    result = CliRunner().invoke(main, ("check", "-", "--format", "json"), input=written(institutional(STAY)))
    (row,) = map(json.loads, result.stdout.splitlines())
    assert row["input"]["file"] == "stdin"
    assert row["input"]["claim"] == 1
    assert row["outcome"] in ("ready", "rejected")
