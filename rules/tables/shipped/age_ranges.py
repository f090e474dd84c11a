"""`age_ranges`: the ages at which newborn, pediatric, maternity and adult diagnoses are plausible (CMS)."""

from datetime import date
from pathlib import Path
from typing import Final

from rules.tables.kind import PUBLIC_DOMAIN, TableKind
from rules.tables.shipped_table import ShippedTable


class AgeRanges(ShippedTable):
    """The age groups newborn, pediatric, maternity and adult, with the dates of their bounds."""

    __slots__ = ("_groups",)

    name = "age_ranges"

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        super().__init__(folder, file)
        self._groups: dict[str, list[tuple[date, date, tuple[int, int]]]] = {}
        for group, youngest, oldest, start, end in self.file.header["ages"]:
            period = (date.fromisoformat(start), date.fromisoformat(end), (youngest, oldest))
            self._groups.setdefault(group, []).append(period)

    def group(self, name: str, on: date) -> tuple[int, int]:
        """The youngest and oldest age of a group on the date, in whole years, inclusive.

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


AGE_RANGES: Final = TableKind(
    name="age_ranges",
    holds="the age groups of the Medicare Code Editor: newborn, pediatric, maternity, adult",
    carries="diagnoses",
    opens=AgeRanges,
    layout="Built into the package with each release of the program; it cannot be loaded.",
    source="CMS, Definitions of Medicare Code Edits.",
    license=PUBLIC_DOMAIN,
)
