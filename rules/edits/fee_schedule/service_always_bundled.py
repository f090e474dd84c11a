"""FS101: some services are always bundled into another service."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code has status B in the fee schedule, and the line has a charge."""
    fee = line.rows.fee
    if fee is None or fee.status != "B" or line.line.charge <= 0:
        return None
    return problem(f"{line.path}.procedure_code", code=line.code)


EDIT = Edit(
    code="FS101",
    name="service-always-bundled",
    title="A bundled service is billed with a charge.",
    why="The Medicare fee schedule bundles these services into other services and denies them as separate lines. The "
    "patient cannot be charged for them either.",
    fix="Remove the line and correct the total, or set its charge to zero if it is only reported. Leave it for a "
    "payer that pays it by contract.",
    looks_at=("service_lines[].procedure_code", "service_lines[].charge"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Code {code} is always bundled into another service.")},
    carc="97",
    rarc=("M15",),
    status=statuses("A7:454"),
    snip=6,
    source="Medicare physician fee schedule, status B",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].procedure_code",
        fires="99070",
        silent="93000",
        tables={"mpfs": ({"code": "99070", "status": "B"}, {"code": "93000", "status": "A"})},
    ),
)
