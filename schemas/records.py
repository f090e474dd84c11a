"""Convert the plain records of the Avro library to the value classes of this package.

The functions are generated once per class from its fields, so the classes stay the only description of the shape.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from schemas.path import join_path
from schemas.unreadable import Unreadable

Record: TypeAlias = dict[str, Any]

UNSPECIFIED = "UNSPECIFIED"
READ_LENIENTLY: Mapping[frozenset[str], str] = {
    frozenset(("FEMALE", "MALE", "UNKNOWN")): "UNKNOWN",
    frozenset(("PERSON", "ORGANIZATION", "UNKNOWN")): "UNKNOWN",
    frozenset(("SELF", "SPOUSE", "CHILD", "OTHER")): "OTHER",
}
"""How a symbol of a later version is read, by enum; in all other enums it makes a dead letter.

See schemas/CONTRACT.md, "Schemas".
"""


def wire_name(attribute: str) -> str:
    """Name of a field on the wire; `from` is a Python keyword and is spelled `from_` in code."""
    return attribute.removesuffix("_")


def bare_type(hint: Any) -> Any:
    """A type hint without annotations and without `None`."""
    if get_origin(hint) is Annotated:
        return bare_type(get_args(hint)[0])
    if get_origin(hint) in (types.UnionType, Union):
        return bare_type(next(arm for arm in get_args(hint) if arm is not type(None)))
    return hint


def _field_types(cls: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: bare_type(hints[field.name]) for field in fields(cls)}


# Resolving type hints is slow, and the edit catalog asks for the same few classes thousands of times.
field_types: Callable[[Any], Mapping[str, Any]] = cache(_field_types)
"""The fields of a value class in order, with bare types (a class, `Literal[…]` or `tuple[…, ...]`)."""


@cache
def value_reader(cls: type[Any]) -> Callable[[Record], Any]:
    """A function that converts a record of the Avro library to a value of the class.

    The function consumes the record. It raises `Unreadable` (`value-not-supported`, with the field) at an enum symbol
    of a later version.
    """
    steps: list[tuple[str, Callable[[Any], Any]]] = []
    renamed = [name for name in field_types(cls) if wire_name(name) != name]
    for name, hint in field_types(cls).items():
        step = _reading_step(hint)
        if step is not None:
            steps.append((name, step))

    def read(record: Record) -> Any:
        for name in renamed:
            record[name] = record.pop(wire_name(name))
        name = ""
        try:
            for name, step in steps:
                part = record[name]
                if part is not None:
                    record[name] = step(part)
        except Unreadable as fault:
            raise Unreadable(fault.reason, join_path(wire_name(name), fault.field), fault.expected) from None
        return cls(**record)

    return read


def _reading_step(hint: Any) -> Callable[[Any], Any] | None:
    """How to convert a part of a record; None if it needs no conversion."""
    if is_dataclass(hint) and isinstance(hint, type):
        return value_reader(hint)
    if get_origin(hint) is Literal:
        return _symbol_step(get_args(hint))
    if get_origin(hint) is tuple:
        return _items_step(_reading_step(bare_type(get_args(hint)[0])))
    if hint is str:
        return _text_step
    return None


def _text_step(part: Any) -> str:
    return part if type(part) is str else str(part)  # the Avro library returns UUID objects


def _symbol_step(symbols: tuple[str, ...]) -> Callable[[Any], str]:
    lenient = READ_LENIENTLY.get(frozenset(symbols))
    words = "one of " + ", ".join(symbols)

    def step(part: Any) -> str:
        if part != UNSPECIFIED:
            symbol: str = part
            return symbol
        if lenient is None:
            raise Unreadable("value-not-supported", None, words)
        return lenient

    return step


def _items_step(step: Callable[[Any], Any] | None) -> Callable[[Any], tuple[Any, ...]]:
    if step is None or step is _text_step:
        return tuple
    each = step

    def read_items(part: Any) -> tuple[Any, ...]:
        made: list[Any] = []
        try:
            for item in part:
                made.append(each(item))  # noqa: PERF401 - the length tells which item failed
        except Unreadable as fault:
            raise Unreadable(fault.reason, join_path(f"[{len(made)}]", fault.field), fault.expected) from None
        return tuple(made)

    return read_items
