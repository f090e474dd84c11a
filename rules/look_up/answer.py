"""What one table knows of a code on a date, as every look-up tells it."""

import datetime as dt

from rules.tables.shipped.icd_row import IcdRow
from schemas.value import value


@value
class CodeAnswer:
    """What one table knows of a code on a date."""

    table: str
    code: str
    on: dt.date
    in_force: bool
    covered: bool = True
    """Whether the table answers for the date; where it does not, that the code is not in force means nothing."""
    header: bool = False
    """Whether it is a category or subcategory with billable codes below it on the date."""
    description: str | None
    periods: tuple[IcdRow, ...]
    below: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
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
    """The answer of a table that holds little more of a code than its days, with the kind of code as its first note."""
    uncovered = () if covered else (("not checked", "no release of the table answers for the date"),)
    return CodeAnswer(
        table=table,
        code=code,
        on=on,
        in_force=in_force and covered,
        covered=covered,
        description=description,
        periods=tuple(IcdRow(code, start, end, frozenset()) for start, end in periods),
        notes=(("kind", kind), *uncovered, *notes),
    )


def through(end: dt.date) -> str:
    """The last day of a period, in words where none is known."""
    return "no end known" if end == dt.date.max else str(end)
