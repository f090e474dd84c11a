"""BN107: a notice of admission has one date in three fields; requests for anticipated payment ended with 2021."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_NOTICES_FROM: Final = dt.date(2022, 1, 1)
_NOTICE: Final = "A"
_REQUEST: Final = "2"


def check(claim: ClaimFacts) -> Found:
    """A notice of admission with several dates or before 2022, or a request for anticipated payment from 2022 on."""
    details, first, last = claim.encounter.institutional, claim.encounter.service_from, claim.encounter.service_through
    if details is None:
        return None
    if claim.encounter.frequency_code == _REQUEST:
        if first < _NOTICES_FROM:
            return None
        case = "request" if claim.as_of >= _NOTICES_FROM else "request-early"
        return problem("institutional.type_of_bill", case, first=first)
    if claim.encounter.frequency_code != _NOTICE or first > claim.as_of:  # EV102 reports a notice ahead of its date
        return None
    if first < _NOTICES_FROM:
        return problem("service_from", "notice-early", first=first)
    admitted = details.admission_date
    if admitted is not None and admitted != first:
        return problem("institutional.admission_date", admitted=admitted, first=first, last=last)
    return problem("service_through", admitted=admitted or first, first=first, last=last) if last != first else None


EDIT = Edit(
    code="BN107",
    name="home-health-admission-notice-inconsistent",
    title="A home health notice of admission has more than one date, or is the wrong notice for its year.",
    why="A notice of admission (32A) has the date of the first visit as admission, from and through date. It replaced "
    "the request for anticipated payment (322) for periods from 2022 on, and Medicare returns the request.",
    fix="Set all three dates of the notice to the first visit. For a period that goes on from 2021, all three are the "
    "first day of its first period in 2022. Send 32A instead of 322 for 2022 and later.",
    looks_at=("institutional.type_of_bill", "institutional.admission_date", "service_from", "service_through"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="On a notice of admission the admission, from and through dates must be the same day; the "
            "notice has {admitted}, {first} and {last}.",
            suggest="Set all three to the first visit.",
        ),
        "notice-early": Case(
            says="Notices of admission began in 2022; this one is dated {first}.",
            suggest="Send a request for anticipated payment (322) for a period before 2022.",
            rarc=("MA30",),
            status=statuses("A7:535"),
        ),
        "request": Case(
            says="Requests for anticipated payment (322) ended in 2021; this one begins on {first}.",
            suggest="Send a notice of admission (32A).",
            rarc=("MA30",),
            status=statuses("A7:535"),
        ),
        "request-early": Case(
            says="The request for anticipated payment (322) is for a period from {first}; Medicare accepts it until "
            "the end of 2021 only, and it must then be canceled.",
            mark="WARN",
            rarc=("MA30",),
            status=statuses("A7:535"),
        ),
    },
    carc="16",
    rarc=("MA40",),
    status=statuses("A7:189"),
    snip=6,
    source="CMS change requests 12227 and 12256; NGS, billing the home health notice of admission",
    basis="manual",
    references=(
        Reference(
            text="NGS, billing the home health notice of admission: the admission and through dates always match the "
            "from date, the first visit.",
            address="https://ngsmedicare.com/web/ngs/home-health-billing?selectedArticleId=3753578",
        ),
        Reference(
            text="CGS, requests for anticipated payment are discontinued: those for periods from 2022-01-01 are "
            "returned once the release of January 2022 is installed, and accepted before.",
            address="https://cgsmedicare.com/hhh/pubs/news/2021/12/cope24377.html",
        ),
        Reference(
            text="Home Health Line: a period that continues from 2021 gets one notice with an artificial admission "
            "date, the from date of its first period in 2022.",
            address="https://homehealthline.decisionhealth.com/Articles/Detail.aspx?id=534125",
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_notice=True,
    on_denial_bill=False,
    since="2",
    example=Example(
        base="home-health-period",
        field="institutional.admission_date",
        fires="2026-08-31",
        silent="2026-09-01",
        given={
            "frequency_code": "A",
            "institutional.type_of_bill": "032A",
            "institutional.discharge_status": None,
            "institutional.occurrence_codes": None,
            "institutional.value_codes": None,
            "service_through": "2026-09-01",
            "service_lines": [],
            "total_charge": "0.00",
        },
    ),
)
