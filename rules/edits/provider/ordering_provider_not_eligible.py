"""PV121: Medicare pays for tests, equipment and home care only on the order of a practitioner who may order them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import HOME_HEALTH_BILL, ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, Reference, needs, problem, severities
from rules.lists.dated_list import dated_list
from rules.tables.kinds.order_referring import Ordered
from rules.tables.table import TableState
from rules.texts.codes_by_party import codes_by_party
from rules.texts.parties import ProviderRole
from schemas.encounter import Provider

_EQUIPMENT_OR_SUPPLY: Final = re.compile(r"A[4-8]|B[49]|[EKL]")
_POWER_MOBILITY: Final = re.compile("K08[0-9]{2}")
_IMAGING: Final = re.compile("7[0-9]{4}")


def check(claim: ClaimFacts, *, medicare: frozenset[str], hospice: frozenset[str]) -> Found:
    """The list for the date does not have who ordered a line or certified the care, or not for what was ordered."""
    if claim.filing not in medicare or any(each.prior for each in claim.coverages):
        return None
    found: dict[str, Problem] = {}
    for path, provider, ordered, on in _orders(claim, hospice):
        if path not in found and (wrong := _wrong(path, provider, ordered, on, claim)):
            found[path] = wrong
    return found.values()


def _orders(claim: ClaimFacts, hospice: frozenset[str]) -> Iterator[tuple[str, Provider | None, Ordered, dt.date]]:
    """Where the claim names who ordered what, and when it was furnished."""
    encounter, bill = claim.encounter, claim.type_of_bill[:2]
    if claim.institutional:
        if bill == HOME_HEALTH_BILL or bill in hospice:
            ordered: Ordered = "HHA" if bill == HOME_HEALTH_BILL else "HOSPICE"
            yield "attending_provider", encounter.attending_provider, ordered, encounter.service_from
        return
    for line in claim.lines:
        what = _ordered(line, claim)
        if what is None:
            continue
        role = "ordering" if _has_npi(line.ordering) else "referring"
        own = line.line.ordering_provider if role == "ordering" else line.line.referring_provider
        path = f"{role}_provider" if own is None else f"{line.path}.{role}_provider"
        yield path, line.ordering if role == "ordering" else line.referring, what, line.date_from


def _ordered(line: LineFacts, claim: ClaimFacts) -> Ordered | None:
    """What kind of order the line needs; None if none."""
    code, tests = line.code, claim.tables.clia_tests
    if code is None:
        return None
    if line.system == "HCPCS" and _EQUIPMENT_OR_SUPPLY.match(code):
        return "PMD" if _POWER_MOBILITY.fullmatch(code) else "DME"
    if line.system == "CPT" and _IMAGING.fullmatch(code):
        return "PARTB"
    is_open = claim.tables.state("clia_tests", line.date_from) is TableState.OPEN
    return "PARTB" if tests is not None and is_open and tests.needs_certificate(code, line.date_from) else None


def _wrong(path: str, provider: Provider | None, ordered: Ordered, on: dt.date, claim: ClaimFacts) -> Problem | None:
    table, opted_out = claim.tables.order_referring, claim.tables.opt_out
    if table is None or not table.covers(on) or provider is None or provider.entity_type != "PERSON":
        return None
    npi = provider.npi
    if npi is None or is_blank(npi):
        return None
    may = table.may_order(npi, ordered, on)
    if may or (may is None and opted_out is not None and (out := opted_out.opt_out(npi, on)) and out.may_order):
        return None
    role = path.rpartition(".")[2].removesuffix("_provider")
    return problem(f"{path}.npi", f"{role}-{'absent' if may is None else 'other'}", role, what=_WHAT[ordered])


def _has_npi(provider: Provider | None) -> bool:
    return provider is not None and not is_blank(provider.npi)


_WHAT: Final[dict[Ordered, str]] = {
    "PARTB": "tests and imaging",
    "DME": "equipment and supplies",
    "PMD": "power mobility devices",
    "HHA": "home health",
    "HOSPICE": "hospice care",
}
_CARC: Final[dict[ProviderRole, str]] = {"ordering": "184", "referring": "183", "attending": "16"}

EDIT = Edit(
    code="PV121",
    name="ordering-provider-not-eligible",
    title="The ordering, referring or certifying practitioner is not on Medicare's list for what was ordered.",
    why="Medicare denies tests, imaging, equipment, home health and hospice care on the order of a practitioner who is "
    "not enrolled to order them. Enrollment takes days to appear in the published list, so this is a warning.",
    fix="Correct the NPI, or have the practitioner enroll. For an intern or resident give the teaching physician. If "
    "the practitioner enrolled lately, or works for the VA or the military, leave it.",
    looks_at=(
        "service_lines[].procedure_code",
        "service_lines[].ordering_provider.npi",
        "service_lines[].referring_provider.npi",
        "ordering_provider.npi",
        "referring_provider.npi",
        "attending_provider.npi",
        "coverages[].filing_indicator",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        f"{role}-absent": Case(
            says="The NPI of the {role} is not on Medicare's list of practitioners who may order {what}.",
            carc=carc,
            by=codes_by_party((role,), "A7:562:{entity}", rarc="identifier"),
        )
        for role, carc in _CARC.items()
    }
    | {
        f"{role}-other": Case(
            says="According to Medicare's list, the {role} may not order {what}.",
            carc=carc,
            rarc=("N574",),
            by=codes_by_party((role,), "A7:562:{entity}"),
        )
        for role, carc in _CARC.items()
    },
    carc="184",
    snip=6,
    source="CMS, Order and Referring; 42 CFR 424.507; MLN SE1305",
    basis="regulation",
    references=(
        Reference(
            text="CGS, home health ordering and referring requirements: attending and referring physicians must be in "
            "the Order and Referring data set",
            address="https://www.cgsmedicare.com/hhh/pubs/news/2020/10/cope19271.html",
        ),
    ),
    since="2",
    related=("PV107",),
    example=Example(
        base="office-visit-medicare",
        field="ordering_provider.npi",
        fires="1306172846",
        silent="1245319599",
        given={
            "service_lines[1].procedure_code": "71046",
            "ordering_provider": {"npi": "1245319599", "entity_type": "PERSON", "first_name": "A", "last_name": "Ward"},
        },
        tables={"order_referring": ({"npi": "1245319599"},)},
    ),
    lists={"medicare": dated_list("medicare_filing_indicators"), "hospice": dated_list("hospice_bills")},
    tables=(needs("order_referring"),),
)
