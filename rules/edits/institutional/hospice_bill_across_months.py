"""IN120: hospice care is billed to Medicare by calendar month."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, hospice_bills: frozenset[str]) -> Found:
    """A hospice claim begins in one calendar month and ends in a later one."""
    if claim.type_of_bill[:2] not in hospice_bills:
        return None
    first, last = claim.encounter.service_from, claim.encounter.service_through
    if (first.year, first.month) >= (last.year, last.month):
        return None
    return problem("service_through", first=first, last=last)


EDIT = Edit(
    code="IN120",
    name="hospice-bill-across-months",
    title="A hospice claim covers more than one calendar month.",
    why="Medicare pays hospice care by calendar month and returns a claim that spans months.",
    fix="Send one claim per calendar month, each with the days and charges of that month.",
    looks_at=("service_from", "service_through", "institutional.type_of_bill"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "default": Case(says="The hospice claim runs from {first} through {last}, over more than one calendar month.")
    },
    carc="16",
    rarc=("MA31",),
    status=statuses("A7:188"),
    snip=6,
    source="Medicare reason code 31287",
    basis="manual",
    form="institutional",
    bills="outpatient",
    lists={"hospice_bills": dated_list("hospice_bills")},
    example=Example(base="hospice-month", field="service_through", fires="2026-11-01", silent="2026-10-31"),
)
