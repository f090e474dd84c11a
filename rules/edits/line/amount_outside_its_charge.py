"""LN109: no more than a charge can be not covered, and no more than the total can have been paid on it."""

from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A non-covered charge or the amount the patient paid is below zero or above what it is part of."""
    found: list[Problem] = []
    for line in claim.lines:
        part, whole = line.line.non_covered_charge, line.line.charge
        if part is not None and (part < 0 or part > whole):
            path = f"{line.path}.non_covered_charge"
            found.append(problem(path, "non-covered", part=money(part), whole=money(whole)))
    paid, total = claim.encounter.patient_paid, claim.encounter.total_charge
    if paid is not None and (paid < 0 or paid > total):
        found.append(problem("patient_paid", "patient-paid", part=money(paid), whole=money(total)))
    return found


EDIT = Edit(
    code="LN109",
    name="amount-outside-its-charge",
    title="A non-covered charge or the patient's payment is below zero or more than the charge it belongs to.",
    why="Payers subtract these amounts from the charge. An amount that is negative or greater than its charge leaves "
    "nothing sensible, and the line or the claim is set aside.",
    fix="Correct the amount. A patient's payment that covers other claims too is given only as far as it belongs to "
    "this one.",
    looks_at=("service_lines[].non_covered_charge", "service_lines[].charge", "patient_paid", "total_charge"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "non-covered": Case(says="Non-covered charge {part} is not between 0.00 and the line's charge, {whole}."),
        "patient-paid": Case(
            says="The patient's payment {part} is not between 0.00 and the total charge, {whole}.",
            status=statuses("A7:183:QC"),
        ),
    },
    carc="16",
    rarc=("M54",),
    status=statuses("A7:596"),
    snip=3,
    source="837I SV207, 837 AMT F5",
    example=Example(base="office-visit", field="patient_paid", fires="190.01", silent="190.00"),
)
