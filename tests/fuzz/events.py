"""What must hold of any bytes of an event and of any JSON: the targets `decode` and `json`."""

import io
import json
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal, assert_never, get_args, get_origin

import avro.io
import avro.schema

from rules.catalog import load_catalogue
from rules.engine.engine import Engine
from rules.load_profiles import load_profiles
from rules.tables.table_folder import open_tables
from schemas.codec import (
    HEADER_BYTES,
    DecodedEncounter,
    decode_encounter,
    decode_with_words,
    encode_encounter,
    frame_schema_id,
    ready_encoder,
    rejected_encoder,
)
from schemas.encounter import EncounterEvent
from schemas.json_form import parse_json, read_encounter, to_json
from schemas.misfits.misfit import NotAnEncounter
from schemas.records import field_types, value_reader, wire_name
from schemas.samples import sample_names, sample_text
from schemas.scalars import read_uuid
from schemas.schema_source import EmbeddedSchemas
from schemas.sources import read_index, read_released
from schemas.unreadable import Unreadable
from schemas.writer import WriterSchema
from tests.fuzz.tables import load_fixtures
from workers.pipeline.outcome import DeadLetter, Ready, Rejected
from workers.pipeline.process_encounter import Rulebook, process_encounter

_SCHEMAS: Final = EmbeddedSchemas()


def event_seeds() -> Iterator[bytes]:
    """Every sample, as a producer sends it."""
    for name in sample_names():
        yield encode_encounter(read_encounter(parse_json(sample_text(name))))


def json_seeds() -> Iterator[bytes]:
    """Every sample, as JSON."""
    for name in sample_names():
        yield json.dumps(parse_json(sample_text(name)), separators=(",", ":"), default=str).encode()


def json_words() -> list[bytes]:
    """The field names and symbols of an encounter event, which a fuzzer would not guess."""
    return sorted(_words_of(EncounterEvent), key=len)


def _words_of(cls: Any) -> set[bytes]:
    found: set[bytes] = set()
    for name, hint in field_types(cls).items():
        found.add(wire_name(name).encode())
        for inner in (hint, *get_args(hint), *(deep for part in get_args(hint) for deep in get_args(part))):
            if get_origin(inner) is Literal:
                found |= {str(symbol).encode() for symbol in get_args(inner)}
            elif is_dataclass(inner) and isinstance(inner, type):
                found |= _words_of(inner)
    return found


def check_event(frame: bytes) -> bool:
    """Any bytes are an event or are refused with a reason; returns which.

    The fast way of decoding and the strict one must agree, Apache's own decoder must read the same values from what is
    accepted, and the event must have an outcome, in which Apache's decoder reads the event again.
    """
    try:
        writer = _SCHEMAS.writer(frame_schema_id(frame))
    except Unreadable:
        return False
    fast, strict = _read(decode_encounter, frame, writer), _read(decode_with_words, frame, writer)
    assert fast == strict, "the fast way and the strict one disagree"
    if not isinstance(fast, DecodedEncounter):
        return False
    record = _second_opinion(frame_schema_id(frame), frame)
    record["event_id"] = read_uuid(record["event_id"])
    assert fast.event == value_reader(EncounterEvent)(record), "Apache's decoder disagrees"
    _check_outcome(frame)
    return True


def check_json(raw: bytes) -> bool:
    """Any text is an event or is refused with a reason; an event survives JSON and Avro."""
    try:
        event = read_encounter(parse_json(raw.decode(errors="replace")))
    except NotAnEncounter:
        return False
    assert read_encounter(parse_json(json.dumps(to_json(event)))) == event, "JSON changes the event"
    check = check_event(encode_encounter(event))
    assert check, "what JSON says cannot be said in Avro"
    return True


def _read(read: Any, frame: bytes, writer: WriterSchema) -> DecodedEncounter | tuple[Any, ...]:
    try:
        decoded: DecodedEncounter = read(frame, writer)
    except Unreadable as fault:
        return fault.reason, fault.field
    return decoded


@cache
def _apache_reader(schema_id: int) -> avro.io.DatumReader:
    entry = next(entry for entry in read_index() if entry["id"] == schema_id)
    return avro.io.DatumReader(avro.schema.parse(json.dumps(read_released(entry["name"], entry["version"]))))


def _second_opinion(schema_id: int, frame: bytes) -> dict[str, Any]:
    source = io.BytesIO(frame[HEADER_BYTES:])
    record: Any = _apache_reader(schema_id).read(avro.io.BinaryDecoder(source))
    assert not source.read(1), "Apache's decoder does not read to the end"
    assert isinstance(record, dict)
    return record


@cache
def _rulebook() -> Rulebook:
    """Every code table there is, and edits that raise instead of being listed as not checked."""
    catalogue = load_catalogue()
    with TemporaryDirectory(prefix="fuzz-tables-") as folder:
        load_fixtures(Path(folder))
        return Rulebook(
            schemas=_SCHEMAS,
            engine=Engine(catalogue, keep_going=False),
            profiles=load_profiles(catalogue),
            tables=open_tables(Path(folder)),
        )


def _check_outcome(frame: bytes) -> None:
    outcome = process_encounter(frame, _rulebook())
    match outcome:
        case Ready():
            frame = ready_encoder().encode(outcome.claim, outcome.claim.encounter, outcome.canonical_body)
            written = outcome.claim.encounter
        case Rejected():
            rejection = outcome.rejection
            frame = rejected_encoder().encode(rejection, rejection.encounter, outcome.canonical_body)
            written = rejection.encounter
        case DeadLetter():
            raise AssertionError("an event that was decoded is a dead letter")
        case _:
            assert_never(outcome)
    record = _second_opinion(frame_schema_id(frame), frame)["encounter"]
    assert value_reader(EncounterEvent)(record) == written, "the outcome holds another encounter"
