"""The fields of an encounter event that identify a person: those with the `phi` mark in the schemas."""

import re
from functools import lru_cache
from typing import Any, Final

from schemas.sources import read_source

_NAMES: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


@lru_cache(maxsize=4096)
def is_of_a_person(path: str) -> bool:
    """Whether a path of the event, such as `coverages[0].member_id`, is a field with the `phi` mark or below one."""
    record: str | None = "EncounterEvent"
    for name in _NAMES.findall(path):
        field = None if record is None else _fields(record).get(name)
        if field is None:
            return False
        if field.get("phi"):
            return True
        record = _record_of(field["type"])
    return False


@lru_cache(maxsize=64)
def _fields(record: str) -> dict[str, Any]:
    return {field["name"]: field for field in read_source(record).get("fields", ())}


def _record_of(kind: Any) -> str | None:
    """The named type of a field, without null and array."""
    if isinstance(kind, list):
        return next((name for name in map(_record_of, kind) if name), None)
    if isinstance(kind, dict):
        return _record_of(kind.get("items"))
    return kind.removeprefix("claims.v1.") if isinstance(kind, str) and kind.startswith("claims.v1.") else None
