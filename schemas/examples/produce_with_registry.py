"""Send an encounter event with a schema registry: BROKERS TOPIC ENCOUNTER_ID REGISTRY.

`claims-worker schemas register` has registered the schemas. The worker runs with CLAIMS_SCHEMAS=registry.
"""

import sys
from pathlib import Path

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from encounter_event import to_record
from office_visit import office_visit

brokers, topic, encounter_id, registry = sys.argv[1:]
schema = Path("EncounterEvent.v1.avsc").read_text(encoding="utf-8")
# Only the team of the worker registers schemas; new events have its newest version.
settings = {"auto.register.schemas": False, "use.latest.version": True}
serialize = AvroSerializer(SchemaRegistryClient({"url": registry}), schema, conf=settings)
event = office_visit(encounter_id)
value = serialize(to_record(event), SerializationContext(topic, MessageField.VALUE))
# One request at a time: else a batch that the broker rejects can be reported as written because a later one was taken.
one_at_a_time = {"enable.idempotence": True, "max.in.flight.requests.per.connection": 1}
producer = Producer({"bootstrap.servers": brokers, **one_at_a_time})
producer.produce(topic, key=f"{event.source_system}/{event.encounter_id}".encode(), value=value)
sys.exit(1 if producer.flush(30) else 0)
