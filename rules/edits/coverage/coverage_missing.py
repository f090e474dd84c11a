"""CV101: a claim is sent to one payer."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Suppression, problem, severities, statuses
from rules.references import usage_837i, usage_837p

# Without a billed coverage, the other edits on coverages and payers would only repeat the cause.
_ALL_OF_COVERAGE: Final = (
    Suppression(edits=tuple(f"CV{n}" for n in range(102, 110)) + tuple(f"CB{n}" for n in range(101, 118))),
)


def check(claim: ClaimFacts) -> Found:
    """There is no coverage, or none at the billed position."""
    if claim.billed is not None:
        return None
    if not claim.encounter.coverages:
        return problem("coverages", "none")
    return problem("billed_coverage", "elsewhere", count=len(claim.encounter.coverages))


EDIT = Edit(
    code="CV101",
    name="coverage-missing",
    title="The claim has no billed coverage.",
    why="A claim is sent to one payer, the billed coverage. Without it there is no payer to bill.",
    fix="Add the patient's coverage at registration, or set billed_coverage to the index of a coverage, counted from "
    "0. A bill to the patient is not a claim; do not send it.",
    looks_at=("coverages", "billed_coverage"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "none": Case(says="The claim has no coverage.", suppresses=_ALL_OF_COVERAGE),
        "elsewhere": Case(
            says="billed_coverage does not match any of the {count} coverages, which are counted from 0.",
            suppresses=_ALL_OF_COVERAGE,
        ),
    },
    carc="16",
    rarc=("M56",),
    status=statuses("A6:153:PR"),
    snip=2,
    source="ASC X12 837 loops 2000B and 2010BB",
    basis="regulation",
    references=(
        usage_837p("loops 2000B and 2010BB: required"),
        usage_837i("loops 2000B and 2010BB: required"),
    ),
    waivable=False,
    on_void=True,
    example=Example(base="office-visit", field="billed_coverage", fires=1, silent=0),
)
