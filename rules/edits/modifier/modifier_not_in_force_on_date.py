"""MO102: a HCPCS modifier may be used from the day it is added until the day it ends."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import is_ambulance_route
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A release of HCPCS has the modifier, and on the line's first day it is not in force."""
    table, on = claim.tables.hcpcs, line.date_from
    if not line.line.modifiers or table is None or not table.covers(on):
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(line.line.modifiers):
        if modifier.isdigit() or table.modifier_on(modifier, on) is not None:
            continue
        history = table.modifier_history(modifier)
        if not history or is_ambulance_route(modifier, line):
            continue
        ended = [row.end for row in history if row.end < on]
        case = "ended" if ended else "later"
        day = max(ended) if ended else min(row.start for row in history)
        problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier, on=on, day=day))
    return problems


EDIT = Edit(
    code="MO102",
    name="modifier-not-in-force-on-date",
    title="A modifier was not in force on the day of the service.",
    why="Payers take the modifiers of the day of the service. One that ended before it, or was added after it, is "
    "refused.",
    fix="Use the modifier that was in force on the day of the service, or correct the line's date. A modifier may "
    "still be used on the last day of its term.",
    looks_at=("service_lines[].modifiers", "service_lines[].service_from"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "R", "R"),
    cases={
        "ended": Case(says="Modifier {modifier} ended on {day}; it was not in force on {on}."),
        "later": Case(says="Modifier {modifier} was added on {day}; it was not in force on {on}."),
    },
    carc="182",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=5,
    source="IOCE edit 22; HCPCS file, add and termination date of modifiers",
    tables=(needs("hcpcs"),),
    example=Example(
        base="office-visit",
        field="service_lines[0].modifiers",
        fires=["ZZ"],
        silent=["GY"],
        tables={"hcpcs": ({"modifier": "ZZ", "end": "2025-12-31"}, {"modifier": "GY"})},
    ),
)
