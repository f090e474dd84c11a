"""CB105: a prior payer's payment and adjustments add up to the total charge."""

from decimal import Decimal

from rules.claim.facts import ClaimFacts, CoverageFacts, money
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import line_decisions, total


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """Payment plus adjustments is not the total charge, or the claim payment is not that of its lines."""
    decision = payer.coverage.adjudication
    if not payer.prior or payer.index >= MOST_COVERAGES or decision is None:
        return None
    lines = line_decisions(claim, payer.index)
    if not all(line.balances for line in lines):  # CB104 reports each such line
        return None
    path = f"{payer.path}.adjudication.paid"
    adjusted = total(decision.adjustments)
    explained = decision.paid + adjusted + sum((line.adjusted for line in lines), Decimal(0))
    charge = claim.encounter.total_charge
    if explained != charge:
        return problem(path, payer=payer.index + 1, explained=money(explained), total=money(charge))
    on_lines = sum((line.paid for line in lines), Decimal(0)) - adjusted
    if lines and len(lines) == len(claim.lines) and decision.paid != on_lines:
        return problem(path, "lines", payer=payer.index + 1, paid=money(decision.paid), lines=money(on_lines))
    return None


EDIT = Edit(
    code="CB105",
    name="earlier-payer-claim-out-of-balance",
    title="A prior payer's payment and adjustments do not add up to the total charge.",
    why="The next payer adds up what a prior payer paid and adjusted. If the sum is not the total charge, or the "
    "claim payment is not that of the lines, it rejects the claim.",
    fix="Copy the payment and every adjustment from the prior payer's remittance advice: claim adjustments to the "
    "coverage, line adjustments to the line, each once.",
    looks_at=("total_charge", "coverages[].adjudication", "service_lines[].adjudications[]"),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(
            says="Payer {payer}'s payment and adjustments add up to {explained}, but the total charge is {total}."
        ),
        "lines": Case(
            says="Payer {payer} paid {paid} on the claim, but {lines} on its lines less the claim adjustments."
        ),
    },
    carc="16",
    rarc=("N4",),
    status=statuses("A7:672"),
    snip=3,
    source="ASC X12 005010X222A2 and 005010X223A3, balancing of AMT D and CAS",
    basis="regulation",
    example=Example(
        base="medicare-secondary",
        field="coverages[0].adjudication.paid",
        fires="140.00",
        silent="150.00",
    ),
    related=("CB101", "CB104"),
)
