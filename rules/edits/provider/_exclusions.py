"""What an exclusion by OIG means for a claim: payable or not, by 42 CFR 1001.1901 and the dates of the claim."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, ProviderFacts
from rules.claim.state_of_service import state_of_service
from rules.edit import Level, Problem, Reference, problem
from rules.tables.kinds.leie import LeieTable

_EMERGENCY_ROOM: Final = "045"
_DAYS_AFTER_ADMISSION: Final = dt.timedelta(days=30)
_PROGRAMS: Final = "excluded from federal health care programs"

SAYS: Final[Mapping[str, tuple[str, Level | None]]] = {
    "default": (f"The {{role}} has been {_PROGRAMS} since {{since}}.", None),
    "within": (f"The {{role}} was {_PROGRAMS} on {{since}}, within the dates of the claim.", "WARN"),
    "emergency": (f"The {{role}} has been {_PROGRAMS} since {{since}}; only emergency services are payable.", "WARN"),
    "admitted": (
        f"The {{role}} was {_PROGRAMS} on {{since}}, after the admission; services are payable for 30 days.",
        "WARN",
    ),
    "stale": (f"The {{role}} was {_PROGRAMS} on {{since}}, according to a list more than a month old.", "WARN"),
    "waived": (f"The {{role}} has been {_PROGRAMS} since {{since}}, with a waiver for {{state}}.", "NOTICE"),
}
"""What is said of an exclusion, by its case, and the lower severity of the case."""

REFERENCE: Final = Reference(
    text="42 CFR 1001.1901: no payment for items or services furnished, ordered or prescribed by an excluded "
    "individual or entity; exceptions in (c) for emergency items, and for 30 days for inpatients, home health and "
    "hospice patients admitted before the exclusion"
)


def excluded(provider: ProviderFacts, claim: ClaimFacts, table: LeieTable, part: str = "") -> Problem | None:
    """The provider's exclusion on the dates for which the claim names it; None if there is none.

    Args:
        provider: the provider in its role.
        claim: the claim.
        table: OIG's list.
        part: what the names of the edit's cases begin with.
    """
    npi = provider.provider.npi
    if npi is None:
        return None
    line = None if provider.line_index is None else claim.all_lines[provider.line_index]
    first = claim.encounter.service_from if line is None else line.date_from
    last = claim.encounter.service_through if line is None else line.date_through
    found = table.exclusion(npi, first) or table.exclusion(npi, last)
    if found is None:
        return None
    state = state_of_service(line, claim)
    case = "default"
    if found.waived_in is not None and found.waived_in == state:
        case = "waived"
    elif found.stale:
        case = "stale"
    elif any(_is_emergency(each) for each in (claim.lines if line is None else (line,))):
        case = "emergency"
    elif (admitted := _admitted(claim)) is not None and admitted < found.since >= last - _DAYS_AFTER_ADMISSION:
        case = "admitted"
    elif first < found.since:
        case = "within"
    return problem(f"{provider.path}.npi", part + case, provider.role, since=found.since, state=state or "")


def _is_emergency(line: LineFacts) -> bool:
    return line.line.emergency is True or line.revenue.startswith(_EMERGENCY_ROOM)


def _admitted(claim: ClaimFacts) -> dt.date | None:
    """The day of admission to a hospital, to home health or to hospice care."""
    details = claim.encounter.institutional
    if details is not None:
        return details.admission_date
    return next((each.date for each in claim.encounter.dates if each.kind == "HOSPITALIZED_FROM"), None)
