"""MO106: an ambulance line reports origin and destination in one modifier."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import AMBULANCE_ROUTE
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.references import usage_837p


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """An ambulance transport or mileage line has no origin-destination modifier."""
    code = line.code
    if code is None or not "A0425" <= code <= "A0436" or line.system != "HCPCS":
        return None
    if any(AMBULANCE_ROUTE.fullmatch(modifier) for modifier in line.line.modifiers):
        return None
    return problem(f"{line.path}.modifiers", "died" if "QL" in line.modifiers else "default", code=code)


EDIT = Edit(
    code="MO106",
    name="ambulance-modifier-missing",
    title="An ambulance line has no origin-destination modifier.",
    why="Coverage of a transport depends on its origin and destination. Medicare returns an ambulance line without "
    "this modifier.",
    fix="Add the two letters as one modifier, such as RH from residence to hospital: D, E, G, H, I, J, N, P, R or S, "
    "and X only as an intermediate stop. If the patient died before loading, QL may be the only modifier.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers"),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Ambulance code {code} has no origin-destination modifier."),
        "died": Case(says="Ambulance code {code} with QL has no origin-destination modifier.", mark="WARN"),
    },
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 15",
    basis="manual",
    references=(usage_837p("loop 2400, SV101-3 to SV101-6: situational"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["GM"],
        silent=["RH"],
        given={"service_lines[1].procedure_code": "A0429"},
    ),
)
