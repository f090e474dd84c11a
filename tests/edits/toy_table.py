"""A code table of a few rows: what all toys have in common."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
ALWAYS = (dt.date(2015, 10, 1), dt.date.max)


def period(row: Row) -> tuple[dt.date, dt.date]:
    """First and last day of a row."""
    return _date(row.get("start", ALWAYS[0])), _date(row.get("end", ALWAYS[1]))


def in_force(row: Row, on: dt.date) -> bool:
    """Whether a row holds on a day."""
    start, end = period(row)
    return start <= on <= end


def _date(sent: dt.date | str) -> dt.date:
    return sent if isinstance(sent, dt.date) else dt.date.fromisoformat(sent)


class ToyTable:
    """A table by its name and rows."""

    release = "toy"

    def __init__(self, name: str, entries: Sequence[Row], *, covered: tuple[dt.date, dt.date] = ALWAYS) -> None:
        self.name = name
        self.entries = tuple(entries)
        self.in_force_from, self.in_force_through = covered
        self.rows = len(self.entries)

    def covers(self, on: dt.date) -> bool:
        """Whether the date is within the table's own dates."""
        return self.in_force_from <= on <= self.in_force_through

    def rows_of(self, **wanted: Any) -> Iterable[Row]:
        """The rows with these values."""
        return (row for row in self.entries if all(row.get(name) == part for name, part in wanted.items()))

    def first_on(self, on: dt.date, **wanted: Any) -> Row | None:
        """The first row with these values that holds on the day."""
        return next((row for row in self.rows_of(**wanted) if in_force(row, on)), None) if self.covers(on) else None
