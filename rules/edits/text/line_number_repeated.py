"""TX106: each line has its own number, or none has one."""

from rules.claim.facts import ClaimFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """Some lines have a number and others none, or two lines have the same number."""
    numbers = [line.line.line_number for line in claim.all_lines]
    if not any(numbers) or (len(set(numbers)) == len(numbers) and 0 not in numbers):
        return None
    found: list[Problem] = []
    seen: set[int] = set()
    for line, number in zip(claim.all_lines, numbers, strict=True):
        path = f"{line.path}.line_number"
        if number == 0:
            found.append(problem(path, "missing"))
        elif number in seen:
            found.append(problem(path, number=number))
        seen.add(number)
    return found


EDIT = Edit(
    code="TX106",
    name="line-number-repeated",
    title="Two lines have the same line number, or only some lines have one.",
    why="Line numbers say which line a payer's adjudication is about. If one is repeated or missing on some lines, "
    "the lines cannot be identified.",
    fix="Number the lines 1, 2, 3 and so on, or leave out the number on every line and the worker numbers them.",
    looks_at=("service_lines[].line_number",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="Line number {number} is already used by an earlier line."),
        "missing": Case(says="The line has no line number while other lines have one."),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:247"),
    snip=1,
    source="ASC X12 005010X222A2 and 005010X223A3, LX",
    basis="regulation",
    example=Example(base="office-visit", field="service_lines[1].line_number", fires=1, silent=2),
    waivable=False,
    on_void=True,
    related=("TX105",),
)
