"""PV106: an institutional claim names the attending provider."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """There is no attending NPI, and the claim is not for ambulance transports only."""
    attending = claim.encounter.attending_provider
    if attending is not None and not is_blank(attending.npi):
        return None
    if claim.lines and all((line.line.revenue_code or "").zfill(4).startswith("054") for line in claim.lines):
        return None
    return problem("attending_provider.npi")


EDIT = Edit(
    code="PV106",
    name="attending-provider-missing",
    title="The institutional claim has no attending provider NPI.",
    why="The 837I requires the individual with overall responsibility for the patient's care. Payers return a claim "
    "without one; only a claim for nothing but ambulance transports has none.",
    fix="Enter attending_provider with the practitioner's NPI, not the hospital's.",
    looks_at=("attending_provider.npi", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The claim has no attending provider NPI.")},
    carc="16",
    rarc=("N253",),
    status=statuses("A6:562:71"),
    snip=4,
    source="837I loop 2310A",
    example=Example(base="inpatient-stay", field="attending_provider.npi", fires=None, silent="1306172846"),
    form="institutional",
)
