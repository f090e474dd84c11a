"""MO104: some modifiers apply only to visits and some only to procedures."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.procedure_words import SURGICAL_DAYS, is_evaluation
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(line: LineFacts, claim: ClaimFacts, *, of_visits: frozenset[str], of_surgery: frozenset[str]) -> Found:
    """A visit modifier is on a code with a global period, or a procedure modifier on a visit."""
    if not line.line.modifiers:
        return None
    fee = line.rows.fee
    if is_evaluation(line):
        wrong, case = of_surgery, "visit"
    elif fee is not None and fee.global_days in SURGICAL_DAYS:
        wrong, case = of_visits, "default"
    else:
        return None
    if wrong.isdisjoint(line.modifiers):
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(line.line.modifiers):
        if modifier in wrong:
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier, code=line.code))
    return problems


EDIT = Edit(
    code="MO104",
    name="evaluation-modifier-on-procedure",
    title="A visit modifier is on a procedure, or a procedure modifier on a visit.",
    why="Modifiers 24, 25 and 57 separate a visit from a procedure and mean nothing on the procedure; surgical "
    "modifiers mean nothing on a visit. The payer ignores them and denies the line that needed them.",
    fix="Move the modifier to the right line: 24, 25 and 57 to the visit, the others to the procedure.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "W", "W"),
    cases={
        "default": Case(says="Modifier {modifier} is for visits, but {code} is a procedure with a global period."),
        "visit": Case(says="Modifier {modifier} is for procedures, but {code} is a visit."),
    },
    carc="4",
    rarc=("N823",),
    status=statuses("A7:453"),
    snip=6,
    source="NCCI Policy Manual ch. 1; Medicare Claims Processing Manual ch. 12",
    basis="manual",
    tables=(needs("mpfs", part=True),),
    lists={
        "of_visits": dated_list("visit_modifiers"),
        "of_surgery": dated_list("surgery_modifiers"),
    },
    example=Example(base="office-visit", field="service_lines[0].modifiers", fires=["58"], silent=["25"]),
)
