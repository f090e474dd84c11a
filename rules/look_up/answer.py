"""The answer of one table about a code on a date, the same for every table."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import field

from rules.tables.shipped.icd_row import IcdRow
from schemas.value import value


@value
class CodeAnswer:
    """What one table has about a code on a date."""

    table: str
    code: str
    on: dt.date
    in_force: bool
    covered: bool = True
    """Whether the table answers for the date. If not, `in_force` says nothing about the code."""
    header: bool = False
    """Whether the code is a category or subcategory with billable codes below it on the date."""
    description: str | None
    periods: tuple[IcdRow, ...]
    below: tuple[str, ...] = ()
    """Billable codes below a category: the plain and unspecified ones first, then the shorter ones."""
    successors: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Descriptions of the codes below, of those that replaced the code, and of those it replaced, by code."""
    hierarchy: tuple[tuple[str, str], ...] = ()
    """Chapter, block and category: (name, meaning)."""
    notes: tuple[tuple[str, str], ...] = ()
    """(kind, text)."""


def listed(
    table: str,
    kind: str,
    code: str,
    on: dt.date,
    periods: tuple[tuple[dt.date, dt.date], ...],
    *,
    in_force: bool,
    covered: bool,
    description: str | None = None,
    notes: tuple[tuple[str, str], ...] = (),
) -> CodeAnswer:
    """The answer of a table with little more than the days of a code; the first note is the kind of code."""
    uncovered = () if covered else (("not checked", "no release of the table covers the date"),)
    return CodeAnswer(
        table=table,
        code=code,
        on=on,
        in_force=in_force and covered,
        covered=covered,
        description=description,
        periods=tuple(IcdRow(code=code, start=start, end=end, flags=frozenset()) for start, end in periods),
        notes=(("kind", kind), *uncovered, *notes),
    )


def through(end: dt.date) -> str:
    """The last day of a period, or that none is known."""
    return "no end known" if end == dt.date.max else str(end)
