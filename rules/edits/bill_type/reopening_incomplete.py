"""BT109: a reopening request says why it is made, and is for after the filing limit."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_START: Final = dt.date(2016, 1, 1)
_REOPENING: Final = "Q"


def check(claim: ClaimFacts, *, reasons: frozenset[str], changes: frozenset[str]) -> Found:
    """A reopening request without its condition codes, before the filing limit, or before such requests were taken."""
    return tuple(_problems(claim, reasons, changes)) if claim.encounter.frequency_code == _REOPENING else None


def _problems(claim: ClaimFacts, reasons: frozenset[str], changes: frozenset[str]) -> Iterator[Problem]:
    if claim.as_of < _START:
        yield problem("frequency_code", "too-early")
        return
    if not claim.condition_codes & reasons:
        yield problem("condition_codes")
    if not claim.condition_codes & changes:
        yield problem("condition_codes", "change")
    through, sent = claim.encounter.service_through, claim.as_of
    of_medicare = claim.payer_class in ("medicare", "strict")
    # As tuples: the same day of the next year need not be in the calendar.
    if of_medicare and (sent.year, sent.month, sent.day) <= (through.year + 1, through.month, through.day):
        yield problem("frequency_code", "in-time", through=through)


EDIT = Edit(
    code="BT109",
    name="reopening-incomplete",
    title="A reopening request (frequency Q) is incomplete or too early.",
    why="After the filing limit a Medicare claim is corrected by a reopening request with the reason as condition "
    "code R1 to R9. Before the limit Medicare expects a replacement.",
    fix="Add the reason for the reopening (R1 to R9) and, if a code says what changed, the claim change reason. "
    "Within a calendar year of the through date, send a replacement (frequency 7) instead.",
    looks_at=("condition_codes", "frequency_code", "service_through", "occurred_at"),
    subject="claim",
    check=check,
    severity=severities("W", "N", "N"),
    cases={
        "default": Case(says="The reopening request has no condition code R1 to R9 for its reason."),
        "change": Case(
            says="The reopening request has no claim change reason (condition code D0 to D4, D7 to D9 or E0).",
            mark="NOTICE",
        ),
        "in-time": Case(
            says="The filing limit for {through} has not passed; a replacement (frequency 7) is accepted.",
            rarc=("MA30",),
            status=statuses("A7:535"),
        ),
        "too-early": Case(
            says="Medicare accepts reopening requests (frequency Q) from 2016-01-01.",
            rarc=("MA30",),
            status=statuses("A7:535"),
        ),
    },
    carc="16",
    rarc=("M44",),
    status=statuses("A6:460"),
    snip=4,
    source="CMS change request 8581; MLN Matters SE1426; First Coast, request for reopening claims",
    basis="manual",
    references=(
        Reference(
            text="First Coast: from 2016-01-01 type of bill xxQ with condition code R1 to R9, only beyond the filing "
            "limit, and a claim change reason if appropriate",
            address="https://medicare.fcso.com/billing/automation-request-reopening-claims-process",
        ),
        Reference(
            text="CGS: xxQ after one calendar year from the through date, xx7 before",
            address="https://cgsmedicare.com/hhh/appeals/Reopenings.html",
        ),
    ),
    since="2",
    form="institutional",
    on_denial_bill=False,
    lists={
        "reasons": dated_list("reopening_reason_condition_codes"),
        "changes": dated_list("replacement_reason_condition_codes"),
    },
    example=Example(
        base="hospital-outpatient-visit",
        field="condition_codes",
        fires=["D1"],
        silent=["R1", "D1"],
        given={
            "occurred_at": "2027-12-01T12:00:00Z",
            "frequency_code": "Q",
            "institutional.type_of_bill": "013Q",
            "payer_claim_control_number": "2026310001",
        },
    ),
)
