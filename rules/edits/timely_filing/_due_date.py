"""When a claim is due at its payer: Medicare's calendar year, a payer's own limit, or the usual one."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.tables.table import TableState

_YEAR: Final = 365


def missed_due_date(
    served: dt.date, claim: ClaimFacts, *, decided: dt.date, medicare: bool
) -> tuple[dt.date, dt.date] | None:
    """The date a service's limit runs from and its last day, if the claim came after that day and the days of grace.

    Args:
        served: date of the service.
        claim: the claim, whose TF101 parameters give the usual limits and the days of grace.
        decided: last adjudication date of the prior payers, else `date.min`; it does not extend Medicare's year.
        medicare: whether the payer is Medicare.
    """
    waited = (claim.as_of - served).days
    if medicare:
        if waited <= _YEAR:
            return None
        base, due = served, _a_year_later(served)
    else:
        limit = _limit(served, claim)
        base = max(served, decided)
        if waited <= limit or (claim.as_of - base).days <= limit:
            return None
        due = base + dt.timedelta(days=limit)
    return (base, due) if (claim.as_of - due).days > _days("grace_days", claim) else None


def _a_year_later(day: dt.date) -> dt.date:
    """The same date one year later; February 28 after a February 29."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + 1)


def _limit(served: dt.date, claim: ClaimFacts) -> int:
    """The days this payer allows: by its own rules if loaded, else the usual ones."""
    table = claim.tables.payer_rules
    payer = None if claim.billed is None else claim.billed.payer_id
    if table is not None and payer is not None and not is_blank(payer):
        known = claim.tables.state("payer_rules", served) is TableState.OPEN
        days = table.filing_limit_days(payer, served) if known else None
        if days is not None:
            return days
    return _days("commercial_days" if claim.payer_class == "commercial" else "medicaid_days", claim)


def _days(name: str, claim: ClaimFacts) -> int:
    given = claim.parameter("TF101", name)
    if not isinstance(given, int):
        raise TypeError(f"parameter {name} of TF101 is no number of days")
    return given
