"""HC102: a procedure code must exist in its code set."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.kinds.procedure_codes import ProcedureCodeTable


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code has the format of a CPT or HCPCS code but is in no release of the table."""
    code = line.code
    if code is None or line.rows.code is not None:
        return None
    table: HcpcsTable | ProcedureCodeTable | None
    if line.system == "CPT":
        table, case = claim.tables.cpt, "cpt"
    elif line.system == "HCPCS" and code[0] != "D":  # dental codes stand in no table
        table, case = claim.tables.hcpcs, "hcpcs"
    else:
        return None
    if table is None or not table.covers(line.date_from) or table.history(code):
        return None
    return problem(f"{line.path}.procedure_code", f"{case}-liability" if claim.on_wc_am_lm else case, code=code)


EDIT = Edit(
    code="HC102",
    name="procedure-code-unknown",
    title="A procedure code does not exist.",
    why="A code that is in no release of its code set cannot be priced or covered. The payer returns the claim.",
    fix="Look up the service in the code set for its date and use that code. If the code is newer than the loaded "
    "table, load the newer release.",
    looks_at=("service_lines[].procedure_code",),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "hcpcs": Case(says="HCPCS code {code} does not exist."),
        "cpt": Case(says="CPT code {code} does not exist.", rarc=("M51",), status=statuses("A7:454")),
        "hcpcs-liability": Case(
            says="HCPCS code {code} does not exist, unless it is the payer's own code.", mark="WARN"
        ),
        "cpt-liability": Case(
            says="CPT code {code} does not exist, unless it is the payer's own code.",
            mark="WARN",
            rarc=("M51",),
            status=statuses("A7:454"),
        ),
    },
    carc="16",
    rarc=("M20",),
    status=statuses("A7:507"),
    snip=5,
    source="IOCE edit 6; CMS 837 edits; HCPCS and CPT releases",
    basis="regulation",
    waivable=False,
    tables=(needs("hcpcs", part=True), needs("cpt", part=True)),
    example=Example(
        base="office-visit",
        field="service_lines[1].procedure_code",
        fires="G9998",
        silent="G0403",
        tables={"hcpcs": ({"code": "G0403"},)},
    ),
)
