"""HC102: a procedure code stands in the list of its code system."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.kinds.procedure_codes import ProcedureCodeTable


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code has the form of a CPT or HCPCS code, and no release of the table has it."""
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
    why="A code that no release of its code set has cannot be priced or covered. The payer returns the claim.",
    fix="Look the service up in the code set of its date and put that code on the line. If the code is newer than the "
    "loaded table, load the newer release.",
    looks_at=("service_lines[].procedure_code",),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "hcpcs": Case(says="There is no HCPCS code {code}."),
        "cpt": Case(says="There is no CPT code {code}.", rarc=("M51",), status=statuses("A7:454")),
        "hcpcs-liability": Case(says="There is no HCPCS code {code}, unless it is the payer's own.", mark="WARN"),
        "cpt-liability": Case(
            says="There is no CPT code {code}, unless it is the payer's own.",
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
