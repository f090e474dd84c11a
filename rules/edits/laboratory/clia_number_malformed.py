"""LB101: a CLIA number is two digits, a D and seven digits."""

import re
from typing import Final

from rules.claim.facts import ClaimFacts, is_blank
from rules.edit import Case, Edit, Example, Found, Problem, problem, severities, statuses

_FORM: Final = re.compile(r"[0-9]{2}[0-9A-Z][0-9]{7}")


def check(claim: ClaimFacts) -> Found:
    """A CLIA number of the claim or a line has another format, or its third character is not D."""
    problems: list[Problem] = []
    for line in claim.all_lines:
        if line.line.clia_number is not None:
            problems += _fault(line.line.clia_number, f"{line.path}.clia_number")
    if claim.encounter.clia_number is not None:
        problems += _fault(claim.encounter.clia_number, "clia_number")
    return problems


def _fault(number: str, path: str) -> tuple[Problem, ...]:
    if is_blank(number):
        return ()
    if not _FORM.fullmatch(number):
        return (problem(path),)
    return () if number[2] == "D" else (problem(path, "no-d"),)


EDIT = Edit(
    code="LB101",
    name="clia-number-malformed",
    title="A CLIA number is not in a valid format.",
    why="Payers look up the laboratory by its CLIA number and return a claim with an invalid one.",
    fix="Copy the ten characters from the laboratory's certificate: two digits, D, seven digits. Federal and "
    "military laboratories have another third character; leave theirs as it is.",
    looks_at=("clia_number", "service_lines[].clia_number"),
    subject="claim",
    check=check,
    severity=severities("R", "R", "R"),
    cases={
        "default": Case(says="The CLIA number is not two digits, a letter or digit, and seven digits."),
        "no-d": Case(says="The third character of the CLIA number is not D, as on most certificates.", mark="WARN"),
    },
    carc="16",
    rarc=("MA120",),
    status=statuses("A7:544"),
    snip=5,
    source="CMS form of CLIA certificate numbers; ASC X12 837, REF X4",
    basis="manual",
    example=Example(base="office-visit", field="clia_number", fires="14D123456", silent="14D1234567"),
)
