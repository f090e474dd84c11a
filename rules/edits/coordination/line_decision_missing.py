"""CB106: a payer that adjudicates by line adjudicates every line."""

from rules.claim.facts import ClaimFacts, CoverageFacts
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on, line_decisions
from rules.references import usage_837i, usage_837p


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """A prior payer adjudicated other lines of the claim, but not this one."""
    if not payer.prior or payer.index >= MOST_COVERAGES:
        return None
    if decided_on(payer, claim) is None:  # CB101 reports a missing date
        return None
    decided = {decision.line.index for decision in line_decisions(claim, payer.index)}
    if not decided or len(decided) == len(claim.lines):
        return None
    return [
        problem(f"{line.path}.adjudications", payer=payer.index + 1)
        for line in claim.lines
        if line.index not in decided
    ]


EDIT = Edit(
    code="CB106",
    name="line-decision-missing",
    title="A prior payer's adjudication is missing on this line.",
    why="If a prior payer adjudicated by line, the next payer expects an adjudication on each line. A line without "
    "one looks as if it had never been billed.",
    fix="Copy the adjudication of this line from the remittance advice, even if the payer paid nothing. Leave it "
    "only if the line was not on the claim to the prior payer.",
    looks_at=("service_lines[].adjudications",),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Payer {payer} adjudicated other lines of the claim, but not this one.")},
    carc="16",
    rarc=("N4",),
    status=statuses("A6:710", "A6:643"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, loop 2430",
    basis="regulation",
    references=(
        usage_837p("loop 2430: situational, up to 15 times a line"),
        usage_837i("loop 2430: situational, up to 15 times a line"),
    ),
    example=Example(
        base="medicare-secondary",
        field="service_lines[1].adjudications",
        fires=[],
        silent=[{"coverage": 0, "paid": "65.00"}],
        given={"coverages[0].adjudication.paid": "165.00"},
    ),
    related=("CB101",),
)
