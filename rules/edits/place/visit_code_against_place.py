"""PS105: each visit code is for one kind of place: emergency department, hospital, nursing facility, home."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

_EMERGENCY_ROOM: Final = "23"


def check(
    line: LineFacts,
    claim: ClaimFacts,
    *,
    telehealth: frozenset[str],
    inpatient: frozenset[str],
    hospital: frozenset[str],
    nursing: frozenset[str],
    home: frozenset[str],
) -> Found:
    """A visit code does not fit the place of service; places 02 and 10 go with every code."""
    code, place = line.code, line.place
    if code is None or line.system != "CPT" or not "99202" <= code <= "99350" or not code.isdigit():
        return None
    if is_blank(place) or place in telehealth:
        return None
    if code <= "99215":
        case, fits = "office", place not in inpatient
    elif "99221" <= code <= "99239":
        case, fits = "hospital", place in hospital
    elif "99281" <= code <= "99285":
        case, fits = "emergency", place == _EMERGENCY_ROOM
    elif "99304" <= code <= "99316":
        case, fits = "nursing", place in nursing
    elif code >= "99341":
        case, fits = "home", place in home
    else:
        return None
    return None if fits else problem(f"{line.path}.procedure_code", case, code=code)


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
    basis="manual",
    form="professional",
    lists={
        "telehealth": dated_list("telehealth_places"),
        "inpatient": dated_list("inpatient_places"),
        "hospital": dated_list("hospital_visit_places"),
        "nursing": dated_list("nursing_facility_visit_places"),
        "home": dated_list("home_visit_places"),
    },
    example=Example(
        base="office-visit",
        field="place_of_service",
        fires="21",
        silent="11",
        given={
            "dates": [{"kind": "HOSPITALIZED_FROM", "date": "2026-11-01"}],
            "service_lines[1].place_of_service": "21",
        },
    ),
)
