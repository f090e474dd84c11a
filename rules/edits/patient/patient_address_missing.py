"""PT104: a claim requires the patient's address, or the subscriber's if they are the same person."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts) -> Found:
    """Neither the patient nor the subscriber who is the patient has an address."""
    if claim.encounter.patient.address is not None:
        return None
    billed = claim.billed
    if billed is not None and billed.relationship == "SELF":
        if billed.subscriber is not None and billed.subscriber.address is not None:
            return None
        return problem("patient.address", "subscriber")
    return problem("patient.address")


EDIT = Edit(
    code="PT104",
    name="patient-address-missing",
    title="The claim has no patient address.",
    why="A claim requires the address of the patient, or of the subscriber if the patient is the subscriber. Payers "
    "use it for mail and jurisdiction.",
    fix="Enter the patient's address at registration. For a patient without a home use the address of the shelter or "
    "facility, as the payer requires.",
    looks_at=("patient.address", "coverages[].subscriber.address", "coverages[].relationship"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The patient's address is missing."),
        "subscriber": Case(says="The address of the patient, who is the subscriber, is missing."),
    },
    carc="16",
    rarc=("MA37",),
    status=statuses("A6:126:QC"),
    snip=4,
    source="ASC X12 837 loops 2010BA and 2010CA",
    basis="regulation",
    references=(
        usage_837p("loop 2010CA, N3 and N4: required; loop 2010BA: situational"),
        usage_837i("loop 2010CA, N3 and N4: required; loop 2010BA: situational"),
    ),
    example=Example(
        base="office-visit",
        field="patient.address",
        fires=None,
        silent={"line1": "45 Elm St", "city": "Chicago", "state": "IL", "postal_code": "60614"},
    ),
)
