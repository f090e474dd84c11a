"""HC108: codes of five digits are numbered in blocks, and no code stands outside them."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The code has five digits and lies where no year has a code, or in a gap; a loaded table decides instead."""
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
    title="A code of five digits lies where CPT has no codes.",
    why="CPT numbers its codes in blocks. A number outside them is a typing error or a code of somebody's own, and the "
    "payer returns the claim.",
    fix="Look the service up and correct the code. Leave it only where a workers' compensation, auto or liability "
    "payer has given you codes of its own.",
    looks_at=("service_lines[].procedure_code",),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Code {code} lies outside the blocks in which CPT has codes."),
        "liability": Case(
            says="Code {code} lies outside the blocks in which CPT has codes, unless it is the payer's own.",
            mark="WARN",
        ),
        "gap": Case(says="Code {code} lies in a gap of the numbering of CPT.", mark="WARN"),
    },
    carc="16",
    rarc=("M51",),
    status=statuses("A7:454"),
    snip=5,
    source="The numbering of CPT in blocks, as published in its table of contents",
    waivable=False,
    example=Example(base="office-visit", field="service_lines[1].procedure_code", fires="09300", silent="93000"),
)
