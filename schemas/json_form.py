"""The JSON form of events and outcomes (schemas/CONTRACT.md, "JSON form").

Names and symbols as in Avro; dates and instants as strings; decimals as strings, or as numbers read without binary
floats.
"""

import datetime as dt
import difflib
import json
from collections import Counter
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from schemas.codec import require_ranges
from schemas.encounter import EncounterEvent
from schemas.path import join_path
from schemas.records import field_types, wire_name
from schemas.scalars import read_uuid
from schemas.unreadable import DeadLetterReason, Unreadable
from schemas.value import value

_REASONS: Final[tuple[DeadLetterReason, ...]] = ("malformed", "value-out-of-range", "value-not-supported")
_MAX_DIGITS: Final = 400


@value
class Misfit:
    """One value that does not fit an encounter event: a reason, its path, and the form expected there."""

    reason: DeadLetterReason
    field: str | None
    expected: str


class NotAnEncounter(Unreadable):
    """JSON that is not an encounter event; `misfits` lists every wrong value, and the first one gives the reason."""

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        super().__init__(misfits[0].reason, misfits[0].field, misfits[0].expected)
        self.misfits = misfits


def event_id_of(form: Any) -> str | None:
    """The event id in parsed JSON, even if the rest is not an encounter event; None if it cannot be read."""
    try:
        return read_uuid(form["event_id"])
    except (PydanticCustomError, KeyError, TypeError):
        return None


class _Object(dict[str, Any]):
    """A JSON object that remembers a repeated name."""

    repeated: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        made.repeated = next(name for name, count in counts.items() if count > 1)
    return made


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < _MAX_DIGITS else Decimal("NaN")  # wider than every type: fails as out of range


def _constant(_: str) -> Decimal:
    return Decimal("NaN")


def parse_json(text: str, *, first_line: int = 1) -> Any:
    """Parse JSON with numbers as exact decimals.

    Args:
        text: the JSON.
        first_line: the line on which it begins, if it is part of a longer text.

    Raises:
        NotAnEncounter: it is not valid JSON.
    """
    try:
        return json.loads(
            text, parse_float=Decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise NotAnEncounter(
            (Misfit(reason="malformed", field=None, expected=_valid_json(error, first_line)),)
        ) from None


def _valid_json(error: Exception, first_line: int) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "valid JSON"
    where = f"(line {error.lineno + first_line - 1}, column {error.colno})"
    if error.msg == "Extra data":
        return f"nothing after the end of the JSON {where}; send several encounters as an array, or one per line"
    return f"valid JSON {where}"


def read_encounter(form: Any) -> EncounterEvent:
    """The encounter event in parsed JSON.

    Args:
        form: what `parse_json` returned.

    Raises:
        NotAnEncounter: with the path and the expected form of every wrong value.
    """
    misfits = list(_repeated(form, ""))
    try:
        event: EncounterEvent = _adapter().validate_python(_renamed(form, EncounterEvent))
    except ValidationError as error:
        misfits += [_misfit(one, form) for one in error.errors(include_url=False, include_input=False)]
        raise NotAnEncounter(tuple(misfits)) from None
    if misfits:
        raise NotAnEncounter(tuple(misfits))
    try:
        require_ranges(event)
    except Unreadable as fault:
        misfit = Misfit(reason=fault.reason, field=fault.field, expected=fault.expected or "a different value")
        raise NotAnEncounter((misfit,)) from None
    return event


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(EncounterEvent)


def _repeated(form: Any, path: str) -> Any:
    if isinstance(form, _Object):
        if form.repeated is not None:
            inner = join_path(path, form.repeated) if path else form.repeated
            yield Misfit(reason="malformed", field=inner, expected="each name once")
        for name, part in form.items():
            yield from _repeated(part, join_path(path, name) if path else name)
    elif isinstance(form, list):
        for index, part in enumerate(form):
            yield from _repeated(part, join_path(path, f"[{index}]"))


def _renamed(form: Any, cls: type[Any]) -> Any:
    """The form with `from`, a Python keyword, spelled `from_`, and null lists as empty lists."""
    if not isinstance(form, dict):
        return form
    known = field_types(cls)
    made: dict[str, Any] = {}
    for name, part in form.items():
        attribute = f"{name}_" if f"{name}_" in known else name
        if attribute == name and name.endswith("_"):
            attribute = f"{name} "  # from_ is not a name on the wire
        made[attribute] = _renamed_part(part, known.get(attribute))
    return made


def _renamed_part(part: Any, hint: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return _renamed(part, hint)
    if get_origin(hint) is tuple:
        if part is None:
            return []
        return [_renamed_part(item, get_args(hint)[0]) for item in part] if isinstance(part, list) else part
    return part


def _misfit(error: Any, form: Any) -> Misfit:
    """A validation error in the terms of the contract; it never repeats what was sent."""
    path = ""
    for step in error["loc"]:
        name = f"[{step}]" if isinstance(step, int) else wire_name(str(step).strip())
        path = join_path(path, name) if path else name
    kind, context = error["type"], error.get("ctx", {})
    reason: DeadLetterReason = kind if kind in _REASONS else "malformed"
    match kind:
        case "missing":
            expected = "a value: this field is required"
        case "unexpected_keyword_argument":
            expected = _nearest(error["loc"])
        case "literal_error":
            reason = "value-not-supported"
            expected = "one of " + context["expected"].replace("'", "").replace(" or ", ", ")
        case "tuple_type":
            expected = "a list"
        case "dataclass_type":
            expected = "an object"
        case _:
            expected = context.get("expected", "a different form")
    return Misfit(reason=reason, field=path or None, expected=expected)


def _nearest(location: tuple[Any, ...]) -> str:
    """A hint for an unknown name: the nearest known one."""
    hint: Any = EncounterEvent
    for step in location[:-1]:
        if get_origin(hint) is tuple:
            hint = get_args(hint)[0]
        elif is_dataclass(hint) and isinstance(hint, type):
            hint = field_types(hint).get(str(step))
    names = [wire_name(field.name) for field in fields(hint)] if is_dataclass(hint) else []
    close = difflib.get_close_matches(str(location[-1]), names, 1, 0.5)
    return f"a known name; the nearest is {close[0]}" if close else "a known name"


def to_json(made: Any, *, omit_absent: bool = False) -> Any:
    """The JSON form of a value class of this package, ready for `json.dumps`.

    Args:
        made: a value, or part of one.
        omit_absent: leave out fields that are null and lists that are empty.
    """
    if made is None or isinstance(made, (str, bool, int)):
        return made
    if isinstance(made, Decimal):
        return format(made, "f")
    if isinstance(made, dt.datetime):
        return made.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(made, dt.date):
        return made.isoformat()
    if isinstance(made, (tuple, list)):
        return [to_json(item, omit_absent=omit_absent) for item in made]
    form = {}
    for field in fields(made):
        part = getattr(made, field.name)
        if omit_absent and (part is None or part == ()):
            continue
        form[wire_name(field.name)] = to_json(part, omit_absent=omit_absent)
    return form
