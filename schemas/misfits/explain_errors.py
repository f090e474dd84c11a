"""Validation errors in the terms of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Final, get_args, get_origin

from schemas.encounter import EncounterEvent
from schemas.misfits.misfit import Misfit
from schemas.misfits.names import NameHint, hint_for, names_of
from schemas.misfits.what_came import what_came
from schemas.path import join_path
from schemas.records import field_types, wire_name
from schemas.unreadable import DeadLetterReason

_REASONS: Final[tuple[DeadLetterReason, ...]] = ("malformed", "value-out-of-range", "value-not-supported")
_MISSING: Final = "a value: this field is required"
_MOST_EXAMPLES: Final = 3


def explain_errors(errors: Iterable[Mapping[str, Any]]) -> list[Misfit]:
    """The misfits of validation errors: where, what is expected and what came.

    A required field that is missing beside an unknown name that was meant for it is one misfit and not two. So is an
    event none of whose names is known.
    """
    listed = list(errors)
    hints: dict[int, NameHint] = {}
    meant: set[tuple[Any, ...]] = set()
    for index, error in enumerate(listed):
        if error["type"] == "unexpected_keyword_argument":
            *outer, name = error["loc"]
            hints[index] = hint = hint_for(_hint_at(outer), _path(outer, with_indexes=False), _as_sent(str(name)))
            meant.add((*outer, hint.here))
    missing = {_on_wire(error["loc"]) for error in listed if error["type"] == "missing"}
    made = []
    for index, error in enumerate(listed):
        if index in hints:
            made.append(_wrong_name(error["loc"], hints[index], missing))
        elif error["type"] != "missing" or _on_wire(error["loc"]) not in meant:
            made.append(_misfit(error))
    if _knows_no_name(missing, listed, hints):
        names = ", ".join(_required(EncounterEvent))
        expected = f"an encounter event, which has at least {names}"
        return [Misfit(reason="malformed", field=None, expected=expected, came="got an object with other names")]
    return made


def _knows_no_name(missing: set[tuple[Any, ...]], listed: list[Mapping[str, Any]], hints: dict[int, NameHint]) -> bool:
    """Whether the event has none of its required fields, and none of its names was meant for one."""
    if not missing.issuperset((name,) for name in _required(EncounterEvent)):
        return False
    top = [hint for index, hint in hints.items() if len(listed[index]["loc"]) == 1]
    return not any(hint.here for hint in top) and len(listed) == len(missing) + len(hints)


def _on_wire(loc: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*loc[:-1], wire_name(str(loc[-1])))


def _wrong_name(loc: tuple[Any, ...], hint: NameHint, missing: set[tuple[Any, ...]]) -> Misfit:
    *outer, _ = loc
    absent = ", which is missing" if (*outer, hint.here) in missing else ""
    expected = f"{hint.expected.removesuffix('?')}{absent}{'?' if hint.expected.endswith('?') else ''}"
    path = join_path(_path(outer), hint.shown) if outer else hint.shown
    return Misfit(reason="malformed", field=path, expected=expected, came=hint.came)


def _misfit(error: Mapping[str, Any]) -> Misfit:
    path, kind, context = _path(error["loc"]), error["type"], error.get("ctx", {})
    reason: DeadLetterReason = kind if kind in _REASONS else "malformed"
    symbols: tuple[str, ...] = ()
    match kind:
        case "missing":
            return Misfit(reason=reason, field=path, expected=_MISSING)
        case "literal_error":
            reason = "value-not-supported"
            symbols = tuple(context["expected"].replace("'", "").replace(" or ", ", ").split(", "))
            expected = f"one of {', '.join(symbols)}"
        case "tuple_type":
            expected = "a list" + _of_objects(_hint_at(error["loc"]))
        case "dataclass_type":
            expected = "an object" + _with_names(_hint_at(error["loc"]))
        case _:
            expected = context.get("expected", "a different format")
    came = what_came(error["input"], path, symbols, expected)
    return Misfit(reason=reason, field=path or None, expected=expected, came=came)


def _of_objects(hint: Any) -> str:
    item = get_args(hint)[0] if get_origin(hint) is tuple else None
    return f" of objects{_with_names(item)}" if is_dataclass(item) else ""


def _with_names(record: Any) -> str:
    """Its required fields, or the first of its fields if none is required."""
    names = _required(record) or names_of(record)
    if not names:
        return ""
    more = ", …" if len(names) > _MOST_EXAMPLES else ""
    return f" with {', '.join(names[:_MOST_EXAMPLES])}{more}"


def _required(record: Any) -> tuple[str, ...]:
    if not (is_dataclass(record) and isinstance(record, type)):
        return ()
    return tuple(wire_name(field.name) for field in fields(record) if field.default is MISSING)


def _hint_at(loc: Iterable[Any]) -> Any:
    """The type of a part of the event; None if it has no such part."""
    hint: Any = EncounterEvent
    for step in loc:
        if isinstance(step, int):
            hint = get_args(hint)[0] if get_origin(hint) is tuple else None
        else:
            hint = field_types(hint).get(step) if is_dataclass(hint) and isinstance(hint, type) else None
    return hint


def _path(loc: Iterable[Any], *, with_indexes: bool = True) -> str:
    path = ""
    for step in loc:
        name = (f"[{step}]" if with_indexes else "[]") if isinstance(step, int) else wire_name(step)
        path = join_path(path, name) if path else name
    return path


def _as_sent(attribute: str) -> str:
    return attribute.removesuffix(" ") if attribute.endswith("_ ") else attribute
