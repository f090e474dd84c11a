"""LB102: a test that requires a CLIA certificate is paid only to a certified laboratory."""

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837p


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line bills a test that requires a certificate, not its interpretation alone, and there is no CLIA number."""
    if line.code is None or "26" in line.modifiers:
        return None
    if not is_blank(line.line.clia_number) or not is_blank(claim.encounter.clia_number):
        return None
    table = claim.tables.clia_tests
    if table is None or not table.covers(line.date_from):
        return None
    if not table.needs_certificate(line.code, line.date_from):
        return None
    return problem(f"{line.path}.clia_number", code=line.code)


EDIT = Edit(
    code="LB102",
    name="clia-number-missing",
    title="A laboratory test is billed without a CLIA number.",
    why="Clinical laboratory tests require a CLIA certificate. Medicare returns a claim for such a test without the "
    "CLIA number.",
    fix="Enter the CLIA number of the laboratory that performed the test, on the claim or the line. Modifier 26 "
    "means that only the interpretation is billed.",
    looks_at=("service_lines[].clia_number", "clia_number", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Test {code} requires a CLIA number, and neither the line nor the claim has one.")},
    carc="16",
    rarc=("MA120",),
    status=statuses("A6:544"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 16 §70",
    basis="manual",
    references=(usage_837p("loops 2300 and 2400, REF X4: situational"),),
    form="professional",
    tables=(needs("clia_tests"),),
    example=Example(
        base="office-visit",
        field="clia_number",
        fires=None,
        silent="14D1234567",
        given={
            "service_lines[1].procedure_code": "80053",
            "referring_provider": {
                "npi": "1306172846",
                "entity_type": "PERSON",
                "first_name": "Alan",
                "last_name": "Ward",
            },
        },
        tables={"clia_tests": ({"code": "80053"},)},
    ),
)
