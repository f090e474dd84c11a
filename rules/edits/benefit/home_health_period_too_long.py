"""BN108: Medicare pays home health care in periods of 30 days, each on a claim of its own."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_STARTS: Final = dt.date(2020, 1, 1)
_LONGEST: Final = 30


def check(claim: ClaimFacts) -> Found:
    """A claim that begins in 2020 or later covers more than 30 days."""
    if claim.encounter.service_from < _STARTS or claim.days <= _LONGEST:
        return None
    return problem("service_through", days=claim.days)


EDIT = Edit(
    code="BN108",
    name="home-health-period-too-long",
    title="A home health claim covers more than 30 days.",
    why="Since 2020 Medicare pays home health care by 30-day period. A longer claim has no period that it fits.",
    fix="Bill each 30-day period on its own claim, with its own HIPPS code.",
    looks_at=("service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={"default": Case(says="A home health claim covers at most 30 days; this one covers {days}.")},
    carc="16",
    rarc=("MA31",),
    status=statuses("A7:188"),
    snip=6,
    source="CMS change request 11081",
    basis="manual",
    references=(
        Reference(
            text="CGS on CR 11081: from 2020-01-01 the unit of payment is a 30-day period; a claim is sent after the "
            "period has ended.",
            address="https://cgsmedicare.com/hhh/education/materials/final_claim.html",
        ),
        Reference(
            text="PMB Institute, final claim 329: the statement covers a period of up to 30 days. That a longer claim "
            "is returned was not read; hence a warning.",
            address="https://online.pmbinstitute.com/topic/day-1-final-type-of-bill-329-4/",
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_denial_bill=False,
    effective_from=_STARTS,
    since="2",
    example=Example(
        base="home-health-period",
        field="service_through",
        fires="2026-10-01",
        silent="2026-09-30",
    ),
)
