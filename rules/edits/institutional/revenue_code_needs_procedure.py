"""IN104: some revenue codes on outpatient claims require a procedure code."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, drugs: frozenset[str], own_rules: frozenset[str]) -> Found:
    """An outpatient line has no procedure code, and its revenue code requires one."""
    if line.code is not None or not line.revenue or claim.type_of_bill[:2] in own_rules:
        return None
    revenue = line.revenue
    if revenue not in drugs:
        table = claim.tables.revenue_codes
        if table is None or not table.covers(line.date_from):
            return None
        if not table.needs_procedure(revenue, line.date_from):
            return None
    return problem(f"{line.path}.procedure_code", number=line.number, revenue=revenue)


EDIT = Edit(
    code="IN104",
    name="revenue-code-needs-procedure",
    title="The revenue code of an outpatient line requires a procedure code.",
    why="Outpatient services are priced by procedure code. Medicare returns a line whose revenue code names a drug "
    "or test without saying which; other payers deny it or pay nothing.",
    fix="Add the HCPCS or CPT code of the service, or correct the revenue code. Leave the line if the payer's "
    "contract pays this revenue code by itself.",
    looks_at=("service_lines[].procedure_code", "service_lines[].revenue_code", "institutional.type_of_bill"),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Line {number} has revenue code {revenue}, which requires a procedure code.")},
    carc="16",
    rarc=("M20",),
    status=statuses("A6:507"),
    snip=6,
    source="IOCE edit 48",
    basis="manual",
    form="institutional",
    bills="outpatient",
    tables=(needs("revenue_codes", part=True),),
    lists={
        "drugs": dated_list("drug_revenue_codes_with_procedure"),
        "own_rules": dated_list("home_health_and_hospice_bills"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[0].procedure_code",
        fires=None,
        silent="Q9967",
        given={"service_lines[0].revenue_code": "0636"},
    ),
)
