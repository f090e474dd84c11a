"""Outcomes of one encounter on an embedded broker: version 1 was rejected, version 2 is a claim."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from schemas.codec import encode_encounter, ready_encoder, rejected_encoder
from schemas.encounter import EncounterEvent
from schemas.json_form import read_encounter
from schemas.samples import sample_form
from schemas.value import value
from tests.golden.judge_samples import shipped_rulebook
from tests.kafka.harness import unique_settings
from workers.kafka.dead_letter import build_dead_letter
from workers.kafka.embedded_broker import EmbeddedBroker
from workers.kafka.publish import publish_records, publish_with_headers
from workers.kafka.record import InputRecord
from workers.processor import EncounterProcessor
from workers.settings.settings import Settings


@value
class Published:
    """What the topics hold."""

    settings: Settings
    event: EncounterEvent
    claim_id: str


@pytest.fixture(scope="session")
def published() -> Iterator[Published]:
    """Two versions of an encounter on all topics, among outcomes of another one, and a dead letter."""
    with EmbeddedBroker() as broker:
        settings = unique_settings(broker.bootstrap_servers)
        first = read_encounter(sample_form("rejected-code-retired"))
        second = read_encounter(sample_form("office-visit"))
        second = replace(
            second,
            source_system=first.source_system,
            encounter_id=first.encounter_id,
            encounter_version=first.encounter_version + 1,
        )
        other = replace(second, encounter_id="another-encounter")
        process = EncounterProcessor(
            shipped_rulebook(), lambda: (ready_encoder(), rejected_encoder()), dead_letter_bytes=2_000_000
        )
        topics = {"ready": settings.ready_topic, "rejected": settings.rejected_topic}
        claim_id = b""
        for topic in (settings.input_topic, *topics.values(), settings.dead_letter_topic):
            broker.make_topic(topic)
        for offset, event in enumerate((first, other, second)):
            content = encode_encounter(event)
            publish_records(settings, settings.input_topic, [(b"key", content)])
            record = InputRecord(
                topic=settings.input_topic,
                partition=0,
                offset=offset,
                timestamp_ms=None,
                key=b"key",
                value=content,
                headers=(),
            )
            made = process(record).output
            publish_records(settings, topics[made.kind], [(made.key, made.value)])
            claim_id = made.key or b""
        letter = build_dead_letter(record, "not-framed", None, stage="decode", max_bytes=2_000_000)
        publish_with_headers(settings, settings.dead_letter_topic, [(b"key", b"bytes", letter.headers)])
        yield Published(settings=settings, event=first, claim_id=claim_id.decode())
