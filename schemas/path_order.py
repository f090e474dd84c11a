"""Sort paths in the order of their values in the event."""

import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache, lru_cache
from typing import Any, Final, get_args, get_origin

from schemas.encounter import EncounterEvent
from schemas.records import field_types, wire_name

_STEP: Final = re.compile(r"([a-z_0-9]+)|\[(-?[0-9]+)\]")


def _list_places(cls: type[Any]) -> Mapping[str, tuple[int, type[Any] | None]]:
    """The position of each field of a record, and the record type of the field, if it has one."""
    places: dict[str, tuple[int, type[Any] | None]] = {}
    for place, (name, hint) in enumerate(field_types(cls).items()):
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        places[wire_name(name)] = (place, inner if is_dataclass(inner) and isinstance(inner, type) else None)
    return places


_places: Callable[[Any], Mapping[str, tuple[int, type[Any] | None]]] = cache(_list_places)


@lru_cache(maxsize=4096)
def path_order(path: str) -> tuple[int, ...]:
    """A sort key: paths of an encounter event in the order of its schema.

    A list sorts before its elements, a record before its fields; a name that the event does not have sorts last.
    """
    key: list[int] = []
    cls: type[Any] | None = EncounterEvent
    for name, index in _STEP.findall(path):
        if index:
            key.append(int(index))
        elif cls is not None and name in _places(cls):
            place, cls = _places(cls)[name]
            key.append(place)
        else:
            key.append(1_000_000)
    return tuple(key)
