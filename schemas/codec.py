"""Bytes become encounter events, and outcomes become bytes: Avro in the Confluent wire format (contract section 2).

Reading is guarded: a size limit before anything else, then one strict walk over the bytes (`schemas.wire`), then the
Avro library with schema resolution, then the values. Writing copies the bytes of an encounter that nothing changed.
"""

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

import fastavro
import fastavro.schema

from schemas.claim import ClaimReady
from schemas.encounter import EncounterEvent
from schemas.records import record_writer, value_reader
from schemas.rejection import ClaimRejected
from schemas.sources import NEWEST, read_index, read_released
from schemas.unreadable import Unreadable
from schemas.value import value
from schemas.wire import WireFault, walk_record
from schemas.writer import READER, WriterSchema

MAGIC: Final = 0
HEADER_BYTES: Final = 5
MAX_EVENT_BYTES: Final = 1_048_576
"""Size limit of an event's value, bytes, where no other is set (`CLAIMS_MAX_EVENT_BYTES`)."""

_FIELD_SEPARATOR = "\x1f"


@value
class DecodedEncounter:
    """An encounter event that was read, and its bytes where an outcome may copy them."""

    event: EncounterEvent
    canonical_body: bytes | None
    """The encoded event: written with the schema that outcomes nest, in the canonical form; None else."""


def frame_schema_id(frame: bytes | None, max_bytes: int = MAX_EVENT_BYTES) -> int:
    """The schema id in the header of a Kafka record's value.

    Raises:
        Unreadable: `not-framed`, `too-large`.
    """
    if frame is not None and len(frame) > max_bytes:
        raise Unreadable("too-large")
    if frame is None or len(frame) < HEADER_BYTES or frame[0] != MAGIC:
        raise Unreadable("not-framed")
    return int.from_bytes(frame[1:HEADER_BYTES], signed=False)


def decode_encounter(frame: bytes, writer: WriterSchema) -> DecodedEncounter:
    """Read an encounter event from a framed value whose size and schema id were looked at.

    Raises:
        Unreadable: `truncated`, `trailing-bytes`, `malformed`, `value-out-of-range` or `value-not-supported`, with the
            path of the field.
    """
    try:
        canonical = walk_record(writer.check, frame, HEADER_BYTES)
    except WireFault as fault:
        raise Unreadable(fault.reason, fault.path or None) from None
    body = frame[HEADER_BYTES:]
    if writer.same_as_reader:
        record: Any = fastavro.schemaless_reader(io.BytesIO(body), READER, None)
    else:
        record = fastavro.schemaless_reader(io.BytesIO(body), writer.parsed, READER)
    event: EncounterEvent = value_reader(EncounterEvent)(record)
    require_ranges(event)
    return DecodedEncounter(event=event, canonical_body=body if canonical and writer.same_as_reader else None)


def require_ranges(event: EncounterEvent) -> None:
    """Refuse what lies outside the range of its type though the encoding can hold it (contract section 1).

    Raises:
        Unreadable: `value-out-of-range`, with the path of the field.
    """
    if event.encounter_version < 1:
        raise Unreadable("value-out-of-range", "encounter_version", "a whole number from 1")
    for index, line in enumerate(event.service_lines):
        if line.line_number < 0:
            raise Unreadable("value-out-of-range", f"service_lines[{index}].line_number", "a whole number from 0")
    # The claim id is made of these two with this character between them.
    if _FIELD_SEPARATOR in event.source_system:
        raise Unreadable("value-out-of-range", "source_system", "a text without U+001F")
    if _FIELD_SEPARATOR in event.encounter_id:
        raise Unreadable("value-out-of-range", "encounter_id", "a text without U+001F")


