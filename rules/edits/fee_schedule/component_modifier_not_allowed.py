"""FS105: only some services have professional and technical components."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """TC or 26 is on a code that the fee schedule lists, but not with this modifier."""
    fee, modifiers, table = line.rows.fee, line.modifiers, claim.tables.mpfs
    if fee is None or table is None or line.code is None or not ("TC" in modifiers or "26" in modifiers):
        return None
    problems: list[Problem] = []
    if "TC" in modifiers and table.row(line.code, "TC", line.date_from) is None:
        problems.append(problem(modifier_path(line, "TC"), "technical", code=line.code))
    # Indicator 6: a laboratory test that a physician interprets, which has no row for 26 and is paid with it.
    if "26" in modifiers and fee.component != "6" and table.row(line.code, "26", line.date_from) is None:
        problems.append(problem(modifier_path(line, "26"), "professional", code=line.code))
    return problems


EDIT = Edit(
    code="FS105",
    name="component-modifier-not-allowed",
    title="A component is billed that the service does not have.",
    why="Modifiers 26 and TC split a service into its professional and technical components. Medicare rejects them "
    "on a code that is one component already, or has none.",
    fix="Remove the modifier, or use the code for the component performed.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("R", "W", "W"),
    cases={
        "technical": Case(says="Code {code} has no technical component for modifier TC."),
        "professional": Case(says="Code {code} has no professional component for modifier 26."),
    },
    carc="4",
    rarc=("N519",),
    status=statuses("A7:453"),
    snip=6,
    source="Medicare physician fee schedule, PC/TC indicator and rows with modifiers",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["26"],
        silent=["59"],
        tables={"mpfs": ({"code": "93000", "component": "4"},)},
    ),
)
