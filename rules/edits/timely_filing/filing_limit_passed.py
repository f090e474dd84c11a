"""TF101: a payer pays only claims that are filed in time."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.tables.table import TableState

_YEAR: Final = 365


def check(claim: ClaimFacts, *, delay_reasons: frozenset[str], medicare: frozenset[str]) -> Found:
    """The claim was submitted after its payer's filing limit plus the days of grace."""
    if not (claim.new or claim.replacement):
        return None
    delayed, of_medicare = claim.encounter.delay_reason_code in delay_reasons, _is_medicare(claim, medicare)
    decided = _last_decided(claim) if claim.encounter.billed_coverage > 0 else dt.date.min
    if claim.institutional:
        return _passed("service_through", claim.encounter.service_through, decided, claim, delayed, of_medicare)
    found = (
        _passed(f"{line.path}.service_from", line.date_from, decided, claim, delayed, of_medicare)
        for line in claim.lines
    )
    return [one for one in found if one is not None]


def _passed(
    path: str, served: dt.date, decided: dt.date, claim: ClaimFacts, delayed: bool, of_medicare: bool
) -> Problem | None:
    """The problem of one service, if its limit has passed."""
    waited = (claim.as_of - served).days
    base = served
    if of_medicare:
        if waited <= _YEAR:
            return None
        due = _a_year_later(served)
    else:
        limit = _limit(served, claim)
        if waited <= limit:
            return None
        base = max(served, decided)
        if (claim.as_of - base).days <= limit:
            return None
        due = base + dt.timedelta(days=limit)
    if (claim.as_of - due).days <= _days("grace_days", claim):
        return None
    case = "default" if claim.new else "replacement"
    if delayed:
        case = "delayed"
    return problem(path, case, base=base, due=due, sent=claim.as_of)


def _is_medicare(claim: ClaimFacts, medicare: frozenset[str]) -> bool:
    return claim.payer_class == "medicare" or (claim.payer_class == "strict" and claim.filing in medicare)


def _a_year_later(day: dt.date) -> dt.date:
    """The same date one year later; February 28 after a February 29."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + 1)


def _last_decided(claim: ClaimFacts) -> dt.date:
    """Last adjudication date of prior payers, on the claim or its lines: the next payer's time limit runs from it."""
    earlier = {coverage.index: coverage.coverage.adjudication for coverage in claim.coverages if coverage.prior}
    if not earlier:
        return dt.date.min
    dates = [decision.adjudicated_on for decision in earlier.values() if decision is not None]
    for line in claim.lines:
        dates += [decision.adjudicated_on for decision in line.line.adjudications if decision.coverage in earlier]
    return max((date for date in dates if date is not None), default=dt.date.min)


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


EDIT = Edit(
    code="TF101",
    name="filing-limit-passed",
    title="The claim was submitted after the payer's timely filing limit.",
    why="Medicare accepts claims for one calendar year after the date of service, other payers for as long as their "
    "contract or state law says. A later claim is denied, and the patient may not be billed for it.",
    fix="If the payer accepts a reason for the delay, enter delay_reason_code and ask the payer. If a prior payer "
    "adjudicated late, enter its adjudicated_on. Otherwise no change to the claim can fix this.",
    looks_at=(
        "service_through",
        "service_lines[].service_from",
        "coverages[].adjudication.adjudicated_on",
        "frequency_code",
        "delay_reason_code",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Counted from {base}, the claim was due by {due}; it was submitted on {sent}."),
        "replacement": Case(
            says="Counted from {base}, the replacement was due by {due}; it was submitted on {sent}.",
            mark="WARN",
        ),
        "delayed": Case(
            says="Counted from {base}, the claim was due by {due}; the payer decides on the delay reason given.",
            mark="WARN",
        ),
    },
    carc="29",
    rarc=("N211",),
    status=statuses("A7:718"),
    snip=7,
    source="42 CFR 424.44; Medicare Claims Processing Manual ch. 1 section 70; payers' own limits",
    lists={
        "delay_reasons": dated_list("delay_reasons"),
        "medicare": dated_list("medicare_filing_indicators"),
    },
    example=Example(
        base="inpatient-stay",
        field="occurred_at",
        fires="2027-10-19T15:30:00Z",
        silent="2027-10-18T15:30:00Z",
    ),
    on_void=True,
    contact_payer=True,
    parameters={"grace_days": 3, "medicaid_days": 365, "commercial_days": 180},
)