class OutcomeEncoder:
    """Writes one type of outcome with one released schema.

    A record of Avro is its fields one after the other. So an outcome is written as the fields before its encounter, the
    encounter, and the fields after it; the encounter's bytes are copied where the caller has them.
    """

    def __init__(self, cls: Any, schema: Mapping[str, Any], schema_id: int) -> None:
        self._header = bytes([MAGIC]) + schema_id.to_bytes(4)
        self._record: Callable[[Any], dict[str, Any]] = record_writer(cls)
        fields = schema["fields"]
        at = next(index for index, field in enumerate(fields) if field["name"] == "encounter")
        shell = {key: part for key, part in schema.items() if key != "fields"}
        named: dict[str, Any] = {}
        self._head = _parse({**shell, "name": "Head", "fields": fields[:at]}, named)
        self._encounter = _parse(fields[at]["type"], named)
        self._tail = _parse({**shell, "name": "Tail", "fields": fields[at + 1 :]}, named)

    def encode(self, outcome: ClaimReady | ClaimRejected, canonical_body: bytes | None = None) -> bytes:
        """The framed value of an outcome.

        Args:
            outcome: the claim or rejection.
            canonical_body: bytes of its nested encounter, from `DecodedEncounter`, if nothing in it was changed.
        """
        record = self._record(outcome)
        encounter = record.pop("encounter")
        out = io.BytesIO()
        out.write(self._header)
        fastavro.schemaless_writer(out, self._head, record)
        if canonical_body is None:
            fastavro.schemaless_writer(out, self._encounter, encounter)
        else:
            out.write(canonical_body)
        fastavro.schemaless_writer(out, self._tail, record)
        return out.getvalue()


def _parse(schema: Any, named: dict[str, Any]) -> Any:
    """A schema that may use names defined by the ones parsed before it with the same `named`."""
    return fastavro.schema.parse_schema(schema, named_schemas=named)


def _embedded(name: str, version: int) -> tuple[int, dict[str, Any]]:
    schema = read_released(name, version)
    index = read_index()
    return next(int(entry["id"]) for entry in index if (entry["name"], entry["version"]) == (name, version)), schema


def ready_encoder(schema_id: int | None = None, version: int | None = None) -> OutcomeEncoder:
    """The encoder of claims: with the embedded id, or with the one a registry gave the schema."""
    embedded_id, schema = _embedded("ClaimReady", version or NEWEST["ClaimReady"])
    return OutcomeEncoder(ClaimReady, schema, embedded_id if schema_id is None else schema_id)


def rejected_encoder(schema_id: int | None = None, version: int | None = None) -> OutcomeEncoder:
    """The encoder of rejections: with the embedded id, or with the one a registry gave the schema."""
    embedded_id, schema = _embedded("ClaimRejected", version or NEWEST["ClaimRejected"])
    return OutcomeEncoder(ClaimRejected, schema, embedded_id if schema_id is None else schema_id)


def encode_encounter(event: EncounterEvent, schema_id: int | None = None) -> bytes:
    """The framed value of an encounter event, as a producer sends it, with the newest schema."""
    embedded_id, _ = _embedded("EncounterEvent", NEWEST["EncounterEvent"])
    out = io.BytesIO()
    out.write(bytes([MAGIC]) + (embedded_id if schema_id is None else schema_id).to_bytes(4))
    fastavro.schemaless_writer(out, READER, record_writer(EncounterEvent)(event))
    return out.getvalue()


def decode_outcome(frame: bytes) -> tuple[str, dict[str, Any]]:
    """The type name and the plain record of an outcome written with an embedded schema, for readers in tests and tools.

    Raises:
        Unreadable: the id is of no released outcome.
    """
    schema_id = frame_schema_id(frame, len(frame))
    for entry in read_index():
        if entry["id"] == schema_id:
            _, schema = _embedded(entry["name"], entry["version"])
            parsed = fastavro.schema.parse_schema(schema)
            record: Any = fastavro.schemaless_reader(io.BytesIO(frame[HEADER_BYTES:]), parsed, None)
            return entry["name"], record
    raise Unreadable("schema-unknown")


def read_container(data: bytes) -> list[bytes]:
    """The events of an Avro container file, each framed as a producer would send it.

    Raises:
        Unreadable: `malformed`, where it is no Avro file or not one of encounter events.
    """
    try:
        records = list(fastavro.reader(io.BytesIO(data), reader_schema=READER))
    except (ValueError, EOFError, KeyError, IndexError, TypeError, fastavro.read.SchemaResolutionError):
        raise Unreadable("malformed", None, "an Avro file of encounter events") from None
    framed = []
    embedded_id, _ = _embedded("EncounterEvent", NEWEST["EncounterEvent"])
    for record in records:
        out = io.BytesIO()
        out.write(bytes([MAGIC]) + embedded_id.to_bytes(4))
        fastavro.schemaless_writer(out, READER, record)
        framed.append(out.getvalue())
    return framed
