"""TX104: a patient control number has at most 20 characters."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The patient control number is longer than a claim allows, or than some payers return."""
    length = len(claim.patient_control_number)
    if length <= 17:
        return None
    return problem("patient_control_number", "default" if length > 20 else "may-be-cut", length=length)


EDIT = Edit(
    code="TX104",
    name="patient-control-number-too-long",
    title="The patient control number is too long for the claim.",
    why="A claim allows 20 characters for the number by which the sender matches the payment to its claim. Payers "
    "reject a longer one, and some truncate it after 17.",
    fix="Send a shorter patient control number, or leave it out and the worker derives one of 17 characters. Leave "
    "18 to 20 characters if your payers return them in full.",
    looks_at=("patient_control_number",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The patient control number has {length} characters; 20 are allowed."),
        "may-be-cut": Case(
            says="The patient control number has {length} characters; some payers truncate it after 17.", mark="NOTICE"
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:478"),
    snip=1,
    source="ASC X12 005010X222A2 and 005010X223A3, CLM01",
    basis="regulation",
    example=Example(
        base="office-visit", field="patient_control_number", fires="OV10010000000000000001", silent="OV1001A"
    ),
    waivable=False,
    on_void=True,
)
