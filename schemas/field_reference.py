"""The fields of an encounter event for people and programs: type, meaning, symbols and examples, from the schemas."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from schemas.path import join_path
from schemas.person_fields import is_of_a_person
from schemas.samples import sample_form, sample_names
from schemas.sources import read_source
from schemas.value import value

ROOT: Final = "EncounterEvent"
_NAMESPACE: Final = "claims.v1."
_UNSPECIFIED: Final = "UNSPECIFIED"
_MOST_EXAMPLES: Final = 3
_KINDS: Final[Mapping[str, str]] = {
    "string": "text",
    "uuid": "UUID",
    "date": "date",
    "timestamp-millis": "instant",
    "int": "whole number",
    "long": "whole number",
    "boolean": "true or false",
    "Money": "amount",
    "Quantity": "quantity",
}
_INDEX: Final = re.compile(r"\[[0-9]*\]")


@value
class FieldDoc:
    """One field of a record."""

    name: str
    doc: str
    kind: str
    """What its value is, in plain words; the name of a record or enumeration."""
    many: bool
    """Whether it is a list."""
    required: bool
    default: Any
    """The JSON form of its default; None also for a required field."""
    symbols: tuple[str, ...]
    """What an enumeration allows."""
    record: str | None
    """The record that its value is."""
    personal: bool
    """Whether it can identify a person (`phi` in the schemas), alone or by what it is part of."""
    examples: tuple[str, ...]

    @property
    def type_text(self) -> str:
        """Its type in a few words."""
        return f"list of {self.kind}" if self.many else self.kind


@value
class RecordDoc:
    """One record of the event."""

    name: str
    doc: str
    paths: tuple[str, ...]
    """Where it is in an event, with `[]` for an index; empty for the event itself."""
    fields: tuple[FieldDoc, ...]


@cache
def record_docs() -> Mapping[str, RecordDoc]:
    """Every record of an encounter event by name, the event first, in the order of the schema."""
    paths: dict[str, list[str]] = {}
    for record, path in _records(ROOT, ""):
        paths.setdefault(record, []).append(path)
    examples = _examples()
    made = {}
    for record, places in paths.items():
        source = read_source(record)
        fields = tuple(_field(field, record, places, examples) for field in source["fields"])
        made[record] = RecordDoc(
            name=record, doc=source["doc"], paths=tuple(path for path in places if path), fields=fields
        )
    return made


def find_field(path: str) -> FieldDoc | None:
    """The field at a path, with or without indexes; None if there is none."""
    docs = record_docs()
    record: RecordDoc | None = docs[ROOT]
    found: FieldDoc | None = None
    for name in _INDEX.sub("", path.strip()).split("."):
        found = next((field for field in record.fields if field.name == name), None) if record else None
        record = docs.get(found.record) if found and found.record else None
    return found


def _field(
    field: dict[str, Any], record: str, places: list[str], examples: Mapping[tuple[str, str], list[str]]
) -> FieldDoc:
    name, many, named = field["name"], _is_list(field["type"]), value_type(field["type"])
    source = read_source(named) if named not in _KINDS else {}
    symbols = tuple(symbol for symbol in source.get("symbols", ()) if symbol != _UNSPECIFIED)
    return FieldDoc(
        name=name,
        doc=field["doc"],
        kind=_KINDS.get(named, named),
        many=many,
        required="default" not in field,
        default=field.get("default"),
        symbols=symbols,
        record=named if "fields" in source else None,
        personal=all(is_of_a_person(join_path(path, name) if path else name) for path in places),
        examples=() if symbols else tuple(examples.get((record, name), ())),
    )


def value_type(schema: Any) -> str:
    """The type of a field's value without null and list: a logical type, a primitive, or the short name of a type."""
    if isinstance(schema, list):
        return value_type(next(branch for branch in schema if branch != "null"))
    if isinstance(schema, dict):
        inner = schema["items"] if schema["type"] == "array" else schema.get("logicalType", schema["type"])
        return value_type(inner)
    return str(schema).removeprefix(_NAMESPACE)


def _is_list(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "array"


def _records(record: str, path: str) -> Iterator[tuple[str, str]]:
    yield record, path
    for field in read_source(record)["fields"]:
        named = value_type(field["type"])
        if named not in _KINDS and "fields" in read_source(named):
            step = f"{field['name']}[]" if _is_list(field["type"]) else field["name"]
            yield from _records(named, join_path(path, step) if path else step)


@cache
def _examples() -> Mapping[tuple[str, str], list[str]]:
    """Values of each field in the samples that become claims, the first few of each."""
    found: dict[tuple[str, str], list[str]] = {}

    def collect(form: Mapping[str, Any], record: str) -> None:
        types = {field["name"]: value_type(field["type"]) for field in read_source(record)["fields"]}
        for name, part in form.items():
            for item in part if isinstance(part, list) else [part]:
                if isinstance(item, dict):
                    collect(item, types[name])
                elif item is not None:
                    text = item if isinstance(item, str) else str(item).lower()
                    known = found.setdefault((record, name), [])
                    if text not in known and len(known) < _MOST_EXAMPLES:
                        known.append(text)

    for sample in sample_names():
        if not sample.startswith(("rejected-", "hostile-", "repairs-")):
            collect(sample_form(sample), ROOT)
    return found
