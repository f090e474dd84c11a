"""LN104: anesthesia is counted in minutes, hospital days in days, and everything else in units."""

from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.edit import Case, Edit, Example, Found, problem, severities, statuses

_NOT_TIMED: Final = frozenset(("01953", "01996"))
"""Codes in the range of anesthesia that are counted, not timed."""


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The unit of measure is not the one in which such a service is counted."""
    unit = line.line.unit_of_measure
    path = f"{line.path}.unit_of_measure"
    if unit == "UN":
        return problem(path, "anesthesia-in-units", code=line.code) if _is_timed(line) else None
    if unit == "MJ":
        return None if _is_timed(line) else problem(path, "minutes")
    return problem(path, "days") if unit == "DA" and claim.professional else None


def _is_timed(line: LineFacts) -> bool:
    code = line.code
    return (
        line.system == "CPT"
        and code is not None
        and "00100" <= code <= "01999"
        and code.isdigit()
        and code not in _NOT_TIMED
    )


EDIT = Edit(
    code="LN104",
    name="unit-of-measure-against-service",
    title="A line is counted in a unit of measure that does not go with its service.",
    why="Anesthesia codes are paid by the minute, and no other service is. Days are for rooms on institutional bills. "
    "With the wrong unit, fifteen minutes can be read as fifteen services.",
    fix="Use MJ and the minutes for anesthesia codes 00100 to 01999 but 01953 and 01996, UN elsewhere, DA only on "
    "institutional lines. Leave UN on anesthesia where the payer has told you to bill time units.",
    looks_at=("service_lines[].unit_of_measure", "service_lines[].procedure_code"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={
        "anesthesia-in-units": Case(says="Anesthesia code {code} is counted in units (UN), not in minutes (MJ)."),
        "minutes": Case(says="The line is counted in minutes (MJ), which only timed anesthesia is."),
        "days": Case(says="The line is counted in days (DA), which a professional claim does not have."),
    },
    carc="16",
    rarc=("N203",),
    status=statuses("A7:659"),
    snip=6,
    source="Medicare Claims Processing Manual ch. 12 section 50; 837 SV103 and SV204",
    example=Example(base="office-visit", field="service_lines[1].unit_of_measure", fires="MJ", silent="UN"),
)
