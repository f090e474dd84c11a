"""EV109: Medicare requires the initial treatment date for chiropractic manipulation."""

from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import ADVANCE_NOTICE_MODIFIERS
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p


def check(claim: ClaimFacts, *, manipulation: frozenset[str]) -> Found:
    """Medicare Part B is billed for chiropractic manipulation without the initial treatment date."""
    if claim.filing != "MB":
        return None
    line = next(
        (
            line
            for line in claim.lines
            if line.code in manipulation and ADVANCE_NOTICE_MODIFIERS.isdisjoint(line.modifiers)
        ),
        None,
    )
    if line is None or any(date.kind == "INITIAL_TREATMENT" for date in claim.encounter.dates):
        return None
    return problem("dates", code=line.code, number=line.number)


EDIT = Edit(
    code="EV109",
    name="initial-treatment-date-missing",
    title="A chiropractic claim to Medicare has no initial treatment date.",
    why="Medicare covers spinal manipulation as part of a course of treatment and requires its first date. Without "
    "it the claim is returned. A line with GA, GX, GY or GZ is not expected to be paid and needs none.",
    fix="Add the date of the first treatment of this course. A new complaint or a recurrence starts a new course.",
    looks_at=(
        "dates[].kind",
        "service_lines[].procedure_code",
        "service_lines[].modifiers",
        "coverages[].filing_indicator",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "-", "-"),
    cases={"default": Case(says="{code} on line {number} requires the initial treatment date for Medicare Part B.")},
    carc="16",
    rarc=("MA122",),
    status=statuses("A6:701"),
    snip=4,
    changed="2",
    source="ASC X12 837P DTP 454; X12 RFI 1854; Medicare Benefit Policy Manual chapter 15 section 240",
    basis="manual",
    references=(usage_837p("loop 2300, DTP 454: situational"),),
    form="professional",
    lists={"manipulation": dated_list("chiropractic_manipulation")},
    example=Example(
        base="office-visit",
        field="dates",
        fires=[],
        silent=[{"kind": "INITIAL_TREATMENT", "date": "2026-10-20"}],
        given={
            "service_lines[0].procedure_code": "98941",
            "service_lines[0].modifiers": ["AT"],
            "coverages[0].filing_indicator": "MB",
            "coverages[0].member_id": "1EG4TE5MK73",
            "diagnoses[0].code": "M9903",
        },
    ),
)
