"""The table of places as a reader uses it: for a loop, segment and qualifier what to take into which field."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin

from schemas.encounter import ClaimForm, EncounterEvent
from schemas.interchange.x12_place import Condition, X12Place, load_x12_places, values_of, x12_implied
from schemas.interchange.x12_values import (
    Half,
    UnreadableElement,
    read_date,
    read_day,
    read_hour,
    read_money,
    read_quantity,
    read_whole,
)
from schemas.records import bare_type, field_types, wire_name
from schemas.value import value

Base: TypeAlias = Literal["event", "line", "coverage", "decision"]
"""The record that a loop fills: the event, a service line, a coverage, or a prior payer's decision on a line."""

_BASES: Final[tuple[tuple[Base, str], ...]] = (
    ("decision", "service_lines[].adjudications[]."),
    ("line", "service_lines[]."),
    ("coverage", "coverages[]."),
)
_QUANTITIES: Final = frozenset(("quantity", "units", "paid_units", "distance_miles", "patient_weight_pounds"))
_HOURS: Final = frozenset(("institutional.admission_hour", "institutional.discharge_hour"))
_AS_TEXT: Final = frozenset(
    ("billed_coverage", "service_lines[].adjudications[].coverage", "occurred_at", "encounter_version")
)
"""Fields that are made of several elements: the file has a letter, a payer's id, a date and a time."""
_DISABILITY: Final[Mapping[Half | None, str]] = {"from": "DISABILITY_FROM", "through": "DISABILITY_THROUGH"}
_OTHER_FORM: Final[Mapping[ClaimForm, ClaimForm]] = {"PROFESSIONAL": "INSTITUTIONAL", "INSTITUTIONAL": "PROFESSIONAL"}
ANY: Final = ""


@value
class Take:
    """One field that a segment fills."""

    place: X12Place
    base: Base
    steps: tuple[str, ...]
    """The records between the base and the field or its list."""
    listed: str | None
    """The list of records that the field is in, if any."""
    leaf: str
    many: bool
    """Whether the field is a list of values."""
    convert: Callable[[str, str], Any]
    """From the element, and for a date its format, to the value."""
    spread: bool = False
    """Whether one element belongs to every record of the list, such as the group of adjustments (CAS01)."""


@value
class Chosen:
    """A take for segments whose first element has a certain code, so that less of it is left to ask."""

    take: Take
    conditions: tuple[Condition, ...]
    """Those that are still open."""
    marks: tuple[int, ...]
    """Positions of elements that only say that the take is meant: element × 256 + component."""
    own_marks: tuple[int, ...]
    """The same within the element that the field is taken from: components."""


Combine: TypeAlias = Callable[[Any, Any], Any]


def combined(take: Take) -> Combine | None:
    """How a second value is added to a field that is made of several elements; None if the first one stays."""
    if take.place.field == "institutional.type_of_bill":
        return lambda first, second: first + second
    if take.base == "event" and take.place.loop == "2400" and take.leaf in ("service_from", "service_through"):
        return min if take.leaf == "service_from" else max
    return None


class Plan:
    """What to take from the segments of one claim form."""

    def __init__(self, form: ClaimForm) -> None:
        self._form = form
        self._places: dict[tuple[str, str], list[Take]] = {}
        places = [place for place in load_x12_places() if place.reads]
        mine = [place for place in places if place.form == form]
        # Some systems put the service lines of one form into transactions of the other.
        foreign = [p for p in places if p.form == _OTHER_FORM[form] and p.segment in ("SV1", "SV2")]
        for place in (*mine, *foreign):
            self._places.setdefault((place.loop, place.segment), []).append(_take(place))
        for takes in self._places.values():
            takes[:] = _spread(takes)
        self._codes = {
            (loop, segment, code)
            for (loop, segment), takes in self._places.items()
            for take in takes
            for one in take.place.conditions
            if one.element == 1 and one.component is None and not one.negated
            for code in one.values
        }
        self._qualifiers = {
            (loop, segment, code)
            for (loop, segment), takes in self._places.items()
            for take in takes
            if (one := _own_qualifier(take)) is not None
            for code in one.values
        }
        self._chosen: dict[tuple[str, str, str], tuple[Chosen, ...]] = {}
        self._qualified: dict[tuple[str, str, str], tuple[Chosen, ...]] = {}
        self._implied = {
            (place.loop, place.segment, place.elements[0], (place.components or (0,))[0]): codes
            for place, codes in x12_implied()
            if place.form == form
        }

    def has_code(self, loop: str, segment: str, code: str) -> bool:
        """Whether a field is taken from the segment in this loop because its first element has this code."""
        return (loop, segment, code) in self._codes

    def takes(self, loop: str, segment: str, code: str) -> tuple[Chosen, ...]:
        """What may be taken from a segment whose first element has the code."""
        key = (loop, segment, code if (loop, segment, code) in self._codes else ANY)
        found = self._chosen.get(key)
        if found is None:
            takes = self._places.get((loop, segment), ())
            found = self._chosen[key] = tuple(_choose(take) for take in takes if _may(take, key[2]))
        return found

    def takes_of_qualifier(self, loop: str, segment: str, qualifier: str) -> tuple[Chosen, ...]:
        """What may be taken from a segment whose composites all begin with the qualifier; `ANY` if they differ."""
        key = (loop, segment, qualifier if (loop, segment, qualifier) in self._qualifiers else ANY)
        found = self._qualified.get(key)
        if found is None:
            found = self.takes(loop, segment, ANY)
            if key[2] != ANY:
                own = ((one, _own_qualifier(one.take)) for one in found)
                found = tuple(one for one, asked in own if asked is None or key[2] in asked.values)
            self._qualified[key] = found
        return found

    def is_implied(self, loop: str, segment: str, element: int, component: int, text: str) -> bool:
        """Whether a value says nothing beyond its segment."""
        codes = self._implied.get((loop, segment, element, component))
        return codes is not None and (not codes or text in codes)


