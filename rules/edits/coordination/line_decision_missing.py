"""CB106: a payer that decides line by line decides every line."""

from rules.claim.facts import ClaimFacts, CoverageFacts
from rules.claim.form_limits import MOST_COVERAGES
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import decided_on, line_decisions


def check(payer: CoverageFacts, claim: ClaimFacts) -> Found:
    """An earlier payer decided some lines of the claim and not this one."""
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
    title="An earlier payer decided some lines, and its decision on this line is missing.",
    why="Where an earlier payer answered line by line, the next one expects its answer on each. A line without one "
    "looks as if it had never been billed.",
    fix="Copy the decision on this line from the remittance advice, also where the payer paid nothing. Leave it only "
    "if the line was not on the bill that the earlier payer got.",
    looks_at=("service_lines[].adjudications",),
    subject="coverage",
    check=check,
    occasion="prior-payer",
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Payer {payer} decided other lines of the claim, but not this one.")},
    carc="16",
    rarc=("N4",),
    status=statuses("A6:710", "A6:643"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, loop 2430",
    example=Example(
        base="medicare-secondary",
        field="service_lines[1].adjudications",
        fires=[],
        silent=[{"coverage": 0, "paid": "65.00"}],
        given={"coverages[0].adjudication.paid": "165.00"},
    ),
    related=("CB101",),
)
