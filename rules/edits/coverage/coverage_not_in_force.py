"""CV106: a payer pays for services while the coverage is in force."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The claim's dates are partly or wholly outside the billed coverage's dates."""
    billed = claim.billed
    if billed is None:
        return None
    sure = "-verified" if claim.parameters["CV106"]["dates_verified"] else ""
    begins, ends = billed.valid_from, billed.valid_through
    first, through = claim.encounter.service_from, claim.encounter.service_through
    begin_path, end_path = f"{claim.billed_path}.valid_from", f"{claim.billed_path}.valid_through"
    if begins is not None and through < begins:
        return problem(begin_path, f"before{sure}", begins=begins, through=through)
    if ends is not None and first > ends:
        return problem(end_path, f"after{sure}", ends=ends, first=first)
    found = []
    if begins is not None and first < begins:
        found.append(problem(begin_path, "begins-meanwhile", begins=begins, first=first))
    if ends is not None and through > ends:
        found.append(problem(end_path, "ends-meanwhile", ends=ends, through=through))
    return found


_BEFORE: Final = "The services ended on {through}, before the coverage began on {begins}."
_AFTER: Final = "The services began on {first}, after the coverage ended on {ends}."

EDIT = Edit(
    code="CV106",
    name="coverage-not-in-force",
    title="The billed coverage was not in force on some or all dates of service.",
    why="A payer denies services before a coverage began or after it ended. If it began or ended during the claim, "
    "the payer pays its part by its own rules for stays. The dates are those of the registration, which may be out of "
    "date, and Medicaid is granted retroactively, so the edit warns. Set dates_verified in a profile whose source "
    "systems send only dates from an eligibility response: services wholly outside them are then rejected.",
    fix="Check the patient's eligibility on the dates of service, then correct the coverage dates or bill the "
    "coverage that was in force. Leave a stay during which the plan began, and bill it as one.",
    looks_at=("coverages[].valid_from", "coverages[].valid_through", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "before": Case(says=_BEFORE, mark="WARN"),
        "before-verified": Case(says=_BEFORE),
        "after": Case(says=_AFTER, carc="27", mark="WARN"),
        "after-verified": Case(says=_AFTER, carc="27"),
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
    changed="2",
    source="Claim adjustment reason codes 26, 27 and 239",
    basis="clearinghouse practice",
    contact_payer=True,
    parameters={"dates_verified": False},
    example=Example(base="office-visit", field="coverages[0].valid_through", fires="2026-11-01", silent="2026-11-02"),
)
