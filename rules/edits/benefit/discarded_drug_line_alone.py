"""BN134: a line for the discarded part of a drug needs a line for the part that was given."""

from typing import Final

from rules.claim.facts import ClaimFacts
from rules.claim.procedure_words import modifier_path
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses

_DISCARDED: Final = "JW"


def check(claim: ClaimFacts) -> Found:
    """A line with JW has no line of the same drug and day without it."""
    if claim.inpatient:
        return None
    given = {(line.code, line.date_from) for line in claim.lines if _DISCARDED not in line.modifiers}
    return [
        problem(modifier_path(line, _DISCARDED), line=line.number, code=line.code)
        for line in claim.lines
        if _DISCARDED in line.modifiers and line.code is not None and (line.code, line.date_from) not in given
    ]


EDIT = Edit(
    code="BN134",
    name="discarded-drug-line-alone",
    title="A drug was discarded, but no line bills the part that was given.",
    why="The discarded part of a single-dose drug is billed with modifier JW on a line of its own, beside the line for "
    "the dose. A payer denies waste without a dose.",
    fix="Add the line for the dose that was given, without JW.",
    looks_at=("service_lines[].modifiers", "service_lines[].procedure_code", "service_lines[].service_from"),
    subject="claim",
    check=check,
    occasion="modifiers",
    severity=severities("W", "N", "N"),
    cases={"default": Case(says="Line {line} bills discarded {code}, but no line bills what was given.")},
    carc="107",
    status=statuses("A6:507"),
    snip=6,
    source="Noridian DME on modifiers JW and JZ",
    references=(Reference(text="Noridian DME on JW and JZ: the discarded amount is billed on its own line with JW."),),
    basis="manual",
    on_denial_bill=False,
    since="2",
    example=Example(
        base="office-visit-medicare",
        field="service_lines[0].procedure_code",
        fires="J9270",
        silent="J9271",
        given={"service_lines[1].procedure_code": "J9271", "service_lines[1].modifiers": ["JW"]},
        profile="medicare",
    ),
)
