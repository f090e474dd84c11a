"""What the caller of a load knows about a release without its files: from the publisher's page, or from the user."""

import re
from collections.abc import Iterator
from datetime import date

from rules.tables.error import TableError
from rules.tables.loaders.source_file import SourceFile
from schemas.value import value


@value
class Expected:
    """What a release must be. None: nothing is expected.

    Raises:
        ValueError: only one of the two days is given, or the last is before the first.
    """

    release: str | None = None
    """The name of the release, if the user gives no other."""
    first: date | None = None
    """The first day of the release's period, such as the first day of its quarter."""
    last: date | None = None
    """The last day of the period. The files may name no period, but no other than this one."""
    fewest: int | None = None
    """The fewest rows that are kept, in place of the fewest of any full release of the table."""
    most: int | None = None
    """The most rows that are kept."""
    stated: int | None = None
    """The number of rows of the files, as the publisher states it."""
    share_of_previous: float | None = None
    """The fewest rows as a share (0 to 1) of those of the loaded release next to it; None: as for any release."""
    members: re.Pattern[str] | None = None
    """What is in the names of the files to read from archives; None: all files."""
    notes: tuple[str, ...] = ()
    """What the manifest says besides, such as who accepted the publisher's license."""

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None):
            raise ValueError("the first and the last day are given together")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError(f"the last day, {self.last}, is before the first, {self.first}")

    def of_archives(self, files: list[SourceFile]) -> list[SourceFile]:
        """The files to read: those outside archives, and the expected ones inside.

        Raises:
            TableError: an archive has none of the expected files.
        """
        if self.members is None:
            return files
        kept = [file for file in files if not file.inside_zip or self.members.search(file.own_name)]
        for file in files:
            if file.digest not in {each.digest for each in kept}:
                archive = file.name.partition(" » ")[0]
                raise TableError(archive, f"has no file whose name matches {self.members.pattern}")
        return kept

    def too_few(self, rows_kept: int) -> Iterator[str]:
        """Why the release cannot be whole."""
        if self.fewest is not None and rows_kept < self.fewest:
            yield f"has {rows_kept:,} rows, and at least {self.fewest:,} are expected: truncated, or not the full list"

    def contradicted_by(self, rows_read: int, rows_kept: int) -> str | None:
        """Why the files cannot be those of the release; None if they can."""
        if self.most is not None and rows_kept > self.most:
            return f"has {rows_kept:,} rows, and at most {self.most:,} are expected"
        if self.stated is not None and rows_read != self.stated:
            return f"has {rows_read:,} rows, and its publisher states {self.stated:,}"
        return None
