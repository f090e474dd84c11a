"""BN120: Medicare pays a health center by its payment code for the kind of visit."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import is_clinic_visit
from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import is_vaccine
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_SINCE: Final = dt.date(2016, 1, 1)


def check(
    claim: ClaimFacts, *, medical: frozenset[str], mental_health: frozenset[str], no_visit: frozenset[str]
) -> Found:
    """A visit line is on the claim, and no payment code."""
    if claim.encounter.service_from < _SINCE or any(
        line.code in medical or line.code in mental_health for line in claim.lines
    ):
        return None
    visit = next(
        (line for line in claim.lines if is_clinic_visit(line) and line.code not in no_visit and not is_vaccine(line)),
        None,
    )
    return None if visit is None else problem(f"{visit.path}.procedure_code")


EDIT = Edit(
    code="BN120",
    name="health-center-payment-code-missing",
    title="A health center claim with a visit has no payment code.",
    why="Since 2016 Medicare pays every health center (FQHC) by a payment code, G0466 to G0470, with the charge of the "
    "visit. Without one the visit is not paid.",
    fix="Add the payment code for the kind of visit, with the charge of the visit, beside the services of the day.",
    looks_at=("service_lines[].procedure_code", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="The health center claim has no payment code (G0466 to G0470).")},
    carc="16",
    rarc=("M20",),
    status=statuses("A6:507"),
    snip=6,
    source="CMS change request 8743",
    references=(
        Reference(
            text="Medicare's article on the payment system of health centers: they must use the specific payment codes "
            "on claims, together with the services of the visit.",
            address="https://bitstalk5.rssing.com/chan-3990448/article340.html",
        ),
        Reference(text="The list of services without a visit is known, not read; it only silences the warning."),
    ),
    basis="manual",
    form="institutional",
    bill_types=dated_list("health_center_bills"),
    on_denial_bill=False,
    since="2",
    effective_from=_SINCE,
    lists={
        "medical": dated_list("health_center_payment_codes"),
        "mental_health": dated_list("health_center_mental_health_payment_codes"),
        "no_visit": dated_list("clinic_services_without_visit"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].procedure_code",
        fires="93005",
        silent="G0467",
        given={
            "institutional.type_of_bill": "0771",
            "service_lines[0].revenue_code": "0521",
            "service_lines[0].procedure_code": "99213",
            "service_lines[1].revenue_code": "0521",
        },
    ),
    related=("BN121", "BN122"),
)
