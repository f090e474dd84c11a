"""A table that ships with the package is one file; a load of the same table takes its place."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from rules.tables.released_table import LoadedRelease
from rules.tables.table_file import TableFile

DATA: Final = Path(__file__).parent / "data"
"""The folder of the shipped files."""


class ShippedTable:
    """What all shipped tables have in common: one file with the whole history of the table.

    Args:
        folder: the folder of the shipped files.
        file: a file that a user's load made, to open in place of the shipped one.

    Raises:
        TableError: the file is missing, truncated or corrupt.
    """

    __slots__ = ("file", "in_force_from", "in_force_through", "release", "rows")

    name: str
    """The name of the table."""

    def __init__(self, folder: Path, file: Path | None = None) -> None:
        self.file = TableFile(file or folder / f"{self.name}.table", self.name)
        self.release: str = self.file.header["release"]
        self.rows: int = self.file.header["rows"]
        self.in_force_from: date = self.file.in_force_from
        self.in_force_through: date = self.file.in_force_through

    def covers(self, on: date) -> bool:
        """Whether the table answers for the date."""
        return self.in_force_from <= on <= self.in_force_through

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]] | None:
        """Every code with one row, in order; None if the table has no rows to compare."""
        return None

    @classmethod
    def open_release(cls, path: Path, _: str) -> "ShippedRelease":
        """One load of the table.

        Raises:
            TableError: the file is missing, truncated, corrupt or of another kind.
        """
        return ShippedRelease(cls(DATA, path))

    @classmethod
    def of_releases(cls, _: str, releases: Sequence[Any]) -> "ShippedTable":
        """The newest load, which includes everything before it."""
        loads: Sequence[ShippedRelease] = releases
        return max(loads, key=newest_load).table


def newest_load(release: "ShippedRelease") -> tuple[date, date, datetime]:
    """Of loads with the same end, the one whose own codes begin later: April's after October's."""
    begins = date.fromisoformat(release.file.header.get("begins", date.min.isoformat()))
    return release.manifest.in_force_through, begins, release.manifest.loaded_at


class ShippedRelease(LoadedRelease):
    """One load of a shipped table, with the history of the table up to its own end."""

    __slots__ = ("table",)

    def __init__(self, table: ShippedTable) -> None:
        super().__init__(table.file)
        self.table = table

    def entries(self) -> Iterator[tuple[str, tuple[Any, ...]]] | None:
        """Every code of the table with one row."""
        return self.table.entries()
