"""CB114: a coverage has one position in the payer sequence."""

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, medicare: frozenset[str]) -> Found:
    """A coverage has the payer and member ID of an earlier one, or repeats a Medicare part."""
    if len(claim.coverages) < 2:
        return None
    found: list[Problem] = []
    members: set[tuple[str | None, str | None]] = set()
    parts: set[str] = set()
    for payer in claim.coverages:
        coverage = payer.coverage
        member, part = (coverage.payer_id, coverage.member_id), coverage.filing_indicator
        if member in members:
            found.append(problem(payer.path, payer=payer.index + 1))
        elif part in parts:
            found.append(problem(payer.path, "medicare", payer=payer.index + 1, part="A" if part == "MA" else "B"))
        if not is_blank(coverage.payer_id) and not is_blank(coverage.member_id):
            members.add(member)
        if part is not None and part in medicare:
            parts.add(part)
    return found


EDIT = Edit(
    code="CB114",
    name="coverage-repeated",
    title="The same coverage is on the claim twice.",
    why="Each coverage pays once. A payer that finds itself twice on a claim cannot tell its position in the sequence.",
    fix="Remove the repeat and correct billed_coverage. Leave it if one payer covers the patient under two plans "
    "with one member ID.",
    looks_at=("coverages[].payer_id", "coverages[].member_id", "coverages[].filing_indicator"),
    subject="claim",
    check=check,
    occasion="several-payers",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="Coverage {payer} has the same payer ID and member ID as an earlier coverage."),
        "medicare": Case(says="Coverage {payer} is Medicare Part {part}, and so is an earlier coverage."),
    },
    carc="16",
    rarc=("MA92",),
    status=statuses("A7:742"),
    snip=4,
    source="ASC X12 005010X222A2 and 005010X223A3, SBR01",
    basis="regulation",
    lists={"medicare": dated_list("medicare_filing_indicators")},
    example=Example(
        base="office-visit",
        field="coverages[1].member_id",
        fires="W123456789",
        silent="W987654321",
        given={
            "coverages[1]": {"payer_id": "60054", "filing_indicator": "CI", "member_id": "B1", "relationship": "SELF"}
        },
    ),
)
