"""BT121: a prospective payment hospital sends a first interim bill after 60 days, and then replaces it."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_FIRST_BILL_DAYS: Final = 60


def check(claim: ClaimFacts, *, continued: frozenset[str]) -> Found:
    """A bill 112 of fewer than 60 days, or a bill 113 or 114."""
    if not claim.acute:
        return None
    frequency = claim.encounter.frequency_code
    if frequency in continued:
        return problem("frequency_code", "continued", bill=claim.type_of_bill)
    if frequency == "2" and claim.days < _FIRST_BILL_DAYS:
        return problem("frequency_code", bill=claim.type_of_bill, days=claim.days)
    return None


EDIT = Edit(
    code="BT121",
    name="interim-bill-too-short-or-continued",
    title="An interim hospital bill covers less than 60 days, or continues where a replacement is due.",
    why="A hospital that is paid prospectively may send a first interim bill (112) after 60 days and then replaces it "
    "(117 with condition code D3). Other hospitals continue with 113 and 114; the claim does not say which kind it is.",
    fix="Check whether the hospital is paid prospectively. If it is, wait for 60 days or send a replacement.",
    looks_at=("frequency_code", "institutional.type_of_bill", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("N", "-", "-"),
    cases={
        "default": Case(says="Bill {bill} covers {days} days; a prospective payment hospital bills at least 60."),
        "continued": Case(
            says="A prospective payment hospital replaces its interim bill (117) instead of sending {bill}."
        ),
    },
    carc="16",
    rarc=("MA30",),
    status=statuses("A7:535"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 §50.2.1; Palmetto GBA and Noridian, interim billing",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA and Noridian: 112 of 60 days, then 117 with D3, for prospective payment hospitals"
        ),
        Reference(
            text="In shadow: First Coast lists 113 and 114 for other hospitals, and the claim does not show which "
            "hospital it is"
        ),
    ),
    since="2",
    state="shadow",
    form="institutional",
    bills="acute",
    on_denial_bill=False,
    lists={"continued": dated_list("continued_interim_frequencies")},
    example=Example(
        base="inpatient-stay",
        field="service_from",
        fires="2026-08-18",
        silent="2026-08-17",
        given={
            "frequency_code": "2",
            "institutional.type_of_bill": "0112",
            "institutional.admission_date": "2026-08-17",
            "institutional.discharge_status": "30",
            "institutional.discharge_hour": None,
            "institutional.value_codes": [{"code": "80", "amount": "60.00"}],
            "service_lines[0].units": "60",
        },
    ),
)
