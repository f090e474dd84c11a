"""PV106: an institutional claim names the attending provider."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.claim.procedure_words import is_vaccine
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i


def check(claim: ClaimFacts) -> Found:
    """There is no attending NPI, and the claim is not for ambulance transports only."""
    attending = claim.encounter.attending_provider
    if attending is not None and not is_blank(attending.npi):
        return None
    if claim.lines and all(line.revenue.startswith("054") for line in claim.lines):
        return None
    roster = bool(claim.lines) and all(is_vaccine(line) for line in claim.lines)
    return problem("attending_provider.npi", "vaccines" if roster else "default")


EDIT = Edit(
    code="PV106",
    name="attending-provider-missing",
    title="The institutional claim has no attending provider NPI.",
    why="The 837I requires the individual with overall responsibility for the patient's care. Payers return a claim "
    "without one; only a claim for nothing but ambulance transports has none. On a roster claim for vaccines the "
    "facility's own NPI may stand for it, so there the edit warns.",
    fix="Enter attending_provider with the practitioner's NPI, not the hospital's.",
    looks_at=("attending_provider.npi", "service_lines[].revenue_code", "service_lines[].procedure_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The claim has no attending provider NPI."),
        "vaccines": Case(says="The vaccine claim has no attending provider NPI.", mark="WARN"),
    },
    carc="16",
    rarc=("N253",),
    status=statuses("A6:562:71"),
    snip=4,
    changed="2",
    source="837I loop 2310A",
    basis="regulation",
    references=(usage_837i("loop 2310A: situational, on all claims but non-scheduled transports"),),
    example=Example(base="inpatient-stay", field="attending_provider.npi", fires=None, silent="1306172846"),
    form="institutional",
)
