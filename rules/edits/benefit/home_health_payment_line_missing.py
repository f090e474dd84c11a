"""BN105: a home health claim to Medicare has a payment line with its HIPPS code."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, Suppression, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PAYMENT_LINE: Final = "0023"


def check(claim: ClaimFacts, *, frequencies: frozenset[str]) -> Found:
    """No line has revenue code 0023."""
    if claim.encounter.frequency_code not in frequencies:
        return None
    if any(line.revenue == _PAYMENT_LINE for line in claim.lines):
        return None
    return problem("service_lines")


EDIT = Edit(
    code="BN105",
    name="home-health-payment-line-missing",
    title="A home health claim has no payment line.",
    why="Medicare pays home health care by the HIPPS code on the line with revenue code 0023 and returns a claim "
    "without that line.",
    fix="Add a line with revenue code 0023, the HIPPS code of the period, the date of the first visit and charge 0.00. "
    "Bill services outside a plan of care as 34x.",
    looks_at=("service_lines", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="The home health claim has no payment line (revenue code 0023).",
            suggest="Add revenue code 0023 with the HIPPS code and charge 0.00.",
            suppresses=(Suppression(edits=("BN104",)),),
        )
    },
    carc="16",
    rarc=("M50",),
    status=statuses("A6:455"),
    snip=6,
    source="Medicare reason code 32243",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA, reason code 32243: a request, final claim or adjustment under the home health "
            "prospective payment system without a 0023 line is returned.",
            address="https://www.palmettogba.com/palmetto/jmhhh.nsf/DID/BMQGV85623",
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_denial_bill=False,
    lists={"frequencies": dated_list("home_health_claim_frequencies")},
    since="2",
    example=Example(
        base="home-health-period",
        field="service_lines[0].revenue_code",
        fires="0270",
        silent="0023",
        given={"service_lines[0].procedure_code": None},
    ),
)
