"""Events that nobody means to send and that can still be read: blanks, extremes, repeats, parts of other events."""

import copy
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from schemas.encounter import EncounterEvent
from schemas.json_form import read_encounter
from schemas.misfits.misfit import NotAnEncounter
from tests.corpus.people import Form

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATES: Final = ("0001-01-01", "9999-12-31", "2024-02-29", "2015-09-30", "2026-11-02", "2027-03-31", None)
_NUMBERS: Final = ("0", "-1", "0.01", "99999999.99", "1", "7", "000000000", "99213", "1234567893", None, " ")
_TEXTS: Final = (
    None,
    "",
    " ",
    "x",
    "É~*",
    "\u0007",
    "Z" * 90,
    "e11.9",
    "F0280",
    "M722",
    "C61",
    "O80",
    "A0425",
    "99285",
    "01402",
    "J3490",
    "27447",
    "26",
    "50",
    "GT",
    "QW",
    "7",
    "8",
    "0",
    "0811",
    "0139",
    "021x",
    "21",
    "41",
    "MB",
    "WC",
    "XX",
    "HP",
    "30",
    "P.O. Box 3",
)
ODD_VALUES: Final = frozenset((*_DATES, *_NUMBERS, *_TEXTS))
"""What is put in: it can stand in any field, that of a code too."""


def odd_events(forms: Sequence[Form], count: int, seed: int) -> Iterator[EncounterEvent]:
    """So many events with one to six oddities each; the same for the same seed."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        form = copy.deepcopy(chance.choice(forms))
        for _ in range(chance.choice((1, 1, 2, 3, 6))):
            chance.choice((_one_value, _one_value, _one_list, _part_of_another))(form, forms, chance)
        try:
            event = read_encounter(form)
        except NotAnEncounter:
            continue
        made += 1
        yield event


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every value of a form, by what holds it and its name or index there."""
    if isinstance(part, dict | list):
        for name in list(part) if isinstance(part, dict) else range(len(part)):
            yield part, name
            yield from _places(part[name])


def _one_value(form: Form, _: Sequence[Form], chance: random.Random) -> None:
    places = [(holder, name) for holder, name in _places(form) if not isinstance(holder[name], dict | list)]
    holder, name = chance.choice(places)
    old = holder[name]
    if isinstance(old, bool):
        holder[name] = not old
    elif isinstance(old, int):
        holder[name] = chance.choice((-1, 0, 1, 2, 5, 2**31 - 1))
    elif isinstance(old, str) and _DATE.fullmatch(old):
        holder[name] = chance.choice(_DATES)
    elif isinstance(old, str) and _NUMBER.fullmatch(old):
        holder[name] = chance.choice(_NUMBERS)
    else:
        holder[name] = chance.choice(_TEXTS)


def _one_list(form: Form, _: Sequence[Form], chance: random.Random) -> None:
    lists = [holder[name] for holder, name in _places(form) if isinstance(holder[name], list) and holder[name]]
    if lists:
        some = chance.choice(lists)
        chance.choice((some.clear, some.pop, some.reverse, lambda: some.extend(copy.deepcopy(some) * 5)))()


def _part_of_another(form: Form, forms: Sequence[Form], chance: random.Random) -> None:
    other = chance.choice(forms)
    name = chance.choice(sorted(other))
    if name != "event_id":
        form[name] = copy.deepcopy(other[name])
