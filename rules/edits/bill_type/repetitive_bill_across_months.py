"""BT107: repetitive services are billed once a month."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, repetitive: frozenset[str], single: frozenset[str]) -> Found:
    """A bill with a repetitive service begins in one month and ends in another."""
    first, through = claim.encounter.service_from, claim.encounter.service_through
    if (first.year, first.month) == (through.year, through.month):
        return None
    if any(_is_one_of(line, single) for line in claim.lines):  # one encounter that passed midnight
        return None
    line = next((line for line in claim.lines if _is_one_of(line, repetitive)), None)
    if line is None:
        return None
    return problem("service_through", revenue=line.revenue, first=first, through=through)


def _is_one_of(line: LineFacts, codes: frozenset[str]) -> bool:
    return line.revenue in codes or line.revenue[:3] in codes


EDIT = Edit(
    code="BT107",
    name="repetitive-bill-across-months",
    title="A bill for a repetitive service covers more than one month.",
    why="Therapy, dialysis, rehabilitation and rentals are billed once a month, or when the treatment ends. Medicare "
    "returns or overlaps a bill that covers parts of two months.",
    fix="Split the bill at the end of the month, unless the course of treatment ended within it.",
    looks_at=("service_from", "service_through", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(
            says="Revenue code {revenue} is billed once a month, but the claim covers {first} to {through}."
        )
    },
    carc="16",
    rarc=("MA31",),
    status=statuses("A7:188"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 §50.2.2; NGS and Noridian, repetitive services",
    basis="manual",
    references=(
        Reference(
            text="NGS: services of these revenue codes are billed monthly or at the end of treatment; home health is "
            "excepted, and recurring services are not repetitive",
            address="https://www.ngsmedicare.com/web/ngs/billing?selectedArticleId=4550266",
        ),
        Reference(
            text="Noridian: the same revenue codes",
            address="https://med.noridianmedicare.com/web/jfa/topics/claim-submission/repetitive-services",
        ),
    ),
    since="2",
    form="institutional",
    bill_types=dated_list("bills_of_repetitive_services"),
    on_denial_bill=False,
    lists={
        "repetitive": dated_list("repetitive_service_revenue_codes"),
        "single": dated_list("single_encounter_revenue_codes"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="service_from",
        fires="2026-10-31",
        silent="2026-11-01",
        given={
            "service_lines": [
                {
                    "procedure_code": "97110",
                    "modifiers": ["GP"],
                    "revenue_code": "0420",
                    "service_from": "2026-11-02",
                    "units": "2",
                    "charge": "1065.00",
                }
            ]
        },
    ),
)
