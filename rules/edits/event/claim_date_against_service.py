"""EV110: dates that explain a claim are before its last service, after birth, and reported once each."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Codes, Edit, Example, Found, Problem, problem, severities, statuses
from schemas.encounter import ClaimDateKind

_BEFORE_SERVICE: Final = frozenset(
    (
        "ONSET",
        "INITIAL_TREATMENT",
        "LAST_SEEN",
        "LAST_MENSTRUAL_PERIOD",
        "ACUTE_MANIFESTATION",
        "LAST_XRAY",
        "FIRST_CONTACT",
    )
)
_OTHER_THAN: Final[Mapping[ClaimDateKind, ClaimDateKind]] = {
    "ONSET": "LAST_MENSTRUAL_PERIOD",
    "LAST_MENSTRUAL_PERIOD": "ONSET",
}
_REMARKS: Final[Mapping[ClaimDateKind, str]] = {
    "INITIAL_TREATMENT": "MA122",
    "ACUTE_MANIFESTATION": "N306",
    "LAST_SEEN": "N324",
    "LAST_XRAY": "N326",
}
_STATUSES: Final[Mapping[ClaimDateKind, str]] = {
    "ONSET": "397",
    "INITIAL_TREATMENT": "701",
    "LAST_SEEN": "757",
    "LAST_MENSTRUAL_PERIOD": "191",
    "ACUTE_MANIFESTATION": "715",
    "LAST_XRAY": "210",
    "FIRST_CONTACT": "193",
    "DISABILITY_FROM": "195",
    "DISABILITY_THROUGH": "195",
    "HOSPITALIZED_FROM": "194",
    "HOSPITALIZED_THROUGH": "194",
    "ASSUMED_CARE": "388",
    "RELINQUISHED_CARE": "389",
}
_SAYS: Final = {
    "repeated": "The {role} date is reported more than once.",
    "after-service": "The {role} date {date} is after the last date of service, {through}.",
    "before-birth": "The {role} date {date} is before the patient's birth.",
    "is-the-onset": "{date} is reported both as the onset and as the last menstrual period.",
}


def check(claim: ClaimFacts) -> Found:
    """A date is repeated, is after the last service, is before birth, or is mistaken for another."""
    return tuple(_problems(claim)) if claim.encounter.dates else None


def _problems(claim: ClaimFacts) -> Iterator[Problem]:
    through, born = claim.encounter.service_through, claim.encounter.patient.birth_date
    kinds: set[ClaimDateKind] = set()
    earlier: set[tuple[ClaimDateKind, dt.date]] = set()
    for index, date in enumerate(claim.encounter.dates):
        path = f"dates[{index}]"
        if date.kind in kinds:
            yield problem(path, "repeated", date.kind)
        if date.kind in _BEFORE_SERVICE:
            if date.date > through:
                yield problem(f"{path}.date", "after-service", date.kind, date=date.date, through=through)
            elif born is not None and date.date < born:
                yield problem(f"{path}.date", "before-birth", date.kind, date=date.date)
        if (_OTHER_THAN.get(date.kind), date.date) in earlier:
            yield problem(path, "is-the-onset", "LAST_MENSTRUAL_PERIOD", date=date.date)
        kinds.add(date.kind)
        earlier.add((date.kind, date.date))


_CODES: Final[Mapping[str, Codes]] = {
    kind: Codes(
        words=kind.lower().replace("_", " "),
        rarc=(_REMARKS.get(kind, "MA130"),),
        status=statuses(f"A7:{status}"),
    )
    for kind, status in _STATUSES.items()
}

EDIT = Edit(
    code="EV110",
    name="claim-date-against-service",
    title="A claim date conflicts with the service, the birth date or another date.",
    why="A claim has room for one of each of these dates, and they must precede the service: when an illness began, "
    "was first treated, or the patient was last seen. A claim with an impossible date is returned.",
    fix="Correct the date, or remove the one that does not apply. Leave it if the payer asks for the same date "
    "twice, such as an onset on the date of the last menstrual period.",
    looks_at=("dates[].kind", "dates[].date", "service_through", "patient.birth_date"),
    subject="claim",
    check=check,
    occasion="dates",
    severity=severities("W", "W", "W"),
    cases={fault: Case(says=says, by=_CODES) for fault, says in _SAYS.items()},
    carc="16",
    rarc=("MA130",),
    snip=4,
    source="ASC X12 837P DTP segments of the claim; clearinghouse practice",
    basis="clearinghouse practice",
    example=Example(
        base="office-visit",
        field="dates[0].date",
        fires="2026-11-03",
        silent="2026-11-01",
        given={"dates[0].kind": "ONSET"},
    ),
)
