"""Read outcomes with the embedded schema IDs: `python consume.py BROKERS READY_TOPIC REJECTED_TOPIC COUNT`."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import fastavro
from confluent_kafka import Consumer

SCHEMAS = {
    schema_id: fastavro.parse_schema(json.loads(Path(f"{name}.v1.avsc").read_text(encoding="utf-8")))
    for schema_id, name in ((2, "ClaimReady"), (3, "ClaimRejected"))
}


def main(brokers: str, ready: str, rejected: str, count: int) -> None:
    """Print outcomes until there were `count` of them."""
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": f"example-{ready}",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",  # without it, a consumer also sees aborted outcomes
        }
    )
    consumer.subscribe([ready, rejected])
    newest: dict[str, int] = {}
    seen = 0
    while seen < count:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error() is not None:
            sys.exit(str(message.error()))
        frame = message.value() or b""
        outcome: Any = fastavro.schemaless_reader(
            io.BytesIO(frame[5:]), SCHEMAS[int.from_bytes(frame[1:5], "big")], None
        )
        claim_id, version = str(outcome["claim_id"]), outcome["claim_version"]
        # The current state of a claim is its highest version over both topics.
        newest[claim_id] = max(version, newest.get(claim_id, 0))
        seen += 1
        state = "current" if version == newest[claim_id] else "old"
        edits = ", ".join(finding["edit"] for finding in outcome["findings"])
        print(f"{message.topic()}: {outcome['encounter']['encounter_id']} v{version} ({state}) {edits}".rstrip())
    consumer.close()


main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
