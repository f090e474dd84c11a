"""LB107: a certificate of waiver covers waived tests only, one for PPM also provider-performed microscopy."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.edits.laboratory._certificate import number_of
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, microscopy: frozenset[str], waived: frozenset[str]) -> Found:
    """The line's CLIA number is that of a certificate of waiver or PPM, which does not cover the test."""
    certificates, tests = claim.tables.clia_certificates, claim.tables.clia_tests
    given = number_of(line, claim)
    if certificates is None or tests is None or given is None or line.code is None:
        return None
    found = certificates.certificate(given.number)
    if found is None or found.kind not in ("waiver", "PPM") or (found.kind == "PPM" and line.code in microscopy):
        return None
    on = line.date_from
    if line.code in waived or not tests.needs_certificate(line.code, on) or tests.is_waived(line.code, on):
        return None
    return problem(f"{line.path}.clia_number", code=line.code, number=given.number, kind=found.kind)


EDIT = Edit(
    code="LB107",
    name="test-outside-certificate",
    title="The laboratory's CLIA certificate does not cover the test.",
    why="A laboratory with a certificate of waiver may bill waived tests only, and one with a certificate for "
    "provider-performed microscopy (PPM) also those. Medicare denies other tests under its number.",
    fix="If another laboratory performed the test, enter its CLIA number and modifier 90. If the laboratory has a "
    "higher certificate by now, leave it as it is and load a newer file.",
    looks_at=("service_lines[].procedure_code", "clia_number", "service_lines[].clia_number"),
    subject="line",
    check=check,
    severity=severities("W", "W", "N"),
    cases={"default": Case(says="The {kind} certificate of CLIA number {number} does not cover test {code}.")},
    carc="B7",
    status=statuses("A7:544"),
    snip=6,
    source="CMS, Provider of Services File, Clinical Laboratories; 42 CFR 493.15 and 493.19",
    basis="regulation",
    since="2",
    related=("LB103",),
    example=Example(
        base="office-visit",
        field="service_lines[1].clia_number",
        fires="14D7654321",
        silent="14D1234567",
        given={
            "service_lines[1].procedure_code": "80053",
            "ordering_provider": {"npi": "1306172846", "entity_type": "PERSON", "first_name": "A", "last_name": "Ward"},
        },
        tables={
            "clia_certificates": (
                {"number": "14D1234567", "type": "accreditation"},
                {"number": "14D7654321", "type": "waiver"},
            ),
            "clia_tests": ({"code": "80053"},),
        },
    ),
    form="professional",
    lists={
        "microscopy": dated_list("microscopy_by_providers"),
        "waived": dated_list("waived_tests_without_modifier"),
    },
    tables=(needs("clia_certificates"), needs("clia_tests")),
)
