"""FS107: the global fee of a procedure covers the visits around it and its complications."""

import datetime as dt
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.form_limits import MOST_PROFESSIONAL_LINES
from rules.claim.procedure_words import SURGICAL_DAYS, is_evaluation
from rules.edit import Case, Edit, Example, Found, Problem, needs, problem, severities, statuses
from rules.lists.dated_list import dated_list

_DAY: Final = dt.timedelta(days=1)


def check(claim: ClaimFacts, *, returns: frozenset[str]) -> Found:
    """A visit or second procedure is in the global period of the same rendering provider's procedure, unmodified."""
    lines = claim.lines[:MOST_PROFESSIONAL_LINES]
    procedures = [line for line in lines if _global_days(line) is not None]
    if not procedures:
        return None
    problems: list[Problem] = []
    for line in lines:
        visit = is_evaluation(line)
        if not visit and (_global_days(line) is None or not returns.isdisjoint(line.modifiers)):
            continue
        for procedure in procedures:
            if procedure.rendering_npi != line.rendering_npi:
                continue
            case = _visit_case(line, procedure) if visit else _procedure_case(line, procedure)
            if case is not None:
                path = f"{line.path}.procedure_code"
                problems.append(problem(path, case, code=line.code, procedure=procedure.code))
                break
    return problems


def _global_days(line: LineFacts) -> int | None:
    fee = line.rows.fee
    return int(fee.global_days) if fee is not None and fee.global_days in SURGICAL_DAYS else None


def _visit_case(visit: LineFacts, procedure: LineFacts) -> str | None:
    days, gap = _global_days(procedure) or 0, visit.date_from - procedure.date_from
    if not gap:
        wanted = ("57", "25") if days == 90 else ("25",)
        if visit.modifiers.isdisjoint(wanted):
            return "day-of-major" if days == 90 else "day-of-minor"
    elif gap == -_DAY:
        if days == 90 and "57" not in visit.modifiers:
            return "day-before"
    elif _DAY <= gap <= days * _DAY and "24" not in visit.modifiers:
        return "after"
    return None


def _procedure_case(later: LineFacts, procedure: LineFacts) -> str | None:
    gap = later.date_from - procedure.date_from
    return "second" if _DAY <= gap <= (_global_days(procedure) or 0) * _DAY else None


EDIT = Edit(
    code="FS107",
    name="service-inside-global-period",
    title="A visit or second procedure is in the global period of a procedure.",
    why="The global fee of a procedure covers the visits of its day and, for major procedures, of the day before "
    "through 90 days after. Payers deny them unless a modifier says they were unrelated.",
    fix="If the record shows that the service was separate, add the modifier: 25 or 57 on a visit of the same day, "
    "57 the day before, 24 afterward; 58, 78 or 79 on a procedure. If not, remove the line.",
    looks_at=("service_lines[].procedure_code", "service_lines[].modifiers", "service_lines[].service_from"),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "day-of-minor": Case(says="Visit {code} is on the day of procedure {procedure} without modifier 25."),
        "day-of-major": Case(says="Visit {code} is on the day of procedure {procedure} without modifier 57 or 25."),
        "day-before": Case(says="Visit {code} is on the day before procedure {procedure} without modifier 57."),
        "after": Case(says="Visit {code} is in the global period of procedure {procedure} without modifier 24."),
        "second": Case(
            says="Code {code} is in the global period of procedure {procedure} without modifier 58, 78 or 79."
        ),
    },
    carc="97",
    rarc=("N525",),
    status=statuses("A7:735"),
    snip=6,
    source="Medicare physician fee schedule, global days; Medicare Claims Processing Manual ch. 12 section 40",
    basis="manual",
    form="professional",
    tables=(needs("mpfs"),),
    lists={"returns": dated_list("modifiers_for_procedures_in_global_period")},
    example=Example(
        base="office-visit",
        field="service_lines[0].modifiers",
        fires=None,
        silent=["25"],
        given={"service_lines[1].procedure_code": "11720"},
        tables={"mpfs": ({"code": "11720", "global_days": "000"},)},
    ),
)
