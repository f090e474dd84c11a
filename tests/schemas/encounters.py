"""Random encounter events that are certainly well formed, for tests that must hold for any of them."""

import datetime as dt
from dataclasses import is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from schemas.encounter import EncounterEvent
from schemas.records import bare_type
from schemas.scalars import Int, Long, Money, Quantity, Uuid

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), max_size=8) | st.sampled_from(
    ["I10", "E11.9", "99213", "11", "MB", " 1eg4-te5-mk73 ", "", "  ", "Nuñez", "0111", "A" * 90]
)
INSTANTS = st.integers(0, 4_102_444_800_000).map(
    lambda millis: dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=millis)
)


def _decimals(digits: int, scale: int) -> st.SearchStrategy[Decimal]:
    limit = 10**digits - 1
    near = st.integers(-10_000, 100_000)
    return (near | st.integers(-limit, limit)).map(lambda number: Decimal(number).scaleb(-scale))


def _values(hint: Any, name: str) -> st.SearchStrategy[Any]:
    if hint is Money:
        return _decimals(14, 2)
    if hint is Quantity:
        return _decimals(12, 3)
    if hint is Uuid:
        return st.uuids().map(str)
    if hint is Int:
        low = {"encounter_version": 1, "line_number": 0}.get(name, -(2**31))
        return st.integers(max(low, -3), 4) | st.integers(low, 2**31 - 1)
    if hint is Long:
        return st.integers(-(2**63), 2**63 - 1)
    arms = get_args(hint)
    if type(None) in arms:
        return st.none() | _values(next(arm for arm in arms if arm is not type(None)), name)
    core = bare_type(hint)
    if get_origin(core) is tuple:
        return st.lists(_values(get_args(core)[0], name), max_size=3).map(tuple)
    if get_origin(core) is Literal:
        return st.sampled_from(get_args(core))
    if is_dataclass(core) and isinstance(core, type):
        return events_of(core)
    if core is bool:
        return st.booleans()
    if core is dt.date:
        return st.dates() | st.dates(dt.date(2015, 9, 1), dt.date(2027, 1, 31))
    if core is dt.datetime:
        return INSTANTS
    return TEXTS


@cache
def events_of(cls: Any) -> st.SearchStrategy[Any]:
    """Values of a class of the event."""
    hints = get_type_hints(cls, include_extras=True)
    return st.builds(cls, **{name: _values(hint, name) for name, hint in hints.items()})


ENCOUNTERS: st.SearchStrategy[EncounterEvent] = events_of(EncounterEvent)
