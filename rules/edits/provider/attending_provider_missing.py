"""PV106: an institutional bill names who was responsible for the patient's care."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """There is no attending NPI, and the bill is not for ambulance transports alone."""
    attending = claim.encounter.attending_provider
    if attending is not None and not is_blank(attending.npi):
        return None
    if claim.lines and all((line.line.revenue_code or "").zfill(4).startswith("054") for line in claim.lines):
        return None
    return problem("attending_provider.npi")


EDIT = Edit(
    code="PV106",
    name="attending-provider-missing",
    title="The institutional bill does not name the attending provider by NPI.",
    why="The 837I asks for the individual who had overall responsibility for the patient's care. Payers return a bill "
    "without one; only a bill for ambulance transports alone has none.",
    fix="Give attending_provider with the NPI of the practitioner, not of the hospital.",
    looks_at=("attending_provider.npi", "service_lines[].revenue_code"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The bill has no NPI of an attending provider.")},
    carc="16",
    rarc=("N253",),
    status=statuses("A6:562:71"),
    snip=4,
    source="837I loop 2310A",
    example=Example(base="inpatient-stay", field="attending_provider.npi", fires=None, silent="1306172846"),
    form="institutional",
)
