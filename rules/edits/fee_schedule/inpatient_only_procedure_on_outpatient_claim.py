"""FS108: Medicare pays a hospital for some operations only when the patient is an inpatient."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A hospital's outpatient bill has a code with OPPS status C, without modifier CA."""
    table = claim.tables.opps_b
    if table is None or line.system not in ("CPT", "HCPCS") or line.code is None or "CA" in line.modifiers:
        return None
    if table.status(line.code, line.date_from) != "C":
        return None
    return problem(f"{line.path}.procedure_code", code=line.code)


EDIT = Edit(
    code="FS108",
    name="inpatient-only-procedure-on-outpatient-claim",
    title="An outpatient bill has a procedure that Medicare pays only for inpatients.",
    why="Medicare keeps a list of procedures that are safe only in a stay. On an outpatient bill it denies them, and "
    "with them all else of the day.",
    fix="If the patient was admitted, bill the stay. If an emergency patient died before admission, add modifier CA. "
    "Otherwise check the code.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "institutional.type_of_bill"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Medicare pays code {code} only for inpatients.")},
    carc="96",
    rarc=("N425",),
    status=statuses("A7:454"),
    snip=6,
    source="OPPS Addendum B, status indicator C; IOCE edit 18",
    form="institutional",
    bills="hospital_outpatient",
    tables=(needs("opps_b"),),
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].procedure_code",
        fires="35011",
        silent="93005",
        tables={"opps_b": ({"code": "35011", "status": "C"}, {"code": "93005", "status": "N"})},
        profile="medicare",
    ),
)
