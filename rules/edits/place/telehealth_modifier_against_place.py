"""PS103: a telehealth modifier and the place of service must agree."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list

_RULES_OF_95: Final = dt.date(2024, 1, 1)


def check(
    line: LineFacts,
    claim: ClaimFacts,
    *,
    modifiers: frozenset[str],
    audio_only: frozenset[str],
    telehealth: frozenset[str],
    with_95: frozenset[str],
    therapy: frozenset[str],
) -> Found:
    """A telehealth modifier does not agree with the line's place; without a place only GT is reported."""
    if line.modifiers.isdisjoint(modifiers):
        return None
    problems = []
    for index, modifier in enumerate(line.line.modifiers):
        case = _case(modifier, line, audio_only, telehealth, with_95, therapy)
        if case is not None:
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier))
    return problems


def _case(
    modifier: str,
    line: LineFacts,
    audio_only: frozenset[str],
    telehealth: frozenset[str],
    with_95: frozenset[str],
    therapy: frozenset[str],
) -> str | None:
    if modifier == "GT":
        return "hospital-only"
    place = line.place
    if is_blank(place):
        return None
    if modifier in audio_only and place not in telehealth:
        return "default"
    if modifier == "93" and place == "02":
        return "not-at-home"
    at_95 = modifier == "95" and line.date_from >= _RULES_OF_95
    if at_95 and place not in with_95 and line.modifiers.isdisjoint(therapy):
        return "in-person-place"
    return None


EDIT = Edit(
    code="PS103",
    name="telehealth-modifier-against-place",
    title="A telehealth modifier does not agree with the place of service.",
    why="Since 2024 Medicare identifies telehealth by place 02 or 10, and modifiers only add to it: 93 and FQ for "
    "audio-only, 95 for clinicians in a hospital and for therapy, GT for critical access hospitals. Other payers "
    "differ.",
    fix="For a telehealth visit use place 10 if the patient is at home, else 02, and keep the modifier the payer "
    "requires. For an in-person visit remove the modifier. Leave it if this payer wants it that way.",
    looks_at=("service_lines[].modifiers", "service_lines[].place_of_service", "place_of_service"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "N", "N"),
    cases={
        "default": Case(
            says="Modifier {modifier} means audio-only telehealth, but the place of service is neither 02 nor 10."
        ),
        "not-at-home": Case(says="Modifier 93 requires a patient at home, place 10, but the place of service is 02."),
        "hospital-only": Case(says="Modifier GT is for critical access hospitals, not for professional claims."),
        "in-person-place": Case(says="Modifier 95 means telehealth, but the place of service is in person."),
    },
    carc="5",
    rarc=("M77",),
    status=statuses("A7:249"),
    snip=7,
    source="Medicare physician fee schedule final rules, CY2024 to CY2026",
    basis="regulation",
    form="professional",
    lists={
        "modifiers": dated_list("telehealth_modifiers"),
        "audio_only": dated_list("audio_only_modifiers"),
        "telehealth": dated_list("telehealth_places"),
        "with_95": dated_list("places_for_modifier_95"),
        "therapy": dated_list("therapy_modifiers"),
    },
    example=Example(base="office-visit", field="service_lines[0].modifiers", fires=["95"], silent=["25"]),
)
