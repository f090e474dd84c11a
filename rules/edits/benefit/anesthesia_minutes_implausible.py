"""BN142: anesthesia lasts whole minutes, and less than a day."""

from decimal import Decimal
from typing import Final

from rules.claim.facts import ClaimFacts, LineFacts
from rules.claim.units_of_day import written_units
from rules.edit import Case, Edit, Example, Found, Reference, problem, severities, statuses

_MINUTES: Final = "MJ"
_MINUTES_OF_A_DAY: Final = Decimal(1440)


def check(line: LineFacts, claim: ClaimFacts) -> Found:
    """The minutes of a line are more than a day, or not whole."""
    if line.line.unit_of_measure != _MINUTES:
        return None
    minutes = line.line.units
    if minutes <= _MINUTES_OF_A_DAY and minutes == minutes.to_integral_value():
        return None
    return problem(f"{line.path}.units", minutes=written_units(minutes))


EDIT = Edit(
    code="BN142",
    name="anesthesia-minutes-implausible",
    title="A line has more minutes than a day, or a part of a minute.",
    why="Anesthesia is billed in whole minutes. More than 1,440 are usually units or seconds in the wrong field. "
    "The edit is in shadow: no published text was found in which a payer says so.",
    fix="Enter the whole minutes from the start to the end of anesthesia.",
    looks_at=("service_lines[].units", "service_lines[].unit_of_measure"),
    subject="line",
    check=check,
    severity=severities("W", "W", "W"),
    cases={"default": Case(says="The line has {minutes} minutes; anesthesia has at most 1,440, without fractions.")},
    carc="16",
    rarc=("M53",),
    status=statuses("A7:476"),
    snip=6,
    source="Minutes of a day",
    references=(Reference(text="In shadow: no published rule was found for the limit."),),
    basis="clearinghouse practice",
    form="professional",
    since="2",
    state="shadow",
    example=Example(
        base="surgery-with-anesthesia-minutes", field="service_lines[0].units", fires="1441", silent="1440"
    ),
)
