"""`schemas/asyncapi.json` describes the topics, as an AsyncAPI 3 document generated from the schemas."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from schemas.codec import MAX_EVENT_BYTES
from schemas.generator import Generator
from schemas.samples import sample_form
from schemas.sources import NEWEST, read_index, read_released
from schemas.unreadable import DeadLetterReason

ASYNCAPI_FILE: Final = Path(__file__).parent / "asyncapi.json"
_AVRO: Final = "application/vnd.apache.avro;version=1.9.0"
_BINDING: Final = "0.5.0"
_CLAIM_KEY: Final = {"type": "string", "format": "uuid", "description": "claim_id, 36 ASCII characters."}
_INPUT_KEY: Final = {
    "type": "string",
    "description": "Chosen by the producer; keeps the versions of one encounter in order.",
}
_TRACE: Final = {
    "type": "object",
    "properties": {"traceparent": {"type": "string", "description": "W3C trace context, copied to the outcome."}},
}
_TOPICS: Final = (
    ("encounters", "encounters.v1", "EncounterEvent", "Encounter events. Each is one version of one bill."),
    (
        "claims",
        "claims.ready.v1",
        "ClaimReady",
        "Claims ready for a payer, with warnings and notices. Compacted.",
    ),
    ("rejections", "claims.rejected.v1", "ClaimRejected", "Encounters to correct, with all findings. Compacted."),
    ("deadLetters", "encounters.dead-letter.v1", "DeadLetter", "Records that could not be processed, unchanged."),
)


_READING: Final = {
    "bindings": {"kafka": {"groupId": {"type": "string", "enum": ["claims-worker"]}, "bindingVersion": _BINDING}}
}
_SERVERS: Final = {
    "kafka": {
        "host": "{brokers}",
        "protocol": "kafka",
        "description": "CLAIMS_KAFKA_BOOTSTRAP_SERVERS of the worker.",
        "variables": {"brokers": {"default": "localhost:9092", "description": "host:port, separated by commas."}},
        "bindings": {"kafka": {"schemaRegistryVendor": "confluent", "bindingVersion": _BINDING}},
    }
}
_DAY_MS: Final = 86_400_000
_INCOMING: Final = MAX_EVENT_BYTES + 65_536
_OUTGOING: Final = _INCOMING + 65_536
_TOPIC_SETTINGS: Final[Mapping[str, Mapping[str, Any]]] = {
    "encounters": {"cleanup.policy": ["delete"], "retention.ms": 14 * _DAY_MS, "max.message.bytes": _INCOMING},
    "claims": {"cleanup.policy": ["compact"], "max.message.bytes": _OUTGOING},
    "rejections": {"cleanup.policy": ["compact"], "max.message.bytes": _OUTGOING},
    "deadLetters": {"cleanup.policy": ["delete"], "retention.ms": 14 * _DAY_MS, "max.message.bytes": _OUTGOING},
}
_EXAMPLES_DIR: Final = Path(__file__).parents[1] / "tests" / "golden" / "outcomes"
_EXAMPLES: Final[Mapping[str, tuple[str, str]]] = {
    "ClaimReady": ("office-visit", "claim"),
    "ClaimRejected": ("rejected-code-retired", "rejection"),
}
"""The recorded outcome of a sample that shows each type, and the record in it."""


def asyncapi() -> dict[str, Any]:
    """The document, with the default topic names."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "claims-worker",
            "version": ".".join(str(version) for version in NEWEST.values()),
            "description": "Encounter events become adjudication-ready claims, rejections or dead letters, exactly "
            "once. Read the outcome topics with isolation.level=read_committed.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/vnd.confluent.avro",
        "servers": _SERVERS,
        "channels": {
            name: {
                "address": topic,
                "description": words,
                "messages": {message: {"$ref": f"#/components/messages/{message}"}},
                "bindings": {
                    "kafka": {
                        "topic": topic,
                        "partitions": 12,
                        "replicas": 3,
                        "topicConfiguration": dict(_TOPIC_SETTINGS[name]),
                        "bindingVersion": _BINDING,
                    }
                },
            }
            for name, topic, message, words in _TOPICS
        },
        "operations": {
            _operation(name): {
                "action": "receive" if name == "encounters" else "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": words,
                "messages": [{"$ref": f"#/channels/{name}/messages/{message}"}],
                **(_READING if name == "encounters" else {}),
            }
            for name, _, message, words in _TOPICS
        },
        "components": {"messages": {**{name: _message(name) for name in NEWEST}, "DeadLetter": _dead_letter()}},
    }


def _operation(channel: str) -> str:
    verb = "receive" if channel == "encounters" else "send"
    return f"{verb}{channel[0].upper()}{channel[1:]}"


def _message(name: str) -> dict[str, Any]:
    version = NEWEST[name]
    schema = read_released(name, version)
    ids = {(entry["name"], entry["version"]): entry["id"] for entry in read_index()}
    return {
        "name": name,
        "title": f"{name} v{version}",
        "summary": schema["doc"],
        "description": f"Confluent wire format: byte 0, the schema id (embedded: {ids[name, version]}), the body.",
        "headers": _TRACE,
        "payload": {"schemaFormat": _AVRO, "schema": schema},
        "examples": [_example(name)],
        "bindings": {
            "kafka": {
                "key": _INPUT_KEY if name == "EncounterEvent" else _CLAIM_KEY,
                "schemaIdLocation": "payload",
                "schemaIdPayloadEncoding": "confluent",
                "bindingVersion": _BINDING,
            }
        },
    }


def _example(name: str) -> dict[str, Any]:
    """A synthetic message in the JSON form."""
    if name not in _EXAMPLES:
        return {"name": "office-visit", "summary": "The sample office-visit.", "payload": sample_form("office-visit")}
    sample, record = _EXAMPLES[name]
    outcome = json.loads((_EXAMPLES_DIR / f"{sample}.json").read_text(encoding="utf-8"))
    return {"name": sample, "summary": f"The outcome of the sample {sample}.", "payload": outcome[record]}


def _dead_letter() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "name": "DeadLetter",
        "title": "DeadLetter",
        "summary": "The original key, value and headers, byte for byte, plus headers that say why.",
        "contentType": "application/octet-stream",
        "headers": {
            "type": "object",
            "required": ["claims.dead-letter.reason", "claims.dead-letter.attempts", "__connect.errors.topic"],
            "properties": {
                "claims.dead-letter.reason": {"type": "string", "enum": list(get_args(DeadLetterReason))},
                "claims.dead-letter.field": {**text, "description": "Path of the value at fault, if there is one."},
                "claims.dead-letter.attempts": {**text, "description": "1, plus one for each replay."},
                "claims.dead-letter.first-offset": {
                    **text,
                    "description": "First offset of an undecodable batch.",
                },
                "claims.dead-letter.last-offset": {**text, "description": "Last offset of that batch."},
                **{
                    f"__connect.errors.{name}": text
                    for name in ("topic", "partition", "offset", "stage", "exception.class.name")
                },
            },
        },
        "payload": {"type": "string", "format": "binary"},
    }


def _files() -> dict[Path, str]:
    return {ASYNCAPI_FILE: json.dumps(asyncapi(), indent=1, ensure_ascii=False) + "\n"}


GENERATOR: Final = Generator(module="schemas.asyncapi", make=_files)

if __name__ == "__main__":
    sys.exit(GENERATOR.run())
