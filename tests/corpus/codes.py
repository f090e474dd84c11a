"""Diagnoses are drawn from the shipped ICD-10-CM table as in force on a day, for a person of an age and sex."""

import random
from collections.abc import Sequence
from datetime import date
from functools import cache

from rules.tables.shipped.icd10cm import Icd10cm
from rules.tables.shipped.icd_row import IcdRow
from rules.tables.store import open_shipped

_AGES = {"newborn": (0, 0), "pediatric": (0, 17), "maternity": (9, 64), "adult": (15, 124)}
_NEVER_DRAWN = frozenset(("ecodepdx", "manifestation", "unspecified"))


@cache
def _table() -> Icd10cm:
    table = open_shipped().icd10cm
    assert table is not None
    return table


def fits(row: IcdRow, age: int, sex: str) -> bool:
    """Whether a code is for a person of this age and sex."""
    if {"male": "FEMALE", "female": "MALE"}.keys() & row.flags and sex.lower() not in row.flags:
        return False
    return all(first <= age <= last for group, (first, last) in _AGES.items() if group in row.flags)


def draw(wanted: str, on: date, age: int, sex: str, chance: random.Random) -> str:
    """A billable code: the wanted one itself, or where it is a category, one of those below it that fits.

    Raises:
        LookupError: no code of the category was in force on the day and fits the person.
    """
    own = _table().row_on(wanted, on)
    if own is not None:
        return wanted
    fitting = [code for code in _table().below(wanted, on) if _draws(code, on, age, sex)]
    if not fitting:
        raise LookupError(f"{wanted} on {on} at {age}")
    return chance.choice(fitting)


def _draws(code: str, on: date, age: int, sex: str) -> bool:
    row = _table().row_on(code, on)
    if row is None or _NEVER_DRAWN & row.flags or not fits(row, age, sex):
        return False
    # Of injuries the first encounter, of which most claims are.
    return code[0] not in "ST" or len(code) < 7 or code[6] in "AB"


def draw_all(wanted: Sequence[str], on: date, age: int, sex: str, chance: random.Random) -> list[str]:
    """A code for each that is wanted, no code twice."""
    made: list[str] = []
    for one in wanted:
        for _ in range(20):
            code = draw(one, on, age, sex, chance)
            if code not in made:
                made.append(code)
                break
    return made
