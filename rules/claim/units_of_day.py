"""The units of a service on one day, summed over the lines that a payer adds up."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from rules.claim.facts import ClaimFacts, LineFacts
from schemas.value import value


@value
class UnitsAbove:
    """The line that takes a day's units over their limit, and the sum of all lines of the day."""

    line: LineFacts
    units: Decimal
    limit: int


def units_per_day(line: LineFacts) -> Decimal | None:
    """The line's units, spread evenly over its days; None for minutes."""
    if line.line.unit_of_measure == "MJ":
        return None
    days = (line.date_through - line.date_from).days + 1
    return line.line.units / days if days > 1 else line.line.units


def units_above_day_limit(claim: ClaimFacts, adjudication: Literal[2, 3]) -> Iterator[UnitsAbove]:
    """Codes whose units exceed a limit of this adjudication, over lines of the same date and rendering provider."""
    sums: dict[tuple[object, ...], Decimal] = {}
    above: dict[tuple[object, ...], tuple[LineFacts, int]] = {}
    for line in claim.lines:
        limit = line.rows.unit_limit
        if limit is None or limit.adjudication != adjudication:
            continue
        units = units_per_day(line)
        if units is None:
            continue
        key = (line.code, line.date_from, line.rendering_npi if claim.professional else None)
        sums[key] = total = sums.get(key, Decimal(0)) + units
        if total > limit.value and key not in above:
            above[key] = (line, limit.value)
    return (UnitsAbove(line=line, units=sums[key], limit=limit) for key, (line, limit) in above.items())


def written_units(units: Decimal) -> str:
    """A number of units as messages print it: without an exponent or trailing zeros."""
    return f"{round(units, 2).normalize():f}"
