"""The worst shapes of edits that compare lists, for those that a random event seldom meets."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from schemas import encounter as event
from schemas.json_form import parse_json, read_encounter
from schemas.samples import sample_text
from tests.budget.long_lists import ANY

Changes: TypeAlias = Callable[[int], dict[str, Any]]


def _diagnoses(count: int, *codes: str, role: event.DiagnosisRole = "OTHER") -> tuple[event.Diagnosis, ...]:
    return tuple(event.Diagnosis(code=codes[number % len(codes)], role=role) for number in range(count))


def _lines(count: int, *codes: str, **changes: Any) -> tuple[event.ServiceLine, ...]:
    made = (ANY[event.ServiceLine](number) for number in range(count))
    return tuple(
        replace(line, procedure_code=codes[number % len(codes)], modifiers=(), **changes)
        for number, line in enumerate(made)
    )


def _procedures(count: int, *codes: str) -> tuple[event.InpatientProcedure, ...]:
    made = (ANY[event.InpatientProcedure](number) for number in range(count))
    return tuple(replace(px, code=codes[number % len(codes)]) for number, px in enumerate(made))


_ARTIFICIAL_HEARTS: Final = dt.date(2020, 1, 15)
"""While 02RK0JZ was covered in trials alone."""

_PROFESSIONAL, _STAY, _OUTPATIENT = "office-visit-medicare", "inpatient-stay", "hospital-outpatient-visit"

WORST: Final[Mapping[str, tuple[str, Changes]]] = {
    "DX201": (
        _PROFESSIONAL,
        lambda n: {
            "diagnoses": _diagnoses(n, "V0001XA", role="PRINCIPAL"),
            "service_lines": _lines(n, "99213", diagnosis_pointers=(n,)),
        },
    ),
    "DX204": (_STAY, lambda n: {"diagnoses": _diagnoses(n, "Z5189", role="PRINCIPAL")}),
    "DX302": (_PROFESSIONAL, lambda n: {"diagnoses": _diagnoses(n, "F0280", "D8681", "G0202", "M0100")}),
    "DX303": (_PROFESSIONAL, lambda n: {"diagnoses": _diagnoses(n, "H26101")}),
    "LN105": (
        _PROFESSIONAL,
        lambda n: {
            "diagnoses": _diagnoses(2, "I10", "E119"),
            "service_lines": _lines(1, "99213", diagnosis_pointers=(1,) * (n // 2) + (2,) * (n // 2)),
        },
    ),
    "MN101": (_OUTPATIENT, lambda n: {"diagnoses": _diagnoses(n, "I10"), "service_lines": _lines(n, "80061")}),
    "MN102": (_PROFESSIONAL, lambda n: {"service_lines": _lines(n, "80061", units=Decimal(0))}),
    "NC101": (_PROFESSIONAL, lambda n: {"service_lines": _lines(n, "80048", "80053")}),
    "NC107": (_PROFESSIONAL, lambda n: {"service_lines": _lines(n, "22614")}),
    "NC108": (_PROFESSIONAL, lambda n: {"service_lines": _lines(n, "99292")}),
    "PX106": (
        _STAY,
        lambda n: {"procedures": _procedures(n, "0FYG0Z0", "02RK0JZ"), "diagnoses": _diagnoses(n, "I10")},
    ),
    "PX107": (
        _STAY,
        lambda n: {
            "procedures": _procedures(n, "02RK0JZ"),
            "diagnoses": _diagnoses(n, "I10"),
            "service_from": _ARTIFICIAL_HEARTS,
            "service_through": _ARTIFICIAL_HEARTS,
        },
    ),
    "PX108": (_STAY, lambda n: {"procedures": _procedures(n, "10D00Z0"), "diagnoses": _diagnoses(n, "I10")}),
}
"""By the edit: a sample, and what it has in place of its own lists where they have so many items."""


@cache
def sample(name: str) -> event.EncounterEvent:
    """A sample as an event."""
    return read_encounter(parse_json(sample_text(name)))


def worst_shape(edit: str, count: int) -> event.EncounterEvent:
    """The event with so many items in each list that the edit looks at."""
    base, changes = WORST[edit]
    made: Any = replace(sample(base), **changes(count))
    shaped: event.EncounterEvent = made
    return shaped
