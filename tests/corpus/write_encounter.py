"""An encounter of the corpus is written from a few words: who, when, where, why and what was done.

A service line is words with blanks between them: `0636 J0696-59 x4 120.00 ndc=00143985701/2/UN`.

* The revenue code, on institutional claims only.
* The procedure code with its modifiers after hyphens: `99213-25`. `HP:` in front is a HIPPS code, `.` no code.
* `x` and the units: `x4`, in minutes `x30m`, in days `x3D`.
* The charge.
* Details, if any: `dx=1,2` pointers, `ndc=code/quantity/unit`, `pos=` place, `says=` description, `day=` days after the
  from date, `clia=` number.

Where a tuple of lines has `{…}`, the scenario fills it in, such as the days of a stay.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.corpus.codes import draw_all
from tests.corpus.people import Form, coverage, organization, patient, person


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One kind of encounter, of which the corpus has several with other people, days and payers."""

    name: str
    payers: str
    """Filing indicators, one for each encounter made."""
    ages: tuple[int, int]
    sex: str = "FM"
    dx: str
    """Codes or categories; the first is the reason for care."""
    lines: Sequence[str]
    """Service lines, in the words above."""
    place: str = "11"
    bill: str = ""
    """Type of bill; empty on professional claims."""
    days: int = 0
    """Length of the stay or of the billed period."""
    taxonomy: str = "207Q00000X"
    more: Form = field(default_factory=dict)
    years: tuple[int, int] = (2016, 2027)
    from_the_first: bool = False
    """Whether it begins on the first day of a month."""


def line(text: str, number: int, form: Form) -> Form:
    """A service line from its words."""
    words = text.split()
    revenue = words.pop(0) if form["claim_form"] == "INSTITUTIONAL" else None
    code, *modifiers = words.pop(0).split("-")
    made: Form = {
        "line_number": number,
        "units": words[0].lstrip("x").rstrip("mD"),
        "unit_of_measure": {"m": "MJ", "D": "DA"}.get(words[0][-1], "UN"),
        "charge": words[1],
        "modifiers": modifiers,
    }
    if code != ".":
        made["procedure_code"] = code.removeprefix("HP:")
        made["procedure_qualifier"] = "HP" if code.startswith("HP:") else "HC"
    if revenue is not None:
        made["revenue_code"] = revenue
    else:
        made["diagnosis_pointers"] = [1]
    for word in words[2:]:
        name, _, said = word.partition("=")
        made |= _detail(name, said, form)
    return made


def _detail(name: str, said: str, form: Form) -> Form:
    match name:
        case "dx":
            return {"diagnosis_pointers": [int(one) for one in said.split(",")]}
        case "ndc":
            code, quantity, unit = said.split("/")
            return {"ndc": {"code": code, "quantity": quantity, "unit": unit}}
        case "pos":
            return {"place_of_service": said}
        case "says":
            return {"description": said.replace("_", " ")}
        case "day":
            day = date.fromisoformat(form["service_from"]) + timedelta(days=int(said))
            return {"service_from": day.isoformat()}
        case "clia":
            return {"clia_number": said}
        case "noncovered":
            return {"non_covered_charge": said}
    raise ValueError(name)


def encounter(scenario: Scenario, payer: str, number: int) -> Form:
    """One encounter of a scenario, the same on every call.

    Raises:
        LookupError: the tables have no code that fits.
    """
    chance = random.Random(f"{scenario.name} {payer} {number}")
    on = date(
        chance.randint(*scenario.years), chance.randint(1, 9), 1 if scenario.from_the_first else chance.randint(1, 28)
    )
    through = on + timedelta(days=scenario.days)
    age = chance.randint(*scenario.ages)
    if payer in ("MA", "MB") and scenario.ages[1] >= 65:
        age = max(age, 65)
    sex = {"F": "FEMALE", "M": "MALE"}[chance.choice(scenario.sex)]
    who = patient(age, sex, on, chance)
    institutional = bool(scenario.bill)
    occurred = through + timedelta(days=chance.randint(1, 40))
    form: Form = {
        "event_id": f"00000000-0000-4000-8000-{number:012d}",
        "occurred_at": f"{occurred}T15:30:00Z",
        "source_system": "corpus",
        "encounter_id": f"C{number:05d}",
        "encounter_version": 1,
        "claim_form": "INSTITUTIONAL" if institutional else "PROFESSIONAL",
        "patient": who,
        "coverages": [coverage(payer, who, age, chance, occurred)],
        "service_from": on.isoformat(),
        "service_through": through.isoformat(),
        "accept_assignment_code": "A",
        "benefits_assignment_code": "Y",
        "release_of_information_code": chance.choice("IY"),
        "provider_signature_on_file": True,
    }
    codes = draw_all(scenario.dx.split(), through if institutional else on, age, sex, chance)
    form["diagnoses"] = [{"code": code, "role": "OTHER" if place else "PRINCIPAL"} for place, code in enumerate(codes)]
    (_institutional if institutional else _professional)(form, scenario)
    form["service_lines"] = [line(text, place, form) for place, text in enumerate(scenario.lines, start=1)]
    if not institutional or not form["institutional"]["type_of_bill"].startswith(("011", "018", "021")):
        for made in form["service_lines"]:
            made.setdefault("service_from", form["service_from"])
    _merge(form, scenario.more, form)
    form["total_charge"] = str(sum((Decimal(made["charge"]) for made in form["service_lines"]), Decimal(0)))
    _as_sent(form, chance)
    return form


