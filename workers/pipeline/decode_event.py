"""Step 1: decodes bytes into an encounter event, or a dead letter that says why they could not be decoded."""

from schemas.codec import DecodedEncounter, decode_encounter, frame_schema_id
from schemas.schema_source import SchemaSource
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema
from workers.pipeline.outcome import DeadLetter


def decode_event(value: bytes | None, schemas: SchemaSource, max_bytes: int) -> DecodedEncounter | DeadLetter:
    """Decode the encounter event in the value of a Kafka record.

    Args:
        value: the record's value.
        schemas: resolves the schema ID.
        max_bytes: size limit of a value, in bytes.

    Raises:
        RegistryUnavailable: the schema registry does not answer, so the event cannot be decoded yet.
    """
    try:
        schema_id = frame_schema_id(value, max_bytes)
        assert value is not None
        writer = schemas.writer(schema_id)
        return _decode(value, writer)
    except Unreadable as fault:
        return DeadLetter(reason=fault.reason, field=fault.field, expected=fault.expected)


def _decode(value: bytes, writer: WriterSchema) -> DecodedEncounter:
    try:
        return decode_encounter(value, writer)
    except (Unreadable, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (a value that breaks the decoder is the sender's; it must not stop the partition)
        raise Unreadable("malformed") from None
