"""MO110: a service on both sides, billed with modifier 50, is one line with one unit."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A line with modifier 50 has another number of units than one."""
    if "50" not in line.modifiers or line.line.units == 1:
        return None
    case = "professional" if claim.professional else "default"
    return problem(f"{line.path}.units", case, units=f"{line.line.units.normalize():f}")


EDIT = Edit(
    code="MO110",
    name="bilateral-line-with-several-units",
    title="A bilateral service is billed with other than one unit.",
    why="Modifier 50 already says both sides. With two units the service would be paid four times, so Medicare returns "
    "a hospital's line.",
    fix="Set the units to 1. Leave them on a professional claim where several bilateral procedures were done, or the "
    "payer wants two units.",
    looks_at=("service_lines[].modifiers", "service_lines[].units"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="The line has modifier 50 and {units} units; both sides are one unit."),
        "professional": Case(says="The line has modifier 50 and {units} units; both sides are one unit.", mark="WARN"),
    },
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="IOCE edit 74; Medicare Claims Processing Manual ch. 4 section 20.6",
    example=Example(
        base="hospital-outpatient-visit",
        field="service_lines[1].units",
        fires="2",
        silent="1",
        given={"service_lines[1].modifiers": ["50"]},
    ),
)
