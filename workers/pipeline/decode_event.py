"""Step 1: bytes become an encounter event, or a dead letter that says why they cannot."""

from schemas.codec import DecodedEncounter, decode_encounter, frame_schema_id
from schemas.schema_source import SchemaSource
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema
from workers.pipeline.outcome import DeadLetter


def decode_event(value: bytes | None, schemas: SchemaSource, max_bytes: int) -> DecodedEncounter | DeadLetter:
    """The encounter event in a Kafka record's value.

    Args:
        value: the record's value.
        schemas: where its schema id is looked up.
        max_bytes: size limit of a value, bytes.

    Raises:
        RegistryUnavailable: the schema cannot be looked up now; nothing is known of the event yet.
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
