"""CB110: only a prior payer can have adjudicated the claim before the billed payer."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.edits.coordination._prior_payers import line_entries


def check(claim: ClaimFacts) -> Found:
    """An adjudication belongs to no coverage of the claim, or to the billed one or a later one."""
    found = [
        problem(f"{payer.path}.adjudication", "not-earlier", payer=payer.index + 1)
        for payer in claim.coverages
        if not payer.prior and payer.coverage.adjudication is not None
    ]
    for path, entry in line_entries(claim):
        if not 0 <= entry.coverage < len(claim.coverages):
            found.append(problem(f"{path}.coverage"))
        elif not claim.coverages[entry.coverage].prior:
            found.append(problem(f"{path}.coverage", "not-earlier", payer=entry.coverage + 1))
    return found


EDIT = Edit(
    code="CB110",
    name="decision-of-unknown-payer",
    title="An adjudication on the claim does not belong to a prior payer.",
    why="Each adjudication names its payer. An adjudication by a payer that is not on the claim cannot be sent, "
    "and the billed payer cannot use its own or that of a later payer.",
    fix="Correct the coverage index of the adjudication, counted from zero, or add the missing coverage. Remove "
    "adjudications of the billed payer; a corrected claim refers to them by its frequency code.",
    looks_at=("service_lines[].adjudications[].coverage", "coverages[].adjudication"),
    subject="claim",
    check=check,
    occasion="decisions",
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The adjudication on this line names a coverage that the claim does not have."),
        "not-earlier": Case(
            says="The claim has an adjudication by payer {payer}, which does not come before the billed payer.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("MA92",),
    status=statuses("A7:479"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, SVD01",
    basis="regulation",
    example=Example(
        base="medicare-secondary",
        field="service_lines[0].adjudications",
        fires=[
            {"coverage": 0, "paid": "100.00", "adjustments": [{"group": "CO", "reason": "45", "amount": "25.00"}]},
            {"coverage": 5, "paid": "0.00"},
        ],
        silent=[{"coverage": 0, "paid": "100.00", "adjustments": [{"group": "CO", "reason": "45", "amount": "25.00"}]}],
    ),
    waivable=False,
)
