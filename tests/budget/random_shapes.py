"""A search for events that cost too much: lists of any length, filled with a few kinds of items in runs or in turn."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import is_dataclass, replace
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints

from schemas import encounter as event
from schemas.json_form import parse_json, read_encounter
from schemas.records import bare_type
from schemas.samples import sample_names, sample_text
from schemas.scalars import Money, Quantity
from tests.budget.long_lists import DIAGNOSES, LINE_CODES, MODIFIERS, PROCEDURES, unlike

Shape: TypeAlias = Callable[[int], event.EncounterEvent]
"""The event of a shape whose lists have so many items."""

_RELEASED: Final = dt.date(2026, 11, 5)
_DATES: Final = tuple(_RELEASED - dt.timedelta(days=days) for days in (0, 1, 3, 30, 400, 800, -2))
_AMOUNTS: Final = tuple(map(Decimal, ("0", "1", "1.00", "100", "-1", "150.00")))
_WORDS: Final[dict[str, Sequence[Any]]] = {
    "Diagnosis.code": DIAGNOSES,
    "InpatientProcedure.code": PROCEDURES,
    "procedure_code": (*LINE_CODES, None),
    "procedure_qualifier": ("HC", "HC", "HC", "HP", "XX"),
    "modifiers": MODIFIERS,
    "revenue_code": ("0300", "0450", "0636", "0001", "0022", "0120", None),
    "unit_of_measure": ("UN", "MJ", "DA"),
    "place_of_service": ("11", "21", "02", "41", "99", None),
    "diagnosis_pointers": (1, 2, 12, 13, 0),
    "coverage": (0, 1, 2, 7, -1),
    "filing_indicator": ("MB", "MA", "CI", "16", "WC", "MC", None),
    "insurance_type_code": ("12", None),
    "OccurrenceCode.code": ("11", "A1", "??"),
    "OccurrenceSpan.code": ("74", "??"),
    "ValueCode.code": ("12", "44", "80", "81", "??"),
    "group": ("CO", "PR", "XX"),
    "reason": ("45", "B7", "17", "????"),
    "remark_codes": ("MA130", "MA18", "N20", "?"),
    "condition_codes": ("45", "D0", "??"),
    "qualifier": ("0B", "1G", "XX"),
    "Waiver.edit": ("DX302", "EV106", "LN101", "?"),
    "transmission_code": ("BM", "AA", "?"),
    "type_of_bill": ("0111", "0131", "0117", "0811", "0851", "013A"),
    "discharge_status": ("01", "30", None),
    "admission_type": ("1", "4", None),
    "frequency_code": ("1", "7", "8"),
    "country": ("US", "CA", "XX"),
    "state": ("IL", "ON", None),
    "npi": ("1229629633", "1076543218", "123", None),
    "taxonomy_code": ("207Q00000X", "x", None),
    "unit": ("UN", "EA"),
    "Ndc.code": ("00030029305", "0003-0293-05"),
}
_TEXTS: Final = (None, "X1", "a  b", "~", "Example")


def random_shape(seed: int) -> Shape:
    """A shape; the same for the same seed."""
    chance = random.Random(seed)
    base: Any = _sample(chance.choice(sample_names()))
    long = {name: chance.random() < 0.4 for name in _LISTS}
    changes = {name: _list(hint, name, chance) for name, hint in _LISTS.items() if long[name]}
    first = chance.choice(_DATES)
    billed_last = chance.random() < 0.5
    details = _details(base, chance)

    def make(count: int) -> event.EncounterEvent:
        made = replace(base, service_from=first, **{name: fill(count) for name, fill in changes.items()})
        if made.institutional is not None:
            made = replace(made, institutional=replace(made.institutional, **{k: fill(count) for k, fill in details}))
        shaped: event.EncounterEvent = made
        return replace(shaped, billed_coverage=max(len(shaped.coverages) - 1, 0)) if billed_last else shaped

    return make


def _details(base: event.EncounterEvent, chance: random.Random) -> list[tuple[str, Callable[[int], Any]]]:
    if base.institutional is None:
        return []
    kind = chance.choice(_WORDS["type_of_bill"])
    made: list[tuple[str, Callable[[int], Any]]] = [("type_of_bill", lambda count: kind)]
    for name, hint in _lists_of(event.Institutional).items():
        if chance.random() < 0.4:
            made.append((name, _list(hint, name, chance)))
    return made


@cache
def _sample(name: str) -> event.EncounterEvent:
    return read_encounter(parse_json(sample_text(name)))


_hints: Callable[[Any], dict[str, Any]] = cache(partial(get_type_hints, include_extras=True))


def _lists_of(cls: type[Any]) -> dict[str, Any]:
    return {name: hint for name, hint in _hints(cls).items() if get_origin(bare_type(hint)) is tuple}


_LISTS: Final = _lists_of(event.EncounterEvent)


def _list(hint: Any, name: str, chance: random.Random) -> Callable[[int], tuple[Any, ...]]:
    """What fills a list: a few kinds of items, in turn, in runs, or with codes that are all different."""
    inner = get_args(bare_type(hint))[0]
    kinds = [_item(inner, name, "", chance) for _ in range(chance.choice((1, 1, 2, 3, 6)))]
    way = chance.choice(("in turn", "in runs", "in runs", "unlike"))
    own = next(
        (each for each in ("procedure_code", "code") if each in getattr(type(kinds[0](1)), "__slots__", ())), None
    )

    def fill(count: int) -> tuple[Any, ...]:
        made = []
        for number in range(count):
            kind = kinds[number % len(kinds) if way == "in turn" else number * len(kinds) // count]
            item = kind(count if number == 0 else 2)
            if way == "unlike":
                item = replace(item, **{own: unlike(number, 5)}) if own else item
            made.append(item)
        return tuple(made)

    return fill


def _item(hint: Any, name: str, holder: str, chance: random.Random) -> Callable[[int], Any]:
    """A kind of item: it is given how many entries its own lists may have, and is the same each time."""
    core = bare_type(hint)
    if is_dataclass(core) and isinstance(core, type):
        parts = {each: _part(part, each, core.__name__, chance) for each, part in _hints(core).items()}
        return lambda count: core(**{each: part(count) for each, part in parts.items()})
    chosen = _value(hint, name, holder, chance)
    return lambda count: chosen


def _part(hint: Any, name: str, holder: str, chance: random.Random) -> Callable[[int], Any]:
    if type(None) in get_args(hint) and chance.random() < 0.5:
        return lambda count: None
    if get_origin(bare_type(hint)) is tuple:
        if chance.random() < 0.4:
            return lambda count: ()
        return _list(hint, name, chance)
    return _item(hint, name, holder, chance)


def _value(hint: Any, name: str, holder: str, chance: random.Random) -> Any:
    words = _WORDS.get(f"{holder}.{name}") or _WORDS.get(name)
    bare = (
        next((arm for arm in get_args(hint) if arm is not type(None)), hint) if type(None) in get_args(hint) else hint
    )
    if bare in (Money, Quantity):
        return chance.choice(_AMOUNTS)
    core = bare_type(hint)
    if get_origin(core) is Literal:
        return chance.choice(get_args(core))
    if core is dt.date:
        return chance.choice(_DATES)
    if core is bool:
        return chance.choice((True, False))
    if core is int:
        return chance.choice(words) if words else chance.randrange(5)
    chosen = chance.choice(words or _TEXTS)
    return "X" if chosen is None and type(None) not in get_args(hint) else chosen
