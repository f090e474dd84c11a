"""CV105: a claim says whether the patient is the subscriber, and who the subscriber is if not."""

from collections.abc import Iterator, Mapping
from typing import Final

from rules.claim.facts import ClaimFacts, CoverageFacts, is_blank
from rules.edit import Case, Codes, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p
from schemas.encounter import Coverage, Patient, Subscriber

_BIRTH_DATE: Final = ("N340",)
_BY_COVERAGE: Final = {
    "billed": Codes(words="billed coverage"),
    "other": Codes(words="another coverage, or workers' compensation, auto or liability", mark="WARN"),
}


def check(part: CoverageFacts, claim: ClaimFacts, *, medicare: frozenset[str]) -> Found:
    """The subscriber is missing or incomplete, or conflicts with the relationship."""
    which = "billed" if part.billed and not claim.on_wc_am_lm else "other"
    return [
        problem(f"{part.path}.{path}", case, which if _CASES[case].by else None)
        for path, case in _faults(part.coverage, claim, medicare)
    ]


def _faults(coverage: Coverage, claim: ClaimFacts, medicare: frozenset[str]) -> Iterator[tuple[str, str]]:
    subscriber, patient = coverage.subscriber, claim.encounter.patient
    if coverage.relationship == "SELF":
        if subscriber is not None:
            yield from _differences(subscriber, patient)
    elif coverage.filing_indicator in medicare:
        yield "relationship", "medicare"
    elif subscriber is None:
        yield "subscriber", "missing"
    elif missing := tuple(_missing(subscriber, coverage, claim)):
        yield from missing
    elif subscriber.sex == patient.sex and not any(_differences(subscriber, patient)):
        yield "relationship", "same-person"


def _missing(subscriber: Subscriber, coverage: Coverage, claim: ClaimFacts) -> Iterator[tuple[str, str]]:
    if is_blank(subscriber.first_name):
        yield "subscriber.first_name", "first-name-missing"
    if is_blank(subscriber.last_name):
        yield "subscriber.last_name", "last-name-missing"
    if subscriber.birth_date is None:
        wanted = coverage.payer_id in claim.parameter_set("CV105", "birth_date_payers")
        yield "subscriber.birth_date", "birth-date-wanted" if wanted else "birth-date-missing"


def _differences(subscriber: Subscriber, patient: Patient) -> Iterator[tuple[str, str]]:
    """Where the subscriber and the patient, who are the same person, differ."""
    if _differ(subscriber.first_name, patient.first_name):
        yield "subscriber.first_name", "name-differs"
    if _differ(subscriber.last_name, patient.last_name):
        yield "subscriber.last_name", "name-differs"
    if None not in (subscriber.birth_date, patient.birth_date) and subscriber.birth_date != patient.birth_date:
        yield "subscriber.birth_date", "birth-date-differs"
    if "UNKNOWN" not in (subscriber.sex, patient.sex) and subscriber.sex != patient.sex:
        yield "subscriber.sex", "sex-differs"


def _differ(one: str | None, other: str | None) -> bool:
    if one is None or other is None or is_blank(one) or is_blank(other):
        return False
    return one.casefold().split() != other.casefold().split()


_CASES: Final[Mapping[str, Case]] = {
    "missing": Case(
        says="The patient is not the subscriber, and the subscriber is missing.",
        rarc=("MA60", "N340"),
        by=_BY_COVERAGE,
    ),
    "first-name-missing": Case(
        says="The subscriber's first name is missing; leave it blank only if the subscriber has one legal name.",
        mark="WARN",
    ),
    "last-name-missing": Case(
        says="The patient is not the subscriber, and the subscriber's last name is missing.", by=_BY_COVERAGE
    ),
    "birth-date-missing": Case(
        says="The subscriber's birth date is missing; an 837 does not carry it for a dependent.",
        rarc=_BIRTH_DATE,
        mark="NOTICE",
    ),
    "birth-date-wanted": Case(
        says="The subscriber's birth date is missing; this payer requires it for a dependent.",
        rarc=_BIRTH_DATE,
        mark="WARN",
    ),
    "medicare": Case(
        says="A Medicare patient is always the subscriber.", suggest="Set the relationship to SELF.", by=_BY_COVERAGE
    ),
    "name-differs": Case(says="The patient is the subscriber, but their names differ.", mark="WARN"),
    "birth-date-differs": Case(
        says="The patient is the subscriber, but their birth dates differ.", rarc=_BIRTH_DATE, mark="WARN"
    ),
    "sex-differs": Case(says="The patient is the subscriber, but their sexes differ.", mark="WARN"),
    "same-person": Case(
        says="By relationship the patient is not the subscriber, but all their details match.",
        suggest="Set the relationship to SELF.",
        mark="WARN",
    ),
}

EDIT = Edit(
    code="CV105",
    name="subscriber-missing-or-conflicting",
    title="The subscriber of a coverage is missing or conflicts with the patient's relationship.",
    why="A payer looks up a member by the subscriber. If the patient is not the subscriber, the claim needs the "
    "subscriber's last name. An 837 carries the subscriber's birth date, sex and address only if the patient is the "
    "subscriber, so for a dependent a missing birth date is only a notice. Medicare patients are always their own "
    "subscriber.",
    fix="Set the relationship as on the member's card and complete the subscriber if it is not the patient. If the "
    "subscriber has one legal name, enter it as the last name. If the patient is the subscriber, leave the subscriber "
    "out or make it agree with the patient. A profile lists payers that want the birth date in birth_date_payers.",
    looks_at=("coverages[].relationship", "coverages[].subscriber", "patient"),
    subject="coverage",
    check=check,
    severity=severities("R", "R", "R"),
    cases=_CASES,
    carc="16",
    rarc=("MA60",),
    status=statuses("A7:156"),
    snip=4,
    source="ASC X12 837 SBR02 and PAT01; X12 RFI 2281 (2010BA N3 and DMG only if the patient is the subscriber) and "
    "1611 (one legal name)",
    basis="regulation",
    references=(usage_837p("loop 2010BA, NM103: required; NM104 and DMG: situational"),),
    changed="2",
    waivable=False,
    lists={"medicare": dated_list("medicare_filing_indicators")},
    parameters={"birth_date_payers": ()},
    example=Example(
        base="office-visit",
        field="coverages[0].subscriber.last_name",
        fires="",
        silent="Sample",
        given={
            "coverages[0].relationship": "SPOUSE",
            "coverages[0].subscriber.first_name": "Ben",
            "coverages[0].subscriber.birth_date": "1956-01-31",
        },
    ),
)
