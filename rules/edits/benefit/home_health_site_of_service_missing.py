"""BN106: a home health claim to Medicare says where care was given, with a Q code beside the first visit."""

import datetime as dt
from typing import Final

from rules.claim.bill_codes import VISIT_CATEGORIES, has_value_codes
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_STARTS: Final = dt.date(2013, 7, 1)
_REQUEST: Final = "2"


def check(claim: ClaimFacts, *, at_home: frozenset[str], hospice: frozenset[str], telehealth: frozenset[str]) -> Found:
    """Visits have no place of care, or one that is not dated with the first visit or not for home health."""
    if claim.encounter.service_from < _STARTS or claim.encounter.frequency_code == _REQUEST:
        return None
    places = [line for line in claim.lines if line.code in at_home]
    # Change request 8136 names these revenue codes; a claim with nothing but 058x needs no place.
    visits = [
        line.date_from
        for line in claim.lines
        if line.revenue[:3] in VISIT_CATEGORIES and line.code not in hospice | telehealth
    ]
    found: list[Problem] = []
    if visits and not places:
        found.append(problem("service_lines", "default" if has_value_codes(claim) else "unfinished"))
    elif visits and places[0].date_from != min(visits):
        first, path = places[0], f"{places[0].path}.service_from"
        found.append(problem(path, "date", code=first.code, date=first.date_from, visit=min(visits)))
    found += [
        problem(f"{line.path}.procedure_code", "hospice-only", number=line.number, code=line.code)
        for line in claim.lines
        if line.code in hospice - at_home
    ]
    return found


EDIT = Edit(
    code="BN106",
    name="home-health-site-of-service-missing",
    title="A home health claim does not say where care was given.",
    why="Since July 2013 Medicare requires the place of care with the first visit and returns a claim without "
    "it. The finding is a warning if the claim has no value codes at all: its source may leave billing data to "
    "a later system.",
    fix="Add one line with Q5001 (home), Q5002 (assisted living) or Q5009 (elsewhere), with the revenue code and "
    "date of the first visit, 1 unit and a charge of 0.01. Add another line when the place changes.",
    looks_at=(
        "service_lines",
        "service_lines[].procedure_code",
        "service_lines[].service_from",
        "institutional.value_codes",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="The home health claim does not say where care was given (Q5001, Q5002 or Q5009).",
            suggest="Add one line with the revenue code and date of the first visit, 1 unit and a charge of 0.01.",
        ),
        "unfinished": Case(
            says="The home health claim does not say where care was given (Q5001, Q5002 or Q5009), and has no value "
            "codes either.",
            suggest="Add one line with the revenue code and date of the first visit, 1 unit and a charge of 0.01.",
            mark="WARN",
        ),
        "date": Case(says="The place of care {code} is dated {date}, but the first visit was on {visit}.", mark="WARN"),
        "hospice-only": Case(
            says="Line {number} has {code}; home health care takes only Q5001, Q5002 or Q5009.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("M20",),
    status=statuses("A6:507"),
    snip=6,
    source="CMS change request 8136; Medicare reason code 31790",
    basis="manual",
    references=(
        Reference(
            text="CGS, top claim submission error 31790: for episodes from 2013-07-01 a claim without Q5001, Q5002 or "
            "Q5009 is returned.",
            address="https://www.cgsmedicare.com/hhh/education/materials/31790.html",
        ),
        Reference(
            text="NGS, site of service codes for home health care: the line has the revenue code and date of the first "
            "visit, one unit and a nominal charge; another line follows where the place changes.",
            address="https://ngsmedicare.com/home-health-billing?selectedArticleId=522358",
        ),
        Reference(
            text="Palmetto GBA, telehealth home health services: G0320, G0321 and G0322 are reported under the revenue "
            "code of the discipline, from 2023-01-01.",
            address="https://palmettogba.com/palmetto/jmhhh.nsf/DIDC/VMCTLPL2JJ~Home%20Health",
        ),
        Reference(
            text="APTA Home Health on 42 CFR 409.43(a): services by telecommunication are not home visits.",
            address="https://www.aptahomehealth.org/index.php?option=com_content&view=article&id=915:"
            "telehealth-home-health-services--new-g-codes&catid=23:in-the-news&Itemid=163",
        ),
        Reference(
            text="AAPC on CR 8136: claims with visits but without the code are returned.",
            address="https://aapc.com/codes/coding-newsletters/my-homecare-week-alert/"
            "coding-use-these-codes-to-report-where-you-provided-services-133705-article",
        ),
    ),
    form="institutional",
    bill_types=dated_list("home_health_bills"),
    on_denial_bill=False,
    lists={
        "at_home": dated_list("home_health_places_of_care"),
        "hospice": dated_list("hospice_places_of_care"),
        "telehealth": dated_list("home_health_telehealth_codes"),
    },
    effective_from=_STARTS,
    since="2",
    example=Example(
        base="home-health-period",
        field="service_lines[2].procedure_code",
        fires="G0162",
        silent="Q5001",
    ),
)
