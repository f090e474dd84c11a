"""EV112: the place and date of an accident decide who pays."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837i, usage_837p

_NO_STATE: Final = "The claim is for an auto accident and has no accident state."
_STATE: Final = statuses("A6:750")


def check(claim: ClaimFacts, *, with_states: frozenset[str]) -> Found:
    """An auto accident has no state, or an accident on a professional claim has no date."""
    accident = claim.encounter.accident
    if accident is None:
        return None
    found = []
    if claim.professional and (accident.auto or accident.other) and accident.date is None:
        found.append(problem("accident.date", "date"))
    abroad = not is_blank(accident.country) and accident.country not in with_states
    if accident.auto and is_blank(accident.state) and not abroad:
        found.append(problem("accident.state", "state" if claim.professional else "state-institutional"))
    return found


EDIT = Edit(
    code="EV112",
    name="accident-details-missing",
    title="The claim is for an accident and has no accident state or date.",
    why="State law decides who pays first after an auto accident, and the date decides which policy was in force. "
    "The claim requires both.",
    fix="Enter the state or province of an auto accident, the country if it was abroad, and the accident date. "
    "Remove the indicator if no accident was involved.",
    looks_at=("accident.auto", "accident.other", "accident.state", "accident.country", "accident.date"),
    subject="claim",
    check=check,
    occasion="accident",
    severity=severities("R", "R", "R"),
    cases={
        "state": Case(says=_NO_STATE, status=_STATE),
        "state-institutional": Case(says=_NO_STATE, status=_STATE, mark="WARN"),
        "date": Case(
            says="The claim is for an accident and has no accident date.",
            rarc=("N305",),
            status=statuses("A6:727"),
        ),
    },
    carc="16",
    rarc=("MA130",),
    snip=4,
    source="ASC X12 837P CLM11 and DTP 439; ASC X12 837I REF LU",
    basis="regulation",
    references=(
        usage_837p("loop 2300, CLM11 and DTP 439: situational"),
        usage_837i("loop 2300, REF LU: situational"),
    ),
    lists={"with_states": dated_list("countries_with_states")},
    example=Example(
        base="office-visit",
        field="accident.state",
        fires=None,
        silent="IL",
        given={
            "accident.auto": True,
            "accident.date": "2026-10-30",
            "coverages[0].filing_indicator": "AM",
            "accident.property_casualty_claim_number": "AM-2026-1",
        },
    ),
)
