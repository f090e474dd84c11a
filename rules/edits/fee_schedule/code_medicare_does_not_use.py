"""FS102: Medicare uses another code for some services."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code has status I in the fee schedule and a charge, and no modifier requests a denial."""
    fee = line.rows.fee
    if fee is None or fee.status != "I" or line.line.charge <= 0 or line.code is None:
        return None
    # Reporting codes of category II have status I too, and are what Medicare asks for.
    if line.code.endswith("F") or not ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers):
        return None
    return problem(f"{line.path}.procedure_code", code=line.code)


EDIT = Edit(
    code="FS102",
    name="code-medicare-does-not-use",
    title="A service is billed with a code that Medicare does not use.",
    why="The Medicare fee schedule marks codes that are not valid for Medicare because another code reports the "
    "service. The line is returned as if it had no valid code.",
    fix="Find the code that Medicare uses for the service, often a G code. If you need the denial, add GA, GX, GY or "
    "GZ to match the notice given to the patient.",
    looks_at=("service_lines[].procedure_code", "service_lines[].charge", "service_lines[].modifiers"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Code {code} is not valid for Medicare, which uses another code for the service.")},
    carc="16",
    rarc=("N56",),
    status=statuses("A7:454"),
    snip=7,
    source="Medicare physician fee schedule, status I",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].procedure_code",
        fires="80305",
        silent="93000",
        tables={"mpfs": ({"code": "80305", "status": "I"}, {"code": "93000", "status": "A"})},
        profile="medicare",
    ),
)
