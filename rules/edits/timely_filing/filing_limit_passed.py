"""TF101: a payer pays only claims that are filed in time."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, Reference, between, problem, severities, statuses
from rules.edits.timely_filing._due_date import missed_due_date
from rules.lists.dated_list import dated_list

_ONE_YEAR_FROM: Final = dt.date(2010, 1, 1)
_REBILL_BEFORE: Final = dt.date(2013, 10, 1)
_REOPENING: Final = "Q"


def check(
    claim: ClaimFacts, *, delay_reasons: frozenset[str], medicare: frozenset[str], rebilled: frozenset[str]
) -> Found:
    """The claim was submitted after its payer's filing limit plus the days of grace."""
    if claim.void or claim.encounter.frequency_code == _REOPENING:
        return None
    of_medicare = claim.payer_class == "medicare" or (claim.payer_class == "strict" and claim.filing in medicare)
    decided = _last_decided(claim) if claim.encounter.billed_coverage > 0 else dt.date.min
    if claim.institutional:
        services = [("", claim.encounter.service_through)]
    else:
        services = [(line.path, line.date_from) for line in claim.lines]
    found: list[Problem] = []
    for line, served in services:
        missed = missed_due_date(served, claim, decided=decided, medicare=of_medicare)
        if missed is not None:
            base, due = missed
            case = _case(base, claim, delay_reasons, rebilled if of_medicare else None)
            frequency = claim.encounter.frequency_code
            path = f"{line}.service_from" if line else "service_through"
            found.append(problem(path, case, base=base, due=due, sent=claim.as_of, frequency=frequency))
    return found


def _case(base: dt.date, claim: ClaimFacts, delay_reasons: frozenset[str], rebilled: frozenset[str] | None) -> str:
    """Which case it is; `rebilled` is None if the payer is not Medicare, whose exceptions the others do not have."""
    if claim.encounter.delay_reason_code in delay_reasons:
        return "delayed"
    if not claim.original:
        return "replacement" if claim.replacement else "follow-up"
    if rebilled is None:
        return "default"
    if base < _ONE_YEAR_FROM:
        return "longer-limit"
    if claim.notice:
        return "notice"
    if "04" in claim.condition_codes:
        return "information-only"
    if claim.type_of_bill[:2] in rebilled and claim.encounter.service_from < _REBILL_BEFORE and _is_rebill(claim):
        return "rebilled"
    return "default" if is_blank(claim.encounter.claim_note) else "explained"


def _is_rebill(claim: ClaimFacts) -> bool:
    """Whether it bills under Part B what was denied as an inpatient stay."""
    return "W2" in claim.condition_codes or "REBILL" in (claim.encounter.prior_authorization_number or "").upper()


def _last_decided(claim: ClaimFacts) -> dt.date:
    """Last adjudication date of prior payers, on the claim or its lines: the next payer's time limit runs from it."""
    earlier = {coverage.index: coverage.coverage.adjudication for coverage in claim.coverages if coverage.prior}
    if not earlier:
        return dt.date.min
    dates = [decision.adjudicated_on for decision in earlier.values() if decision is not None]
    for line in claim.lines:
        dates += [decision.adjudicated_on for decision in line.line.adjudications if decision.coverage in earlier]
    return max((date for date in dates if date is not None), default=dt.date.min)


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
        "condition_codes",
        "claim_note",
        "prior_authorization_number",
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
        "follow-up": Case(
            says="Counted from {base}, the claim was due by {due}; this follow-up with frequency {frequency} was "
            "submitted on {sent}.",
            mark="WARN",
        ),
        "longer-limit": Case(
            says="The claim for {base} was submitted on {sent}; Medicare's limits before 2010 were longer than a year.",
            mark="WARN",
        ),
        "notice": Case(
            says="The notice for {base} was submitted on {sent}, more than a year later.",
            mark="WARN",
        ),
        "information-only": Case(
            says="Counted from {base}, the claim was due by {due}; condition code 04 says it is for information only.",
            mark="WARN",
        ),
        "rebilled": Case(
            says="Counted from {base}, the claim was due by {due}; Part B rebills of stays before 2013-10-01 had more "
            "time.",
            mark="WARN",
        ),
        "explained": Case(
            says="Counted from {base}, the claim was due by {due}; Medicare decides on an exception asked for in the "
            "claim note.",
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
    source="42 CFR 424.44; Medicare Claims Processing Manual ch. 1 section 70; CGS (one year for services from "
    "2010-01-01); CMS-1455-R and CMS-1599-F (Part B rebills of stays before 2013-10-01); CMS change request 8581 (type "
    "of bill xxQ is for after the limit); payers' own limits",
    basis="regulation",
    references=(
        Reference(
            text="CGS: the filing limit is one calendar year from the through date; after it a reopening (xxQ) is due",
            address="https://cgsmedicare.com/hhh/appeals/Reopenings.html",
        ),
        Reference(
            text="CGS: Part B rebills, and the dates of their rules",
            address="https://cgsmedicare.com/parta/pubs/news/2014/0814/cope26474.html",
        ),
    ),
    lists={
        "delay_reasons": dated_list("delay_reasons"),
        "medicare": dated_list("medicare_filing_indicators"),
        "rebilled": dated_list("part_b_rebill_bills"),
    },
    example=Example(
        base="inpatient-stay",
        field="occurred_at",
        fires="2027-10-19T15:30:00Z",
        silent="2027-10-18T15:30:00Z",
    ),
    on_void=True,
    contact_payer=True,
    changed="2",
    parameters={"grace_days": 3, "medicaid_days": 365, "commercial_days": 180},
    limits={"grace_days": between(0, 366), "medicaid_days": between(1, 3660), "commercial_days": between(1, 3660)},
)
