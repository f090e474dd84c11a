"""The JSON form of events and outcomes (schemas/CONTRACT.md, "JSON form").

Names and symbols as in Avro; dates and instants as strings; decimals as strings, or as numbers read without binary
floats.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from schemas.claim import ClaimReady
from schemas.codec import require_ranges
from schemas.encounter import EncounterEvent
from schemas.misfits.explain_errors import explain_errors
from schemas.misfits.foreign import foreign_form, foreign_text
from schemas.misfits.json_faults import why_invalid
from schemas.misfits.misfit import Misfit, NotAnEncounter, whole
from schemas.path import cut_name, join_path
from schemas.records import field_types, wire_name
from schemas.rejection import ClaimRejected
from schemas.scalars import read_uuid
from schemas.unreadable import Unreadable
from schemas.wire import MAX_ARRAY_ITEMS

T = TypeVar("T")

_MAX_DIGITS: Final = 400
_MOST_STEPS: Final = 12

MOST_MISFITS: Final = 100
"""Errors of one kind that are listed of one input; of more only the number is given."""


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
        return Decimal("Infinity")


def _constant(name: str) -> Decimal:
    """`NaN`, `Infinity` or `-Infinity`, which JSON does not have but Python's reader takes."""
    return Decimal(name)


SEVERAL: Final = "send several encounters as an array, or one per line"


def parse_json(text: str, *, first_line: int = 1, several: str = SEVERAL) -> Any:
    """Parse JSON with numbers as exact decimals.

    Args:
        text: the JSON.
        first_line: the line on which it begins, if it is part of a longer text.
        several: the advice if there is more behind it.

    Raises:
        NotAnEncounter: it is not valid JSON.
    """
    try:
        return json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise foreign_text(text) or whole(_valid_json(error, first_line, several)) from None


def _valid_json(error: Exception, first_line: int, several: str) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "valid JSON"
    where = f"(line {error.lineno + first_line - 1}, column {error.colno})"
    why = why_invalid(error)
    if error.msg == "Extra data":
        return f"nothing after the end of the JSON {where}; {why or several}"
    return f"valid JSON {where}: {why}" if why else f"valid JSON {where}"


def read_encounter(form: Any) -> EncounterEvent:
    """The encounter event in parsed JSON.

    Args:
        form: what `parse_json` returned.

    Raises:
        NotAnEncounter: with the path and the expected form of every wrong value.
    """
    foreign = foreign_form(form)
    if foreign is not None:
        raise foreign
    misfits = _walk(form)
    try:
        event: EncounterEvent = _adapter().validate_python(_renamed(form, EncounterEvent))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        misfits += explain_errors(errors[:MOST_MISFITS])
        raise NotAnEncounter(tuple(misfits), len(errors[MOST_MISFITS:])) from None
    if misfits:
        raise NotAnEncounter(tuple(misfits))
    try:
        require_ranges(event)
    except Unreadable as fault:
        misfit = Misfit(reason=fault.reason, field=fault.field, expected=fault.expected or "a different value")
        raise NotAnEncounter((misfit,)) from None
    return event


def read_outcome(form: Any, cls: type[T]) -> T:
    """The claim or rejection in parsed JSON, as `check --format json` writes it.

    Args:
        form: what `parse_json` returned.
        cls: `ClaimReady` or `ClaimRejected`.

    Raises:
        NotAnEncounter: with the path and the expected form of every wrong value.
    """
    try:
        made: T = _outcome_adapter()[cls].validate_python(_renamed(form, cls))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise NotAnEncounter(tuple(explain_errors(errors[:MOST_MISFITS])), len(errors[MOST_MISFITS:])) from None
    return made


@cache
def _outcome_adapter() -> Mapping[type[Any], TypeAdapter[Any]]:
    return {cls: TypeAdapter(cls) for cls in (ClaimReady, ClaimRejected)}


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
                raise whole(expected)
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
