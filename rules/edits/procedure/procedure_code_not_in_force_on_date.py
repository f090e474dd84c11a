"""HC103: a procedure code is billable from the date it is added through the date it ends."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.kinds.procedure_codes import ProcedureCodeTable


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code is in a release of the table, but not in force on the line's from date."""
    code, on = line.code, line.date_from
    if code is None or line.rows.code is not None:
        return None
    table: HcpcsTable | ProcedureCodeTable | None
    if line.system == "CPT":
        table = claim.tables.cpt
    elif line.system == "HCPCS":
        table = claim.tables.hcpcs
    else:
        return None
    if table is None or not table.covers(on):
        return None
    history = table.history(code)
    if not history:
        return None
    ended = [row.end for row in history if row.end < on]
    case = f"{line.system.lower()}-{'ended' if ended else 'later'}"
    day = max(ended) if ended else min(row.start for row in history)
    return problem(f"{line.path}.procedure_code", case, code=code, on=on, day=day)


EDIT = Edit(
    code="HC103",
    name="procedure-code-not-in-force-on-date",
    title="A procedure code was not in force on the date of service.",
    why="Payers use the code set in force on the date of service. A code that ended earlier or was added later is "
    "rejected.",
    fix="Use the code that was in force on the date of service, or correct the line's date. A code is still billable "
    "on its last effective date.",
    looks_at=("service_lines[].procedure_code", "service_lines[].service_from"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "hcpcs-ended": Case(says="HCPCS code {code} ended on {day}; it was not in force on {on}."),
        "hcpcs-later": Case(says="HCPCS code {code} was added on {day}; it was not in force on {on}."),
        "cpt-ended": Case(
            says="CPT code {code} ended on {day}; it was not in force on {on}.", status=statuses("A7:454")
        ),
        "cpt-later": Case(
            says="CPT code {code} was added on {day}; it was not in force on {on}.", status=statuses("A7:454")
        ),
    },
    carc="181",
    rarc=("N56",),
    status=statuses("A7:507"),
    snip=5,
    source="IOCE edit 6; HCPCS file, add and termination date",
    basis="regulation",
    waivable=False,
    tables=(needs("hcpcs", part=True), needs("cpt", part=True)),
    example=Example(
        base="office-visit",
        field="service_lines[1].procedure_code",
        fires="G0402",
        silent="G0403",
        tables={"hcpcs": ({"code": "G0402", "end": "2026-09-30"}, {"code": "G0403"})},
    ),
)
