"""LB105: CMS publishes every CLIA number."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.edits.laboratory._certificate import number_of


def check(claim: ClaimFacts) -> Found:
    """No laboratory of the file has a CLIA number of the claim or of a line."""
    table = claim.tables.clia_certificates
    if table is None:
        return None
    given = {found.path: found.number for line in claim.lines if (found := number_of(line, claim))}
    return [problem(path, number=number) for path, number in given.items() if table.certificate(number) is None]


EDIT = Edit(
    code="LB105",
    name="clia-number-unknown",
    title="The CLIA number is not in CMS's file of laboratories.",
    why="Medicare compares the CLIA number with its file of certificates and denies tests under a number that no "
    "laboratory has. The published file is weeks behind, so this is a warning.",
    fix="Copy the CLIA number from the laboratory's certificate. If the certificate is new, leave it as it is.",
    looks_at=("clia_number", "service_lines[].clia_number"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "N"),
    cases={"default": Case(says="CMS's file has no laboratory with CLIA number {number}.")},
    carc="16",
    rarc=("MA120",),
    status=statuses("A7:544"),
    snip=5,
    source="CMS, Provider of Services File, Clinical Laboratories; Medicare Claims Processing Manual ch. 16 §70",
    basis="manual",
    since="2",
    related=("LB101",),
    example=Example(
        base="office-visit",
        field="clia_number",
        fires="99D9999999",
        silent="14D1234567",
        tables={"clia_certificates": ({"number": "14D1234567"},)},
    ),
    form="professional",
    tables=(needs("clia_certificates"),),
)
