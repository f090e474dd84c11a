"""TX110: a repair that is only reported tells the sender what to correct at the source."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, problem, severities


def check(claim: ClaimFacts) -> Found:
    """A repair that the profile sets to report would have changed a value."""
    if not claim.reported_repairs:
        return None
    return (problem(path, repair=repair) for repair, path in claim.reported_repairs)


EDIT = Edit(
    code="TX110",
    name="repair-reported-not-applied",
    title="A value is not in standard format and was left as sent.",
    why="The payer's profile sets a repair to report instead of apply, so that the sender learns of it. The claim "
    "continues with the value as sent, and other edits may reject it.",
    fix="Send the value in standard format; the repair's page shows it. Leave it if the payer wants the value as it "
    "is, and turn the repair off in the profile.",
    looks_at=(),
    subject="claim",
    check=check,
    occasion="reported-repairs",
    severity=severities("N", "N", "N"),
    cases={"default": Case(says="Repair {repair} would change this value; the profile leaves it as sent.")},
    carc=None,
    snip=7,
    source="Repairs of this product, rules/CATALOG.md",
    basis="own contract",
    on_void=True,
    example=Example(
        base="office-visit",
        field="patient.first_name",
        fires="Ada ",
        silent="Ada",
        repairs={"R101": "report"},
    ),
)
