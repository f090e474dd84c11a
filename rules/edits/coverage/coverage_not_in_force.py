"""CV106: a payer pays for services while the coverage is in force."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The claim's dates are partly or wholly outside the billed coverage's dates."""
    billed = claim.billed
    if billed is None:
        return None
    begins, ends = billed.valid_from, billed.valid_through
    first, through = claim.encounter.service_from, claim.encounter.service_through
    begin_path, end_path = f"{claim.billed_path}.valid_from", f"{claim.billed_path}.valid_through"
    if begins is not None and through < begins:
        return problem(begin_path, "before", begins=begins, through=through)
    if ends is not None and first > ends:
        return problem(end_path, "after", ends=ends, first=first)
    found = []
    if begins is not None and first < begins:
        found.append(problem(begin_path, "begins-meanwhile", begins=begins, first=first))
    if ends is not None and through > ends:
        found.append(problem(end_path, "ends-meanwhile", ends=ends, through=through))
    return found


EDIT = Edit(
    code="CV106",
    name="coverage-not-in-force",
    title="The billed coverage was not in force on some or all dates of service.",
    why="A payer denies services before a coverage began or after it ended. If it began or ended during the claim, "
    "the payer pays its part by its own rules for stays.",
    fix="Check the patient's eligibility on the dates of service, then correct the coverage dates or bill the "
    "coverage that was in force. Leave a stay during which the plan began, and bill it as one.",
    looks_at=("coverages[].valid_from", "coverages[].valid_through", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "before": Case(says="The services ended on {through}, before the coverage began on {begins}."),
        "after": Case(says="The services began on {first}, after the coverage ended on {ends}.", carc="27"),
        "begins-meanwhile": Case(
            says="The services began on {first}, before the coverage began on {begins}.", carc="239", mark="WARN"
        ),
        "ends-meanwhile": Case(
            says="The services ended on {through}, after the coverage ended on {ends}.", carc="239", mark="WARN"
        ),
    },
    carc="26",
    status=statuses("A7:88:QC"),
    snip=4,
    source="Claim adjustment reason codes 26, 27 and 239",
    contact_payer=True,
    example=Example(base="office-visit", field="coverages[0].valid_through", fires="2026-11-01", silent="2026-11-02"),
)
