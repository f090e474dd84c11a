"""PV107: equipment, supplies and laboratory tests need an ordering provider."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837p
from rules.tables.table import TableState
from schemas.encounter import Provider

_EQUIPMENT_OR_SUPPLY: Final = re.compile(r"A[4-8]|B[49]|[EKL]")


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line for equipment, supplies or a laboratory test has no ordering or referring NPI."""
    if line.code is None:
        return None
    if line.system == "HCPCS" and _EQUIPMENT_OR_SUPPLY.match(line.code):
        case = "default"
    elif _is_laboratory_test(line, claim):
        case = "laboratory"
    else:
        return None
    encounter, own = claim.encounter, line.line
    ordered = _has_npi(own.ordering_provider) or _has_npi(encounter.ordering_provider)
    if ordered or _has_npi(own.referring_provider) or _has_npi(encounter.referring_provider):
        return None
    return problem(f"{line.path}.ordering_provider.npi", case, code=line.code)


def _is_laboratory_test(line: LineFacts, claim: ClaimFacts) -> bool:
    table = claim.tables.clia_tests
    if line.code is None or table is None:
        return False
    is_open = claim.tables.state("clia_tests", line.date_from) is TableState.OPEN
    return is_open and table.needs_certificate(line.code, line.date_from)


def _has_npi(provider: Provider | None) -> bool:
    return provider is not None and not is_blank(provider.npi)


EDIT = Edit(
    code="PV107",
    name="ordering-provider-missing",
    title="A line for equipment, supplies or a laboratory test has no ordering provider.",
    why="Medicare and payers that follow it pay for equipment, supplies and laboratory tests only on the order of a "
    "practitioner identified by NPI.",
    fix="Enter ordering_provider with its NPI on the line, or referring_provider on the line or claim. Leave it out "
    "if the payer requires no order, for example for items a patient may buy without one.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].ordering_provider.npi",
        "service_lines[].referring_provider.npi",
        "ordering_provider.npi",
        "referring_provider.npi",
    ),
    subject="line",
    check=check,
    severity=severities("W", "W", "N"),
    cases={
        "default": Case(says="{code} is equipment or a supply, and no ordering or referring provider has an NPI."),
        "laboratory": Case(says="{code} is a laboratory test, and no ordering or referring provider has an NPI."),
    },
    carc="16",
    rarc=("N265",),
    status=statuses("A6:562:DK"),
    snip=6,
    source="42 CFR 424.507, CMS ordering and referring rule; 837P loop 2420E",
    basis="regulation",
    references=(usage_837p("loop 2420E: situational"),),
    example=Example(base="office-visit", field="service_lines[1].procedure_code", fires="E0114", silent="93000"),
    form="professional",
    tables=(needs("clia_tests", part=True),),
)
