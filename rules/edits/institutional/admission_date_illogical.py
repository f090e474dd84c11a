"""IN109: a patient is admitted before the statement ends, and at most three days after it begins."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_WINDOW_DAYS: Final = 3
"""Days before an admission whose outpatient services go on the inpatient bill."""


def check(claim: ClaimFacts) -> Found:
    """The admission is after the last day of the statement, or more than three days after its first."""
    details = claim.encounter.institutional
    if details is None or details.admission_date is None:
        return None
    admitted, encounter = details.admission_date, claim.encounter
    if admitted > encounter.service_through:
        return problem("institutional.admission_date", admitted=admitted, last=encounter.service_through)
    if (admitted - encounter.service_from).days > _WINDOW_DAYS:
        return problem("institutional.admission_date", "late", admitted=admitted, first=encounter.service_from)
    return None


EDIT = Edit(
    code="IN109",
    name="admission-date-illogical",
    title="The admission date does not fit the period of the bill.",
    why="An admission after the last day billed cannot be. One long after the first day means that services of before "
    "the stay are billed with it; only those of the three days before an admission belong there.",
    fix="Correct the admission date or the period. Services of more than three days before the admission go on an "
    "outpatient bill of their own; a statement that began earlier for a good reason can stay.",
    looks_at=("institutional.admission_date", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The admission on {admitted} is after the last day of the bill, {last}."),
        "late": Case(
            says="The admission on {admitted} is more than three days after the first day of the bill, {first}.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("MA40",),
    status=statuses("A7:189"),
    snip=4,
    source="ASC X12 837I, loop 2300, DTP 435; Medicare three-day payment window, Claims Processing Manual ch. 3 §40.3",
    form="institutional",
    example=Example(
        base="inpatient-stay", field="institutional.admission_date", fires="2026-10-16", silent="2026-10-12"
    ),
)
