"""LB103: modifier QW is only for CLIA-waived tests on the CMS list."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line has QW with a code that is not on the list of waived tests on its date."""
    if line.code is None or line.system is None or "QW" not in line.modifiers:
        return None
    table = claim.tables.clia_tests
    if table is None or not table.covers(line.date_from):
        return None
    if table.is_waived(line.code, line.date_from):
        return None
    return problem(f"{line.path}.modifiers[{line.line.modifiers.index('QW')}]", code=line.code, date=line.date_from)


EDIT = Edit(
    code="LB103",
    name="waived-test-modifier-not-allowed",
    title="Modifier QW is on a code that is not in the list of waived tests with QW.",
    why="QW means that a laboratory with a certificate of waiver used a test on the CMS list. Payers deny the line "
    "if the code is not on the list for the date.",
    fix="Remove QW. A few waived tests are billed without it, and all other tests require a laboratory with a higher "
    "certificate. Leave it if the test was listed after your table was published.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="Modifier QW is not allowed on {code}: it is not in the QW list on {date}.")},
    carc="4",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=6,
    source="CMS list of waived tests",
    basis="manual",
    tables=(needs("clia_tests"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["QW"],
        silent=["90"],
        given={
            "service_lines[1].procedure_code": "80053",
            "referring_provider": {
                "npi": "1306172846",
                "entity_type": "PERSON",
                "first_name": "Alan",
                "last_name": "Ward",
            },
            "clia_number": "14D1234567",
        },
        tables={"clia_tests": ({"code": "80053"},)},
    ),
)
