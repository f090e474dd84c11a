"""JSON Schemas (draft 2020-12) of the JSON form, made from the Avro schemas."""

from collections.abc import Mapping
from typing import Any, Final

from schemas.field_reference import ROOT, record_docs, value_type
from schemas.sources import NEWEST, read_source

_UNSPECIFIED: Final = "UNSPECIFIED"
_DECIMAL: Final = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_SCALARS: Final[Mapping[str, Mapping[str, Any]]] = {
    "string": {"type": "string"},
    "uuid": {
        "type": "string",
        "format": "uuid",
        "pattern": "^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$",
    },
    "date": {"type": "string", "format": "date", "pattern": f"^{_DATE}$"},
    "timestamp-millis": {
        "type": "string",
        "format": "date-time",
        "pattern": f"^{_DATE}[Tt ]{_TIME}$",
    },
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "long": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "boolean": {"type": "boolean"},
}
_NARROWED: Final[Mapping[tuple[str, str], Mapping[str, Any]]] = {
    ("EncounterEvent", "encounter_version"): {"minimum": 1},
    ("EncounterEvent", "source_system"): {"pattern": "^[^\\u001f]*$"},
    ("EncounterEvent", "encounter_id"): {"pattern": "^[^\\u001f]*$"},
    ("ServiceLine", "line_number"): {"minimum": 0},
}
"""What the contract allows of what the type can hold (`require_ranges`)."""


def json_schema(name: str = ROOT) -> dict[str, Any]:
    """The JSON Schema of an event or outcome, with docs, examples and the extension keyword `x-phi`.

    It says as much as such a schema can: that no name is given twice, and that decimals given as numbers have few
    enough digits, only `claims-worker check` tells.

    Args:
        name: the newest version of this type is described.
    """
    made: dict[str, Any] = {}
    _define(name, made)
    root = made.pop(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:claims-worker:{name}:v{NEWEST[name]}",
        "title": f"{name} v{NEWEST[name]}",
        **root,
        "$defs": made,
    }


def _define(name: str, made: dict[str, Any]) -> None:
    """Add a named type, and those that it uses, to the definitions."""
    if name in made:
        return
    source = read_source(name)
    about = {"description": source["doc"]}
    match source["type"]:
        case "enum":
            made[name] = {**about, "enum": [symbol for symbol in source["symbols"] if symbol != _UNSPECIFIED]}
        case "fixed":
            made[name] = {**about, "anyOf": [{"type": "string", "pattern": _DECIMAL}, {"type": "number"}]}
        case _:
            made[name] = {}  # its place, before the types that it uses
            fields = source["fields"]
            made[name] = {
                **about,
                "type": "object",
                "properties": {field["name"]: _property(name, field, made) for field in fields},
                "required": [field["name"] for field in fields if "default" not in field],
                "additionalProperties": False,
            }


def _property(record: str, field: Mapping[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    schema = {**_schema(field["type"], made), **_NARROWED.get((record, field["name"]), {})}
    if field.get("default") is not None:
        schema["default"] = field["default"]
    docs = {each.name: each for each in record_docs()[record].fields} if record in record_docs() else {}
    if field["name"] in docs and docs[field["name"]].examples and not docs[field["name"]].many:
        schema["examples"] = [_example(value_type(field["type"]), text) for text in docs[field["name"]].examples]
    return {"description": field["doc"], **({"x-phi": True} if field.get("phi") else {}), **schema}


def _example(kind: str, text: str) -> Any:
    if kind in ("int", "long"):
        return int(text)
    return text == "true" if kind == "boolean" else text


def _schema(schema: Any, made: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema, list):
        (inner,) = (branch for branch in schema if branch != "null")
        found = _schema(inner, made)
        if "type" in found:
            return {**found, "type": [found["type"], "null"]}
        return {"anyOf": [found, {"type": "null"}]}
    if isinstance(schema, dict) and schema["type"] == "array":
        return {"type": ["array", "null"], "items": _schema(schema["items"], made)}
    name = value_type(schema)
    if name in _SCALARS:
        return dict(_SCALARS[name])
    _define(name, made)
    return {"$ref": f"#/$defs/{name}"}
