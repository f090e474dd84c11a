"""EV112: who pays for an accident depends on where and when it happened."""

from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_WITH_STATES: Final = frozenset(("US", "CA", "MX"))
_NO_STATE: Final = "The claim is for an auto accident and does not say in which state it happened."
_STATE: Final = statuses("A6:750")


def check(claim: ClaimFacts) -> Found:
    """An auto accident has no state, or an accident on a professional claim no date."""
    accident = claim.encounter.accident
    if accident is None:
        return None
    found = []
    if claim.professional and (accident.auto or accident.other) and accident.date is None:
        found.append(problem("accident.date", "date"))
    abroad = not is_blank(accident.country) and accident.country not in _WITH_STATES
    if accident.auto and is_blank(accident.state) and not abroad:
        found.append(problem("accident.state", "state" if claim.professional else "state-institutional"))
    return found


EDIT = Edit(
    code="EV112",
    name="accident-details-missing",
    title="The claim is for an accident and does not say where or when it happened.",
    why="The law of the state decides who pays first after an auto accident, and the date which policy was in force. "
    "The form asks for both.",
    fix="Give the state or province of an auto accident, the country where it was abroad, and the date of the "
    "accident. Take the flag off where no accident was involved.",
    looks_at=("accident.auto", "accident.other", "accident.state", "accident.country", "accident.date"),
    subject="claim",
    check=check,
    occasion="accident",
    severity=severities("R", "R", "R"),
    cases={
        "state": Case(says=_NO_STATE, status=_STATE),
        "state-institutional": Case(says=_NO_STATE, status=_STATE, mark="WARN"),
        "date": Case(
            says="The claim is for an accident and does not say when it happened.",
            rarc=("N305",),
            status=statuses("A6:727"),
        ),
    },
    carc="16",
    rarc=("MA130",),
    snip=4,
    source="ASC X12 837P CLM11 and DTP 439; ASC X12 837I REF LU",
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
