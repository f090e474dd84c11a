"""CB109: a prior payer pays for no fewer than zero units, and rarely pays less than nothing."""

from collections.abc import Iterator

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.edits.coordination._prior_payers import line_entries
from rules.references import usage_837i, usage_837p
from schemas.encounter import CoverageAdjudication, LineAdjudication


def check(claim: ClaimFacts) -> Found:
    """A payment, the patient liability or the paid units are negative, or the payer paid for zero units."""
    found: list[Problem] = []
    for payer in claim.coverages:
        if payer.coverage.adjudication is not None:
            found += _amounts(payer.coverage.adjudication, f"{payer.path}.adjudication")
    for path, entry in line_entries(claim):
        found += _amounts(entry, path)
        if entry.paid_units is not None and (entry.paid_units < 0 or (entry.paid_units == 0 and entry.paid != 0)):
            found.append(problem(f"{path}.paid_units", "units" if entry.paid_units < 0 else "no-units"))
    return found


def _amounts(decision: CoverageAdjudication | LineAdjudication, path: str) -> Iterator[Problem]:
    if decision.paid < 0:
        yield problem(f"{path}.paid")
    if decision.remaining_patient_liability is not None and decision.remaining_patient_liability < 0:
        yield problem(f"{path}.remaining_patient_liability", "share")


EDIT = Edit(
    code="CB109",
    name="payment-or-paid-units-impossible",
    title="A prior payer's payment, patient liability or paid units are negative, or the units do not fit the payment.",
    why="The next payer calculates from what was paid and for how many units. Negative units have no meaning. Zero is "
    "right for a denied or bundled line, for which the payer paid nothing. A negative payment is legal where "
    "deductible and coinsurance exceed what the payer allows, but some payers return it.",
    fix="Send the prior payer's final adjudication, not a reversal, with the paid units of the remittance advice. If "
    "it has none, leave out paid units.",
    looks_at=("coverages[].adjudication", "service_lines[].adjudications[]"),
    subject="claim",
    check=check,
    occasion="decisions",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(
            says="The prior payer's payment is negative: right only if deductible and coinsurance exceed it.",
            mark="WARN",
        ),
        "share": Case(
            says="The patient liability after the prior payer is negative.",
            mark="WARN",
            status=statuses("A7:639", "A7:693"),
        ),
        "units": Case(says="The prior payer's paid units are negative.", rarc=("M53",), status=statuses("A7:608")),
        "no-units": Case(
            says="The prior payer's paid units are 0, but its payment is not.",
            mark="WARN",
            rarc=("M53",),
            status=statuses("A7:608"),
        ),
    },
    carc="16",
    rarc=("N4",),
    status=statuses("A7:643", "A7:693"),
    snip=3,
    source="ASC X12 005010X222A2 and 005010X223A3, AMT D, SVD02 and SVD05; X12 RFI 2112 (zero paid units), 1583 "
    "and 2299 (negative payment), 2499 (negative units)",
    basis="regulation",
    references=(
        usage_837p("loop 2430, SVD02 and SVD05: required; AMT EAF: situational"),
        usage_837i("loop 2430, SVD02 and SVD05: required; AMT EAF: situational"),
    ),
    changed="2",
    example=Example(
        base="medicare-secondary",
        field="service_lines[0].adjudications[0].paid_units",
        fires="0",
        silent="1",
    ),
    waivable=False,
)
