"""MO108: what a therapist's assistant did is billed with the modifier of the therapy as well."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_START: Final = dt.date(2020, 1, 1)


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """CQ stands without GP, or CO without GO."""
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
    title="A therapy assistant's modifier stands without the modifier of the therapy.",
    why="CQ and CO lower the rate for what an assistant did and only qualify GP and GO. Medicare returns a line that "
    "has one without the other.",
    fix="Add GP to CQ (physical therapy) or GO to CO (occupational therapy). If the therapist did the service, take "
    "the assistant's modifier out.",
    looks_at=("service_lines[].modifiers",),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Modifier {assistant} needs {therapy} on the same line.")},
    carc="4",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 5; 42 CFR 410.59 and 410.60",
    effective_from=_START,
    example=Example(base="office-visit", field="service_lines[1].modifiers", fires=["CQ"], silent=["GP", "CQ"]),
)
