"""The worker on a real broker: every sample gives its golden outcome, and the commands around it work."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from click.testing import CliRunner

from schemas.claim import ClaimReady
from schemas.codec import decode_outcome
from schemas.json_form import to_json
from schemas.records import value_reader
from schemas.rejection import ClaimRejected
from schemas.samples import SAMPLES_DIR, sample_form, sample_names
from tests.golden.test_golden import OUTCOMES_DIR
from tests.support.local_broker import KafkaBroker
from tests.support.local_registry import SchemaRegistry
from tests.worker.conftest import RunningWorker, environment
from workers.__main__ import main
from workers.kafka.publish import publish_records
from workers.kafka.reader import read_to_end
from workers.kafka.record import InputRecord
from workers.kafka.topics import TopicWishes, make_topics
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

NOWHERE = ("topic", "partition", "offset", "processed_at", "worker_version")
FILES = [str(SAMPLES_DIR / f"{name}.json") for name in sample_names()]


def _command(settings: Settings, *arguments: str, code: int = 0, more: Mapping[str, str] | None = None) -> str:
    result = CliRunner().invoke(main, arguments, env=environment(settings, **(more or {})))
    assert result.exit_code == code, result.output
    return result.output


def _outcomes(settings: Settings) -> list[InputRecord]:
    topics = (settings.ready_topic, settings.rejected_topic, settings.dead_letter_topic)
    return list(read_to_end(settings, topics))


def _sum(metrics: str, name: str) -> float:
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", metrics, re.M))


def _record(value: bytes) -> ClaimReady | ClaimRejected:
    name, plain = decode_outcome(value)
    made = value_reader({"ClaimReady": ClaimReady, "ClaimRejected": ClaimRejected}[name])(plain)
    assert isinstance(made, (ClaimReady, ClaimRejected))
    return made


def test_samples_become_their_golden_outcomes(settings: Settings, start_worker: Callable[..., RunningWorker]) -> None:
    """Two processes turn the samples into their golden outcomes, report ready, and stop cleanly."""
    said = _command(settings, "publish", *FILES)
    assert f"{len(FILES)} encounter events sent" in said
    publish_records(settings, settings.input_topic, [(b"k", b"no event"), (None, None)])
    worker: RunningWorker = start_worker(environment(settings), processes=2)
    worker.wait_for(lambda: worker.get("/readyz")[0] == 200)
    worker.wait_for(lambda: _sum(worker.get("/metrics")[1], "claims_worker_events_total") == len(FILES) + 2)
    metrics = worker.get("/metrics")[1]
    assert worker.get("/livez")[0] == 200
    assert json.loads(worker.get("/version")[1])
    assert worker.get("/nowhere")[0] == 404
    page = worker.get("/")[1]
    assert "</html>" in page
    assert worker.stop() == 0
    found: dict[str, Any] = {}
    for record in _outcomes(settings):
        if record.topic == settings.dead_letter_topic:
            assert dict(record.headers)["claims.dead-letter.reason"] == b"not-framed"
            continue
        made = _record(record.value or b"")
        assert record.key == made.claim_id.encode()
        found[made.provenance.event_id] = (record.topic, made)
    assert len(found) == len(FILES)
    for name in sample_names():
        topic, made = found[sample_form(name)["event_id"]]
        golden = json.loads((OUTCOMES_DIR / f"{name}.json").read_text(encoding="utf-8"))
        kind = "claim" if topic == settings.ready_topic else "rejection"
        told = to_json(made, omit_absent=True)
        assert all(told["provenance"].pop(field) is not None for field in NOWHERE)
        assert told == golden[kind], name
    log = worker.log.read_text()
    for name in sample_names():
        form = sample_form(name)
        for private in (form["patient"]["last_name"], form["encounter_id"], form.get("patient_control_number")):
            assert not private or len(private) < 4 or private not in log + metrics + page


def test_dead_letters_are_listed_and_replayed(settings: Settings, start_worker: Callable[..., RunningWorker]) -> None:
    """A dead letter is listed without its content, and a replay processes it again."""
    secret = b"Jane Roe 123-45-6789"
    publish_records(settings, settings.input_topic, [(b"key", secret)])
    worker: RunningWorker = start_worker(environment(settings))
    worker.wait_for(lambda: _sum(worker.get("/metrics")[1], "claims_worker_dead_letters_total") == 1)
    told = json.loads(_command(settings, "dead-letters", "list", "--format", "json"))
    assert (told["reason"], told["attempts"], told["bytes"]) == ("not-framed", "1", len(secret))
    assert told["original_topic"] == settings.input_topic
    listed = _command(settings, "dead-letters", "list")
    assert "not-framed" in listed
    assert "Roe" not in listed
    assert "1 dead letter" in _command(settings, "dead-letters", "list", "--since", "1h")
    assert "0 dead letters" in _command(settings, "dead-letters", "list", "--since", "2999-01-01")
    assert "1 dead letter would be" in _command(settings, "dead-letters", "replay", "--all", "--dry-run")
    assert "1 dead letter replayed" in _command(settings, "dead-letters", "replay", "--reason", "not-framed")
    worker.wait_for(lambda: _sum(worker.get("/metrics")[1], "claims_worker_dead_letters_total") == 2)
    # It is marked and not offered again; the new letter of the same event is.
    told = [json.loads(line) for line in _command(settings, "dead-letters", "list", "--format", "json").splitlines()]
    assert [one["replayed"] for one in told] == [True, False]
    assert "1 dead letter would be" in _command(settings, "dead-letters", "replay", "--all", "--dry-run")
    assert "2 dead letters would be" in _command(settings, "dead-letters", "replay", "--all", "--again", "--dry-run")
    assert worker.stop() == 0
    letters = [record for record in _outcomes(settings) if record.topic == settings.dead_letter_topic]
    assert [record.value for record in letters] == [secret, secret]
    attempts = sorted(dict(record.headers)["claims.dead-letter.attempts"] or b"" for record in letters)
    assert attempts == [b"1", b"2"]
    names = Counter(name for name, _ in max(letters, key=lambda one: len(one.headers)).headers)
    assert set(names.values()) == {1}, "no header twice"


def test_demo_on_a_real_broker(settings: Settings) -> None:
    """The demo creates its own topics on a given broker and shows the outcome of every sample."""
    said = _command(settings, "demo", "--once", "--full")
    for name in sample_names():
        assert name in said
    assert "claims-demo-" in said
    assert f"{len(FILES) + 1} records" in said
    assert not list(_outcomes(settings)), "nothing is written to the topics of the settings"


def test_registry(broker: KafkaBroker, registry: SchemaRegistry, start_worker: Callable[..., RunningWorker]) -> None:
    """With a registry, the worker requires its schemas to be registered and uses the registry's IDs."""
    from tests.kafka.harness import unique_settings

    settings = unique_settings(broker.bootstrap_servers)
    make_topics(settings, TopicWishes(partitions=2))
    registered = {"CLAIMS_SCHEMAS": "registry", "CLAIMS_SCHEMA_REGISTRY_URL": registry.url}
    refused: RunningWorker = start_worker(environment(settings, **registered))
    assert refused.process.wait(40) == 5
    assert "claims-worker schemas register" in refused.log.read_text()
    assert "no such schema" in _command(settings, "schemas", "check", code=1, more=registered)
    ids = _command(settings, "schemas", "register", more=registered)
    assert len(ids.splitlines()) == 3
    assert "registered, id" in _command(settings, "schemas", "check", more=registered)
    _command(settings, "publish", FILES[0], more=registered)
    publish_records(settings, settings.input_topic, [(b"k", b"\0\x7f\xff\xff\xffbody")])
    worker: RunningWorker = start_worker(environment(settings, **registered))
    worker.wait_for(lambda: _sum(worker.get("/metrics")[1], "claims_worker_events_total") == 2)
    assert worker.stop() == 0
    outcomes = _outcomes(settings)
    letter = next(record for record in outcomes if record.topic == settings.dead_letter_topic)
    assert dict(letter.headers)["claims.dead-letter.reason"] == b"schema-unknown"
    written = next(record for record in outcomes if record.topic != settings.dead_letter_topic)
    schema_id = int.from_bytes((written.value or b"")[1:5])
    assert f"id {schema_id}" in ids
    place = f"{written.topic}:{written.partition}:{written.offset}"
    assert place in _command(settings, "outcomes", "show", "--at", place, more=registered)


def test_one_encounter_twice_gives_equal_outcomes(
    settings: Settings, start_worker: Callable[..., RunningWorker]
) -> None:
    """The same event published twice gives two outcomes with equal content and the same key."""
    _command(settings, "publish", FILES[0])
    _command(settings, "publish", FILES[0])
    worker: RunningWorker = start_worker(environment(settings))
    worker.wait_for(lambda: _sum(worker.get("/metrics")[1], "claims_worker_events_total") == 2)
    assert worker.stop() == 0
    first, second = _outcomes(settings)
    assert first.key == second.key
    forms = [to_json(_record(record.value or b"")) for record in (first, second)]
    for form in forms:
        for field in NOWHERE:
            form["provenance"].pop(field)
    assert forms[0] == forms[1]
