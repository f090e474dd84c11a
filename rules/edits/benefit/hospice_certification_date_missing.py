"""BN101: the first hospice bill of an election carries the date on which the benefit period began."""

from typing import Final

from rules.claim.bill_codes import occurrences, spans
from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses
from rules.lists.dated_list import dated_list

_PATH: Final = "institutional.occurrence_codes"


def check(claim: ClaimFacts, *, first_frequencies: frozenset[str]) -> Found:
    """A notice of election, or the claim that begins on the day of admission, has no occurrence 27 of its first day."""
    details, first = claim.encounter.institutional, claim.encounter.service_from
    if details is None or spans(claim, "77"):
        return None
    notice = claim.encounter.frequency_code == "A"
    if not notice and not (claim.encounter.frequency_code in first_frequencies and details.admission_date == first):
        return None
    dates = occurrences(claim, "27")
    if not dates:
        return problem(_PATH, "missing" if notice else "missing-on-claim")
    days = {first, details.admission_date or first}
    if any(days == {each.date} for _, each in dates):
        return None
    path, wrong = dates[0]
    return problem(f"{path}.date", "date" if notice else "date-on-claim", date=wrong.date, first=first)


_ADD: Final = "Add occurrence code 27 with the first day of the benefit period."

EDIT = Edit(
    code="BN101",
    name="hospice-certification-date-missing",
    title="The first hospice bill of an election does not give its certification date.",
    why="Medicare opens the benefit period on the date of occurrence code 27. It returns a notice of election whose "
    "code is missing or differs from the from date and the admission date.",
    fix="Add occurrence code 27 with the first day of the benefit period: on a notice of election the from date and "
    "the admission date. After a transfer, give the start of the benefit period that goes on. If the certification "
    "came late, report span 77 instead.",
    looks_at=("institutional.occurrence_codes", "institutional.admission_date", "service_from"),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    reporting_mark="WARN",
    cases={
        "missing": Case(
            says="The notice of election has no occurrence code 27, the certification date.",
            suggest=_ADD,
        ),
        "date": Case(
            says="Occurrence code 27 is dated {date}, but the notice begins on {first} and the admission date must be "
            "the same day.",
            status=statuses("A7:720"),
        ),
        "missing-on-claim": Case(
            says="The first hospice claim of the election has no occurrence code 27, the certification date.",
            suggest=_ADD,
            mark="WARN",
        ),
        "date-on-claim": Case(
            says="Occurrence code 27 is dated {date}, but the claim begins with the admission on {first}. After a "
            "transfer it is the start of the benefit period.",
            mark="WARN",
            status=statuses("A7:720"),
        ),
    },
    carc="16",
    rarc=("M45",),
    status=statuses("A7:719"),
    snip=6,
    source="Medicare reason codes 31485 and U5181",
    basis="manual",
    references=(
        Reference(
            text="Palmetto GBA, reason code 31485: a notice of election, and the first claim after an election or "
            "transfer, needs occurrence code 27. On the notice its date equals the from and admission dates; after a "
            "transfer it is the start of the benefit period.",
            address="https://palmettogba.com/palmetto/jmhhh.nsf/DID/8B4QZA6556",
        ),
        Reference(
            text="CGS, top claim submission error U5181: a notice of election or first claim without occurrence code "
            "27, or with another date, is returned to the provider.",
            address="https://cgsmedicare.com/hhh/education/materials/u5181.html",
        ),
        Reference(
            text="NGS, occurrence code 27 and occurrence span code 77: days before a late certification are reported "
            "with span 77.",
            address="https://ngsmedicare.com/web/ngs/hospice-billing?selectedArticleId=1503773",
        ),
    ),
    form="institutional",
    bill_types=dated_list("hospice_bills"),
    on_notice=True,
    on_denial_bill=False,
    lists={"first_frequencies": dated_list("first_claim_frequencies")},
    since="2",
    example=Example(
        base="hospice-notice-of-election",
        field="institutional.occurrence_codes",
        fires=None,
        silent=[{"code": "27", "date": "2026-10-12"}],
    ),
    related=("BN112",),
)
