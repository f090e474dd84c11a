"""PS105: each visit code is for one kind of place: emergency department, hospital, nursing facility, home."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_TELEHEALTH: Final = ("02", "10")
_ONLY_IN: Final = (
    ("99281", "99285", "emergency", frozenset(("23",))),
    ("99221", "99239", "hospital", frozenset(("19", "21", "22", "23", "51", "52", "61"))),
    ("99304", "99316", "nursing", frozenset(("31", "32", "54", "56"))),
    ("99341", "99350", "home", frozenset(("12", "13", "14", "16", "33", "55"))),
)
_INPATIENT: Final = frozenset(("21", "51", "61"))


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A visit code does not fit the place of service; places 02 and 10 go with every code."""
    code, place = line.code, line.place
    if code is None or line.system != "CPT" or not "99202" <= code <= "99350" or not code.isdigit():
        return None
    if is_blank(place) or place in _TELEHEALTH:
        return None
    path = f"{line.path}.procedure_code"
    if code <= "99215":
        return problem(path, "office", code=code) if place in _INPATIENT else None
    for first, last, case, places in _ONLY_IN:
        if first <= code <= last:
            return None if place in places else problem(path, case, code=code)
    return None


EDIT = Edit(
    code="PS105",
    name="visit-code-against-place",
    title="The visit code and the place of service do not match.",
    why="A visit code says where the patient was seen. Payers deny a visit whose code and place of service conflict.",
    fix="Correct the place of service or the visit code, whichever is wrong. Leave both if the payer has told you "
    "that it accepts the pair.",
    looks_at=("service_lines[].procedure_code", "service_lines[].place_of_service", "place_of_service"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "emergency": Case(says="{code} is an emergency department visit, but the place of service is not 23."),
        "hospital": Case(says="{code} is a hospital visit, but the place of service is not a hospital."),
        "nursing": Case(says="{code} is a nursing facility visit, but the place of service is not a nursing facility."),
        "home": Case(says="{code} is a home or residence visit, but the place of service is not a home or residence."),
        "office": Case(says="{code} is an office or outpatient visit, but the place of service is inpatient."),
    },
    carc="5",
    rarc=("M77",),
    status=statuses("A7:249"),
    snip=6,
    source="CPT evaluation and management place rules; CMS place of service code set",
    form="professional",
    example=Example(
        base="office-visit",
        field="place_of_service",
        fires="21",
        silent="11",
        given={"dates": [{"kind": "HOSPITALIZED_FROM", "date": "2026-11-01"}]},
    ),
)
