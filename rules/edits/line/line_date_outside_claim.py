"""LN106: the claim's dates of service include the dates of all its lines."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, assessed: frozenset[str]) -> Found:
    """A line's through date is before its from date, or one of them is outside the claim's dates."""
    first, last = line.line.service_from, line.line.service_through
    if (first is None and last is None) or line.revenue in assessed:
        return None
    start, end = claim.encounter.service_from, claim.encounter.service_through
    found: list[Problem] = []
    if first is not None and not start <= first <= end:
        found.append(problem(f"{line.path}.service_from", "outside", date=first, start=start, end=end))
    if last is not None:
        if last < line.date_from:
            found.append(problem(f"{line.path}.service_through", "backwards", date=last, first=line.date_from))
        elif not start <= last <= end:
            found.append(problem(f"{line.path}.service_through", "outside", date=last, start=start, end=end))
    return found


EDIT = Edit(
    code="LN106",
    name="line-date-outside-claim",
    title="A line's date is outside the claim's dates of service, or its through date is before its from date.",
    why="The claim's dates must cover all its lines. A payer cannot tell which date is wrong and returns the claim.",
    fix="Correct the line's date, or extend the claim's dates if the service belongs to it. If it belongs to another "
    "visit or stay, bill it there.",
    looks_at=(
        "service_lines[].service_from",
        "service_lines[].service_through",
        "service_lines[].revenue_code",
        "service_from",
        "service_through",
    ),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "outside": Case(says="Line date {date} is outside the claim's dates of service, {start} to {end}."),
        "backwards": Case(says="The line's through date {date} is before its from date {first}."),
    },
    carc="16",
    rarc=("N379",),
    status=statuses("A7:187"),
    snip=4,
    source="837 DTP 472 of lines, DTP 434 of the 837I; IOCE edit 23",
    basis="regulation",
    references=(
        Reference(
            text="TRICARE, billing tips for skilled nursing facilities of 2009: the line of the HIPPS code has the "
            "assessment date in form locator 45, where other lines have the service date. It may be before the period.",
            address="http://www.mytricare.com/Internet/tric/tri/tricare.nsf/EXT/SystmPgs_SNFPPSBllngTps_1",
        ),
        Reference(
            text="LegalClarity on MM7019: from 2011-01-01 occurrence code 50 has the assessment date; before, it was "
            "in other fields, for rehabilitation facilities the day of transmission, which is after the stay.",
            address="https://legalclarity.org/what-is-occurrence-code-50-in-medical-billing/",
        ),
    ),
    changed="2",
    lists={"assessed": dated_list("assessment_dated_lines")},
    example=Example(
        base="office-visit", field="service_lines[0].service_from", fires="2026-11-01", silent="2026-11-02"
    ),
    waivable=False,
)