def _professional(form: Form, scenario: Scenario) -> None:
    form["place_of_service"] = scenario.place
    form["billing_provider"] = organization(7654321, "Lakeview Family Medicine, P.C.", scenario.taxonomy)
    form["rendering_provider"] = person(22962963, "Grace", "O'Doctor", scenario.taxonomy)


def _institutional(form: Form, scenario: Scenario) -> None:
    bill = scenario.bill
    form["frequency_code"] = bill[-1]
    form["billing_provider"] = organization(15308642, "St. Mary's Hospital & Clinics", scenario.taxonomy)
    form["attending_provider"] = person(30617284, "Alan", "Ward")
    details: Form = {"type_of_bill": bill, "discharge_status": "01", "admission_type": "3", "admission_source": "1"}
    if bill[1:3] in ("11", "18", "21"):
        details |= {"admission_date": form["service_from"], "admission_hour": "14"}
        details["value_codes"] = [{"code": "80", "amount": str(scenario.days)}]
        if bill[-1] in "1478" and bill[1:3] == "11":
            details["discharge_hour"] = "11"
        for dx in form["diagnoses"]:
            dx["present_on_admission"] = "Y"
    if bill[1:3] in ("11", "12", "18", "21", "22"):
        form["diagnoses"].insert(1, {"code": form["diagnoses"][0]["code"], "role": "ADMITTING"})
    form["institutional"] = details


def _merge(form: Form, more: Form, event: Form) -> None:
    """Apply a scenario's changes; its dates are relative to the event's dates."""
    for name, new in more.items():
        if isinstance(new, dict):
            if not isinstance(form.get(name), dict):
                form[name] = {}
            _merge(form[name], new, event)
        else:
            form[name] = _said(new, event)


def _said(new: Any, event: Form) -> Any:
    if callable(new):
        return new(event)
    if isinstance(new, list):
        return [_said(one, event) for one in new]
    if isinstance(new, dict):
        return {name: _said(one, event) for name, one in new.items()}
    return new


def _as_sent(form: Form, chance: random.Random) -> None:
    """Some senders write codes with dots and in lower case, and leave out what can be derived."""
    if chance.random() < 0.2:
        for dx in form["diagnoses"]:
            dx["code"] = f"{dx['code'][:3]}.{dx['code'][3:]}" if len(dx["code"]) > 3 else dx["code"]
    if chance.random() < 0.2:
        for made in form["service_lines"]:
            made["line_number"] = 0
            made["modifiers"] = [modifier.lower() for modifier in made["modifiers"]]
    if chance.random() < 0.7:
        form["patient_control_number"] = f"ACCT-{form['encounter_id']}"


def day(offset: int, field_name: str = "service_from") -> Callable[[Form], str]:
    """A date some days after the first or last day of the encounter, for `Scenario.more`."""
    return lambda form: (date.fromisoformat(form[field_name]) + timedelta(days=offset)).isoformat()


def dates(**kinds: int) -> Callable[[Form], list[Form]]:
    """The `dates` of an encounter, by kind, in days after its first day."""

    def made(form: Form) -> list[Form]:
        first = date.fromisoformat(form["service_from"])
        return [{"kind": kind, "date": (first + timedelta(days=offset)).isoformat()} for kind, offset in kinds.items()]

    return made
