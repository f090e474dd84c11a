"""DR104: the CMS crosswalk matches each NDC with its procedure codes."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The crosswalk has the NDC of a line on its date, but not for the line's procedure code."""
    ndc = line.line.ndc
    if ndc is None or line.code is None or line.system is None:
        return None
    table = claim.tables.ndc_hcpcs
    if table is None or not table.covers(line.date_from):
        return None
    matched = table.procedures_of(ndc.code, line.date_from)
    if not matched or line.code in matched:
        return None
    return problem(f"{line.path}.ndc.code", ndc=ndc.code, code=line.code)


EDIT = Edit(
    code="DR104",
    name="ndc-does-not-match-procedure",
    title="The NDC does not match the procedure code billed.",
    why="Payers check the NDC against the procedure code with the CMS crosswalk. If they name different drugs, the "
    "line is denied.",
    fix="Check which drug was given and correct the NDC or the procedure code. Leave both if a new package is not in "
    "the crosswalk yet.",
    looks_at=("service_lines[].ndc.code", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="ndc",
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="NDC {ndc} is in the CMS crosswalk, but not for procedure code {code}.")},
    carc="16",
    rarc=("M119",),
    status=statuses("A8:218"),
    snip=6,
    source="CMS ASP NDC to HCPCS crosswalk",
    basis="manual",
    tables=(needs("ndc_hcpcs"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].procedure_code",
        fires="J1885",
        silent="J0696",
        given={"service_lines[1].ndc": {"code": "12345-6789-01", "quantity": "1", "unit": "ML"}},
        tables={"ndc_hcpcs": ({"ndc": "12345678901", "procedure": "J0696"},)},
    ),
)
