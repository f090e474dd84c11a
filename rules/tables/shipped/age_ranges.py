"""The Medicare Code Editor keeps some diagnoses for newborns, children, mothers and adults, by age in whole years."""

from datetime import date
from pathlib import Path

from rules.tables.table_file import TableFile


class AgeRanges:
    """The age groups of the Medicare Code Editor: newborn, pediatric, maternity, adult; their bounds have dates."""

    __slots__ = ("_groups", "in_force_from", "in_force_through", "name", "release", "rows")

    def __init__(self, folder: Path) -> None:
        file = TableFile(folder / "age_ranges.table", "age_ranges")
        self.name = "age_ranges"
        self.release: str = file.header["release"]
        self.rows: int = file.header["rows"]
        self.in_force_from = file.in_force_from
        self.in_force_through = file.in_force_through
        self._groups: dict[str, list[tuple[date, date, tuple[int, int]]]] = {}
        for group, youngest, oldest, start, end in file.header["ages"]:
            period = (date.fromisoformat(start), date.fromisoformat(end), (youngest, oldest))
            self._groups.setdefault(group, []).append(period)

    def covers(self, on: date) -> bool:
        """Whether the release answers for the date."""
        return self.in_force_from <= on <= self.in_force_through

    def group(self, name: str, on: date) -> tuple[int, int]:
        """The youngest and the oldest age of a group on the date, in whole years, both included.

        Args:
            name: a flag of the ICD-10-CM table: `newborn`, `pediatric`, `maternity` or `adult`.
            on: a date the table covers.

        Raises:
            KeyError: there is no such group, or the table does not cover the date.
        """
        for start, end, ages in self._groups[name]:
            if start <= on and (on <= end or end == self.in_force_through):
                return ages
        raise KeyError(f"{name} on {on}")
