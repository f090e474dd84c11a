"""FS108: Medicare pays a hospital for some procedures only on an inpatient claim."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A hospital outpatient claim has a code with OPPS status C, without modifier CA."""
    table = claim.tables.opps_b
    if table is None or line.system not in ("CPT", "HCPCS") or line.code is None or "CA" in line.modifiers:
        return None
    if table.status(line.code, line.date_from) != "C":
        return None
    return problem(f"{line.path}.procedure_code", code=line.code)


EDIT = Edit(
    code="FS108",
    name="inpatient-only-procedure-on-outpatient-claim",
    title="An outpatient claim has an inpatient-only procedure.",
    why="Medicare publishes a list of inpatient-only procedures. On an outpatient claim it denies them, with "
    "everything else on that day.",
    fix="If the patient was admitted, bill the inpatient stay. If an emergency patient died before admission, add "
    "modifier CA. Otherwise check the code.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "institutional.type_of_bill"),
    subject="line",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="Code {code} is inpatient-only for Medicare.")},
    carc="96",
    rarc=("N425",),
    status=statuses("A7:454"),
    snip=6,
    source="OPPS Addendum B, status indicator C; IOCE edit 18",
    basis="manual",
    form="institutional",
    bills="hospital_outpatient",
    tables=(needs("opps_b"),),
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].procedure_code",
        fires="35011",
        silent="93005",
        given={
            "operating_provider": {
                "npi": "1245319599",
                "entity_type": "PERSON",
                "first_name": "Bea",
                "last_name": "Stone",
            }
        },
        tables={"opps_b": ({"code": "35011", "status": "C"}, {"code": "93005", "status": "N"})},
        profile="medicare",
    ),
)
