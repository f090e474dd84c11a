"""MO107: the first modifier of an anesthesia line says who gave the anesthesia."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.references import usage_837p


def check(line: LineFacts, claim: ClaimFacts, *, who: frozenset[str], counted: frozenset[str]) -> Found:
    """An anesthesia line has none of AA, AD, QK, QX, QY and QZ, or not as its first modifier."""
    code, modifiers = line.code, line.line.modifiers
    if code is None or not "00100" <= code <= "01999" or line.system != "CPT" or not code.isdigit():
        return None
    if code in counted or (modifiers and modifiers[0] in who):
        return None
    for index, modifier in enumerate(modifiers):
        if modifier in who:
            return problem(f"{line.path}.modifiers[{index}]", "not-first", modifier=modifier)
    return problem(f"{line.path}.modifiers", code=code)


EDIT = Edit(
    code="MO107",
    name="anesthesia-modifier-missing",
    title="The first modifier of an anesthesia line does not say who gave the anesthesia.",
    why="Payment depends on whether a physician gave the anesthesia alone, directed others, or left it to a nurse "
    "anesthetist. Medicare returns the line without this modifier.",
    fix="Make AA, AD, QK, QX, QY or QZ the first modifier.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers"),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={
        "default": Case(says="Anesthesia code {code} has none of modifiers AA, AD, QK, QX, QY and QZ."),
        "not-first": Case(says="Modifier {modifier} must be the first modifier of an anesthesia line.", mark="WARN"),
    },
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 12 section 50",
    basis="manual",
    references=(usage_837p("loop 2400, SV101-3 to SV101-6: situational"),),
    form="professional",
    lists={
        "who": dated_list("anesthesia_modifiers"),
        "counted": dated_list("anesthesia_without_time"),
    },
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["P3"],
        silent=["AA"],
        given={
            "service_lines[1].procedure_code": "00142",
            "service_lines[1].units": "95",
            "service_lines[1].unit_of_measure": "MJ",
        },
    ),
)
