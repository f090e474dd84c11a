"""FS104: an assistant, co-surgeon or team is not paid for every procedure."""

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list
from rules.tables.kinds.fee_schedule import FeeRow


def check(
    line: LineFacts,
    claim: ClaimFacts,
    *,
    roles: frozenset[str],
    no_assistant: frozenset[str],
    no_second: frozenset[str],
) -> Found:
    """An assistant, co-surgeon or team modifier is on a code whose indicator does not allow it."""
    fee = line.rows.fee
    if fee is None or roles.isdisjoint(line.modifiers):
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(line.line.modifiers):
        case = _case(modifier, fee, no_assistant, no_second) if modifier in roles else None
        if case is not None:
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier, code=line.code))
    return problems


def _case(modifier: str, fee: FeeRow, no_assistant: frozenset[str], no_second: frozenset[str]) -> str | None:
    if modifier == "62":
        return "co-surgeon" if fee.co_surgeon in no_second else None
    if modifier == "66":
        return "team" if fee.team in no_second else None
    return "assistant" if fee.assistant in no_assistant else None


EDIT = Edit(
    code="FS104",
    name="surgeon-role-modifier-not-allowed",
    title="An assistant, co-surgeon or team is billed for a procedure that does not allow one.",
    why="The fee schedule says for each code whether an assistant, co-surgeons or a team are paid. If not, the payer "
    "denies the line.",
    fix="Check the code and the modifier. If both are correct, the payer will not pay this role; bill it only if the "
    "payer's contract allows it.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "W", "W"),
    cases={
        "assistant": Case(says="An assistant at surgery (modifier {modifier}) is not paid for code {code}."),
        "co-surgeon": Case(says="Co-surgeons (modifier {modifier}) are not paid for code {code}."),
        "team": Case(says="Team surgery (modifier {modifier}) is not paid for code {code}."),
    },
    carc="54",
    status=statuses("A7:453"),
    snip=6,
    source="Medicare physician fee schedule, indicators of assistant, co-surgeon and team",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    lists={
        "roles": dated_list("surgeon_role_modifiers"),
        "no_assistant": dated_list("assistant_indicators_not_paid"),
        "no_second": dated_list("co_surgeon_and_team_indicators_not_paid"),
    },
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["80"],
        silent=["59"],
        given={"service_lines[1].procedure_code": "11720", "service_lines[0].modifiers": ["25"]},
        tables={"mpfs": ({"code": "11720", "global_days": "000", "assistant": "1"},)},
    ),
)
