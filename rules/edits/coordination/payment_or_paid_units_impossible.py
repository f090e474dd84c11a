"""CB109: a prior payer's payment and patient liability are not negative."""

from collections.abc import Iterator

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.edits.coordination._prior_payers import line_entries
from schemas.encounter import CoverageAdjudication, LineAdjudication


def check(claim: ClaimFacts) -> Found:
    """A payment or the patient liability is negative, or the paid units are not more than zero."""
    found: list[Problem] = []
    for payer in claim.coverages:
        if payer.coverage.adjudication is not None:
            found += _amounts(payer.coverage.adjudication, f"{payer.path}.adjudication")
    for path, entry in line_entries(claim):
        found += _amounts(entry, path)
        if entry.paid_units is not None and entry.paid_units <= 0:
            found.append(problem(f"{path}.paid_units", "units"))
    return found


def _amounts(decision: CoverageAdjudication | LineAdjudication, path: str) -> Iterator[Problem]:
    if decision.paid < 0:
        yield problem(f"{path}.paid")
    if decision.remaining_patient_liability is not None and decision.remaining_patient_liability < 0:
        yield problem(f"{path}.remaining_patient_liability", "share")


EDIT = Edit(
    code="CB109",
    name="payment-or-paid-units-impossible",
    title="A prior payer's payment or patient liability is negative, or its paid units are not more than zero.",
    why="The next payer calculates from what was paid and for how many units. It returns a claim with a negative "
    "payment or zero units.",
    fix="Send the prior payer's final adjudication, not a reversal. Leave out paid units if the remittance advice "
    "has none.",
    looks_at=("coverages[].adjudication", "service_lines[].adjudications[]"),
    subject="claim",
    check=check,
    occasion="decisions",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The prior payer's payment is negative."),
        "share": Case(
            says="The patient liability after the prior payer is negative.", status=statuses("A7:639", "A7:693")
        ),
        "units": Case(
            says="The prior payer's paid units are not more than zero.",
            rarc=("M53",),
            status=statuses("A7:608"),
        ),
    },
    carc="16",
    rarc=("N4",),
    status=statuses("A7:643", "A7:693"),
    snip=3,
    source="ASC X12 005010X222A2 and 005010X223A3, AMT D, SVD02 and SVD05",
    example=Example(
        base="medicare-secondary",
        field="service_lines[0].adjudications[0].paid_units",
        fires="0",
        silent="1",
    ),
    waivable=False,
)
