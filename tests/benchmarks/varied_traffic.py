"""Encounters that differ as real traffic does: people, addresses, amounts, dates and member numbers.

A few organizations and persons appear often and most of them rarely (Zipf); one encounter in eight has a fault, and
about half have a code, number or name that is repaired. The same on every machine and day.
"""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate
from typing import Final

from schemas.codec import encode_encounter
from schemas.json_form import read_encounter
from schemas.misfits.misfit import NotAnEncounter
from tests.corpus.corpus import SCENARIOS
from tests.corpus.people import Form, npi
from tests.corpus.write_encounter import encounter

ORGANIZATIONS: Final = 800
PERSONS: Final = 3_000
_SKEW: Final = 1.1
_FAULTY: Final = 0.12
_SEED: Final = 26

_FIRST: Final = [
    stem + end for stem in ("Al", "Be", "Cor", "Dar", "El", "Fran", "Gil") for end in ("a", "en", "is", "o")
]
_LAST: Final = [
    stem + end for stem in ("Ash", "Birch", "Cald", "Dray", "Ever") for end in ("ton", "well", "by", "ford")
]
_STREETS: Final = ("Oak St", "Elm Ave", "Main St", "Lake Rd", "Hill Ln", "Cedar Ct", "Second Ave", "Mill Rd")
_CITIES: Final = (("Chicago", "IL", "606"), ("Madison", "WI", "537"), ("Gary", "IN", "464"), ("Dubuque", "IA", "520"))


def varied_frames(count: int, years: tuple[int, int] = (2026, 2026)) -> Iterator[bytes]:
    """Encoded events.

    Args:
        count: how many.
        years: first and last year of service.
    """
    chance = random.Random(_SEED)
    organization, person = _skewed(ORGANIZATIONS, chance), _skewed(PERSONS, chance)
    weights = list(accumulate((place % 40 + 1) ** -0.8 for place in range(len(SCENARIOS))))
    made = tried = 0
    while made < count:
        tried += 1
        scenario = chance.choices(SCENARIOS, cum_weights=weights)[0]
        try:
            form = encounter(scenario, chance.choice(scenario.payers.split()), tried)
        except LookupError:
            continue  # no code of its category was in force on the day that it drew
        _vary_patient(form, chance)
        for name, part in form.items():
            if name.endswith("provider") and isinstance(part, dict):
                _vary_provider(part, organization, person)
        _vary_amounts(form, chance)
        if chance.random() < _FAULTY:
            _break(form, chance)
        try:
            event = read_encounter(form)
        except NotAnEncounter:
            continue
        if years[0] <= event.service_from.year <= years[1]:
            made += 1
            yield encode_encounter(event)


def _skewed(count: int, chance: random.Random) -> Callable[[], int]:
    weights = list(accumulate((rank + 1) ** -_SKEW for rank in range(count)))
    ranks = range(count)
    return lambda: chance.choices(ranks, cum_weights=weights)[0]


def _vary_patient(form: Form, chance: random.Random) -> None:
    form["event_id"] = f"{chance.getrandbits(32):08x}-0000-4000-8000-{chance.getrandbits(48):012x}"
    form["encounter_id"] = f"E-{chance.randrange(10**9):09d}"
    form["source_system"] = chance.choice(("ehr-main", "ehr-east", "ehr-lab"))
    patient = form["patient"]
    patient["patient_id"] = f"P{chance.randrange(10**7):07d}"
    patient["first_name"], patient["last_name"] = chance.choice(_FIRST), chance.choice(_LAST)
    patient["address"] = _address(chance, nine_digits=chance.random() < 0.3)
    patient["phone"] = None if chance.random() < 0.4 else _phone(chance)
    for coverage in form["coverages"]:
        if coverage.get("filing_indicator") not in ("MA", "MB") and coverage.get("member_id"):
            coverage["member_id"] = f"{coverage['member_id'][:3].rstrip('-')}{chance.randrange(10**6):06d}"


def _vary_provider(part: Form, organization: Callable[[], int], person: Callable[[], int]) -> None:
    """Another provider in the same role; the number of one always gives the same one."""
    if part.get("entity_type") != "ORGANIZATION":
        number = person()
        own = random.Random(-number - 1)
        part["npi"] = npi(20_000_000 + number)
        part["first_name"], part["last_name"] = own.choice(_FIRST), own.choice(_LAST)
        return
    number = organization()
    own = random.Random(number)
    part["npi"], part["tax_id"] = npi(50_000_000 + number), f"36{number:07d}"
    part["organization_name"] = f"{own.choice(_LAST)} {own.choice(('Clinic', 'Hospital', 'Medical Group'))}"
    if part.get("address"):
        part["address"] = _address(own, nine_digits=True)
    if part.get("phone"):
        part["phone"] = _phone(own)


def _address(chance: random.Random, *, nine_digits: bool) -> Form:
    city, state, area = chance.choice(_CITIES)
    postal_code = f"{area}{chance.randrange(100):02d}" + (f"{chance.randrange(1, 9999):04d}" if nine_digits else "")
    street = f"{chance.randrange(1, 9999)} {chance.choice(_STREETS)}"
    return {"line1": street, "city": city, "state": state, "postal_code": postal_code}


def _phone(chance: random.Random) -> str:
    return f"{chance.randrange(200, 999)}{chance.randrange(200, 999)}{chance.randrange(10**4):04d}"


def _vary_amounts(form: Form, chance: random.Random) -> None:
    for line in form["service_lines"]:
        if Decimal(line["charge"]) > 1:
            line["charge"] = str(Decimal(line["charge"]) + Decimal(chance.randrange(2_000)) / 100)
    form["total_charge"] = str(sum((Decimal(line["charge"]) for line in form["service_lines"]), Decimal(0)))


def _break(form: Form, chance: random.Random) -> None:
    """One of the faults that billers correct most."""
    match chance.choice(("total", "diagnosis", "units")):
        case "total":
            form["total_charge"] = str(Decimal(form["total_charge"]) + 1)
        case "diagnosis" if form["diagnoses"]:
            form["diagnoses"][-1]["code"] = "I1"
        case _ if form["service_lines"]:
            form["service_lines"][0]["units"] = "-1"
