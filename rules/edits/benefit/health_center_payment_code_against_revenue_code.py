"""BN121: a health center's payment code goes with the revenue code of its kind of visit."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_MEDICAL: Final = "052"
_MENTAL_HEALTH: Final = "0900"
_SUPPLEMENT: Final = "0519"
_INTENSIVE_OUTPATIENT: Final = "0905"


def check(line: LineFacts, claim: ClaimFacts, *, medical: frozenset[str], mental_health: frozenset[str]) -> Found:
    """A payment code for a medical visit is not under 052x, or one for a mental health visit not under 0900."""
    revenue = line.revenue
    if revenue in ("", _SUPPLEMENT):
        return None
    if line.code in medical and not revenue.startswith(_MEDICAL):
        wanted = f"{_MEDICAL}x"
    elif line.code in mental_health and revenue != _MENTAL_HEALTH:
        wanted = _MENTAL_HEALTH
    else:
        return None
    case = "program" if revenue == _INTENSIVE_OUTPATIENT else "default"
    return problem(f"{line.path}.revenue_code", case, code=line.code, wanted=wanted, revenue=revenue)


_SAYS: Final = "{code} goes with revenue code {wanted} (0519 for a Medicare Advantage supplement), not {revenue}."

EDIT = Edit(
    code="BN121",
    name="health-center-payment-code-against-revenue-code",
    title="A health center's payment code is under the revenue code of another kind of visit.",
    why="Medicare pays a health center (FQHC) by payment code and revenue code together: G0466 to G0468 under "
    "052x, G0469 and G0470 under 0900, and both under 0519 for the supplement to a Medicare Advantage plan. "
    "Medicare returns other combinations.",
    fix="Correct the revenue code, or use the payment code of the visit that took place.",
    looks_at=("service_lines[].revenue_code", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    severity=severities("R", "-", "-"),
    cases={"default": Case(says=_SAYS), "program": Case(says=_SAYS, mark="WARN")},
    carc="199",
    status=statuses("A7:455"),
    snip=6,
    source="CMS change request 8743; IOCE edit 90",
    references=(
        Reference(
            text="Medicare's article on the payment system of health centers (change request 8743, in Find-A-Code's "
            "copy): G0466, G0467 and G0468 are reported under revenue code 052x or 0519, G0469 and G0470 under 0900 or "
            "0519.",
        ),
        Reference(text="IOCE edit 90: a payment code of a health center is not under the required revenue code."),
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
        field="service_lines[0].revenue_code",
        fires="0521",
        silent="0900",
        given={"institutional.type_of_bill": "0771", "service_lines[0].procedure_code": "G0470"},
    ),
    related=("BN120", "BN122"),
)
