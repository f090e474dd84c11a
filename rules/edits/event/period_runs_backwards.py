"""EV101: a period cannot end before it begins."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, Suppression, problem, severities, statuses
from schemas.encounter import ClaimDate

_PAIRS: Final = (("HOSPITALIZED_FROM", "HOSPITALIZED_THROUGH"), ("DISABILITY_FROM", "DISABILITY_THROUGH"))
_STATEMENT: Final = statuses("A7:188")
_CLAIM: Final = "The claim's through date {through} is before its from date {first}."
_PAIR: Final = "The period of {what} ends on {through}, before it begins on {first}."
_COVERAGE: Final = "The coverage ends on {through}, before it begins on {first}."
# Edits that depend on the claim's dates wait until the dates themselves are right.
_PERIOD: Final = (
    Suppression(edits=("LN106", "CV106", "IN109", "IN114", "BT107", "BN107", "BN108", "BN112", "PX104", "TF101")),
)
_COVERED: Final = (Suppression(edits=("CV106",), scope="element"),)


def check(claim: ClaimFacts) -> Found:
    """A through date is before its from date: of the claim, of a stay or disability, or of a coverage."""
    found: list[Problem] = []
    form = "institutional" if claim.institutional else "professional"
    encounter = claim.encounter
    first, through = encounter.service_from, encounter.service_through
    if through < first:
        found.append(problem("service_through", f"claim-{form}", first=first, through=through))
    for begin, end in _PAIRS if encounter.dates else ():
        begun = _first_of(encounter.dates, begin)
        for index, date in enumerate(encounter.dates):
            if date.kind == end and begun is not None and date.date < begun.date:
                what = "hospital care" if end == "HOSPITALIZED_THROUGH" else "disability"
                path = f"dates[{index}].date"
                found.append(problem(path, f"dates-{form}", what=what, first=begun.date, through=date.date))
    for part in claim.coverages:
        begins, ends = part.coverage.valid_from, part.coverage.valid_through
        if begins is not None and ends is not None and ends < begins:
            path = f"{part.path}.valid_through"
            found.append(problem(path, f"coverage-{form}", first=begins, through=ends))
    return found


def _first_of(dates: tuple[ClaimDate, ...], kind: str) -> ClaimDate | None:
    return next((date for date in dates if date.kind == kind), None)


EDIT = Edit(
    code="EV101",
    name="period-runs-backwards",
    title="A period on the claim ends before it begins.",
    why="Dates of service, stays, disabilities and coverages are from and through dates. If the through date is "
    "before the from date, the claim is returned.",
    fix="Correct the date that was mistyped or swapped. Coverage dates come from the payer's eligibility response; "
    "correct them at registration.",
    looks_at=(
        "service_from",
        "service_through",
        "dates[].date",
        "coverages[].valid_from",
        "coverages[].valid_through",
    ),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "claim-professional": Case(says=_CLAIM, suppresses=_PERIOD),
        "claim-institutional": Case(says=_CLAIM, status=_STATEMENT, suppresses=_PERIOD),
        "dates-professional": Case(says=_PAIR),
        "dates-institutional": Case(says=_PAIR, status=_STATEMENT),
        "coverage-professional": Case(says=_COVERAGE, mark="WARN", suppresses=_COVERED),
        "coverage-institutional": Case(says=_COVERAGE, mark="WARN", status=_STATEMENT, suppresses=_COVERED),
    },
    carc="16",
    rarc=("M59",),
    status=statuses("A7:187"),
    snip=4,
    source="ASC X12 837 order of dates",
    basis="logic",
    waivable=False,
    on_void=True,
    example=Example(base="office-visit", field="service_through", fires="2026-11-01", silent="2026-11-02"),
)
