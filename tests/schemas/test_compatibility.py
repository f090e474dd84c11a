"""No release changes what another one means: every schema is held against all its released ancestors."""

import copy
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from schemas.compatibility import unreadable_parts
from schemas.sources import NEWEST, assemble, read_index, read_released

PAIRS = [
    (first, second) for first, second in itertools.product(read_index(), repeat=2) if first["name"] == second["name"]
]


@pytest.mark.parametrize(("writer", "reader"), PAIRS)
def test_full_transitive(writer: dict[str, Any], reader: dict[str, Any]) -> None:
    """Every release of a type reads what every other one wrote."""
    written = read_released(writer["name"], writer["version"])
    assert unreadable_parts(written, read_released(reader["name"], reader["version"])) == []


@pytest.mark.parametrize("name", NEWEST)
def test_sources_against_releases(name: str) -> None:
    """The sources as they stand read, and are read by, every release of their type."""
    for entry in read_index():
        if entry["name"] == name:
            released = read_released(name, entry["version"])
            assert unreadable_parts(released, assemble(name)) == []
            assert unreadable_parts(assemble(name), released) == []


def _find(schema: Any, name: str) -> dict[str, Any]:
    """The definition of a named type within a schema."""
    stack = [schema]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if part.get("name") == name and "type" in part and isinstance(part["type"], str):
                return part
            stack += part.values()
        elif isinstance(part, list):
            stack += part
    raise LookupError(name)


def _field(record: dict[str, Any], name: str) -> dict[str, Any]:
    made: dict[str, Any] = next(field for field in record["fields"] if field["name"] == name)
    return made


def _change(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    schema = copy.deepcopy(read_released("EncounterEvent", NEWEST["EncounterEvent"]))
    change(schema)
    return schema


BREAKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "scale of a decimal": lambda schema: _find(schema, "Money").update(scale=3),
    "precision of a decimal": lambda schema: _find(schema, "Quantity").update(precision=10),
    "size of a fixed": lambda schema: _find(schema, "Money").update(size=12),
    "logical type of a date": lambda schema: _field(schema, "service_from").update(type="int"),
    "logical type of an instant": lambda schema: _field(schema, "occurred_at").update(
        type={"type": "long", "logicalType": "timestamp-micros"}
    ),
    "default of an enum": lambda schema: _find(schema, "ClaimForm").update(default="PROFESSIONAL"),
    "order of the symbols": lambda schema: _find(schema, "Purpose").update(
        symbols=["UNSPECIFIED", "REPORTING", "CHARGEABLE"]
    ),
    "order of the fields": lambda schema: schema["fields"].reverse(),
    "name of a type": lambda schema: _find(schema, "Patient").update(name="Person"),
    "type of a field": lambda schema: _field(schema, "encounter_version").update(type="string"),
    "new field without a default": lambda schema: schema["fields"].append({"name": "later", "type": "string"}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_changes_that_break(name: str) -> None:
    """A change of meaning is found, in one direction at least."""
    changed = _change(BREAKS[name])
    released = read_released("EncounterEvent", NEWEST["EncounterEvent"])
    assert unreadable_parts(released, changed) + unreadable_parts(changed, released)


def test_addition_with_default() -> None:
    """A field that is added at the end with a default breaks nothing."""
    changed = _change(lambda schema: schema["fields"].append({"name": "later", "type": "string", "default": ""}))
    released = read_released("EncounterEvent", NEWEST["EncounterEvent"])
    assert unreadable_parts(released, changed) == []
    assert unreadable_parts(changed, released) == []


def test_later_symbol() -> None:
    """A symbol that is added to an enum is read by its default."""
    changed = _change(lambda schema: _find(schema, "Purpose")["symbols"].append("LATER"))
    assert unreadable_parts(changed, read_released("EncounterEvent", NEWEST["EncounterEvent"])) == []
