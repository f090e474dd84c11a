"""BN110: each line of a hospice level of care says in which kind of place it was given."""

import datetime as dt

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(
    line: LineFacts, claim: ClaimFacts, *, at_home: frozenset[str], in_facility: frozenset[str], places: frozenset[str]
) -> Found:
    """A line of a level of care has no code of the place of care."""
    if line.code in places or line.revenue not in at_home | in_facility:
        return None
    return problem(f"{line.path}.procedure_code", number=line.number, revenue=line.revenue)


EDIT = Edit(
    code="BN110",
    name="hospice-site-of-service-missing",
    title="A hospice line bills a level of care without the place of care.",
    why="Medicare asks on each line of a level of care for the place where it was given and returns a claim "
    "without it.",
    fix="Enter the code of the place, Q5001 to Q5010, as the line's procedure code. Bill days in another place on "
    "another line.",
    looks_at=("service_lines[].procedure_code", "service_lines[].revenue_code"),
    subject="line",
    check=check,
    severity=severities("R", "N", "-"),
    reporting_mark="WARN",
    cases={
        "default": Case(
            says="Line {number} bills hospice care ({revenue}) without the code for the place of care (Q5001 to "
            "Q5010).",
            suggest="Enter the Q code of the place.",
        )
    },
    carc="16",
    rarc=("M20",),
    status=statuses("A6:507"),
    snip=6,
    source="Medicare Claims Processing Manual, chapter 11, section 30.3; CMS change request 5245",
    basis="manual",
    references=(
        Reference(
            text="Cahaba GBA, claim page 02 of a hospice claim: a place-of-care code is required on each line of "
            "revenue code 0651, 0652, 0655 or 0656.",
            address="http://www.cahabagba.com/rhhi/claims/hospice/fiss_02_claim.htm",
        ),
        Reference(
            text="CGS, claim page 02 of a hospice claim: a new line where the level of care or the place changes.",
            address="https://cgsmedicare.com/hhh/education/materials/claim_page_2.html",
        ),
        Reference(
            text="AAPC on CR 8136: hospices have reported the codes on claims since 2007.",
            address="https://aapc.com/codes/coding-newsletters/my-homecare-week-alert/"
            "coding-use-these-codes-to-report-where-you-provided-services-133705-article",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospice_bills"),
    on_denial_bill=False,
    lists={
        "at_home": dated_list("hospice_home_care_revenue_codes"),
        "in_facility": dated_list("hospice_facility_care_revenue_codes"),
        "places": dated_list("hospice_places_of_care"),
    },
    effective_from=dt.date(2007, 1, 1),
    since="2",
    example=Example(
        base="hospice-month",
        field="service_lines[0].procedure_code",
        fires=None,
        silent="Q5001",
    ),
)
