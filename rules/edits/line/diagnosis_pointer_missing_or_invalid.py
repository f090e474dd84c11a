"""LN105: each professional line points to one to four of the claim's diagnoses."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses
from rules.references import usage_837p

MOST_POINTERS: Final = 4
MOST_DIAGNOSES: Final = 12


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """There is no pointer or too many, or a pointer has no diagnosis or repeats another pointer."""
    pointers = line.line.diagnosis_pointers
    path = f"{line.path}.diagnosis_pointers"
    if not pointers:
        return problem(path, "missing")
    found: list[Problem] = []
    if len(pointers) > MOST_POINTERS:
        found.append(problem(path, "too-many", count=len(pointers)))
    last = min(len(claim.diagnoses), MOST_DIAGNOSES)
    seen: set[int] = set()
    for index, pointer in enumerate(pointers):
        # A claim without any diagnosis gets DX106, and no finding for each of its pointers.
        if claim.diagnoses and not 1 <= pointer <= last:
            found.append(problem(f"{path}[{index}]", "nowhere", pointer=pointer, last=last))
        elif pointer in seen:
            found.append(problem(f"{path}[{index}]", "repeated", pointer=pointer))
        seen.add(pointer)
    return found


EDIT = Edit(
    code="LN105",
    name="diagnosis-pointer-missing-or-invalid",
    title="A line has no valid diagnosis pointer, or points to a diagnosis that does not exist.",
    why="A payer adjudicates each professional line by the diagnoses it points to, up to four of the first twelve on "
    "the claim. A claim with a line without a usable pointer is returned.",
    fix="Point to the diagnoses that were the reason for the service, the main one first, each once. Pointers count "
    "from 1 in the order of the claim's diagnoses.",
    looks_at=("service_lines[].diagnosis_pointers", "diagnoses"),
    subject="line",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "missing": Case(says="The line has no diagnosis pointer."),
        "too-many": Case(says="The line has {count} diagnosis pointers; four are allowed."),
        "nowhere": Case(says="Pointer {pointer} has no diagnosis; valid pointers are 1 to {last}."),
        "repeated": Case(says="Pointer {pointer} is repeated.", mark="WARN"),
    },
    carc="16",
    rarc=("M76",),
    status=statuses("A7:477"),
    snip=4,
    changed="2",
    source="837P SV107",
    basis="regulation",
    references=(usage_837p("loop 2400, SV107-1: required; SV107-2 to SV107-4: situational"),),
    example=Example(base="office-visit", field="service_lines[1].diagnosis_pointers", fires=[3], silent=[2]),
    form="professional",
    waivable=False,
)
