"""FS104: an assistant, a second surgeon or a team is not paid for every operation."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.tables.kinds.fee_schedule import FeeRow

_ASSISTANTS: Final = frozenset(("80", "81", "82", "AS"))
_ROLES: Final = _ASSISTANTS | {"62", "66"}
_NO_ASSISTANT: Final = frozenset(("1", "9"))
_NO_SECOND: Final = frozenset(("0", "9"))


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """A modifier of an assistant, co-surgeon or team stands on a code whose indicator does not allow one."""
    fee = line.rows.fee
    if fee is None or _ROLES.isdisjoint(line.modifiers):
        return None
    problems: list[Problem] = []
    for index, modifier in enumerate(line.line.modifiers):
        case = _case(modifier, fee)
        if case is not None:
            problems.append(problem(f"{line.path}.modifiers[{index}]", case, modifier=modifier, code=line.code))
    return problems


def _case(modifier: str, fee: FeeRow) -> str | None:
    if modifier in _ASSISTANTS:
        return "assistant" if fee.assistant in _NO_ASSISTANT else None
    if modifier == "62":
        return "co-surgeon" if fee.co_surgeon in _NO_SECOND else None
    return "team" if modifier == "66" and fee.team in _NO_SECOND else None


EDIT = Edit(
    code="FS104",
    name="surgeon-role-modifier-not-allowed",
    title="An assistant, second surgeon or team is billed for a service that is not paid for one.",
    why="The fee schedule says of each code whether an assistant, two surgeons or a team are paid. Where they are not, "
    "the payer denies the line.",
    fix="Check the code and the modifier. If both are right, the payer will not pay this role; bill it only where a "
    "payer's contract says otherwise.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    occasion="modifiers",
    severity=severities("W", "W", "W"),
    cases={
        "assistant": Case(says="An assistant at surgery (modifier {modifier}) is not paid for code {code}."),
        "co-surgeon": Case(says="Two surgeons (modifier {modifier}) are not paid for code {code}."),
        "team": Case(says="A team of surgeons (modifier {modifier}) is not paid for code {code}."),
    },
    carc="54",
    status=statuses("A7:453"),
    snip=6,
    source="Medicare physician fee schedule, indicators of assistant, co-surgeon and team",
    form="professional",
    tables=(needs("mpfs"),),
    example=Example(
        base="office-visit",
        field="service_lines[1].modifiers",
        fires=["80"],
        silent=["59"],
        given={"service_lines[1].procedure_code": "11720", "service_lines[0].modifiers": ["25"]},
        tables={"mpfs": ({"code": "11720", "global_days": "000", "assistant": "1"},)},
    ),
)