@lru_cache(maxsize=2)
def load_plan(form: ClaimForm) -> Plan:
    """The plan of a claim form, made once."""
    return Plan(form)


def _own_qualifier(take: Take) -> Condition | None:
    """What the first component of the element itself must be."""
    for one in take.place.conditions:
        if one.element is None and one.component == 1 and not one.negated:
            return one
    return None


def _may(take: Take, code: str) -> bool:
    """Whether the conditions on the first element allow the code; `ANY` is a code that no condition names."""
    for one in take.place.conditions:
        if one.element == 1 and one.component is None and one.negated == (code in one.values and code != ANY):
            return False
    return True


def _choose(take: Take) -> Chosen:
    asked = [one for one in take.place.conditions if not one.negated]
    answered = [one for one in asked if (one.element, one.component) == (1, None)]
    return Chosen(
        take=take,
        conditions=tuple(one for one in take.place.conditions if one not in answered),
        marks=tuple(one.element << 8 | (one.component or 0) for one in asked if one.element is not None),
        own_marks=tuple(one.component or 0 for one in asked if one.element is None),
    )


def _spread(takes: list[Take]) -> list[Take]:
    """The takes with those last that belong to every record of a list."""
    most = {take.listed: len(take.place.positions) for take in takes if take.listed}
    for take in takes:
        if take.listed:
            most[take.listed] = max(most[take.listed], len(take.place.positions))
    made = [
        Take(
            place=take.place,
            base=take.base,
            steps=take.steps,
            listed=take.listed,
            leaf=take.leaf,
            many=take.many,
            convert=take.convert,
            spread=take.listed is not None and len(take.place.positions) < most[take.listed],
        )
        for take in takes
    ]
    return sorted(made, key=lambda take: take.spread)


def _take(place: X12Place) -> Take:
    base: Base = "event"
    path = place.field
    for name, prefix in _BASES:
        if path.startswith(prefix):
            base, path = name, path.removeprefix(prefix)
            break
    many = path.endswith("[]")
    *steps, leaf = path.removesuffix("[]").split(".")
    listed = None
    if steps and steps[-1].endswith("[]"):
        listed = steps.pop().removesuffix("[]")
    return Take(
        place=place,
        base=base,
        steps=tuple(map(_attribute, steps)),
        listed=listed,
        leaf=_attribute(leaf),
        many=many,
        convert=_converter(place),
    )


def _attribute(name: str) -> str:
    return "from_" if name == "from" else name


def type_of_field(path: str) -> Any:
    """The bare type of a field of the event.

    Args:
        path: with `[]` for any index.
    """
    hint: Any = EncounterEvent
    for step in path.split("."):
        known = {wire_name(name): inner for name, inner in field_types(hint).items()}
        hint = known[step.removesuffix("[]")]
        if get_origin(hint) is tuple:
            hint = bare_type(get_args(hint)[0])
    return hint


def _converter(place: X12Place) -> Callable[[str, str], Any]:
    hint = type_of_field(place.field)
    if place.field in _HOURS:
        return read_hour
    if place.field in _AS_TEXT:
        return lambda text, _: text
    known = values_of(place.field)
    if known:
        codes: Mapping[str, Any] = dict(known)
        if place.field == "dates[].kind" and place.half is not None:
            codes = {**codes, "314": _DISABILITY[place.half]}
        return lambda text, _: _code(codes, text)
    if hint is dt.date:
        half = place.half
        if place.segment == "DTP":
            return lambda text, form: read_date(text, form, half)
        if half is not None:
            return lambda text, _: read_date(text, "RD8", half)
        return lambda text, _: read_day(text)
    if hint is Decimal:
        return _decimal(place.field)
    if hint is int:
        return lambda text, _: read_whole(text)
    assert hint is str, place.field
    return lambda text, _: text


def _decimal(path: str) -> Callable[[str, str], Any]:
    if path.rpartition(".")[2] in _QUANTITIES:
        return lambda text, _: read_quantity(text)
    return lambda text, _: read_money(text)


def _code(codes: Mapping[str, Any], text: str) -> Any:
    found = codes.get(text)
    if found is None:
        raise UnreadableElement("unknown-code")
    return found


def condition_met(one: Condition, elements: list[str], at: str, separator: str) -> bool:
    """Whether a segment meets a condition.

    Args:
        one: the condition.
        elements: the segment.
        at: the element that the field is taken from.
        separator: of components.
    """
    text = at if one.element is None else elements[one.element] if one.element < len(elements) else ""
    if one.component is not None:
        parts = text.split(separator)
        text = parts[one.component - 1] if one.component <= len(parts) else ""
    return (text in one.values) != one.negated
