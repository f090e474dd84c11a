"""LN102: a charge is never negative; zero is allowed for codes that only report."""

from rules.claim.facts import ClaimFacts, money
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837i, usage_837p


def check(claim: ClaimFacts) -> Found:
    """A line's charge or the total charge is negative."""
    found = [
        problem(f"{line.path}.charge", charge=money(line.line.charge)) for line in claim.lines if line.line.charge < 0
    ]
    total = claim.encounter.total_charge
    if total < 0:
        found.append(problem("total_charge", "total", charge=money(total)))
    return found


EDIT = Edit(
    code="LN102",
    name="charge-negative",
    title="A charge is negative.",
    why="A claim asks for payment and allows no negative charge. A refund is a replacement or void of the original "
    "claim, or an adjustment, never a negative line.",
    fix="Remove the negative line and send the corrected claim as a replacement, frequency code 7. A quality code "
    "that only reports has charge 0.00.",
    looks_at=("service_lines[].charge", "total_charge"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Line charge {charge} is negative."),
        "total": Case(says="Total charge {charge} is negative.", status=statuses("A7:178", "A7:693")),
    },
    carc="16",
    rarc=("M79",),
    status=statuses("A7:583", "A7:693"),
    snip=3,
    source="837 CLM02, SV102 and SV203",
    basis="regulation",
    references=(
        usage_837p("loop 2300, CLM02, and loop 2400, SV102: required"),
        usage_837i("loop 2300, CLM02, and loop 2400, SV203: required"),
    ),
    related=("LN101",),
    example=Example(
        base="office-visit",
        field="service_lines[1].charge",
        fires="-65.00",
        silent="65.00",
    ),
    waivable=False,
)
