"""LN109: a noncovered charge or patient payment is between zero and the charge it belongs to."""

from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A noncovered charge or the patient's payment is negative or exceeds the charge it belongs to."""
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
    title="A noncovered charge or the patient's payment is negative or exceeds the charge it belongs to.",
    why="Payers subtract these amounts from the charge. A negative amount, or one above its charge, makes no sense, "
    "and the line or claim is returned.",
    fix="Correct the amount. Report only the part of a patient's payment that belongs to this claim.",
    looks_at=("service_lines[].non_covered_charge", "service_lines[].charge", "patient_paid", "total_charge"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "non-covered": Case(says="Noncovered charge {part} is not between 0.00 and the line's charge, {whole}."),
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
    basis="logic",
    example=Example(base="office-visit", field="patient_paid", fires="190.01", silent="190.00"),
)
