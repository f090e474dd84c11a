"""BN122: beside a health center's payment code stands the service that made the visit."""

from rules.claim.bill_codes import is_clinic_visit
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, medical: frozenset[str], mental_health: frozenset[str]) -> Found:
    """A payment code has no line of its date with the service of the visit."""
    payment = medical | mental_health
    shown = {line.date_from for line in claim.lines if line.code is not None and line.code not in payment}
    return [
        problem(f"{line.path}.procedure_code", code=line.code, date=line.date_from)
        for line in claim.lines
        if line.code in payment and is_clinic_visit(line) and line.date_from not in shown
    ]


EDIT = Edit(
    code="BN122",
    name="health-center-visit-line-missing",
    title="A health center's payment code has no line with the service of the visit.",
    why="Medicare pays a health center (FQHC) by payment code only if another line of the same date shows the service "
    "that made the visit, and returns the claim otherwise.",
    fix="Add the service that made the visit, with its own procedure code and the same date.",
    looks_at=("service_lines[].procedure_code", "service_lines[].revenue_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={
        "default": Case(
            says="Payment code {code} of {date} has no line that shows the visit.",
            suggest="Add the service that made the visit.",
        )
    },
    carc="107",
    status=statuses("A6:507"),
    snip=6,
    source="CMS change request 8743; IOCE edit 89",
    references=(
        Reference(
            text="Medicare's article on the payment system of health centers: procedure coding of the visit that "
            "qualifies is required beside the payment code.",
            address="https://bitstalk5.rssing.com/chan-3990448/article340.html",
        ),
        Reference(text="IOCE edit 89: a payment code of a health center without a qualifying visit."),
        Reference(text="Supplement bills (revenue code 0519) carry the payment code alone: known, not read."),
    ),
    basis="manual",
    form="institutional",
    bill_types=dated_list("health_center_bills"),
    on_denial_bill=False,
    reporting_mark="WARN",
    since="2",
    lists={
        "medical": dated_list("health_center_payment_codes"),
        "mental_health": dated_list("health_center_mental_health_payment_codes"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].procedure_code",
        fires=None,
        silent="99213",
        given={
            "institutional.type_of_bill": "0771",
            "service_lines[0].revenue_code": "0521",
            "service_lines[0].procedure_code": "G0467",
            "service_lines[1].revenue_code": "0521",
        },
    ),
    related=("BN120", "BN121"),
)
