"""TX105: a payer answers line by line, and the line control number says which line."""

from rules.claim.facts import ClaimFacts, LineFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses


def check(claim: ClaimFacts) -> Found:
    """A line control number is longer than 30 characters or is used by another line."""
    lines = claim.all_lines
    numbers = [line.control_number for line in lines]
    if len(set(numbers)) == len(numbers) and max(map(len, numbers), default=0) <= 30:
        return None
    found: list[Problem] = []
    first: dict[str, LineFacts] = {}
    for line in lines:
        earlier = first.setdefault(line.control_number, line)
        path = f"{line.path}.control_number"
        if len(line.control_number) > 30:
            found.append(problem(path, length=len(line.control_number)))
        elif earlier is not line and not (_is_derived(line) and _is_derived(earlier)):
            found.append(problem(path, "repeated", number=earlier.number))
    return found


def _is_derived(line: LineFacts) -> bool:
    """Whether the worker derived the number: two of these are equal only if the line numbers are (TX106)."""
    return is_blank(line.line.control_number)


EDIT = Edit(
    code="TX105",
    name="line-control-number-too-long-or-repeated",
    title="A line control number is too long or repeated.",
    why="The payer returns the line control number with its adjudication. It has at most 30 characters, and if two "
    "lines share a number, their payments cannot be told apart.",
    fix="Give each line its own control number of at most 30 characters, or leave them all out and the worker "
    "derives them.",
    looks_at=("service_lines[].control_number",),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The line control number has {length} characters; 30 are allowed."),
        "repeated": Case(says="The line has the same control number as line {number}.", mark="WARN"),
    },
    carc="16",
    rarc=("MA130",),
    status=statuses("A7:584"),
    snip=1,
    source="ASC X12 005010X222A2 and 005010X223A3, REF 6R",
    basis="regulation",
    example=Example(
        base="office-visit", field="service_lines[1].control_number", fires="OV1001A-1", silent="OV1001A-2"
    ),
    waivable=False,
    on_void=True,
    related=("TX106",),
)
