"""BN115: Medicare covers skilled nursing days after a hospital stay of at least three days."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import is_room, spans
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_WAIVED_FROM: Final = dt.date(2020, 3, 1)
_WAIVED_THROUGH: Final = dt.date(2023, 5, 11)
_LEAST: Final = 3


def check(claim: ClaimFacts, *, frequencies: frozenset[str], excused: frozenset[str]) -> Found:
    """Covered days have no span 70, or one that is too short or ends after the admission."""
    details, first = claim.encounter.institutional, claim.encounter.service_from
    if details is None or claim.encounter.frequency_code not in frequencies or claim.encounter.demonstration_id:
        return None
    admitted = details.admission_date or first
    if not claim.condition_codes.isdisjoint(excused) or _waived(first) or _waived(admitted):
        return None
    if not any(is_room(line) and not line.whole_noncovered for line in claim.lines):
        return None
    stays = spans(claim, "70")
    if not stays:
        return problem("institutional.occurrence_spans", "missing")
    if sum((stay.through - stay.from_).days for _, stay in stays) < _LEAST:
        path, stay = stays[0]
        return problem(f"{path}.through", "short", first=stay.from_, last=stay.through)
    late = next(((path, stay.through) for path, stay in stays if stay.through > admitted), None)
    return None if late is None else problem(f"{late[0]}.through", "late", last=late[1], admitted=admitted)


def _waived(on: dt.date) -> bool:
    return _WAIVED_FROM <= on <= _WAIVED_THROUGH


EDIT = Edit(
    code="BN115",
    name="snf-qualifying-stay-missing",
    title="A skilled nursing bill with covered days does not give the qualifying hospital stay.",
    why="Medicare covers skilled nursing care after a hospital stay of three days in a row, not counting the day of "
    "discharge, and reads its dates from occurrence span code 70.",
    fix="Add span 70 with the dates of the stay of at least 3 days, or the condition code that excuses it: 55 or 56 "
    "for a later transfer, 57 for a readmission, 58 for a former health plan member, DR in a disaster.",
    looks_at=(
        "institutional.occurrence_spans",
        "institutional.admission_date",
        "service_lines[].revenue_code",
        "condition_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("W", "-", "-"),
    cases={
        "missing": Case(
            says="The bill has covered days, but occurrence span code 70 with the qualifying hospital stay is missing.",
            suggest="Add the dates of the stay of at least 3 days, or the condition code that excuses it.",
        ),
        "short": Case(
            says="The qualifying hospital stay of {first} to {last} is shorter than 3 days; the day of discharge does "
            "not count."
        ),
        "late": Case(says="The qualifying hospital stay ends on {last}, after the admission on {admitted}."),
    },
    carc="16",
    rarc=("M46",),
    status=statuses("A7:721"),
    snip=6,
    source="42 CFR 409.30; CMS MLN, skilled nursing facility billing",
    basis="regulation",
    references=(
        Reference(
            text="CMS MLN, skilled nursing facility billing reference: span 70 with the qualifying stay is on all Part "
            "A claims; health plans and some accountable care organizations may waive the stay.",
            address="https://www.cms.gov/Outreach-and-Education/Medicare-Learning-Network-MLN/MLNProducts/"
            "EnrollmentResources/provider-resources/snf/index.html",
        ),
        Reference(
            text="NGS, three-day qualifying stay: the day of admission counts and the day of discharge does not; stays "
            "in several hospitals in a row add up.",
            address="https://www.ngsmedicare.com/skilled-nursing-facility?selectedArticleId=1198464",
        ),
        Reference(
            text="First Coast, billing in a public health emergency: condition code DR asks for the waiver of the "
            "stay.",
            address="https://medicare.fcso.com/specialties-services/"
            "public-health-emergency-billing-guidance-skilled-nursing-facilities-snfs",
        ),
        Reference(
            text="Avalere: the stay was waived for everybody from 2020-03-01 through 2023-05-11.",
            address="https://avalere.com/insights/snf-3-day-waiver-use-at-the-end-of-the-covid-19-public-health-emergency",
        ),
        Reference(
            text="NCHCFA: residents admitted on 2023-05-11 or earlier stay under the waiver.",
            address="https://www.nchcfa.org/publications/update-weekly/march-8-2023-issue-2204/"
            "cms-provides-clarification-on-the-end-of-the-3-day-stay-waiver",
        ),
        Reference(text="NUBC UB-04 manual, condition codes 55, 56, 57 and 58: known, not read; hence a warning."),
    ),
    form="institutional",
    bill_types=dated_list("skilled_nursing_stay_bills"),
    on_denial_bill=False,
    lists={
        "frequencies": dated_list("payment_request_frequencies"),
        "excused": dated_list("conditions_without_qualifying_stay"),
    },
    since="2",
    example=Example(
        base="skilled-nursing-stay",
        field="institutional.occurrence_spans",
        fires=None,
        silent=[{"code": "70", "from": "2026-09-30", "through": "2026-10-05"}],
    ),
)
