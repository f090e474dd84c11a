"""A writer's schema that could cost too much, or that means something else, is refused before any record is read."""

import copy
import io
from collections.abc import Callable
from typing import Any

import fastavro
import pytest

from schemas.codec import HEADER_BYTES, decode_encounter, encode_encounter
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from schemas.sources import NEWEST, read_released
from schemas.unreadable import Unreadable
from schemas.writer import READER, accept_writer


def _changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    schema = copy.deepcopy(read_released("EncounterEvent", NEWEST["EncounterEvent"]))
    change(schema)
    return schema


def _add(kind: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda schema: schema["fields"].append({"name": "later", "type": kind, "default": None})


NULLS = {"type": "array", "items": "null"}
EMPTY = {"type": "record", "name": "Nothing", "fields": []}
RECURSIVE = {"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}
BYTES_DECIMAL = {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}
WIDE = {"type": "record", "name": "Wide", "fields": [{"name": f"f{n}", "type": "int"} for n in range(2001)]}


@pytest.mark.parametrize(
    "schema",
    [
        _changed(_add(["null", NULLS])),
        _changed(_add(["null", {"type": "array", "items": EMPTY}])),
        _changed(_add(["null", RECURSIVE])),
        _changed(_add(["null", BYTES_DECIMAL])),
        _changed(_add(["null", WIDE])),
        _changed(lambda schema: schema.update(name="SomethingElse")),
        _changed(lambda schema: schema.update(namespace="claims.v2")),
        _changed(lambda schema: schema["fields"].pop(0)),
        read_released("ClaimReady", NEWEST["ClaimReady"]),
        "string",
        {"type": "record"},
        {"type": "record", "name": "claims.v1.EncounterEvent", "fields": [{"name": "x", "type": "unknown"}]},
        [],
        None,
        17,
    ],
)
def test_refused(schema: Any) -> None:
    """Such a schema is `schema-not-released`."""
    with pytest.raises(Unreadable) as fault:
        accept_writer(schema)
    assert fault.value.reason == "schema-not-released"


def test_the_released_schema_is_our_own() -> None:
    """A writer with the released schema is read without resolution."""
    assert accept_writer(read_released("EncounterEvent", NEWEST["EncounterEvent"])).same_as_reader


def test_a_later_writer_is_read() -> None:
    """An event of a later writer, with a field and a symbol that we do not know, is read with what we know."""
    later = _changed(lambda schema: schema["fields"].append({"name": "later", "type": "string", "default": ""}))
    next(field for field in later["fields"] if field["name"] == "purpose")["type"]["symbols"].append("LATER")
    writer = accept_writer(later)
    assert not writer.same_as_reader
    event = read_encounter(parse_json(sample_text("office-visit")))
    record = fastavro.schemaless_reader(io.BytesIO(encode_encounter(event)[HEADER_BYTES:]), READER, None)
    assert isinstance(record, dict)
    record["later"] = "news"
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(later), record)
    decoded = decode_encounter(b"\0\0\0\0\x09" + out.getvalue(), writer)
    assert decoded.event == event
    assert decoded.canonical_body is None
    record["purpose"] = "LATER"
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(later), record)
    with pytest.raises(Unreadable) as fault:
        decode_encounter(b"\0\0\0\0\x09" + out.getvalue(), writer)
    assert (fault.value.reason, fault.value.field) == ("value-not-supported", "purpose")
