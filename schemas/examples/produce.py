"""Send an encounter event with the embedded schema ID: `python produce.py BROKERS TOPIC ENCOUNTER_ID`."""

import io
import json
import sys
from pathlib import Path

import fastavro
from confluent_kafka import KafkaError, Message, Producer
from encounter_event import to_record
from office_visit import office_visit

SCHEMA = fastavro.parse_schema(json.loads(Path("EncounterEvent.v1.avsc").read_text(encoding="utf-8")))
HEADER = b"\0" + (1).to_bytes(4, "big")
"""Confluent's wire format: a zero byte and the schema ID. `claims-worker schemas list` shows the embedded IDs."""


def delivered(error: KafkaError | None, message: Message) -> None:
    """Called for each record when the brokers have it, or will not take it."""
    print(f"not delivered: {error}" if error else f"sent to {message.topic()} [{message.partition()}]")


brokers, topic, encounter_id = sys.argv[1:]
event = office_visit(encounter_id)
body = io.BytesIO()
fastavro.schemaless_writer(body, SCHEMA, to_record(event))
# One request at a time: else a batch that the broker rejects can be reported as written because a later one was taken.
one_at_a_time = {"enable.idempotence": True, "max.in.flight.requests.per.connection": 1}
producer = Producer({"bootstrap.servers": brokers, **one_at_a_time})
# The same key for all versions of an encounter keeps them in order.
key = f"{event.source_system}/{event.encounter_id}".encode()
producer.produce(topic, key=key, value=HEADER + body.getvalue(), on_delivery=delivered)
sys.exit(1 if producer.flush(30) else 0)
