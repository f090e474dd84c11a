"""MO110: a bilateral service with modifier 50 is billed as one line with one unit."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line with modifier 50 has units other than 1."""
    if "50" not in line.modifiers or line.line.units == 1:
        return None
    case = "professional" if claim.professional else "default"
    return problem(f"{line.path}.units", case, units=f"{line.line.units.normalize():f}")


EDIT = Edit(
    code="MO110",
    name="bilateral-line-with-several-units",
    title="A bilateral service is billed with units other than 1.",
    why="Modifier 50 already means both sides. Two units would pay the service four times, so Medicare returns a "
    "hospital's line.",
    fix="Set the units to 1. Leave them on a professional claim if several bilateral procedures were performed, or "
    "if the payer wants two units.",
    looks_at=("service_lines[].modifiers", "service_lines[].units"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="The line has modifier 50 and {units} units; a bilateral service is one unit."),
        "professional": Case(
            says="The line has modifier 50 and {units} units; a bilateral service is one unit.", mark="WARN"
        ),
    },
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="IOCE edit 74; Medicare Claims Processing Manual ch. 4 section 20.6",
    basis="manual",
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].units",
        fires="2",
        silent="1",
        given={"service_lines[1].modifiers": ["50"]},
    ),
)
