"""BN114: a HIPPS code that rests on an assessment comes with the date of the assessment."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import occurrences, spans
from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import DatedList, OnOtherDate, dated_list

_SKILLED_NURSING: Final = "0022"
_REHABILITATION: Final = "0024"
_INFORMATION_ONLY: Final = "04"
_GROUP: Final = 3
_STILL_A_PATIENT: Final = "30"


def check(claim: ClaimFacts, *, defaults: DatedList) -> Found:
    """A payment line has a HIPPS code other than the default, and the claim has no occurrence 50."""
    details = claim.encounter.institutional
    if details is None or _INFORMATION_ONLY in claim.condition_codes or occurrences(claim, "50"):
        return None
    line_code = _REHABILITATION if claim.acute else _SKILLED_NURSING
    default = defaults.on(claim.encounter.service_from)
    found = next((line for line in claim.lines if line.revenue == line_code and _is_assessed(line, default)), None)
    if found is None:
        return None
    if claim.acute and details.discharge_status == _STILL_A_PATIENT:
        case = "interim"
    else:
        case = "default" if details.occurrence_codes or spans(claim, "70") else "unfinished"
    return problem("institutional.occurrence_codes", case, code=found.code)


def _is_assessed(line: LineFacts, defaults: frozenset[str]) -> bool:
    return line.code is not None and line.code not in defaults and line.code[:_GROUP] not in defaults


EDIT = Edit(
    code="BN114",
    name="assessment-date-missing",
    title="A HIPPS code is based on an assessment, but the claim does not give its date.",
    why="Medicare matches the HIPPS code with the assessment by the date of occurrence code 50 and returns a "
    "claim without it. The finding is a warning if the claim has neither occurrence codes nor a qualifying "
    "stay: its source may leave them to a later system.",
    fix="Add occurrence code 50: the assessment reference date (skilled nursing, swing bed) or the date on which the "
    "assessment was transmitted (rehabilitation). The default code, ZZZZZ or A9999, needs none.",
    looks_at=(
        "institutional.occurrence_codes",
        "institutional.occurrence_spans",
        "service_lines[].procedure_code",
        "service_lines[].revenue_code",
        "condition_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="HIPPS code {code} is based on an assessment, but occurrence code 50 with its date is missing.",
            suggest="Add occurrence code 50 with the assessment reference date, or the transmission date of a "
            "rehabilitation stay.",
        ),
        "unfinished": Case(
            says="HIPPS code {code} is based on an assessment, but the claim has no occurrence codes at all: "
            "neither 50 with its date nor a qualifying stay.",
            suggest="Add occurrence code 50 with the assessment reference date, or the transmission date of a "
            "rehabilitation stay.",
            mark="WARN",
        ),
        "interim": Case(
            says="HIPPS code {code} is based on an assessment; occurrence code 50 with its transmission date is "
            "due on the last bill of the stay.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A7:719"),
    snip=6,
    source="MLN Matters MM7019; Palmetto GBA, occurrence code 50",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA, occurrence code 50 reminders: required on 11x of rehabilitation facilities and for "
            "each 0022 line of 21x and 18x but AAA codes; claims without it are returned as unprocessed.",
            address="https://www.palmettogba.com/palmetto/jja.nsf/DID/BA3LWD2532",
        ),
        Reference(
            text="AAPC on MM7019: for services from 2011-01-01 such claims are returned as unprocessed.",
            address="https://aapc.com/codes/coding-newsletters/my-mds-alert/mds-billing-news-118463-article",
        ),
        Reference(
            text="CMS MLN, skilled nursing facility billing reference: occurrence code 50 is not needed for the "
            "default HIPPS code.",
            address="https://www.cms.gov/Outreach-and-Education/Medicare-Learning-Network-MLN/MLNProducts/"
            "EnrollmentResources/provider-resources/snf/index.html",
        ),
        Reference(
            text="First Coast, interim billing: rehabilitation facilities may send interim bills (status 30) before "
            "discharge, when no assessment is transmitted yet; hence a warning there.",
            address="https://medicare.fcso.com/billing/interim-billing-guidelines",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospital_and_nursing_stay_bills"),
    on_denial_bill=False,
    lists={"defaults": OnOtherDate(listed=dated_list("default_hipps_codes"))},
    effective_from=dt.date(2011, 1, 1),
    since="2",
    example=Example(
        base="skilled-nursing-stay",
        field="institutional.occurrence_codes",
        fires=None,
        silent=[{"code": "50", "date": "2026-10-12"}],
    ),
    related=("BN113",),
)
