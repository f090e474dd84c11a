"""CB104: a prior payer's payment and adjustments on a line add up to its charge."""

from rules.claim.facts import ClaimFacts, CoverageFacts, money
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on, line_decisions


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """A prior payer's payment plus adjustments is not the line's charge."""
    if not payer.prior or payer.index >= MOST_COVERAGES:
        return None
    if decided_on(payer, claim) is None:  # CB101 reports a missing date
        return None
    return [
        problem(
            decision.path,
            payer=payer.index + 1,
            charge=money(decision.line.line.charge),
            paid=money(decision.paid),
            adjusted=money(decision.adjusted),
        )
        for decision in line_decisions(claim, payer.index)
        if not decision.balances
    ]


EDIT = Edit(
    code="CB104",
    name="earlier-payer-line-out-of-balance",
    title="A prior payer's payment and adjustments on a line do not add up to its charge.",
    why="Every dollar of a charge was either paid or adjusted with a reason. The next payer calculates from these "
    "amounts and rejects a claim that does not balance.",
    fix="Copy all adjustments of the line from the prior payer's remittance advice, contractual ones too. If the "
    "payer split the line, report each part.",
    looks_at=("service_lines[].charge", "service_lines[].adjudications[]"),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(
            says="Payer {payer} paid {paid} and adjusted {adjusted}, which does not add up to the charge of {charge}."
        )
    },
    carc="16",
    rarc=("N4",),
    status=statuses("A7:672", "A7:710"),
    snip=3,
    source="ASC X12 005010X222A2 and 005010X223A3, balancing of SVD and CAS",
    basis="regulation",
    example=Example(
        base="medicare-secondary",
        field="service_lines[0].adjudications[0].adjustments[0].amount",
        fires="20.00",
        silent="25.00",
    ),
    related=("CB101", "CB105"),
)
