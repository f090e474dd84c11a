"""HC108: CPT numbers its codes in ranges, and no code exists outside them."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A five-digit code is outside the CPT ranges of every year, or in a gap; a loaded table decides instead."""
    code = line.code
    if code is None or line.system != "CPT" or not code.isdigit():
        return None
    if (
        "10004" <= code <= "69990"
        or "90281" <= code <= "99607"
        or "70010" <= code <= "79999"
        or "80047" <= code <= "89398"
        or "00100" <= code <= "01999"
    ):
        return None
    table = claim.tables.cpt
    if table is not None and table.covers(line.date_from):
        return None
    never = code <= "00099" or "02000" <= code <= "09999"
    case = "default" if never and not claim.on_wc_am_lm else "liability" if never else "gap"
    return problem(f"{line.path}.procedure_code", case, code=code)


EDIT = Edit(
    code="HC108",
    name="procedure-code-outside-cpt-range",
    title="A five-digit code is outside the CPT ranges.",
    why="CPT numbers its codes in ranges. A number outside them is a typing error or a local code, and the payer "
    "returns the claim.",
    fix="Look up the service and correct the code. Leave it only if a workers' compensation, auto or liability payer "
    "has given you its own codes.",
    looks_at=("service_lines[].procedure_code",),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Code {code} is outside the CPT ranges."),
        "liability": Case(
            says="Code {code} is outside the CPT ranges, unless it is the payer's own code.",
            mark="WARN",
        ),
        "gap": Case(says="Code {code} is in a gap of the CPT numbering.", mark="WARN"),
    },
    carc="16",
    rarc=("M51",),
    status=statuses("A7:454"),
    snip=5,
    source="The numbering of CPT in blocks, as published in its table of contents",
    basis="regulation",
    waivable=False,
    example=Example(base="office-visit", field="service_lines[1].procedure_code", fires="09300", silent="93000"),
)
