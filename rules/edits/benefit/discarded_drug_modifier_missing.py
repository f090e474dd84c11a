"""BN133: a line for a single-dose drug says whether a part of it was discarded."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import is_vaccine
from rules.edit import ALL_BUT_MEDICAID, Case, Edit, Example, Found, Reference, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list

_HOME: Final = "12"
_SINCE: Final = dt.date(2023, 7, 1)
_AT_HOME_SINCE: Final = dt.date(2024, 1, 1)


def check(line: LineFacts, claim: ClaimFacts, *, modifiers: frozenset[str], bills_without: frozenset[str]) -> Found:
    """A line for a drug on the list of single-dose drugs has neither JW nor JZ."""
    table, code = claim.tables.single_dose_drugs, line.code
    if table is None or code is None or not table.listed(code, line.date_from):
        return None
    if claim.inpatient or claim.type_of_bill[:2] in bills_without or is_vaccine(line):
        return None
    if line.date_from < (_AT_HOME_SINCE if line.place == _HOME else _SINCE):
        return None
    return problem(f"{line.path}.modifiers", code=code) if line.modifiers.isdisjoint(modifiers) else None


EDIT = Edit(
    code="BN133",
    name="discarded-drug-modifier-missing",
    title="A line for a single-dose drug does not say whether a part was discarded.",
    why="Since July 2023 Medicare requires a modifier on every line for a drug in single-dose containers: JW on "
    "a line for the discarded part, or JZ if nothing was discarded. Since October 2023 it returns claims "
    "without one.",
    fix="Add JZ if nothing was discarded. Otherwise bill the waste on a second line with JW.",
    looks_at=(
        "service_lines[].modifiers",
        "service_lines[].procedure_code",
        "service_lines[].service_from",
        "service_lines[].place_of_service",
        "institutional.type_of_bill",
    ),
    subject="line",
    check=check,
    severity=severities("W", "-", "N"),
    cases={
        "default": Case(
            says="{code} comes in single-dose containers; the line has neither JW nor JZ.",
            suggest="Add JZ if nothing was discarded; otherwise bill the waste on a second line with JW.",
        )
    },
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="CMS on discarded drugs (modifiers JW and JZ); CGS and Noridian DME; Blue Cross North Carolina",
    references=(
        Reference(
            text="CMS, CGS DME and Noridian DME: JZ is required from 2023-07-01 where nothing was discarded; suppliers "
            "who only dispense, from 2024-01-01. Known from the summary of the change request."
        ),
        Reference(text="American Academy of Ophthalmology: claims without JW or JZ are returned from 2023-10-01."),
        Reference(text="Blue Cross North Carolina: vaccines are excepted."),
    ),
    basis="manual",
    on_denial_bill=False,
    since="2",
    tables=(needs("single_dose_drugs", payer_classes=ALL_BUT_MEDICAID),),
    lists={
        "modifiers": dated_list("discarded_drug_modifiers"),
        "bills_without": dated_list("bills_without_discarded_drug_modifiers"),
    },
    example=Example(
        base="office-visit-medicare",
        field="service_lines[1].modifiers",
        fires=[],
        silent=["JZ"],
        given={"service_lines[1].procedure_code": "J9271"},
        tables={"single_dose_drugs": ({"code": "J9271"},)},
        profile="medicare",
    ),
    related=("BN134",),
)
