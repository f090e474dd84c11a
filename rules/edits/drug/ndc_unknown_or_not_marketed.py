"""DR105: a drug package is in the FDA directory and is marketed between two dates."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The NDC of a line is not in the directory, or the line's date is outside its marketing dates."""
    ndc = line.line.ndc
    if ndc is None:
        return None
    table = claim.tables.ndc_directory
    if table is None or not table.covers(line.date_from):
        return None
    path = f"{line.path}.ndc.code"
    if not table.listed(ndc.code):
        return problem(path, ndc=ndc.code)
    if table.marketed_on(ndc.code, line.date_from):
        return None
    return problem(path, "not-marketed", ndc=ndc.code, date=line.date_from)


EDIT = Edit(
    code="DR105",
    name="ndc-unknown-or-not-marketed",
    title="The NDC is not in the FDA directory, or was not marketed on the date of service.",
    why="Payers check the NDC and deny a drug that is not listed, or was no longer marketed on the date of service.",
    fix="Compare the NDC with the package used. Unapproved and compounded drugs are not all listed, and stock may be "
    "used after marketing ends; then leave it.",
    looks_at=("service_lines[].ndc.code", "service_lines[].service_from"),
    subject="line",
    check=check,
    occasion="ndc",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="NDC {ndc} is not in the FDA directory."),
        "not-marketed": Case(says="NDC {ndc} was not marketed on {date}."),
    },
    carc="16",
    rarc=("M119",),
    status=statuses("A7:218"),
    snip=5,
    source="FDA National Drug Code Directory",
    basis="manual",
    tables=(needs("ndc_directory"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].ndc.code",
        fires="99999-0000-01",
        silent="12345-6789-01",
        given={"service_lines[1].ndc.quantity": "1", "service_lines[1].ndc.unit": "ML"},
        tables={"ndc_directory": ({"ndc": "12345678901"},)},
    ),
)
