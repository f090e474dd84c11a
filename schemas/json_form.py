"""The JSON form of events and outcomes (schemas/CONTRACT.md, "JSON form").

Names and symbols as in Avro; dates and instants as strings; decimals as strings, or as numbers read without binary
floats.
"""

import datetime as dt
import difflib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, TypeAlias, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from schemas.codec import require_ranges
from schemas.encounter import EncounterEvent
from schemas.path import cut_name, join_path
from schemas.records import field_types, wire_name
from schemas.scalars import read_uuid
from schemas.unreadable import DeadLetterReason, Unreadable
from schemas.value import value
from schemas.wire import MAX_ARRAY_ITEMS

_REASONS: Final[tuple[DeadLetterReason, ...]] = ("malformed", "value-out-of-range", "value-not-supported")
_MAX_DIGITS: Final = 400
_MOST_STEPS: Final = 12
_LONGEST_NAME: Final = 64

MOST_MISFITS: Final = 100
"""Errors of one kind that are listed of one input; of more only the number is given."""


@value
class Misfit:
    """One value that does not fit an encounter event: a reason, its path, and the form expected there."""

    reason: DeadLetterReason
    field: str | None
    expected: str


class NotAnEncounter(Unreadable):
    """JSON that is not an encounter event.

    `misfits` lists the wrong values, and the first one gives the reason; `more` is the number of those not listed.
    """

    def __init__(self, misfits: tuple[Misfit, ...], more: int = 0) -> None:
        super().__init__(misfits[0].reason, misfits[0].field, misfits[0].expected)
        self.misfits = misfits
        self.more = more


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


def _integer(digits: str) -> int:
    # So many digits are wider than every type, and as much out of range as all of them.
    return int(digits[:_MAX_DIGITS])


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent that not even a decimal can have
        return Decimal("NaN")


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
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
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
    misfits = _walk(form)
    try:
        event: EncounterEvent = _adapter().validate_python(_renamed(form, EncounterEvent))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        misfits += [_misfit(one) for one in errors[:MOST_MISFITS]]
        raise NotAnEncounter(tuple(misfits), len(errors[MOST_MISFITS:])) from None
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


_Trail: TypeAlias = tuple[Any, str | int] | None
"""Where a part is: the trail of what holds it, and its name or index. It becomes a path only if one is needed."""


def _walk(form: Any) -> list[Misfit]:
    """Names that are given twice, as many as are listed.

    Raises:
        NotAnEncounter: the lists hold more items than a record may have, so that no more is said of them.
    """
    found: list[Misfit] = []
    items = 0
    waiting: list[tuple[Any, _Trail]] = [(form, None)]
    while waiting:
        part, trail = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part, _Object) and part.repeated is not None and len(found) < MOST_MISFITS:
                path = _path((trail, part.repeated))
                found.append(Misfit(reason="malformed", field=path, expected="each name once"))
            waiting += [(inner, (trail, name)) for name, inner in part.items() if isinstance(inner, (dict, list))]
        elif isinstance(part, list):
            items += len(part)
            if items > MAX_ARRAY_ITEMS:
                expected = f"at most {MAX_ARRAY_ITEMS:,} items in all lists together"
                raise NotAnEncounter((Misfit(reason="malformed", field=None, expected=expected),))
            waiting += [(inner, (trail, index)) for index, inner in enumerate(part) if isinstance(inner, (dict, list))]
    return found


def _path(trail: _Trail) -> str:
    """The path that a trail leads to, with the names that a sender chose cut, and cut itself where it is deep."""
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    steps.reverse()
    hint: Any = EncounterEvent
    path = ""
    for number, step in enumerate(steps):
        if number == _MOST_STEPS:
            return f"{path} …"
        if isinstance(step, int):
            hint = get_args(hint)[0] if get_origin(hint) is tuple else None
            name = f"[{step}]"
        else:
            hint = _fields(hint).get(step)
            name = cut_name(step) if hint is None else step
        path = join_path(path, name) if path else name
    return path


def _fields(hint: Any) -> Mapping[str, Any]:
    """The fields of a record by their names on the wire; none where the hint is no record."""
    known = field_types(hint) if is_dataclass(hint) and isinstance(hint, type) else {}
    return {wire_name(name): inner for name, inner in known.items()}


def _renamed(form: Any, cls: type[Any]) -> Any:
    """The form with `from`, a Python keyword, spelled `from_`, and null lists as empty lists."""
    if not isinstance(form, dict):
        return form
    known = field_types(cls)
    made: dict[str, Any] = {}
    for name, part in form.items():
        attribute = f"{name}_" if f"{name}_" in known else name
        if attribute == name and name.endswith("_"):
            attribute = f"{name} "  # from_ is not a name on the wire; `_as_sent` takes the blank off
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


def _misfit(error: Any) -> Misfit:
    """A validation error in the terms of the contract; it never repeats what was sent."""
    *outer, last = error["loc"] or ("",)
    unknown = error["type"] == "unexpected_keyword_argument"
    steps = [f"[{step}]" if isinstance(step, int) else wire_name(step) for step in outer]
    steps.append(f"[{last}]" if isinstance(last, int) else cut_name(_as_sent(last)) if unknown else wire_name(last))
    path = ""
    for step in steps:
        path = join_path(path, step) if path else step
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
            expected = context.get("expected", "a different format")
    return Misfit(reason=reason, field=path or None, expected=expected)


def _as_sent(attribute: str) -> str:
    return attribute.removesuffix(" ") if attribute.endswith("_ ") else attribute


def _nearest(location: tuple[Any, ...]) -> str:
    """A hint for an unknown name: the nearest known one."""
    hint: Any = EncounterEvent
    for step in location[:-1]:
        if get_origin(hint) is tuple:
            hint = get_args(hint)[0]
        elif is_dataclass(hint) and isinstance(hint, type):
            hint = field_types(hint).get(str(step))
    names = [wire_name(field.name) for field in fields(hint)] if is_dataclass(hint) else []
    close = difflib.get_close_matches(str(location[-1])[:_LONGEST_NAME], names, 1, 0.5)
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
