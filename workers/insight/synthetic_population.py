"""A made-up population over three calendar years, with known rates: what reports should find is known beforehand.

Built from the sample situations: seasons, a condition that grows, stays with returns and deaths, two sources that know
the same people, rejections that are later corrected, and denials by a prior payer. No person in it exists.
"""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from schemas.encounter import EncounterEvent
from schemas.json_form import read_encounter
from schemas.npi import is_npi
from schemas.samples import sample_form
from schemas.value import value

FIRST_DAY: Final = dt.date(2024, 1, 1)
LAST_DAY: Final = dt.date(2026, 12, 31)
SOURCES: Final = ("epic-prod-east", "cerner-prod-west")
REJECTED_SHARE: Final = {"epic-prod-east": 0.05, "cerner-prod-west": 0.12}
"""Share of first versions with a mistake, by source."""
CORRECTED_SHARE: Final = 0.8
"""Share of rejected bills that are corrected, 1 to 20 days later."""
DIABETES_SHARE: Final = {2024: 0.08, 2025: 0.12, 2026: 0.16}
"""Share of persons with diabetes by year: the condition that grows. Who has it keeps it."""
HYPERTENSION_SHARE: Final = 0.4
RETURN_SHARE: Final = 0.15
"""Share of stays that are followed by another one 3 to 25 days after discharge."""
DEATH_SHARE: Final = 0.03
DENIED_SHARE: Final = 0.2
"""Share of bills to a second payer on which the first one denied a line."""
_IN_BOTH_SOURCES: Final = 0.1
_ENCOUNTERS_PER_PERSON: Final = 5
_FLU_BY_MONTH: Final = (0.2, 0.15, 0.08, 0.02, 0, 0, 0, 0, 0.01, 0.03, 0.08, 0.16)
_SITUATIONS: Final = (
    ("office-visit", 50),
    ("telehealth-visit", 8),
    ("emergency-visit-injury", 9),
    ("hospital-outpatient-visit", 9),
    ("laboratory-tests", 14),
    ("secondary-to-medicare", 4),
    ("inpatient-stay", 6),
)
_MISTAKES: Final = (("code-not-specific", 5), ("no-member-id", 3), ("total-wrong", 2))
_MBI_LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY"
_NAMESPACE: Final = uuid.UUID("3ac4fc50-5cf1-4f4e-9a56-9a3a1a1c6b5e")


@value
class Planned:
    """One version of a bill as it was planned."""

    event: EncounterEvent
    person: int
    mistake: str | None
    """What is wrong with it; None if nothing."""


@value
class _Person:
    number: int
    born: dt.date
    female: bool
    sources: tuple[str, ...]
    hypertension: bool
    diabetes_from: int | None
    """First year with diabetes; None for nobody's."""


