"""LN107: two identical lines look like one service billed twice."""

from typing import Any

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.lists.dated_list import dated_list


def check(claim: ClaimFacts, *, repeats: frozenset[str]) -> Found:
    """A line is identical to an earlier one, and no modifier says that the service was repeated."""
    lines = claim.lines
    if len({(line.code, line.line.revenue_code) for line in lines}) == len(lines):
        return None
    first_with: dict[tuple[Any, ...], int] = {}
    found: list[Problem] = []
    for line in lines:
        if (line.code is None and line.line.revenue_code is None) or line.modifiers & repeats:
            continue
        first = first_with.setdefault(_what_counts(line), line.number)
        if first != line.number:
            found.append(problem(line.path, first=first))
    return found


def _what_counts(line: LineFacts) -> tuple[Any, ...]:
    """Everything that makes two lines different services to a payer."""
    own = line.line
    return (
        line.code,
        own.revenue_code,
        line.modifiers,
        line.date_from,
        line.date_through,
        line.rendering_npi,
        line.place,
        own.units,
        own.charge,
        own.diagnosis_pointers,
        own.ndc,
    )


EDIT = Edit(
    code="LN107",
    name="line-repeated",
    title="A line duplicates an earlier line.",
    why="Payers treat a second line with the same code, modifiers, dates, provider, place, units and charge as a "
    "billing error and deny it as a duplicate.",
    fix="Remove the line if it was entered twice. If the service was repeated, add modifier 76, 77 or 91, or bill "
    "one line with more units.",
    looks_at=("service_lines[]",),
    subject="claim",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The line duplicates line {first} and has no modifier 76, 77 or 91.")},
    carc="18",
    status=statuses("A3:78"),
    snip=4,
    source="Medicare Claims Processing Manual ch. 1 section 120, exact duplicates",
    basis="manual",
    lists={"repeats": dated_list("modifiers_for_repeated_services")},
    example=Example(
        base="office-visit",
        field="service_lines[1].procedure_code",
        fires="99213",
        silent="93000",
        given={
            "service_lines[1].charge": "125.00",
            "service_lines[1].diagnosis_pointers": [1, 2],
            "total_charge": "250.00",
        },
    ),
)
