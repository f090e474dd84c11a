"""Decode encounter events and encode outcomes: Avro in the Confluent wire format (schemas/CONTRACT.md, "Wire format").

Reading checks the size first. A fast path generated from the schema (`schemas.generated.fast_codec`) then accepts only
what is certainly valid; everything else takes one strict walk over the bytes (`schemas.wire`), the Avro library with
schema resolution, and the value classes. Writing copies the bytes of what is unchanged in an encounter.
"""

import io
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache, lru_cache
from typing import IO, Any, Final, Generic, TypeVar

import fastavro
import fastavro.schema

from schemas.claim import ClaimReady
from schemas.codec_parts import NotCertain
from schemas.counted_bytes import CountedBytes
from schemas.encounter import EncounterEvent
from schemas.generated.fast_codec import (
    WRITE_FIELDS,
    read_encounter_event,
    write_claim_ready_after_encounter,
    write_claim_ready_before_encounter,
    write_claim_rejected_after_encounter,
    write_claim_rejected_before_encounter,
)
from schemas.records import value_reader
from schemas.rejection import ClaimRejected
from schemas.sources import NEWEST, read_index, read_released
from schemas.unreadable import Unreadable
from schemas.value import value
from schemas.wire import MAX_ARRAY_ITEMS, WireFault, walk_record
from schemas.writer import READER, WriterSchema, accept_writer

MAGIC: Final = 0
HEADER_BYTES: Final = 5
MAX_EVENT_BYTES: Final = 1_048_576
"""Default size limit of an event's value, bytes (`CLAIMS_MAX_EVENT_BYTES`)."""

_FIELD_SEPARATOR = "\x1f"

_NOT_A_CONTAINER: Final = (
    *(ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError),
    *(AssertionError, OSError, zlib.error, lzma.LZMAError),
    *(fastavro.read.SchemaResolutionError, fastavro.schema.SchemaParseException, fastavro.schema.UnknownType),
)
"""What the Avro library raises at a damaged file."""

T = TypeVar("T")


@value
class DecodedEncounter:
    """A decoded encounter event, and its bytes if an outcome may copy them."""

    event: EncounterEvent
    canonical_body: bytes | None
    """The encoded event, if it was written in canonical form with the schema that outcomes nest; else None."""
    marks: tuple[int, ...] = field(default=(), compare=False)
    """Where each field begins in the frame, and where the last one ends; empty if that is not known."""

    def body_of(self, changed: EncounterEvent) -> bytes | None:
        """The encoded form of the event with other values in some fields: the bytes of all other fields are copied.

        None if the bytes may not be copied or it is not known where the fields are.
        """
        body, marks, event = self.canonical_body, self.marks, self.event
        if body is None or changed is event or not marks:
            return body if changed is event else None
        out: list[bytes] = []
        copied = 0
        for place, (name, write) in enumerate(WRITE_FIELDS):
            if getattr(changed, name) is not getattr(event, name):
                out.append(body[copied : marks[place] - HEADER_BYTES])
                write(out, changed)
                copied = marks[place + 1] - HEADER_BYTES
        return b"".join((*out, body[copied:]))


def frame_schema_id(frame: bytes | None, max_bytes: int = MAX_EVENT_BYTES) -> int:
    """The schema id in the header of a Kafka record value.

    Raises:
        Unreadable: `not-framed`, `too-large`.
    """
    if frame is not None and len(frame) > max_bytes:
        raise Unreadable("too-large")
    if frame is None or len(frame) < HEADER_BYTES or frame[0] != MAGIC:
        raise Unreadable("not-framed")
    return int.from_bytes(frame[1:HEADER_BYTES], signed=False)


def decode_encounter(frame: bytes, writer: WriterSchema) -> DecodedEncounter:
    """Decode a framed value whose size and schema id are already checked.

    Raises:
        Unreadable: `truncated`, `trailing-bytes`, `malformed`, `value-out-of-range` or `value-not-supported`, with the
            path of the field.
    """
    if writer.same_as_reader:
        # Every array item takes at least a byte: a frame this small cannot hold too many of them.
        data = frame if len(frame) <= MAX_ARRAY_ITEMS else CountedBytes(frame)
        try:
            event, end, marks = read_encounter_event(data, HEADER_BYTES)
        except (NotCertain, IndexError, ValueError):
            pass
        else:
            if end == len(frame):
                require_ranges(event)
                return DecodedEncounter(event=event, canonical_body=frame[HEADER_BYTES:], marks=marks)
    return decode_with_words(frame, writer)


def decode_with_words(frame: bytes, writer: WriterSchema) -> DecodedEncounter:
    """Like `decode_encounter`, on the strict path: it reads every writer schema and names what is wrong."""
    try:
        canonical = walk_record(writer.check, frame, HEADER_BYTES)
    except WireFault as fault:
        raise Unreadable(fault.reason, fault.path or None) from None
    body = frame[HEADER_BYTES:]
    reader = None if writer.same_as_reader else READER
    record: Any = fastavro.schemaless_reader(io.BytesIO(body), writer.parsed, reader)
    event: EncounterEvent = value_reader(EncounterEvent)(record)
    require_ranges(event)
    return DecodedEncounter(event=event, canonical_body=body if canonical and writer.same_as_reader else None)


