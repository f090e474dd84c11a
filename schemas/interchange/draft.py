"""A record of an event while its values come in, and the value that is made of it in the end."""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Final, TypeAlias, get_args, get_origin

from schemas.interchange.claim_parts import Part
from schemas.path import join_path
from schemas.records import bare_type, field_types, wire_name

Source: TypeAlias = tuple[Part, int, int]
"""A segment, the element, and its component or 0."""
Drop: TypeAlias = Callable[[str, "Draft"], None]
"""Called with the path and the draft of a record that is left out."""

_KEPT: Final = frozenset(("service_lines", "patient", "billing_provider", "institutional"))
"""Records that are kept whole or not at all: without a value that they need there is no claim."""


class Draft(dict[str, Any]):
    """Fields by attribute name, each a value, a draft, or a list of either; and where they came from."""

    __slots__ = ("came",)

    def __init__(self) -> None:
        super().__init__()
        self.came: list[Source] = []

    def copied(self) -> "Draft":
        """The same values in drafts of their own."""
        made = Draft()
        made.came = list(self.came)
        for name, part in self.items():
            if isinstance(part, Draft):
                made[name] = part.copied()
            elif isinstance(part, list):
                made[name] = [one.copied() if isinstance(one, Draft) else one for one in part]
            else:
                made[name] = part
        return made


class Absent(Exception):
    """A value that a record needs is absent."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def build(cls: type[Any], draft: Draft, dropped: Drop) -> Any:
    """The value that a draft holds. A text that the record needs and nothing supplied is blank.

    Args:
        cls: the class of the value.
        draft: consumed.
        dropped: called with the path and the draft of each record that is left out, because a date, number or amount
            that it needs is absent.

    Raises:
        Absent: the record itself needs such a value.
    """
    shape = _shape(cls)
    for name, inner in shape.records:
        part = draft.get(name)
        if part is None:
            continue
        if isinstance(part, Draft):
            try:
                draft[name] = build(inner, part, dropped)
            except Absent as absent:
                if name in _KEPT:
                    raise Absent(f"{wire_name(name)}.{absent.path}") from None
                dropped(wire_name(name), part)
                del draft[name]
        else:
            draft[name] = _build_all(name, inner, part, dropped)
    for name in shape.tuples:
        if name in draft:
            draft[name] = tuple(draft[name])
    for name, blank in shape.required:
        if name not in draft:
            if not blank:
                raise Absent(wire_name(name))
            draft[name] = ""
    return cls(**draft)


def _build_all(name: str, cls: type[Any], drafts: list[Draft], dropped: Drop) -> tuple[Any, ...]:
    made = []
    for index, one in enumerate(drafts):
        try:
            made.append(build(cls, one, dropped))
        except Absent as absent:
            if name in _KEPT:
                raise Absent(join_path(f"{wire_name(name)}[{index}]", absent.path)) from None
            dropped(f"{wire_name(name)}[]", one)
    return tuple(made)


class _Shape:
    """What is to do with the fields of a class."""

    def __init__(self, cls: type[Any]) -> None:
        self.records: list[tuple[str, type[Any]]] = []
        self.tuples: list[str] = []
        self.required: list[tuple[str, bool]] = []
        hints = field_types(cls)
        for field in fields(cls):
            hint = hints[field.name]
            if is_dataclass(hint) and isinstance(hint, type):
                self.records.append((field.name, hint))
            elif get_origin(hint) is tuple:
                inner = bare_type(get_args(hint)[0])
                if is_dataclass(inner) and isinstance(inner, type):
                    self.records.append((field.name, inner))
                else:
                    self.tuples.append(field.name)
            if field.default is MISSING and field.default_factory is MISSING:
                self.required.append((field.name, hint is str))


def _look(cls: type[Any]) -> _Shape:
    return _Shape(cls)


_shape: Callable[[Any], _Shape] = cache(_look)
