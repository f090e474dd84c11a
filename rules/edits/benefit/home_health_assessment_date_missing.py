"""BN102: a home health claim to Medicare carries the date on which the OASIS assessment was completed."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import has_value_codes, occurrences
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_STARTS: Final = dt.date(2020, 1, 1)
_DISASTER: Final = "DR"
_REQUEST: Final = "2"
_ADULT: Final = 18
_SAYS: Final = "The home health claim has no occurrence code 50, the date on which the OASIS assessment was completed."
_SUGGESTS: Final = (
    "Add occurrence code 50 with the date in OASIS item M0090 of the latest assessment before {first}, or of the start "
    "of care."
)


def check(claim: ClaimFacts) -> Found:
    """A claim for a period that begins in 2020 or later has no occurrence 50."""
    first = claim.encounter.service_from
    if first < _STARTS or claim.encounter.frequency_code == _REQUEST or _DISASTER in claim.condition_codes:
        return None
    if occurrences(claim, "50"):
        return None
    if claim.age_years is not None and claim.age_years < _ADULT:
        case = "child"
    else:
        case = "default" if has_value_codes(claim) else "unfinished"
    return problem("institutional.occurrence_codes", case, first=first)


EDIT = Edit(
    code="BN102",
    name="home-health-assessment-date-missing",
    title="A home health claim does not give the date of its OASIS assessment.",
    why="Since 2020 Medicare finds the OASIS assessment that sets the payment by the date of occurrence code 50. "
    "A claim without the code is returned. The finding is a warning if the claim has no value codes at all: "
    "its source may leave billing data to a later system.",
    fix="Add occurrence code 50 with the date in OASIS item M0090 of the latest start of care, resumption or follow-up "
    "assessment. Leave it off only if Medicare waived the assessment after a disaster (condition code DR), or if you "
    "bill for a denial because there is none (0320, span 77, condition code D2).",
    looks_at=("institutional.occurrence_codes", "service_from", "condition_codes"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(says=_SAYS, suggest=_SUGGESTS),
        "unfinished": Case(says=f"{_SAYS[:-1]}, and no value codes either.", suggest=_SUGGESTS, mark="WARN"),
        "child": Case(
            says="The home health claim of a patient under 18 has no occurrence code 50; no assessment is required.",
            mark="WARN",
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A7:719"),
    snip=6,
    source="CMS change requests 11081 and 13020; MLN Matters MM11272",
    basis="manual",
    references=(
        Reference(
            text="OperaCare on the CMS call of August 2019: occurrence code 50 is required on every final claim, not "
            "on requests for anticipated payment; a claim without it is returned.",
            address="https://blog.operacare.com/blog/pdgm-billing-and-occurrence-codes",
        ),
        Reference(
            text="PMB Institute, final claim 329: required on all final claims from 2020-01-01; returned if missing.",
            address="https://online.pmbinstitute.com/topic/day-1-final-type-of-bill-329-4/",
        ),
        Reference(
            text="Home Health Line on CR 13020: claims without occurrence code 50 are accepted with condition code DR.",
            address="https://homehealthline.decisionhealth.com/Articles/Detail.aspx?id=545761&featured=1",
        ),
        Reference(
            text="CGS on MM11272: without an assessment the period is billed for denial as 0320 with span 77 and D2, "
            "not with condition code 21.",
            address="https://cgsmedicare.com/hhh/pubs/news/2019/0519/cope12482.html",
        ),
        Reference(
            text="42 CFR 484.55, the assessment rules do not cover patients under 18: known, not read; hence a warning."
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_denial_bill=False,
    effective_from=_STARTS,
    since="2",
    example=Example(
        base="home-health-period",
        field="institutional.occurrence_codes",
        fires=None,
        silent=[{"code": "50", "date": "2026-09-01"}],
    ),
)
