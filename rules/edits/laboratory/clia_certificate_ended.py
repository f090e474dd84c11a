"""LB106: a laboratory may test only while it has a CLIA certificate."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.edits.laboratory._certificate import number_of


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The certificate of the line's CLIA number ended before the test."""
    table, given = claim.tables.clia_certificates, number_of(line, claim)
    if table is None or given is None:
        return None
    found = table.certificate(given.number)
    if found is None or found.ended is None or line.date_from <= found.ended:
        return None
    return problem(f"{line.path}.clia_number", number=given.number, ended=found.ended)


EDIT = Edit(
    code="LB106",
    name="clia-certificate-ended",
    title="The laboratory's CLIA certificate ended before the test.",
    why="Medicare denies tests of a laboratory whose certificate has ended. Renewals and moves are recorded late, so "
    "this is a warning.",
    fix="Enter the CLIA number under which the laboratory tested on that day. If the certificate was renewed, leave it "
    "as it is and load a newer file.",
    looks_at=("clia_number", "service_lines[].clia_number", "service_lines[].service_from"),
    subject="line",
    check=check,
    severity=severities("W", "W", "N"),
    cases={"default": Case(says="The certificate of CLIA number {number} ended on {ended}.")},
    carc="B7",
    rarc=("MA120",),
    status=statuses("A7:544"),
    snip=5,
    source="CMS, Provider of Services File, Clinical Laboratories; Medicare Claims Processing Manual ch. 16 §70",
    basis="manual",
    since="2",
    related=("LB105",),
    example=Example(
        base="office-visit",
        field="service_lines[1].clia_number",
        fires="14D7654321",
        silent="14D1234567",
        tables={
            "clia_certificates": ({"number": "14D1234567"}, {"number": "14D7654321", "ended": "2026-10-01"}),
        },
    ),
    form="professional",
    tables=(needs("clia_certificates"),),
)
