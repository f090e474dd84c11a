"""HC104: every line of a professional claim has a procedure code."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837p


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The line has no procedure code."""
    return problem(f"{line.path}.procedure_code") if line.code is None else None


EDIT = Edit(
    code="HC104",
    name="procedure-code-missing",
    title="A line of a professional claim has no procedure code.",
    why="A professional claim requires a procedure code on every line. The payer rejects the claim up front.",
    fix="Add the procedure code to the line, or remove the line and correct the total.",
    looks_at=("service_lines[].procedure_code",),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={"default": Case(says="The line has no procedure code.")},
    carc="16",
    rarc=("M51",),
    status=statuses("A6:454"),
    snip=2,
    source="ASC X12 837P, SV101-2",
    basis="regulation",
    references=(usage_837p("loop 2400, SV101-2: required"),),
    form="professional",
    waivable=False,
    example=Example(base="office-visit", field="service_lines[1].procedure_code", fires=None, silent="93000"),
)
