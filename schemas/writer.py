"""Check a writer schema before reading its records, because it decides what a record may cost."""

from collections.abc import Mapping
from typing import Any, Final

import fastavro.schema

from schemas.compatibility import unreadable_parts
from schemas.fingerprint import fingerprint
from schemas.sources import NEWEST, read_released
from schemas.unreadable import Unreadable
from schemas.value import value
from schemas.wire import Check, compile_check, full_name

MAX_NODES: Final = 2_000
"""The most parts (objects and lists of its JSON) that a writer schema may have (schemas/CONTRACT.md, "Wire format")."""

READER_SCHEMA: Final[Any] = read_released("EncounterEvent", NEWEST["EncounterEvent"])
READER: Final[Any] = fastavro.schema.parse_schema(READER_SCHEMA)
_READER_FINGERPRINT: Final = fingerprint(READER_SCHEMA)


@value
class WriterSchema:
    """An accepted writer schema: how to check its records, and how to read them."""

    parsed: Any
    check: Check
    same_as_reader: bool


def accept_writer(schema: Any) -> WriterSchema:
    """Check and prepare a writer schema of encounter events.

    Raises:
        Unreadable: `schema-not-released`, if it is not an encounter event, is recursive, has items of zero size, a
            decimal of type bytes, more than `MAX_NODES` parts, or cannot be read by our schema with the same meaning.
    """
    refused = Unreadable("schema-not-released")
    try:
        parsed = fastavro.schema.parse_schema(schema)
        if not isinstance(parsed, Mapping) or parsed.get("type") != "record":
            raise refused
        if full_name(parsed) != "claims.v1.EncounterEvent" or _parts(schema) > MAX_NODES:
            raise refused
        if not _bounded(parsed, {}, set()) or unreadable_parts(schema, READER_SCHEMA):
            raise refused
        same = fingerprint(schema) == _READER_FINGERPRINT
        return WriterSchema(parsed=READER if same else parsed, check=compile_check(parsed), same_as_reader=same)
    except (fastavro.schema.SchemaParseException, fastavro.schema.UnknownType):
        raise refused from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, IndexError):
        # No released schema makes the parser fail.
        raise refused from None


def _parts(schema: Any) -> int:
    if isinstance(schema, Mapping):
        return 1 + sum(_parts(part) for part in schema.values())
    if isinstance(schema, list):
        return 1 + sum(_parts(part) for part in schema)
    return 0


def _bounded(schema: Any, named: dict[str, bool], open_names: set[str]) -> bool:
    """Whether no type contains itself, no array has items of zero size, and no decimal is of type bytes."""
    if isinstance(schema, list):
        return all(_bounded(branch, named, open_names) for branch in schema)
    if isinstance(schema, str):
        return schema not in open_names
    kind = schema["type"]
    if kind == "record":
        name = full_name(schema)
        inside = open_names | {name}
        fields = [field["type"] for field in schema["fields"]]
        good = all(_bounded(field, named, inside) for field in fields)
        named[name] = any(_has_size(field, named) for field in fields)
        return good
    if kind in ("enum", "fixed"):
        named[full_name(schema)] = kind == "enum" or schema["size"] > 0
        return True
    if kind in ("array", "map"):
        items = schema["items" if kind == "array" else "values"]
        return _bounded(items, named, open_names) and (kind == "map" or _has_size(items, named))
    if kind == "bytes" and schema.get("logicalType") == "decimal":
        return False
    return kind not in open_names if isinstance(kind, str) else _bounded(kind, named, open_names)


def _has_size(schema: Any, named: Mapping[str, bool]) -> bool:
    if isinstance(schema, list):
        return True
    kind = schema if isinstance(schema, str) else schema["type"]
    if kind in ("record", "enum", "fixed"):
        return named[full_name(schema)]
    return kind != "null" and named.get(kind, True) if isinstance(kind, str) else True
