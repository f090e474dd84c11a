"""PT101: a payer identifies a patient by name first."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts) -> Found:
    """The patient's last or first name is blank."""
    patient, found = claim.encounter.patient, []
    if is_blank(patient.first_name):
        found.append(problem("patient.first_name", "first"))
    if is_blank(patient.last_name):
        found.append(problem("patient.last_name", "last"))
    return found


EDIT = Edit(
    code="PT101",
    name="patient-name-missing",
    title="The patient's last or first name is missing.",
    why="A claim requires the patient's last name; without it the payer returns the claim. A person with one legal "
    "name has it as the last name and no first name, so a missing first name is only a warning. A payer matches the "
    "whole name with its member file.",
    fix="Enter the name as on the member's card. If the patient has one legal name, enter it as the last name and "
    "leave the first name blank. For a newborn without a name use what the payer requires, such as Baby Boy or Baby "
    "Girl.",
    looks_at=("patient.last_name", "patient.first_name"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "last": Case(says="The patient's last name is missing."),
        "first": Case(
            says="The patient's first name is missing; leave it blank only if the patient has one legal name.",
            mark="WARN",
            status=statuses("A6:505:QC"),
        ),
    },
    carc="16",
    rarc=("MA36",),
    status=statuses("A6:504:QC"),
    snip=2,
    source="ASC X12 837 NM1 of the patient and section 1.12.1; X12 RFI 1611 (one legal name)",
    basis="regulation",
    references=(
        usage_837p("loops 2010BA and 2010CA, NM103: required; NM104: situational"),
        usage_837i("loops 2010BA and 2010CA, NM103: required; NM104: situational"),
    ),
    changed="2",
    waivable=False,
    on_void=True,
    example=Example(base="office-visit", field="patient.last_name", fires="", silent="Sample"),
)
