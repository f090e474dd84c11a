"""A record that ends its workers gets a dead letter, and all others get their outcomes, with any next owner."""

import json
import signal
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer

from schemas.codec import encode_encounter
from schemas.encounter import EncounterEvent
from schemas.json_form import read_encounter
from schemas.samples import sample_form
from tests.kafka.harness import (
    LoopInThread,
    WorkerProcess,
    commit_offset,
    committed_offset,
    count_ids,
    follow_ids,
    output_topics,
    read_outcomes,
    send,
)
from workers.kafka.commit_note import read_note
from workers.kafka.dead_letter import REASON
from workers.kafka.publish import publish_records
from workers.kafka.reader import TopicReader, read_to_end
from workers.kafka.record import InputRecord
from workers.settings.settings import Settings

pytestmark = pytest.mark.slow

SettingsOf = Callable[..., Settings]

POISONED_WORKER = Path(__file__).with_name("poisoned_worker.py")
GOOD = 100
DEADLINE_S = 400.0


@pytest.mark.parametrize("protocol", ["consumer", "classic"])
def test_one_process_that_is_restarted_passes_the_record_at_its_third_start(
    protocol: str, settings_of: SettingsOf, start_worker: Callable[..., WorkerProcess]
) -> None:
    """The count stands in the group's offset and survives each process; a completed batch clears it."""
    settings = settings_of(partitions=1, kafka_group_protocol=protocol)
    values = [b"%d|ready" % n for n in range(40)]
    values[7] = b"7|exit"
    send(settings, values)
    for tries in (1, 2):
        assert start_worker(settings).wait(60) == 9
        found = committed_offset(settings, 0)
        assert found.offset <= 7
        assert read_note(found.metadata).tries == tries
    worker = start_worker(settings)
    follow_ids(settings, len(values), DEADLINE_S)
    worker.signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert count_ids(read_outcomes(settings)) == {b"%d" % n: 1 for n in range(40)}
    (letter,) = _dead_letters(settings)
    assert (letter.value, dict(letter.headers)[REASON]) == (b"7|exit", b"worker-failed")
    found = committed_offset(settings, 0)
    assert (found.offset, read_note(found.metadata).tries) == (40, 0)


def test_two_processes_with_poison_judge_all_other_encounters(settings_of: SettingsOf, tmp_path: Path) -> None:
    """An endless loop and a crash in an edit: one dead letter each, and 100 right outcomes.

    `make chaos` plays every kind; `tests/processes/test_isolated_process.py` holds each in the disposable process.
    """
    settings = settings_of(partitions=4, processes=2, http_port=0, code_tables_dir=tmp_path / "tables")
    # The first one meets workers, the other disposable processes: only a timer outside Python ends such a loop there.
    ways = ("loop", "crash")
    events = [_encounter(f"GOOD-{n}") for n in range(GOOD)]
    events[20:20] = [_encounter(f"BAD-{way}", f"poison-{way}") for way in ways]
    # An edit that fails is no poison: its outcome lists it as not checked.
    events.append(_encounter("RAISES", "poison-raise"))
    publish_records(settings, settings.input_topic, [(b"one partition", encode_encounter(event)) for event in events])
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(settings.model_dump(mode="json", exclude_defaults=True)))
    worker = WorkerProcess([sys.executable, str(POISONED_WORKER), str(path)], tmp_path / "worker.log")
    try:
        outcomes = _follow(settings, len(events))
        worker.signal(signal.SIGTERM)
        code = worker.wait(60)
    finally:
        if worker.process.poll() is None:
            worker.kill()
    assert len(outcomes) == len(events), worker.log_text()[-4000:]
    assert code == 0
    assert set(Counter(record.key for record in outcomes if record.topic != settings.dead_letter_topic).values()) == {1}
    letters = _dead_letters(settings)
    assert [letter.value for letter in letters] == [encode_encounter(event) for event in events[20:22]]
    assert {dict(letter.headers)[REASON] for letter in letters} == {b"worker-failed"}


def test_under_stop_the_partition_waits_and_the_others_go_on(
    settings_of: SettingsOf, start_loop: Callable[..., LoopInThread]
) -> None:
    """The stopped partition is named with offset and setting, keeps its offset and tries, and continues on demand."""
    settings = settings_of(partitions=2, on_poison="stop")
    _send_to(settings, 0, [b"a|ready", b"b|exit", b"c|ready"])
    _send_to(settings, 1, [b"d|ready"])
    for partition in (0, 1):
        commit_offset(settings, partition, 0, "try:2 of-a-later-version:x")
    loop = start_loop(settings)
    loop.wait_for(lambda: loop.observer.stopped != {}, 120)
    _send_to(settings, 1, [b"e|ready"])
    loop.wait_for(lambda: loop.observer.committed_records == 3, 120)
    reason = loop.observer.stopped[settings.input_topic, 0]
    assert f"{settings.input_topic}/0 is stopped: the record at offset 1 ended 2 processes" in reason
    assert "exit code 9" in reason
    assert "CLAIMS_ON_POISON=dead-letter" in reason
    assert loop.observer.failures == ["exit", "exit"]
    assert loop.drain() == 0
    found = committed_offset(settings, 0)
    assert (found.offset, read_note(found.metadata).tries >= 2) == (1, True)
    going_on = start_loop(settings.model_copy(update={"on_poison": "dead-letter"}))
    going_on.wait_for(lambda: going_on.observer.committed_records == 2, 120)
    assert going_on.drain() == 0
    seen = Counter((record.value or b"").split(b"|")[0] for record in read_outcomes(settings))
    assert seen == {b"a": 1, b"b": 1, b"c": 1, b"d": 1, b"e": 1}
    assert read_note(committed_offset(settings, 0).metadata).tries == 0


def test_a_worker_that_drains_in_time_leaves_no_tries(
    settings_of: SettingsOf, start_loop: Callable[..., LoopInThread]
) -> None:
    """Ordinary stops and restarts never count, so that records are checked in a disposable process only after ends."""
    settings = settings_of(partitions=1)
    for round_ in range(3):
        send(settings, [b"%d-%d|ready" % (round_, n) for n in range(20)])
        loop = start_loop(settings)
        loop.wait_for(lambda running=loop: running.observer.committed_records == 20)  # type: ignore[misc]
        assert loop.drain() == 0
        assert read_note(committed_offset(settings, 0).metadata).tries == 0


def _encounter(encounter_id: str, source_system: str = "epic") -> EncounterEvent:
    sample = read_encounter(sample_form("office-visit"))
    event_id = str(uuid.uuid5(uuid.NAMESPACE_OID, encounter_id))
    changes: dict[str, Any] = {"event_id": event_id, "encounter_id": encounter_id, "source_system": source_system}
    return replace(sample, **changes)


def _follow(settings: Settings, wanted: int) -> list[InputRecord]:
    """All outcomes, read until there are as many as wanted and no more come."""
    outcomes: list[InputRecord] = []
    with TopicReader(settings, output_topics(settings)) as reader:
        for _ in range(int(DEADLINE_S / 0.5)):
            outcomes += reader.read(0.5)
            if len(outcomes) >= wanted and reader.at_end:
                break
    return outcomes


def _dead_letters(settings: Settings) -> list[InputRecord]:
    return list(read_to_end(settings, [settings.dead_letter_topic]))


def _send_to(settings: Settings, partition: int, values: list[bytes]) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka_bootstrap_servers, "log_level": 0})
    for value in values:
        producer.produce(settings.input_topic, value, b"k", partition=partition)
    assert producer.flush(30) == 0
