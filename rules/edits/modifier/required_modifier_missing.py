"""MO109: a payer may require one of several modifiers on some codes."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, needs, problem, severities, statuses
from rules.references import usage_837p


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A payer rule in force for the code requires one of several modifiers, and the line has none."""
    table = claim.tables.modifier_rules
    if table is None or line.code is None:
        return None
    payer = None if claim.billed is None else claim.billed.payer_id
    for rule in table.rules(line.code, payer, line.date_from):
        if line.modifiers.isdisjoint(rule.one_of):
            return problem(f"{line.path}.modifiers", code=line.code, modifiers=", ".join(rule.one_of))
    return None


EDIT = Edit(
    code="MO109",
    name="required-modifier-missing",
    title="A line has none of the modifiers that its code requires.",
    why="Some services are paid only with a modifier for the plan or circumstance, such as GN, GO or GP on "
    "always-therapy codes. The payer rejects the line without it.",
    fix="Add the listed modifier that applies. If none does, the code may be wrong.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers"),
    subject="line",
    check=check,
    severity=severities("R", "W", "W"),
    cases={"default": Case(says="Code {code} requires one of these modifiers: {modifiers}.")},
    carc="4",
    rarc=("N822",),
    status=statuses("A6:453"),
    snip=7,
    source="CMS list of therapy codes; the payer's own list",
    basis="manual",
    references=(usage_837p("loop 2400, SV101-3 to SV101-6: situational"),),
    tables=(needs("modifier_rules"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["59"],
        silent=["59", "GP"],
        given={"service_lines[1].procedure_code": "97110"},
        tables={"modifier_rules": ({"code": "97110", "one_of": ("GN", "GO", "GP")},)},
    ),
)
