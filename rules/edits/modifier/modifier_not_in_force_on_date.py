"""MO102: a HCPCS modifier is valid from the date it is added through the date it ends."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import is_ambulance_route
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The modifier is in a release of HCPCS, but not in force on the line's from date."""
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
    title="A modifier was not in force on the date of service.",
    why="Payers use the modifiers in force on the date of service. A modifier that ended earlier or was added later "
    "is rejected.",
    fix="Use the modifier that was in force on the date of service, or correct the line's date. A modifier is still "
    "valid on its last effective date.",
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
    basis="manual",
    tables=(needs("hcpcs"),),
    example=Example(
        base="office-visit",
        field="service_lines[0].modifiers",
        fires=["ZZ"],
        silent=["GY"],
        tables={"hcpcs": ({"modifier": "ZZ", "end": "2025-12-31"}, {"modifier": "GY"})},
    ),
)
