"""The plain records of the Avro library become values of this package here.

The functions are made once a class from its fields, so that the classes stay the only description of the shape.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from schemas.path import join_path
from schemas.unreadable import Unreadable

Record: TypeAlias = dict[str, Any]

# Resolving the hints of a class is slow, and the catalogue of edits asks for the same few classes thousands of times.
_FIELD_TYPES: Final[dict[type[Any], Mapping[str, Any]]] = {}

UNSPECIFIED = "UNSPECIFIED"
READ_LENIENTLY: Mapping[frozenset[str], str] = {
    frozenset(("FEMALE", "MALE", "UNKNOWN")): "UNKNOWN",
    frozenset(("PERSON", "ORGANIZATION", "UNKNOWN")): "UNKNOWN",
    frozenset(("SELF", "SPOUSE", "CHILD", "OTHER")): "OTHER",
}
"""Enums of which a later symbol is read as this one; of all others it makes a dead letter (contract section 2)."""


def wire_name(attribute: str) -> str:
    """Name of a field on the wire; `from` is a word of Python and stands as `from_` in the code."""
    return attribute.removesuffix("_")


def bare_type(hint: Any) -> Any:
    """A type hint without its annotations and without `None`."""
    if get_origin(hint) is Annotated:
        return bare_type(get_args(hint)[0])
    if get_origin(hint) in (types.UnionType, Union):
        return bare_type(next(arm for arm in get_args(hint) if arm is not type(None)))
    return hint


def field_types(cls: type[Any]) -> Mapping[str, Any]:
    """The fields of a value class, in order, each with its bare type (a class, `Literal[…]` or `tuple[…, ...]`)."""
    known = _FIELD_TYPES.get(cls)
    if known is None:
        hints = get_type_hints(cls)
        known = _FIELD_TYPES[cls] = {field.name: bare_type(hints[field.name]) for field in fields(cls)}
    return known


@cache
def value_reader(cls: type[Any]) -> Callable[[Record], Any]:
    """A function from the Avro library's record to a value of the class.

    The record is used up. It raises `Unreadable` (`value-not-supported`, with the field) at an enum symbol of a later
    version.
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
    """How a part of a record becomes a field; None where it is one already."""
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
    return part if type(part) is str else str(part)  # the Avro library makes objects of uuids


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
                made.append(each(item))  # noqa: PERF401 - the length says at which item a fault was
        except Unreadable as fault:
            raise Unreadable(fault.reason, join_path(f"[{len(made)}]", fault.field), fault.expected) from None
        return tuple(made)

    return read_items