def require_ranges(event: EncounterEvent) -> None:
    """Refuse values that the encoding can hold but the contract does not allow (schemas/CONTRACT.md, "Outcomes").

    Raises:
        Unreadable: `value-out-of-range`, with the path of the field.
    """
    if event.encounter_version < 1:
        raise Unreadable("value-out-of-range", "encounter_version", "a whole number from 1")
    for index, line in enumerate(event.service_lines):
        if line.line_number < 0:
            raise Unreadable("value-out-of-range", f"service_lines[{index}].line_number", "a whole number from 0")
    # The claim id is made from these two, separated by this character.
    if _FIELD_SEPARATOR in event.source_system:
        raise Unreadable("value-out-of-range", "source_system", "text without U+001F")
    if _FIELD_SEPARATOR in event.encounter_id:
        raise Unreadable("value-out-of-range", "encounter_id", "text without U+001F")


class OutcomeEncoder(Generic[T]):
    """Encodes one type of outcome with one released schema.

    An Avro record is the concatenation of its fields. So an outcome is written as the fields before its encounter, the
    encounter, and the fields after it; the encounter's bytes are copied if the caller has them.
    """

    def __init__(
        self, schema_id: int, before: Callable[[list[bytes], T], None], after: Callable[[list[bytes], T], None]
    ):
        self._header = _header(schema_id)
        self._before = before
        self._after = after

    def encode(self, outcome: T, encounter: EncounterEvent, canonical_body: bytes | None = None) -> bytes:
        """The framed value of an outcome.

        Args:
            outcome: the claim or rejection.
            encounter: its nested encounter.
            canonical_body: the encounter's bytes from `DecodedEncounter`, if nothing in it was changed.
        """
        out = [self._header]
        self._before(out, outcome)
        if canonical_body is None:
            _put_encounter(out, encounter)
        else:
            out.append(canonical_body)
        self._after(out, outcome)
        return b"".join(out)


def _header(schema_id: int) -> bytes:
    return bytes([MAGIC]) + schema_id.to_bytes(4)


@cache
def _embedded_ids() -> Mapping[tuple[str, int], int]:
    """The ids of the released schemas, by name and version."""
    return {(entry["name"], entry["version"]): int(entry["id"]) for entry in read_index()}


def _embedded_id(name: str) -> int:
    """The id of the newest release of a schema."""
    return _embedded_ids()[name, NEWEST[name]]


def ready_encoder(schema_id: int | None = None) -> OutcomeEncoder[ClaimReady]:
    """The encoder of claims, with the embedded schema id or the one from a registry."""
    found = _embedded_id("ClaimReady") if schema_id is None else schema_id
    return OutcomeEncoder(found, write_claim_ready_before_encounter, write_claim_ready_after_encounter)


def rejected_encoder(schema_id: int | None = None) -> OutcomeEncoder[ClaimRejected]:
    """The encoder of rejections, with the embedded schema id or the one from a registry."""
    found = _embedded_id("ClaimRejected") if schema_id is None else schema_id
    return OutcomeEncoder(found, write_claim_rejected_before_encounter, write_claim_rejected_after_encounter)


def encode_encounter(event: EncounterEvent, schema_id: int | None = None) -> bytes:
    """The framed value of an encounter event, as a producer sends it, in the newest schema."""
    found = _embedded_id("EncounterEvent") if schema_id is None else schema_id
    out = [_header(found)]
    _put_encounter(out, event)
    return b"".join(out)


def _put_encounter(out: list[bytes], event: EncounterEvent) -> None:
    for _, write in WRITE_FIELDS:
        write(out, event)


def decode_outcome(frame: bytes, released: Mapping[int, tuple[str, int]] | None = None) -> tuple[str, dict[str, Any]]:
    """Type name and plain record of an outcome, for tests and tools.

    Args:
        frame: the value of a record.
        released: name and version of the released schema by id; None = the embedded ids.

    Raises:
        Unreadable: no released schema has the id, or the bytes are not of that schema.
    """
    if released is None:
        released = {number: schema for schema, number in _embedded_ids().items()}
    schema = released.get(frame_schema_id(frame, len(frame)))
    if schema is None:
        raise Unreadable("schema-unknown")
    try:
        record: Any = fastavro.schemaless_reader(io.BytesIO(frame[HEADER_BYTES:]), _parsed(*schema), None)
    except _NOT_A_CONTAINER:
        raise Unreadable("malformed") from None
    return schema[0], record


@lru_cache(maxsize=16)
def _parsed(name: str, version: int) -> Any:
    return fastavro.schema.parse_schema(read_released(name, version))


def read_container(data: bytes) -> list[bytes]:
    """The events of an Avro container file, each framed as a producer would send it.

    Raises:
        Unreadable: `malformed`, if it is not an Avro file of encounter events.
    """
    try:
        reader: Any = fastavro.reader(io.BytesIO(data), reader_schema=READER)
        accept_writer(reader.writer_schema)  # what the schema says decides what a record may cost
        records = list(reader)
    except (Unreadable, *_NOT_A_CONTAINER):
        raise Unreadable("malformed", None, "an Avro file of encounter events") from None
    framed = []
    header = _header(_embedded_id("EncounterEvent"))
    for record in records:
        out = io.BytesIO()
        out.write(header)
        fastavro.schemaless_writer(out, READER, record)
        framed.append(out.getvalue())
    return framed


def write_container(out: IO[bytes], events: Iterable[EncounterEvent]) -> None:
    """Write events to an Avro container file, one by one, in the newest schema."""

    def records() -> Iterator[Any]:
        for event in events:
            yield fastavro.schemaless_reader(io.BytesIO(encode_encounter(event)[HEADER_BYTES:]), READER, None)

    fastavro.writer(out, READER, records(), codec="deflate")
