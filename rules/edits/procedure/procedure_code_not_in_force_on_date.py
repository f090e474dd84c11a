"""HC103: a procedure code may be billed from the day it is added until the day it ends."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.tables.kinds.hcpcs import HcpcsTable
from rules.tables.kinds.procedure_codes import ProcedureCodeTable


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A release of the table has the code, and on the line's first day it is not in force."""
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
    title="A procedure code was not in force on the day of the service.",
    why="Payers take the code set of the day of the service. A code that ended before it, or was added after it, is "
    "refused however good it is today.",
    fix="Use the code that was in force on the day of the service, or correct the line's date. A code may still be "
    "billed on the last day of its term.",
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
