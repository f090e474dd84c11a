"""TX104: a claim has twenty characters for the number by which its sender finds it again."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """The patient control number is longer than the claim has room for, or than some payers send back."""
    length = len(claim.patient_control_number)
    if length <= 17:
        return None
    return problem("patient_control_number", "default" if length > 20 else "may-be-cut", length=length)


EDIT = Edit(
    code="TX104",
    name="patient-control-number-too-long",
    title="The patient control number is too long for the claim.",
    why="A claim has room for 20 characters of the number by which the sender finds its own claim in the payment. "
    "Payers refuse a longer one, and some cut it after 17.",
    fix="Send a shorter patient control number, or leave it out and the worker derives one of 17 characters. At 18 to "
    "20 characters leave it if the payers concerned send it back whole.",
    looks_at=("patient_control_number",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The patient control number has {length} characters, and a claim has room for 20."),
        "may-be-cut": Case(
            says="The patient control number has {length} characters, and some payers cut it after 17.", mark="NOTICE"
        ),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:478"),
    snip=1,
    source="ASC X12 005010X222A2 and 005010X223A3, CLM01",
    example=Example(
        base="office-visit", field="patient_control_number", fires="OV10010000000000000001", silent="OV1001A"
    ),
    waivable=False,
    on_void=True,
)
