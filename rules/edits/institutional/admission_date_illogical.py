"""IN109: the admission is not after the statement ends, and at most three days after it begins."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_WINDOW_DAYS: Final = 3
"""Days before an admission whose outpatient services go on the inpatient bill."""


def check(claim: ClaimFacts) -> Found:
    """The admission is after the statement through date, or more than three days after its from date."""
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
    title="The admission date does not fit the statement period.",
    why="An admission cannot be after the through date. If it is long after the from date, services before the stay "
    "are billed with it; only those in the three-day payment window before admission belong there.",
    fix="Correct the admission date or the statement period. Bill services more than three days before the admission "
    "on a separate outpatient claim; a statement that began earlier for a good reason can stay.",
    looks_at=("institutional.admission_date", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The admission date {admitted} is after the statement through date, {last}."),
        "late": Case(
            says="The admission date {admitted} is more than three days after the statement from date, {first}.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("MA40",),
    status=statuses("A7:189"),
    snip=4,
    source="ASC X12 837I, loop 2300, DTP 435; Medicare three-day payment window, Claims Processing Manual ch. 3 §40.3",
    basis="manual",
    form="institutional",
    example=Example(
        base="inpatient-stay", field="institutional.admission_date", fires="2026-10-16", silent="2026-10-12"
    ),
)