def population(encounters: int, seed: int = 16) -> Iterator[Planned]:
    """The bills in order of submission, at least as many first versions as asked for.

    Args:
        encounters: first versions of bills; corrections come on top.
        seed: another seed gives another population with the same rates.
    """
    chance = random.Random(seed)
    people = [_person(number, chance) for number in range(max(1, encounters // _ENCOUNTERS_PER_PERSON))]
    billing = {source: [_npi(chance) for _ in range(4)] for source in SOURCES}
    made: list[Planned] = []
    bills = 0
    while bills < encounters:
        person = chance.choice(people)
        day = FIRST_DAY + dt.timedelta(chance.randrange((LAST_DAY - FIRST_DAY).days - 8))
        name = chance.choices([name for name, _ in _SITUATIONS], [weight for _, weight in _SITUATIONS])[0]
        source = chance.choice(person.sources)
        npi = chance.choice(billing[source])
        died = name == "inpatient-stay" and chance.random() < DEATH_SHARE
        made += _bill(name, person, day, source, npi, bills, chance, died=died)
        bills += 1
        if name == "inpatient-stay" and not died and chance.random() < RETURN_SHARE:
            again = day + dt.timedelta(3 + chance.randint(3, 25))
            if again <= LAST_DAY - dt.timedelta(8):
                made += _bill(name, person, again, source, npi, bills, chance, died=False)
                bills += 1
    yield from sorted(made, key=lambda one: (one.event.occurred_at, one.event.event_id))


def _person(number: int, chance: random.Random) -> _Person:
    old = chance.random() < 0.45
    born = dt.date(chance.randint(1934, 1957) if old else chance.randint(1964, 2004), chance.randint(1, 12), 15)
    both = chance.random() < _IN_BOTH_SOURCES
    share = chance.random()
    return _Person(
        number=number,
        born=born,
        female=chance.random() < 0.55,
        sources=SOURCES if both else (chance.choice(SOURCES),),
        hypertension=chance.random() < HYPERTENSION_SHARE,
        diabetes_from=next((year for year, most in DIABETES_SHARE.items() if share < most), None),
    )


def _bill(
    name: str,
    person: _Person,
    day: dt.date,
    source: str,
    npi: str,
    number: int,
    chance: random.Random,
    *,
    died: bool,
) -> Iterator[Planned]:
    """A bill, and its correction if it has a mistake and is corrected."""
    medicare = person.born.year < 1958
    if name == "office-visit" and medicare:
        name = "office-visit-medicare"
    if name in ("secondary-to-medicare", "inpatient-stay", "laboratory-tests") and not medicare:
        name = "office-visit" if name != "inpatient-stay" else name
    form = _moved(_sample(name), day)
    submitted = dt.datetime.combine(day, dt.time(chance.randint(7, 19), chance.randrange(60)), dt.UTC)
    submitted += dt.timedelta(days=chance.randint(4, 9))
    form |= {"source_system": source, "encounter_id": f"{number}", "occurred_at": submitted.isoformat()}
    form["patient"] |= {
        "patient_id": f"{source}-{person.number}",
        "birth_date": person.born.isoformat(),
        "sex": "FEMALE" if person.female else "MALE",
    }
    form["billing_provider"]["npi"] = npi
    for coverage in form["coverages"]:
        medicares = coverage["filing_indicator"] in ("MA", "MB")
        coverage["member_id"] = _mbi(person.number) if medicares else f"W{person.number:09}"
    _set_conditions(form, name, person, day, chance)
    if name == "secondary-to-medicare" and chance.random() < DENIED_SHARE:
        _deny_line(form)
    if died:
        form["institutional"]["discharge_status"] = "20"
        form["patient"]["death_date"] = form["service_through"]
        form["institutional"]["occurrence_codes"] = [{"code": "55", "date": form["service_through"]}]
    mistake = None
    if chance.random() < REJECTED_SHARE[source]:
        mistake = chance.choices([each for each, _ in _MISTAKES], [weight for _, weight in _MISTAKES])[0]
    event_id = uuid.uuid5(_NAMESPACE, f"{number} 1")
    yield Planned(event=_read(_spoilt(form, mistake), event_id, 1), person=person.number, mistake=mistake)
    if mistake is not None and chance.random() < CORRECTED_SHARE:
        later = submitted + dt.timedelta(days=chance.randint(1, 20), hours=chance.randint(0, 3))
        corrected = form | {"occurred_at": later.isoformat()}
        yield Planned(
            event=_read(corrected, uuid.uuid5(_NAMESPACE, f"{number} 2"), 2), person=person.number, mistake=None
        )


@cache
def _sample(name: str) -> dict[str, Any]:
    return sample_form(name)


def _read(form: dict[str, Any], event_id: uuid.UUID, version: int) -> EncounterEvent:
    return read_encounter(form | {"event_id": str(event_id), "encounter_version": version})


def _moved(form: Any, day: dt.date) -> Any:
    """The form with all dates moved so that it begins on the day; birth dates stay."""
    by = day - dt.date.fromisoformat(form["service_from"])

    def move(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                name: inner if name in ("birth_date", "occurred_at") else move(inner) for name, inner in part.items()
            }
        if isinstance(part, list):
            return [move(inner) for inner in part]
        if isinstance(part, str) and len(part) == 10 and part[4] == part[7] == "-":
            return (dt.date.fromisoformat(part) + by).isoformat()
        return part

    return move(form)


def _set_conditions(form: dict[str, Any], name: str, person: _Person, day: dt.date, chance: random.Random) -> None:
    """The diagnoses that the person has on that day; injuries stay as the sample has them."""
    if name in ("emergency-visit-injury", "hospital-outpatient-visit"):
        return
    flu = name.startswith("office") and chance.random() < _FLU_BY_MONTH[day.month - 1]
    codes = ["J101"] if flu else []
    codes += ["I10"] if person.hypertension else []
    codes += ["E119"] if person.diabetes_from is not None and day.year >= person.diabetes_from else []
    if name == "inpatient-stay":
        kept = form["diagnoses"][:2]
        form["diagnoses"] = kept + [{"code": code, "role": "OTHER", "present_on_admission": "Y"} for code in codes]
        return
    codes = codes or ["Z0000"]
    form["diagnoses"] = [{"code": code, "role": "OTHER" if rank else "PRINCIPAL"} for rank, code in enumerate(codes)]
    for line in form["service_lines"]:
        line["diagnosis_pointers"] = [1]


def _deny_line(form: dict[str, Any]) -> None:
    """The first payer refuses the second line as not medically necessary (CO 50)."""
    form["coverages"][0]["adjudication"]["paid"] = "64.00"
    adjustments = [
        {"group": "CO", "reason": "45", "amount": "45.00"},
        {"group": "CO", "reason": "50", "amount": "20.00"},
    ]
    form["service_lines"][1]["adjudications"][0] |= {
        "paid": "0.00",
        "adjustments": adjustments,
        "remaining_patient_liability": "0.00",
    }


def _spoilt(form: dict[str, Any], mistake: str | None) -> dict[str, Any]:
    match mistake:
        case None:
            return form
        case "code-not-specific":
            return form | {"diagnoses": [form["diagnoses"][0] | {"code": "E11"}, *form["diagnoses"][1:]]}
        case "no-member-id":
            return form | {"coverages": [each | {"member_id": None} for each in form["coverages"]]}
        case _:
            return form | {"total_charge": "1.00"}


def _npi(chance: random.Random) -> str:
    stem = f"1{chance.randrange(10**8):08}"
    return next(npi for digit in range(10) if is_npi(npi := f"{stem}{digit}"))


def _mbi(number: int) -> str:
    """A Medicare beneficiary identifier in its format."""
    letters = [_MBI_LETTERS[number // 20**power % 20] for power in range(4)]
    return f"1{letters[0]}{letters[1]}4{letters[2]}{letters[3]}5MK{number % 100:02}"
