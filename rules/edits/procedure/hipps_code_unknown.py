"""HC110: HIPPS codes report patient groups for prospective payment, on revenue code lines of their own."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, hipps_revenue: frozenset[str]) -> Found:
    """A HIPPS code is not on the list for the date, or a HIPPS code and its revenue code do not match."""
    if line.code is None:
        return None
    of_hipps = line.line.revenue_code in hipps_revenue
    path = f"{line.path}.procedure_qualifier"
    if line.line.procedure_qualifier != "HP":
        return problem(path, "other-code", revenue=line.line.revenue_code) if of_hipps else None
    problems: list[Problem] = []
    if not of_hipps:
        problems.append(problem(path, "elsewhere"))
    table = claim.tables.hipps
    if line.system == "HIPPS" and line.rows.code is None and table is not None and table.covers(line.date_from):
        problems.append(problem(f"{line.path}.procedure_code", code=line.code, on=line.date_from))
    return problems


EDIT = Edit(
    code="HC110",
    name="hipps-code-unknown",
    title="A HIPPS code is not valid on the date, or is on a line with another revenue code.",
    why="Skilled nursing facilities, home health agencies and rehabilitation hospitals are paid by the patient group "
    "that a HIPPS code reports on revenue code lines 0022, 0023 and 0024. Without a valid code nothing is paid.",
    fix="Copy the code from the assessment, with qualifier HP, to the line with revenue code 0022, 0023 or 0024. On "
    "other lines use a HCPCS code with qualifier HC.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].procedure_qualifier",
        "service_lines[].revenue_code",
    ),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="HIPPS code {code} is not valid on {on}."),
        "other-code": Case(
            says="Revenue code {revenue} requires a HIPPS code, but the line has another code.", mark="WARN"
        ),
        "elsewhere": Case(
            says="The line has a HIPPS code, but its revenue code is not 0022, 0023 or 0024.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("N56",),
    status=statuses("A7:513"),
    snip=5,
    source="CMS list of HIPPS codes; Medicare Claims Processing Manual ch. 25",
    basis="manual",
    tables=(needs("hipps", part=True),),
    lists={"hipps_revenue": dated_list("hipps_revenue_codes")},
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[0].procedure_qualifier",
        fires="HP",
        silent="HC",
    ),
)
