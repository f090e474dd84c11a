"""BN113: covered days in a skilled nursing facility are billed to Medicare with a payment line."""

from typing import Final

from rules.claim.bill_codes import is_room
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, Suppression, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PAYMENT_LINE: Final = "0022"
_BRINGS: Final = (Suppression(edits=("BN114", "BN116")),)


def check(claim: ClaimFacts, *, frequencies: frozenset[str], perhaps_unpaid: frozenset[str]) -> Found:
    """Covered room lines are billed, and no line has revenue code 0022."""
    if claim.encounter.frequency_code not in frequencies:
        return None
    if any(line.revenue == _PAYMENT_LINE for line in claim.lines):
        return None
    if not any(is_room(line) and not line.whole_noncovered for line in claim.lines):
        return None
    return problem("service_lines", "default" if claim.condition_codes.isdisjoint(perhaps_unpaid) else "perhaps")


EDIT = Edit(
    code="BN113",
    name="snf-payment-line-missing",
    title="A skilled nursing bill with covered days has no payment line.",
    why="Medicare pays covered days in a skilled nursing facility by the HIPPS codes on lines with revenue code 0022.",
    fix="Add revenue code 0022 with the HIPPS code (ZZZZZ is the default) and its days as units. Bill days that "
    "Medicare does not cover with noncovered charges.",
    looks_at=("service_lines", "service_lines[].revenue_code", "service_lines[].non_covered_charge", "condition_codes"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="The skilled nursing bill has covered days, but no payment line (revenue code 0022).",
            suggest="Add revenue code 0022 with the HIPPS code (ZZZZZ is the default) and its days.",
            suppresses=_BRINGS,
        ),
        "perhaps": Case(
            says="The skilled nursing bill has days that are not billed as noncovered, but no payment line (revenue "
            "code 0022).",
            mark="WARN",
            suppresses=_BRINGS,
        ),
    },
    carc="16",
    rarc=("M50",),
    status=statuses("A6:455"),
    snip=6,
    source="CMS MLN, skilled nursing facility billing; Medicare Claims Processing Manual, chapter 6, section 30",
    basis="manual",
    references=(
        Reference(
            text="CMS MLN, skilled nursing facility billing reference, table 1: revenue code 0022 with the HIPPS code "
            "must be on all Part A claims.",
            address="https://www.cms.gov/Outreach-and-Education/Medicare-Learning-Network-MLN/MLNProducts/"
            "EnrollmentResources/provider-resources/snf/index.html",
        ),
        Reference(
            text="Noridian, SNF and swing-bed billing: covered and benefits-exhaust claims are 211 to 214; no-pay "
            "claims are 210. Swing beds of critical access hospitals are outside it.",
            address="https://med.noridianmedicare.com/web/jea/provider-types/snf-and-swingbed-billing",
        ),
    ),
    form="institutional",
    bill_types=dated_list("skilled_nursing_facility_bills"),
    on_denial_bill=False,
    lists={
        "frequencies": dated_list("payment_request_frequencies"),
        "perhaps_unpaid": dated_list("conditions_of_unpaid_skilled_nursing_days"),
    },
    since="2",
    example=Example(
        base="skilled-nursing-stay",
        field="service_lines[0].revenue_code",
        fires="0270",
        silent="0022",
        given={"service_lines[0].procedure_code": None},
    ),
)
