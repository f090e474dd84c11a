"""MO108: a therapy assistant's modifier goes with the modifier of the therapy plan."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_START: Final = dt.date(2020, 1, 1)


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """CQ is on the line without GP, or CO without GO."""
    modifiers = line.modifiers
    if "CQ" in modifiers and "GP" not in modifiers:
        assistant, therapy = "CQ", "GP"
    elif "CO" in modifiers and "GO" not in modifiers:
        assistant, therapy = "CO", "GO"
    else:
        return None
    if line.date_from < _START:
        return None
    return problem(modifier_path(line, assistant), assistant=assistant, therapy=therapy)


EDIT = Edit(
    code="MO108",
    name="assistant-therapist-modifier-unpaired",
    title="A therapy assistant's modifier is on a line without the therapy modifier.",
    why="CQ and CO reduce payment for services of an assistant and only qualify GP and GO. Medicare returns a line "
    "with one but not the other.",
    fix="Add GP to CQ (physical therapy) or GO to CO (occupational therapy). If the therapist furnished the service, "
    "remove the assistant's modifier.",
    looks_at=("service_lines[].modifiers",),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Modifier {assistant} requires modifier {therapy} on the same line.")},
    carc="4",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 5; 42 CFR 410.59 and 410.60",
    basis="manual",
    effective_from=_START,
    example=Example(base="office-visit", field="service_lines[1].modifiers", fires=["CQ"], silent=["GP", "CQ"]),
)
