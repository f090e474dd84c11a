"""Read outcomes with a schema registry: `python consume_with_registry.py BROKERS READY_TOPIC COUNT REGISTRY`."""

import sys

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

brokers, ready, count, registry = sys.argv[1:]
deserialize = AvroDeserializer(SchemaRegistryClient({"url": registry}))
consumer = Consumer(
    {
        "bootstrap.servers": brokers,
        "group.id": f"example-registry-{ready}",
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
    }
)
consumer.subscribe([ready])
seen = 0
while seen < int(count):
    message = consumer.poll(1.0)
    if message is None:
        continue
    if message.error() is not None:
        sys.exit(str(message.error()))
    claim = deserialize(message.value(), SerializationContext(ready, MessageField.VALUE))
    seen += 1
    print(f"{ready}: {claim['encounter']['encounter_id']} v{claim['claim_version']}")
consumer.close()
